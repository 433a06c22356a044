package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.StreamSupport;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.api.history.HistoryController;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ledger is searched and sorted, and the past is looked at, over HTTP. */
class PastOverHttpTest {

  private static final BoardFixture BOARD = new BoardFixture();

  @BeforeAll
  static void fill() {
    SampleBoard.fill(BOARD.topics.log(Namespace.LIVE), OperationMode.ACTUAL);
    await("the last report")
        .until(() -> BOARD.json("/api/requests").path("total").asInt() == 5 && lost() == 1);
  }

  private static int lost() {
    return BOARD.json("/api/summary").path("deadLetters").asInt();
  }

  @AfterAll
  static void close() {
    BOARD.close();
  }

  private static List<String> ids(JsonNode answer) {
    return texts(answer, "dispatchId");
  }

  private static List<String> texts(JsonNode answer, String field) {
    return StreamSupport.stream(answer.path("rows").spliterator(), false)
        .map(row -> row.path(field).asString())
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void linesAreFoundByNamesInAnyLettersAndByIds() {
    List<String> suginami = ids(BOARD.json("/api/ledger?lender=131156"));
    assertThat(suginami).isNotEmpty();
    assertThat(ids(BOARD.json("/api/ledger?q=" + encoded("杉並"))))
        .containsExactlyElementsOf(suginami);
    assertThat(ids(BOARD.json("/api/ledger?q=" + encoded("ＳＵＧＩＮＡＭＩ"))))
        .containsExactlyElementsOf(suginami);
    assertThat(ids(BOARD.json("/api/ledger?q=" + encoded("suginami 輪島"))))
        .containsExactlyElementsOf(ids(BOARD.json("/api/ledger?lender=131156&receiver=172049")));
    assertThat(texts(BOARD.json("/api/ledger?q=req-suzu-water"), "requestId"))
        .isNotEmpty()
        .containsOnly("req-suzu-water");
    assertThat(ids(BOARD.json("/api/ledger?q=nowhere"))).isEmpty();
    assertThat(texts(BOARD.json("/api/ledger?task=WATER_SUPPLY"), "taskType"))
        .isNotEmpty()
        .containsOnly("WATER_SUPPLY");
  }

  @Test
  void everyOrderIsPagedWithoutGapOrRepetition() {
    for (String by :
        List.of("proposed", "changed", "firstDay", "lender", "receiver", "state", "persons")) {
      for (String order : List.of(by, "-" + by)) {
        List<String> whole = ids(BOARD.json("/api/ledger?sort=" + order));
        List<String> paged = new ArrayList<>();
        String after = "";
        do {
          JsonNode page =
              BOARD.json("/api/ledger?limit=2&sort=" + order + "&after=" + encoded(after));
          paged.addAll(ids(page));
          after = page.path("next").asString("");
        } while (!after.isEmpty());
        assertThat(paged).as(order).containsExactlyElementsOf(whole).doesNotHaveDuplicates();
      }
    }
    List<String> lenders = texts(BOARD.json("/api/ledger?sort=lender"), "lender");
    assertThat(lenders).isSorted();
    assertThat(ids(BOARD.json("/api/ledger")))
        .containsExactlyElementsOf(ids(BOARD.json("/api/ledger?sort=-proposed")));
  }

  @Test
  void whatIsNoOrderTimeOrCursorOfThisOrderIsRefused() {
    String cursor = BOARD.json("/api/ledger?sort=lender&limit=1").path("next").asString();
    for (String wrong :
        List.of("sort=size", "at=yesterday", "task=FUN", "sort=state&after=" + encoded(cursor))) {
      HttpResponse<String> answer = BOARD.get("/api/ledger?" + wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
    }
    assertThat(BOARD.get("/api/past").statusCode()).isEqualTo(400);
  }

  @Test
  void aPermanentLinkLeadsToADispatchWithItsStates() {
    JsonNode sample = BOARD.json("/api/ledger?state=ON_SITE").path("rows").get(0);
    JsonNode dispatch =
        BOARD.json(
            "/api/ledger/"
                + sample.path("networkId").asString()
                + "/"
                + sample.path("dispatchId").asString());

    assertThat(
            StreamSupport.stream(dispatch.path("history").spliterator(), false)
                .map(s -> s.path("state").asString()))
        .containsExactly("PROPOSED", "CONFIRMED", "DEPARTED", "ON_SITE");
    assertThat(BOARD.get("/api/ledger/tokyo23/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void thePastIsWhatTheBoardShowedAndNowIsNow() {
    JsonNode timeline = BOARD.json("/api/timeline?buckets=20");
    String to = timeline.path("to").asString();

    ObjectNode now = (ObjectNode) BOARD.json("/api/past?at=" + encoded(to));
    assertThat(now.path("latest").asBoolean()).isTrue();
    assertThat(now.path("ledger").path("rows"))
        .isEqualTo(BOARD.json("/api/ledger?limit=200").path("rows"));
    assertThat(now.path("networks").path(0))
        .isEqualTo(BOARD.json("/api/summary").path("networks").path(0));

    JsonNode departure = event(timeline, "FIRST_DEPARTED");
    String at = departure.path("at").asString();
    JsonNode then = BOARD.json("/api/past?at=" + encoded(at));
    assertThat(then.path("latest").asBoolean()).isFalse();
    assertThat(then.path("complete").asBoolean()).isTrue();
    assertThat(texts(then.path("ledger"), "state")).contains("DEPARTED").doesNotContain("ON_SITE");
    assertThat(texts(BOARD.json("/api/ledger?at=" + encoded(at)), "state"))
        .containsExactlyElementsOf(texts(then.path("ledger"), "state"));
    assertThat(BOARD.get("/api/ledger.csv?at=" + encoded(at)).body()).contains("移動中");

    assertThat(sum(then.path("networks").path(0).path("loads"), "away"))
        .as("away then are those who had departed")
        .isPositive()
        .isEqualTo(
            StreamSupport.stream(then.path("ledger").path("rows").spliterator(), false)
                .filter(e -> e.path("state").asString().equals("DEPARTED"))
                .mapToInt(e -> e.path("headCount").asInt())
                .sum())
        .isLessThan(sum(now.path("networks").path(0).path("loads"), "away"));

    JsonNode before = BOARD.json("/api/past?at=2000-01-01T00:00:00Z");
    assertThat(before.path("networks")).isEmpty();
    assertThat(before.path("ledger").path("total").asInt()).isZero();
  }

  @Test
  void whileOthersLookBackOneIsToldWhenToTryAgain() throws Exception {
    Semaphore turns = BOARD.bean(HistoryController.class).turns();
    String past = "/api/past?at=2024-01-02T00:00:00Z&lang=";
    int all = turns.drainPermits();
    CompletableFuture<HttpResponse<String>> english;
    try {
      // Both wait at the same time, as different accounts.
      english =
          CompletableFuture.supplyAsync(
              () ->
                  BOARD.get(
                      past + "en", "Authorization", BoardFixture.TOKENS.bearer("VIEWER", null)));
      HttpResponse<String> japanese = BOARD.get(past + "ja");
      assertThat(japanese.statusCode()).isEqualTo(503);
      assertThat(japanese.headers().firstValue("Retry-After")).contains("3");
      assertThat(japanese.body()).contains("過去の表示が集中しています");
      assertThat(english.get().statusCode()).isEqualTo(503);
      assertThat(english.get().body()).contains("Too many look back at once");
    } finally {
      turns.release(all);
    }
    assertThat(BOARD.get(past + "ja").statusCode()).isEqualTo(200);
  }

  private static int sum(JsonNode rows, String field) {
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(r -> r.path(field).asInt())
        .sum();
  }

  private static JsonNode event(JsonNode timeline, String kind) {
    return StreamSupport.stream(timeline.path("events").spliterator(), false)
        .filter(e -> e.path("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("expected " + kind + " in " + timeline));
  }

  @Test
  void theTimelineTellsWhatHappenedAndHowTheSumsWent() {
    JsonNode timeline = BOARD.json("/api/timeline?buckets=20&lang=ja");

    assertThat(event(timeline, "DECLARED").path("text").asString()).contains("令和6年能登半島地震");
    assertThat(event(timeline, "REQUESTED").path("text").asString()).contains("輪島市", "12");
    assertThat(timeline.path("series")).hasSize(20);
    JsonNode last = timeline.path("series").get(19);
    JsonNode network = BOARD.json("/api/summary").path("networks").path(0);
    assertThat(last.path("openPersonDays")).isEqualTo(network.path("openPersonDays"));
    assertThat(last.path("unmetPersonDays")).isEqualTo(network.path("unmetPersonDays"));
    assertThat(last.path("proposed")).isEqualTo(network.path("proposed"));
    assertThat(last.path("onSite")).isEqualTo(network.path("onSite"));
    assertThat(timeline.path("series").get(0).path("openPersonDays").asLong()).isZero();
  }

  @Test
  void placesLieOnTheMapAndAreAskedForOnce() {
    HttpResponse<String> first = BOARD.get("/api/places");
    JsonNode places = BOARD.json("/api/places");

    JsonNode wajima =
        StreamSupport.stream(places.path("rows").spliterator(), false)
            .filter(p -> p.path("code").asString().equals("172049"))
            .findFirst()
            .orElseThrow();
    JsonNode map = BOARD.json("/map.json");
    assertThat(wajima.path("prefecture").asString()).isEqualTo("17");
    assertThat(wajima.path("x").asDouble()).isBetween(0.0, map.path("viewBox").get(2).asDouble());
    assertThat(wajima.path("y").asDouble()).isBetween(0.0, map.path("viewBox").get(3).asDouble());
    for (String path : List.of("/api/places", "/api/words", "/board.js", "/")) {
      HttpResponse<String> answer = BOARD.get(path);
      String tag = answer.headers().firstValue("ETag").orElse("");
      assertThat(tag).as(path).isNotEmpty();
      assertThat(BOARD.get(path, "If-None-Match", tag).statusCode()).as(path).isEqualTo(304);
      assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-cache");
    }
    assertThat(first.statusCode()).isEqualTo(200);
  }
}
