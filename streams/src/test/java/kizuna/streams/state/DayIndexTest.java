package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DayIndexTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);

  @Test
  void idsAreFoundByTheirDayFromInclusiveToExclusive() {
    DayIndex index = new DayIndex();
    index.add(DAY, "b");
    index.add(DAY, "a");
    index.add(DAY.plusDays(1), "c");

    assertThat(index.within(DAY, DAY.plusDays(1))).containsExactly("a", "b");
    assertThat(index.within(DAY.plusDays(1), DAY)).as("backwards").isEmpty();
    assertThat(index.from(DAY)).containsExactly("a", "b", "c");
    assertThat(index.before(DAY.plusDays(1))).containsExactly("a", "b");

    index.remove(DAY, "a");
    index.remove(DAY, "unknown");
    index.remove(DAY.plusDays(9), "a");
    assertThat(index.from(DAY)).containsExactly("b", "c");
  }
}
