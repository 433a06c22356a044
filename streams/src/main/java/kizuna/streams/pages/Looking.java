package kizuna.streams.pages;

import java.time.Duration;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.Projections;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;

/** Finds the projection that answers a caller, complete where an answer must be. */
@Component
final class Looking {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int TRY_AGAIN_SECONDS = 2;

  private final Projections projections;

  Looking(Projections projections) {
    this.projections = projections;
  }

  /**
   * The projection of the namespace that was asked for, caught up.
   *
   * @throws Refused if a parameter was wrong, there is no such drill, or it is still being read
   */
  LedgerProjection at(Asked asked) {
    LedgerProjection projection = anyway(asked);
    try {
      if (projection.awaitCaughtUp(LONGEST_WAIT)) {
        return projection;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Refused.notReady(asked.words(), "error.catchingUp", TRY_AGAIN_SECONDS);
  }

  /** The same, caught up or not. */
  LedgerProjection anyway(Asked asked) {
    Namespace namespace = asked.namespace();
    asked.check();
    if (!namespace.isDrill()) {
      return projections.live();
    }
    try {
      return projections
          .drill(namespace)
          .orElseThrow(
              () -> Refused.notFound(asked.words(), "error.namespace", namespace.drillId()));
    } catch (KafkaException e) {
      throw Refused.notReady(asked.words(), "error.catchingUp", TRY_AGAIN_SECONDS);
    }
  }

  Projections projections() {
    return projections;
  }
}
