package kizuna.streams.matching;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OpenRequest;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.TaskType;

/** Effects of a change of a disaster on lenders, offers and requests. */
final class DisasterEffects {

  private final DecisionContext c;

  DisasterEffects(DecisionContext c) {
    this.c = c;
  }

  /** Restores offers that were for a disaster only, and ended with it. */
  void restoreOffers(String disasterId) {
    Set<String> stand = new TreeSet<>();
    for (OfferUse book : inOrder(c.state.network().offers(), b -> b.offer().id())) {
      if (disasterId.equals(book.offer().disasterId())
          && book.offer().end() == Offer.End.DISASTER_OVER) {
        c.state.apply(new Change.OfferPut(book.offer().ended(Offer.End.NONE)));
        stand.add(book.offer().id());
      }
    }
    c.matcher.rematch(Set.of(), stand, MatchTrigger.OFFER_CAME);
  }

  /** Notifies that struck lenders may recall promised or sent staff. */
  void recallsLikely(Set<String> struck) {
    for (String code : new TreeSet<>(struck)) {
      int away = c.state.register().isLender(code) ? personsPromised(code) : 0;
      if (away > 0) {
        c.notice(new Notice(Notice.Code.RECALL_LIKELY, code, c.report.networkId(), null, away));
      }
    }
  }

  Optional<Reason> unknown(String subject, String disasterId) {
    return c.state.register().disaster(disasterId) == null
        ? Optional.of(Reason.unknown(RejectionCode.UNKNOWN_DISASTER, subject, disasterId))
        : Optional.empty();
  }

  static <T> long count(Iterable<T> all, java.util.function.Predicate<T> which) {
    return StreamSupport.stream(all.spliterator(), false).filter(which).count();
  }

  /** By id: an order that does not change at a restart. */
  static <T> List<T> inOrder(Iterable<T> all, java.util.function.Function<T, String> id) {
    return StreamSupport.stream(all.spliterator(), false).sorted(Comparator.comparing(id)).toList();
  }

  Set<String> openFor(String disasterId) {
    Set<String> open = new TreeSet<>();
    for (String receiver : c.state.network().receiversWithOpenRequests()) {
      for (TaskType taskType : TaskType.values()) {
        c.state.network().openRequests(receiver, taskType).stream()
            .map(OpenRequest::id)
            .filter(id -> c.request(id).disasterId().equals(disasterId))
            .forEach(open::add);
      }
    }
    return open;
  }

  private int personsPromised(String lender) {
    int persons = 0;
    for (String offerId : c.state.network().offersOf(lender)) {
      for (String id : c.state.offerOf(offerId).dispatchIds()) {
        Dispatch d = c.state.dispatchOf(id);
        RequestCoverage request = c.state.requestOf(d.requestId());
        if (d.state().isLive() && !request.request().ended()) {
          persons += d.headCount();
        }
      }
    }
    return persons;
  }
}
