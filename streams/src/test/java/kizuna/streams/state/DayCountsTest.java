package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayCountsTest {

  private static final LocalDate DAY = LocalDate.of(2024, 2, 27);
  private static final Period WEEK = days(0, 6);

  private static Period days(int first, int last) {
    return new Period(DAY.plusDays(first), DAY.plusDays(last));
  }

  private static int on(DayCounts counts, int day) {
    return counts.on(DAY.plusDays(day).toEpochDay());
  }

  @Test
  void onlyTheDaysOfThePeriodCount() {
    DayCounts counts = DayCounts.of(WEEK, 2);

    counts.add(days(-3, 0), 5);
    counts.add(days(6, 20), 1);
    counts.add(days(10, 12), 9);

    assertThat(on(counts, -1)).isZero();
    assertThat(on(counts, 0)).isEqualTo(7);
    assertThat(on(counts, 3)).isEqualTo(2);
    assertThat(on(counts, 6)).isEqualTo(3);
    assertThat(on(counts, 7)).isZero();
    assertThat(counts.total()).isEqualTo(7 * 2 + 5 + 1);
  }

  @Test
  void severalPeriodsAreSummedWithNothingBetween() {
    DayCounts counts =
        DayCounts.of(WEEK, List.of(new DailyCount(days(0, 2), 3), new DailyCount(days(2, 2), 1)));

    assertThat(counts.first()).isEqualTo(DAY);
    assertThat(counts.days()).isEqualTo(7);
    assertThat(on(counts, 2)).isEqualTo(4);
    assertThat(on(counts, 3)).isZero();
  }

  @Test
  void aCopyIsItsOwn() {
    DayCounts counts = DayCounts.of(WEEK, 1);
    DayCounts copy = counts.copy();

    copy.add(WEEK, 4);

    assertThat(counts.total()).isEqualTo(7);
    assertThat(copy.total()).isEqualTo(35);
  }
}
