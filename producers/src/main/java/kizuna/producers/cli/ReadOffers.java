package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import java.util.stream.Collectors;
import kizuna.codes.OfferState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code offers}. */
@Command(
    name = "offers",
    description = {
      "The offers (職員派遣の申出) and what of them is promised.",
      "",
      "  ${ROOT-COMMAND-NAME} offers --lender shinjuku",
      "  ${ROOT-COMMAND-NAME} offers --state AVAILABLE,HELD --json",
      ""
    })
final class ReadOffers extends PagedCommand {

  @Option(
      names = "--disaster",
      paramLabel = "DISASTER",
      description = "Only those for this disaster.")
  private @Nullable String disaster;

  @Option(names = "--lender", paramLabel = "WARD", description = "Only this lender (応援).")
  private @Nullable String lender;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      completionCandidates = CodeArguments.OfferStates.class,
      description = "Only these states, with commas: ${COMPLETION-CANDIDATES}.")
  private List<String> states = List.of();

  ReadOffers() {
    super("/api/offers");
  }

  @Override
  QueryString asked() {
    return query()
        .with("disaster", disaster)
        .lender("lender", lender)
        .codes("state", OfferState.class, states);
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("offer", "offerId"),
        field("lender", "lender"),
        field("", "lenderName"),
        new Column("tasks", this::tasks),
        field(">people", "headCount"),
        new Column("days", DecisionPrint::period),
        field(">personDays", "offeredPersonDays"),
        field(">promised", "promisedPersonDays"),
        new Column(
            "for",
            row -> row.has("disasterId") ? text(row, "disasterId") : say("offers.anyDisaster")),
        label("state", "OfferState", "state"));
  }

  private String tasks(JsonNode row) {
    return row.path("taskTypes")
        .valueStream()
        .map(task -> labels().of("TaskType", task.asString("")))
        .collect(Collectors.joining(", "));
  }
}
