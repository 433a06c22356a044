package kizuna.infra.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import kizuna.schemas.JapanTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reports of Mashiki's desk in a bench: one disaster, and requests for one person. */
final class BenchReports {

  private static final String MASHIKI = "434434";

  private final FloodBrowser desk;
  private final String disaster;

  /** Reports of a signed-in desk about one disaster. */
  BenchReports(FloodBrowser desk, String disaster) {
    this.desk = desk;
    this.disaster = disaster;
  }

  /** Declares the disaster. */
  void declare(String name) throws IOException, InterruptedException {
    accepted(
        desk.report(
            "/api/disasters",
            Map.of(
                "disasterId",
                disaster,
                "name",
                name,
                "hazard",
                "EARTHQUAKE",
                "struck",
                List.of(MASHIKI),
                "struckAt",
                LocalDate.now(JapanTime.ZONE) + "T00:00:00+09:00"),
            desk.csrf()));
  }

  /**
   * Reports a request; returns its receipt.
   *
   * @param csrf token of the desk's session
   */
  JsonNode request(String id, String csrf) throws IOException, InterruptedException {
    LocalDate today = LocalDate.now(JapanTime.ZONE);
    return accepted(
        desk.report(
            "/api/requests",
            Map.ofEntries(
                Map.entry("requestId", id),
                Map.entry("disasterId", disaster),
                Map.entry("receiver", MASHIKI),
                Map.entry("damage", "bench"),
                Map.entry("taskType", "SEWER"),
                Map.entry("headCount", 1),
                Map.entry("place", "bench"),
                Map.entry("route", "bench"),
                Map.entry("firstDay", today.plusDays(1).toString()),
                Map.entry("lastDay", today.plusDays(3).toString()),
                Map.entry("priority", "NORMAL"),
                Map.entry("documentation", "ORAL")),
            csrf));
  }

  private static JsonNode accepted(HttpResponse<String> answer) {
    if (answer.statusCode() != 202) {
      throw new IllegalStateException("expected 202, but " + answer.statusCode() + answer.body());
    }
    return JsonMapper.shared().readTree(answer.body());
  }
}
