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
          new Column("", indentation -> ""),
          Column.field("lender", "lender"),
          Column.field("", "lenderName"),
          Column.field(">personDays", "personDays"));

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
      TextTable loads = new TextTable(LOADS, n.path("loads"), language());
      if (!loads.isEmpty()) {
        loads.print(out());
      }
    }
    for (JsonNode disaster : summary.path("disasters")) {
      out()
          .println(
              say(
                  "summary.disaster",
                  text(disaster, "disasterId"),
                  text(disaster, "name"),
                  disaster
                      .path("struckNames")
                      .valueStream()
                      .map(name -> name.asString(""))
                      .collect(Collectors.joining(", "))));
    }
    int lost = summary.path("deadLetters").asInt(0);
    if (lost > 0) {
      out().println(say("summary.lost", lost));
    }
    return ExitCodes.OK;
  }

  private void figures(JsonNode n) {
    out()
        .println(
            "  "
                + say(
                    "summary.requests",
                    text(n, "requests"),
                    text(n, "openRequests"),
                    text(n, "requestedPersonDays"),
                    text(n, "coveredPersonDays"),
                    text(n, "openPersonDays"))
                + (n.path("unmetPersonDays").asLong() > 0
                    ? say("summary.neverFilled", text(n, "unmetPersonDays"))
                    : ""));
    out()
        .println(
            "  "
                + say(
                    "summary.persons",
                    text(n, "proposed"),
                    text(n, "confirmed"),
                    text(n, "inTransit"),
                    text(n, "onSite"),
                    text(n, "notReported")));
    out()
        .println(
            "  "
                + say(
                    "summary.decisions",
                    text(n, "decisions"),
                    text(n, "rejections"),
                    text(n, "decisionHash")));
  }
}
