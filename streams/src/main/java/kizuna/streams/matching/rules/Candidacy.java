package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Books.AgreementUse;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.Draft;
import kizuna.streams.books.HazardType;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.Request;
import kizuna.streams.books.RequestBook;

/**
 * One lender looked at for one request: what is left of its agreements and offers as the rules go
 * through them.
 */
public final class Candidacy {

  /**
   * Days from the first to the last on which so many persons can go.
   *
   * @param offerId where they come from
   */
  public record Tour(
      Agreement agreement, String offerId, int headCount, LocalDate firstDay, LocalDate lastDay) {}

  private final Draft books;
  private final String requestId;
  private final String lender;
  private final HazardType hazard;
  private List<Agreement> agreements;
  private List<OfferBook> offers;
  private RequestBook book;
  private boolean ruledOut;

  private Candidacy(Draft books, Request request, Disaster disaster, String lender) {
    this.books = books;
    this.requestId = request.id();
    this.book = books.requestOf(requestId);
    this.lender = lender;
    this.hazard = disaster.hazard();
    this.agreements = List.of();
    this.offers = List.of();
  }

  /** A lender about to be looked at. */
  public static Candidacy of(Draft books, Request request, Disaster disaster, String lender) {
    Candidacy c = new Candidacy(books, request, disaster, lender);
    List<Agreement> binding = new ArrayList<>();
    for (Agreement a : books.register().agreementsFor(request.receiver())) {
      if (a.binds(lender)) {
        binding.add(a);
      }
    }
    c.agreements = binding;
    c.offers = books.freeOffers(lender);
    return c;
  }

  /**
   * Asks every rule in order; empty if the lender fits. Afterwards agreements stand in the order in
   * which they apply.
   */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (EligibilityRule rule : RULES) {
      Optional<Finding> finding = rule.check(this);
      if (finding.isPresent()) {
        findings.add(finding.get());
        ruledOut = true;
      }
    }
    if (agreements.size() > 1) {
      agreements.sort(whichAgreementApplies());
    }
    return findings;
  }

  private static final EligibilityRule[] RULES = EligibilityRule.values();

  /**
   * Of several agreements the confirmed one applies, then the one that names the receiver, the
   * younger one, the id.
   */
  private Comparator<Agreement> whichAgreementApplies() {
    String receiver = request().receiver();
    LocalDate today = books.today();
    return Comparator.comparing(
            (Agreement a) -> a.planConfirmed(lender, receiver, today), Comparator.reverseOrder())
        .thenComparing(a -> a.isOwnPartner(receiver), Comparator.reverseOrder())
        .thenComparing(Agreement::validFrom, Comparator.reverseOrder())
        .thenComparing(Agreement::id);
  }

  Draft books() {
    return books;
  }

  public String lender() {
    return lender;
  }

  HazardType hazard() {
    return hazard;
  }

  RequestBook book() {
    return book;
  }

  Request request() {
    return book.request();
  }

  /** The terms of its rank; call when it fits. */
  public Rank rank() {
    Request request = request();
    Agreement best = agreements.get(0);
    return new Rank(
        best.planConfirmed(lender, request.receiver(), books.today()),
        best.isOwnPartner(request.receiver()),
        books.isCounterpart(lender, request.receiver(), request.disasterId()),
        books.personDays(lender),
        books.register().distanceKm(lender, request.receiver()),
        lender);
  }

  /** The agreement that applies, where one is left. */
  public Optional<Agreement> agreement() {
    return agreements.isEmpty() ? Optional.empty() : Optional.of(agreements.get(0));
  }

  /**
   * The next tour that this lender can take over, from the earliest open day on; empty when nothing
   * more fits.
   */
  public Optional<Tour> nextTour() {
    book = books.requestOf(requestId);
    for (Agreement agreement : agreements) {
      for (OfferBook offer : offers) {
        Optional<Tour> tour = tour(agreement, offer.offer().id());
        if (tour.isPresent()) {
          return tour;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Tour> tour(Agreement agreement, String offerId) {
    OfferBook offer = books.offerOf(offerId);
    long last = lastDay(agreement, offer);
    for (long day = firstDay(agreement, offer); day <= last; day++) {
      int headCount = room(offer, agreement, day);
      if (headCount > 0) {
        long end = day;
        long longest = day + longestTourDays(agreement) - 1;
        while (end < Math.min(last, longest) && room(offer, agreement, end + 1) >= headCount) {
          end++;
        }
        return Optional.of(
            new Tour(
                agreement,
                offerId,
                headCount,
                LocalDate.ofEpochDay(day),
                LocalDate.ofEpochDay(end)));
      }
    }
    return Optional.empty();
  }

  private int longestTourDays(Agreement agreement) {
    Integer limit = agreement.longestTourDays();
    int asked = request().tourDays();
    return limit == null ? asked : Math.min(limit, asked);
  }

  boolean anyPlace() {
    if (agreements.isEmpty() || offers.isEmpty()) {
      // Where an earlier rule left nothing, this one has nothing to add; where there was nothing
      // free at all, it speaks.
      return ruledOut;
    }
    for (Agreement agreement : agreements) {
      for (OfferBook offer : offers) {
        long last = lastDay(agreement, offer);
        for (long day = firstDay(agreement, offer); day <= last; day++) {
          if (room(offer, agreement, day) > 0) {
            return true;
          }
        }
      }
    }
    return ruledOut;
  }

  private int room(OfferBook offer, Agreement agreement, long day) {
    int room = Math.min(book.openOn(day), offer.freeOn(day));
    return room <= 0 || agreement.headCountLimit() == null
        ? room
        : Math.min(room, agreementLeft(agreement, day));
  }

  private long firstDay(Agreement agreement, OfferBook offer) {
    return Math.max(
        Math.max(
            request().period().first().toEpochDay(), offer.offer().period().first().toEpochDay()),
        Math.max(agreement.validFrom().toEpochDay(), books.today().toEpochDay()));
  }

  private long lastDay(Agreement agreement, OfferBook offer) {
    return Math.min(
        Math.min(
            request().period().last().toEpochDay(), offer.offer().period().last().toEpochDay()),
        agreement.validTo().toEpochDay());
  }

  int agreementLeft(Agreement agreement, long day) {
    Integer limit = agreement.headCountLimit();
    return limit == null
        ? Integer.MAX_VALUE
        : limit
            - books.agreementUse(
                new AgreementUse(agreement.id(), lender, request().receiver()), day);
  }

  boolean anyOpenDay(LongPredicate condition) {
    long last = book.request().period().last().toEpochDay();
    for (long day =
            Math.max(books.today().toEpochDay(), book.request().period().first().toEpochDay());
        day <= last;
        day++) {
      if (book.openOn(day) > 0 && condition.test(day)) {
        return true;
      }
    }
    return false;
  }

  boolean refused(String offerId) {
    for (String id : book.dispatchIds()) {
      Dispatch d = books.dispatchOf(id);
      if (d.offerId().equals(offerId) && d.refusedSince(book.request().amendedSequence())) {
        return true;
      }
    }
    return false;
  }

  Optional<Finding> narrowAgreements(
      EligibilityRule rule,
      Predicate<Agreement> fits,
      Supplier<String> expected,
      Function<Agreement, String> actual) {
    if (agreements.isEmpty()) {
      return rule == EligibilityRule.AGREEMENT_IN_FORCE
          ? Optional.of(new Finding(rule, expected.get(), "none"))
          : Optional.empty();
    }
    List<Agreement> left = new ArrayList<>(agreements.size());
    for (Agreement agreement : agreements) {
      if (fits.test(agreement)) {
        left.add(agreement);
      }
    }
    Agreement nearest = agreements.get(0);
    agreements = left;
    return left.isEmpty()
        ? Optional.of(new Finding(rule, expected.get(), actual.apply(nearest)))
        : Optional.empty();
  }

  Optional<Finding> narrowOffers(
      EligibilityRule rule,
      Predicate<OfferBook> fits,
      Supplier<String> expected,
      Function<OfferBook, String> actual) {
    if (offers.isEmpty()) {
      return Optional.empty();
    }
    List<OfferBook> left = new ArrayList<>(offers.size());
    for (OfferBook offer : offers) {
      if (fits.test(offer)) {
        left.add(offer);
      }
    }
    OfferBook nearest = offers.get(0);
    offers = left;
    return left.isEmpty()
        ? Optional.of(new Finding(rule, expected.get(), actual.apply(nearest)))
        : Optional.empty();
  }
}
