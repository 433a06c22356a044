package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.DailyCount;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactForm;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** I4: the ledger is the fold of the intake log, recomputed by a naive model. */
class LedgerIsTheFoldOfTheLog {

  private static final int HISTORIES = 400;

  /** To shrink a history takes as long as to decide it a hundred times. */
  private static final int MAX_SHRUNK = 3;

  private static final LongAdder MOVES = new LongAdder();
  private static final LongAdder PROPOSALS = new LongAdder();
  private static final AtomicInteger DIFFERENCES = new AtomicInteger();

  static final WatchedHistories.Guarantee GUARANTEE =
      new WatchedHistories.Guarantee(HISTORIES, kizuna -> new Compared());

  @TestFactory
  Stream<DynamicTest> afterEveryFactOfRandomHistoriesEverythingIsAsTheNaiveModelHasIt() {
    return WatchedHistories.tests(
        GUARANTEE,
        "many were proposed and moved",
        () -> {
          assertThat(PROPOSALS.sum()).isGreaterThan(5_000);
          assertThat(MOVES.sum()).isGreaterThan(200);
        });
  }

  /** One history, beside the naive model. */
  private static final class Compared implements WatchedHistories.Watch {
    private final List<Fact> history = new ArrayList<>();
    private final Oracle oracle = new Oracle();

    @Override
    public void drawn(Fact fact) {
      history.add(fact);
    }

    @Override
    public void after(Fact fact, Kizuna.Answered answered) {
      try {
        oracle.check(fact, answered);
      } catch (AssertionError difference) {
        boolean shrinks = DIFFERENCES.incrementAndGet() <= MAX_SHRUNK;
        throw new AssertionError(shrinks ? shrunk(history) : "not shrunk", difference);
      }
    }

    @Override
    public void end() {
      MOVES.add(oracle.moves());
      PROPOSALS.add(oracle.proposals());
    }
  }

  /** Too rare for dice: a release of two, then an amendment to one, leaves a day that needs -1. */
  @Test
  void aNeedThatWasReleasedAndThenAmendedIsNeverNegative() {
    FactBuilder facts = new FactBuilder();
    LocalDate day1 = FactBuilder.DAY1;
    String lender = FactBuilder.SHINJUKU;
    assertThat(
            difference(
                DecidedByHarness::new,
                List.of(
                    facts.networkFormed(lender),
                    facts.municipalities(),
                    facts.agreement(),
                    facts.declared("noto", FactBuilder.WAJIMA),
                    facts.requested("r1", 2, 5),
                    facts.offered("o1", lender, 2, 5),
                    facts.confirmed("r1", lender),
                    facts.departed("r1", lender),
                    facts.arrived("r1", lender),
                    facts.released("r1", lender, day1.plusDays(1)),
                    facts.fact(
                        Role.COORDINATOR,
                        FactBuilder.NETWORK,
                        FactKind.AID_REQUEST_AMENDED,
                        AidRequestAmended.newBuilder()
                            .setRequestId("r1")
                            .setLastDay(day1.plusDays(5))
                            .setNeeds(
                                List.of(
                                    new DailyCount(day1, day1.plusDays(1), 2),
                                    new DailyCount(day1.plusDays(2), day1.plusDays(4), 1),
                                    new DailyCount(day1.plusDays(5), day1.plusDays(5), 2)))
                            .build()),
                    facts.offered("o2", lender, 2, 8))))
        .isNull();
  }

  /** The need falls, and rises; the second offer is shorter than both. */
  @Test
  void bothLayTheSameLayers() {
    FactBuilder facts = new FactBuilder();
    LocalDate day1 = FactBuilder.DAY1;
    String lender = FactBuilder.SHINJUKU;
    Oracle oracle = new Oracle();
    List<Fact> history =
        List.of(
            facts.networkFormed(lender),
            facts.municipalities(),
            facts.agreement(),
            facts.declared("noto", FactBuilder.WAJIMA),
            facts.requested("r1", 4, 12),
            facts.fact(
                Role.COORDINATOR,
                FactBuilder.NETWORK,
                FactKind.AID_REQUEST_AMENDED,
                AidRequestAmended.newBuilder()
                    .setRequestId("r1")
                    .setNeeds(
                        List.of(
                            new DailyCount(day1, day1.plusDays(2), 8),
                            new DailyCount(day1.plusDays(3), day1.plusDays(7), 4),
                            new DailyCount(day1.plusDays(8), day1.plusDays(11), 9)))
                    .build()),
            facts.offered("o1", lender, 6, 12),
            facts.offered("o2", lender, 6, 5));

    assertThat(difference(watch -> Histories.tell(new DecidedByHarness(), history, watch), oracle))
        .isNull();
    assertThat(
            oracle
                .model(FactBuilder.NETWORK)
                .books
                .dispatches()
                .map(d -> d.head + " " + d.first + "/" + d.last))
        .containsExactly(
            "4 " + day1 + "/" + day1.plusDays(5),
            "2 " + day1 + "/" + day1.plusDays(2),
            "4 " + day1.plusDays(6) + "/" + day1.plusDays(11),
            "2 " + day1.plusDays(8) + "/" + day1.plusDays(11),
            "2 " + day1 + "/" + day1.plusDays(2));
  }

  private static final Map<FactKind, Integer> ACCEPTED = new ConcurrentHashMap<>();
  private static final Map<FactKind, Integer> REJECTED = new ConcurrentHashMap<>();
  private static final Set<DispatchState> DISPATCHES = ConcurrentHashMap.newKeySet();
  private static final Set<RequestState> REQUESTS = ConcurrentHashMap.newKeySet();

  static final WatchedHistories.Guarantee EVERY_KIND =
      new WatchedHistories.Guarantee(160, LedgerIsTheFoldOfTheLog::kinds);

  @TestFactory
  Stream<DynamicTest> theHistoriesHaveEveryKindOfFactAcceptedAndRefused() {
    return WatchedHistories.tests(
        EVERY_KIND,
        "every kind of fact and every state came",
        () -> { // Set clocks are too rare in random logs: see ClockHandlerTest.
          Set<FactKind> kinds = EnumSet.complementOf(EnumSet.of(FactKind.UNKNOWN));
          assertThat(ACCEPTED.keySet()).isEqualTo(kinds);
          assertThat(REJECTED.keySet()).isEqualTo(kinds);
          assertThat(ACCEPTED.values()).allMatch(n -> n >= 5);
          assertThat(REJECTED.values()).allMatch(n -> n >= 5);
          assertThat(DISPATCHES).isEqualTo(EnumSet.complementOf(EnumSet.of(DispatchState.UNKNOWN)));
          assertThat(REQUESTS).isEqualTo(EnumSet.complementOf(EnumSet.of(RequestState.UNKNOWN)));
        });
  }

  private static WatchedHistories.Watch kinds(LogHarness kizuna) {
    int[] seen = {0};
    return (fact, answered) -> {
      Outcome outcome = answered.decision().getOutcome();
      if (outcome == Outcome.ACCEPTED) {
        ACCEPTED.merge(fact.getKind(), 1, Integer::sum);
      } else if (outcome == Outcome.REJECTED) {
        REJECTED.merge(fact.getKind(), 1, Integer::sum);
      }
      for (; seen[0] < kizuna.events.size(); seen[0]++) {
        DISPATCHES.add(kizuna.events.get(seen[0]).getState());
      }
      kizuna.requests.values().forEach(r -> REQUESTS.add(r.getState()));
    };
  }

  /** How a history that is drawn differs from the model; null if it does not. */
  static @Nullable AssertionError drawn(
      long seed, Kizuna kizuna, Oracle oracle, List<Fact> history) {
    return difference(watch -> Histories.tell(seed, kizuna, history::add, watch), oracle);
  }

  /** Null if there is none; else how the two first differ, and after which fact. */
  static @Nullable AssertionError difference(Supplier<Kizuna> kizuna, List<Fact> history) {
    return difference(watch -> Histories.tell(kizuna.get(), history, watch), new Oracle());
  }

  private static @Nullable AssertionError difference(
      Consumer<BiConsumer<Fact, Kizuna.Answered>> telling, Oracle oracle) {
    try {
      telling.accept(oracle::check);
      return null;
    } catch (AssertionError e) {
      return e;
    }
  }

  private static String shrunk(List<Fact> history) {
    return shrunk(DecidedByHarness::new, history);
  }

  /** Leaves out facts while a difference stays; tells those that are left. */
  static String shrunk(Supplier<Kizuna> kizuna, List<Fact> history) {
    List<Fact> small = new ArrayList<>(history);
    for (int i = small.size() - 1; i >= RandomHistory.BASIS; i--) {
      List<Fact> smaller = new ArrayList<>(small);
      smaller.remove(i);
      if (difference(kizuna, smaller) != null) {
        small = smaller;
      }
    }
    StringBuilder told =
        new StringBuilder(Objects.requireNonNull(difference(kizuna, small)).getMessage());
    small
        .subList(RandomHistory.BASIS, small.size())
        .forEach(
            f ->
                told.append("\n  ")
                    .append(f.getRecordedAt())
                    .append(' ')
                    .append(f.getKind())
                    .append(' ')
                    .append(FactForm.bodyOf(f))
                    .append(" by ")
                    .append(f.getReporter().getRole())
                    .append(' ')
                    .append(f.getReporter().getBody()));
    return told.toString();
  }
}
