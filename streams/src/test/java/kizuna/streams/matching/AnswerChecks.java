package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.WalkState.JAPAN;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.WalkState.Party;
import kizuna.streams.matching.WalkState.Violation;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;
import kizuna.streams.state.StagedState;

/** Reports facts to a network and checks what must hold after each. */
final class AnswerChecks {

  private static final Set<RefusalReason> BY_KIZUNA =
      Set.of(
          RefusalReason.REARRANGED,
          RefusalReason.STAFF_STAY,
          RefusalReason.NOT_IN_FORCE,
          RefusalReason.DAYS_OVER);

  private final WalkState state;
  private final RefusalCheck refusals;

  AnswerChecks(WalkState state) {
    this.state = state;
    this.refusals = new RefusalCheck(state);
  }

  /** Reports a fact and checks everything that must hold of the answer. */
  Decision tell(Party who, Fact fact) {
    state.record(who, fact);
    Map<String, int[]> before = covered();
    Decision decision = state.kizuna.tell(who.role(), who.body(), fact);
    if (decision.outcome() == Outcome.REJECTED) {
      refusals.aRefusalNamesWhatWouldDo(who, fact, decision);
      return decision;
    }
    if (fact instanceof Fact.OverrideMade made) {
      state.overridesMade.put(made.override().id(), made.override());
    }
    if (fact instanceof Fact.DispatchActed acted) {
      nothingUnusualUnasked(acted);
    }
    nothingOfThePastIsCoveredAnew(before);
    nobodyCoversFromHome();
    nothingTwiceAndNothingOver();
    whatIsCalledOffByKizunaIsNoRefusal();
    whatIsProposedRestsOnSomething();
    whatIsImpliedIsTaken();
    nothingOpenBesideFree();
    return decision;
  }

  /** Of each request the persons covered on each day before today. */
  private Map<String, int[]> covered() {
    Map<String, int[]> all = new HashMap<>();
    for (RequestCoverage book : state.kizuna.network.requests()) {
      LocalDate first = book.request().period().first();
      if (first.isBefore(state.today())) {
        all.put(
            book.request().id(),
            first.datesUntil(state.today()).mapToInt(book::coveredOn).toArray());
      }
    }
    return all;
  }

  private void nothingOfThePastIsCoveredAnew(Map<String, int[]> before) {
    LocalDate today = state.kizuna.network.today();
    for (RequestCoverage book : state.kizuna.network.requests()) {
      int[] then = before.getOrDefault(book.request().id(), new int[0]);
      LocalDate first = book.request().period().first();
      for (int i = 0; i < then.length && first.plusDays(i).isBefore(today); i++) {
        if (book.coveredOn(first.plusDays(i)) > then[i]) {
          throw new Violation(book.request().id() + " is covered anew on " + first.plusDays(i));
        }
      }
    }
  }

  private void nobodyCoversFromHome() {
    LocalDate today = state.kizuna.network.today();
    for (Dispatch d : state.kizuna.network.dispatches()) {
      if (d.state().isVoid() && d.covers().isPresent()) {
        throw new Violation(d.id() + " came to nothing and covers " + d.covers());
      }
      Instant home = d.returnedAt();
      if (d.state() == DispatchState.RETURNED && home != null && d.covers().isPresent()) {
        LocalDate left = LocalDate.ofInstant(home, JAPAN).minusDays(d.travelDays());
        if (d.lastDay().isAfter(left)) {
          throw new Violation(d.id() + " is home since " + left + " and covers " + d.covers());
        }
      }
      if (d.state() == DispatchState.PROPOSED && d.firstDay().isBefore(today)) {
        throw new Violation(d.id() + " is proposed for " + d.firstDay() + ", which is over");
      }
    }
  }

  private void nothingTwiceAndNothingOver() {
    for (OfferUse book : state.kizuna.network.offers()) {
      Offer o = book.offer();
      o.period()
          .first()
          .datesUntil(o.period().last().plusDays(1))
          .filter(day -> book.promisedOn(day) > o.headCount())
          .findFirst()
          .ifPresent(
              day -> {
                throw new Violation(o.id() + " is promised twice on " + day);
              });
    }
    for (RequestCoverage book : state.kizuna.network.requests()) {
      LocalDate first = book.request().period().first();
      for (LocalDate day = first;
          !book.request().ended() && !day.isAfter(book.request().period().last());
          day = day.plusDays(1)) {
        if (book.coveredOn(day) > book.neededOn(day)) {
          throw new Violation(book.request().id() + " is filled over on " + day);
        }
      }
    }
  }

  private void whatIsCalledOffByKizunaIsNoRefusal() {
    for (Dispatch d : state.kizuna.network.dispatches()) {
      if (d.state().isVoid()
          && d.reason() != null
          && BY_KIZUNA.contains(d.reason())
          && d.refusedSince(-1)) {
        throw new Violation(
            d.id() + " was called off for " + d.reason() + " and counts as refused");
      }
    }
  }

  /** Of what is only proposed; what is promised stays so. */
  private void whatIsProposedRestsOnSomething() {
    for (Dispatch d : state.kizuna.network.dispatches()) {
      Agreement a = state.kizuna.network.register().agreement(d.agreementId());
      boolean byName =
          state.kizuna.network.register().overridesFor(d.requestId()).stream()
              .anyMatch(o -> o.waives(d.lender()).isPresent());
      boolean struck = state.kizuna.network.register().isStruck(d.lender());
      boolean rests = a != null && !a.suspended() && !d.lastDay().isAfter(a.validTo()) && !struck;
      if (d.state() == DispatchState.PROPOSED && !rests && !byName) {
        throw new Violation(d.id() + " can be confirmed, and rests on nothing");
      }
    }
  }

  /** Far from its day nothing is taken that does not say that it is meant. */
  private void nothingUnusualUnasked(Fact.DispatchActed acted) {
    String id = acted.dispatch().dispatchId();
    boolean starts = acted.act() == Act.DEPART || acted.act() == Act.ARRIVE;
    if (id != null && starts && !acted.confirmedUnusual()) {
      Dispatch d = state.kizuna.dispatch(id);
      // A departure that comes late, after an arrival that was meant, begins nothing.
      boolean begins =
          d.state() == (acted.act() == Act.DEPART ? DispatchState.DEPARTED : DispatchState.ON_SITE);
      if (begins
          && state.today().isBefore(d.journeyBegins().minusDays(1))
          && (acted.act() == Act.DEPART || d.departedAt() == null)) {
        throw new Violation(id + " was taken as " + d.state() + " long before " + d.firstDay());
      }
    }
  }

  /** Whoever stands at the door can be reported, whatever was not. */
  private void whatIsImpliedIsTaken() {
    LocalDate today = state.today();
    List<Dispatch> goingOn = new ArrayList<>();
    for (Dispatch d : state.kizuna.network.dispatches()) {
      switch (d.state()) {
        case CONFIRMED, DEPARTED, ON_SITE, HANDING_OVER -> {
          if (!today.isBefore(d.journeyBegins())) {
            goingOn.add(d);
          }
        }
        default -> {}
      }
    }
    if (!goingOn.isEmpty()) {
      goingOn.sort(Comparator.comparing(Dispatch::id));
      Dispatch d = state.any(goingOn);
      boolean there = d.state() == DispatchState.ON_SITE || d.state() == DispatchState.HANDING_OVER;
      if (!there && !today.isAfter(d.lastDay())) {
        wouldDo(new Party(Role.DESK, d.receiver()), WalkFacts.acted(d, Act.ARRIVE, null));
      }
      LocalDate last = today.isAfter(d.plannedLastDay()) ? d.plannedLastDay() : today;
      wouldDo(new Party(Role.DESK, d.receiver()), WalkFacts.acted(d, Act.RELEASE, last));
      wouldDo(new Party(Role.WARD, d.lender()), WalkFacts.acted(d, Act.RECALL, last));
      wouldDo(new Party(Role.WARD, d.lender()), WalkFacts.acted(d, Act.RETURN, null));
    }
  }

  private void wouldDo(Party who, Fact fact) {
    Decision decision = state.tryOut(who, fact);
    if (decision.outcome() != Outcome.ACCEPTED) {
      throw new Violation(who + " cannot report " + fact + ": " + decision.reasons());
    }
  }

  private void nothingOpenBesideFree() {
    for (RequestCoverage book : state.kizuna.network.requests()) {
      if (book.openPersonDaysFrom(state.kizuna.network.today()) > 0
          && RankedLenders.any(new StagedState(state.kizuna.network), book.request().id())) {
        throw new Violation(book.request().id() + " is open beside a free offer");
      }
    }
  }
}
