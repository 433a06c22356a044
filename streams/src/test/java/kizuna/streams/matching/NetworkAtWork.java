package kizuna.streams.matching;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kizuna.streams.matching.rules.Eligibility;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.CostBearer;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Municipality;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.TaskType;
import kizuna.streams.state.Tier;
import org.jspecify.annotations.Nullable;

/**
 * A small network, its state and its clock, for examples in the domain's own words: three wards
 * lend, Wajima and Suzu receive, an earthquake struck Wajima on 1 January 2024.
 */
public final class NetworkAtWork {

  public static final String WAJIMA = "172049";
  public static final String SUZU = "172057";
  public static final String SHINJUKU = "131041";
  public static final String SUMIDA = "131075";
  public static final String SUGINAMI = "131156";
  public static final String ID = "tokyo23";
  public static final String NOTO = "noto";
  public static final LocalDate DAY1 = LocalDate.of(2024, 1, 2);

  /** Minutes for which a proposal is held, by default and for life safety. */
  public static final int HOLD_MINUTES = 60;

  public static final int LIFE_SAFETY_HOLD_MINUTES = 30;

  public static final int PRIORITY_CLASS_HOURS = 24;

  /** Minutes after which what is open goes to the next tier, where there is one. */
  public static final int ESCALATE_AFTER_MINUTES = 180;

  public static final int LIFE_SAFETY_ESCALATE_AFTER_MINUTES = 60;

  public final String id;
  public final NetworkState network;
  private Instant now = Instant.parse("2024-01-01T07:10:00Z");
  private long sequence;
  private final List<Change> changes = new ArrayList<>();

  public NetworkAtWork() {
    this(ID, formed(null));
  }

  /** A network of other terms; the same places, the same disaster. */
  public NetworkAtWork(String id, Fact.NetworkFormed terms) {
    this.id = id;
    this.network = new NetworkState(id);
    accept(Role.SYSTEM, "kizuna", terms);
    accept(
        Role.SYSTEM,
        "kizuna",
        new Fact.MunicipalitiesListed(
            List.of(
                new Municipality(WAJIMA, 37.39, 136.90),
                new Municipality(SUZU, 37.44, 137.26),
                new Municipality(SHINJUKU, 35.69, 139.70),
                new Municipality(SUMIDA, 35.71, 139.80),
                new Municipality(SUGINAMI, 35.70, 139.64))));
    declared(NOTO, HazardType.EARTHQUAKE, WAJIMA);
  }

  private NetworkAtWork(NetworkAtWork other) {
    id = other.id;
    network = new NetworkState(id);
    other.changes.forEach(network::apply);
    changes.addAll(other.changes);
    now = other.now;
    sequence = other.sequence;
  }

  /** The same state and clock, independent from then on. */
  public NetworkAtWork copy() {
    return new NetworkAtWork(this);
  }

  /** Three wards lend; what they cannot fill goes to that network after a while. */
  public static Fact.NetworkFormed formed(@Nullable String escalatesTo) {
    return formed(escalatesTo, SHINJUKU, SUMIDA, SUGINAMI);
  }

  public static Fact.NetworkFormed formed(@Nullable String escalatesTo, String... lenders) {
    return new Fact.NetworkFormed(
        Arrays.asList(lenders),
        HOLD_MINUTES,
        LIFE_SAFETY_HOLD_MINUTES,
        PRIORITY_CLASS_HOURS,
        escalatesTo == null ? Tier.BLOCK : Tier.AGREEMENT,
        escalatesTo,
        ESCALATE_AFTER_MINUTES,
        LIFE_SAFETY_ESCALATE_AFTER_MINUTES);
  }

  /** What an agreement is, unless an example says otherwise: all lenders, no limits. */
  public static final class AgreementTerms {
    public String id = "a1";
    public int version = 1;
    public Set<String> lenders = Set.of();
    public List<String> lenderAssociations = List.of();
    public Set<String> receivers = Set.of(WAJIMA, SUZU);
    public List<String> associations = List.of();
    public Set<HazardType> hazards = Set.of();
    public Set<TaskType> taskTypes = Set.of();
    public @Nullable Integer headCountLimit;
    public @Nullable Integer longestTourDays;
    public int travelDays;
    public int recallNoticeDays;
    public LocalDate validFrom = LocalDate.of(2020, 1, 1);
    public LocalDate validTo = Agreement.OPEN_END;
    public List<AdvanceParty> advanceParties = List.of();

    public Agreement signed() {
      return new Agreement(
          id,
          version,
          new Agreement.Scope(lenders, lenderAssociations, receivers, associations),
          hazards,
          taskTypes,
          headCountLimit,
          longestTourDays,
          travelDays,
          recallNoticeDays,
          CostBearer.RECEIVER,
          validFrom,
          validTo,
          false,
          Map.of(),
          advanceParties);
    }
  }

  /** What an offer is, unless an example says otherwise: five of Shinjuku from day 1 to day 8. */
  public static final class OfferTerms {
    public String id = "o1";
    public String lender = SHINJUKU;
    public @Nullable String disasterId;
    public Set<TaskType> taskTypes = Set.of(TaskType.SHELTER_OPERATION);
    public Set<Qualification> qualifications = Set.of();
    public int headCount = 5;
    public LocalDate firstDay = DAY1;
    public LocalDate lastDay = day(8);
    public @Nullable String answersRequestId;

    public Offer offer() {
      return new Offer(
          id,
          lender,
          disasterId,
          taskTypes,
          qualifications,
          headCount,
          new Period(firstDay, lastDay),
          answersRequestId,
          Offer.End.NONE);
    }
  }

  /** What a request is, unless an example says otherwise: five for Wajima from day 1 to day 8. */
  public static final class RequestTerms {
    public String id = "r1";
    public String disasterId = NOTO;
    public String receiver = WAJIMA;
    public TaskType taskType = TaskType.SHELTER_OPERATION;
    public int headCount = 5;
    public LocalDate firstDay = DAY1;
    public LocalDate lastDay = day(8);
    public Set<Qualification> qualifications = Set.of();
    public Priority priority = Priority.NORMAL;
    public int tourDays = 8;
    public int overlapDays = 1;
    public Documentation documentation = Documentation.ORAL;

    /** Persons by day; null: the head-count on every day. */
    public @Nullable List<DailyCount> needs;

    public Request.@Nullable EscalatedFrom escalatedFrom;

    public Request request() {
      return new Request(
          id,
          disasterId,
          receiver,
          "断水",
          taskType,
          needs == null ? List.of(new DailyCount(new Period(firstDay, lastDay), headCount)) : needs,
          "避難所",
          "のと里山海道",
          new Period(firstDay, lastDay),
          qualifications,
          priority,
          null,
          tourDays,
          overlapDays,
          documentation,
          null,
          Instant.EPOCH,
          0,
          null,
          Request.End.NONE,
          null,
          null,
          escalatedFrom,
          null,
          List.of());
    }
  }

  /** Day 1 is 2 January 2024. */
  public static LocalDate day(int n) {
    return DAY1.plusDays(n - 1L);
  }

  public Instant now() {
    return now;
  }

  /** The next facts are recorded at this time. */
  public NetworkAtWork at(Instant time) {
    now = time;
    while (now.isAfter(network.clock().plus(ClockHandler.MAX_AHEAD))) {
      // Other reports came in between: no log is left without time for so long.
      Change passed = new Change.ClockSet(network.clock().plus(ClockHandler.MAX_AHEAD));
      network.apply(passed);
      changes.add(passed);
    }
    return this;
  }

  /** Nine in the morning in Japan. */
  public static Instant morningOf(LocalDate day) {
    return day.atTime(9, 0).toInstant(java.time.ZoneOffset.ofHours(9));
  }

  /** The answer to a report; what it changes is in the state afterwards. */
  public Decision tell(Role role, String body, Fact fact) {
    sequence++;
    Decision decision =
        Decider.decide(network, new Report(id, now, role, body, true, fact), sequence);
    decision.changes().forEach(network::apply);
    changes.addAll(decision.changes());
    return decision;
  }

  public Decision accept(Role role, String body, Fact fact) {
    Decision decision = tell(role, body, fact);
    if (decision.outcome() != Outcome.ACCEPTED) {
      throw new AssertionError("expected ACCEPTED, but " + decision.reasons());
    }
    return decision;
  }

  /** The one reason of a refusal that left the state as it was. */
  public Reason refuse(Role role, String body, Fact fact) {
    String before = state();
    Decision decision = tell(role, body, fact);
    if (decision.outcome() != Outcome.REJECTED || decision.reasons().size() != 1) {
      throw new AssertionError(
          "expected REJECTED for one reason, but " + decision.outcome() + decision.reasons());
    }
    if (!decision.changes().isEmpty() || !state().equals(before)) {
      throw new AssertionError("expected no change, but " + decision.changes());
    }
    return decision.reasons().get(0);
  }

  /** The whole state, as text. */
  public String state() {
    Map<String, String> lines = new TreeMap<>();
    network
        .requests()
        .forEach(
            b ->
                lines.put(
                    "request " + b.request().id(),
                    b.request()
                        + " "
                        + network.state(b)
                        + " covered "
                        + b.coveredPersonDays()
                        + " of "
                        + b.neededPersonDays()
                        + b.dispatchIds()));
    network
        .offers()
        .forEach(
            b ->
                lines.put(
                    "offer " + b.offer().id(), b.offer() + " promised " + b.promisedPersonDays()));
    network.dispatches().forEach(d -> lines.put("dispatch " + d.id(), d.toString()));
    return lines + " " + network.clock() + " " + network.loads();
  }

  public Decision declared(String id, HazardType hazard, String... struck) {
    return accept(Role.DESK, struck[0], new Fact.DisasterDeclared(disaster(id, hazard, struck)));
  }

  public static Disaster disaster(String id, HazardType hazard, String... struck) {
    return new Disaster(
        id, id, hazard, Set.copyOf(Arrays.asList(struck)), Instant.parse("2024-01-01T07:10:00Z"));
  }

  public Decision signed(AgreementTerms terms) {
    return accept(Role.SYSTEM, "kizuna", new Fact.AgreementSigned(terms.signed()));
  }

  public Decision planConfirmed(String agreement, String by, LocalDate until) {
    return accept(Role.SYSTEM, "kizuna", new Fact.PlanConfirmed(agreement, by, until));
  }

  public Decision requested(RequestTerms terms) {
    return accept(Role.DESK, terms.receiver, new Fact.AidRequested(terms.request()));
  }

  public Decision requested(String id, int headCount, int firstDay, int lastDay) {
    RequestTerms terms = new RequestTerms();
    terms.id = id;
    terms.headCount = headCount;
    terms.firstDay = day(firstDay);
    terms.lastDay = day(lastDay);
    return requested(terms);
  }

  public Decision offered(OfferTerms terms) {
    return accept(Role.WARD, terms.lender, new Fact.StaffOffered(terms.offer()));
  }

  public Decision offered(String id, String lender, int headCount, int firstDay, int lastDay) {
    OfferTerms terms = new OfferTerms();
    terms.id = id;
    terms.lender = lender;
    terms.headCount = headCount;
    terms.firstDay = day(firstDay);
    terms.lastDay = day(lastDay);
    return offered(terms);
  }

  /** The coordinator reports that something happened to a dispatch. */
  public Decision acted(DispatchState.Act act, String dispatchId) {
    return accept(Role.COORDINATOR, id, act(act, dispatchId, null));
  }

  public Decision acted(DispatchState.Act act, String dispatchId, LocalDate lastDay) {
    return accept(Role.COORDINATOR, id, act(act, dispatchId, lastDay));
  }

  public static Fact act(DispatchState.Act act, String dispatchId, @Nullable LocalDate lastDay) {
    boolean hasReason =
        switch (act) {
          case DECLINE, CANCEL, RECALL -> true;
          default -> false;
        };
    return new Fact.DispatchActed(
        act, named(dispatchId), lastDay, hasReason ? RefusalReason.NO_STAFF_LEFT : null, false);
  }

  /** The same where the day is far from the planned one, and meant. */
  public Decision actedUnusually(DispatchState.Act act, String dispatchId) {
    return accept(
        Role.COORDINATOR,
        id,
        new Fact.DispatchActed(
            act,
            named(dispatchId),
            null,
            act == DispatchState.Act.CANCEL ? RefusalReason.OTHER : null,
            true));
  }

  /** A dispatch by its id. */
  public static Fact.DispatchName named(String dispatchId) {
    return new Fact.DispatchName(dispatchId, null, null);
  }

  /** Persons by day from the first to the last. */
  public static DailyCount need(int headCount, int firstDay, int lastDay) {
    return new DailyCount(new Period(day(firstDay), day(lastDay)), headCount);
  }

  /** A coordinator decides something otherwise. */
  public Decision overridden(OverrideDecision override) {
    return accept(Role.COORDINATOR, id, new Fact.OverrideMade(override));
  }

  public Decision revoked(String overrideId) {
    return accept(Role.COORDINATOR, id, new Fact.OverrideRevoked(overrideId));
  }

  public Decision limitsSet(String lender, LenderLimits limits) {
    return accept(Role.WARD, lender, new Fact.LenderLimitsSet(lender, limits));
  }

  /**
   * Time passes, and is told, as often as it must be to be believed; everything that comes of it.
   */
  public Decision timePassed(Instant to) {
    List<Decision> told = new ArrayList<>();
    do {
      Instant longest = network.clock().plus(ClockHandler.MAX_AHEAD);
      now = to.isAfter(longest) ? longest : to;
      told.add(accept(Role.SYSTEM, "kizuna", new Fact.TimePassed(now)));
    } while (now.isBefore(to));
    return new Decision(
        Outcome.ACCEPTED,
        List.of(),
        List.of(),
        id,
        told.stream().flatMap(d -> d.changes().stream()).toList(),
        told.stream().flatMap(d -> d.explanations().stream()).toList(),
        told.stream().flatMap(d -> d.notices().stream()).toList(),
        told.stream().flatMap(d -> d.passed().stream()).toList());
  }

  /**
   * A lender about to be looked at for a request; one that is not in the state is only tried, and
   * leaves nothing behind.
   */
  public Eligibility eligibility(RequestTerms terms, String lender) {
    StagedState draft = new StagedState(network);
    if (network.request(terms.id) == null) {
      draft.apply(new Change.RequestPut(terms.request().asked(network.clock(), sequence)));
    }
    Request request = draft.requestOf(terms.id).request();
    Disaster disaster = network.register().disaster(request.disasterId());
    if (disaster == null) {
      throw new AssertionError("expected disaster " + request.disasterId());
    }
    return Eligibility.of(draft, request, disaster, lender);
  }

  /**
   * Persons covered here, covered by the next tier, and open, on each day of a request; that they
   * add up to what is needed is checked on the way.
   */
  public List<String> byDay(String requestId) {
    RequestCoverage book = network.requestOf(requestId);
    Period period = book.request().period();
    List<String> days = new ArrayList<>();
    for (LocalDate d = period.first(); !d.isAfter(period.last()); d = d.plusDays(1)) {
      int here = book.coveredOn(d);
      int elsewhere = book.coveredElsewhereOn(d);
      int open = book.openOn(d.toEpochDay());
      if (!book.request().ended() && here + elsewhere + open != book.neededOn(d)) {
        throw new AssertionError(
            "expected " + book.neededOn(d) + " on " + d + ", but " + here + elsewhere + open);
      }
      days.add(here + "+" + elsewhere + "/" + open);
    }
    return days;
  }

  /** The dispatches of a request that did not come to nothing, as "lender persons first/last". */
  public List<String> dispatches(String requestId) {
    return network.requestOf(requestId).dispatchIds().stream()
        .map(this::dispatch)
        .filter(d -> !d.state().isVoid())
        .map(
            d ->
                d.lender()
                    + " "
                    + d.headCount()
                    + " "
                    + dayNumber(d.firstDay())
                    + "-"
                    + dayNumber(d.lastDay()))
        .toList();
  }

  private static int dayNumber(LocalDate day) {
    return (int) (day.toEpochDay() - DAY1.toEpochDay()) + 1;
  }

  public int free(String offer, int day) {
    return network.offerOf(offer).freeOn(day(day).toEpochDay());
  }

  public Dispatch dispatch(String id) {
    return network.dispatchOf(id);
  }

  public RequestState requestState(String id) {
    return network.state(network.requestOf(id));
  }

  public int open(String requestId) {
    return network.requestOf(requestId).openPersonDaysFrom(network.today());
  }
}
