package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import kizuna.codes.Outcome;
import org.junit.jupiter.api.Test;

/** I9: no open request stands beside a compatible free offer, whatever happened before. */
class NoOpenRequestBesideAFreeOffer {

  @Test
  void afterEveryFact() {
    AtomicInteger openRequests = new AtomicInteger();
    Histories.watch(
        100,
        kizuna -> {
          // Told what Kizuna answered and what stands in its ledger; looks for itself what would
          // fit.
          NaiveModel model = new NaiveModel();
          return (fact, decision) -> {
            assertThat(model.put(fact)).isEqualTo(decision.getOutcome() == Outcome.ACCEPTED);
            model.take(kizuna.ledger.values());
            assertThat(model.somethingFits()).isFalse();
            openRequests.addAndGet(
                (int)
                    kizuna.requests.values().stream()
                        .filter(r -> r.getOpenPersonDays() > 0)
                        .count());
          };
        });
    assertThat(openRequests).hasValueGreaterThan(1_000);
  }
}
