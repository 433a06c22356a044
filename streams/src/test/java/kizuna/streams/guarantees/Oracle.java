package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.Outcome;
import kizuna.codes.OverrideKind;
import kizuna.codes.RefusalReason;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.EscalatedFrom;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveModel.Days;
import kizuna.streams.guarantees.NaiveModel.Dispatch;
import kizuna.streams.guarantees.NaiveModel.Look;
import kizuna.streams.guarantees.NaiveModel.Offer;
import kizuna.streams.guarantees.NaiveModel.Request;
import kizuna.streams.guarantees.NaiveModel.Signed;
import kizuna.streams.guarantees.NaiveModel.Tour;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was decided against the naive model, fact by fact. What a fact is answered and what
 * follows from it, the model says by itself; so too what free offers are given to whom. Which
 * proposals are moved is a matter of search: that is taken from the decision, and each move is
 * checked. Then everything published must be what the model has.
 */
final class Oracle {

  private final Map<String, NaiveModel> models = new HashMap<>();
  private final Map<String, LedgerEntry> compared = new HashMap<>();
  private int moves;
  private int proposals;

  /** Moves seen so far. */
  int moves() {
    return moves;
  }

  int proposals() {
    return proposals;
  }

  NaiveModel model(String networkId) {
    return models.computeIfAbsent(networkId, NaiveModel::new);
  }

  /**
   * Checks one answer.
   *
   * @throws Broken naming the promise that does not hold
   */
  void check(Fact fact, Kizuna.Answered answered) {
    try {
      new Step(model(fact.getNetworkId()), fact, answered).check();
    } catch (Broken e) {
      throw e.after(fact);
    }
  }

  private final class Step {

    private final NaiveModel model;
    private final Fact fact;
    private final Kizuna.Answered answered;
    private final List<DispatchEvent> matched;
    private int next;

    Step(NaiveModel model, Fact fact, Kizuna.Answered answered) {
      this.model = model;
      this.fact = fact;
      this.answered = answered;
      this.matched = answered.events().stream().filter(Step::isMatching).toList();
    }

    private static boolean isMatching(DispatchEvent e) {
      return e.getState() == DispatchState.PROPOSED || isMove(e);
    }

    private static boolean isMove(DispatchEvent e) {
      return e.getState() == DispatchState.CANCELLED && e.getReason() == RefusalReason.REARRANGED;
    }

    void check() {
      Map<String, Told> before = told();
      Outcome expected = model.put(fact);
      Outcome actual = answered.decision().getOutcome();
      if (expected != actual) {
        throw new Broken(
            Promise.I5_OUTCOME,
            "expected " + expected + ", but " + actual + " " + answered.decision().getReasons());
      }
      if (expected == Outcome.ACCEPTED) {
        while (next < matched.size()) {
          if (isMove(matched.get(next))) {
            move();
          } else {
            fill();
          }
        }
        if (fact.getKind() == FactKind.TIME_PASSED) {
          model.escalateWhatIsDue();
        }
        nothingTwice();
        nothingOver();
        nothingOpenBesideFree();
      } else if (!answered.events().isEmpty()) {
        throw new Broken(Promise.I5_OUTCOME, "expected no change, but " + answered.events());
      }
      published();
      passed(before);
    }

    // What is proposed of what is free.

    /** What is free goes to the first served. */
    private void fill() {
      Request r = model.request(matched.get(next).getRequestId());
      firstServed(r);
      fill(r);
    }

    /** Fills one request: each lender that fits, in its order, with as many tours as it can. */
    private void fill(Request r) {
      for (Look look : model.ranked(r)) {
        for (Optional<Tour> tour = model.nextTour(look);
            tour.isPresent();
            tour = model.nextTour(look)) {
          DispatchEvent e = next < matched.size() ? matched.get(next) : null;
          if (e == null
              || e.getState() != DispatchState.PROPOSED
              || !e.getRequestId().equals(r.id())) {
            throw new Broken(
                Promise.I9_MAXIMAL,
                "expected " + line(tour.get()) + " for " + r.id() + ", but " + e);
          }
          allowed(e);
          if (!line(tour.get()).equals(line(e))) {
            throw new Broken(Promise.ORDER, "expected " + line(tour.get()) + ", but " + line(e));
          }
          take(r, tour.get(), e, null);
        }
      }
      DispatchEvent more = next < matched.size() ? matched.get(next) : null;
      if (more != null
          && more.getState() == DispatchState.PROPOSED
          && more.getRequestId().equals(r.id())) {
        allowed(more);
        throw new Broken(Promise.ORDER, "expected nothing more for " + r.id() + ", but " + more);
      }
    }

    private Dispatch take(Request r, Tour tour, DispatchEvent e, @Nullable Dispatch instead) {
      next++;
      proposals++;
      return model.propose(r, tour, e.getOverrideId(), instead);
    }

    private void firstServed(Request r) {
      if (isFirstByFact(r)) {
        return;
      }
      for (Request other : model.requests.values()) {
        if (!model.openDays(other).isEmpty()
            && model.servedFirst().compare(other, r) < 0
            && !model.ranked(other).isEmpty()) {
          allowed(matched.get(next));
          throw new Broken(Promise.ORDER, other.id() + " is served before " + r.id());
        }
      }
    }

    /** What an offer answers, and what a coordinator decided about, is looked at first. */
    private boolean isFirstByFact(Request r) {
      return (fact.getStaffOffered() != null
              && r.id().equals(fact.getStaffOffered().getAnswersRequestId()))
          || (fact.getOverrideMade() != null
              && r.id().equals(fact.getOverrideMade().getRequestId()));
    }

    // What is moved.

    private record Placed(Request request, Map<LocalDate, Integer> covered) {}

    /**
     * One chain: what is called off, what of it stays, then each offer to its next request, those
     * who ask last; who got nothing else for what it gave is filled at once.
     */
    private void move() {
      moves++;
      Map<String, Placed> before = new HashMap<>();
      for (Request r : model.requests.values()) {
        before.put(r.id(), new Placed(r, covered(r)));
      }
      List<Dispatch> given = new ArrayList<>();
      while (next < matched.size() && isMove(matched.get(next))) {
        given.add(movable(model.dispatch(matched.get(next++).getDispatchId())));
      }
      DispatchEvent asked =
          matched.stream()
              .skip(next)
              .takeWhile(e -> !isMove(e))
              .filter(e -> e.getReplaces() == null)
              .findFirst()
              .orElseThrow(
                  () ->
                      new Broken(
                          Promise.I7_MOVES, "expected whom " + ids(given) + " was moved for"));
      given.forEach(d -> model.to(d, DispatchState.CANCELLED, RefusalReason.REARRANGED));
      for (Dispatch d : given) {
        keepRest(d, asked);
      }
      List<Dispatch> unserved = new ArrayList<>(given);
      while (!matched.get(next).equals(asked)) {
        DispatchEvent e = matched.get(next);
        Dispatch instead = model.dispatch(Objects.requireNonNull(e.getReplaces()));
        if (!unserved.remove(instead) || !instead.request.id().equals(e.getRequestId())) {
          throw new Broken(Promise.I7_MOVES, e + " stands in for what was not moved");
        }
        allowed(e);
        moved(instead.request, e, instead);
      }
      Request asking = model.request(asked.getRequestId());
      allowed(asked);
      moved(asking, asked, null);
      worthIt(before, asking);
      unserved.forEach(d -> fill(d.request));
    }

    private Dispatch movable(Dispatch d) {
      if (!d.is(DispatchState.PROPOSED)) {
        throw new Broken(Promise.I7_MOVES, d.id + " was moved, but is " + d.state);
      }
      if (model.pins(d.request, d.lender())) {
        throw new Broken(Promise.I7_MOVES, d.id + " was moved, but is pinned");
      }
      return d;
    }

    /** All of a moved proposal but what was moved stays: other persons, and the days around. */
    private void keepRest(Dispatch d, DispatchEvent asked) {
      Days work = new Days(d.first, d.last);
      Days gone = new Days(asked.getFirstDay(), asked.getLastDay());
      if (d.head < asked.getHeadCount() || !work.has(gone.first()) || !work.has(gone.last())) {
        throw new Broken(Promise.I7_MOVES, d.id + " does not have what " + told(asked) + " takes");
      }
      keep(d, d.head - asked.getHeadCount(), work);
      keep(d, asked.getHeadCount(), new Days(work.first(), gone.first().minusDays(1)));
      keep(d, asked.getHeadCount(), new Days(gone.last().plusDays(1), work.last()));
    }

    /** The same promise for fewer: nobody is asked again, so no rule is either. */
    private void keep(Dispatch of, int head, Days days) {
      if (head == 0 || days.count() == 0) {
        return;
      }
      Dispatch rest = model.rest(of, head, days);
      DispatchEvent e = next < matched.size() ? matched.get(next) : null;
      Tour tour = new Tour(of.agreement, of.offer, head, days);
      if (e == null
          || !rest.id.equals(e.getDispatchId())
          || !of.id.equals(e.getReplaces())
          || !line(tour).equals(line(e))) {
        throw new Broken(
            Promise.I7_MOVES, "expected of " + of.id + " to stay " + line(tour) + ", but " + e);
      }
      next++;
      proposals++;
    }

    private static String ids(List<Dispatch> some) {
      return some.stream().map(d -> d.id).toList().toString();
    }

    private Map<LocalDate, Integer> covered(Request r) {
      Map<LocalDate, Integer> days = new TreeMap<>();
      r.days().forEach(day -> days.put(day, model.covered(r, day)));
      return days;
    }

    /** The agreement is the first in order that bears exactly this. */
    private void moved(Request r, DispatchEvent e, @Nullable Dispatch instead) {
      Offer offer = Objects.requireNonNull(model.offers.get(e.getOfferId()));
      Days days = new Days(e.getFirstDay(), e.getLastDay());
      Signed agreement =
          model.look(r, e.getLender(), true).agreements().stream()
              .filter(a -> model.room(r, a, offer, days) >= e.getHeadCount())
              .findFirst()
              .orElseThrow(() -> new Broken(Promise.I3_AGREEMENT, "none bears " + e));
      Tour tour = new Tour(agreement, offer, e.getHeadCount(), days);
      if (!line(tour).equals(line(e))) {
        throw new Broken(Promise.I3_AGREEMENT, "expected " + line(tour) + ", but " + line(e));
      }
      take(r, tour, e, instead);
    }

    /** More is filled, and nobody loses but to a higher class that is served earlier. */
    private void worthIt(Map<String, Placed> before, Request asking) {
      int gained = 0;
      for (Placed placed : before.values()) {
        Request r = placed.request;
        int lost = 0;
        Map<LocalDate, Integer> now = covered(r);
        for (Map.Entry<LocalDate, Integer> day : placed.covered.entrySet()) {
          int change = now.getOrDefault(day.getKey(), 0) - day.getValue();
          gained += r == asking ? change : 0;
          lost += Math.max(0, -change);
        }
        if (lost > 0
            && !(asking.servedAs().ordinal() < r.servedAs().ordinal()
                && model.servedFirst().compare(asking, r) < 0)) {
          throw new Broken(
              Promise.I7_MOVES,
              r.id() + " lost " + lost + " person-days to " + asking.id() + ", not higher");
        }
      }
      if (gained <= 0) {
        throw new Broken(Promise.I7_MOVES, asking.id() + " gained nothing by a move");
      }
    }

    // What may be proposed at all.

    /** Whether everything speaks for a proposal; asks each rule in its own words. */
    private void allowed(DispatchEvent e) {
      Request r = Objects.requireNonNull(model.requests.get(e.getRequestId()));
      Offer o = model.offers.get(e.getOfferId());
      Signed a = model.agreements.get(e.getAgreementId());
      String lender = e.getLender();
      if (o == null || !o.terms.getLender().equals(lender) || !model.lenders().contains(lender)) {
        throw new Broken(Promise.I3_ELIGIBLE, "no such offer of " + lender + ": " + e);
      }
      if (a == null || a.terms.getVersion() != e.getAgreementVersion()) {
        throw new Broken(Promise.I3_AGREEMENT, "no such agreement: " + e);
      }
      Rules rules = new Rules(r, lender, e);
      Days work = new Days(e.getFirstDay(), e.getLastDay());
      int travel = a.terms.getTravelDays();
      Days away = new Days(work.first().minusDays(travel), work.last().plusDays(travel));
      rules.must(
          Promise.I2_NOT_OVER,
          "open",
          () ->
              r.ended == null
                  && work.each().stream().allMatch(day -> model.open(r, day) >= e.getHeadCount()));
      rules.must(Promise.I3_ELIGIBLE, "not forbidden", () -> !model.forbids(r, lender));
      rules.mayWaive(
          Promise.I3_ELIGIBLE, MatchRule.LENDER_NOT_STRUCK, () -> !model.isStruck(lender));
      rules.must(
          Promise.I3_AGREEMENT,
          "bound",
          () -> model.bindsLender(a, lender) && model.coversReceiver(a, r.asked.getReceiver()));
      rules.must(
          Promise.I3_AGREEMENT, "in force", () -> work.each().stream().allMatch(a::inForceOn));
      rules.must(Promise.I3_AGREEMENT, "not suspended", () -> !a.suspended);
      rules.mayWaive(
          Promise.I3_AGREEMENT, MatchRule.AGREEMENT_COVERS_HAZARD, () -> model.coversHazard(a, r));
      rules.mayWaive(
          Promise.I3_AGREEMENT,
          MatchRule.AGREEMENT_COVERS_TASK,
          () -> a.covers(r.asked.getTaskType()));
      rules.must(Promise.I3_AGREEMENT, "tour", () -> work.count() <= model.longestWork(a, r));
      Integer most = a.terms.getHeadCountLimit();
      rules.mayWaive(
          Promise.I3_AGREEMENT,
          MatchRule.AGREEMENT_HEAD_COUNT_LEFT,
          () ->
              most == null
                  || work.each().stream()
                      .allMatch(
                          day ->
                              model.underAgreement(a, lender, r.asked.getReceiver(), day)
                                      + e.getHeadCount()
                                  <= most));
      rules.must(
          Promise.I3_ELIGIBLE,
          "for this disaster",
          () ->
              o.terms.getDisasterId() == null
                  || o.terms.getDisasterId().equals(r.asked.getDisasterId()));
      rules.mayWaive(
          Promise.I3_ELIGIBLE,
          MatchRule.OFFER_COVERS_TASK,
          () -> o.terms.getTaskTypes().contains(r.asked.getTaskType()));
      rules.mayWaive(
          Promise.I3_ELIGIBLE,
          MatchRule.OFFER_HAS_QUALIFICATIONS,
          () -> o.terms.getQualifications().containsAll(r.asked.getQualifications()));
      rules.mayWaive(Promise.I3_ELIGIBLE, MatchRule.NOT_REFUSED_BEFORE, () -> !model.refused(r, o));
      rules.must(
          Promise.I1_NOT_TWICE,
          "offered, and not past",
          () ->
              o.ended == null
                  && away.each().stream()
                      .allMatch(day -> o.has(day) && !day.isBefore(model.today())));
      rules.must(
          Promise.I1_NOT_TWICE,
          "nobody else has them",
          () ->
              away.each().stream()
                  .allMatch(
                      day -> model.away(o, day) + e.getHeadCount() <= o.terms.getHeadCount()));
      rules.mayWaive(
          Promise.I1_NOT_TWICE,
          MatchRule.LENDER_LIMIT_LEFT,
          () ->
              model.waives(r, lender, MatchRule.LENDER_LIMIT_LEFT)
                  || away.each().stream()
                      .allMatch(day -> model.lenderLeft(r, lender, day) >= e.getHeadCount()));
      Days rest = new Days(away.last().plusDays(1), away.last().plusDays(model.restDays(lender)));
      rules.mayWaive(
          Promise.I1_NOT_TWICE,
          MatchRule.STAFF_RESTED,
          () ->
              new Days(away.first(), rest.last())
                  .each().stream()
                      .filter(o::has)
                      .allMatch(day -> model.free(o, day) >= e.getHeadCount()));
    }

    /** Rules asked of one proposal; what a coordinator waived must be cited. */
    private final class Rules {
      private final Request request;
      private final String lender;
      private final DispatchEvent proposal;

      Rules(Request request, String lender, DispatchEvent proposal) {
        this.request = request;
        this.lender = lender;
        this.proposal = proposal;
        String cited = proposal.getOverrideId();
        if (cited != null) {
          OverrideMade o = model.overrides.get(cited);
          must(
              Promise.I3_AGREEMENT,
              "an override that stands",
              () ->
                  o != null
                      && o.getKind() == OverrideKind.WAIVE
                      && o.getRequestId().equals(request.id())
                      && lender.equals(o.getLender()));
        }
      }

      void must(Promise promise, String rule, BooleanSupplier holds) {
        if (!holds.getAsBoolean()) {
          throw new Broken(promise, "expected " + rule + ", but " + told(proposal));
        }
      }

      void mayWaive(Promise promise, MatchRule rule, BooleanSupplier holds) {
        if (model.waives(request, lender, rule)) {
          if (!holds.getAsBoolean() && proposal.getOverrideId() == null) {
            throw new Broken(
                Promise.I3_AGREEMENT,
                "expected the override of " + rule + ", but " + told(proposal));
          }
        } else {
          must(promise, rule.name(), holds);
        }
      }
    }

    private static String told(DispatchEvent e) {
      return e.getDispatchId() + " of " + e.getLender() + ": " + line(e);
    }

    private static String line(DispatchEvent e) {
      return e.getHeadCount()
          + " of "
          + e.getOfferId()
          + " "
          + e.getFirstDay()
          + "/"
          + e.getLastDay()
          + " under "
          + e.getAgreementId()
          + " v"
          + e.getAgreementVersion();
    }

    private static String line(Tour t) {
      return t.head()
          + " of "
          + t.offer().id()
          + " "
          + t.days().first()
          + "/"
          + t.days().last()
          + " under "
          + t.agreement().terms.getAgreementId()
          + " v"
          + t.agreement().terms.getVersion();
    }

    // What holds after each fact.

    private void nothingTwice() {
      for (Offer o : model.offers.values()) {
        for (Dispatch d : model.drawnOn(o)) {
          Days atMost = new Days(d.first.minusDays(d.travel), d.planned.plusDays(d.travel));
          for (LocalDate day : d.isVoid() ? List.<LocalDate>of() : atMost.each()) {
            if (d.awayOn(day) && (!o.has(day) || model.away(o, day) > o.terms.getHeadCount())) {
              throw new Broken(Promise.I1_NOT_TWICE, o.id() + " on " + day + " for " + d.id);
            }
          }
        }
      }
    }

    private void nothingOver() {
      for (Request r : model.requests.values()) {
        for (LocalDate day : r.ended == null ? r.days() : List.<LocalDate>of()) {
          if (model.covered(r, day) > model.needed(r, day)) {
            throw new Broken(
                Promise.I2_NOT_OVER,
                r.id()
                    + " on "
                    + day
                    + ": "
                    + model.covered(r, day)
                    + " for "
                    + model.needed(r, day));
          }
        }
      }
    }

    private void nothingOpenBesideFree() {
      for (Request r : model.requests.values()) {
        if (r.ended != null || model.openDays(r).isEmpty()) {
          continue;
        }
        for (String lender : model.lenders()) {
          Look look = model.look(r, lender, false);
          Optional<Tour> tour = model.nextTour(look);
          if (tour.isPresent()) {
            throw new Broken(Promise.I9_MAXIMAL, r.id() + " is open beside " + line(tour.get()));
          }
        }
      }
    }

    // What is published.

    private void published() {
      ledger();
      Map<String, String> ours = new TreeMap<>();
      Map<String, String> theirs = new TreeMap<>();
      model.requests.values().forEach(r -> theirs.put(r.id(), status(r)));
      answered.requests().values().stream()
          .filter(s -> s.getNetworkId().equals(model.networkId))
          .forEach(s -> ours.put(s.getRequestId(), status(s)));
      same(theirs, ours);
      model.offers.values().forEach(o -> theirs.put(o.id(), status(o)));
      answered.offers().values().stream()
          .filter(s -> s.getNetworkId().equals(model.networkId))
          .forEach(s -> ours.put(s.getOfferId(), status(s)));
      same(theirs, ours);
    }

    /** Every line; what neither side has touched since it was compared is as it was. */
    @SuppressWarnings("ReferenceEquality")
    private void ledger() {
      List<String> known = new ArrayList<>();
      model
          .dispatches()
          .forEach(
              d -> {
                known.add(d.id);
                LedgerEntry actual = answered.ledger().get(d.id);
                if ((d.changedBy == model.sequence || actual != compared.get(d.id))
                    && !entry(d).equals(actual)) {
                  throw new Broken(
                      Promise.I4_LEDGER, "expected\n  " + entry(d) + ", but\n  " + actual);
                }
                compared.put(d.id, Objects.requireNonNull(actual));
              });
      for (LedgerEntry e : answered.ledger().values()) {
        if (e.getNetworkId().equals(model.networkId) && !known.contains(e.getDispatchId())) {
          throw new Broken(Promise.I4_LEDGER, "expected no line " + e);
        }
      }
    }

    private void same(Map<String, String> expected, Map<String, String> actual) {
      if (expected.equals(actual)) {
        expected.clear();
        actual.clear();
        return;
      }
      for (String id : actual.keySet()) {
        if (!Objects.equals(expected.get(id), actual.get(id))) {
          throw new Broken(
              Promise.I4_LEDGER, "expected\n  " + expected.get(id) + ", but\n  " + actual.get(id));
        }
      }
      expected.keySet().removeAll(actual.keySet());
      throw new Broken(Promise.I4_LEDGER, "expected also " + expected);
    }

    private LedgerEntry entry(Dispatch d) {
      return LedgerEntry.newBuilder()
          .setNetworkId(model.networkId)
          .setDispatchId(d.id)
          .setRequestId(d.request.id())
          .setOfferId(d.offer.id())
          .setDisasterId(d.request.asked.getDisasterId())
          .setLender(d.lender())
          .setReceiver(d.request.asked.getReceiver())
          .setTaskType(d.task)
          .setState(d.state)
          .setWave(d.wave)
          .setHeadCount(d.head)
          .setFirstDay(d.first)
          .setLastDay(d.last)
          .setPlannedLastDay(d.planned)
          .setReleased(d.released)
          .setAgreementId(d.agreement.terms.getAgreementId())
          .setAgreementVersion(d.version)
          .setCostBearer(d.agreement.terms.getCostBearer())
          .setProposedAt(d.proposedAt)
          .setHoldUntil(d.holdUntil)
          .setConfirmedAt(d.confirmedAt)
          .setDepartedAt(d.departedAt)
          .setArrivedAt(d.arrivedAt)
          .setEndedAt(d.endedAt)
          .setReturnedAt(d.returnedAt)
          .setReason(d.reason)
          .setSequence(d.changedBy)
          .setChangedAt(d.changedAt)
          .setTravelDays(d.travel)
          .setOverlapDays(d.overlap)
          .setRestDays(d.rest)
          .setExtensionAskedTo(d.askedTo)
          .setOverrideId(d.override)
          .setReplaces(d.replaces)
          .build();
    }

    private String status(Request r) {
      int needed = r.days().stream().mapToInt(day -> model.needed(r, day)).sum();
      int missing = r.days().stream().mapToInt(day -> model.missing(r, day)).sum();
      return told(
          r.id(),
          r.first + "/" + r.last,
          model.state(r),
          "asked",
          positive(r.needs),
          r.priority,
          r.overridden,
          r.askedAt,
          r.amendedAt,
          r.firstProposedAt,
          r.document,
          r.mergedInto,
          r.escalatedTo,
          positive(NaiveModel.byDay(r.elsewhere)),
          "needed",
          needed,
          "covered",
          needed - missing,
          "open",
          model.open(r),
          positive(byDay(r, day -> model.open(r, day))));
    }

    private static String status(RequestStatus s) {
      Map<LocalDate, Integer> open = new TreeMap<>();
      s.getOpen()
          .forEach(
              o -> open.putAll(NaiveModel.each(o.getFirstDay(), o.getLastDay(), o.getHeadCount())));
      return told(
          s.getRequestId(),
          s.getFirstDay() + "/" + s.getLastDay(),
          s.getState(),
          "asked",
          positive(
              s.getNeeds().isEmpty()
                  ? NaiveModel.each(s.getFirstDay(), s.getLastDay(), s.getHeadCount())
                  : NaiveModel.byDay(s.getNeeds())),
          s.getPriority(),
          s.getOverriddenPriority(),
          s.getAskedAt(),
          s.getAmendedSequence(),
          s.getFirstProposedAt(),
          s.getDocumentNumber(),
          s.getMergedInto(),
          s.getEscalatedTo(),
          positive(NaiveModel.byDay(s.getCoveredElsewhere())),
          "needed",
          s.getRequestedPersonDays(),
          "covered",
          s.getCoveredPersonDays(),
          "open",
          s.getOpenPersonDays(),
          positive(open));
    }

    private String status(Offer o) {
      int promised =
          new Days(o.terms.getFirstDay(), o.terms.getLastDay())
              .each().stream().mapToInt(day -> model.away(o, day)).sum();
      return told(o.id(), model.state(o), "promised", promised);
    }

    private static String status(OfferStatus s) {
      return told(s.getOfferId(), s.getState(), "promised", s.getPromisedPersonDays());
    }

    private static String told(@Nullable Object... all) {
      return java.util.Arrays.toString(all);
    }

    private static Map<LocalDate, Integer> positive(Map<LocalDate, Integer> days) {
      days.values().removeIf(n -> n <= 0);
      return days;
    }

    private Map<LocalDate, Integer> byDay(Request r, ToIntFunction<LocalDate> count) {
      Map<LocalDate, Integer> days = new TreeMap<>();
      r.days().forEach(day -> days.put(day, count.applyAsInt(day)));
      return days;
    }

    // What is passed to other networks.

    /** What other networks know of a request, or should. */
    private record Told(
        @Nullable String escalatedTo,
        boolean ended,
        LocalDate first,
        LocalDate last,
        Map<LocalDate, Integer> missing,
        Map<LocalDate, Integer> elsewhere,
        List<DailyCount> covered) {}

    private Map<String, Told> told() {
      Map<String, Told> all = new LinkedHashMap<>();
      model.requests.values().stream()
          .sorted(Comparator.comparing(Request::id))
          .forEach(
              r ->
                  all.put(
                      r.id(),
                      new Told(
                          r.escalatedTo,
                          r.ended != null,
                          r.first,
                          r.last,
                          byDay(r, day -> model.missingHere(r, day)),
                          byDay(r, day -> model.elsewhere(r, day)),
                          runs(r, r.first, day -> model.needed(r, day) - model.missing(r, day)))));
      return all;
    }

    private static List<DailyCount> runs(
        Request r, LocalDate first, ToIntFunction<LocalDate> count) {
      return runs(first, r.last, count);
    }

    private static List<DailyCount> runs(
        LocalDate first, LocalDate last, ToIntFunction<LocalDate> count) {
      List<DailyCount> runs = new ArrayList<>();
      for (LocalDate day : new Days(first, last).each()) {
        int now = count.applyAsInt(day);
        DailyCount run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (run != null && run.getHeadCount() == now && run.getLastDay().equals(day.minusDays(1))) {
          runs.set(runs.size() - 1, new DailyCount(run.getFirstDay(), day, now));
        } else if (now > 0) {
          runs.add(new DailyCount(day, day, now));
        }
      }
      return runs;
    }

    /** What the next tier is to find, as it was or is, seen from today. */
    private List<DailyCount> missing(Told told) {
      return runs(
          told.first,
          told.last,
          day ->
              model.missingForNextTier(
                  told.missing.getOrDefault(day, 0), told.elsewhere.getOrDefault(day, 0), day));
    }

    private void passed(Map<String, Told> before) {
      List<String> expected = new ArrayList<>();
      told().forEach((id, now) -> tell(model.request(id), before.get(id), now, expected));
      List<String> actual =
          answered.passed().stream().map(f -> f.getNetworkId() + " " + FactForm.bodyOf(f)).toList();
      if (!expected.equals(actual)) {
        throw new Broken(Promise.I4_LEDGER, "expected to pass " + expected + ", but " + actual);
      }
    }

    private void tell(Request r, @Nullable Told before, Told now, List<String> expected) {
      String next = now.escalatedTo;
      String there = model.networkId + "." + r.id();
      if (next != null && (before == null || !next.equals(before.escalatedTo))) {
        expected.add(
            next + " " + Objects.requireNonNull(model.disasters.get(r.asked.getDisasterId())));
        expected.add(next + " " + asked(r, there));
      } else if (next != null && before != null && now.ended && !before.ended) {
        expected.add(next + " " + new AidRequestCancelled(there, RefusalReason.NEED_ENDED));
      } else if (next != null
          && before != null
          && !now.ended
          && !missing(now).equals(missing(before))) {
        SpecificRecordBase amended =
            AidRequestAmended.newBuilder()
                .setRequestId(there)
                .setFirstDay(r.first)
                .setLastDay(r.last)
                .setNeeds(
                    missing(now).isEmpty()
                        ? List.of(new DailyCount(r.first, r.last, 0))
                        : missing(now))
                .build();
        expected.add(next + " " + amended);
      }
      EscalatedFrom origin = r.asked.getEscalatedFrom();
      if (origin != null && !now.covered.equals(before == null ? List.of() : before.covered)) {
        expected.add(
            origin.getNetworkId()
                + " "
                + new EscalationAnswered(origin.getRequestId(), model.networkId, now.covered));
      }
    }

    private AidRequested asked(Request r, String there) {
      LocalDate first = r.first.isBefore(model.today()) ? model.today() : r.first;
      List<DailyCount> open = runs(r, first, day -> model.open(r, day));
      return AidRequested.newBuilder(r.asked)
          .setRequestId(there)
          .setHeadCount(open.stream().mapToInt(DailyCount::getHeadCount).max().orElse(0))
          .setFirstDay(open.get(0).getFirstDay())
          .setLastDay(r.last)
          .setPriority(r.servedAs())
          .setDocumentation(
              r.document == null
                  ? r.asked.getDocumentation()
                  : kizuna.codes.Documentation.DOCUMENTED)
          .setNeeds(open)
          .setEscalatedFrom(new EscalatedFrom(model.networkId, r.id()))
          .build();
    }
  }
}
