package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.TaskType;

/** Facts about staff offers (職員派遣の申出): made, rejected, withdrawn. */
final class OfferHandler {

  static final int LONGEST_SEARCH_DAYS = 366;

  private final DecisionContext c;

  OfferHandler(DecisionContext c) {
    this.c = c;
  }

  Decision offered(Offer offer) {
    List<Reason> reasons = new ArrayList<>();
    c.authority.mayOfferFor(offer.lender()).ifPresent(reasons::add);
    if (c.state.offer(offer.id()) != null) {
      reasons.add(Reason.of(RejectionCode.ALREADY_EXISTS, offer.id()));
    }
    if (!c.state.register().isLender(offer.lender())) {
      reasons.add(Reason.unknown(RejectionCode.UNKNOWN_LENDER, offer.id(), offer.lender()));
    }
    if (offer.disasterId() != null && c.state.register().disaster(offer.disasterId()) == null) {
      reasons.add(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, offer.id(), offer.disasterId()));
    }
    c.idLeft(offer.id()).ifPresent(reasons::add);
    if (offer.disasterId() != null) {
      c.disasterOver(offer.id(), offer.disasterId()).ifPresent(reasons::add);
    }
    RequestCoverage answered =
        offer.answersRequestId() == null ? null : c.state.request(offer.answersRequestId());
    if (offer.answersRequestId() != null && answered == null) {
      reasons.add(
          Reason.unknown(RejectionCode.UNKNOWN_REQUEST, offer.id(), offer.answersRequestId()));
    }
    c.notPast(offer.id(), offer.period()).ifPresent(reasons::add);
    overLimit(offer).ifPresent(reasons::add);
    if (!reasons.isEmpty()) {
      return Decision.rejected(offer.id(), reasons);
    }
    String disasterId = offer.disasterId();
    c.state.apply(
        new Change.OfferPut(
            disasterId == null
                ? offer
                : offer.inDisaster(c.state.register().disasterId(disasterId))));
    noticeAlike(offer);
    if (answered != null && !answered.request().ended()) {
      c.matcher.matchAnswered(answered.request().id(), MatchTrigger.OFFER_CAME);
    }
    c.matcher.rematch(Set.of(), Set.of(offer.id()), MatchTrigger.OFFER_CAME);
    return c.accepted(offer.id());
  }

  /**
   * Two officers of one ward may have entered the same people: both offers remain, and a notice
   * reports it.
   */
  private void noticeAlike(Offer offer) {
    Offer alike = null;
    for (TaskType task : offer.taskTypes()) {
      for (OfferUse use : c.state.network().currentOffersOf(offer.lender(), task)) {
        Offer other = use.offer();
        if (!other.period().last().isBefore(c.state.today()) && other.looksLike(offer)) {
          alike = alike == null || other.id().compareTo(alike.id()) < 0 ? other : alike;
          break;
        }
      }
    }
    if (alike != null) {
      LocalDate first = alike.period().first();
      c.notice(
          new Notice(
              Notice.Code.OFFER_ALIKE,
              offer.id(),
              offer.lender(),
              first.isAfter(offer.period().first()) ? first : offer.period().first(),
              offer.headCount(),
              alike.id()));
    }
  }

  /** The same people offered twice: the reason then contains the next days with free persons. */
  private Optional<Reason> overLimit(Offer offer) {
    Integer limit = c.state.register().limits(offer.lender()).all();
    if (limit == null) {
      return Optional.empty();
    }
    Period days = offer.period();
    int[] offered = offeredFrom(days, offer.lender());
    int free = firstFit(offered, days.days(), limit - offer.headCount());
    if (free == 0) {
      return Optional.empty();
    }
    Period nextFree =
        free > LONGEST_SEARCH_DAYS
            ? null
            : new Period(days.first().plusDays(free), days.last().plusDays(free));
    return Optional.of(
        new Reason.LimitExceeded(
            offer.id(), limit, new DailyCount(days, offer.headCount()), nextFree));
  }

  /**
   * Persons that a lender offered by day, from the first day of a period to the last day of the
   * search.
   */
  private int[] offeredFrom(Period days, String lender) {
    int[] offered = new int[days.days() + LONGEST_SEARCH_DAYS];
    long begin = days.first().toEpochDay();
    for (String id : c.state.network().offersOf(lender)) {
      Offer other = c.state.offerOf(id).offer();
      if (!other.ended()) {
        long first = Math.max(0, other.period().first().toEpochDay() - begin);
        long last = Math.min(offered.length - 1L, other.period().last().toEpochDay() - begin);
        for (long day = first; day <= last; day++) {
          offered[(int) day] += other.headCount();
        }
      }
    }
    return offered;
  }

  /**
   * The first day from which as many days in a row have at most that many persons offered; behind
   * {@link #LONGEST_SEARCH_DAYS}: none.
   */
  private static int firstFit(int[] offered, int days, int most) {
    int from = 0;
    for (int day = 0; day < offered.length && day - from < days; day++) {
      if (offered[day] > most) {
        from = day + 1;
      }
    }
    return from;
  }

  Decision withdrawn(Fact.OfferWithdrawn f) {
    Optional<Reason> no = refusal(f.offerId(), OfferState.Act.WITHDRAW);
    if (no.isPresent()) {
      return c.no(no.get());
    }
    no = c.authority.mayActForLender(c.state.offerOf(f.offerId()).offer().lender());
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
    String answers = c.state.offerOf(f.offerId()).offer().answersRequestId();
    RequestCoverage answered = answers == null ? null : c.state.request(answers);
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
    c.state.apply(new Change.OfferPut(c.state.offerOf(offerId).offer().ended(how)));
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    if (how == Offer.End.WITHDRAWN) {
      moveToAlikeOffers(offerId, opened, freed);
    }
    for (Dispatch d : c.state.dispatchesOfOffer(offerId)) {
      if (d.state().allows(Act.CANCEL)) {
        c.giveUp(d, reason, freed);
        opened.add(d.requestId());
      }
    }
    if (c.state.register().hasWaivers()) {
      // A waived rule admits this lender's other offers only when no offer is left that the rule
      // admits.
      freed.addAll(c.freeOffersOf(c.state.offerOf(offerId).offer().lender()));
    }
    c.matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    GapNotices.after(c, opened);
    return c.accepted(offerId);
  }

  /**
   * The same people may have been offered twice: the other offer takes over the promises of the
   * withdrawn one, in both directions. Promises go first.
   */
  private void moveToAlikeOffers(String offerId, Set<String> opened, Set<String> freed) {
    Offer withdrawn = c.state.offerOf(offerId).offer();
    List<Dispatch> live = new ArrayList<>(c.state.dispatchesOfOffer(offerId));
    live.removeIf(d -> !d.state().isLive());
    if (live.isEmpty()) {
      return;
    }
    live.sort(Comparator.comparing(d -> d.state() == DispatchState.PROPOSED));
    List<String> alike =
        c.state.network().offersOf(withdrawn.lender()).stream()
            .filter(id -> isAlike(c.state.offerOf(id).offer(), withdrawn))
            .toList();
    for (Dispatch d : live) {
      for (String id : alike) {
        OfferUse twin = c.state.offerOf(id);
        if (suits(twin.offer(), d)) {
          cancelProposalsFor(twin, d, opened, freed);
          if (daysShort(c.state.offerOf(id), d).isEmpty()) {
            c.put(d.movedToOffer(id, c.sequence, c.state.clock()));
            break;
          }
        }
      }
    }
  }

  private static boolean isAlike(Offer other, Offer withdrawn) {
    return !other.ended() && other.looksLike(withdrawn);
  }

  /** Whether a dispatch can be of this offer, apart from free persons. */
  private boolean suits(Offer o, Dispatch d) {
    Request request = c.request(d.requestId());
    Dispatch moved = d.movedToOffer(o.id(), c.sequence, c.state.clock());
    long amended = request.amendedSequence();
    Period away = d.blocks().orElse(null);
    return away != null
        && o.taskTypes().contains(d.taskType())
        && o.qualifications().containsAll(request.qualifications())
        && o.isFor(d.disasterId())
        && o.period().contains(away.first())
        && o.period().contains(away.last())
        // A refusal that an amendment cleared must not apply again because of this change.
        && moved.refusedSince(amended) == d.refusedSince(amended);
  }

  /** Proposals of the other offer give way to a promise, if that makes room. */
  private void cancelProposalsFor(
      OfferUse twin, Dispatch d, Set<String> opened, Set<String> freed) {
    List<Dispatch> proposals =
        c.state.dispatchesOfOffer(twin.offer().id()).stream()
            .filter(other -> other.state() == DispatchState.PROPOSED)
            .toList();
    List<LocalDate> taken = daysShort(twin, d);
    if (d.state() == DispatchState.PROPOSED
        || taken.stream().anyMatch(day -> freeWithout(twin, proposals, day) < d.headCount())) {
      return;
    }
    for (Dispatch other : proposals) {
      if (daysShort(c.state.offerOf(twin.offer().id()), d).stream()
          .anyMatch(day -> isAwayOrResting(other, day))) {
        c.giveUp(other, RefusalReason.STAFF_STAY, freed);
        opened.add(other.requestId());
      }
    }
  }

  private static int freeWithout(OfferUse twin, List<Dispatch> proposals, LocalDate day) {
    int free = twin.freeOn(day.toEpochDay());
    for (Dispatch other : proposals) {
      free += isAwayOrResting(other, day) ? other.headCount() : 0;
    }
    return free;
  }

  /** Days of a dispatch, away or at rest, on which an offer has too few free persons. */
  private static List<LocalDate> daysShort(OfferUse offer, Dispatch d) {
    return Stream.of(d.blocks(), d.rests())
        .flatMap(Optional::stream)
        .flatMap(p -> p.first().datesUntil(p.last().plusDays(1)))
        .filter(offer.offer().period()::contains)
        .filter(day -> offer.freeOn(day.toEpochDay()) < d.headCount())
        .toList();
  }

  private static boolean isAwayOrResting(Dispatch d, LocalDate day) {
    return d.blocks().filter(p -> p.contains(day)).isPresent()
        || d.rests().filter(p -> p.contains(day)).isPresent();
  }

  private Optional<Reason> refusal(String id, OfferState.Act act) {
    OfferUse book = c.state.offer(id);
    if (book == null) {
      return Optional.of(Reason.unknown(RejectionCode.UNKNOWN_OFFER, id, id));
    }
    OfferState state = book.state(c.state.today());
    return state.allows(act)
        ? Optional.empty()
        : Optional.of(
            Reason.state(
                state == OfferState.COMMITTED
                    ? RejectionCode.OFFER_PROMISED
                    : RejectionCode.OFFER_OVER,
                id,
                state,
                act));
  }
}
