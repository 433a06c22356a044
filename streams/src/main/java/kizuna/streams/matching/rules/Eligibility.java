package kizuna.streams.matching.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Whether one lender fits one request: checks the rules in order, each of which narrows the
 * remaining agreements and offers of the lender.
 */
public final class Eligibility {

  private static final EligibilityRule[] RULES = EligibilityRule.values();

  private final StagedState state;
  private final String lender;
  private final HazardType hazard;
  private final Waivers waivers;
  private final CapacityCalendar calendar;
  private List<Agreement> agreements;
  private List<OfferUse> offers;
  private boolean ruledOut;
  private @Nullable Room room;

  /**
   * Whether any person can go under the remaining agreements and offers.
   *
   * @param resting whether rest counts
   */
  private record Room(boolean resting, boolean any) {}

  private Eligibility(
      StagedState state, Request request, Disaster disaster, String lender, List<OfferUse> offers) {
    this.state = state;
    this.lender = lender;
    this.hazard = disaster.hazard();
    this.waivers = new Waivers(state, request.id(), lender);
    this.calendar = new CapacityCalendar(state, request.id(), lender, waivers);
    this.offers = offers;
    this.agreements =
        new ArrayList<>(state.register().agreementsBetween(request.receiver(), lender));
  }

  /** Of a lender with its offers that have free persons. */
  public static Eligibility of(
      StagedState state, Request request, Disaster disaster, String lender) {
    return new Eligibility(state, request, disaster, lender, state.freeOffers(lender));
  }

  /** Of a lender, also with its offers that have only proposals, which can be moved. */
  public static Eligibility ofMovable(
      StagedState state, Request request, Disaster disaster, String lender) {
    return ofMovable(
        state, request, disaster, lender, state.movableOffers(lender, request.taskType()));
  }

  /** The same with given offers. */
  public static Eligibility ofMovable(
      StagedState state, Request request, Disaster disaster, String lender, List<OfferUse> offers) {
    return new Eligibility(state, request, disaster, lender, offers);
  }

  /**
   * Checks every rule in order; empty if the lender fits. Afterwards agreements and offers are in
   * the order in which they apply.
   */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    waivers.waiveLimits();
    for (EligibilityRule rule : RULES) {
      ask(rule).ifPresent(findings::add);
    }
    sortRemaining();
    return findings;
  }

  /** Whether the lender fits: checks the rules in order until one has a finding. */
  public boolean fits() {
    waivers.waiveLimits();
    for (EligibilityRule rule : RULES) {
      if (ask(rule).isPresent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it would fit if enough were free: checks every rule except those about used capacity.
   * Afterwards agreements and offers are in the order in which they apply.
   */
  public boolean fitsButForCapacity() {
    waivers.waiveLimits();
    for (EligibilityRule rule : RULES) {
      if (!rule.isAboutCapacity() && ask(rule).isPresent()) {
        return false;
      }
    }
    sortRemaining();
    return !offers.isEmpty();
  }

  private Optional<Finding> ask(EligibilityRule rule) {
    List<Agreement> agreementsBefore = agreements;
    List<OfferUse> offersBefore = offers;
    Optional<Finding> finding = rule.check(this);
    if (finding.isEmpty()) {
      return finding;
    }
    // Without a signed agreement an override of the rule has no effect.
    boolean nothing = rule == EligibilityRule.AGREEMENT_IN_FORCE && agreementsBefore.isEmpty();
    if (!nothing && waivers.setAside(rule)) {
      agreements = agreementsBefore;
      offers = offersBefore;
      room = null;
      return Optional.empty();
    }
    ruledOut = true;
    return finding;
  }

  private void sortRemaining() {
    if (agreements.size() > 1) {
      agreements.sort(
          AgreementChoice.all(
              new AgreementChoice.Pairing(
                  lender,
                  request().receiver(),
                  state.today(),
                  a -> a.sends(state.network().id(), request()))));
    }
    if (offers.size() > 1) {
      offers.sort(Comparator.comparing(OfferUse::offer, OfferChoice.all(request())));
    }
  }

  // Results for a lender that fits.

  public String lender() {
    return lender;
  }

  /** Ids of the overrides that had an effect for or against it. */
  public List<String> overrides() {
    return waivers.cited();
  }

  /** The terms of its rank; call when it fits. */
  public Rank rank() {
    Request request = request();
    Agreement best = agreements.get(0);
    Optional<CounterpartRole> role =
        state.register().counterpart(request.disasterId(), request.receiver(), lender);
    return new Rank(
        waivers.cite(OverrideDecision.Kind.PIN).isPresent(),
        best.planConfirmed(lender, request.receiver(), state.today()),
        best.isOwnPartner(request.receiver()),
        role.filter(r -> r == CounterpartRole.LEAD).isPresent(),
        role.isPresent() || state.isCounterpart(lender, request.receiver(), request.disasterId()),
        state.personDays(lender),
        state.register().distanceKm(lender, request.receiver()),
        lender);
  }

  /** The tours on which it can go; call when it fits. */
  public TourPlanner tours() {
    return new TourPlanner(state, lender, calendar, waivers, agreements, offers);
  }

  /** The agreement that applies, if one is left. */
  public Optional<Agreement> agreement() {
    return agreements.isEmpty() ? Optional.empty() : Optional.of(agreements.get(0));
  }

  /** Whether an offer is left, and so can be used. */
  public boolean has(String offerId) {
    for (OfferUse offer : offers) {
      if (offer.offer().id().equals(offerId)) {
        return true;
      }
    }
    return false;
  }

  /** The next days on which persons of the remaining offers are free again. */
  public Optional<DailyCount> nextFree() {
    return calendar.nextFree(offers);
  }

  // Accessors for the rules.

  StagedState state() {
    return state;
  }

  CapacityCalendar calendar() {
    return calendar;
  }

  HazardType hazard() {
    return hazard;
  }

  Request request() {
    return calendar.request();
  }

  /** Whether an earlier rule has ruled the lender out. */
  boolean isRuledOut() {
    return ruledOut;
  }

  /** The override that forbids it. */
  Optional<String> forbiddenBy() {
    return waivers.cite(OverrideDecision.Kind.FORBID);
  }

  /** One day of work and the journeys, by the agreement with the shortest. */
  int shortestTourDays() {
    int shortest = Integer.MAX_VALUE;
    for (Agreement agreement : agreements) {
      shortest = Math.min(shortest, 1 + 2 * agreement.travelDays());
    }
    return shortest;
  }

  /** Whether any person can go on any day; two rules use it. */
  boolean anyRoom() {
    boolean resting = !waivers.covers(EligibilityRule.STAFF_RESTED);
    Room known = room;
    if (known == null || known.resting != resting) {
      known = new Room(resting, calendar.anyRoom(agreements, offers, resting));
      room = known;
    }
    return known.any;
  }

  boolean anyRoomWithoutRest() {
    return calendar.anyRoom(agreements, offers, false);
  }

  /** Whether this offer was refused for this request before. */
  boolean refused(String offerId) {
    return calendar.book().isRefused(offerId);
  }

  /** Whether no signed agreement binds the lender to the receiver. */
  boolean hasNoAgreement() {
    return agreements.isEmpty();
  }

  Optional<Finding> narrowAgreements(Predicate<Agreement> fits, Function<Agreement, Finding> miss) {
    List<Agreement> left = left(agreements, fits);
    Optional<Finding> finding = nearest(agreements, left, miss);
    agreements = left;
    room = null;
    return finding;
  }

  Optional<Finding> narrowOffers(Predicate<OfferUse> fits, Function<OfferUse, Finding> miss) {
    List<OfferUse> left = left(offers, fits);
    Optional<Finding> finding = nearest(offers, left, miss);
    offers = left;
    room = null;
    return finding;
  }

  /** The items that fit; the same list if all do, which is nearly always so. */
  private static <T> List<T> left(List<T> all, Predicate<T> fits) {
    int fitting = 0;
    while (fitting < all.size() && fits.test(all.get(fitting))) {
      fitting++;
    }
    if (fitting == all.size()) {
      return all;
    }
    List<T> left = new ArrayList<>(all.subList(0, fitting));
    for (T one : all.subList(fitting + 1, all.size())) {
      if (fits.test(one)) {
        left.add(one);
      }
    }
    return left;
  }

  /** The finding if none of the items is left. */
  private static <T> Optional<Finding> nearest(
      List<T> all, List<T> left, Function<T, Finding> miss) {
    return all.isEmpty() || !left.isEmpty()
        ? Optional.empty()
        : Optional.of(miss.apply(all.get(0)));
  }
}
