package kizuna.streams.ledger.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import kizuna.codes.CostBearer;
import kizuna.codes.DispatchState;
import kizuna.codes.TaskType;
import kizuna.schemas.AvroLimits;
import kizuna.states.LedgerEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each person of the ledger is counted in one place, or nowhere. */
class HeadCountsTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);
  private static final Instant NOW = Instant.parse("2024-01-02T00:00:00Z");

  private static final Map<DispatchState, Integer> PLACES =
      new EnumMap<>(
          Map.of(
              DispatchState.PROPOSED, HeadCounts.HELD,
              DispatchState.CONFIRMED, HeadCounts.COMMITTED,
              DispatchState.DEPARTED, HeadCounts.IN_TRANSIT,
              DispatchState.ON_SITE, HeadCounts.ON_SITE,
              DispatchState.HANDING_OVER, HeadCounts.ON_SITE));

  @BeforeAll
  static void trustTheContract() {
    AvroLimits.apply();
  }

  private static LedgerEntry entry(DispatchState state) {
    return LedgerEntry.newBuilder()
        .setNetworkId("tokyo23")
        .setDispatchId("req-1-1")
        .setRequestId("req-1")
        .setOfferId("off-1")
        .setDisasterId("noto-2024")
        .setLender("131041")
        .setReceiver("172057")
        .setTaskType(TaskType.SHELTER_OPERATION)
        .setState(state)
        .setWave(1)
        .setHeadCount(4)
        .setFirstDay(DAY)
        .setLastDay(DAY.plusDays(7))
        .setPlannedLastDay(DAY.plusDays(7))
        .setReleased(false)
        .setAgreementId("noto")
        .setAgreementVersion(1)
        .setCostBearer(CostBearer.RECEIVER)
        .setProposedAt(NOW)
        .setHoldUntil(NOW)
        .setSequence(1)
        .setChangedAt(NOW)
        .build();
  }

  @Test
  void eachStateCountsInOnePlaceOrNowhere() {
    for (DispatchState state : DispatchState.values()) {
      long[] more = HeadCounts.more(null, entry(state));
      for (int place = 0; place < HeadCounts.PLACES; place++) {
        boolean here = Integer.valueOf(place).equals(PLACES.get(state));
        assertThat(more[place]).as("%s at %s", state, place).isEqualTo(here ? 4 : 0);
      }
    }
  }

  @Test
  void whoMovesLeavesOnePlaceForAnother() {
    long[] more = HeadCounts.more(entry(DispatchState.CONFIRMED), entry(DispatchState.DEPARTED));

    assertThat(more).containsExactly(0, -4, 4, 0, 0);
    assertThat(HeadCounts.more(entry(DispatchState.ON_SITE), entry(DispatchState.RETURNED)))
        .containsExactly(0, 0, 0, -4, 0);
    assertThat(HeadCounts.more(entry(DispatchState.ON_SITE), entry(DispatchState.HANDING_OVER)))
        .containsOnly(0);
    assertThat(HeadCounts.more(null, null)).containsOnly(0);
  }

  @Test
  void thePlacesOfALifeAddUpToNothing() {
    long[] sum = new long[HeadCounts.PLACES];
    LedgerEntry before = null;
    for (DispatchState state : DispatchState.values()) {
      LedgerEntry now = entry(state);
      long[] more = HeadCounts.more(before, now);
      for (int place = 0; place < sum.length; place++) {
        sum[place] += more[place];
        assertThat(sum[place]).isNotNegative();
      }
      before = now;
    }
    long[] gone = HeadCounts.more(before, null);
    for (int place = 0; place < sum.length; place++) {
      assertThat(sum[place] + gone[place]).isZero();
    }
  }

  @Test
  void onlyWhoIsOnTheRoadOrAtWorkIsAway() {
    for (DispatchState state : DispatchState.values()) {
      boolean away =
          switch (state) {
            case DEPARTED, ON_SITE, HANDING_OVER, RELEASED, RECALLED -> true;
            default -> false;
          };
      assertThat(HeadCounts.away(entry(state))).as("%s", state).isEqualTo(away ? 4 : 0);
    }
  }

  @Test
  void daysOfWhatNeverCameToBeAreNone() {
    assertThat(HeadCounts.days(entry(DispatchState.ON_SITE))).isEqualTo(32);
    assertThat(HeadCounts.days(entry(DispatchState.CANCELLED))).isZero();
    assertThat(HeadCounts.days(entry(DispatchState.DECLINED))).isZero();
    LedgerEntry recalled =
        LedgerEntry.newBuilder(entry(DispatchState.RECALLED)).setLastDay(DAY.minusDays(1)).build();
    assertThat(HeadCounts.days(recalled)).as("recalled before the first day").isZero();
  }
}
