package kizuna.infra;

import static kizuna.infra.ReportBodies.accepted;
import static kizuna.infra.ReportBodies.offer;
import static kizuna.schemas.Waiting.await;

import java.nio.file.Path;
import java.util.Map;
import kizuna.infra.accounts.Account;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A second engine of the same name, started by mistake, fences the first. It opens no page; it has
 * the platform of the pages because that one is free earlier.
 */
@ExtendWith(WholePlatform.class)
@WholePlatform.Pages
@ResourceLock(WholePlatform.PAGES_LOCK)
@Order(WholePlatform.FENCED_ENGINE)
class FencedEngineTest {

  private static final String KOTO = "131083";

  private final PlatformProcess kizuna;

  FencedEngineTest(PlatformProcess kizuna) {
    this.kizuna = kizuna;
  }

  @AfterEach
  void running() {
    kizuna.bringBack();
  }

  @Test
  void anEngineThatFailedEndsItsProcessWith70AndIsStartedAgain(@TempDir Path state)
      throws Exception {
    try (DecisionEngine second =
        new DecisionEngine(
            Topics.of(Namespace.LIVE),
            kizuna.registry(Account.STREAMS),
            DecisionEngine.Settings.of(kizuna.kafka(Account.STREAMS), state))) {
      second.start();
      await("streams ends with its exit code")
          .until(() -> kizuna.said().contains("streams ended by itself (exit code 70"));
    }
    kizuna.bringBack();
    accepted(kizuna.report("/api/offers", offer("after-70", KOTO, "SCHOOL_SUPPORT", 1)));
    accepted(kizuna.report("/api/offers/after-70/withdraw", Map.of("reason", "OTHER")));
  }
}
