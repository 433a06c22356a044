package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.codes.OfferState;
import kizuna.codes.RefusalReason;
import kizuna.facts.Fact;
import kizuna.facts.StaffOffered;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;

/** What is offered, withdrawn and turned away. */
final class NaiveOffers {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveOffers(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case STAFF_OFFERED -> {
        StaffOffered o = f.getStaffOffered();
        if (books.offers.containsKey(o.getOfferId())
            || books.left.contains(o.getOfferId())
            || books.isEnded(o.getDisasterId())
            || !books.lenders().contains(o.getLender())
            || (o.getDisasterId() != null
                && !books.disasters.containsKey(books.known(o.getDisasterId())))
            || (o.getAnswersRequestId() != null
                && !books.requests.containsKey(o.getAnswersRequestId()))
            || o.getLastDay().isBefore(books.today())
            || offeredTwice(o)
            || !model.authority.actsForLender(f, o.getLender())) {
          yield false;
        }
        books.offers.put(
            o.getOfferId(),
            new Offer(
                o.getDisasterId() == null
                    ? o
                    : StaffOffered.newBuilder(o)
                        .setDisasterId(books.known(o.getDisasterId()))
                        .build()));
        yield true;
      }
      case OFFER_WITHDRAWN -> {
        Offer o = books.offers.get(f.getOfferWithdrawn().getOfferId());
        if (o == null
            || o.ended != null
            || !model.authority.actsForLender(f, o.terms.getLender())) {
          yield false;
        }
        o.ended = OfferState.WITHDRAWN;
        moveToAlikeOffers(o);
        books.cancel(books.drawnOn(o), f.getOfferWithdrawn().getReason());
        yield true;
      }
      case OFFER_REJECTED -> {
        Offer o = books.offers.get(f.getOfferRejected().getOfferId());
        if (o == null
            || !List.of(OfferState.AVAILABLE, OfferState.HELD).contains(model.use.offerState(o))
            || !model.authority.turnsAway(f, o)) {
          yield false;
        }
        o.ended = OfferState.REJECTED;
        books.cancel(books.drawnOn(o), f.getOfferRejected().getReason());
        yield true;
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  private boolean offeredTwice(StaffOffered o) {
    Integer limit = model.use.limit(o.getLender(), null);
    return limit != null
        && new Days(o.getFirstDay(), o.getLastDay())
            .each().stream()
                .anyMatch(
                    day ->
                        books.offers.values().stream()
                                    .filter(x -> x.terms.getLender().equals(o.getLender()))
                                    .filter(x -> x.ended == null && x.has(day))
                                    .mapToInt(x -> x.terms.getHeadCount())
                                    .sum()
                                + o.getHeadCount()
                            > limit);
  }

  /** The same people offered twice: the other offer carries what was promised of this one. */
  private void moveToAlikeOffers(Offer o) {
    List<Dispatch> live = new ArrayList<>(byRequest(books.drawnOn(o)));
    live.removeIf(d -> !d.isLive());
    live.sort(Comparator.comparing(d -> d.is(DispatchState.PROPOSED)));
    for (Dispatch d : live) {
      books.offers.values().stream()
          .filter(twin -> looksLike(twin, o) && suits(twin, d))
          .sorted(Comparator.comparing(Offer::id))
          .filter(
              twin -> {
                cancelProposalsFor(twin, d);
                return tooFew(twin, d).isEmpty();
              })
          .findFirst()
          .ifPresent(
              twin -> {
                o.dispatches.remove(d);
                twin.dispatches.add(d);
                d.offer = twin;
                books.changed(d);
              });
    }
  }

  private static List<Dispatch> byRequest(List<Dispatch> some) {
    return some.stream()
        .sorted(
            Comparator.comparing((Dispatch d) -> d.request.id())
                .thenComparing(d -> d.request.dispatches.indexOf(d)))
        .toList();
  }

  private static boolean looksLike(Offer twin, Offer o) {
    String one = twin.terms.getDisasterId();
    String other = o.terms.getDisasterId();
    return twin != o
        && twin.ended == null
        && twin.terms.getLender().equals(o.terms.getLender())
        && twin.terms.getHeadCount() == o.terms.getHeadCount()
        && new Days(twin.terms.getFirstDay(), twin.terms.getLastDay())
            .meets(new Days(o.terms.getFirstDay(), o.terms.getLastDay()))
        && !Collections.disjoint(twin.terms.getTaskTypes(), o.terms.getTaskTypes())
        && (one == null || other == null || one.equals(other));
  }

  private boolean suits(Offer twin, Dispatch d) {
    Set<LocalDate> away = books.days(d, d::awayOn);
    return !away.isEmpty()
        && away.stream().allMatch(twin::has)
        && twin.terms.getTaskTypes().contains(d.task)
        && twin.terms.getQualifications().containsAll(d.request.asked.getQualifications())
        && (twin.terms.getDisasterId() == null || twin.terms.getDisasterId().equals(d.disaster))
        && (!model.eligibility.saysNo(d) || d.changedBy > d.request.amendedAt);
  }

  private void cancelProposalsFor(Offer twin, Dispatch d) {
    List<Dispatch> proposals = new ArrayList<>(byRequest(books.drawnOn(twin)));
    proposals.removeIf(other -> !other.is(DispatchState.PROPOSED));
    boolean inVain =
        tooFew(twin, d).stream()
            .anyMatch(
                day ->
                    model.use.free(twin, day)
                            + books.sum(proposals, p -> p.awayOn(day) || p.restsOn(day))
                        < d.head);
    if (d.is(DispatchState.PROPOSED) || inVain) {
      return;
    }
    for (Dispatch other : proposals) {
      if (tooFew(twin, d).stream().anyMatch(day -> other.awayOn(day) || other.restsOn(day))) {
        books.to(other, DispatchState.CANCELLED, RefusalReason.STAFF_STAY);
      }
    }
  }

  private List<LocalDate> tooFew(Offer twin, Dispatch d) {
    return books.days(d, day -> d.awayOn(day) || d.restsOn(day)).stream()
        .filter(day -> twin.has(day) && model.use.free(twin, day) < d.head)
        .toList();
  }
}
