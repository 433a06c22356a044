package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * I9: no open request stands beside a compatible free offer, whatever happened before: the model
 * looks for itself what would fit, if only for one day.
 */
class NoOpenRequestBesideAFreeOffer {

  private static final long FIRST_SEED = 10_000;
  private static final int HISTORIES = 100;

  @TestFactory
  Stream<DynamicTest> afterEveryFact() {
    AtomicInteger openRequests = new AtomicInteger();
    return Seeds.each(
        FIRST_SEED,
        HISTORIES,
        seed -> {
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
        },
        "many requests were open",
        () -> assertThat(openRequests).hasValueGreaterThan(1_000));
  }
}
