package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.Outcome;
import kizuna.facts.StaffOffered;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** I1: for each offer and day, held + committed + deployed ≤ offered. */
class NothingPromisedTwice {

  private static final AtomicInteger FULL_DAYS = new AtomicInteger();

  static final WatchedHistories.Guarantee GUARANTEE =
      new WatchedHistories.Guarantee(150, NothingPromisedTwice::watch);

  @TestFactory
  Stream<DynamicTest> onNoDayIsMoreOfAnOfferTakenThanItHas() {
    return WatchedHistories.tests(
        GUARANTEE,
        "many offers were taken whole",
        () -> assertThat(FULL_DAYS).hasValueGreaterThan(1_000));
  }

  private static WatchedHistories.Watch watch(LogHarness kizuna) {
    Map<String, StaffOffered> offers = new HashMap<>();
    return (fact, answered) -> {
      StaffOffered offered = fact.getStaffOffered();
      if (offered != null && answered.decision().getOutcome() == Outcome.ACCEPTED) {
        offers.put(offered.getOfferId(), offered);
      }
      Map<String, Integer> taken = new TreeMap<>();
      for (LedgerEntry e : kizuna.ledger.values()) {
        StaffOffered offer = Objects.requireNonNull(offers.get(e.getOfferId()), "its offer");
        assertThat(e.getLender()).isEqualTo(offer.getLender());
        for (LocalDate day : awayOn(e)) {
          assertThat(day).isBetween(offer.getFirstDay(), offer.getLastDay());
          int sum = taken.merge(e.getOfferId() + " " + day, e.getHeadCount(), Integer::sum);
          assertThat(sum)
              .as("persons of %s on %s", e.getOfferId(), day)
              .isLessThanOrEqualTo(offer.getHeadCount());
          if (sum == offer.getHeadCount()) {
            FULL_DAYS.incrementAndGet();
          }
        }
      }
    };
  }

  /** People who are held or promised are on the road and away as planned, until they are home. */
  private static Iterable<LocalDate> awayOn(LedgerEntry e) {
    DispatchState state = e.getState();
    if (state == DispatchState.DECLINED
        || state == DispatchState.LAPSED
        || state == DispatchState.CANCELLED) {
      return List.of();
    }
    LocalDate last = state == DispatchState.RETURNED ? e.getLastDay() : e.getPlannedLastDay();
    return last.isBefore(e.getFirstDay())
        ? List.of()
        : e.getFirstDay()
            .minusDays(e.getTravelDays())
            .datesUntil(last.plusDays(e.getTravelDays() + 1L))
            .toList();
  }
}
