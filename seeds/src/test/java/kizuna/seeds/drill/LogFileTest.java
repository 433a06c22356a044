package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.log.EventIdLines;
import kizuna.schemas.log.HeadCountsOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that says everything itself: written, read, and written again. */
class LogFileTest {

  @TempDir private Path folder;

  private static LogHeader header(Optional<LocalDate> start) {
    return new LogHeader("noto-2024", "記録", "Log", "tokyo23", start);
  }

  private static String written(LogHeader header, List<Fact> facts) throws IOException {
    StringBuilder text = new StringBuilder();
    LogWriter writer = new LogWriter(text, header);
    for (Fact fact : facts) {
      writer.write(fact);
    }
    return text.toString();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("log.jsonl"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first-hour", "kumamoto-2016", "noto-2024"})
  void whatIsWrittenIsReadAsTheSameFacts(String id) throws Exception {
    List<Fact> facts = Drills.load(id).facts();

    Drill read = Drills.load(file(written(header(Optional.empty()), facts)).toString());

    assertThat(read.facts()).isEqualTo(facts);
    assertThat(read.networks()).isEqualTo(Drills.load(id).networks());
  }

  @Test
  void whatWasCheckedIsReplayedAsOftenAsWantedWhateverBecomesOfTheFile() throws Exception {
    Drill noto = Drills.load("noto-2024");
    Path file = file(written(header(Optional.empty()), noto.facts()));
    ReplayableDrill replayable = ReplayableDrill.open(file.toString(), folder);
    Files.delete(file);

    for (int time = 0; time < 2; time++) {
      try (FactSource.Facts facts = replayable.facts().open()) {
        List<Fact> read = new ArrayList<>();
        facts.forEachRemaining(read::add);
        assertThat(read).isEqualTo(noto.facts());
      }
    }
    assertThat(replayable.facts().size()).isEqualTo(noto.facts().size());
    assertThat(replayable.facts().reference()).isZero();
    assertThat(replayable.outline().id()).isEqualTo("noto-2024");
    assertThat(replayable.outline().networks()).isEqualTo(noto.networks());
    assertThat(replayable.outline().start()).isEqualTo(noto.facts().get(0).getRecordedAt());
    assertThat(replayable.outline().end()).isEqualTo(noto.end());
  }

  @Test
  void aLogThatIsWrongIsNotReplayedInPart() throws Exception {
    String text = written(header(Optional.empty()), Drills.load("first-hour").facts());
    Path file = file(text + "{\"fact\": \"NoSuchFact\"}\n");

    assertThatThrownBy(() -> ReplayableDrill.open(file.toString(), folder))
        .isInstanceOf(FileErrors.class)
        .hasMessageContaining("NoSuchFact");
  }

  @Test
  void relativeTimesAreReadAsTheSameFactsAndWrittenAsTheSameBytes() throws Exception {
    Drill drill = Drills.load("noto-2024");
    LogHeader header = header(Optional.of(JapanTime.dayOf(drill.start())));
    String text = written(header, drill.facts());

    Drill read = Drills.load(file(text).toString());

    assertThat(text).contains("\"at\":\"+0T").doesNotContain("\"at\":\"2024");
    assertThat(read.facts()).isEqualTo(drill.facts());
    assertThat(written(header, read.facts())).isEqualTo(text);
  }

  @Test
  void aLogWithRelativeTimesMovesWithItsStart() throws Exception {
    Drill drill = Drills.load("first-hour");
    String text =
        written(header(Optional.of(JapanTime.dayOf(drill.start()))), drill.facts())
            .replace("\"start\":\"2024-01-01\"", "\"start\":\"2026-12-01\"");

    Drill read = Drills.load(file(text).toString());

    assertThat(read.start()).isEqualTo(Instant.parse("2026-12-01T07:00:00Z"));
    assertThat(read.facts())
        .filteredOn(f -> f.getAidRequested() != null)
        .first()
        .satisfies(
            f ->
                assertThat(f.getAidRequested().getFirstDay()).isEqualTo(LocalDate.of(2026, 12, 3)));
  }

  @Test
  void aTimeThatGoesBackIsMarkedAndRead() throws Exception {
    List<Fact> facts = new ArrayList<>(Drills.load("first-hour").facts());
    Fact last = facts.get(facts.size() - 1);
    Instant earlier = last.getRecordedAt().minusSeconds(3600);
    facts.add(
        FactForm.envelope(
            UUID.fromString("00000000-0000-4000-8000-000000000001"),
            last.getNetworkId(),
            earlier.minusSeconds(60),
            earlier,
            last.getReporter(),
            last.getMode(),
            FactForm.bodyOf(last)));
    String text = written(header(Optional.empty()), facts);

    Drill read = Drills.load(file(text).toString());

    assertThat(text).containsOnlyOnce("\"earlier\":true");
    assertThat(read.facts()).isEqualTo(facts);
  }

  @Test
  void everythingThatIsWrongIsSaidWithItsLine() throws Exception {
    String good = written(header(Optional.empty()), Drills.load("first-hour").facts());
    String[] lines = good.split("\n", -1);
    String text =
        "// a comment\n"
            + lines[0]
            + "\n"
            + lines[1]
            + "\n"
            + lines[1].replace("\"2024-01-01T16:00:00+09:00\"", "\"+0T16:00:00\"")
            + "\n{\"at\":\"2024-01-01T16:00:00+09:00\"}\n"
            + lines[2].replace("\"fact\"", "\"network\":\"other\",\"fact\"")
            + "\n";

    assertThatThrownBy(() -> Drills.load(file(text).toString()))
        .isInstanceOf(FileErrors.class)
        .hasMessageContaining("log.jsonl, line 4: expected a start in the first line")
        .hasMessageContaining("log.jsonl, line 5: expected one of ")
        .hasMessageContaining("log.jsonl, line 6: expected a network of this drill (tokyo23)");
  }

  @Test
  void aHeaderThatIsWrongIsSaid() throws Exception {
    assertThatThrownBy(
            () ->
                Drills.load(
                    file("{\"log\":1,\"id\":\"X Y\",\"titleJa\":\"a\",\"titleEn\":\"b\",\"network\":\"n\"}\n")
                        .toString()))
        .isInstanceOf(FileErrors.class)
        .hasMessageContaining("line 1: expected lower-case letters, digits and hyphens");
    assertThatThrownBy(() -> Drills.load(file("{\"log\":2,\"id\":\"x\"}\n").toString()))
        .isInstanceOf(FileErrors.class)
        .hasMessageContaining("line 1: expected 1 for log, but 2");
  }

  @Test
  void aLogOfAnotherKindSaysOnlyItsFirstErrorsAndThatThereMayBeMore() throws Exception {
    String text = written(header(Optional.empty()), List.of()) + "nonsense\n".repeat(3_000);

    assertThatThrownBy(() -> Drills.load(file(text).toString()))
        .isInstanceOfSatisfying(
            FileErrors.class,
            e -> {
              assertThat(e.errors()).hasSize(DrillLog.MAX_ERRORS);
              int last = e.errors().get(DrillLog.MAX_ERRORS - 1).line();
              assertThat(e.in(Locale.ENGLISH).lines().reduce((a, b) -> b).orElse(""))
                  .endsWith(
                      "these are the first 1,000 errors. From line "
                          + last
                          + " on there may be more: that was not checked. Correct these and check"
                          + " again.");
              assertThat(e.in(Locale.JAPANESE)).contains("最初の1,000件の誤りだけを示しました。" + last + "行目から後は");
            });
  }

  @Test
  void aLogWhoseErrorsAreAllListedSaysNothingOfMore() throws Exception {
    String head = written(header(Optional.empty()), List.of());
    for (int errors : List.of(3, DrillLog.MAX_ERRORS)) {
      String text = head + "nonsense\n".repeat(errors);

      assertThatThrownBy(() -> Drills.load(file(text).toString()))
          .isInstanceOfSatisfying(
              FileErrors.class,
              e -> {
                assertThat(e.errors()).hasSize(errors);
                assertThat(e.in(Locale.ENGLISH)).doesNotContain("may be more");
              });
    }
  }

  @Test
  void aLogWithItsNetworksGivenSaysThatThereMayBeMoreToo() {
    assertThatThrownBy(
            () ->
                DrillLog.read(
                    "d",
                    Drills.load("first-hour").networks(),
                    "a.jsonl",
                    "nonsense\n".repeat(DrillLog.MAX_ERRORS + 1)))
        .isInstanceOfSatisfying(
            FileErrors.class,
            e -> {
              assertThat(e.errors()).hasSize(DrillLog.MAX_ERRORS);
              assertThat(e).hasMessageContaining("From line 1000 on there may be more");
            });
  }

  @Test
  void onlyHeadCountsLeaveAndWhatStaysIsCounted() throws Exception {
    List<Fact> facts = Drills.load("first-hour").facts();
    Fact asked = facts.stream().filter(f -> f.getAidRequested() != null).findFirst().orElseThrow();
    HeadCountsOnly only = new HeadCountsOnly();

    assertThat(only.of(asked)).isEmpty();
    List<Fact> out = facts.stream().flatMap(f -> only.of(f).stream()).toList();

    assertThat(out).hasSameSizeAs(facts);
    assertThat(only.unformed()).isOne();
    assertThat(only.texts()).containsEntry("damage", 3L).containsEntry("place", 3L);
    assertThat(out)
        .filteredOn(f -> f.getKind() == FactKind.AID_REQUESTED)
        .allSatisfy(
            f -> {
              assertThat(f.getAidRequested().getDamage()).isEqualTo(HeadCountsOnly.LEFT_OUT);
              assertThat(f.getAccount()).isNull();
            });
    // Once more: nothing is left to be taken out.
    HeadCountsOnly again = new HeadCountsOnly();
    assertThat(out.stream().flatMap(f -> again.of(f).stream()).toList()).isEqualTo(out);
    assertThat(again.texts()).isEmpty();
    assertThat(only.of(facts.get(facts.size() - 1))).isEmpty();
    assertThat(only.repeated()).isOne();
  }

  @Test
  void idsAreFoundAgainAmongMany() {
    EventIdLines ids = new EventIdLines();
    for (int i = 1; i <= 100_000; i++) {
      assertThat(ids.put(new UUID(i * 31L, -i), i)).isZero();
    }
    for (int i = 1; i <= 100_000; i += 997) {
      assertThat(ids.put(new UUID(i * 31L, -i), 7)).isEqualTo(i);
    }
  }
}
