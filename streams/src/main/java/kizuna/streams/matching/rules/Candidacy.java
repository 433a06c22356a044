package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.DailyLimitUse;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;

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

  private static final EligibilityRule[] RULES = EligibilityRule.values();

  private final StagedState books;
  private final String requestId;
  private final String lender;
  private final HazardType hazard;
  private final int restDays;
  private final Set<EligibilityRule> waived = EnumSet.noneOf(EligibilityRule.class);
  private final Set<String> overrides = new TreeSet<>();
  private List<Agreement> agreements;
  private List<OfferUse> offers;
  private RequestCoverage book;
  private boolean spoken;

  private Candidacy(
      StagedState books, Request request, Disaster disaster, String lender, List<OfferUse> offers) {
    this.books = books;
    this.requestId = request.id();
    this.book = books.requestOf(requestId);
    this.lender = lender;
    this.hazard = disaster.hazard();
    this.restDays = books.register().limits(lender).restDays();
    this.offers = offers;
    this.agreements =
        new ArrayList<>(books.register().agreementsBetween(request.receiver(), lender));
  }

  /** A lender about to be looked at, with the offers of which somebody is free. */
  public static Candidacy of(StagedState books, Request request, Disaster disaster, String lender) {
    return new Candidacy(books, request, disaster, lender, books.freeOffers(lender));
  }

  /** The same with the offers of which something is only proposed, and so may be moved. */
  public static Candidacy ofMovable(
      StagedState books, Request request, Disaster disaster, String lender) {
    return ofMovable(
        books, request, disaster, lender, books.movableOffers(lender, request.taskType()));
  }

  /** The same where these offers are known. */
  public static Candidacy ofMovable(
      StagedState books, Request request, Disaster disaster, String lender, List<OfferUse> offers) {
    return new Candidacy(books, request, disaster, lender, offers);
  }

  /**
   * Asks every rule in order; empty if the lender fits. Afterwards agreements and offers stand in
   * the order in which they apply.
   */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    waiveLimits();
    for (EligibilityRule rule : RULES) {
      ask(rule).ifPresent(findings::add);
    }
    sortWhatIsLeft();
    return findings;
  }

  /**
   * Whether it would fit if enough were free: asks every rule but those about what is used up.
   * Afterwards agreements stand in the order in which they apply.
   */
  public boolean fitsButForCapacity() {
    waiveLimits();
    for (EligibilityRule rule : RULES) {
      if (!rule.isAboutCapacity() && ask(rule).isPresent()) {
        return false;
      }
    }
    sortWhatIsLeft();
    return !offers.isEmpty();
  }

  private Optional<Finding> ask(EligibilityRule rule) {
    List<Agreement> agreementsBefore = agreements;
    List<OfferUse> offersBefore = offers;
    Optional<Finding> finding = rule.check(this);
    if (finding.isEmpty()) {
      return finding;
    }
    // Where nobody signed anything there is nothing to set the rule aside for.
    boolean nothing = rule == EligibilityRule.AGREEMENT_IN_FORCE && agreementsBefore.isEmpty();
    Optional<String> waiver = nothing ? Optional.empty() : waiver(rule);
    if (waiver.isPresent()) {
      agreements = agreementsBefore;
      offers = offersBefore;
      waived.add(rule);
      overrides.add(waiver.get());
      return Optional.empty();
    }
    spoken = true;
    return finding;
  }

  /**
   * A waived limit does not count on any day, also where it would leave somebody; whether it would
   * have spoken is seen with each tour.
   */
  private void waiveLimits() {
    if (books.register().overridesFor(requestId).isEmpty()) {
      return;
    }
    for (EligibilityRule rule : RULES) {
      if (rule.isAboutCapacity() && waiver(rule).isPresent()) {
        waived.add(rule);
      }
    }
  }

  private Optional<String> waiver(EligibilityRule rule) {
    for (OverrideDecision o : books.register().overridesFor(requestId)) {
      if (o.waives(lender).filter(rule.name()::equals).isPresent()) {
        return Optional.of(o.id());
      }
    }
    return Optional.empty();
  }

  private void sortWhatIsLeft() {
    if (agreements.size() > 1) {
      agreements.sort(AgreementChoice.all(lender, request().receiver(), books.today()));
    }
    if (offers.size() > 1) {
      offers.sort(Comparator.comparing(OfferUse::offer, OfferChoice.all(request())));
    }
  }

  StagedState books() {
    return books;
  }

  public String lender() {
    return lender;
  }

  HazardType hazard() {
    return hazard;
  }

  Request request() {
    return book.request();
  }

  /** Whether an earlier rule has ruled the lender out. */
  boolean hasSpoken() {
    return spoken;
  }

  /** Ids of the overrides that spoke for or against it. */
  public List<String> overrides() {
    return List.copyOf(overrides);
  }

  /** The override without which this tour, not yet promised, could not be, where there is one. */
  public Optional<String> waivedFor(Tour tour) {
    for (EligibilityRule rule : List.copyOf(waived)) {
      Optional<String> id = waiver(rule);
      if (id.isPresent() && (!rule.isAboutCapacity() || binds(rule, tour))) {
        overrides.add(id.get());
        return id;
      }
    }
    return Optional.empty();
  }

  /** Whether fewer could go if this limit counted. */
  private boolean binds(EligibilityRule limit, Tour tour) {
    waived.remove(limit);
    int room =
        room(
            books.offerOf(tour.offerId()),
            tour.agreement(),
            tour.firstDay().toEpochDay(),
            tour.lastDay().toEpochDay());
    waived.add(limit);
    return room < tour.headCount();
  }

  /** The override that forbids it. */
  Optional<String> forbiddenBy() {
    Optional<String> id = overrideOf(OverrideDecision.Kind.FORBID);
    id.ifPresent(overrides::add);
    return id;
  }

  private Optional<String> overrideOf(OverrideDecision.Kind kind) {
    for (OverrideDecision o : books.register().overridesFor(requestId)) {
      if (o.is(kind, lender)) {
        return Optional.of(o.id());
      }
    }
    return Optional.empty();
  }

  /** The terms of its rank; call when it fits. */
  public Rank rank() {
    Request request = request();
    Agreement best = agreements.get(0);
    Optional<CounterpartRole> role =
        books.register().counterpart(request.disasterId(), request.receiver(), lender);
    Optional<String> pin = overrideOf(OverrideDecision.Kind.PIN);
    pin.ifPresent(overrides::add);
    return new Rank(
        pin.isPresent(),
        best.planConfirmed(lender, request.receiver(), books.today()),
        best.isOwnPartner(request.receiver()),
        role.filter(r -> r == CounterpartRole.LEAD).isPresent(),
        role.isPresent() || books.isCounterpart(lender, request.receiver(), request.disasterId()),
        books.personDays(lender),
        books.register().distanceKm(lender, request.receiver()),
        lender);
  }

  /** The agreement that applies, where one is left. */
  public Optional<Agreement> agreement() {
    return agreements.isEmpty() ? Optional.empty() : Optional.of(agreements.get(0));
  }

  /** Offers that are left, and so could be drawn on. */
  public boolean has(String offerId) {
    for (OfferUse offer : offers) {
      if (offer.offer().id().equals(offerId)) {
        return true;
      }
    }
    return false;
  }

  /** Number of the offers that are left. */
  public int offerCount() {
    return offers.size();
  }

  /**
   * The next tour that this lender can take over, from the earliest open day on; empty when nothing
   * more fits.
   */
  public Optional<Tour> nextTour() {
    book = books.requestOf(requestId);
    for (Agreement agreement : agreements) {
      for (OfferUse offer : offers) {
        Optional<Tour> tour = tour(agreement, books.offerOf(offer.offer().id()));
        if (tour.isPresent()) {
          return tour;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * In layers: from the earliest open day on the longest tour that anybody can go on, for as many
   * as all of its days have room for. Where the need falls, these stay, and only the others, who
   * come next, go home.
   */
  private Optional<Tour> tour(Agreement agreement, OfferUse offer) {
    long last = lastDay(agreement, offer);
    for (long day = firstDay(agreement, offer); day <= last; day++) {
      if (room(offer, agreement, day, day) > 0) {
        long end =
            longestEnd(offer, agreement, day, Math.min(last, day + longestWorkDays(agreement) - 1));
        return Optional.of(
            new Tour(
                agreement,
                offer.offer().id(),
                room(offer, agreement, day, end),
                LocalDate.ofEpochDay(day),
                LocalDate.ofEpochDay(end)));
      }
    }
    return Optional.empty();
  }

  /** The last day until which anybody can stay who begins on the first. */
  private long longestEnd(OfferUse offer, Agreement agreement, long first, long latest) {
    long end = first;
    while (end < latest && roomFrom(offer, agreement, first, end + 1) > 0) {
      end++;
    }
    return end;
  }

  /** A tour of so many persons on exactly these days from exactly this offer, if there is room. */
  public Optional<Tour> exactTour(String offerId, int headCount, Period days) {
    book = books.requestOf(requestId);
    OfferUse offer = books.offerOf(offerId);
    for (Agreement agreement : agreements) {
      long first = days.first().toEpochDay();
      long last = days.last().toEpochDay();
      if (first >= firstDay(agreement, offer)
          && last <= lastDay(agreement, offer)
          && days.days() <= longestWorkDays(agreement)
          && room(offer, agreement, first, last) >= headCount) {
        return Optional.of(new Tour(agreement, offerId, headCount, days.first(), days.last()));
      }
    }
    return Optional.empty();
  }

  /** Persons who could go from this offer on this day, if only for that day, were they needed. */
  public int freeOn(String offerId, LocalDate day) {
    OfferUse offer = books.offerOf(offerId);
    long d = day.toEpochDay();
    int most = 0;
    for (Agreement agreement : agreements) {
      if (d >= firstDay(agreement, offer) && d <= lastDay(agreement, offer)) {
        int left = agreementLeft(agreement, d);
        most = Math.max(most, Math.min(left, free(offer, agreement, d, d, restInForce())));
      }
    }
    return most;
  }

  /** Days on which one of the offers could send somebody, were it not promised. */
  public record Reach(Candidacy candidacy, String offerId, long firstDay, long lastDay) {

    public boolean includes(LocalDate day) {
      long d = day.toEpochDay();
      return d >= firstDay && d <= lastDay;
    }
  }

  /** How far the offers reach that are left, in the order in which they are drawn on. */
  public List<Reach> reaches() {
    List<Reach> reaches = new ArrayList<>();
    for (OfferUse offer : offers) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (Agreement agreement : agreements) {
        first = Math.min(first, firstDay(agreement, offer));
        last = Math.max(last, lastDay(agreement, offer));
      }
      if (first <= last) {
        reaches.add(new Reach(this, offer.offer().id(), first, last));
      }
    }
    return reaches;
  }

  int longestTourDays(Agreement agreement) {
    Integer limit = agreement.longestTourDays();
    int asked = request().tourDays();
    return limit == null ? asked : Math.min(limit, asked);
  }

  /** Travel counts in the tour. */
  int longestWorkDays(Agreement agreement) {
    return longestTourDays(agreement) - 2 * agreement.travelDays();
  }

  /** One day of work and the journeys, by the agreement with the shortest. */
  int shortestTourDays() {
    int shortest = Integer.MAX_VALUE;
    for (Agreement agreement : agreements) {
      shortest = Math.min(shortest, 1 + 2 * agreement.travelDays());
    }
    return shortest;
  }

  int restDays() {
    return restDays;
  }

  boolean anyPlace() {
    return anyPlace(this::room);
  }

  boolean anyPlaceWithoutRest() {
    return anyPlace((offer, agreement, first, last) -> room(offer, agreement, first, last, false));
  }

  private interface Room {
    int of(OfferUse offer, Agreement agreement, long first, long last);
  }

  private boolean anyPlace(Room room) {
    for (Agreement agreement : agreements) {
      for (OfferUse offer : offers) {
        long last = lastDay(agreement, offer);
        for (long day = firstDay(agreement, offer); day <= last; day++) {
          if (room.of(offer, agreement, day, day) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** What is free for one more day of a tour that has room until the day before. */
  private int roomFrom(OfferUse offer, Agreement agreement, long first, long last) {
    return agreement.travelDays() == 0 && restDays == 0
        ? room(offer, agreement, last, last)
        : room(offer, agreement, first, last);
  }

  private int room(OfferUse offer, Agreement agreement, long first, long last) {
    return room(offer, agreement, first, last, restInForce());
  }

  private boolean restInForce() {
    return !waived.contains(EligibilityRule.STAFF_RESTED);
  }

  /** The least of what is open, free, and left by each limit, over the days at work and away. */
  private int room(OfferUse offer, Agreement agreement, long first, long last, boolean resting) {
    int room = Integer.MAX_VALUE;
    for (long day = first; day <= last && room > 0; day++) {
      room = Math.min(room, book.openOn(day));
      if (agreement.headCountLimit() != null) {
        room = Math.min(room, agreementLeft(agreement, day));
      }
    }
    return room <= 0 ? 0 : Math.min(room, free(offer, agreement, first, last, resting));
  }

  /** The least of what is free over the days away, and over those of rest behind them. */
  private int free(OfferUse offer, Agreement agreement, long first, long last, boolean resting) {
    int free = Integer.MAX_VALUE;
    long home = last + agreement.travelDays();
    boolean limitsHeads =
        !waived.contains(EligibilityRule.LENDER_LIMIT_LEFT)
            && books.register().limits(lender).limitsHeads();
    // Whoever rests after this tour must not be promised to a later one that was planned before.
    long until =
        Math.min(resting ? home + restDays : home, offer.offer().period().last().toEpochDay());
    for (long day = first - agreement.travelDays(); day <= until && free > 0; day++) {
      free = Math.min(free, resting ? offer.freeOn(day) : offer.freeOrRestingOn(day));
      if (limitsHeads && day <= home) {
        free = Math.min(free, lenderLeft(day));
      }
    }
    return Math.max(0, free);
  }

  private long firstDay(Agreement agreement, OfferUse offer) {
    LocalDate leave =
        offer.offer().period().first().isBefore(books.today())
            ? books.today()
            : offer.offer().period().first();
    long first =
        Math.max(
            request().period().first().toEpochDay(), leave.toEpochDay() + agreement.travelDays());
    return waived.contains(EligibilityRule.AGREEMENT_IN_FORCE)
        ? first
        : Math.max(first, agreement.validFrom().toEpochDay());
  }

  private long lastDay(Agreement agreement, OfferUse offer) {
    long last =
        Math.min(
            request().period().last().toEpochDay(),
            offer.offer().period().last().toEpochDay() - agreement.travelDays());
    return waived.contains(EligibilityRule.AGREEMENT_IN_FORCE)
        ? last
        : Math.min(last, agreement.validTo().toEpochDay());
  }

  int agreementLeft(Agreement agreement, long day) {
    Integer limit = agreement.headCountLimit();
    return limit == null || waived.contains(EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT)
        ? Integer.MAX_VALUE
        : limit
            - books.used(
                new DailyLimitUse.UnderAgreement(agreement.id(), lender, request().receiver()), day);
  }

  int lenderLeft(long day) {
    LenderLimits limits = books.register().limits(lender);
    int left = Integer.MAX_VALUE;
    if (limits.all() != null) {
      left = limits.all() - books.used(new DailyLimitUse.OfLender(lender, null), day);
    }
    Integer ofTask = limits.byTask().get(request().taskType());
    if (ofTask != null) {
      left =
          Math.min(
              left, ofTask - books.used(new DailyLimitUse.OfLender(lender, request().taskType()), day));
    }
    return left;
  }

  /** The smaller of the limits that speak of this work. */
  int limitInForce(LenderLimits limits) {
    int all = limits.all() == null ? Integer.MAX_VALUE : limits.all();
    return Math.min(all, limits.byTask().getOrDefault(request().taskType(), Integer.MAX_VALUE));
  }

  /** The next days on which somebody of the offers that are left is free again. */
  public Optional<DailyCount> nextFree() {
    DailyCount next = null;
    for (OfferUse offer : offers) {
      long last = offer.offer().period().last().toEpochDay();
      long first =
          Math.max(books.today().toEpochDay(), offer.offer().period().first().toEpochDay());
      while (first <= last && offer.freeOn(first) <= 0) {
        first++;
      }
      if (first <= last && (next == null || first < next.days().first().toEpochDay())) {
        int free = offer.freeOn(first);
        long end = first;
        while (end < last && offer.freeOn(end + 1) == free) {
          end++;
        }
        next =
            new DailyCount(
                new Period(LocalDate.ofEpochDay(first), LocalDate.ofEpochDay(end)), free);
      }
    }
    return Optional.ofNullable(next);
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

  /** Whether nothing that was signed binds the lender to the receiver. */
  boolean hasNoAgreement() {
    return agreements.isEmpty();
  }

  Optional<Finding> narrowAgreements(Predicate<Agreement> fits, Function<Agreement, Finding> miss) {
    List<Agreement> left = left(agreements, fits);
    Optional<Finding> finding = nearest(agreements, left, miss);
    agreements = left;
    return finding;
  }

  Optional<Finding> narrowOffers(Predicate<OfferUse> fits, Function<OfferUse, Finding> miss) {
    List<OfferUse> left = left(offers, fits);
    Optional<Finding> finding = nearest(offers, left, miss);
    offers = left;
    return finding;
  }

  private static <T> List<T> left(List<T> all, Predicate<T> fits) {
    List<T> left = new ArrayList<>(all.size());
    for (T one : all) {
      if (fits.test(one)) {
        left.add(one);
      }
    }
    return left;
  }

  /** What is found where none is left of some. */
  private static <T> Optional<Finding> nearest(
      List<T> all, List<T> left, Function<T, Finding> miss) {
    return all.isEmpty() || !left.isEmpty()
        ? Optional.empty()
        : Optional.of(miss.apply(all.get(0)));
  }
}
