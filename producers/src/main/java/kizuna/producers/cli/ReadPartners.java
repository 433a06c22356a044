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
        field("partner", "code"),
        field("", "name"),
        flag("ready", "ready"),
        new Column(
            "missing",
            row ->
                row.path("missing")
                    .valueStream()
                    .map(m -> missing(m.asString("")))
                    .collect(Collectors.joining(", "))),
        field("plansUntil", "plansConfirmedUntil"),
        field("lastContact", "lastContact"),
        new Column(">agreements", row -> Integer.toString(row.path("agreements").size())),
        new Column(">lessons", row -> Integer.toString(row.path("lessons").size())));
  }

  /** A missing item of a partner; a newer server may name more. */
  private String missing(String code) {
    String key = "partners.missing." + code;
    return CliMessages.LIST.has(key) ? say(key) : code;
  }
}
