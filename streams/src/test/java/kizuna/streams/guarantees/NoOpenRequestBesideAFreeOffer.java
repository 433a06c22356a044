package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * I9: no open request stands beside a compatible free offer, whatever happened before: the model
 * looks for itself what would fit, if only for one day.
 */
class NoOpenRequestBesideAFreeOffer {

  private static final long FIRST_SEED = 10_000;
  private static final int HISTORIES = 100;

  @Test
  void afterEveryFact() {
    AtomicInteger openRequests = new AtomicInteger();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      Oracle oracle = new Oracle();
      Histories.tell(
          seed,
          new DecidedByHarness(),
          fact -> {},
          (fact, answered) -> {
            oracle.check(fact, answered);
            openRequests.addAndGet(
                (int)
                    answered.requests().values().stream()
                        .filter(r -> r.getOpenPersonDays() > 0)
                        .count());
          });
    }
    assertThat(openRequests).hasValueGreaterThan(1_000);
  }
}
