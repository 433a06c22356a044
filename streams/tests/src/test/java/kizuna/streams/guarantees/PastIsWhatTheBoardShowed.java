package kizuna.streams.guarantees;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.states.LedgerEntry;
import kizuna.streams.ledger.model.BoardSnapshot;
import kizuna.streams.ledger.model.Flow;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.HistoryQueries;
import kizuna.streams.ledger.query.LedgerFilter;
import kizuna.streams.ledger.query.LedgerOrder;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.topology.DecidedLog;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/**
 * The past that is unfolded is, at each decision, what the live board showed when it was made; and
 * the past at this moment is the live board itself.
 */
@Order(3) // Takes long.
class PastIsWhatTheBoardShowed {

  private static final int HISTORIES = 20;
  private static final int ROWS = 200;

  /** What the board showed when so many decisions had been made. */
  private record Shown(
      Map<String, Long> sequences, Instant at, BoardSnapshot snapshot, HistoryQueries.Sums sums) {}

  @TestFactory
  Stream<DynamicTest> atEachDecisionOfRandomHistories() {
    AtomicInteger times = new AtomicInteger();
    return Seeds.eachInParallel(
        HISTORIES,
        seed -> times.addAndGet(atEachDecision(seed)),
        "many times were looked at",
        () -> assertThat(times).hasValueGreaterThan(HISTORIES * 50));
  }

  /** How many times of one random history were looked at. */
  private static int atEachDecision(long seed) {
    HeldTopics topics = new HeldTopics();
    DecidedLog log = topics.log(Namespace.LIVE);
    List<Shown> shown = new ArrayList<>();
    int times;
    try (LedgerProjection live = topics.project(Namespace.LIVE)) {
      assertThat(live.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
      for (Fact fact : RandomHistory.of(seed, Histories.LENGTH)) {
        // Nobody reads in between: the board never shows half a decision.
        long offset;
        synchronized (topics) {
          offset = log.put(fact);
        }
        await("the decision")
            .until(() -> live.view().decisions().lastDecided(fact.getNetworkId()) >= offset);
        shown.add(shown(live.view()));
      }
      times = compare(seed, live, shown, 1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    // After a restart the same past is there again: that all rows are is another test's.
    try (LedgerProjection again = topics.project(Namespace.LIVE)) {
      assertThat(again.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
      compare(seed, again, shown, 10);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return times;
  }

  private static Shown shown(LedgerView view) {
    BoardSnapshot snapshot = view.snapshot(ROWS);
    Map<String, Long> sequences = new TreeMap<>();
    Instant at = Instant.MIN;
    for (NetworkFigures network : snapshot.networks()) {
      sequences.put(network.networkId(), network.sequence());
      Instant decided = network.decidedAt();
      at = decided != null && decided.isAfter(at) ? decided : at;
    }
    return new Shown(sequences, at, snapshot, sums(at, snapshot));
  }

  /** The sums of a timeline, counted on the board. */
  private static HistoryQueries.Sums sums(Instant at, BoardSnapshot snapshot) {
    Function<Function<NetworkFigures, Long>, Long> sum =
        figure -> snapshot.networks().stream().mapToLong(figure::apply).sum();
    return new HistoryQueries.Sums(
        at,
        sum.apply(n -> n.sums().openPersonDays()),
        sum.apply(n -> n.sums().unmetPersonDays()),
        sum.apply(n -> (long) n.sums().proposed()),
        sum.apply(n -> (long) n.sums().confirmed()),
        sum.apply(n -> (long) n.sums().inTransit()),
        sum.apply(n -> (long) n.sums().onSite()),
        sum.apply(n -> (long) n.sums().notReported()));
  }

  /** Compares every so many decisions. */
  private static int compare(long seed, LedgerProjection live, List<Shown> shown, int every) {
    HistoryQueries past = live.view().past();
    int times = 0;
    // Clocks differ, and a refused fact's may be ahead: a time is one moment only where all that
    // came before is not later, and all that came after is.
    List<Instant> latest = new ArrayList<>();
    for (Shown then : shown) {
      Instant before = latest.isEmpty() ? Instant.MIN : latest.get(latest.size() - 1);
      latest.add(then.at().isAfter(before) ? then.at() : before);
    }
    Instant later = Instant.MAX;
    for (int i = shown.size() - 1; i >= 0; i--) {
      Shown then = shown.get(i);
      if (i + 1 < shown.size()) {
        for (NetworkFigures next : shown.get(i + 1).snapshot().networks()) {
          Instant decided = Objects.requireNonNull(next.decidedAt());
          boolean isNew =
              !Long.valueOf(next.sequence()).equals(then.sequences().get(next.networkId()));
          later = isNew && decided.isBefore(later) ? decided : later;
        }
      }
      if (i % every != 0) {
        continue;
      }
      LogMoment moment = new LogMoment(then.at(), false, then.sequences());
      assertThat(comparable(past.snapshot(moment, ROWS)))
          .as("seed %s, decision %s", seed, i)
          .isEqualTo(comparable(then.snapshot()));
      if (later.isAfter(then.at()) && latest.get(i).equals(then.at())) {
        assertThat(comparable(past.snapshot(past.at(then.at()), ROWS)))
            .as("seed %s, at %s", seed, then.at())
            .isEqualTo(comparable(then.snapshot()));
        assertThat(past.sums(List.of(then.at())).get(0))
            .as("seed %s, sums at %s", seed, i)
            .isEqualTo(then.sums());
        times++;
      }
    }
    LogMoment now = past.at(past.newest().orElseThrow());
    assertThat(now.latest()).isTrue();
    BoardSnapshot snapshot = live.view().snapshot(ROWS);
    assertThat(comparable(past.snapshot(now, ROWS)))
        .as("seed %s, now", seed)
        .isEqualTo(comparable(snapshot));
    assertThat(
            flows(
                live.view()
                    .dispatches()
                    .lines(
                        new LedgerFilter(LedgerQuery.ALL, Set.of(), null, null, now),
                        LedgerOrder.NEWEST_PROPOSED,
                        0,
                        Integer.MAX_VALUE)
                    .toList()))
        .isEqualTo(snapshot.flows());
    return times;
  }

  /** Without the position in the feed, which the past has not. */
  private static BoardSnapshot comparable(BoardSnapshot s) {
    return new BoardSnapshot(
        0,
        true,
        s.networks(),
        s.disasters(),
        s.openRequests(),
        s.ledger(),
        s.flows(),
        s.deadLetters(),
        s.unreadable());
  }

  /** The flows as anybody would add them up. */
  private static List<Flow> flows(List<LedgerEntry> ledger) {
    return ledger.stream()
        .collect(
            Collectors.groupingBy(
                e -> List.of(e.getNetworkId(), e.getReceiver(), e.getLender(), e.getDisasterId())))
        .entrySet()
        .stream()
        .map(
            way ->
                new Flow(
                    way.getKey().get(0),
                    way.getKey().get(2),
                    way.getKey().get(1),
                    way.getKey().get(3),
                    persons(way.getValue(), DispatchState.PROPOSED),
                    persons(way.getValue(), DispatchState.CONFIRMED),
                    persons(way.getValue(), DispatchState.DEPARTED),
                    persons(way.getValue(), DispatchState.ON_SITE, DispatchState.HANDING_OVER),
                    way.getValue().stream()
                        .filter(e -> GOING.contains(e.getState()) && e.getMissingReport() != null)
                        .mapToInt(LedgerEntry::getHeadCount)
                        .sum(),
                    (int)
                        way.getValue().stream().filter(e -> GOING.contains(e.getState())).count()))
        .filter(flow -> flow.dispatches() > 0)
        .sorted(
            Comparator.comparing(Flow::networkId)
                .thenComparing(Flow::receiver)
                .thenComparing(Flow::lender)
                .thenComparing(Flow::disasterId))
        .toList();
  }

  private static final Set<DispatchState> GOING =
      EnumSet.range(DispatchState.PROPOSED, DispatchState.HANDING_OVER);

  private static int persons(List<LedgerEntry> entries, DispatchState... states) {
    return entries.stream()
        .filter(e -> List.of(states).contains(e.getState()) && e.getMissingReport() == null)
        .mapToInt(LedgerEntry::getHeadCount)
        .sum();
  }
}
