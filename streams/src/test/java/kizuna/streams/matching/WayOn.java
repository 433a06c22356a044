package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.WalkState.COORDINATOR;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kizuna.streams.matching.WalkState.Party;
import kizuna.streams.matching.WalkState.Violation;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;

/** Follows the acts that the rules name until everything has ended, and checks that it does. */
final class WayOn {

  private static final int MAX_ACTS = 200;

  private final WalkState state;
  private final AnswerChecks answers;
  private final RandomActs acts;
  private final Runnable survey;
  private final WalkFacts facts;

  /** {@code survey} runs after each act. */
  WayOn(WalkState state, AnswerChecks answers, RandomActs acts, Runnable survey) {
    this.state = state;
    this.answers = answers;
    this.acts = acts;
    this.survey = survey;
    this.facts = new WalkFacts(state);
  }

  void toTheEnd() {
    List<String> requests = new ArrayList<>();
    state.kizuna.network.requests().forEach(b -> requests.add(b.request().id()));
    for (String id : requests) {
      if (!state.kizuna.network.requestOf(id).request().ended()) {
        mustBeTaken(
            new Party(Role.DESK, state.kizuna.network.requestOf(id).request().receiver()),
            new Fact.AidRequestCancelled(id, RefusalReason.NEED_ENDED));
      }
    }
    int done = 0;
    for (Optional<Dispatch> d = anyLive(); d.isPresent(); d = anyLive()) {
      if (++done > MAX_ACTS) {
        throw new Violation(d.get().id() + " comes to no end: " + d.get());
      }
      onwards(d.get());
    }
    everybodyIsFree();
    for (String id : List.of("a1", "a2")) {
      Agreement a = state.kizuna.network.register().agreement(id);
      if (a != null) {
        LocalDate last = state.today().isBefore(a.validFrom()) ? a.validFrom() : state.today();
        mustBeTaken(COORDINATOR, new Fact.AgreementEnded(id, last));
      }
    }
    for (String id : requests) {
      for (OverrideDecision o : List.copyOf(state.kizuna.network.register().overridesFor(id))) {
        mustBeTaken(COORDINATOR, new Fact.OverrideRevoked(o.id()));
      }
    }
    List<Offer> offers = new ArrayList<>();
    state.kizuna.network.offers().forEach(b -> offers.add(b.offer()));
    for (Offer o : offers) {
      if (!o.ended()) {
        mustBeTaken(
            new Party(Role.WARD, o.lender()), new Fact.OfferWithdrawn(o.id(), RefusalReason.OTHER));
      }
    }
    int unmet = 0;
    for (RequestCoverage book : state.kizuna.network.requests()) {
      unmet += book.unmetPersonDays(state.kizuna.network.today());
    }
    if (state.kizuna.network.openRequestCount() != 0
        || state.kizuna.network.openPersonDays() != 0
        || state.kizuna.network.unmetPersonDays() != unmet) {
      throw new Violation("everything has ended, and something is counted as missing");
    }
  }

  private void mustBeTaken(Party who, Fact fact) {
    Decision decision = answers.tell(who, fact);
    if (decision.outcome() != Outcome.ACCEPTED) {
      throw new Violation("there is no end: " + who + " " + fact + " " + decision.reasons());
    }
  }

  private Optional<Dispatch> anyLive() {
    List<Dispatch> live = new ArrayList<>();
    for (Dispatch d : state.kizuna.network.dispatches()) {
      if (d.state().isLive()) {
        live.add(d);
      }
    }
    live.sort(Comparator.comparing(Dispatch::id));
    return live.isEmpty() ? Optional.empty() : Optional.of(state.any(live));
  }

  /**
   * One of the acts that the rules name, by whom they name; where there is none today, a day on.
   */
  private void onwards(Dispatch d) {
    List<NextAct> ways = new ArrayList<>();
    Report asked =
        new Report(
            ID,
            state.kizuna.now(),
            Role.SYSTEM,
            "kizuna",
            true,
            new Fact.TimePassed(state.kizuna.now()));
    DecisionContext context = new DecisionContext(state.kizuna.network, asked, Long.MAX_VALUE);
    Decider.begin(context);
    for (NextAct next : new NextActs(context).of(context.state.dispatchOf(d.id()))) {
      switch (next.kind()) {
        case STAFF_OFFERED,
            REPORT_RETRACTED,
            EXTENSION_REQUESTED,
            EXTENSION_ANSWERED,
            STAFF_RETASKED -> {}
        default -> ways.add(next);
      }
    }
    if (ways.isEmpty()) {
      throw new Violation(d.id() + " has no way on: " + d);
    }
    NextAct way = state.any(ways);
    Fact fact = facts.factOf(d, way.kind());
    mustBeTaken(new Party(way.role(), way.body()), fact);
    if (state.chance(3)) {
      acts.passTime();
    }
    survey.run();
  }

  private void everybodyIsFree() {
    LocalDate rested = state.today().plusDays(10);
    for (OfferUse book : state.kizuna.network.offers()) {
      Offer o = book.offer();
      for (LocalDate day = rested;
          !o.ended() && !day.isAfter(o.period().last());
          day = day.plusDays(1)) {
        if (book.freeOn(day.toEpochDay()) != o.headCount()) {
          throw new Violation("all is over, and people of " + o.id() + " are locked on " + day);
        }
      }
    }
  }
}
