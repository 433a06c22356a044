package kizuna.streams.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillEventKind;
import kizuna.codes.DrillPaceCode;
import kizuna.codes.NoteKind;
import kizuna.codes.OperationMode;
import kizuna.drills.BodyStep;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.DrillStarted;
import kizuna.drills.DrillText;
import kizuna.drills.InjectStep;
import kizuna.drills.ObserverNote;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.InjectList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who sees what of the conduct of a drill. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrillOverHttpTest {

  private static final Namespace RUN = Namespace.drill("conducted-1");
  private static final Instant SCENARIO = Instant.parse("2024-04-24T00:15:00Z");
  private static final DrillOffice SUMIDA = new DrillOffice(AccountRole.WARD, "131075");

  private BoardFixture board;

  @BeforeAll
  void open() throws Exception {
    board = new BoardFixture();
    board.namespaces.put(RUN, "conducted");
    SampleBoard.fill(board.topics.log(RUN), OperationMode.EXERCISE);
    Drill noto = Drills.load("noto-2024");
    List<DrillEvent> events = new ArrayList<>();
    events.add(
        event(DrillEventKind.STARTED)
            .setStarted(
                DrillStarted.newBuilder()
                    .setDrillId("noto-2024")
                    .setTitle(new DrillText("能登", "Noto"))
                    .setNetworks(List.of("tokyo23"))
                    .setFacts(1_500)
                    .setReferenceFacts(4)
                    .setInjects(10)
                    .setFirstAt(noto.start())
                    .setLastAt(noto.end())
                    .setJoins(true)
                    .build())
            .build());
    InjectList.bundled(noto)
        .forEach(i -> events.add(event(DrillEventKind.INJECT_PLANNED).setPlanned(i).build()));
    events.add(
        event(DrillEventKind.PACE_CHANGED)
            .setPace(
                DrillPace.newBuilder()
                    .setState(DrillPaceCode.PAUSED)
                    .setSpeed(60)
                    .setScenarioTime(SCENARIO)
                    .setSent(12)
                    .setKeptReady(0)
                    .setLag(0)
                    .build())
            .build());
    events.add(
        event(DrillEventKind.BODY_JOINED)
            .setBody(BodyStep.newBuilder().setBody(SUMIDA).build())
            .build());
    for (String number : List.of("10", "13")) {
      events.add(
          event(DrillEventKind.INJECT_SENT)
              .setInject(InjectStep.newBuilder().setNumber(number).build())
              .build());
    }
    events.add(
        event(DrillEventKind.INJECT_CONFIRMED)
            .setOffice(SUMIDA)
            .setInject(InjectStep.newBuilder().setNumber("10").setBody(SUMIDA).build())
            .build());
    events.add(
        event(DrillEventKind.OBSERVER_NOTED)
            .setNote(
                ObserverNote.newBuilder()
                    .setSeenAt(SCENARIO)
                    .setKind(NoteKind.KEEP)
                    .setText("Quick.")
                    .build())
            .build());
    board.conduct.put(RUN, events);
  }

  @AfterAll
  void close() {
    board.close();
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

  private JsonNode drill(String role, @Nullable String body) {
    return new JsonMapper()
        .readTree(
            board
                .get(
                    "/api/drill?drill=conducted-1&lang=en",
                    "Authorization",
                    BoardFixture.TOKENS.bearer(role, body))
                .body());
  }

  private static List<String> numbers(JsonNode drill) {
    return StreamSupport.stream(drill.path("injects").spliterator(), false)
        .map(i -> i.path("number").asString())
        .toList();
  }

  @Test
  void theDirectorSeesAllThatIsPlannedAndWhatHappened() {
    JsonNode drill = drill("DIRECTOR", null);
    assertThat(numbers(drill)).hasSizeGreaterThan(8).contains("13a");
    assertThat(drill.path("history")).isNotEmpty();
    assertThat(drill.path("scenarioTime").asString()).isEqualTo("2024-04-24T09:15:00+09:00");
    assertThat(drill.at("/played/0/name").asString()).isEqualTo("Sumida Ward");
    JsonNode ten = drill.path("injects").get(numbers(drill).indexOf("10"));
    assertThat(ten.path("state").asString()).isEqualTo("SENT");
    assertThat(ten.path("text").asString()).startsWith("One person of each ward");
    assertThat(ten.at("/recipients/0/confirmedAt").asString()).isNotEmpty();
    assertThat(ten.at("/recipients/1/confirmedAt").asString("")).isEmpty();
  }

  @Test
  void aWardSeesWhatWasSentToItAndNoMore() {
    JsonNode drill = drill("WARD", "131075");
    assertThat(numbers(drill)).containsExactly("10");
    assertThat(drill.at("/injects/0/recipients")).hasSize(1);
    assertThat(drill.at("/injects/0").has("note")).isFalse();
    assertThat(drill.at("/injects/0").has("contingency")).isFalse();
    assertThat(drill.has("history")).isFalse();
    assertThat(drill.has("notes")).as("of observers").isFalse();
    assertThat(numbers(drill("WARD", "131041"))).isEmpty();
  }

  @Test
  void anObserverSeesWhatWasSentAndTheNotes() {
    JsonNode drill = drill("VIEWER", null);
    assertThat(numbers(drill)).containsExactly("10", "13");
    assertThat(drill.at("/notes/0/text").asString()).isEqualTo("Quick.");
    assertThat(drill.has("history")).isFalse();
  }
}
