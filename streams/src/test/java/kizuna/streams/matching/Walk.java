package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.named;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.Role;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the states of requests, offers, dispatches, agreements and overrides, act by act,
 * at any time, by anybody, and tells the first thing that is not right. Then it follows the acts
 * that the rules name until everything has ended. One seed is one walk.
 */
public final class Walk implements LongFunction<String> {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");
  private static final String NEXT_TIER = "block";
  private static final int STEPS = 40;
  private static final int MOST_ACTS_TO_THE_END = 200;

  private static final Set<RefusalReason> BY_KIZUNA =
      Set.of(
          RefusalReason.REARRANGED,
          RefusalReason.STAFF_STAY,
          RefusalReason.NOT_IN_FORCE,
          RefusalReason.DAYS_OVER);

  /** Something that is not right. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String what) {
      super(what, null, false, false);
    }
  }

  private record Party(Role role, String body) {}

  private static final Party SYSTEM = new Party(Role.SYSTEM, "kizuna");
  private static final Party COORDINATOR = new Party(Role.COORDINATOR, ID);

  private record Told(Instant at, Party by, Fact fact) {
    @Override
    public String toString() {
      return at.atZone(JAPAN).toLocalDateTime() + " " + by + " " + fact;
    }
  }

  /** Something at a place, and what can be reported on it there. */
  private record Here(Place place, Supplier<List<Probe>> probes) {}

  /**
   * A report to try.
   *
   * @param may who may make it
   */
  private record Probe(Fact fact, Predicate<Party> may) {}

  private final Set<Place> reached = new HashSet<>();
  private final Set<Place> wanted = new HashSet<>();
  private final Map<String, OverrideDecision> overridesMade = new TreeMap<>();
  private int tried;

  /** What a walk dwells on, so that a thousand of them come by everywhere. */
  private enum Bent {
    /** What is open goes to the next tier. */
    ESCALATION,
    /** Long needs in short tours that overlap. */
    TOURS,
    /** Little time passes, and much is reported before its day. */
    EARLY,
    /** Requests, offers, agreements and overrides, more than dispatches. */
    COORDINATION
  }

  private Bent bent = Bent.ESCALATION;
  private Random random = new Random(0);
  private NetworkAtWork kizuna = new NetworkAtWork();
  private final List<Told> told = new ArrayList<>();
  private int versions;
  private int overrides;
  private int disasters;
  private int more;

  /** What is not right on the walk of a seed, with the last facts; empty if nothing is. */
  @Override
  public String apply(long seed) {
    random = new Random(seed);
    kizuna = new NetworkAtWork();
    told.clear();
    overridesMade.clear();
    versions = 1;
    overrides = 0;
    disasters = 0;
    more = 2;
    try {
      begin(seed);
      for (int i = 0; i < STEPS; i++) {
        step();
        survey();
      }
      toTheEnd();
      return "";
    } catch (Wrong wrong) {
      return "walk "
          + seed
          + ": "
          + wrong.getMessage()
          + "\n  "
          + told.subList(Math.max(0, told.size() - 6), told.size()).stream()
              .map(Told::toString)
              .collect(Collectors.joining("\n  "));
    }
  }

  /**
   * Walks as a seed does, and at the first sight of each of these places tries every act there, by
   * everybody; after each that is taken, the way on to the end.
   */
  public String survey(long seed, Set<Place> places) {
    wanted.clear();
    wanted.addAll(places);
    return apply(seed);
  }

  /** The places that were come by. */
  public Set<Place> reached() {
    return Collections.unmodifiableSet(reached);
  }

  /** How many acts were tried by somebody at some place. */
  public int tried() {
    return tried;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(kizuna.now(), JAPAN);
  }

  // The ground.

  private void begin(long seed) {
    bent = Bent.values()[(int) (seed % Bent.values().length)];
    if (bent == Bent.ESCALATION) {
      kizuna = new NetworkAtWork(ID, NetworkAtWork.formed(NEXT_TIER));
    }
    kizuna.signed(agreement("a1"));
    if (chance(2)) {
      kizuna.signed(agreement("a2"));
    }
    if (chance(2)) {
      kizuna.limitsSet(
          SHINJUKU, new LenderLimits(chance(3) ? 4 : null, Map.of(), random.nextInt(3)));
    }
    offer(SHINJUKU);
    request(WAJIMA);
    if (chance(2)) {
      offer(SUMIDA);
    }
    if (chance(2)) {
      request(SUZU);
    }
  }

  private AgreementTerms agreement(String id) {
    AgreementTerms terms = new AgreementTerms();
    terms.id = id;
    terms.version = versions++;
    terms.travelDays = random.nextInt(3);
    terms.recallNoticeDays = chance(3) ? 2 : 0;
    terms.longestTourDays = chance(3) ? 2 * terms.travelDays + 3 : null;
    terms.headCountLimit = chance(4) ? 3 : null;
    terms.validTo = chance(3) ? day(8 + random.nextInt(8)) : Agreement.OPEN_END;
    if (id.equals("a2")) {
      terms.validFrom = day(random.nextInt(6));
    }
    return terms;
  }

  private void offer(String lender) {
    OfferTerms terms = new OfferTerms();
    terms.id = "o" + more++;
    terms.lender = lender;
    terms.headCount = 2 + random.nextInt(3);
    terms.firstDay = today().plusDays(chance(4) ? random.nextInt(4) : 0);
    boolean brief = bent == Bent.EARLY || chance(3);
    terms.lastDay =
        terms.firstDay.plusDays(brief ? random.nextInt(bent == Bent.EARLY ? 3 : 6) : 25);
    terms.headCount = brief ? 2 : terms.headCount;
    terms.answersRequestId = chance(4) ? anyRequestOr(null) : null;
    tell(new Party(Role.WARD, lender), new Fact.StaffOffered(terms.offer()));
  }

  private void request(String receiver) {
    RequestTerms terms = new RequestTerms();
    terms.id = "r" + more++;
    terms.receiver = receiver;
    terms.headCount = 1 + random.nextInt(4);
    terms.firstDay = today().plusDays(random.nextInt(bent == Bent.EARLY ? 3 : 5));
    boolean tours = bent == Bent.TOURS;
    terms.lastDay = terms.firstDay.plusDays(random.nextInt(tours ? 20 : 9));
    terms.tourDays = tours || chance(3) ? 6 : 8;
    terms.overlapDays = tours ? 2 : random.nextInt(3);
    if (chance(5)) {
      // Nobody is needed on the days behind.
      terms.needs = List.of(new DailyCount(new Period(terms.firstDay, terms.firstDay), 2));
    }
    terms.priority = any(List.of(Priority.values()));
    tell(new Party(Role.DESK, receiver), new Fact.AidRequested(terms.request()));
  }

  // One step.

  private void step() {
    if (chance(bent == Bent.EARLY ? 10 : 3)) {
      passTime();
    }
    List<Dispatch> dispatches = new ArrayList<>();
    kizuna.network.dispatches().forEach(dispatches::add);
    dispatches.sort(Comparator.comparing(Dispatch::id));
    List<Dispatch> live = dispatches.stream().filter(d -> d.state().isLive()).toList();
    if (!dispatches.isEmpty() && !chance(bent == Bent.COORDINATION ? 2 : 5)) {
      Dispatch d = any(live.isEmpty() || chance(4) ? dispatches : live);
      List<Act> legal = REPORTED.stream().filter(d::allows).toList();
      Fact fact = act(d, any(legal.isEmpty() || chance(3) ? REPORTED : legal), chance(2));
      tell(by(d, fact), fact);
      return;
    }
    other();
  }

  /** What people report; that a hold lapses they do not. */
  private static final List<Act> REPORTED =
      Arrays.stream(Act.values()).filter(act -> act != Act.LAPSE).toList();

  /** Just before midnight in Japan, on it, just after, or in the morning; seldom told. */
  private void passTime() {
    LocalDate day = today().plusDays(random.nextInt(3));
    Instant midnight = day.plusDays(1).atStartOfDay(JAPAN).toInstant();
    Instant to =
        any(
            List.of(
                midnight.minusSeconds(1),
                midnight,
                midnight.plusSeconds(60),
                midnight.plus(Duration.ofHours(9))));
    if (to.isAfter(kizuna.now())) {
      // A live log is told the time at least so often; a longer jump would not be believed.
      for (Instant far = believed(); to.isAfter(far); far = believed()) {
        kizuna.at(far);
        tell(SYSTEM, new Fact.TimePassed(far));
      }
      kizuna.at(to);
      if (chance(2)) {
        tell(SYSTEM, new Fact.TimePassed(to));
      }
    }
  }

  private Instant believed() {
    return kizuna.network.clock().plus(ClockHandler.MOST_AHEAD);
  }

  private Party by(Dispatch d, Fact fact) {
    List<Party> all =
        List.of(
            new Party(Role.WARD, d.lender()),
            new Party(Role.DESK, d.receiver()),
            COORDINATOR,
            new Party(Role.WARD, SUGINAMI),
            new Party(Role.DESK, d.receiver().equals(SUZU) ? WAJIMA : SUZU),
            SYSTEM);
    if (fact instanceof Fact.DispatchActed acted && !chance(4) && !acted.act().by().isEmpty()) {
      return any(all.subList(0, 3).stream().filter(p -> mayBy(p, acted.act())).toList());
    }
    return any(all);
  }

  private static boolean mayBy(Party p, Act act) {
    return p.role() == Role.COORDINATOR || act.by().contains(p.role());
  }

  private Fact act(Dispatch d, Act act, boolean meant) {
    if (chance(8)) {
      return new Fact.ReportRetracted(name(d), null);
    }
    LocalDate last = d.firstDay().plusDays(random.nextInt(10) - 3L);
    return switch (act) {
      case ASK_EXTENSION ->
          new Fact.ExtensionRequested(name(d), d.lastDay().plusDays(random.nextInt(4)));
      case ANSWER_EXTENSION -> new Fact.ExtensionAnswered(name(d), chance(2));
      case RETASK -> new Fact.StaffRetasked(name(d), TaskType.RELIEF_GOODS);
      default ->
          new Fact.DispatchActed(
              act,
              name(d),
              act == Act.RELEASE || act == Act.RECALL ? (chance(2) ? today() : last) : null,
              reason(act),
              meant);
    };
  }

  private Fact.DispatchName name(Dispatch d) {
    return chance(3)
        ? new Fact.DispatchName(null, d.requestId(), d.lender())
        : new Fact.DispatchName(d.id(), null, null);
  }

  private static @Nullable RefusalReason reason(Act act) {
    return switch (act) {
      case DECLINE, CANCEL -> RefusalReason.NO_STAFF_LEFT;
      case RECALL -> RefusalReason.OWN_DISASTER;
      default -> null;
    };
  }

  private @Nullable String anyRequestOr(@Nullable String none) {
    return kizuna.network.requests().iterator().hasNext() ? anyRequest() : none;
  }

  private String anyRequest() {
    List<String> ids = new ArrayList<>();
    kizuna.network.requests().forEach(b -> ids.add(b.request().id()));
    ids.sort(null);
    return any(ids);
  }

  private String anyOffer() {
    List<String> ids = new ArrayList<>();
    kizuna.network.offers().forEach(b -> ids.add(b.offer().id()));
    ids.sort(null);
    return any(ids);
  }

  private void other() {
    Party desk = chance(2) ? COORDINATOR : new Party(Role.DESK, chance(2) ? WAJIMA : SUZU);
    Party ward = chance(2) ? COORDINATOR : new Party(Role.WARD, chance(2) ? SHINJUKU : SUMIDA);
    String lender = chance(2) ? SHINJUKU : SUMIDA;
    switch (random.nextInt(bent == Bent.COORDINATION ? 20 : 17)) {
      case 0 -> offer(lender);
      case 1 -> request(chance(2) ? WAJIMA : SUZU);
      case 2 ->
          tell(
              desk,
              new Fact.AidRequestAmended(
                  anyRequest(),
                  1 + random.nextInt(4),
                  null,
                  null,
                  today().plusDays(random.nextInt(8) - 1L),
                  null));
      case 3 -> tell(desk, new Fact.AidRequestCancelled(anyRequest(), RefusalReason.NEED_ENDED));
      case 4 -> tell(desk, new Fact.AidRequestDocumented(anyRequest(), "1"));
      case 5 -> tell(desk, new Fact.AidRequestMerged(anyRequest(), anyRequest()));
      case 6 -> tell(ward, new Fact.OfferWithdrawn(anyOffer(), RefusalReason.OTHER));
      case 7 -> tell(desk, new Fact.OfferRejected(anyOffer(), RefusalReason.OTHER));
      case 8 -> tell(COORDINATOR, new Fact.AgreementSuspended(chance(2) ? "a1" : "a2"));
      case 9 -> tell(COORDINATOR, new Fact.AgreementResumed(chance(2) ? "a1" : "a2"));
      case 10 ->
          tell(
              COORDINATOR, new Fact.AgreementEnded("a1", today().plusDays(random.nextInt(6) - 2L)));
      case 11 ->
          tell(COORDINATOR, new Fact.AgreementSigned(agreement(chance(2) ? "a1" : "a2").signed()));
      case 12 -> {
        boolean struck = chance(6);
        if (struck) {
          tell(
              SYSTEM,
              new Fact.DisasterDeclared(
                  NetworkAtWork.disaster("quake-" + disasters++, HazardType.EARTHQUAKE, lender)));
        }
      }
      case 13 -> tell(chance(4) ? ward : COORDINATOR, override(lender));
      case 14 -> tell(COORDINATOR, override(lender));
      case 15 -> tell(SYSTEM, elsewhere(anyRequest(), random.nextInt(3)));
      default ->
          tell(
              COORDINATOR,
              new Fact.OverrideRevoked("v" + Math.max(1, overrides - random.nextInt(3))));
    }
  }

  /** What the next tier holds for a request, on all of its days. */
  private Fact elsewhere(String requestId, int headCount) {
    Period period = kizuna.network.requestOf(requestId).request().period();
    return new Fact.EscalationAnswered(
        requestId, NEXT_TIER, List.of(new DailyCount(period, headCount)));
  }

  private Fact override(String lender) {
    OverrideDecision.Kind kind = any(List.of(OverrideDecision.Kind.values()));
    boolean waives = kind == OverrideDecision.Kind.WAIVE;
    boolean classes = kind == OverrideDecision.Kind.REPRIORITISE;
    OverrideDecision made =
        new OverrideDecision(
            "v" + ++overrides,
            kind,
            anyRequest(),
            classes ? null : lender,
            classes ? Priority.URGENT : null,
            waives
                ? any(
                    List.of(
                        "AGREEMENT_IN_FORCE",
                        "AGREEMENT_NOT_SUSPENDED",
                        "LENDER_NOT_STRUCK",
                        "NOT_REFUSED_BEFORE",
                        "CAPACITY_LEFT"))
                : null);
    return new Fact.OverrideMade(made);
  }

  // What must hold of each answer.

  private Decision tell(Party who, Fact fact) {
    told.add(new Told(kizuna.now(), who, fact));
    Map<String, int[]> before = covered();
    Decision decision = kizuna.tell(who.role(), who.body(), fact);
    if (decision.outcome() == Outcome.REJECTED) {
      aRefusalNamesWhatWouldDo(who, fact, decision);
      return decision;
    }
    if (fact instanceof Fact.OverrideMade made) {
      overridesMade.put(made.override().id(), made.override());
    }
    if (fact instanceof Fact.DispatchActed acted) {
      nothingUnusualUnasked(acted);
    }
    nothingOfThePastIsCoveredAnew(before);
    nobodyCoversFromHome();
    nothingTwiceAndNothingOver();
    whatIsCalledOffByKizunaIsNoRefusal();
    whatIsProposedRestsOnSomething();
    whatIsImpliedIsTaken();
    nothingOpenBesideFree();
    return decision;
  }

  /** Of each request the persons covered on each day before today. */
  private Map<String, int[]> covered() {
    Map<String, int[]> all = new HashMap<>();
    for (RequestCoverage book : kizuna.network.requests()) {
      LocalDate first = book.request().period().first();
      if (first.isBefore(today())) {
        all.put(book.request().id(), first.datesUntil(today()).mapToInt(book::coveredOn).toArray());
      }
    }
    return all;
  }

  private void nothingOfThePastIsCoveredAnew(Map<String, int[]> before) {
    LocalDate today = kizuna.network.today();
    for (RequestCoverage book : kizuna.network.requests()) {
      int[] then = before.getOrDefault(book.request().id(), new int[0]);
      LocalDate first = book.request().period().first();
      for (int i = 0; i < then.length && first.plusDays(i).isBefore(today); i++) {
        if (book.coveredOn(first.plusDays(i)) > then[i]) {
          throw new Wrong(book.request().id() + " is covered anew on " + first.plusDays(i));
        }
      }
    }
  }

  private void nobodyCoversFromHome() {
    LocalDate today = kizuna.network.today();
    for (Dispatch d : kizuna.network.dispatches()) {
      if (d.state().isVoid() && d.covers().isPresent()) {
        throw new Wrong(d.id() + " came to nothing and covers " + d.covers());
      }
      Instant home = d.returnedAt();
      if (d.state() == DispatchState.RETURNED && home != null && d.covers().isPresent()) {
        LocalDate left = LocalDate.ofInstant(home, JAPAN).minusDays(d.travelDays());
        if (d.lastDay().isAfter(left)) {
          throw new Wrong(d.id() + " is home since " + left + " and covers " + d.covers());
        }
      }
      if (d.state() == DispatchState.PROPOSED && d.firstDay().isBefore(today)) {
        throw new Wrong(d.id() + " is proposed for " + d.firstDay() + ", which is over");
      }
    }
  }

  private void nothingTwiceAndNothingOver() {
    for (OfferUse book : kizuna.network.offers()) {
      Offer o = book.offer();
      o.period()
          .first()
          .datesUntil(o.period().last().plusDays(1))
          .filter(day -> book.promisedOn(day) > o.headCount())
          .findFirst()
          .ifPresent(
              day -> {
                throw new Wrong(o.id() + " is promised twice on " + day);
              });
    }
    for (RequestCoverage book : kizuna.network.requests()) {
      LocalDate first = book.request().period().first();
      for (LocalDate day = first;
          !book.request().ended() && !day.isAfter(book.request().period().last());
          day = day.plusDays(1)) {
        if (book.coveredOn(day) > book.neededOn(day)) {
          throw new Wrong(book.request().id() + " is filled over on " + day);
        }
      }
    }
  }

  private void whatIsCalledOffByKizunaIsNoRefusal() {
    for (Dispatch d : kizuna.network.dispatches()) {
      if (d.state().isVoid()
          && d.reason() != null
          && BY_KIZUNA.contains(d.reason())
          && d.refusedSince(-1)) {
        throw new Wrong(d.id() + " was called off for " + d.reason() + " and counts as refused");
      }
    }
  }

  /** Of what is only proposed; what is promised stays so. */
  private void whatIsProposedRestsOnSomething() {
    for (Dispatch d : kizuna.network.dispatches()) {
      Agreement a = kizuna.network.register().agreement(d.agreementId());
      boolean byName =
          kizuna.network.register().overridesFor(d.requestId()).stream()
              .anyMatch(o -> o.waives(d.lender()).isPresent());
      boolean struck = kizuna.network.register().isStruck(d.lender());
      boolean rests = a != null && !a.suspended() && !d.lastDay().isAfter(a.validTo()) && !struck;
      if (d.state() == DispatchState.PROPOSED && !rests && !byName) {
        throw new Wrong(d.id() + " can be confirmed, and rests on nothing");
      }
    }
  }

  /** Far from its day nothing is taken that does not say that it is meant. */
  private void nothingUnusualUnasked(Fact.DispatchActed acted) {
    String id = acted.dispatch().dispatchId();
    boolean starts = acted.act() == Act.DEPART || acted.act() == Act.ARRIVE;
    if (id != null && starts && !acted.confirmedUnusual()) {
      Dispatch d = kizuna.dispatch(id);
      // A departure that comes late, after an arrival that was meant, begins nothing.
      boolean begins =
          d.state() == (acted.act() == Act.DEPART ? DispatchState.DEPARTED : DispatchState.ON_SITE);
      if (begins
          && today().isBefore(d.journeyBegins().minusDays(1))
          && (acted.act() == Act.DEPART || d.departedAt() == null)) {
        throw new Wrong(id + " was taken as " + d.state() + " long before " + d.firstDay());
      }
    }
  }

  /** Whoever stands at the door can be reported, whatever was not. */
  private void whatIsImpliedIsTaken() {
    LocalDate today = today();
    List<Dispatch> goingOn = new ArrayList<>();
    for (Dispatch d : kizuna.network.dispatches()) {
      switch (d.state()) {
        case CONFIRMED, DEPARTED, ON_SITE, HANDING_OVER -> {
          if (!today.isBefore(d.journeyBegins())) {
            goingOn.add(d);
          }
        }
        default -> {}
      }
    }
    if (!goingOn.isEmpty()) {
      goingOn.sort(Comparator.comparing(Dispatch::id));
      Dispatch d = any(goingOn);
      boolean there = d.state() == DispatchState.ON_SITE || d.state() == DispatchState.HANDING_OVER;
      if (!there && !today.isAfter(d.lastDay())) {
        wouldDo(new Party(Role.DESK, d.receiver()), acted(d, Act.ARRIVE, null));
      }
      LocalDate last = today.isAfter(d.plannedLastDay()) ? d.plannedLastDay() : today;
      wouldDo(new Party(Role.DESK, d.receiver()), acted(d, Act.RELEASE, last));
      wouldDo(new Party(Role.WARD, d.lender()), acted(d, Act.RECALL, last));
      wouldDo(new Party(Role.WARD, d.lender()), acted(d, Act.RETURN, null));
    }
  }

  private static Fact.DispatchActed acted(Dispatch d, Act act, @Nullable LocalDate last) {
    return new Fact.DispatchActed(act, named(d.id()), last, reason(act), false);
  }

  private void wouldDo(Party who, Fact fact) {
    Decision decision = tryOut(who, fact);
    if (decision.outcome() != Outcome.ACCEPTED) {
      throw new Wrong(who + " cannot report " + fact + ": " + decision.reasons());
    }
  }

  private Decision tryOut(Party who, Fact fact) {
    return Decider.decide(
        kizuna.network,
        new Report(ID, kizuna.now(), who.role(), who.body(), true, fact),
        Long.MAX_VALUE);
  }

  private void nothingOpenBesideFree() {
    for (RequestCoverage book : kizuna.network.requests()) {
      if (book.openPersonDaysFrom(kizuna.network.today()) > 0
          && RankedLenders.any(new StagedState(kizuna.network), book.request().id())) {
        throw new Wrong(book.request().id() + " is open beside a free offer");
      }
    }
  }

  // What a refusal says.

  private void aRefusalNamesWhatWouldDo(Party who, Fact fact, Decision refused) {
    Reason reason = refused.reasons().get(0);
    if (refused.next().isEmpty()) {
      throw new Wrong(reason + " names nothing that would do");
    }
    for (NextAct next : refused.next()) {
      Party by = new Party(next.role(), next.body());
      if (reason.code() == RejectionCode.NOT_YOURS) {
        Decision tried = tryOut(by, fact);
        if (tried.reasons().stream().anyMatch(r -> r.code() == RejectionCode.NOT_YOURS)) {
          throw new Wrong(who + " was refused, and " + by + " is too: " + tried.reasons());
        }
      } else {
        Decision tried = would(reason.subject(), next).map(f -> tryOut(by, f)).orElse(null);
        if (tried != null && tried.outcome() != Outcome.ACCEPTED) {
          throw new Wrong(reason + " names " + next + ", which is refused: " + tried.reasons());
        }
      }
    }
  }

  /**
   * The act that a refusal names, as people would report it; empty where it is the refused one, put
   * right, or where limits of the lender decide.
   */
  private Optional<Fact> would(String subject, NextAct next) {
    Dispatch d = kizuna.network.dispatch(subject);
    if (next.kind() == ReportKind.STAFF_OFFERED) {
      return Optional.empty();
    } else if (d != null) {
      return Optional.of(factOf(d, next.kind()));
    } else if (kizuna.network.request(subject) != null) {
      return ofRequest(kizuna.network.requestOf(subject).request(), next.kind());
    } else if (kizuna.network.offer(subject) != null) {
      return Optional.of(
          next.kind() == ReportKind.OFFER_WITHDRAWN
              ? new Fact.OfferWithdrawn(subject, RefusalReason.OTHER)
              : new Fact.OfferRejected(subject, RefusalReason.OTHER));
    } else if (kizuna.network.register().agreement(subject) != null) {
      return Optional.of(ofAgreement(subject, next.kind()));
    } else if (kizuna.network.register().override(subject) != null) {
      return Optional.of(new Fact.OverrideRevoked(subject));
    }
    return Optional.empty();
  }

  /** An act on a dispatch as people would report it. */
  private Fact factOf(Dispatch d, ReportKind kind) {
    LocalDate last = today().isAfter(d.plannedLastDay()) ? d.plannedLastDay() : today();
    return switch (kind) {
      case REPORT_RETRACTED -> new Fact.ReportRetracted(named(d.id()), null);
      case EXTENSION_REQUESTED ->
          new Fact.ExtensionRequested(named(d.id()), d.lastDay().plusDays(1));
      case EXTENSION_ANSWERED -> new Fact.ExtensionAnswered(named(d.id()), false);
      case STAFF_RETASKED -> new Fact.StaffRetasked(named(d.id()), TaskType.SHELTER_OPERATION);
      default -> {
        for (Act act : Act.values()) {
          if (ReportKind.of(act).filter(kind::equals).isPresent()) {
            yield acted(d, act, act == Act.RELEASE || act == Act.RECALL ? last : null);
          }
        }
        throw new Wrong(d.id() + " has no act " + kind);
      }
    };
  }

  private Optional<Fact> ofRequest(Request r, ReportKind kind) {
    LocalDate last = r.period().last().isBefore(today()) ? today() : r.period().last();
    return switch (kind) {
      case AID_REQUEST_DOCUMENTED -> Optional.of(new Fact.AidRequestDocumented(r.id(), "1"));
      case AID_REQUEST_AMENDED ->
          Optional.of(new Fact.AidRequestAmended(r.id(), 9, null, null, last, null));
      case AID_REQUEST_CANCELLED ->
          Optional.of(new Fact.AidRequestCancelled(r.id(), RefusalReason.NEED_ENDED));
      case OVERRIDE_MADE -> Optional.of(waive("next", r.id()));
      case AID_REQUESTED -> {
        RequestTerms terms = new RequestTerms();
        terms.id = "next";
        terms.receiver = r.receiver();
        terms.lastDay = terms.firstDay.isAfter(today()) ? terms.lastDay : today().plusDays(8);
        yield Optional.of(new Fact.AidRequested(terms.request()));
      }
      case AID_REQUEST_MERGED -> {
        Optional<Fact> either = Optional.empty();
        for (RequestCoverage other : kizuna.network.requests()) {
          String id = other.request().id();
          for (Fact fact :
              List.of(
                  new Fact.AidRequestMerged(r.id(), id), new Fact.AidRequestMerged(id, r.id()))) {
            either =
                tryOut(COORDINATOR, fact).outcome() == Outcome.ACCEPTED
                    ? Optional.of(fact)
                    : either;
          }
        }
        if (either.isEmpty()) {
          throw new Wrong(r.id() + " is the same need as no other, and a merge is named");
        }
        yield either;
      }
      default -> throw new Wrong(r.id() + " has no act " + kind);
    };
  }

  private static Fact waive(String id, String requestId) {
    return new Fact.OverrideMade(
        new OverrideDecision(
            id,
            OverrideDecision.Kind.WAIVE,
            requestId,
            SHINJUKU,
            null,
            EligibilityRule.AGREEMENT_NOT_SUSPENDED.name()));
  }

  private Fact ofAgreement(String id, ReportKind kind) {
    return switch (kind) {
      case AGREEMENT_SIGNED -> {
        AgreementTerms terms = new AgreementTerms();
        terms.id = id;
        terms.version = versions + 1;
        yield new Fact.AgreementSigned(terms.signed());
      }
      case PLAN_CONFIRMED -> new Fact.PlanConfirmed(id, WAJIMA, today().plusDays(100));
      case AGREEMENT_SUSPENDED -> new Fact.AgreementSuspended(id);
      case AGREEMENT_RESUMED -> new Fact.AgreementResumed(id);
      case AGREEMENT_ENDED -> new Fact.AgreementEnded(id, today().plusDays(9));
      default -> throw new Wrong(id + " has no act " + kind);
    };
  }

  // Every act, by everybody.

  /** Notes where everything stands; where it is wanted, tries everything there. */
  private void survey() {
    for (Here here : everything()) {
      reached.add(here.place);
      if (wanted.remove(here.place)) {
        here.probes.get().forEach(probe -> tryByEverybody(here.place, probe));
      }
    }
  }

  private List<Here> everything() {
    List<Here> all = new ArrayList<>();
    Instant now = kizuna.now();
    sorted(kizuna.network.dispatches(), Dispatch::id)
        .forEach(d -> all.add(new Here(Place.of(d, now), () -> probes(d))));
    StagedState state = new StagedState(kizuna.network);
    state.apply(new Change.ClockSet(now));
    sorted(kizuna.network.requests(), b -> b.request().id())
        .forEach(b -> all.add(new Here(Place.of(state, b, now), () -> probes(b.request()))));
    sorted(kizuna.network.offers(), b -> b.offer().id())
        .forEach(b -> all.add(new Here(Place.of(b, now), () -> probes(b.offer()))));
    for (String id : List.of("a1", "a2")) {
      Agreement a = kizuna.network.register().agreement(id);
      if (a != null) {
        all.add(new Here(Place.of(a, now), () -> probes(a)));
      }
    }
    for (OverrideDecision o : overridesMade.values()) {
      boolean stands = kizuna.network.register().override(o.id()) != null;
      Period period = kizuna.network.requestOf(o.requestId()).request().period();
      all.add(new Here(Place.of(o, stands, period, now), () -> probes(o)));
    }
    return all;
  }

  private static <T> List<T> sorted(Iterable<T> all, Function<T, String> id) {
    return StreamSupport.stream(all.spliterator(), false).sorted(Comparator.comparing(id)).toList();
  }

  private List<Probe> probes(Dispatch d) {
    List<Probe> probes = new ArrayList<>();
    Fact.DispatchName name = named(d.id());
    LocalDate last = today().isAfter(d.plannedLastDay()) ? d.plannedLastDay() : today();
    for (Act act : Act.values()) {
      Predicate<Party> may = p -> mayBy(p, act) && (p.equals(COORDINATOR) || isSide(p, d));
      switch (act) {
        case LAPSE -> probes.add(timePasses());
        case ASK_EXTENSION ->
            probes.add(new Probe(new Fact.ExtensionRequested(name, d.lastDay().plusDays(2)), may));
        case ANSWER_EXTENSION -> {
          probes.add(new Probe(new Fact.ExtensionAnswered(name, true), may));
          probes.add(new Probe(new Fact.ExtensionAnswered(name, false), may));
        }
        case RETASK ->
            probes.add(new Probe(new Fact.StaffRetasked(name, TaskType.RELIEF_GOODS), may));
        default -> {
          LocalDate ends = act == Act.RELEASE || act == Act.RECALL ? last : null;
          for (boolean meant : List.of(false, true)) {
            probes.add(new Probe(new Fact.DispatchActed(act, name, ends, reason(act), meant), may));
          }
        }
      }
    }
    probes.add(
        new Probe(
            new Fact.ReportRetracted(name, null),
            p ->
                p.equals(COORDINATOR)
                    || (d.steps().isEmpty()
                        ? isSide(p, d)
                        : p.equals(
                            new Party(
                                d.steps().get(d.steps().size() - 1).role(),
                                d.steps().get(d.steps().size() - 1).body())))));
    return probes;
  }

  private Probe timePasses() {
    return new Probe(new Fact.TimePassed(kizuna.now()), SYSTEM::equals);
  }

  private static boolean isSide(Party p, Dispatch d) {
    return p.equals(new Party(Role.WARD, d.lender()))
        || p.equals(new Party(Role.DESK, d.receiver()));
  }

  private List<Probe> probes(Request r) {
    String id = r.id();
    Predicate<Party> desk = desk(r.receiver());
    Predicate<Party> orPassedOn = desk.or(SYSTEM::equals);
    LocalDate later = r.period().last().isBefore(today()) ? today() : r.period().last();
    List<Probe> probes = new ArrayList<>();
    probes.add(new Probe(new Fact.AidRequestDocumented(id, "1"), desk));
    probes.add(new Probe(new Fact.AidRequestAmended(id, 5, null, null, later, null), orPassedOn));
    probes.add(new Probe(new Fact.AidRequestAmended(id, 1, null, today(), null, null), orPassedOn));
    probes.add(
        new Probe(
            new Fact.AidRequestAmended(
                id,
                null,
                null,
                null,
                null,
                null,
                new Fact.Correction("市役所", null, null, null, null)),
            orPassedOn));
    probes.add(
        new Probe(
            new Fact.AidRequestAmended(
                id,
                null,
                null,
                null,
                null,
                null,
                new Fact.Correction(null, null, null, TaskType.RELIEF_GOODS, null)),
            orPassedOn));
    probes.add(new Probe(new Fact.AidRequestCancelled(id, RefusalReason.NEED_ENDED), orPassedOn));
    for (RequestCoverage other : kizuna.network.requests()) {
      probes.add(new Probe(new Fact.AidRequestMerged(id, other.request().id()), orPassedOn));
    }
    for (OverrideDecision.Kind kind : OverrideDecision.Kind.values()) {
      probes.add(
          new Probe(
              new Fact.OverrideMade(
                  new OverrideDecision(
                      "probe",
                      kind,
                      id,
                      kind == OverrideDecision.Kind.REPRIORITISE ? null : SHINJUKU,
                      kind == OverrideDecision.Kind.REPRIORITISE ? Priority.LIFE_SAFETY : null,
                      kind == OverrideDecision.Kind.WAIVE
                          ? EligibilityRule.NOT_REFUSED_BEFORE.name()
                          : null)),
              COORDINATOR::equals));
    }
    probes.add(new Probe(elsewhere(id, 1), SYSTEM::equals));
    probes.add(timePasses());
    return probes;
  }

  private List<Probe> probes(Offer o) {
    Predicate<Party> ward =
        p -> p.equals(COORDINATOR) || p.equals(new Party(Role.WARD, o.lender()));
    String answers = o.answersRequestId();
    Predicate<Party> rejects =
        answers == null
            ? COORDINATOR::equals
            : desk(kizuna.network.requestOf(answers).request().receiver());
    return List.of(
        new Probe(new Fact.OfferWithdrawn(o.id(), RefusalReason.OTHER), ward),
        new Probe(new Fact.OfferRejected(o.id(), RefusalReason.OTHER), rejects));
  }

  private static Predicate<Party> desk(String receiver) {
    return p -> p.equals(COORDINATOR) || p.equals(new Party(Role.DESK, receiver));
  }

  private List<Probe> probes(Agreement a) {
    Predicate<Party> keeper = p -> p.equals(COORDINATOR) || p.equals(SYSTEM);
    AgreementTerms newer = new AgreementTerms();
    newer.id = a.id();
    newer.version = a.version() + 1;
    return List.of(
        new Probe(new Fact.AgreementSigned(newer.signed()), keeper),
        new Probe(
            new Fact.PlanConfirmed(a.id(), WAJIMA, today().plusDays(100)),
            keeper.or(new Party(Role.DESK, WAJIMA)::equals)),
        new Probe(new Fact.AgreementSuspended(a.id()), keeper),
        new Probe(new Fact.AgreementResumed(a.id()), keeper),
        new Probe(new Fact.AgreementEnded(a.id(), today()), keeper),
        new Probe(new Fact.AgreementEnded(a.id(), today().minusDays(1)), keeper),
        new Probe(new Fact.AgreementEnded(a.id(), today().plusDays(9)), keeper));
  }

  private List<Probe> probes(OverrideDecision o) {
    return List.of(
        new Probe(new Fact.OverrideRevoked(o.id()), COORDINATOR::equals),
        new Probe(new Fact.OverrideMade(o), COORDINATOR::equals));
  }

  private void tryByEverybody(Place place, Probe probe) {
    Map<Party, Decision> answers = new LinkedHashMap<>();
    for (Party who : EVERYBODY) {
      if (who.equals(SYSTEM) && probe.fact instanceof Fact.AidRequestMerged) {
        continue; // What another network merged ends here in any case: EscalationTest.
      }
      tried++;
      Decision answer = tryOut(who, probe.fact);
      String said = place + ": " + who + " " + probe.fact + " " + answer.reasons();
      try {
        if (answer.outcome() == Outcome.ACCEPTED && !probe.may.test(who)) {
          throw new Wrong("taken from whom it is not for");
        } else if (answer.outcome() != Outcome.ACCEPTED) {
          aRefusalNamesWhatWouldDo(who, probe.fact, answer);
        }
        if (probe.may.test(who)) {
          answers.put(who, answer);
        }
      } catch (Wrong wrong) {
        throw new Wrong(wrong.getMessage() + " at " + said);
      }
    }
    if (answers.values().stream().map(a -> a.outcome() + " " + a.reasons()).distinct().count()
        > 1) {
      throw new Wrong(place + ": who may report it is answered otherwise: " + answers);
    }
    answers.entrySet().stream()
        .filter(one -> one.getValue().outcome() == Outcome.ACCEPTED)
        .findFirst()
        .ifPresent(one -> goOn(place, one.getKey(), probe.fact));
  }

  /** Everybody of the walks; of the wards and desks each side of everything, and others. */
  private static final List<Party> EVERYBODY =
      List.of(
          new Party(Role.WARD, SHINJUKU),
          new Party(Role.WARD, SUMIDA),
          new Party(Role.WARD, SUGINAMI),
          new Party(Role.DESK, WAJIMA),
          new Party(Role.DESK, SUZU),
          COORDINATOR,
          SYSTEM);

  /** In a state of their own, so that the walk goes on as if nothing had been tried. */
  private void goOn(Place place, Party who, Fact fact) {
    Walk on = new Walk();
    on.kizuna = kizuna.copy();
    on.random = new Random(fact.toString().hashCode());
    on.versions = versions + 1;
    on.overrides = overrides;
    on.overridesMade.putAll(overridesMade);
    on.more = more;
    try {
      on.tell(who, fact);
      on.toTheEnd();
    } catch (Wrong wrong) {
      throw new Wrong(wrong.getMessage() + " after " + place + ": " + who + " " + fact);
    }
  }

  // The way on.

  private void toTheEnd() {
    List<String> requests = new ArrayList<>();
    kizuna.network.requests().forEach(b -> requests.add(b.request().id()));
    for (String id : requests) {
      if (!kizuna.network.requestOf(id).request().ended()) {
        mustBeTaken(
            new Party(Role.DESK, kizuna.network.requestOf(id).request().receiver()),
            new Fact.AidRequestCancelled(id, RefusalReason.NEED_ENDED));
      }
    }
    int acts = 0;
    for (Optional<Dispatch> d = anyLive(); d.isPresent(); d = anyLive()) {
      if (++acts > MOST_ACTS_TO_THE_END) {
        throw new Wrong(d.get().id() + " comes to no end: " + d.get());
      }
      onwards(d.get());
    }
    everybodyIsFree();
    for (String id : List.of("a1", "a2")) {
      Agreement a = kizuna.network.register().agreement(id);
      if (a != null) {
        LocalDate last = today().isBefore(a.validFrom()) ? a.validFrom() : today();
        mustBeTaken(COORDINATOR, new Fact.AgreementEnded(id, last));
      }
    }
    for (String id : requests) {
      for (OverrideDecision o : List.copyOf(kizuna.network.register().overridesFor(id))) {
        mustBeTaken(COORDINATOR, new Fact.OverrideRevoked(o.id()));
      }
    }
    List<Offer> offers = new ArrayList<>();
    kizuna.network.offers().forEach(b -> offers.add(b.offer()));
    for (Offer o : offers) {
      if (!o.ended()) {
        mustBeTaken(
            new Party(Role.WARD, o.lender()), new Fact.OfferWithdrawn(o.id(), RefusalReason.OTHER));
      }
    }
    int unmet = 0;
    for (RequestCoverage book : kizuna.network.requests()) {
      unmet += book.unmetPersonDays(kizuna.network.today());
    }
    if (kizuna.network.openRequestCount() != 0
        || kizuna.network.openPersonDays() != 0
        || kizuna.network.unmetPersonDays() != unmet) {
      throw new Wrong("everything has ended, and something is counted as missing");
    }
  }

  private void mustBeTaken(Party who, Fact fact) {
    Decision decision = tell(who, fact);
    if (decision.outcome() != Outcome.ACCEPTED) {
      throw new Wrong("there is no end: " + who + " " + fact + " " + decision.reasons());
    }
  }

  private Optional<Dispatch> anyLive() {
    List<Dispatch> live = new ArrayList<>();
    for (Dispatch d : kizuna.network.dispatches()) {
      if (d.state().isLive()) {
        live.add(d);
      }
    }
    live.sort(Comparator.comparing(Dispatch::id));
    return live.isEmpty() ? Optional.empty() : Optional.of(any(live));
  }

  /**
   * One of the acts that the rules name, by whom they name; where there is none today, a day on.
   */
  private void onwards(Dispatch d) {
    List<NextAct> ways = new ArrayList<>();
    Report asked =
        new Report(
            ID, kizuna.now(), Role.SYSTEM, "kizuna", true, new Fact.TimePassed(kizuna.now()));
    DecisionContext context = new DecisionContext(kizuna.network, asked, Long.MAX_VALUE);
    Decider.begin(context);
    for (NextAct next : new NextActs(context).of(context.state.dispatchOf(d.id()))) {
      switch (next.kind()) {
        case STAFF_OFFERED,
            REPORT_RETRACTED,
            EXTENSION_REQUESTED,
            EXTENSION_ANSWERED,
            STAFF_RETASKED -> {}
        default -> ways.add(next);
      }
    }
    if (ways.isEmpty()) {
      throw new Wrong(d.id() + " has no way on: " + d);
    }
    NextAct way = any(ways);
    Fact fact = factOf(d, way.kind());
    mustBeTaken(new Party(way.role(), way.body()), fact);
    if (chance(3)) {
      passTime();
    }
    survey();
  }

  private void everybodyIsFree() {
    LocalDate rested = today().plusDays(10);
    for (OfferUse book : kizuna.network.offers()) {
      Offer o = book.offer();
      for (LocalDate day = rested;
          !o.ended() && !day.isAfter(o.period().last());
          day = day.plusDays(1)) {
        if (book.freeOn(day.toEpochDay()) != o.headCount()) {
          throw new Wrong("all is over, and people of " + o.id() + " are locked on " + day);
        }
      }
    }
  }
}
