package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.MatchRule;
import kizuna.codes.MissingReport;
import kizuna.codes.Outcome;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisastersJoined;
import kizuna.facts.EscalatedFrom;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveEligibility.Look;
import kizuna.streams.guarantees.NaiveProposals.Tour;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was decided against the naive model, fact by fact. What a fact is answered and what
 * follows from it, the model says by itself; so too what free offers are given to whom. Which
 * proposals are moved is a matter of search: that is taken from the decision, and each move is
 * checked. Then everything published must be what the model has.
 */
public final class Oracle {

  private final Map<String, NaiveModel> models = new HashMap<>();
  private final Map<String, LedgerEntry> compared = new HashMap<>();

  /** Lines that the day or the clock told anew, without an act. */
  private final Map<String, LedgerEntry> toldLate = new HashMap<>();

  private int moves;
  private int proposals;

  /** Whether what is passed to other networks is seen here. */
  private boolean seesWhatIsPassed = true;

  /** Who reads the topics does not see which decision passed a fact to another network. */
  public Oracle passingElsewhere() {
    seesWhatIsPassed = false;
    return this;
  }

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
  public void check(Fact fact, Kizuna.Answered answered) {
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

    /** Moves are tried in another order than they are told: who came last under a limit differs. */
    private boolean inOrder = true;

    Step(NaiveModel model, Fact fact, Kizuna.Answered answered) {
      this.model = model;
      this.fact = fact;
      this.answered = answered;
      Set<String> known = new HashSet<>();
      model.books.dispatches().forEach(d -> known.add(d.id));
      this.matched = answered.events().stream().filter(e -> isMatching(e, known)).toList();
    }

    /** What was proposed before is no new proposal where it lost a day, or came back. */
    private static boolean isMatching(DispatchEvent e, Set<String> known) {
      return (e.getState() == DispatchState.PROPOSED && !known.contains(e.getDispatchId()))
          || isMove(e);
    }

    private static boolean isMove(DispatchEvent e) {
      return e.getState() == DispatchState.CANCELLED && e.getReason() == RefusalReason.REARRANGED;
    }

    void check() {
      Map<String, Told> before = told();
      Set<String> struckBefore = struck();
      Outcome expected = model.put(fact);
      Outcome actual = answered.decision().getOutcome();
      if (expected != actual) {
        throw new Broken(
            Promise.I5_OUTCOME,
            "expected " + expected + ", but " + actual + " " + answered.decision().getReasons());
      }
      if (expected == Outcome.ACCEPTED) {
        matching();
        if (model.time.timeTold()) {
          model.time.escalateWhatIsDue();
        }
        nothingTwice();
        nothingOver();
        nothingOpenBesideFree();
      } else if (!answered.events().isEmpty()) {
        throw new Broken(Promise.I5_OUTCOME, "expected no change, but " + answered.events());
      }
      published();
      passed(before, struckBefore);
      model.archive.leave();
    }

    // What is proposed of what is free.

    /** Persons by day and request. */
    private record Covered(Map<String, Map<LocalDate, Integer>> days) {
      int on(Request r, LocalDate day) {
        return days.getOrDefault(r.id(), Map.of()).getOrDefault(day, 0);
      }
    }

    /** What is free goes to the first served; only where that can be bettered is it moved. */
    private void matching() {
      Direct plain =
          direct(
              model.books.requests.values().stream().sorted(model.coverage.servedFirst()).toList());
      if (plain.asDecided) {
        return;
      }
      model.proposals.undo(plain.made);
      Request first = firstByFact();
      if (first == null) {
        rearranged(plain, null);
        return;
      }
      Direct asked =
          direct(
              Stream.concat(
                      Stream.of(first),
                      model.books.requests.values().stream()
                          .filter(r -> r != first)
                          .sorted(model.coverage.servedFirst()))
                  .toList());
      if (!asked.asDecided) {
        model.proposals.undo(asked.made);
        rearranged(asked, first);
      }
    }

    /** What an offer answers, and what a coordinator decided about, is looked at first. */
    private @Nullable Request firstByFact() {
      String id =
          fact.getStaffOffered() != null
              ? fact.getStaffOffered().getAnswersRequestId()
              : fact.getOverrideMade() != null ? fact.getOverrideMade().getRequestId() : null;
      return id == null ? null : model.books.request(id);
    }

    /**
     * What there would be without any move.
     *
     * @param asDecided whether it is what was decided
     * @param covered then
     */
    private record Direct(
        List<Dispatch> made, List<String> lines, boolean asDecided, Covered covered) {}

    /** Fills requests in this order: each lender that fits, with as many tours as it can. */
    private Direct direct(List<Request> order) {
      List<Dispatch> made = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      boolean asDecided = true;
      for (Request r : order) {
        List<Look> looks =
            model.coverage.openDays(r).isEmpty() ? List.of() : model.ranking.ranked(r);
        // Tours shorter than three days come last, where nobody else could come.
        for (int shortest : new int[] {3, 1}) {
          for (Look look : looks) {
            for (Optional<Tour> tour = model.proposals.nextTour(look, looks, shortest);
                tour.isPresent();
                tour = model.proposals.nextTour(look, looks, shortest)) {
              DispatchEvent e = made.size() < matched.size() ? matched.get(made.size()) : null;
              String line = r.id() + " gets " + line(tour.get());
              asDecided &= e != null && line.equals(e.getRequestId() + " gets " + line(e));
              String override = null;
              if (asDecided && e != null) {
                asDecided = e.getReplaces() == null && e.getState() == DispatchState.PROPOSED;
                allowed(e);
                override = e.getOverrideId();
              }
              lines.add(line);
              made.add(model.proposals.propose(r, tour.get(), override, null));
            }
          }
        }
      }
      asDecided &= made.size() == matched.size();
      proposals += asDecided ? made.size() : 0;
      return new Direct(made, lines, asDecided, covered());
    }

    private Covered covered() {
      Map<String, Map<LocalDate, Integer>> all = new HashMap<>();
      model.books.requests.forEach(
          (id, r) -> all.put(id, byDay(r, day -> model.coverage.covered(r, day))));
      return new Covered(all);
    }

    // What is moved.

    /**
     * All at once: what is called off, then what is proposed, each of it what was promised before
     * or what every rule allows; and it is worth it.
     *
     * @param first the request that the fact is about, which may have been filled by moves before
     *     others were looked at
     */
    private void rearranged(Direct direct, @Nullable Request first) {
      Map<String, Dispatch> calledOff = new LinkedHashMap<>();
      Map<String, Map<LocalDate, Integer>> left = new HashMap<>();
      for (DispatchEvent e : matched) {
        if (isMove(e)) {
          Dispatch d = movable(e);
          calledOff.put(d.id, d);
          left.put(d.id, NaiveRecords.each(d.first, d.last, d.head));
        }
      }
      calledOff
          .values()
          .forEach(d -> model.books.to(d, DispatchState.CANCELLED, RefusalReason.REARRANGED));
      for (DispatchEvent e : matched) {
        if (!isMove(e)) {
          stands(e, calledOff, left);
        }
      }
      worthIt(direct, first, calledOff.isEmpty() ? Promise.ORDER : Promise.I7_MOVES);
      moves++;
    }

    private Dispatch movable(DispatchEvent e) {
      Dispatch d =
          model
              .books
              .dispatches()
              .filter(x -> x.id.equals(e.getDispatchId()))
              .findAny()
              .orElseThrow(
                  () -> new Broken(Promise.I7_MOVES, "nobody had seen what was moved: " + e));
      if (!d.is(DispatchState.PROPOSED)) {
        throw new Broken(Promise.I7_MOVES, d.id + " was moved, but is " + d.state);
      }
      if (model.coordination.pins(d.request, d.lender())) {
        throw new Broken(Promise.I7_MOVES, d.id + " was moved, but is pinned");
      }
      return d;
    }

    private void stands(
        DispatchEvent e,
        Map<String, Dispatch> calledOff,
        Map<String, Map<LocalDate, Integer>> left) {
      proposals++;
      Dispatch instead = e.getReplaces() == null ? null : calledOff.get(e.getReplaces());
      if (e.getReplaces() != null
          && (instead == null || !instead.request.id().equals(e.getRequestId()))) {
        throw new Broken(Promise.I7_MOVES, e + " stands in for what was not moved");
      }
      Days days = new Days(e.getFirstDay(), e.getLastDay());
      if (instead != null
          && isSamePromise(instead, e)
          && take(Objects.requireNonNull(left.get(instead.id)), days, e.getHeadCount())) {
        model.proposals.keep(instead, e.getHeadCount(), days);
        return;
      }
      allowed(e);
      model.proposals.propose(
          model.books.request(e.getRequestId()),
          new Tour(
              Objects.requireNonNull(model.books.agreements.get(e.getAgreementId())),
              Objects.requireNonNull(model.books.offers.get(e.getOfferId())),
              e.getHeadCount(),
              days),
          e.getOverrideId(),
          instead);
    }

    /** Nobody is asked again for what was promised before, so no rule is either. */
    private boolean isSamePromise(Dispatch d, DispatchEvent e) {
      LedgerEntry entry = answered.ledger().get(e.getDispatchId());
      return entry != null
          && d.offer.id().equals(e.getOfferId())
          && d.agreement.terms.getAgreementId().equals(e.getAgreementId())
          && d.version == e.getAgreementVersion()
          && Objects.equals(d.override, e.getOverrideId())
          && d.travel == entry.getTravelDays()
          && d.rest == entry.getRestDays();
    }

    /** Takes so many on these days, if there are. */
    private static boolean take(Map<LocalDate, Integer> left, Days days, int head) {
      if (days.each().stream().anyMatch(day -> left.getOrDefault(day, 0) < head)) {
        return false;
      }
      days.each().forEach(day -> left.merge(day, -head, Integer::sum));
      return true;
    }

    /**
     * Beside what there would be without moves somebody gains, and nobody loses but to a higher
     * class that is served earlier, person by person and day by day.
     */
    private void worthIt(Direct direct, @Nullable Request first, Promise promise) {
      Covered now = covered();
      Map<LocalDate, List<Request>> gain = new TreeMap<>();
      Map<LocalDate, List<Request>> lose = new TreeMap<>();
      for (Request r : model.books.requests.values()) {
        for (LocalDate day : r.days()) {
          int change = now.on(r, day) - direct.covered.on(r, day);
          for (int person = 0; person < Math.abs(change); person++) {
            (change > 0 ? gain : lose).computeIfAbsent(day, k -> new ArrayList<>()).add(r);
          }
        }
      }
      if (gain.isEmpty()) {
        throw new Broken(
            lose.isEmpty() ? promise : Promise.I9_MAXIMAL,
            "expected " + direct.lines + ", but " + matched);
      }
      lose.forEach(
          (day, losers) -> {
            List<Request> gainers = gain.getOrDefault(day, List.of());
            if (first != null && gain.values().stream().anyMatch(some -> some.contains(first))) {
              return;
            }
            for (Request loser : losers) {
              if (gainers.size() < losers.size()
                  || gainers.stream().noneMatch(r -> mayTake(r, loser))) {
                throw new Broken(
                    promise,
                    loser.id()
                        + " lost somebody on "
                        + day
                        + ", and nobody higher gained: "
                        + matched);
              }
            }
          });
    }

    private boolean mayTake(Request r, Request from) {
      return r.servedAs().ordinal() < from.servedAs().ordinal()
          && model.coverage.servedFirst().compare(r, from) < 0;
    }

    // What may be proposed at all.

    /** Whether everything speaks for a proposal; asks each rule in its own words. */
    private void allowed(DispatchEvent e) {
      Request r = Objects.requireNonNull(model.books.requests.get(e.getRequestId()));
      Offer o = model.books.offers.get(e.getOfferId());
      Signed a = model.books.agreements.get(e.getAgreementId());
      String lender = e.getLender();
      if (o == null
          || !o.terms.getLender().equals(lender)
          || !model.books.lenders().contains(lender)) {
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
                  && work.each().stream()
                      .allMatch(day -> model.coverage.open(r, day) >= e.getHeadCount()));
      rules.must(
          Promise.I3_ELIGIBLE, "not forbidden", () -> !model.coordination.forbids(r, lender));
      rules.mayWaive(
          Promise.I3_ELIGIBLE, MatchRule.LENDER_NOT_STRUCK, () -> !model.books.isStruck(lender));
      rules.must(
          Promise.I3_AGREEMENT,
          "bound",
          () ->
              model.eligibility.bindsLender(a, lender)
                  && model.eligibility.coversReceiver(a, r.asked.getReceiver()));
      rules.mayWaive(
          Promise.I3_AGREEMENT,
          MatchRule.AGREEMENT_IN_FORCE,
          () -> work.each().stream().allMatch(a::inForceOn));
      rules.mayWaive(Promise.I3_AGREEMENT, MatchRule.AGREEMENT_NOT_SUSPENDED, () -> !a.suspended);
      rules.mayWaive(
          Promise.I3_AGREEMENT,
          MatchRule.AGREEMENT_COVERS_HAZARD,
          () -> model.eligibility.coversHazard(a, r));
      rules.mayWaive(
          Promise.I3_AGREEMENT,
          MatchRule.AGREEMENT_COVERS_TASK,
          () -> a.covers(r.asked.getTaskType()));
      rules.must(
          Promise.I3_AGREEMENT, "tour", () -> work.count() <= model.eligibility.longestWork(a, r));
      Integer most = a.terms.getHeadCountLimit();
      rules.mayWaive(
          Promise.I3_AGREEMENT,
          MatchRule.AGREEMENT_HEAD_COUNT_LEFT,
          () ->
              most == null
                  || work.each().stream()
                      .allMatch(
                          day ->
                              model.use.underAgreement(a, lender, r.asked.getReceiver(), day)
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
      rules.mayWaive(
          Promise.I3_ELIGIBLE,
          MatchRule.NOT_REFUSED_BEFORE,
          () -> !model.eligibility.refused(r, o));
      rules.must(
          Promise.I1_NOT_TWICE,
          "offered, and not past",
          () ->
              o.ended == null
                  && away.each().stream()
                      .allMatch(day -> o.has(day) && !day.isBefore(model.books.today())));
      rules.must(
          Promise.I1_NOT_TWICE,
          "nobody else has them",
          () ->
              away.each().stream()
                  .allMatch(
                      day -> model.use.away(o, day) + e.getHeadCount() <= o.terms.getHeadCount()));
      rules.mayWaive(
          Promise.I1_NOT_TWICE,
          MatchRule.LENDER_LIMIT_LEFT,
          () ->
              away.each().stream()
                  .allMatch(
                      day ->
                          model.use.limitLeft(lender, r.asked.getTaskType(), day)
                              >= e.getHeadCount()));
      Days rest =
          new Days(away.last().plusDays(1), away.last().plusDays(model.use.restDays(lender)));
      rules.mayWaive(
          Promise.I1_NOT_TWICE,
          MatchRule.STAFF_RESTED,
          () ->
              new Days(away.first(), rest.last())
                  .each().stream()
                      .filter(o::has)
                      .allMatch(day -> model.use.free(o, day) >= e.getHeadCount()));
      rules.isNotCitedInVain();
    }

    /** Rules asked of one proposal; what a coordinator waived must be cited. */
    private final class Rules {
      private final Request request;
      private final String lender;
      private final DispatchEvent proposal;
      private boolean isCitedRightly;

      Rules(Request request, String lender, DispatchEvent proposal) {
        this.request = request;
        this.lender = lender;
        this.proposal = proposal;
        String cited = proposal.getOverrideId();
        if (cited != null) {
          OverrideMade o = model.books.overrides.get(cited);
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
        if (!model.coordination.waives(request, lender, rule)) {
          must(promise, rule.name(), holds);
        } else if (!holds.getAsBoolean()) {
          isCitedRightly = true;
          if (inOrder && proposal.getOverrideId() == null) {
            throw new Broken(
                Promise.I3_AGREEMENT,
                "expected the override of " + rule + ", but " + told(proposal));
          }
        }
      }

      /** A waiver is cited only where there would be no proposal without it. */
      void isNotCitedInVain() {
        if (inOrder && proposal.getOverrideId() != null && !isCitedRightly) {
          throw new Broken(
              Promise.I3_AGREEMENT, "nothing is waived that spoke against " + told(proposal));
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
      for (Offer o : model.books.offers.values()) {
        for (Dispatch d : model.books.drawnOn(o)) {
          Days atMost = new Days(d.first.minusDays(d.travel), d.planned.plusDays(d.travel));
          for (LocalDate day : d.isVoid() ? List.<LocalDate>of() : atMost.each()) {
            if (d.awayOn(day) && (!o.has(day) || model.use.away(o, day) > o.terms.getHeadCount())) {
              throw new Broken(Promise.I1_NOT_TWICE, o.id() + " on " + day + " for " + d.id);
            }
          }
        }
      }
    }

    private void nothingOver() {
      for (Request r : model.books.requests.values()) {
        for (LocalDate day : r.ended == null ? r.days() : List.<LocalDate>of()) {
          if (model.coverage.covered(r, day) > model.coverage.needed(r, day)) {
            throw new Broken(
                Promise.I2_NOT_OVER,
                r.id()
                    + " on "
                    + day
                    + ": "
                    + model.coverage.covered(r, day)
                    + " for "
                    + model.coverage.needed(r, day));
          }
        }
      }
    }

    private void nothingOpenBesideFree() {
      for (Request r : model.books.requests.values()) {
        if (r.ended != null || model.coverage.openDays(r).isEmpty()) {
          continue;
        }
        for (String lender : model.books.lenders()) {
          Look look = model.eligibility.look(r, lender, false);
          Optional<Tour> tour = model.proposals.nextTour(look, List.of(look), 1);
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
      model.books.requests.values().forEach(r -> theirs.put(r.id(), status(r)));
      answered.requests().values().stream()
          .filter(
              s ->
                  s.getNetworkId().equals(model.books.networkId)
                      && !model.books.hasLeft(s.getRequestId()))
          .forEach(s -> ours.put(s.getRequestId(), status(s)));
      same(theirs, ours);
      model.books.offers.values().forEach(o -> theirs.put(o.id(), status(o)));
      answered.offers().values().stream()
          .filter(
              s ->
                  s.getNetworkId().equals(model.books.networkId)
                      && !model.books.hasLeft(s.getOfferId()))
          .forEach(s -> ours.put(s.getOfferId(), status(s)));
      same(theirs, ours);
    }

    /** Every line; what neither side has touched since it was compared is as it was. */
    @SuppressWarnings("ReferenceEquality")
    private void ledger() {
      List<String> known = new ArrayList<>();
      model
          .books
          .dispatches()
          .forEach(
              d -> {
                known.add(d.id);
                LedgerEntry actual = answered.ledger().get(d.id);
                LedgerEntry expected = entry(d);
                if (actual != null
                    && (missing(d).isPresent() || fact.getClockSet() != null)
                    && d.changedBy < model.books.sequence) {
                  // The day told that a report is missing, or is not any more because the time was
                  // set back, not an act: the line says when.
                  toldLate.put(d.id, actual);
                }
                LedgerEntry late = toldLate.get(d.id);
                if (late != null && d.changedBy < late.getSequence()) {
                  expected.put("sequence", late.getSequence());
                  expected.put("changedAt", late.getChangedAt());
                }
                if ((d.changedBy == model.books.sequence || actual != compared.get(d.id))
                    && !expected.equals(actual)) {
                  throw new Broken(
                      Promise.I4_LEDGER, "expected\n  " + expected + ", but\n  " + actual);
                }
                compared.put(d.id, Objects.requireNonNull(actual));
              });
      for (LedgerEntry e : answered.ledger().values()) {
        if (e.getNetworkId().equals(model.books.networkId)
            && !known.contains(e.getDispatchId())
            && !model.books.hasLeft(e.getDispatchId())) {
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
          .setNetworkId(model.books.networkId)
          .setDispatchId(d.id)
          .setRequestId(d.request.id())
          .setOfferId(d.offer.id())
          .setDisasterId(d.disaster)
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
          .setImpliedReports(d.implied.stream().sorted().toList())
          .setReleasedLastDay(d.releasedUntil)
          .setSteps(d.steps)
          .setMissingReport(missing(d).orElse(null))
          .setReportDueOn(missing(d).map(report -> dueOn(d, report)).orElse(null))
          .build();
    }

    /** What should have been reported by the end of yesterday at the latest, the latest of it. */
    private Optional<MissingReport> missing(Dispatch d) {
      List<MissingReport> due =
          switch (d.state) {
            case CONFIRMED -> List.of(MissingReport.ARRIVAL, MissingReport.DEPARTURE);
            case DEPARTED -> List.of(MissingReport.ARRIVAL);
            case ON_SITE, HANDING_OVER -> List.of(MissingReport.RELEASE);
            case RELEASED, RECALLED -> List.of(MissingReport.RETURN);
            default -> List.of();
          };
      return due.stream()
          .filter(report -> dueOn(d, report).isBefore(model.books.today()))
          .findFirst();
    }

    private static LocalDate dueOn(Dispatch d, MissingReport report) {
      return switch (report) {
        case DEPARTURE -> d.first.minusDays(d.travel);
        case ARRIVAL -> d.first;
        case RELEASE -> d.last;
        default -> d.last.plusDays(d.travel);
      };
    }

    private String status(Request r) {
      int needed = r.days().stream().mapToInt(day -> model.coverage.needed(r, day)).sum();
      int missing = r.days().stream().mapToInt(day -> model.coverage.missing(r, day)).sum();
      return told(
          r.id(),
          r.first + "/" + r.last,
          model.coverage.state(r),
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
          positive(NaiveRecords.byDay(r.elsewhere)),
          "needed",
          needed,
          "covered",
          needed - missing,
          "open",
          model.coverage.open(r),
          positive(
              byDay(r, day -> day.isBefore(model.books.today()) ? 0 : model.coverage.open(r, day))),
          "unmet",
          model.coverage.unmet(r),
          positive(byDay(r, day -> model.coverage.unmet(r, day))));
    }

    private static String status(RequestStatus s) {
      Map<LocalDate, Integer> open = new TreeMap<>();
      s.getOpen()
          .forEach(
              o ->
                  open.putAll(
                      NaiveRecords.each(o.getFirstDay(), o.getLastDay(), o.getHeadCount())));
      Map<LocalDate, Integer> unmet = new TreeMap<>();
      s.getUnmet()
          .forEach(
              o ->
                  unmet.putAll(
                      NaiveRecords.each(o.getFirstDay(), o.getLastDay(), o.getHeadCount())));
      return told(
          s.getRequestId(),
          s.getFirstDay() + "/" + s.getLastDay(),
          s.getState(),
          "asked",
          positive(
              s.getNeeds().isEmpty()
                  ? NaiveRecords.each(s.getFirstDay(), s.getLastDay(), s.getHeadCount())
                  : NaiveRecords.byDay(s.getNeeds())),
          s.getPriority(),
          s.getOverriddenPriority(),
          s.getAskedAt(),
          s.getAmendedSequence(),
          s.getFirstProposedAt(),
          s.getDocumentNumber(),
          s.getMergedInto(),
          s.getEscalatedTo(),
          positive(NaiveRecords.byDay(s.getCoveredElsewhere())),
          "needed",
          s.getRequestedPersonDays(),
          "covered",
          s.getCoveredPersonDays(),
          "open",
          s.getOpenPersonDays(),
          positive(open),
          "unmet",
          s.getUnmetPersonDays(),
          positive(unmet));
    }

    private String status(Offer o) {
      int promised =
          new Days(o.terms.getFirstDay(), o.terms.getLastDay())
              .each().stream().mapToInt(day -> model.use.away(o, day)).sum();
      return told(o.id(), model.use.offerState(o), "promised", promised);
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
        AidRequested asked,
        @Nullable String escalatedTo,
        @Nullable String mergedInto,
        Priority servedAs,
        boolean ended,
        LocalDate first,
        LocalDate last,
        Map<LocalDate, Integer> missing,
        Map<LocalDate, Integer> elsewhere,
        List<DailyCount> covered) {}

    private Map<String, Told> told() {
      Map<String, Told> all = new LinkedHashMap<>();
      model.books.requests.values().stream()
          .sorted(Comparator.comparing(Request::id))
          .forEach(
              r ->
                  all.put(
                      r.id(),
                      new Told(
                          r.asked,
                          r.escalatedTo,
                          r.mergedInto,
                          r.servedAs(),
                          r.ended != null,
                          r.first,
                          r.last,
                          byDay(r, day -> model.coverage.missingHere(r, day)),
                          byDay(r, day -> model.coverage.elsewhere(r, day)),
                          runs(
                              r,
                              r.first,
                              day ->
                                  model.coverage.needed(r, day)
                                      - model.coverage.missing(r, day)))));
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
              model.coverage.missingForNextTier(
                  told.missing.getOrDefault(day, 0), told.elsewhere.getOrDefault(day, 0), day));
    }

    /** What the fact's disaster struck, and whether it goes on; empty: it is about none. */
    private Set<String> struck() {
      String id =
          fact.getDisasterDeclared() == null ? "" : fact.getDisasterDeclared().getDisasterId();
      DisasterDeclared known = model.books.disasters.get(model.books.known(id));
      if (known == null) {
        return Set.of();
      }
      Set<String> struck = new HashSet<>(known.getStruck());
      struck.add(model.books.isEnded(model.books.known(id)) ? "ended" : "goes on");
      return struck;
    }

    private @Nullable String mergedThere(String id, Map<String, Told> before, Told now) {
      Told was = before.get(id);
      Told goesOn = now.mergedInto == null ? null : before.get(now.mergedInto);
      return was != null
              && goesOn != null
              && was.mergedInto == null
              && now.escalatedTo != null
              && now.escalatedTo.equals(was.escalatedTo)
              && now.escalatedTo.equals(goesOn.escalatedTo)
          ? now.mergedInto
          : null;
    }

    private void passed(Map<String, Told> before, Set<String> struckBefore) {
      List<String> expected = new ArrayList<>();
      Set<String> goOn = new HashSet<>();
      told()
          .forEach(
              (id, now) -> {
                String into = mergedThere(id, before, now);
                if (into != null) {
                  goOn.add(into);
                  expected.add(
                      now.escalatedTo
                          + " "
                          + new AidRequestMerged(
                              model.books.networkId + "." + id,
                              model.books.networkId + "." + into));
                }
              });
      told()
          .forEach(
              (id, now) -> {
                boolean cancelled = mergedThere(id, before, now) == null;
                tell(
                    model.books.request(id),
                    before.get(id),
                    now,
                    goOn.contains(id),
                    cancelled,
                    expected);
              });
      if (answered.decision().getOutcome() == Outcome.ACCEPTED) {
        ofDisaster(struckBefore, expected);
      }
      List<String> actual =
          answered.passed().stream().map(f -> f.getNetworkId() + " " + FactForm.bodyOf(f)).toList();
      if (seesWhatIsPassed && !expected.equals(actual)) {
        throw new Broken(Promise.I4_LEDGER, "expected to pass " + expected + ", but " + actual);
      }
    }

    /** What is said of a disaster goes wherever help was asked for in it. */
    private void ofDisaster(Set<String> struckBefore, List<String> expected) {
      if (fact.getDisasterCorrected() != null) {
        DisasterCorrected c = fact.getDisasterCorrected();
        String id = model.books.known(c.getDisasterId());
        askedIn(id)
            .forEach(
                next ->
                    expected.add(
                        next
                            + " "
                            + DisasterCorrected.newBuilder(c)
                                .setDisasterId(id)
                                .setAlsoStruck(
                                    c.getAlsoStruck().stream().distinct().sorted().toList())
                                .setNotStruck(
                                    c.getNotStruck().stream().distinct().sorted().toList())
                                .build()));
      } else if (fact.getDisasterEnded() != null) {
        String id = model.books.known(fact.getDisasterEnded().getDisasterId());
        askedIn(id).forEach(next -> expected.add(next + " " + new DisasterEnded(id, false)));
      } else if (fact.getDisasterReopened() != null) {
        String id = model.books.known(fact.getDisasterReopened().getDisasterId());
        askedIn(id).forEach(next -> expected.add(next + " " + declared(id)));
      } else if (fact.getDisasterDeclared() != null
          && !struckBefore.isEmpty()
          && !struckBefore.equals(struck())) {
        String id = model.books.known(fact.getDisasterDeclared().getDisasterId());
        askedIn(id).forEach(next -> expected.add(next + " " + declared(id)));
      }
    }

    private Set<String> askedIn(String disasterId) {
      Set<String> networks = new TreeSet<>();
      for (Request r : model.books.requests.values()) {
        if (r.escalatedTo != null && r.asked.getDisasterId().equals(disasterId)) {
          networks.add(r.escalatedTo);
        }
      }
      return networks;
    }

    private void tell(
        Request r,
        @Nullable Told before,
        Told now,
        boolean tookOver,
        boolean cancelled,
        List<String> expected) {
      String next = now.escalatedTo;
      String there = model.books.networkId + "." + r.id();
      if (next != null && before != null && next.equals(before.escalatedTo)) {
        joined(next, before.asked.getDisasterId(), now.asked.getDisasterId(), expected);
      }
      if (next != null && (before == null || !next.equals(before.escalatedTo))) {
        expected.add(next + " " + declared(r.asked.getDisasterId()));
        expected.add(next + " " + asked(r, there));
      } else if (next != null && before != null && now.ended && !before.ended) {
        if (cancelled) {
          expected.add(next + " " + new AidRequestCancelled(there, RefusalReason.NEED_ENDED));
        }
      } else if (next != null
          && before != null
          && !now.ended
          && (before.ended
              || tookOver
              || now.servedAs != before.servedAs
              || !missing(now).equals(missing(before))
              || !corrected(before, now).equals(nothing()))) {
        SpecificRecordBase amended =
            AidRequestAmended.newBuilder(corrected(before, now))
                .setRequestId(there)
                .setFirstDay(r.first)
                .setLastDay(r.last)
                .setPriority(now.servedAs == before.servedAs ? null : now.servedAs)
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
                + new EscalationAnswered(
                    origin.getRequestId(), model.books.networkId, now.covered));
      }
    }

    private DisasterDeclared declared(String id) {
      return DisasterDeclared.newBuilder(Objects.requireNonNull(model.books.disasters.get(id)))
          .setConfirmedNew(true)
          .setConfirmedUnusual(true)
          .build();
    }

    private void joined(String next, String from, String into, List<String> expected) {
      String joined = next + " " + new DisastersJoined(from, into);
      if (!from.equals(into) && !model.books.known(from).equals(into)) {
        expected.add(next + " " + declared(into));
      } else if (!from.equals(into) && !expected.contains(joined)) {
        expected.add(next + " " + declared(into));
        expected.add(joined);
      }
    }

    private static AidRequestAmended nothing() {
      return AidRequestAmended.newBuilder().setRequestId("").build();
    }

    private AidRequestAmended corrected(Told before, Told now) {
      AidRequested was = before.asked;
      AidRequested is = now.asked;
      return AidRequestAmended.newBuilder(nothing())
          .setPlace(changed(was.getPlace(), is.getPlace()))
          .setRoute(changed(was.getRoute(), is.getRoute()))
          .setDamage(changed(was.getDamage(), is.getDamage()))
          .setTaskType(changed(was.getTaskType(), is.getTaskType()))
          .setQualifications(changed(was.getQualifications(), is.getQualifications()))
          .setDisasterId(
              model.books.known(was.getDisasterId()).equals(is.getDisasterId())
                  ? null
                  : is.getDisasterId())
          .build();
    }

    private static <T> @Nullable T changed(T was, T is) {
      return is.equals(was) ? null : is;
    }

    private AidRequested asked(Request r, String there) {
      LocalDate first = r.first.isBefore(model.books.today()) ? model.books.today() : r.first;
      List<DailyCount> open = runs(r, first, day -> model.coverage.open(r, day));
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
          .setEscalatedFrom(new EscalatedFrom(model.books.networkId, r.id()))
          .build();
    }
  }
}
