package kizuna.streams.guarantees;

import java.util.List;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.streams.topology.LogHarness;

/** The decisions of {@code streams} themselves, without Kafka. */
public final class DecidedByHarness implements Kizuna {

  private final LogHarness log;

  /** A log of its own. */
  public DecidedByHarness() {
    this(new LogHarness());
  }

  DecidedByHarness(LogHarness log) {
    this.log = log;
  }

  @Override
  public Answered put(Fact fact) {
    int events = log.events.size();
    int passed = log.passed.size();
    MatchDecision decision = log.put(fact);
    return new Answered(
        decision,
        List.copyOf(log.events.subList(events, log.events.size())),
        log.ledger,
        log.requests,
        log.offers,
        List.copyOf(log.passed.subList(passed, log.passed.size())));
  }
}
