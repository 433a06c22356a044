package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.codes.RequestState;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;

/** What ended leaves, by a rule of the log. */
final class NaiveArchive {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveArchive(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  /** What is over for long leaves at the end of the first decision of a day. */
  void leave() {
    if (!books.newDay) {
      return;
    }
    books.newDay = false;
    Set<String> over = new HashSet<>();
    books.endedOn.forEach(
        (id, day) -> {
          if (!books.today().isBefore(day.plusDays(7))) {
            over.add(id);
          }
        });
    for (Request r : List.copyOf(books.requests.values())) {
      boolean longAgo = r.last.isBefore(books.today().minusDays(366));
      if ((longAgo || over.contains(r.asked.getDisasterId()))
          && isOver(r)
          && r.dispatches.stream().allMatch(this::isHistory)) {
        books.requests.remove(r.id());
        books.left.add(r.id());
        books.dispatches.removeAll(r.dispatches);
        books.leftDispatches.addAll(r.dispatches);
        r.dispatches.forEach(d -> books.left.add(d.id));
        books
            .overrides
            .values()
            .removeIf(o -> o.getRequestId().equals(r.id()) && books.left.add(o.getOverrideId()));
      }
    }
    for (Offer o : List.copyOf(books.offers.values())) {
      boolean longAgo = o.terms.getLastDay().isBefore(books.today().minusDays(30));
      if ((longAgo || over.contains(String.valueOf(o.terms.getDisasterId())))
          && books.drawnOn(o).isEmpty()) {
        books.offers.remove(o.id());
        books.left.add(o.id());
      }
    }
    for (String id : over) {
      if (books.requests.values().stream().noneMatch(r -> r.asked.getDisasterId().equals(id))
          && books.offers.values().stream().noneMatch(o -> id.equals(o.terms.getDisasterId()))) {
        books.disasters.remove(id);
        books.endedOn.remove(id);
        books.left.add(id);
        books.joined.forEach(
            (former, now) -> books.left.addAll(now.equals(id) ? Set.of(former) : Set.of()));
        books.joined.values().removeIf(id::equals);
        books.counterparts.keySet().removeIf(key -> key.get(0).equals(id));
      }
    }
  }

  boolean isOver(Request r) {
    return List.of(
            RequestState.CLOSED, RequestState.CANCELLED, RequestState.EXPIRED, RequestState.MERGED)
        .contains(model.coverage.state(r));
  }

  private boolean isHistory(Dispatch d) {
    if (d.isVoid()) {
      return true;
    }
    LocalDate home = (d.is(DispatchState.RETURNED) ? d.last : d.planned).plusDays(d.travel);
    return !d.isLive()
        && (home.isBefore(d.first) || home.plusDays(d.rest).isBefore(books.today()))
        && (d.offer.ended != null || d.offer.terms.getLastDay().isBefore(books.today()));
  }
}
