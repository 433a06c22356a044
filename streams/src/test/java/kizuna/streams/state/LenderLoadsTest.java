package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class LenderLoadsTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);
  private static final long FIRST = DAY.toEpochDay();
  private static final String LENDER = "131041";

  private final LenderLoads loads = new LenderLoads();

  private static Period days(int first, int last) {
    return new Period(DAY.plusDays(first), DAY.plusDays(last));
  }

  @Test
  void personDaysAreSummedFromADayOn() {
    loads.add(LENDER, days(0, 9), 3);
    loads.add(LENDER, days(5, 6), 2);
    loads.add("131075", days(0, 0), 50);

    assertThat(loads.from(LENDER, FIRST)).isEqualTo(34);
    assertThat(loads.from(LENDER, FIRST + 6)).isEqualTo(4 * 3 + 2);
    assertThat(loads.from(LENDER, FIRST + 10)).isZero();
    assertThat(loads.from("131156", FIRST)).isZero();
  }

  @Test
  void whatIsTakenBackLeavesNoDayBehind() {
    loads.add(LENDER, days(0, 9), 3);
    loads.add(LENDER, days(0, 9), -3);

    assertThat(loads.of(LENDER)).isEmpty();
    assertThat(loads.from(LENDER, FIRST)).isZero();
  }

  @Test
  void daysThatAreForgottenAreInNoSum() {
    loads.add(LENDER, days(0, 9), 3);

    loads.forgetBefore(LENDER, FIRST + 8);
    loads.forgetBefore("131156", FIRST);

    assertThat(loads.of(LENDER)).containsOnlyKeys(FIRST + 8, FIRST + 9);
    assertThat(loads.from(LENDER, 0)).isEqualTo(6);
  }

  /** A stay that ended before it began, as after a recall on the way, is none. */
  @Test
  void nobodyOnNoDaysCountsNothing() {
    loads.add(LENDER, days(3, 5), 0);

    assertThat(loads.of(LENDER)).isEmpty();
    assertThat(loads.from(LENDER, 0)).isZero();
  }
}
