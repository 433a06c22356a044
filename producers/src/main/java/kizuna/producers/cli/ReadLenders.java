package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code lenders}. */
@Command(
    name = "lenders",
    description = {
      "What each lender (応援) bears: person-days (人日), its share, its limits, who is away now.",
      "",
      "  ${ROOT-COMMAND-NAME} lenders",
      "  ${ROOT-COMMAND-NAME} lenders --drill first-hour --json",
      ""
    })
final class ReadLenders extends PagedCommand {

  ReadLenders() {
    super("/api/lenders");
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("lender", "lender"),
        field("", "lenderName"),
        field(">personDays", "personDays"),
        field(">share", "sharePercent"),
        field(">away", "away"),
        new Column("limits", this::limits),
        field(">rest", "restDays"));
  }

  private String limits(JsonNode row) {
    return row.path("limits").valueStream().map(this::limit).collect(Collectors.joining(", "));
  }

  private String limit(JsonNode limit) {
    String work =
        limit.has("taskType")
            ? labels().of("TaskType", text(limit, "taskType"))
            : say("lenders.allWork");
    return work + " " + text(limit, "headCount");
  }
}
