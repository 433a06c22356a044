package kizuna.producers;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import kizuna.codes.Role;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells live networks the time, as a fact like any other: holds lapse by the log, never by a clock
 * of their own.
 */
@Component
class Ticker {

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Intake intake;
  private final Namespaces namespaces;
  private final Clock clock;
  private final DoorSettings settings;

  Ticker(Intake intake, Namespaces namespaces, Clock clock, DoorSettings settings) {
    this.intake = intake;
    this.namespaces = namespaces;
    this.clock = clock;
    this.settings = settings;
  }

  @Scheduled(
      fixedDelayString = "${kizuna.tick-interval}",
      initialDelayString = "${kizuna.tick-interval}")
  void tick() {
    try {
      if (!namespaces.exists(Namespace.LIVE)) {
        return; // Nothing is provisioned yet: there is nobody to tell.
      }
    } catch (FactLog.LogUnavailable e) {
      LOG.warn("nobody was told the time: {}", e.getMessage());
      return;
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    for (String network : settings.tickedNetworks()) {
      var unused =
          intake
              .append(
                  Namespace.LIVE,
                  FactForm.envelope(
                      UUID.randomUUID(),
                      network,
                      now,
                      now,
                      new Reporter(Role.SYSTEM, "kizuna"),
                      Namespace.LIVE.mode(),
                      new TimePassed(now)))
              .exceptionally(
                  e -> {
                    // The next tick tells the time again.
                    LOG.warn("{} was not told the time: {}", network, e.getMessage());
                    return new FactLog.Receipt(network, "", -1, -1, now);
                  });
    }
  }
}
