package kizuna.infra.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The optimum is what three ways of finding it agree on. */
class SolverTest {

  @Test
  void twoOffersForTwoRequestsWhereOneOfThemSuitsOnlyOne() {
    DayProblem day = new DayProblem(new int[] {3, 2}, new int[] {3, 3});
    day.pair(0, 0, DayProblem.UNLIMITED);
    day.pair(0, 1, DayProblem.UNLIMITED);
    day.pair(1, 0, DayProblem.UNLIMITED);

    assertThat(Solver.most(day)).isEqualTo(5);
    assertThat(Solver.secondOpinion(day)).isEqualTo(5);
  }

  @Test
  void aLimitSharedByTwoPairsHoldsBoth() {
    DayProblem day = new DayProblem(new int[] {3, 3}, new int[] {6});
    int limit = day.limit(4);
    day.pair(0, 0, limit);
    day.pair(1, 0, limit);

    assertThat(Solver.most(day)).isEqualTo(4);
    assertThat(Solver.secondOpinion(day)).isEqualTo(4);
  }

  @Test
  void nobodyIsThereOrNobodyIsNeeded() {
    DayProblem day = new DayProblem(new int[] {0, 3}, new int[] {3, 0});
    day.pair(0, 0, DayProblem.UNLIMITED);
    day.pair(1, 1, DayProblem.UNLIMITED);

    assertThat(Solver.most(day)).isZero();
    assertThat(Solver.secondOpinion(day)).isZero();
  }

  @Test
  void whatIsKnownToBePossibleChangesNothing() {
    for (int seed = 0; seed < 200; seed++) {
      DayProblem day = random(seed, 6, 6, seed % 2 == 0);
      int most = Solver.most(day);
      for (int known = 0; known <= most; known++) {
        assertThat(Solver.most(day, known)).as("seed %d", seed).isEqualTo(most);
      }
    }
  }

  @Test
  void twoSolversAgreeOnHundredsOfDays() {
    for (int seed = 0; seed < 300; seed++) {
      DayProblem day = random(seed, 12, 10, seed % 2 == 0);
      assertThat(Solver.most(day)).as("seed %d", seed).isEqualTo(Solver.secondOpinion(day));
    }
  }

  @Test
  void tryingEverythingFindsNoMore() {
    for (int seed = 0; seed < 150; seed++) {
      DayProblem day = random(seed, 3, 3, seed % 2 == 0);
      int most =
          everything(day, 0, day.supplies().clone(), day.needs().clone(), new int[day.limits()]);
      assertThat(Solver.most(day)).as("seed %d", seed).isEqualTo(most);
    }
  }

  private static int everything(DayProblem day, int pair, int[] supplies, int[] needs, int[] used) {
    if (pair == day.pairs()) {
      return 0;
    }
    int s = day.supplyOf(pair);
    int n = day.needOf(pair);
    int limit = day.limitOf(pair);
    int most = 0;
    int room = Math.min(supplies[s], needs[n]);
    if (limit != DayProblem.UNLIMITED) {
      room = Math.min(room, day.limitAt(limit) - used[limit]);
    }
    for (int persons = 0; persons <= room; persons++) {
      supplies[s] -= persons;
      needs[n] -= persons;
      if (limit != DayProblem.UNLIMITED) {
        used[limit] += persons;
      }
      most = Math.max(most, persons + everything(day, pair + 1, supplies, needs, used));
      supplies[s] += persons;
      needs[n] += persons;
      if (limit != DayProblem.UNLIMITED) {
        used[limit] -= persons;
      }
    }
    return most;
  }

  private static DayProblem random(int seed, int supplies, int needs, boolean limited) {
    Random random = new Random(seed);
    DayProblem day =
        new DayProblem(random.ints(supplies, 0, 4).toArray(), random.ints(needs, 0, 4).toArray());
    int[] limits = new int[limited ? 4 : 0];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = day.limit(random.nextInt(4));
    }
    for (int s = 0; s < supplies; s++) {
      for (int n = 0; n < needs; n++) {
        if (random.nextInt(2) == 0) {
          day.pair(
              s,
              n,
              limited && random.nextBoolean()
                  ? limits[random.nextInt(limits.length)]
                  : DayProblem.UNLIMITED);
        }
      }
    }
    return day;
  }
}
