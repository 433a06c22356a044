package kizuna.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import kizuna.codes.DispatchState;
import kizuna.schemas.AvroLimits;
import kizuna.states.LedgerEntry;
import org.junit.jupiter.api.Test;

/** Away is who has departed, until they are home or must be. */
class AwayTest {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  private static final LocalDate FIRST = LocalDate.of(2024, 1, 5);
  private static final LocalDate LAST = LocalDate.of(2024, 1, 12);
  private static final Instant LAST_EVENING = Instant.parse("2024-01-12T12:00:00Z");
  private static final Instant NEXT_MORNING = Instant.parse("2024-01-12T21:00:00Z");
  private static final Instant YEARS_LATER = Instant.parse("2026-01-01T00:00:00Z");

  private final Away away = new Away();

  @Test
  void whoIsPromisedOrHomeIsNotAway() {
    for (DispatchState state :
        List.of(DispatchState.PROPOSED, DispatchState.CONFIRMED, DispatchState.RETURNED)) {
      away.add(of(state, 3), 1);
    }
    assertThat(away.at(LAST_EVENING)).isZero();
  }

  @Test
  void whoIsOnTheWayOrAtWorkIsAwayHoweverLong() {
    away.add(of(DispatchState.DEPARTED, 1), 1);
    away.add(of(DispatchState.ON_SITE, 2), 1);
    away.add(of(DispatchState.HANDING_OVER, 4), 1);
    assertThat(away.at(YEARS_LATER)).isEqualTo(7);
  }

  @Test
  void whoWasReleasedIsAwayUntilTheLastDayAndTheJourneyHomeAreOver() {
    away.add(of(DispatchState.RELEASED, 3), 1);
    assertThat(away.at(LAST_EVENING)).isEqualTo(3);
    // In Japan it is the 13th then.
    assertThat(away.at(NEXT_MORNING)).isZero();

    away.add(LedgerEntry.newBuilder(of(DispatchState.RECALLED, 2)).setTravelDays(1).build(), 1);
    assertThat(away.at(NEXT_MORNING)).isEqualTo(2);
    assertThat(away.at(YEARS_LATER)).isZero();
  }

  @Test
  void whatIsTakenOffIsGone() {
    for (int sign : new int[] {1, -1}) {
      away.add(of(DispatchState.RELEASED, 3), sign);
      away.add(of(DispatchState.ON_SITE, 2), sign);
    }
    assertThat(away.at(LAST_EVENING)).isZero();
    assertThat(away.at(null)).isZero();
  }

  private static LedgerEntry of(DispatchState state, int headCount) {
    return MetersTest.dispatch(state, headCount, FIRST, LAST).build();
  }
}
