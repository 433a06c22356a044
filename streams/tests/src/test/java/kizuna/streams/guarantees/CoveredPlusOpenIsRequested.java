package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.RequestState;
import kizuna.facts.DailyCount;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * I2: for each request and day, covered here and elsewhere + open = needed, and nothing is filled
 * over.
 */
class CoveredPlusOpenIsRequested {

  private static final AtomicInteger PARTLY_FILLED = new AtomicInteger();
  private static final AtomicInteger COVERED_ELSEWHERE = new AtomicInteger();

  static final WatchedHistories.Guarantee GUARANTEE =
      new WatchedHistories.Guarantee(150, CoveredPlusOpenIsRequested::watch);

  @TestFactory
  Stream<DynamicTest> onEachDayOfEachRequest() {
    return WatchedHistories.tests(
        GUARANTEE,
        "many were filled in part and elsewhere",
        () -> {
          assertThat(PARTLY_FILLED).hasValueGreaterThan(1_000);
          assertThat(COVERED_ELSEWHERE).hasValueGreaterThan(1_000);
        });
  }

  private static WatchedHistories.Watch watch(LogHarness kizuna) {
    return (fact, answered) -> {
      for (RequestStatus r : kizuna.requests.values()) {
        if (r.getState() != RequestState.CANCELLED && r.getState() != RequestState.MERGED) {
          check(kizuna, r);
        }
      }
    };
  }

  private static void check(LogHarness kizuna, RequestStatus r) {
    int covered = 0;
    int open = 0;
    int unmet = 0;
    int requested = 0;
    for (LocalDate day : r.getFirstDay().datesUntil(r.getLastDay().plusDays(1)).toList()) {
      int coveredNow = 0;
      int noLongerNeeded = 0;
      for (LedgerEntry e : kizuna.ledger.values()) {
        if (e.getRequestId().equals(r.getRequestId()) && counts(e.getState())) {
          if (!day.isBefore(e.getFirstDay()) && !day.isAfter(e.getLastDay())) {
            coveredNow += e.getHeadCount();
          } else if (e.getReleased()
              && day.isAfter(
                  e.getReleasedLastDay() == null ? e.getLastDay() : e.getReleasedLastDay())
              && !day.isAfter(e.getPlannedLastDay())) {
            noLongerNeeded += e.getHeadCount();
          }
        }
      }
      int openNow = missing(day, r.getOpen());
      int unmetNow = missing(day, r.getUnmet());
      assertThat(openNow == 0 || unmetNow == 0).as("a day is over or it is not: %s", day).isTrue();
      int asked = r.getNeeds().isEmpty() ? r.getHeadCount() : on(day, r.getNeeds());
      int need = Math.max(0, asked - noLongerNeeded);
      int elsewhere = Math.min(need - coveredNow, on(day, r.getCoveredElsewhere()));
      assertThat(elsewhere).as("filled over: %s on %s", r.getRequestId(), day).isNotNegative();
      COVERED_ELSEWHERE.addAndGet(elsewhere);
      coveredNow += elsewhere;
      assertThat(coveredNow + openNow + unmetNow)
          .as("covered %s + open %s of %s on %s", coveredNow, openNow, r.getRequestId(), day)
          .isEqualTo(need);
      assertThat(openNow).isNotNegative();
      if (openNow > 0 && coveredNow > 0) {
        PARTLY_FILLED.incrementAndGet();
      }
      covered += coveredNow;
      open += openNow;
      unmet += unmetNow;
      requested += need;
    }
    assertThat(r.getCoveredPersonDays()).isEqualTo(covered);
    assertThat(r.getOpenPersonDays()).isEqualTo(open);
    assertThat(r.getUnmetPersonDays()).isEqualTo(unmet);
    assertThat(r.getRequestedPersonDays()).isEqualTo(requested);
  }

  private static int missing(LocalDate day, List<OpenDays> days) {
    return days.stream()
        .filter(o -> !day.isBefore(o.getFirstDay()) && !day.isAfter(o.getLastDay()))
        .mapToInt(OpenDays::getHeadCount)
        .sum();
  }

  private static int on(LocalDate day, List<DailyCount> counts) {
    return counts.stream()
        .filter(c -> !day.isBefore(c.getFirstDay()) && !day.isAfter(c.getLastDay()))
        .mapToInt(DailyCount::getHeadCount)
        .sum();
  }

  private static boolean counts(DispatchState state) {
    return state != DispatchState.DECLINED
        && state != DispatchState.LAPSED
        && state != DispatchState.CANCELLED;
  }
}
