package kizuna.producers.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code summary}. */
@Command(
    name = "summary",
    description = {
      "Each network at a glance: what is open, who is where, who bore how much.",
      "",
      "  ${ROOT-COMMAND-NAME} summary",
      "  ${ROOT-COMMAND-NAME} summary --drill first-hour",
      ""
    })
final class ReadSummary extends ApiCommand {

  private static final List<Column> LOADS =
      List.of(
          new Column("  LENDER", load -> "  " + text(load, "lender")),
          Column.field("", "lenderName"),
          Column.field(">PERSON-DAYS", "personDays"));

  @Override
  int run() {
    ObjectNode summary = door().get("/api/summary", Map.of());
    if (json()) {
      printJson(summary);
      return ExitCodes.OK;
    }
    mode(summary);
    for (JsonNode n : summary.path("networks")) {
      if (network().isPresent() && !network().get().equals(text(n, "networkId"))) {
        continue;
      }
      out().println(text(n, "networkId") + " " + text(n, "name"));
      figures(n);
      TextTable loads = new TextTable(LOADS, n.path("loads"));
      if (!loads.isEmpty()) {
        loads.print(out());
      }
    }
    for (JsonNode disaster : summary.path("disasters")) {
      out()
          .println(
              "disaster "
                  + text(disaster, "disasterId")
                  + " "
                  + text(disaster, "name")
                  + ": "
                  + disaster
                      .path("struckNames")
                      .valueStream()
                      .map(name -> name.asString(""))
                      .collect(Collectors.joining(", ")));
    }
    int lost = summary.path("deadLetters").asInt(0);
    if (lost > 0) {
      out().println(lost + (lost == 1 ? " report" : " reports") + " could not be read");
    }
    return ExitCodes.OK;
  }

  private void figures(JsonNode n) {
    out()
        .println(
            "  requests "
                + text(n, "requests")
                + ", unfilled "
                + text(n, "openRequests")
                + "; person-days (人日) asked "
                + text(n, "requestedPersonDays")
                + ", covered "
                + text(n, "coveredPersonDays")
                + ", unfilled "
                + text(n, "openPersonDays")
                + (n.path("unmetPersonDays").asLong() > 0
                    ? ", never filled " + text(n, "unmetPersonDays")
                    : ""));
    out()
        .println(
            "  persons (人) proposed "
                + text(n, "proposed")
                + ", confirmed "
                + text(n, "confirmed")
                + ", in transit "
                + text(n, "inTransit")
                + ", on site "
                + text(n, "onSite")
                + ", not reported (未報告) "
                + text(n, "notReported"));
    out()
        .println(
            "  decisions "
                + text(n, "decisions")
                + ", refused "
                + text(n, "rejections")
                + "; hash "
                + text(n, "decisionHash"));
  }
}
