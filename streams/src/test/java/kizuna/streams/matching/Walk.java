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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.Fact;
import kizuna.streams.books.HazardType;
import kizuna.streams.books.LenderLimits;
import kizuna.streams.books.Offer;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.OverrideDecision;
import kizuna.streams.books.Priority;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.ReportKind;
import kizuna.streams.books.RequestBook;
import kizuna.streams.books.Role;
import kizuna.streams.books.TaskType;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the states of requests, offers, dispatches, agreements and overrides, act by act,
 * at any time, by anybody, and tells the first thing that is not right. Then it follows the acts
 * that the rules name until everything has ended. One seed is one walk.
 */
public final class Walk implements LongFunction<String> {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");
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

  private record Told(Instant at, Party by, Fact fact) {
    @Override
    public String toString() {
      return at.atZone(JAPAN).toLocalDateTime() + " " + by + " " + fact;
    }
  }

  private final Set<String> tried = new TreeSet<>();

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
    versions = 1;
    overrides = 0;
    disasters = 0;
    more = 2;
    try {
      begin();
      for (int i = 0; i < STEPS; i++) {
        step();
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

  /** What was tried where and when, over all walks: {@code "ON_SITE RETURN in the middle"}. */
  public Set<String> tried() {
    return Collections.unmodifiableSet(tried);
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

  private void begin() {
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
    return terms;
  }

  private void offer(String lender) {
    OfferTerms terms = new OfferTerms();
    terms.id = "o" + more++;
    terms.lender = lender;
    terms.headCount = 2 + random.nextInt(3);
    terms.firstDay = today();
    terms.lastDay = today().plusDays(25);
    tell(new Party(Role.WARD, lender), new Fact.StaffOffered(terms.offer()));
  }

  private void request(String receiver) {
    RequestTerms terms = new RequestTerms();
    terms.id = "r" + more++;
    terms.receiver = receiver;
    terms.headCount = 1 + random.nextInt(4);
    terms.firstDay = today().plusDays(random.nextInt(5));
    terms.lastDay = terms.firstDay.plusDays(random.nextInt(9));
    terms.tourDays = chance(3) ? 5 : 8;
    terms.overlapDays = random.nextInt(3);
    terms.priority = any(List.of(Priority.values()));
    tell(new Party(Role.DESK, receiver), new Fact.AidRequested(terms.request()));
  }

  // One step.

  private void step() {
    if (chance(3)) {
      passTime();
    }
    List<Dispatch> dispatches = new ArrayList<>();
    kizuna.network.dispatches().forEach(dispatches::add);
    dispatches.sort(Comparator.comparing(Dispatch::id));
    List<Dispatch> live = dispatches.stream().filter(d -> d.state().isLive()).toList();
    if (!dispatches.isEmpty() && !chance(5)) {
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
      kizuna.at(to);
      if (chance(2)) {
        tell(new Party(Role.SYSTEM, "kizuna"), new Fact.TimePassed(to));
      }
    }
  }

  private Party by(Dispatch d, Fact fact) {
    List<Party> all =
        List.of(
            new Party(Role.WARD, d.lender()),
            new Party(Role.DESK, d.receiver()),
            new Party(Role.COORDINATOR, ID),
            new Party(Role.WARD, SUGINAMI),
            new Party(Role.DESK, d.receiver().equals(SUZU) ? WAJIMA : SUZU),
            new Party(Role.SYSTEM, "kizuna"));
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
    Party coordinator = new Party(Role.COORDINATOR, ID);
    Party desk = chance(2) ? coordinator : new Party(Role.DESK, chance(2) ? WAJIMA : SUZU);
    Party ward = chance(2) ? coordinator : new Party(Role.WARD, chance(2) ? SHINJUKU : SUMIDA);
    String lender = chance(2) ? SHINJUKU : SUMIDA;
    switch (random.nextInt(15)) {
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
      case 8 -> tell(coordinator, new Fact.AgreementSuspended(chance(2) ? "a1" : "a2"));
      case 9 -> tell(coordinator, new Fact.AgreementResumed(chance(2) ? "a1" : "a2"));
      case 10 ->
          tell(
              coordinator, new Fact.AgreementEnded("a1", today().plusDays(random.nextInt(6) - 2L)));
      case 11 ->
          tell(coordinator, new Fact.AgreementSigned(agreement(chance(2) ? "a1" : "a2").signed()));
      case 12 -> {
        boolean struck = chance(6);
        if (struck) {
          tell(
              new Party(Role.SYSTEM, "kizuna"),
              new Fact.DisasterDeclared(
                  NetworkAtWork.disaster("quake-" + disasters++, HazardType.EARTHQUAKE, lender)));
        }
      }
      case 13 -> tell(chance(4) ? ward : coordinator, override(lender));
      default ->
          tell(coordinator, new Fact.OverrideRevoked("v" + (1 + random.nextInt(overrides + 1))));
    }
  }

  private Fact override(String lender) {
    OverrideDecision.Kind kind = any(List.of(OverrideDecision.Kind.values()));
    boolean waives = kind == OverrideDecision.Kind.WAIVE;
    boolean classes = kind == OverrideDecision.Kind.REPRIORITISE;
    return new Fact.OverrideMade(
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
                : null));
  }

  // What must hold of each answer.

  private Decision tell(Party who, Fact fact) {
    told.add(new Told(kizuna.now(), who, fact));
    Map<String, int[]> before = covered();
    note(fact);
    Decision decision = kizuna.tell(who.role(), who.body(), fact);
    if (decision.outcome() == Outcome.REJECTED) {
      aRefusalNamesWhatWouldDo(who, fact, decision);
      return decision;
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

  private void note(Fact fact) {
    if (fact instanceof Fact.DispatchActed acted && acted.dispatch().dispatchId() != null) {
      Dispatch d = kizuna.dispatch(acted.dispatch().dispatchId());
      tried.add(d.state() + " " + acted.act() + " " + phase(d));
    }
  }

  private String phase(Dispatch d) {
    LocalDate today = today();
    if (today.isBefore(d.journeyBegins())) {
      return "before the journey";
    } else if (today.isBefore(d.firstDay())) {
      return "on the journey";
    } else if (today.equals(d.firstDay())) {
      return "on the first day";
    }
    return today.isAfter(d.plannedLastDay()) ? "after the last" : "in the middle";
  }

  /** Of each request the persons covered on each day before today. */
  private Map<String, int[]> covered() {
    Map<String, int[]> all = new HashMap<>();
    for (RequestBook book : kizuna.network.requests()) {
      LocalDate first = book.request().period().first();
      if (first.isBefore(today())) {
        all.put(book.request().id(), first.datesUntil(today()).mapToInt(book::coveredOn).toArray());
      }
    }
    return all;
  }

  private void nothingOfThePastIsCoveredAnew(Map<String, int[]> before) {
    LocalDate today = kizuna.network.today();
    for (RequestBook book : kizuna.network.requests()) {
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
    for (OfferBook book : kizuna.network.offers()) {
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
    for (RequestBook book : kizuna.network.requests()) {
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
      boolean begins = d.state() == DispatchState.DEPARTED || d.state() == DispatchState.ON_SITE;
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
    for (RequestBook book : kizuna.network.requests()) {
      if (book.openPersonDaysFrom(kizuna.network.today()) > 0
          && Candidates.any(new kizuna.streams.books.Draft(kizuna.network), book.request().id())) {
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
    if (reason.code() == RejectionCode.NOT_YOURS) {
      NextAct same = refused.next().get(0);
      Decision by = tryOut(new Party(same.role(), same.body()), fact);
      if (by.reasons().stream().anyMatch(r -> r.code() == RejectionCode.NOT_YOURS)) {
        throw new Wrong(who + " was refused, and " + same + " is too: " + by.reasons());
      }
      return;
    }
    Dispatch d = kizuna.network.dispatch(reason.subject());
    if (d == null) {
      return;
    }
    for (NextAct next : refused.next()) {
      Optional<Fact> would = factOf(d, next.kind());
      if (would.isPresent()) {
        Decision tried = tryOut(new Party(next.role(), next.body()), would.get());
        if (tried.outcome() != Outcome.ACCEPTED) {
          throw new Wrong(reason + " names " + next + ", which is refused: " + tried.reasons());
        }
      }
    }
  }

  /**
   * A fact of a kind on a dispatch as people would report it; empty for what may be refused for
   * other causes: taking back, asking for longer, offering anew.
   */
  private Optional<Fact> factOf(Dispatch d, ReportKind kind) {
    LocalDate last = today().isAfter(d.plannedLastDay()) ? d.plannedLastDay() : today();
    return switch (kind) {
      case STAFF_OFFERED, REPORT_RETRACTED, EXTENSION_REQUESTED -> Optional.empty();
      case EXTENSION_ANSWERED -> Optional.of(new Fact.ExtensionAnswered(named(d.id()), false));
      case STAFF_RETASKED ->
          Optional.of(new Fact.StaffRetasked(named(d.id()), TaskType.SHELTER_OPERATION));
      default -> {
        for (Act act : Act.values()) {
          if (ReportKind.of(act).filter(kind::equals).isPresent()) {
            yield Optional.of(acted(d, act, act == Act.RELEASE || act == Act.RECALL ? last : null));
          }
        }
        throw new Wrong(d.id() + " has no act " + kind);
      }
    };
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
      if (kizuna.network.register().agreement(id) != null) {
        mustBeTaken(new Party(Role.COORDINATOR, ID), new Fact.AgreementEnded(id, today()));
      }
    }
    for (String id : requests) {
      for (OverrideDecision o : List.copyOf(kizuna.network.register().overridesFor(id))) {
        mustBeTaken(new Party(Role.COORDINATOR, ID), new Fact.OverrideRevoked(o.id()));
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
    if (kizuna.network.openRequestCount() != 0
        || kizuna.network.openPersonDays() != 0
        || kizuna.network.unmetPersonDays() != 0) {
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
    kizuna.network.apply(new kizuna.streams.books.Change.ClockSet(kizuna.now()));
    Report asked =
        new Report(
            ID, kizuna.now(), Role.SYSTEM, "kizuna", true, new Fact.TimePassed(kizuna.now()));
    for (NextAct next : new NextActs(kizuna.network, asked).of(d)) {
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
    Fact fact = factOf(d, way.kind()).orElseThrow();
    mustBeTaken(new Party(way.role(), way.body()), fact);
    if (chance(3)) {
      passTime();
    }
  }

  private void everybodyIsFree() {
    LocalDate rested = today().plusDays(10);
    for (OfferBook book : kizuna.network.offers()) {
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
