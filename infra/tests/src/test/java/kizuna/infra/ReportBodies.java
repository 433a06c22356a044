package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reports that tests of the whole platform send, and the check that they were accepted. */
final class ReportBodies {

  static final String MAIZURU = "262021";
  static final LocalDate TOMORROW = LocalDate.now(ZoneId.of("Asia/Tokyo")).plusDays(1);

  private ReportBodies() {}

  static Map<String, Object> declaration(String id, String struck) {
    return Map.of(
        "disasterId",
        id,
        "name",
        "丹後地方の地震",
        "hazard",
        "EARTHQUAKE",
        "struck",
        List.of(struck),
        "struckAt",
        "2026-11-01T09:00:00+09:00",
        "confirmedNew",
        true,
        "confirmedUnusual",
        true,
        "reporter",
        Map.of("role", "DESK", "body", struck));
  }

  static Map<String, Object> request(String id, String disaster, String task, int people) {
    return Map.ofEntries(
        Map.entry("requestId", id),
        Map.entry("disasterId", disaster),
        Map.entry("receiver", MAIZURU),
        Map.entry("damage", "避難所12か所を開設"),
        Map.entry("taskType", task),
        Map.entry("headCount", people),
        Map.entry("place", "文化公園体育館"),
        Map.entry("route", "京都から陸路"),
        Map.entry("firstDay", TOMORROW.toString()),
        Map.entry("lastDay", TOMORROW.plusDays(6).toString()),
        Map.entry("priority", "URGENT"),
        Map.entry("documentation", "ORAL"),
        Map.entry("reporter", Map.of("role", "DESK", "body", MAIZURU)));
  }

  static Map<String, Object> offer(String id, String lender, String task, int people) {
    return Map.of(
        "offerId",
        id,
        "lender",
        lender,
        "taskTypes",
        List.of(task),
        "headCount",
        people,
        "firstDay",
        TOMORROW.toString(),
        "lastDay",
        TOMORROW.plusDays(6).toString(),
        "reporter",
        Map.of("role", "WARD", "body", lender));
  }

  static void accepted(JsonNode decision) {
    assertThat(decision.path("outcome").asString()).as("%s", decision).isEqualTo("ACCEPTED");
  }
}
