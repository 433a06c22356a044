package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kizuna.codes.DenialCode;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
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
  void anotherReportUnderTheSameKeyIsRefused() throws Exception {
    door.post(PATH, BODY, KEY, "k-1");

    Answer other = door.post(PATH, "{\"headCount\":4}", KEY, "k-1");

    assertThat(other.status()).isEqualTo(422);
    assertThat(door.taken()).hasSize(1);
    assertThat(door.denials(1)).extracting(d -> d.getCode()).containsExactly(DenialCode.KEY_REUSED);
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
  void whoHasNoKeyMayNameTheEventAndIsToldItsIdWhenTheLogIsAway() throws Exception {
    door.logAway = true;
    Answer lost = door.post(PATH, BODY);
    door.logAway = false;

    String eventId = lost.body().path("eventId").asString();
    assertThat(UUID.fromString(eventId)).hasToString(eventId);
    door.post(PATH, "{\"headCount\":3,\"eventId\":\"" + eventId + "\"}");

    assertThat(door.log.get(0).fact().getEventId()).hasToString(eventId);
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
