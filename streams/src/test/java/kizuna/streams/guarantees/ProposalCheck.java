package kizuna.streams.guarantees;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.OverrideMade;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveProposals.Tour;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;

/** Asks of a proposal each rule in the words of the naive model. */
final class ProposalCheck {

  private final NaiveModel model;

  ProposalCheck(NaiveModel model) {
    this.model = model;
  }

  /** Whether everything speaks for a proposal; asks each rule in its own words. */
  void allowed(DispatchEvent e) {
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
    rules.must(Promise.I3_ELIGIBLE, "not forbidden", () -> !model.coordination.forbids(r, lender));
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
        Promise.I3_ELIGIBLE, MatchRule.NOT_REFUSED_BEFORE, () -> !model.eligibility.refused(r, o));
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
    Days rest = new Days(away.last().plusDays(1), away.last().plusDays(model.use.restDays(lender)));
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
        if (proposal.getOverrideId() == null) {
          throw new Broken(
              Promise.I3_AGREEMENT, "expected the override of " + rule + ", but " + told(proposal));
        }
      }
    }

    /** A waiver is cited only where there would be no proposal without it. */
    void isNotCitedInVain() {
      if (proposal.getOverrideId() != null && !isCitedRightly) {
        throw new Broken(
            Promise.I3_AGREEMENT, "nothing is waived that spoke against " + told(proposal));
      }
    }
  }

  private static String told(DispatchEvent e) {
    return e.getDispatchId() + " of " + e.getLender() + ": " + line(e);
  }

  static String line(DispatchEvent e) {
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

  static String line(Tour t) {
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
}
