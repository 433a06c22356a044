package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kizuna.codes.DenialCode;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
import kizuna.states.Owner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With an Idempotency-Key a report can be sent again without happening twice. */
class NothingHappensTwiceTest {

  private static final String KEY = "Idempotency-Key";
  private static final String PATH = "/api/requests/req-1/amend";
  private static final String BODY = "{\"headCount\":3}";

  private OpenDoor door;

  @BeforeEach
  void open() {
    door = new OpenDoor();
  }

  @AfterEach
  void shut() {
    door.close();
  }

  @Test
  void theSameReportAgainGetsTheSameAnswer() throws Exception {
    Answer first = door.post(PATH, BODY, KEY, "\"k-1\"");
    Answer again = door.post(PATH, BODY, KEY, "k-1");

    assertThat(first.status()).isEqualTo(202);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(door.log).hasSize(1);
  }

  @Test
  void anotherReportUnderTheSameKeyIsToldWhatTheFirstDidAndWhatCanBeDone() throws Exception {
    Answer first = door.post("/api/requests", ReportingTest.REQUEST, KEY, "k-1");
    String id = first.body().path("requestId").asString();
    String other = ReportingTest.REQUEST.replaceFirst("\"headCount\": *\\d+", "\"headCount\": 6");

    Answer answer = door.post("/api/requests", other, KEY, "k-1");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("firstId").asString()).isEqualTo(id);
    assertThat(answer.body().path("firstOutcome")).isEqualTo(first.body().path("outcome"));
    assertThat(answer.body().path("differences")).hasSize(1);
    assertThat(answer.body().path("differences").get(0).path("field").asString())
        .isEqualTo("headCount");
    assertThat(answer.body().path("differences").get(0).path("now").asString()).isEqualTo("6");
    assertThat(answer.body().path("detail").asString()).contains(id, "headCount", "→ 6");
    assertThat(answer.body().path("acts").get(0).path("path").asString())
        .isEqualTo("/api/requests/" + id + "/amend");
    assertThat(answer.body().path("acts").get(0).path("body").toString())
        .isEqualTo("{\"headCount\":6}");
    assertThat(answer.body().path("acts").get(1).path("act").asString())
        .isEqualTo("send-as-another");
    assertThat(door.log).as("a mistake is no attack").hasSize(1);

    for (int i = 1; i <= IdempotencyCache.MAX_MISTAKES; i++) {
      door.post("/api/requests", other, KEY, "k-1");
    }
    assertThat(door.denials(1)).extracting(d -> d.getCode()).containsExactly(DenialCode.KEY_REUSED);
    assertThat(door.taken()).hasSize(1);
  }

  @Test
  void theSameReportInOtherWordsIsTheSame() throws Exception {
    String path = "/api/disasters";
    Answer first =
        door.post(
            path,
            "{\"disasterId\":\"q\",\"name\":\"地震\",\"hazard\":\"EARTHQUAKE\",\"struck\":[\"172049\",\"172057\"]}",
            KEY,
            "k-1");
    for (String again :
        List.of(
            "{\"struck\": [\"172057\",\"172049\"],\"name\":\"地震\",\"hazard\":\"EARTHQUAKE\",\"disasterId\":\"q\",\"network\":\"tokyo23\","
                + "\"reporter\":{\"role\":\"DESK\",\"body\":\"172049\"}}",
            "{\"disasterId\":\"q\",\"name\":\"地震\",\"hazard\":\"EARTHQUAKE\",\"struckAt\":null,\"struck\":[\"172049\",\"172057\"]}")) {
      Answer answer = door.post(path, again, KEY, "k-1");
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
      assertThat(answer.body()).isEqualTo(first.body());
    }
    assertThat(door.log).hasSize(1);
  }

  @Test
  void afterARestartTheLogItselfKnowsTheFirst() throws Exception {
    Answer first = door.post("/api/requests", ReportingTest.REQUEST, KEY, "k-1");
    OpenDoor restarted = new OpenDoor();
    restarted.log.addAll(door.log);
    door.close();
    door = restarted;

    Answer again = door.post("/api/requests", ReportingTest.REQUEST, KEY, "k-1");
    Answer other =
        door.post(
            "/api/requests",
            ReportingTest.REQUEST.replaceFirst("\"headCount\": *\\d+", "\"headCount\": 6"),
            KEY,
            "k-1");

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body().path("firstId")).isEqualTo(first.body().path("requestId"));
    assertThat(door.log).hasSize(1);
  }

  @Test
  void aBatchOfTooManyOrNoneIsRefusedAsAWhole() throws Exception {
    String report = "{\"fact\":\"AidRequestAmended\",\"requestId\":\"req-1\",\"headCount\":1}";
    for (int size : List.of(0, BatchController.MAX_REPORTS + 1)) {
      StringBuilder reports = new StringBuilder();
      for (int i = 0; i < size; i++) {
        reports
            .append(i == 0 ? "" : ",")
            .append("{\"key\":\"k-" + i + "\",\"report\":" + report + "}");
      }
      Answer refused = door.post(BatchController.PATH, "{\"reports\":[" + reports + "]}");

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body().path("errors").get(0).path("expected").asString())
          .startsWith("1 to " + BatchController.MAX_REPORTS);
      assertThat(refused.body().path("errors").get(0).path("actual").asString())
          .isEqualTo(Integer.toString(size));
    }
    assertThat(door.log).isEmpty();
  }

  @Test
  void aBatchIsTakenOnceAndInItsOrder() throws Exception {
    String report = "{\"fact\":\"AidRequestAmended\",\"requestId\":\"req-1\",\"headCount\":%d}";
    StringBuilder reports = new StringBuilder();
    for (int i = 1; i <= 50; i++) {
      reports
          .append(i == 1 ? "" : ",")
          .append("{\"key\":\"k-" + i + "\",\"report\":" + String.format(report, i) + "}");
    }
    String batch = "{\"reports\":[" + reports + "]}";

    Answer broken = door.post(BatchController.PATH, batch.replace(":50}", ":0}"));
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.body().path("errors").get(0).path("path").asString())
        .isEqualTo("reports[49].headCount");
    assertThat(door.log).as("all of them or none").isEmpty();

    Answer first = door.post(BatchController.PATH, batch);
    Answer again = door.post(BatchController.PATH, batch);

    assertThat(first.status()).as("%s", first.body()).isEqualTo(202);
    assertThat(door.log).hasSize(50);
    assertThat(door.log.get(49).fact().getAidRequestAmended().getHeadCount()).isEqualTo(50);
    assertThat(again.body().path("receipts").get(7).path("offset").asInt()).isEqualTo(7);
    assertThat(again.body().path("receipts").get(7).path("again").asBoolean()).isTrue();
    String ward = OpenDoor.TOKENS.bearer("WARD", "131041");
    assertThat(door.post(BatchController.PATH, batch, "Authorization", ward).status())
        .isEqualTo(403);
  }

  @Test
  void aKeyIsOfOneAccount() throws Exception {
    String other = OpenDoor.TOKENS.bearer("COORDINATOR", "tokyo23");
    door.owned.put("tokyo23/REQUEST/req-1", new Owner("172049", null, null));
    Answer first = door.post(PATH, BODY, KEY, "k-1");

    Answer second = door.post(PATH, "{\"headCount\":4}", KEY, "k-1", "Authorization", other);

    assertThat(second.status()).isEqualTo(202);
    assertThat(second.body().path("eventId")).isNotEqualTo(first.body().path("eventId"));
  }

  @Test
  void aKeyIsOfOnePathAndOneNamespace() throws Exception {
    door.drills.add(Namespace.drill("noto-1"));
    Answer live = door.post(PATH, BODY, KEY, "k-1");
    Answer elsewhere = door.post("/api/requests/req-2/amend", BODY, KEY, "k-1");
    Answer drill = door.post(PATH + "?drill=noto-1", BODY, KEY, "k-1");

    assertThat(door.log).hasSize(3);
    assertThat(live.body().path("eventId"))
        .isNotEqualTo(elsewhere.body().path("eventId"))
        .isNotEqualTo(drill.body().path("eventId"));
  }

  @Test
  void whileTheFirstIsBeingTakenTheSecondIsToldSo() throws Exception {
    CompletableFuture<Void> held = new CompletableFuture<>();
    door.held = held;
    CompletableFuture<Answer> first = door.postLater(PATH, BODY, KEY, "k-1");
    door.awaitAppended(1);

    Answer second = door.post(PATH, BODY, KEY, "k-1");
    held.complete(null);

    assertThat(second.status()).isEqualTo(409);
    assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
    assertThat(door.log).hasSize(1);
  }

  @Test
  void whatCameToNothingCanBeSentAgain() throws Exception {
    door.logAway = true;
    assertThat(door.post(PATH, BODY, KEY, "k-1").status()).isEqualTo(503);
    assertThat(door.post(PATH, "{\"headCount\":0}", KEY, "k-2").status()).isEqualTo(400);
    door.logAway = false;

    assertThat(door.post(PATH, BODY, KEY, "k-1").status()).isEqualTo(202);
    assertThat(door.post(PATH, BODY, KEY, "k-2").status()).isEqualTo(202);
    assertThat(door.log).hasSize(2);
  }

  @Test
  void afterARestartTheSameKeyIsTheSameEvent() throws Exception {
    Answer before = door.post("/api/requests", ReportingTest.REQUEST, KEY, "k-1");
    door.close();
    door = new OpenDoor();

    Answer after = door.post("/api/requests", ReportingTest.REQUEST, KEY, "k-1");

    assertThat(after.body().path("eventId")).isEqualTo(before.body().path("eventId"));
    assertThat(after.body().path("requestId")).isEqualTo(before.body().path("requestId"));
  }

  @Test
  void withoutAKeyTheSameBodyIsAnotherReport() throws Exception {
    Answer first = door.post(PATH, BODY);
    Answer second = door.post(PATH, BODY);

    assertThat(first.body().path("eventId")).isNotEqualTo(second.body().path("eventId"));
    assertThat(door.log).hasSize(2);
  }

  @Test
  void whoHasNoKeyIsToldOneWhenTheLogIsAway() throws Exception {
    door.logAway = true;
    Answer lost = door.post(PATH, BODY);
    door.logAway = false;

    String key = lost.body().path("idempotencyKey").asString();
    Answer sent = door.post(PATH, BODY, KEY, key);
    Answer again = door.post(PATH, BODY, KEY, key);

    assertThat(sent.body().path("eventId")).isEqualTo(lost.body().path("eventId"));
    assertThat(again.body()).isEqualTo(sent.body());
    assertThat(door.log).hasSize(1);
  }

  @Test
  void onlyAnOperatorChoosesAnEventId() throws Exception {
    String chosen = "{\"headCount\":3,\"eventId\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\"}";
    door.owned.put("tokyo23/REQUEST/req-1", new Owner("172049", null, null));

    Answer desk =
        door.post(PATH, chosen, "Authorization", OpenDoor.TOKENS.bearer("DESK", "172049"));

    assertThat(desk.status()).isEqualTo(400);
    assertThat(desk.body().path("errors").get(0).path("path").asString()).isEqualTo("eventId");
    assertThat(door.post(PATH, chosen).body().path("eventId").asString())
        .isEqualTo("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  }

  @Test
  void aDrillIsFoundByItsNameWhereItHasOneRun() throws Exception {
    assertThat(door.post(PATH + "?drill=", BODY).status()).isEqualTo(400);
    assertThat(door.post(PATH + "?drill=noto", BODY).status()).isEqualTo(404);
    door.drills.add(Namespace.drill("noto-1"));
    assertThat(door.post(PATH + "?drill=noto", BODY).body().path("topic").asString())
        .isEqualTo("kizuna.drill.noto-1.intake");
    door.drills.add(Namespace.drill("noto-2"));

    Answer several = door.post(PATH + "?drill=noto", BODY);

    assertThat(several.status()).isEqualTo(404);
    assertThat(several.body().path("runs").toString()).isEqualTo("[\"noto-1\",\"noto-2\"]");
    assertThat(several.body().path("detail").asString()).contains("noto-1, noto-2");
    assertThat(door.log).hasSize(1);
  }

  @Test
  void theDoorCanBeMeasured() throws Exception {
    door.post(PATH, BODY);
    door.post(PATH, "{}");

    Answer metrics = door.send(HttpRequest.newBuilder(door.uri("/actuator/prometheus")).build());

    assertThat(new String(metrics.response().body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("kizuna_reports_total{kind=\"AidRequestAmended\",outcome=\"taken\"} 1.0")
        .contains("http_server_requests_seconds_count");
  }
}
