package kizuna.streams.topology;

import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.NoticeCode;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.Role;
import kizuna.decisions.MatchDecision;
import kizuna.facts.ClockSet;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.LogClock;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.form.FactForm;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever decides a network tells it the time when something is due there, and only then. */
class TimeIsToldTest {

  private static final Instant MIDNIGHT = Instant.parse("2024-01-01T15:00:00Z");

  private final FactBuilder facts = new FactBuilder();
  @TempDir Path stateDir;
  private DrivenTopology kizuna;

  @BeforeEach
  void aNetwork() {
    kizuna = new DrivenTopology(stateDir);
    kizuna.put(
        facts.networkFormed(SHINJUKU, SUMIDA),
        facts.municipalities(),
        facts.agreement(),
        facts.declared("noto", WAJIMA));
    kizuna.machine = facts.now();
    tick(Duration.ofSeconds(1));
    decisions();
  }

  @AfterEach
  void stop() {
    kizuna.close();
  }

  /** Time goes by, in steps in which the machine would look at its clock. */
  private void tick(Duration time) {
    Duration step = Duration.ofMinutes(5);
    for (Duration left = time; !left.isZero(); ) {
      Duration next = left.compareTo(step) < 0 ? left : step;
      kizuna.tick(next);
      left = left.minus(next);
    }
  }

  private List<MatchDecision> decisions() {
    return kizuna.read(kizuna.topics.matchDecisions, kizuna.formats.decisions());
  }

  private List<TimePassed> told() {
    return kizuna.read(kizuna.topics.intake, kizuna.formats.facts()).stream()
        .map(Fact::getTimePassed)
        .toList();
  }

  private LogClock.Reading reading() {
    return Objects.requireNonNull(kizuna.clocks.readings().get("tokyo23"));
  }

  private static List<NoticeCode> notices(List<MatchDecision> decisions) {
    return decisions.stream().flatMap(d -> d.getNotices().stream()).map(n -> n.getCode()).toList();
  }

  @Test
  void aNetworkAtRestIsToldTheTimeOnceADayAtMidnightInJapan() {
    tick(Duration.between(kizuna.machine, MIDNIGHT).minusSeconds(1));
    assertThat(decisions()).isEmpty();

    tick(Duration.ofDays(10));

    List<MatchDecision> decided = decisions();
    assertThat(decided)
        .hasSize(10)
        .allMatch(d -> d.getFactKind() == FactKind.TIME_PASSED)
        .allMatch(d -> d.getOutcome() == Outcome.ACCEPTED);
    assertThat(told())
        .extracting(TimePassed::getTo)
        .startsWith(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1)))
        .hasSize(10);
  }

  @Test
  void aHoldLapsesAtItsVeryEnd() {
    kizuna.put(facts.requested("r1", 3, 8), facts.offered("o1", SHINJUKU, 3, 8));
    kizuna.machine = facts.now();
    Instant end = facts.now().plus(Duration.ofMinutes(60));
    decisions();
    kizuna.read(kizuna.topics.dispatchLedger, kizuna.formats.ledger());

    tick(Duration.ofMinutes(59));
    assertThat(decisions()).isEmpty();
    tick(Duration.ofMinutes(5));

    assertThat(told()).extracting(TimePassed::getTo).containsExactly(end);
    assertThat(kizuna.read(kizuna.topics.dispatchLedger, kizuna.formats.ledger()))
        .extracting(e -> e.getState())
        .contains(DispatchState.LAPSED);
  }

  @Test
  void everyNetworkIsToldWithoutConfigurationEachByItsOwnDeadlines() {
    FactBuilder kansai = new FactBuilder("kansai", OperationMode.ACTUAL);
    kizuna.put(kansai.at(facts.now()).networkFormed(SUMIDA));

    tick(Duration.ofDays(1));

    assertThat(kizuna.read(kizuna.topics.intake, kizuna.formats.facts()))
        .extracting(Fact::getNetworkId)
        .containsExactlyInAnyOrder("tokyo23", "kansai");
  }

  @Test
  void whatWasMissedIsToldOnceAndInOrderAfterARest() {
    tick(Duration.ofMinutes(1));
    decisions();
    kizuna.close();
    Instant stopped = kizuna.machine;
    Duration elapsed = kizuna.elapsed;

    kizuna = new DrivenTopology(stateDir.resolve("again"));
    kizuna.machine = stopped.plus(Duration.ofDays(2));
    kizuna.elapsed = elapsed.plusSeconds(5);
    FactBuilder same = new FactBuilder();
    kizuna.put(same.networkFormed(SHINJUKU, SUMIDA), same.municipalities(), same.agreement());
    tick(Duration.ofMinutes(1));
    tick(Duration.ofMinutes(1));
    tick(Duration.ofMinutes(1));

    assertThat(told())
        .extracting(TimePassed::getTo)
        .containsExactly(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1)));
  }

  /** The books are opened again behind a task that was revived: nothing is told twice. */
  @Test
  void whatIsOnItsWayIsNotToldAgainAlsoAfterTheBooksWereOpenedAnew() {
    InMemoryStateStore shelf = new InMemoryStateStore();
    FactProcessor log = new FactProcessor(kizuna.topics, kizuna.formats, shelf);
    FactBuilder f = new FactBuilder();
    long offset = 0;
    for (Fact fact : List.of(f.networkFormed(SHINJUKU), f.municipalities())) {
      log.process(FactBuilder.key(fact), kizuna.formats.facts().encode(fact), 0, offset++, 0);
    }
    kizuna.elapsed = kizuna.elapsed.plus(Duration.between(kizuna.machine, MIDNIGHT.plusSeconds(1)));
    kizuna.machine = MIDNIGHT.plusSeconds(1);
    DueTimes teller = new DueTimes(kizuna.topics.namespace(), shelf, kizuna.clocks);

    List<Fact> first = teller.due(log.state().networks());
    assertThat(first).hasSize(1);
    assertThat(teller.due(log.state().networks())).as("it is on its way").isEmpty();
    DueTimes again = new DueTimes(kizuna.topics.namespace(), shelf, kizuna.clocks);
    assertThat(again.due(log.state().networks())).as("kept beside the books").isEmpty();

    kizuna.elapsed = kizuna.elapsed.plus(Duration.ofMinutes(11));
    List<Fact> second = again.due(log.state().networks());
    assertThat(second).as("lost: told again, as the same fact").isEqualTo(first);

    for (Fact fact : Stream.concat(first.stream(), second.stream()).toList()) {
      ProcessingResult answer =
          log.process(FactBuilder.key(fact), kizuna.formats.facts().encode(fact), 0, offset++, 0);
      again.decided(log.state().networks().get(0), Objects.requireNonNull(answer.decided()));
    }
    assertThat(again.due(log.state().networks())).isEmpty();
  }

  /** Books that are decided by hand, so that another process can open them again. */
  private final class Books {
    final InMemoryStateStore shelf = new InMemoryStateStore();
    final FactProcessor log = new FactProcessor(kizuna.topics, kizuna.formats, shelf);
    private LogClocks clocks = newClocks();
    private DueTimes teller = new DueTimes(kizuna.topics.namespace(), shelf, clocks);
    private long offset;
    private List<NoticeCode> notices = List.of();

    private LogClocks newClocks() {
      return new LogClocks(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return kizuna.machine;
            }
          },
          () -> kizuna.elapsed);
    }

    List<NoticeCode> put(Fact fact) {
      ProcessingResult answer =
          log.process(FactBuilder.key(fact), kizuna.formats.facts().encode(fact), 0, offset++, 0);
      Fact decided = Objects.requireNonNull(answer.decided());
      teller.decided(Objects.requireNonNull(log.state().network("tokyo23")), decided);
      return answer.outs().stream()
          .filter(out -> out.node().equals(Sinks.MATCH_DECISIONS))
          .flatMap(out -> read(out).getNotices().stream())
          .map(n -> n.getCode())
          .toList();
    }

    private MatchDecision read(ProcessingResult.Out out) {
      try {
        return kizuna.formats.decisions().decode(Objects.requireNonNull(out.value()));
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
    }

    /** Time goes by as measured; what is told is decided. */
    List<Fact> pass(Duration time) {
      kizuna.machine = kizuna.machine.plus(time);
      kizuna.elapsed = kizuna.elapsed.plus(time);
      List<Fact> told = teller.due(log.state().networks());
      notices = told.stream().flatMap(fact -> put(fact).stream()).toList();
      return told;
    }

    /** Another process opens the books; it has measured nothing. */
    void restart() {
      clocks = newClocks();
      teller = new DueTimes(kizuna.topics.namespace(), shelf, clocks);
    }

    Optional<LogClock.Doubt> doubt() {
      teller.rest(log.state().networks(), Duration.ofSeconds(30));
      return Objects.requireNonNull(clocks.readings().get("tokyo23")).doubt();
    }

    Instant time() {
      return Objects.requireNonNull(log.state().network("tokyo23")).clock();
    }
  }

  private Books booksWithAJumpHeld(Duration jump) {
    Books books = new Books();
    FactBuilder f = new FactBuilder();
    books.put(f.networkFormed(SHINJUKU));
    books.put(f.municipalities());
    kizuna.machine = f.now();
    books.pass(Duration.ofSeconds(1));
    kizuna.machine = kizuna.machine.plus(jump);
    books.pass(Duration.ofSeconds(30));
    assertThat(books.pass(Duration.ofMinutes(2))).hasSize(1);
    assertThat(books.notices).containsExactly(NoticeCode.CLOCK_HELD);
    assertThat(books.doubt()).contains(LogClock.Doubt.JUMPED);
    return books;
  }

  /** The log knows of it: a restart, or another instance that takes over, confirms nothing. */
  @Test
  void aJumpThatIsHeldIsHeldAlsoByWhoeverDecidesNext() {
    for (Duration jump : List.of(Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(400))) {
      Books books = booksWithAJumpHeld(jump);
      Instant held = books.time();
      for (int i = 0; i < 3; i++) {
        books.restart();
        assertThat(books.pass(Duration.ofMinutes(2))).as("nothing new to tell").isEmpty();
        assertThat(books.doubt()).as("%s", jump).contains(LogClock.Doubt.JUMPED);
        assertThat(books.time()).isEqualTo(held);
      }

      books.put(set(kizuna.machine));
      assertThat(books.doubt()).isEmpty();
      books.restart();
      assertThat(books.pass(Duration.ofMinutes(2)))
          .noneMatch(f -> f.getTimePassed().getHeld() != null);
      assertThat(books.doubt()).as("confirmed").isEmpty();
    }
  }

  @Test
  void aClockThatIsRightAgainByItselfEndsTheDoubtAndTheLogSaysSo() {
    for (boolean restarted : new boolean[] {false, true}) {
      Duration jump = Duration.ofDays(2);
      Books books = booksWithAJumpHeld(jump);
      if (restarted) {
        books.restart();
        books.pass(Duration.ofMinutes(2));
      }
      kizuna.machine = kizuna.machine.minus(jump);
      List<Fact> told = books.pass(Duration.ofMinutes(2));

      assertThat(books.doubt()).isEmpty();
      assertThat(told)
          .singleElement()
          .extracting(Fact::getTimePassed)
          .isEqualTo(new TimePassed(kizuna.machine, kizuna.machine));
      assertThat(books.notices).isEmpty();
      assertThat(books.time()).isEqualTo(kizuna.machine);
      assertThat(books.pass(Duration.ofMinutes(2))).isEmpty();

      // A rest over a weekend is believed again.
      books.restart();
      kizuna.machine = kizuna.machine.plus(jump);
      assertThat(books.doubt()).isEmpty();
    }
  }

  @Test
  void aClockThatJumpsIsHeldPutOnRecordAndGoesOnAsMeasured() {
    kizuna.machine = kizuna.machine.plus(Duration.ofDays(400));
    tick(Duration.ofMinutes(10));

    assertThat(notices(decisions())).containsExactly(NoticeCode.CLOCK_HELD);
    assertThat(told()).hasSize(1).allMatch(t -> t.getHeld() != null);
    assertThat(reading().doubt()).contains(LogClock.Doubt.JUMPED);

    tick(Duration.between(reading().time(), MIDNIGHT));
    tick(Duration.ofMinutes(1));
    assertThat(told()).extracting(TimePassed::getTo).containsExactly(MIDNIGHT);

    kizuna.put(facts.at(MIDNIGHT.plus(Duration.ofMinutes(2))).requested("r1", 3, 8));
    assertThat(decisions())
        .last()
        .extracting(MatchDecision::getOutcome)
        .isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void aClockThatIsPutRightWithinAMinuteLeavesNoTrace() {
    Instant right = kizuna.machine;
    kizuna.machine = right.plus(Duration.ofDays(400));
    tick(Duration.ofSeconds(40));
    kizuna.machine = right.plusSeconds(40);
    tick(Duration.ofMinutes(30));

    assertThat(told()).isEmpty();
    assertThat(reading().doubt()).isEmpty();
  }

  @Test
  void aJumpTakesEffectWhenTheCoordinatorConfirmsItAndIsTakenBack() {
    Instant right = kizuna.machine;
    Duration elapsed = kizuna.elapsed;
    kizuna.machine = right.plus(Duration.ofDays(400));
    tick(Duration.ofMinutes(2));
    decisions();
    told();

    kizuna.put(set(kizuna.machine));
    assertThat(notices(decisions())).contains(NoticeCode.CLOCK_SET_FORWARD);
    tick(Duration.ofMinutes(2));
    assertThat(reading().doubt()).isEmpty();
    kizuna.put(facts.at(right.plus(Duration.ofMinutes(5))).requested("r1", 3, 8));
    assertThat(decisions())
        .last()
        .extracting(MatchDecision::getOutcome)
        .isEqualTo(Outcome.REJECTED);

    // It was wrong after all.
    kizuna.machine = right.plus(kizuna.elapsed.minus(elapsed));
    tick(Duration.ofMinutes(2));
    assertThat(reading().doubt()).contains(LogClock.Doubt.BEHIND);
    kizuna.put(set(kizuna.machine));
    assertThat(notices(decisions())).contains(NoticeCode.CLOCK_SET_BACK);
    told();
    kizuna.put(facts.at(kizuna.machine).requested("r2", 3, 8));
    assertThat(decisions())
        .last()
        .extracting(MatchDecision::getOutcome)
        .isEqualTo(Outcome.ACCEPTED);
    assertThat(reading().doubt()).isEmpty();

    tick(Duration.between(kizuna.machine, MIDNIGHT).plusMinutes(1));
    assertThat(told())
        .as("midnight is told again")
        .extracting(TimePassed::getTo)
        .contains(MIDNIGHT);
    assertThat(decisions()).isNotEmpty().allMatch(d -> d.getOutcome() == Outcome.ACCEPTED);
  }

  private Fact set(Instant to) {
    return FactForm.envelope(
        UUID.nameUUIDFromBytes(to.toString().getBytes(StandardCharsets.UTF_8)),
        "tokyo23",
        facts.now(),
        facts.now(),
        new Reporter(Role.COORDINATOR, "tokyo23"),
        OperationMode.ACTUAL,
        new ClockSet(to, null));
  }
}
