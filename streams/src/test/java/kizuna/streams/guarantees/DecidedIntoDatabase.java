package kizuna.streams.guarantees;

import static kizuna.schemas.Waiting.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.OfferQuery;
import kizuna.streams.ledger.query.RequestQuery;
import kizuna.streams.topology.LogHarness;

/**
 * The decisions of {@code streams} as they are read from the database that follows their topics.
 */
final class DecidedIntoDatabase implements Kizuna {

  private static final int ROWS = 100_000;

  private final HeldTopics topics;
  private final LogHarness log;
  private LedgerProjection projection;

  DecidedIntoDatabase(HeldTopics topics) {
    this.topics = topics;
    this.log = new LogHarness(Topics.of(Namespace.LIVE, 1));
    topics.with(log.registry);
    log.writeTo(topics);
    this.projection = topics.project(Namespace.LIVE);
  }

  LedgerProjection projection() {
    return projection;
  }

  /** Closes the database, does something, and opens it again. */
  void meanwhile(Runnable act) {
    projection.close();
    act.run();
    projection = topics.project(Namespace.LIVE);
  }

  @Override
  public Answered put(Fact fact) {
    int events = log.events.size();
    int passed = log.passed.size();
    MatchDecision decision;
    // Nobody reads in between: the database never has half a decision.
    synchronized (topics) {
      decision = log.put(fact);
    }
    await("the decision").until(() -> decided(decision));
    LedgerView view = projection.view();
    Map<String, LedgerEntry> ledger = new HashMap<>();
    view.dispatches()
        .page(LedgerQuery.ALL, null, ROWS)
        .rows()
        .forEach(e -> ledger.put(e.getDispatchId(), e));
    Map<String, RequestStatus> requests = new HashMap<>();
    view.requests()
        .page(new RequestQuery(null, null, null, java.util.Set.of(), null, null), null, ROWS)
        .rows()
        .forEach(r -> requests.put(r.getRequestId(), r));
    Map<String, OfferStatus> offers = new HashMap<>();
    view.requests()
        .offers(new OfferQuery(null, null, null, java.util.Set.of()), null, ROWS)
        .rows()
        .forEach(o -> offers.put(o.getOfferId(), o));
    return new Answered(
        decision,
        List.copyOf(log.events.subList(events, log.events.size())),
        ledger,
        requests,
        offers,
        List.copyOf(log.passed.subList(passed, log.passed.size())));
  }

  private boolean decided(MatchDecision decision) {
    try {
      return projection.isCaughtUp()
          && projection.view().decisions().lastDecided(decision.getNetworkId())
              >= decision.getIntakeOffset();
    } catch (RuntimeException e) {
      return false; // The database was closed in the meantime.
    }
  }
}
