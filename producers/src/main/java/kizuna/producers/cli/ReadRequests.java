package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import kizuna.codes.RequestState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code requests}. */
@Command(
    name = "requests",
    description = {
      "The requests (応援要請) and what of them is open (不足).",
      "",
      "  ${ROOT-COMMAND-NAME} requests --open",
      "  ${ROOT-COMMAND-NAME} requests --receiver wajima --json",
      ""
    })
final class ReadRequests extends PagedCommand {

  @Option(names = "--open", description = "Only those with open person-days, the worst first.")
  private boolean open;

  @Option(names = "--disaster", paramLabel = "DISASTER", description = "Only this disaster.")
  private @Nullable String disaster;

  @Option(names = "--receiver", paramLabel = "PLACE", description = "Only this receiver (受援).")
  private @Nullable String receiver;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      completionCandidates = CodeArguments.RequestStates.class,
      description = "Only these states, with commas: ${COMPLETION-CANDIDATES}.")
  private List<String> states = List.of();

  ReadRequests() {
    super("/api/requests");
  }

  @Override
  QueryString asked() {
    return query()
        .with("open", open ? "true" : null)
        .with("disaster", disaster)
        .place("receiver", receiver)
        .codes("state", RequestState.class, states);
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("request", "requestId"),
        field("receiver", "receiver"),
        field("", "receiverName"),
        label("task", "TaskType", "taskType"),
        new Column("priority", this::priority),
        field(">people", "headCount"),
        new Column("days", DecisionPrint::period),
        field(">personDays", "requestedPersonDays"),
        field(">unfilled", "openPersonDays"),
        field(">neverFilled", "unmetPersonDays"),
        label("state", "RequestState", "state"),
        new Column("", row -> text(row, row.has("mergedInto") ? "mergedInto" : "escalatedTo")),
        new Column("document", this::document));
  }

  /** The effective priority, and the requested one if a coordinator changed it. */
  private String priority(JsonNode row) {
    String asked = labels().of("Priority", text(row, "priority"));
    return row.has("overriddenPriority")
        ? labels().of("Priority", text(row, "overriddenPriority")) + " (" + asked + ")"
        : asked;
  }

  /** How long a request has had no document. */
  private String document(JsonNode row) {
    String said = labels().of("Documentation", text(row, "documentation"));
    int hours = row.path("undocumentedHours").asInt(0);
    if (hours == 0) {
      return said;
    }
    return said
        + " "
        + (hours < 48 ? say("requests.hours", hours) : say("requests.days", hours / 24));
  }
}
