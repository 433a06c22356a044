package kizuna.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Period;
import org.junit.jupiter.api.Test;

/** People by day become tours: the whole of each day, no day twice, none longer than allowed. */
class DayHeadsTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);

  private final DayHeads heads = new DayHeads();

  private static DailyCount tour(int first, int last, int people) {
    return new DailyCount(new Period(DAY.plusDays(first), DAY.plusDays(last)), people);
  }

  private void add(int people, int first, int last) {
    heads.add(people, DAY.plusDays(first), DAY.plusDays(last));
  }

  @Test
  void whatIsTakenOffAgainLeavesNothing() {
    add(3, 0, 4);
    add(-3, 0, 4);

    assertThat(heads.isEmpty()).isTrue();
    assertThat(heads.tours(8)).isEmpty();
  }

  @Test
  void allDaysShareOneTourAndWhatIsOnTopIsAnother() {
    add(2, 0, 5);
    add(3, 2, 3);

    assertThat(heads.tours(8)).containsExactly(tour(0, 5, 2), tour(2, 3, 3));
    assertThat(heads.isEmpty()).as("asking changes nothing").isFalse();
  }

  @Test
  void aTourEndsAtAGapAndAtTheLongest() {
    add(1, 0, 4);
    add(1, 6, 6);

    assertThat(heads.tours(3)).containsExactly(tour(0, 2, 1), tour(3, 4, 1), tour(6, 6, 1));
  }

  @Test
  void theToursTogetherAreThePeople() {
    add(4, 0, 9);
    add(-1, 3, 5);
    add(2, 7, 12);
    DayHeads left = new DayHeads();
    List<DailyCount> tours = heads.tours(4);

    tours.forEach(t -> left.add(t.headCount(), t.days().first(), t.days().last()));
    assertThat(tours).allMatch(t -> t.days().days() <= 4 && t.headCount() > 0);
    left.add(-4, DAY, DAY.plusDays(9));
    left.add(1, DAY.plusDays(3), DAY.plusDays(5));
    left.add(-2, DAY.plusDays(7), DAY.plusDays(12));
    assertThat(left.isEmpty()).isTrue();
  }
}
