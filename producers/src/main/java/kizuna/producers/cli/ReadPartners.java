package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code partners}. */
@Command(
    name = "partners",
    description = {
      "The yearly report of a body (平時の関係): with whom it has agreements, and how ready both are.",
      "",
      "  ${ROOT-COMMAND-NAME} partners shinjuku",
      "  ${ROOT-COMMAND-NAME} partners wajima --all --json",
      ""
    })
final class ReadPartners extends PagedCommand {

  @Parameters(paramLabel = "PLACE", description = "The body, by code, name or romaji.")
  private String place = "";

  ReadPartners() {
    super("/api/partners/{code}");
  }

  @Override
  ObjectNode read(String path, Map<String, String> asked) {
    return super.read(path.replace("{code}", ApiClient.segment(place(place, "PLACE"))), asked);
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("PARTNER", "code"),
        field("", "name"),
        field("READY", "ready"),
        new Column(
            "MISSING",
            row ->
                row.path("missing")
                    .valueStream()
                    .map(m -> m.asString(""))
                    .collect(Collectors.joining(", "))),
        field("PLANS UNTIL", "plansConfirmedUntil"),
        field("LAST CONTACT", "lastContact"),
        new Column(">AGREEMENTS", row -> Integer.toString(row.path("agreements").size())),
        new Column(">LESSONS", row -> Integer.toString(row.path("lessons").size())));
  }
}
