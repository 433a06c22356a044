package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.codes.CounterpartRole;
import kizuna.facts.Municipality;
import kizuna.streams.guarantees.NaiveEligibility.Look;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import kizuna.streams.guarantees.NaiveRecords.Signed;
import org.jspecify.annotations.Nullable;

/** Of all who fit, who is asked first. */
final class NaiveRanking {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveRanking(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  List<Signed> inOrder(List<Signed> some, Request r, String lender) {
    return some.stream()
        .sorted(
            Comparator.comparing((Signed a) -> !confirmed(a, lender, r))
                .thenComparing(a -> !a.terms.getReceivers().contains(r.asked.getReceiver()))
                .thenComparing(a -> a.terms.getValidFrom(), Comparator.reverseOrder())
                .thenComparing(a -> a.terms.getAgreementId()))
        .toList();
  }

  private boolean confirmed(Signed a, String lender, Request r) {
    return Stream.of(lender, r.asked.getReceiver())
        .allMatch(code -> !books.today().isAfter(a.confirmed.getOrDefault(code, LocalDate.MIN)));
  }

  List<Offer> drawnFirst(List<Offer> some, Request r) {
    return some.stream()
        .sorted(
            Comparator.comparing(
                    (Offer o) ->
                        o.terms.getAnswersRequestId() == null
                            ? 1
                            : o.terms.getAnswersRequestId().equals(r.id()) ? 0 : 2)
                .thenComparing(o -> o.terms.getDisasterId() == null)
                .thenComparing(o -> o.terms.getQualifications().size())
                .thenComparing(o -> o.terms.getTaskTypes().size())
                .thenComparing(o -> o.terms.getLastDay())
                .thenComparing(Offer::id))
        .toList();
  }

  /** Who fits, the first asked first. */
  List<Look> ranked(Request r) {
    Map<Look, List<Comparable<?>>> terms = new HashMap<>();
    List<Look> fitting = new ArrayList<>();
    for (String lender : books.lenders()) {
      Look look = model.eligibility.look(r, lender, false);
      if (look.fits()) {
        Signed best = look.agreements().get(0);
        Optional<CounterpartRole> role =
            Optional.ofNullable(
                books.counterparts.get(
                    List.of(r.asked.getDisasterId(), r.asked.getReceiver(), lender)));
        boolean there =
            books
                .dispatches()
                .anyMatch(
                    d ->
                        !d.isVoid()
                            && d.lender().equals(lender)
                            && d.request.asked.getReceiver().equals(r.asked.getReceiver())
                            && d.disaster.equals(r.asked.getDisasterId()));
        fitting.add(look);
        terms.put(
            look,
            List.of(
                !model.coordination.pins(r, lender),
                !confirmed(best, lender, r),
                !best.terms.getReceivers().contains(r.asked.getReceiver()),
                !role.equals(Optional.of(CounterpartRole.LEAD)),
                !(role.isPresent() || there),
                model.use.load(lender),
                km(lender, r.asked.getReceiver()),
                lender));
      }
    }
    fitting.sort((a, b) -> compare(terms.get(a), terms.get(b)));
    return fitting;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(
      @Nullable List<Comparable<?>> some, @Nullable List<Comparable<?>> others) {
    for (int i = 0; i < Objects.requireNonNull(some).size(); i++) {
      int order = ((Comparable) some.get(i)).compareTo(Objects.requireNonNull(others).get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private long km(String from, String to) {
    Municipality a = books.places.get(from);
    Municipality b = books.places.get(to);
    if (a == null || b == null) {
      return 99_999;
    }
    double dLat = Math.toRadians(b.getLatitude() - a.getLatitude());
    double dLon = Math.toRadians(b.getLongitude() - a.getLongitude());
    double h =
        Math.pow(Math.sin(dLat / 2), 2)
            + Math.cos(Math.toRadians(a.getLatitude()))
                * Math.cos(Math.toRadians(b.getLatitude()))
                * Math.pow(Math.sin(dLon / 2), 2);
    return Math.round(2 * 6371 * Math.asin(Math.sqrt(h)));
  }
}
