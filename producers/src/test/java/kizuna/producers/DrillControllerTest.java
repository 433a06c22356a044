package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEventKind;
import kizuna.codes.DrillPaceCode;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.InjectStep;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.InjectList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What people do about a drill becomes an event of its run, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrillControllerTest {

  private static final Namespace RUN = Namespace.drill("noto-2024-7");
  private static final Instant SCENARIO = Instant.parse("2024-04-24T00:15:00Z");
  private static final DrillOffice SUMIDA = new DrillOffice(AccountRole.WARD, "131075");

  private OpenDoor door;

  @BeforeAll
  void open() {
    door = new OpenDoor();
  }

  @AfterAll
  void shut() {
    door.close();
  }

  @BeforeEach
  void begin() throws Exception {
    door.drills.add(RUN);
    door.orders.clear();
    door.log.clear();
    List<DrillEvent> events = new ArrayList<>();
    InjectList.bundled(Drills.load("noto-2024"))
        .forEach(
            inject -> events.add(event(DrillEventKind.INJECT_PLANNED).setPlanned(inject).build()));
    events.add(
        event(DrillEventKind.PACE_CHANGED)
            .setPace(
                DrillPace.newBuilder()
                    .setState(DrillPaceCode.PAUSED)
                    .setSpeed(60)
                    .setScenarioTime(SCENARIO)
                    .setSent(0)
                    .setKeptReady(0)
                    .setLag(0)
                    .build())
            .build());
    events.add(
        event(DrillEventKind.INJECT_SENT)
            .setInject(InjectStep.newBuilder().setNumber("10").build())
            .build());
    door.conduct.put(RUN, events);
  }

  private static DrillEvent.Builder event(DrillEventKind kind) {
    return DrillEvent.newBuilder()
        .setEventId(UUID.randomUUID())
        .setRunId(RUN.drillId())
        .setRealTime(Instant.parse("2026-11-28T00:00:00Z"))
        .setScenarioTime(SCENARIO)
        .setOffice(new DrillOffice(AccountRole.SERVICE, ""))
        .setKind(kind);
  }

  private Answer send(String path, String role, @Nullable String body, String json, String key)
      throws Exception {
    return door.send(
        HttpRequest.newBuilder(door.uri(path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .header(OpenDoor.AUTHORIZATION, OpenDoor.TOKENS.bearer(role, body))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private Answer event(String role, @Nullable String body, String json) throws Exception {
    return send(
        "/api/drill-events?drill=noto-2024-7", role, body, json, UUID.randomUUID().toString());
  }

  private List<DrillEvent> written() {
    return door.conduct.getOrDefault(RUN, List.of());
  }

  private DrillEvent last() {
    return written().get(written().size() - 1);
  }

  @Test
  void aDirectorCommandsAndNobodyElse() throws Exception {
    String pause = "{\"command\":{\"code\":\"PAUSE\"}}";
    int before = written().size();
    for (String role : List.of("VIEWER", "SERVICE")) {
      assertThat(event(role, null, pause).status()).as(role).isEqualTo(403);
    }
    assertThat(event("WARD", "131075", pause).status()).isEqualTo(403);
    assertThat(event("DESK", "172049", pause).status()).isEqualTo(403);
    assertThat(event("COORDINATOR", "tokyo23", pause).status()).isEqualTo(403);
    assertThat(written()).hasSize(before);

    assertThat(event("DIRECTOR", null, pause).status()).isEqualTo(202);
    assertThat(last().getCommand().getCode()).isEqualTo(DrillCommandCode.PAUSE);
    assertThat(last().getScenarioTime()).isEqualTo(SCENARIO);
    assertThat(last().getOffice().getRole()).isEqualTo(AccountRole.DIRECTOR);
    assertThat(door.log).as("the log of facts has nothing of it").isEmpty();
  }

  @Test
  void aBodyJoinsAsItselfOnly() throws Exception {
    assertThat(event("WARD", "131075", "{\"command\":{\"code\":\"JOIN\"}}").status())
        .isEqualTo(202);
    assertThat(last().getCommand().getBody()).isEqualTo(SUMIDA);
    assertThat(
            event(
                    "WARD",
                    "131075",
                    "{\"command\":{\"code\":\"JOIN\",\"body\":{\"role\":\"WARD\",\"body\":\"131156\"}}}")
                .status())
        .isEqualTo(403);
    assertThat(event("VIEWER", null, "{\"command\":{\"code\":\"JOIN\"}}").status()).isEqualTo(403);
  }

  @Test
  void aRecipientConfirmsWhatWasSentToItAndTheDirectorForIt() throws Exception {
    assertThat(event("WARD", "131075", "{\"confirm\":{\"inject\":\"10\"}}").status())
        .isEqualTo(202);
    assertThat(last().getKind()).isEqualTo(DrillEventKind.INJECT_CONFIRMED);
    assertThat(last().getInject().getBody()).isEqualTo(SUMIDA);
    assertThat(event("WARD", "131041", "{\"confirm\":{\"inject\":\"10\"}}").status())
        .as("not for them")
        .isEqualTo(404);
    assertThat(event("WARD", "131075", "{\"confirm\":{\"inject\":\"11\"}}").status())
        .as("not sent")
        .isEqualTo(404);
    assertThat(
            event(
                    "DIRECTOR",
                    null,
                    "{\"confirm\":{\"inject\":\"10\",\"body\":{\"role\":\"WARD\",\"body\":\"131156\"}}}")
                .status())
        .isEqualTo(202);
  }

  @Test
  void anObserverNotesWhatItSawByOffice() throws Exception {
    assertThat(
            event(
                    "VIEWER",
                    null,
                    "{\"note\":{\"kind\":\"IMPROVE\",\"text\":\"墨田区の電話が10分つながらない\",\"place\":\"131075\"}}")
                .status())
        .isEqualTo(202);
    assertThat(last().getNote().getSeenAt()).isEqualTo(SCENARIO);
    assertThat(last().getOffice()).isEqualTo(new DrillOffice(AccountRole.VIEWER, ""));
    for (String bad : List.of("", "  ", "x".repeat(DrillController.LONGEST_NOTE + 1))) {
      Answer refused =
          event("VIEWER", null, "{\"note\":{\"kind\":\"KEEP\",\"text\":\"" + bad + "\"}}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body().at("/errors/0/path").asString()).isEqualTo("note.text");
    }
  }

  @Test
  void theSameSentAgainIsTheSameEvent() throws Exception {
    String step = "{\"command\":{\"code\":\"STEP\"}}";
    Answer first = send("/api/drill-events?drill=noto-2024-7", "DIRECTOR", null, step, "once");
    Answer second = send("/api/drill-events?drill=noto-2024-7", "DIRECTOR", null, step, "once");
    assertThat(second.body().path("eventId")).isEqualTo(first.body().path("eventId"));
  }

  /** I10: nothing of a drill reaches the live namespace, whoever tries and however. */
  @Test
  void noEventGoesAnywhereButToARunThatIsThere() throws Exception {
    String pause = "{\"command\":{\"code\":\"PAUSE\"}}";
    for (String run :
        List.of("", "?drill=", "?drill=live", "?drill=..", "?drill=there-is-none", "?ns=live")) {
      Answer refused =
          send("/api/drill-events" + run, "DIRECTOR", null, pause, UUID.randomUUID().toString());
      assertThat(refused.status()).as(run).isBetween(400, 404);
    }
    assertThat(door.conduct.keySet()).containsExactly(RUN);
    assertThat(door.log).isEmpty();
  }

  @Test
  void anOrderSaysEverythingThatIsWrongWithIt() throws Exception {
    Answer refused =
        send(
            "/api/drills",
            "DIRECTOR",
            null,
            "{\"drillId\":\"../live\",\"speed\":-1,\"joins\":true,\"takeOverAfterMinutes\":0}",
            "bad");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("errors"))
        .extracting(e -> e.path("path").asString())
        .containsExactlyInAnyOrder("drillId", "speed", "takeOverAfterMinutes");
    assertThat(send("/api/drills", "WARD", "131075", "{\"drillId\":\"noto-2024\"}", "no").status())
        .isEqualTo(403);
    assertThat(door.orders).isEmpty();

    Answer taken =
        send(
            "/api/drills",
            "DIRECTOR",
            null,
            "{\"drillId\":\"noto-2024\",\"speed\":60,\"joins\":true,\"pauseAt\":\"2024-04-24T09:00:00+09:00\"}",
            "good");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(door.orders).hasSize(1);
    assertThat(door.orders.get(0).getOrderId()).isEqualTo(taken.body().path("orderId").asString());
  }

  @Test
  void theLogsThatCanBeRunAreListed() throws Exception {
    Answer logs = door.send(HttpRequest.newBuilder(door.uri("/api/drill-logs")).build());
    assertThat(logs.status()).isEqualTo(200);
    assertThat(logs.body().path("rows"))
        .extracting(r -> r.path("drillId").asString())
        .isEqualTo(Drills.BUNDLED);
  }
}
