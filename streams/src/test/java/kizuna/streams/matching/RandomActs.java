package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.WalkState.COORDINATOR;
import static kizuna.streams.matching.WalkState.JAPAN;
import static kizuna.streams.matching.WalkState.SYSTEM;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.matching.WalkState.Emphasis;
import kizuna.streams.matching.WalkState.Party;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;

/** Reports random facts of every kind, at random times, by anybody. */
final class RandomActs {

  /** What people report; that a hold lapses they do not. */
  private static final List<Act> REPORTED =
      Arrays.stream(Act.values()).filter(act -> act != Act.LAPSE).toList();

  private final WalkState state;
  private final AnswerChecks answers;
  private final WalkFacts facts;

  RandomActs(WalkState state, AnswerChecks answers) {
    this.state = state;
    this.answers = answers;
    this.facts = new WalkFacts(state);
  }

  void begin() {
    state.kizuna.signed(agreement("a1"));
    if (state.chance(2)) {
      state.kizuna.signed(agreement("a2"));
    }
    if (state.chance(2)) {
      state.kizuna.limitsSet(
          SHINJUKU,
          new LenderLimits(state.chance(3) ? 4 : null, Map.of(), state.random.nextInt(3)));
    }
    offer(SHINJUKU);
    request(WAJIMA);
    if (state.chance(2)) {
      offer(SUMIDA);
    }
    if (state.chance(2)) {
      request(SUZU);
    }
  }

  private AgreementTerms agreement(String id) {
    AgreementTerms terms = new AgreementTerms();
    terms.id = id;
    terms.version = state.versions++;
    terms.travelDays = state.random.nextInt(3);
    terms.recallNoticeDays = state.chance(3) ? 2 : 0;
    terms.longestTourDays = state.chance(3) ? 2 * terms.travelDays + 3 : null;
    terms.headCountLimit = state.chance(4) ? 3 : null;
    terms.validTo = state.chance(3) ? day(8 + state.random.nextInt(8)) : Agreement.OPEN_END;
    if (id.equals("a2")) {
      terms.validFrom = day(state.random.nextInt(6));
    }
    return terms;
  }

  private void offer(String lender) {
    OfferTerms terms = new OfferTerms();
    terms.id = "o" + state.more++;
    terms.lender = lender;
    terms.headCount = 2 + state.random.nextInt(3);
    terms.firstDay = state.today().plusDays(state.chance(4) ? state.random.nextInt(4) : 0);
    boolean brief = state.emphasis == Emphasis.EARLY || state.chance(3);
    terms.lastDay =
        terms.firstDay.plusDays(
            brief ? state.random.nextInt(state.emphasis == Emphasis.EARLY ? 3 : 6) : 25);
    terms.headCount = brief ? 2 : terms.headCount;
    terms.answersRequestId = state.chance(4) ? anyRequestOr(null) : null;
    answers.tell(new Party(Role.WARD, lender), new Fact.StaffOffered(terms.offer()));
  }

  private void request(String receiver) {
    RequestTerms terms = new RequestTerms();
    terms.id = "r" + state.more++;
    terms.receiver = receiver;
    terms.headCount = 1 + state.random.nextInt(4);
    terms.firstDay =
        state.today().plusDays(state.random.nextInt(state.emphasis == Emphasis.EARLY ? 3 : 5));
    boolean tours = state.emphasis == Emphasis.TOURS;
    terms.lastDay = terms.firstDay.plusDays(state.random.nextInt(tours ? 20 : 9));
    terms.tourDays = tours || state.chance(3) ? 6 : 8;
    terms.overlapDays = tours ? 2 : state.random.nextInt(3);
    if (state.chance(5)) {
      // Nobody is needed on the days behind.
      terms.needs = List.of(new DailyCount(new Period(terms.firstDay, terms.firstDay), 2));
    }
    terms.priority = state.any(List.of(Priority.values()));
    answers.tell(new Party(Role.DESK, receiver), new Fact.AidRequested(terms.request()));
  }

  void step() {
    if (state.chance(state.emphasis == Emphasis.EARLY ? 10 : 3)) {
      passTime();
    }
    List<Dispatch> dispatches = new ArrayList<>();
    state.kizuna.network.dispatches().forEach(dispatches::add);
    dispatches.sort(Comparator.comparing(Dispatch::id));
    List<Dispatch> live = dispatches.stream().filter(d -> d.state().isLive()).toList();
    if (!dispatches.isEmpty() && !state.chance(state.emphasis == Emphasis.COORDINATION ? 2 : 5)) {
      Dispatch d = state.any(live.isEmpty() || state.chance(4) ? dispatches : live);
      List<Act> legal = REPORTED.stream().filter(d::allows).toList();
      Fact fact =
          act(d, state.any(legal.isEmpty() || state.chance(3) ? REPORTED : legal), state.chance(2));
      answers.tell(by(d, fact), fact);
      return;
    }
    other();
  }

  /** Just before midnight in Japan, on it, just after, or in the morning; seldom told. */
  void passTime() {
    LocalDate day = state.today().plusDays(state.random.nextInt(3));
    Instant midnight = day.plusDays(1).atStartOfDay(JAPAN).toInstant();
    Instant to =
        state.any(
            List.of(
                midnight.minusSeconds(1),
                midnight,
                midnight.plusSeconds(60),
                midnight.plus(Duration.ofHours(9))));
    if (to.isAfter(state.kizuna.now())) {
      // A live log is told the time at least so often; a longer jump would not be believed.
      for (Instant far = believed(); to.isAfter(far); far = believed()) {
        state.kizuna.at(far);
        answers.tell(SYSTEM, new Fact.TimePassed(far));
      }
      state.kizuna.at(to);
      if (state.chance(2)) {
        answers.tell(SYSTEM, new Fact.TimePassed(to));
      }
    }
  }

  private Instant believed() {
    return state.kizuna.network.clock().plus(ClockHandler.MAX_AHEAD);
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
    if (fact instanceof Fact.DispatchActed acted
        && !state.chance(4)
        && !acted.act().by().isEmpty()) {
      return state.any(all.subList(0, 3).stream().filter(p -> mayBy(p, acted.act())).toList());
    }
    return state.any(all);
  }

  static boolean mayBy(Party p, Act act) {
    return p.role() == Role.COORDINATOR || act.by().contains(p.role());
  }

  private Fact act(Dispatch d, Act act, boolean meant) {
    if (state.chance(8)) {
      return new Fact.ReportRetracted(name(d), null);
    }
    LocalDate last = d.firstDay().plusDays(state.random.nextInt(10) - 3L);
    return switch (act) {
      case ASK_EXTENSION ->
          new Fact.ExtensionRequested(name(d), d.lastDay().plusDays(state.random.nextInt(4)));
      case ANSWER_EXTENSION -> new Fact.ExtensionAnswered(name(d), state.chance(2));
      case RETASK -> new Fact.StaffRetasked(name(d), TaskType.RELIEF_GOODS);
      default ->
          new Fact.DispatchActed(
              act,
              name(d),
              act == Act.RELEASE || act == Act.RECALL
                  ? (state.chance(2) ? state.today() : last)
                  : null,
              WalkFacts.reason(act),
              meant);
    };
  }

  private Fact.DispatchName name(Dispatch d) {
    return state.chance(3)
        ? new Fact.DispatchName(null, d.requestId(), d.lender())
        : new Fact.DispatchName(d.id(), null, null);
  }

  private @Nullable String anyRequestOr(@Nullable String none) {
    return state.kizuna.network.requests().iterator().hasNext() ? anyRequest() : none;
  }

  private String anyRequest() {
    List<String> ids = new ArrayList<>();
    state.kizuna.network.requests().forEach(b -> ids.add(b.request().id()));
    ids.sort(null);
    return state.any(ids);
  }

  private String anyOffer() {
    List<String> ids = new ArrayList<>();
    state.kizuna.network.offers().forEach(b -> ids.add(b.offer().id()));
    ids.sort(null);
    return state.any(ids);
  }

  private void other() {
    Party desk =
        state.chance(2) ? COORDINATOR : new Party(Role.DESK, state.chance(2) ? WAJIMA : SUZU);
    Party ward =
        state.chance(2) ? COORDINATOR : new Party(Role.WARD, state.chance(2) ? SHINJUKU : SUMIDA);
    String lender = state.chance(2) ? SHINJUKU : SUMIDA;
    switch (state.random.nextInt(state.emphasis == Emphasis.COORDINATION ? 20 : 17)) {
      case 0 -> offer(lender);
      case 1 -> request(state.chance(2) ? WAJIMA : SUZU);
      case 2 ->
          answers.tell(
              desk,
              new Fact.AidRequestAmended(
                  anyRequest(),
                  1 + state.random.nextInt(4),
                  null,
                  null,
                  state.today().plusDays(state.random.nextInt(8) - 1L),
                  null));
      case 3 ->
          answers.tell(desk, new Fact.AidRequestCancelled(anyRequest(), RefusalReason.NEED_ENDED));
      case 4 -> answers.tell(desk, new Fact.AidRequestDocumented(anyRequest(), "1"));
      case 5 -> answers.tell(desk, new Fact.AidRequestMerged(anyRequest(), anyRequest()));
      case 6 -> answers.tell(ward, new Fact.OfferWithdrawn(anyOffer(), RefusalReason.OTHER));
      case 7 -> answers.tell(desk, new Fact.OfferRejected(anyOffer(), RefusalReason.OTHER));
      case 8 ->
          answers.tell(COORDINATOR, new Fact.AgreementSuspended(state.chance(2) ? "a1" : "a2"));
      case 9 -> answers.tell(COORDINATOR, new Fact.AgreementResumed(state.chance(2) ? "a1" : "a2"));
      case 10 ->
          answers.tell(
              COORDINATOR,
              new Fact.AgreementEnded("a1", state.today().plusDays(state.random.nextInt(6) - 2L)));
      case 11 ->
          answers.tell(
              COORDINATOR,
              new Fact.AgreementSigned(agreement(state.chance(2) ? "a1" : "a2").signed()));
      case 12 -> {
        boolean struck = state.chance(6);
        if (struck) {
          answers.tell(
              SYSTEM,
              new Fact.DisasterDeclared(
                  NetworkAtWork.disaster(
                      "quake-" + state.disasters++, HazardType.EARTHQUAKE, lender)));
        }
      }
      case 13 -> answers.tell(state.chance(4) ? ward : COORDINATOR, override(lender));
      case 14 -> answers.tell(COORDINATOR, override(lender));
      case 15 -> answers.tell(SYSTEM, facts.elsewhere(anyRequest(), state.random.nextInt(3)));
      default ->
          answers.tell(
              COORDINATOR,
              new Fact.OverrideRevoked(
                  "v" + Math.max(1, state.overrides - state.random.nextInt(3))));
    }
  }

  private Fact override(String lender) {
    OverrideDecision.Kind kind = state.any(List.of(OverrideDecision.Kind.values()));
    boolean waives = kind == OverrideDecision.Kind.WAIVE;
    boolean classes = kind == OverrideDecision.Kind.REPRIORITISE;
    OverrideDecision made =
        new OverrideDecision(
            "v" + ++state.overrides,
            kind,
            anyRequest(),
            classes ? null : lender,
            classes ? Priority.URGENT : null,
            waives
                ? state.any(
                    List.of(
                        "AGREEMENT_IN_FORCE",
                        "AGREEMENT_NOT_SUSPENDED",
                        "LENDER_NOT_STRUCK",
                        "NOT_REFUSED_BEFORE",
                        "CAPACITY_LEFT"))
                : null);
    return new Fact.OverrideMade(made);
  }
}
