package kizuna.infra.bench.quality;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import kizuna.facts.Fact;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Outcome;
import kizuna.streams.replay.RulesOnlyEngine;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;

/**
 * Plays a scenario on the log's clock: requests and offers arrive, lenders answer proposals, staff
 * depart, arrive, are released and return, and a clock fact follows every hour.
 */
final class ScenarioWorld {

  private static final Duration ROAD = Duration.ofHours(5);
  private static final int DEPARTURE_HOUR = 6;
  private static final int END_OF_WORK_HOUR = 17;

  /** Something that happens at a time, unless it makes no sense by then. */
  private record Event(Instant at, long order, Supplier<Optional<Fact>> fact)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Scenario scenario;
  private final ObservedState.ScenarioIndexes numbers;
  private final InvariantChecker checker;
  private final int lookEvery;
  private final RulesOnlyEngine decisions = new RulesOnlyEngine(ScenarioFacts.NETWORK);
  private final ScenarioFacts facts = new ScenarioFacts();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Set<String> confirmed = new HashSet<>();
  private final Map<String, Integer> proposals = new HashMap<>();
  private final boolean[] asked;
  private final boolean[] offered;
  private Instant now;
  private long order;
  private int count;
  private int rearranged;
  private String subject = "";

  /**
   * @param lookEvery facts from one look of the checker to the next
   */
  ScenarioWorld(Scenario scenario, InvariantChecker checker, int lookEvery) {
    this.lookEvery = lookEvery;
    this.scenario = scenario;
    this.numbers = new ObservedState.ScenarioIndexes(scenario);
    this.checker = checker;
    this.asked = new boolean[scenario.requests().size()];
    this.offered = new boolean[scenario.offers().size()];
    this.now = Scenario.at(0, 0);
  }

  int facts() {
    return count;
  }

  /** Number of proposals moved without a withdrawal. */
  int rearranged() {
    return rearranged;
  }

  /** Plays everything, from the first fact to the last return; returns the final state. */
  ObservedState happen() {
    facts.register(scenario, now).forEach(this::decide);
    plan();
    count = 0;
    while (!events.isEmpty()) {
      Event event = events.remove();
      now = event.at();
      Optional<Fact> fact = event.fact().get();
      if (fact.isPresent()) {
        decide(fact.get());
        if (++count % lookEvery == 0) {
          checker.check(observe(), "after " + fact.get().getKind() + " " + subject);
        }
      }
    }
    ObservedState last = observe();
    checker.check(last, "in the end");
    return last;
  }

  private ObservedState observe() {
    return ObservedState.of(decisions.network(), numbers, asked, offered);
  }

  private void plan() {
    for (Scenario.Disaster d : scenario.disasters()) {
      at(d.at(), () -> Optional.of(facts.declared(d, now)));
    }
    int end = 0;
    for (int i = 0; i < asked.length; i++) {
      int number = i;
      Scenario.Request r = scenario.requests().get(i);
      end = Math.max(end, r.lastDay());
      at(
          r.askedAt(),
          () -> {
            asked[number] = true;
            return Optional.of(facts.asked(r, now));
          });
    }
    for (int i = 0; i < offered.length; i++) {
      int number = i;
      Scenario.Offer o = scenario.offers().get(i);
      at(
          o.offeredAt(),
          () -> {
            offered[number] = true;
            return Optional.of(facts.offered(o, now));
          });
      if (o.withdrawnAt() != null) {
        at(
            o.withdrawnAt(),
            () -> {
              offered[number] = false;
              return Optional.of(facts.withdrawn(o.id(), o.lender(), now));
            });
      }
    }
    for (int hour = 1; hour < (end + 2) * 24; hour++) {
      at(Scenario.at(0, 0).plus(Duration.ofHours(hour)), () -> Optional.of(facts.timePassed(now)));
    }
  }

  private void at(Instant at, Supplier<Optional<Fact>> fact) {
    events.add(new Event(at, order++, fact));
  }

  private void decide(Fact fact) {
    Decision decision = decisions.decide(fact);
    subject = decision.subject();
    if (decision.outcome() != Outcome.ACCEPTED) {
      checker.broken(
          scenario.name()
              + ": a report that should be accepted was refused: "
              + fact.getKind()
              + " "
              + decision.reasons());
    }
    for (Change change : decision.changes()) {
      if (change instanceof Change.DispatchPut put) {
        follow(put.dispatch(), fact);
      }
    }
  }

  private void follow(Dispatch d, Fact cause) {
    switch (d.state()) {
      case PROPOSED -> answer(d);
      case CONFIRMED -> {
        confirmed.add(d.id());
        at(
            later(Scenario.at(Scenario.day(d.firstDay()), DEPARTURE_HOUR)),
            () -> still(d, DispatchState.CONFIRMED, facts.departed(d.id(), d.lender(), now)));
      }
      case DEPARTED ->
          at(
              now.plus(ROAD),
              () -> still(d, DispatchState.DEPARTED, facts.arrived(d.id(), d.receiver(), now)));
      case ON_SITE ->
          at(
              later(Scenario.at(Scenario.day(d.lastDay()), END_OF_WORK_HOUR)),
              () ->
                  still(
                      d,
                      DispatchState.ON_SITE,
                      facts.released(d.id(), d.receiver(), d.lastDay(), now)));
      case RELEASED ->
          at(
              now.plus(ROAD),
              () -> still(d, DispatchState.RELEASED, facts.returned(d.id(), d.lender(), now)));
      case CANCELLED -> {
        // There are no cancellations in these worlds: a lender withdraws its offer, or Kizuna
        // moves.
        boolean takenBack =
            cause.getOfferWithdrawn() != null
                && cause.getOfferWithdrawn().getOfferId().equals(d.offerId());
        if (!takenBack) {
          rearranged++;
          if (confirmed.contains(d.id())) {
            checker.broken(scenario.name() + ": " + d.id() + " was moved though it was confirmed");
          }
        }
      }
      default -> {}
    }
  }

  private void answer(Dispatch d) {
    Scenario.Request request = scenario.requests().get(numbers.request(d.requestId()));
    Scenario.Offer offer = scenario.offers().get(numbers.offer(d.offerId()));
    int n = proposals.merge(d.offerId() + "|" + d.requestId(), 1, Integer::sum);
    boolean declines = scenario.declines(offer, request);
    at(
        now.plus(scenario.answerTime(d.offerId(), request, n)),
        () ->
            still(
                d,
                DispatchState.PROPOSED,
                declines
                    ? facts.declined(d.id(), d.lender(), now)
                    : facts.confirmed(d.id(), d.lender(), now)));
  }

  private Optional<Fact> still(Dispatch d, DispatchState state, Fact fact) {
    return decisions.network().dispatchOf(d.id()).state() == state
        ? Optional.of(fact)
        : Optional.empty();
  }

  /** A time, or in an hour where that has passed. */
  private Instant later(Instant wanted) {
    Instant soon = now.plus(Duration.ofHours(1));
    return wanted.isAfter(soon) ? wanted : soon;
  }
}
