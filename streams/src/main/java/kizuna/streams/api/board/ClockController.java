package kizuna.streams.api.board;

import jakarta.servlet.http.HttpServletRequest;
import kizuna.schemas.LogClock;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The time in each live log, and whether the machine's clock is trusted. */
@RestController
final class ClockController {

  private final Localizations localizations;
  private final LogClockReader clocks;

  ClockController(Localizations localizations, LogClockReader clocks) {
    this.localizations = localizations;
    this.clocks = clocks;
  }

  @GetMapping("/api/clock")
  ObjectNode clocks(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String only = parameters.textOrNull("network");
    parameters.check();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode rows = answer.putArray("clocks");
    clocks
        .readings()
        .forEach(
            (network, reading) -> {
              if (only == null || only.equals(network)) {
                row(rows.addObject(), network, reading);
              }
            });
    return answer;
  }

  private static void row(ObjectNode row, String network, LogClock.Reading reading) {
    row.put("network", network)
        .put("time", reading.time().toString())
        .put("machine", reading.machine().toString());
    reading.doubt().ifPresent(doubt -> row.put("doubt", doubt.name()));
  }
}
