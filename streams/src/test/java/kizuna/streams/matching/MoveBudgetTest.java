package kizuna.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What one decision may look at is bounded; one request cannot use up what the next one needs. */
class MoveBudgetTest {

  private final MoveBudget budget = new MoveBudget();

  @Test
  void oneRequestLeavesSomethingForTheNextAndTheThirdFindsNothing() {
    int first = spendAll();
    int second = spendAll();

    assertThat(first).isGreaterThan(second).isLessThan(MoveBudget.MAX_LOOKS);
    assertThat(first + second).isEqualTo(MoveBudget.MAX_LOOKS);
    assertThat(budget.isLeft()).isFalse();
    assertThat(spendAll()).isZero();
  }

  @Test
  void whatARequestDoesNotUseIsGivenBack() {
    for (int i = 0; i < 100; i++) {
      budget.begin();
      budget.spend(10);
      budget.end();
    }

    assertThat(spendAll() + spendAll()).isEqualTo(MoveBudget.MAX_LOOKS - 1_000);
  }

  @Test
  void aLookThatGoesBeyondTheShareTakesNothingFromOthers() {
    budget.begin();
    budget.spend(1_000_000);
    assertThat(budget.isLeftForRequest()).isFalse();
    budget.end();

    assertThat(budget.isLeft()).isTrue();
  }

  @Test
  void looksOutsideOfAnyRequestCountToo() {
    for (int i = 0; i < MoveBudget.MAX_LOOKS; i++) {
      assertThat(budget.isLeft()).isTrue();
      budget.spendOne();
    }

    assertThat(budget.isLeft()).isFalse();
  }

  /** Looks that one request gets. */
  private int spendAll() {
    budget.begin();
    int looks = 0;
    while (budget.isLeftForRequest()) {
      budget.spend(1);
      looks++;
    }
    budget.end();
    return looks;
  }
}
