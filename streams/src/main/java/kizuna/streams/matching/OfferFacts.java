package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.books.Change;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.Fact;
import kizuna.streams.books.Lifecycle;
import kizuna.streams.books.Offer;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.OfferState;
import kizuna.streams.books.Period;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.RequestBook;

/** Facts about staff offers (職員派遣の申出): made, turned away, withdrawn. */
final class OfferFacts {

  private static final int LONGEST_SEARCH_DAYS = 366;

  private final Case c;

  OfferFacts(Case c) {
    this.c = c;
  }

  Decision offered(Offer offer) {
    List<Reason> reasons = new ArrayList<>();
    c.authority.mayActForLender(offer.lender()).ifPresent(reasons::add);
    if (c.books.offer(offer.id()) != null) {
      reasons.add(
          new Reason(RejectionCode.ALREADY_EXISTS, offer.id(), "a new offer id", offer.id()));
    }
    if (!c.books.register().isLender(offer.lender())) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_LENDER,
              offer.id(),
              "a lender of " + c.report.networkId(),
              offer.lender()));
    }
    if (offer.disasterId() != null && c.books.register().disaster(offer.disasterId()) == null) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_DISASTER,
              offer.id(),
              "a declared disaster",
              offer.disasterId()));
    }
    RequestBook answered =
        offer.answersRequestId() == null ? null : c.books.request(offer.answersRequestId());
    if (offer.answersRequestId() != null && answered == null) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_REQUEST,
              offer.id(),
              "a request of this network",
              offer.answersRequestId()));
    }
    c.notPast(offer.id(), offer.period()).ifPresent(reasons::add);
    overLimit(offer).ifPresent(reasons::add);
    if (!reasons.isEmpty()) {
      return Decision.rejected(offer.id(), reasons);
    }
    c.books.apply(new Change.OfferPut(offer));
    if (answered != null && !answered.request().ended()) {
      c.matcher.matchAnswered(answered.request().id(), MatchTrigger.OFFER_CAME);
    }
    c.matcher.rematch(Set.of(), Set.of(offer.id()), MatchTrigger.OFFER_CAME);
    return c.accepted(offer.id());
  }

  /** The same people offered twice: then the next days are said on which they would be free. */
  private Optional<Reason> overLimit(Offer offer) {
    Integer limit = c.books.register().limits(offer.lender()).all();
    if (limit == null || fits(offer, offer.period(), limit)) {
      return Optional.empty();
    }
    String expected = limit + " " + "none";
    for (int later = 1; later <= LONGEST_SEARCH_DAYS; later++) {
      Period days =
          new Period(offer.period().first().plusDays(later), offer.period().last().plusDays(later));
      if (fits(offer, days, limit)) {
        expected = limit + " " + days;
        break;
      }
    }
    return Optional.of(
        new Reason(
            RejectionCode.LENDER_LIMIT_EXCEEDED,
            offer.id(),
            expected,
            offer.headCount() + " " + offer.period()));
  }

  private boolean fits(Offer offer, Period days, int limit) {
    for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
      int offered = offer.headCount();
      for (String id : c.books.network().offersOf(offer.lender())) {
        Offer other = c.books.offerOf(id).offer();
        if (!other.ended() && other.period().contains(day)) {
          offered += other.headCount();
        }
      }
      if (offered > limit) {
        return false;
      }
    }
    return true;
  }

  Decision withdrawn(Fact.OfferWithdrawn f) {
    Optional<Reason> no = refusal(f.offerId(), OfferState.Act.WITHDRAW);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    no = c.authority.mayActForLender(c.books.offerOf(f.offerId()).offer().lender());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    return end(f.offerId(), Offer.End.WITHDRAWN, f.reason());
  }

  Decision rejected(Fact.OfferRejected f) {
    Optional<Reason> no = refusal(f.offerId(), OfferState.Act.REJECT);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    String answers = c.books.offerOf(f.offerId()).offer().answersRequestId();
    RequestBook answered = answers == null ? null : c.books.request(answers);
    no =
        answered == null
            ? c.authority.mayCoordinate()
            : c.authority.mayActForReceiver(answered.request().receiver());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    return end(f.offerId(), Offer.End.REJECTED, f.reason());
  }

  private Decision end(String offerId, Offer.End how, RefusalReason reason) {
    c.books.apply(new Change.OfferPut(c.books.offerOf(offerId).offer().ended(how)));
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    for (Dispatch d : c.books.dispatchesOfOffer(offerId)) {
      if (d.state().allows(Act.CANCEL)) {
        c.giveUp(d, reason, freed);
        opened.add(d.requestId());
      }
    }
    if (c.books.register().hasWaivers()) {
      // A waived rule lets others of this lender go only once none is left that it has nothing
      // against.
      freed.addAll(c.freeOffersOf(c.books.offerOf(offerId).offer().lender()));
    }
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    GapsForeseen.after(c, opened);
    return c.accepted(offerId);
  }

  private Optional<Reason> refusal(String id, OfferState.Act act) {
    OfferBook book = c.books.offer(id);
    if (book == null) {
      return Optional.of(
          new Reason(RejectionCode.UNKNOWN_OFFER, id, "an offer of this network", id));
    }
    OfferState state = book.state(c.books.today());
    return state.allows(act)
        ? Optional.empty()
        : Optional.of(
            new Reason(
                RejectionCode.ILLEGAL_TRANSITION,
                id,
                Lifecycle.legalIn(OfferState.class, act).toString(),
                state.name()));
  }
}
