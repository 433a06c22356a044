package kizuna.streams.afteraction;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.codes.Verdict;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Proposed;
import kizuna.facts.Fact;
import kizuna.facts.Municipality;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/**
 * Collects the records of a run and computes its report. It keeps a few fields of each request and
 * dispatch, none of facts: its memory grows with the number of requests and dispatches.
 *
 * <p>First {@link #add(Fact, MatchDecision, List)} for each decision in the order of the log, then
 * the states, then {@link #report}.
 */
public final class RunFigures {

  /** Most rows of each list of a report; further ones are only counted. */
  static final int MAX_ROWS = 100_000;

  private static final int MAX_HOURS = 100_000;

  private final DrillCourse.Figures course;
  private final ObjectiveWatch watch;
  private final SharedValues shared = new SharedValues();
  final ByNetwork<DispatchCourse> dispatches = new ByNetwork<>();
  private final ByNetwork<RequestCourse> requests = new ByNetwork<>();
  final ByNetwork<AgreementCourse> agreements = new ByNetwork<>();
  final Map<String, LenderCounts> lenders = new TreeMap<>();
  private final ByNetwork<String> members = new ByNetwork<>();
  final List<AfterActionReport.Ending> endings = new ArrayList<>();
  final List<AfterActionReport.Override> overrides = new ArrayList<>();
  final Map<String, AfterActionReport.Lesson> lessons = new LinkedHashMap<>();
  final TreeMap<FactKind, Map<RejectionCode, Integer>> refusals = new TreeMap<>();
  final TreeMap<Instant, int[]> hours = new TreeMap<>();
  final Map<String, Long> unlisted = new TreeMap<>();
  private final Map<String, Municipality> municipalities = new HashMap<>();
  private final Map<String, String> disasters = new HashMap<>();

  /** Position of the last added decision by network. */
  private final Map<String, Long> decided = new HashMap<>();

  final Map<DispatchState, Integer> entered = new java.util.EnumMap<>(DispatchState.class);
  long facts;
  long rejected;
  long deadLetters;
  long asked;
  long overridesMade;
  Instant from = Instant.MAX;
  Instant to = Instant.MIN;

  /** Counters of a lender while the log is read. */
  static final class LenderCounts {
    int offers;
    int recalled;
  }

  /** For a run with a director, and its objectives. */
  public RunFigures(DrillCourse.Figures course, List<Objective> objectives) {
    this.course = course;
    this.watch = new ObjectiveWatch(course, objectives);
  }

  /** For a run without a director and objectives. */
  public RunFigures() {
    this(DrillCourse.Figures.NONE, List.of());
  }

  /**
   * Adds the next decision of its network.
   *
   * @param events the dispatch events of this decision
   */
  public void add(Fact fact, MatchDecision decision, List<DispatchEvent> events) {
    facts++;
    decided.put(decision.getNetworkId(), decision.getSequence());
    from = decision.getDecidedAt().isBefore(from) ? decision.getDecidedAt() : from;
    to = decision.getDecidedAt().isAfter(to) ? decision.getDecidedAt() : to;
    int[] hour = hour(decision.getDecidedAt());
    hour[0]++;
    if (decision.getOutcome() == Outcome.REJECTED) {
      rejected++;
      decision.getReasons().stream()
          .findFirst()
          .ifPresent(
              r ->
                  refusals
                      .computeIfAbsent(
                          decision.getFactKind(), k -> new java.util.EnumMap<>(RejectionCode.class))
                      .merge(r.getCode(), 1, Integer::sum));
    } else if (decision.getOutcome() == Outcome.ACCEPTED) {
      accepted(fact, decision, hour);
    }
    for (DispatchEvent event : events) {
      add(event, hour);
    }
    for (Explanation e : decision.getExplanations()) {
      proposals(decision.getNetworkId(), e);
    }
    watch.add(fact, decision, events);
  }

  private int[] hour(Instant at) {
    Instant hour = at.truncatedTo(ChronoUnit.HOURS);
    if (hours.size() >= MAX_HOURS && !hours.containsKey(hour)) {
      hour = hours.lastKey();
    }
    return hours.computeIfAbsent(hour, h -> new int[6]);
  }

  private void accepted(Fact fact, MatchDecision decision, int[] hour) {
    switch (fact.getKind()) {
      case AID_REQUESTED -> {
        asked++;
        hour[1]++;
        request(decision.getNetworkId(), decision.getSubject()).askedSequence =
            decision.getSequence();
      }
      case STAFF_OFFERED -> tally(fact.getStaffOffered().getLender()).offers++;
      case OVERRIDE_MADE -> override(fact, decision);
      case NETWORK_FORMED ->
          fact.getNetworkFormed().getLenders().forEach(l -> joins(decision.getNetworkId(), l));
      case LENDER_JOINED -> joins(decision.getNetworkId(), fact.getLenderJoined().getLender());
      case LENDER_LEFT -> members.remove(decision.getNetworkId(), fact.getLenderLeft().getLender());
      case MUNICIPALITIES_LISTED ->
          fact.getMunicipalitiesListed()
              .getMunicipalities()
              .forEach(m -> municipalities.put(m.getCode(), m));
      case DISASTER_DECLARED ->
          disasters.put(
              fact.getDisasterDeclared().getDisasterId(), fact.getDisasterDeclared().getName());
      case LESSON_RECORDED -> LessonRows.recorded(this, fact, decision);
      case LESSON_CLOSED -> LessonRows.closed(this, fact);
      default -> {}
    }
  }

  private void joins(String network, String lender) {
    members.put(network, lender, shared.text(lender));
  }

  /** Lenders of some network of the run. */
  Set<String> members() {
    return members.stream().collect(Collectors.toCollection(TreeSet::new));
  }

  private RequestCourse request(String network, String id) {
    return requests.computeIfAbsent(network, id, () -> new RequestCourse(shared.text(network), id));
  }

  /** Requests with a known state. */
  Stream<RequestCourse> requests() {
    return requests.stream().filter(RequestCourse::stands);
  }

  LenderCounts tally(String lender) {
    return lenders.computeIfAbsent(lender, l -> new LenderCounts());
  }

  private void override(Fact fact, MatchDecision decision) {
    overridesMade++;
    var made = fact.getOverrideMade();
    if (overrides.size() == MAX_ROWS) {
      unlisted.merge("overrides", 1L, Long::sum);
      return;
    }
    overrides.add(
        new AfterActionReport.Override(
            new FactReference(decision.getNetworkId(), decision.getSequence()),
            decision.getDecidedAt(),
            made.getKind(),
            made.getRequestId(),
            made.getLender(),
            made.getPriority(),
            made.getRule(),
            made.getReason()));
  }

  private void add(DispatchEvent event, int[] hour) {
    DispatchCourse known = dispatches.get(event.getNetworkId(), event.getDispatchId());
    if (known == null) {
      RequestCourse request = request(event.getNetworkId(), event.getRequestId());
      known = new DispatchCourse(event, request.id, shared);
      dispatches.put(known.network, known.id, known);
      request.dispatches.add(known);
      hour[2]++;
    }
    boolean enters =
        known.state != event.getState() || known.proposedSequence == event.getSequence();
    known.add(event, shared);
    if (!enters) {
      return; // Its days or persons changed, but not its state.
    }
    entered.merge(event.getState(), 1, Integer::sum);
    switch (event.getState()) {
      case CONFIRMED -> hour[3]++;
      case ON_SITE -> hour[4]++;
      case DECLINED, LAPSED, RECALLED -> {
        hour[5]++;
        if (event.getState() == DispatchState.RECALLED) {
          tally(event.getLender()).recalled++;
        }
        ended(event, known);
      }
      default -> {}
    }
  }

  private void ended(DispatchEvent event, DispatchCourse known) {
    if (endings.size() == MAX_ROWS) {
      unlisted.merge("endings", 1L, Long::sum);
      return;
    }
    endings.add(
        new AfterActionReport.Ending(
            known.fact(event.getSequence()),
            event.getAt(),
            event.getState(),
            known.id,
            known.request,
            known.lender,
            known.receiver,
            event.getHeadCount(),
            known.firstDay,
            known.lastDay,
            event.getReason()));
  }

  private void proposals(String network, Explanation e) {
    for (LenderVerdict v : e.getVerdicts()) {
      if (v.getVerdict() == Verdict.CHOSEN && v.getRank() != null) {
        for (Proposed p : v.getProposals()) {
          DispatchCourse proposed = dispatches.get(network, p.getDispatchId());
          if (proposed != null) {
            proposed.planConfirmed = v.getRank().getPlanConfirmed();
          }
        }
      }
    }
  }

  /** A record of the log that could not be read. */
  public void addDeadLetter() {
    deadLetters++;
  }

  /**
   * Whether a state is of a later decision than the last added: a run may continue while its topics
   * are read one after the other.
   */
  private boolean isLater(String network, long sequence) {
    return sequence > decided.getOrDefault(network, 0L);
  }

  /** A state; a later one of the same dispatch replaces it. */
  public void add(LedgerEntry entry) {
    if (isLater(entry.getNetworkId(), entry.getSequence())) {
      return;
    }
    DispatchCourse known = dispatches.get(entry.getNetworkId(), entry.getDispatchId());
    if (known != null) {
      known.stands(entry, shared);
    }
  }

  /** A state; a later one of the same request replaces it. */
  public void add(RequestStatus status) {
    if (isLater(status.getNetworkId(), status.getSequence())) {
      return;
    }
    request(status.getNetworkId(), status.getRequestId()).stands(status, shared);
  }

  /** A state; a later one of the same agreement replaces it. */
  public void add(AgreementStatus status) {
    if (isLater(status.getNetworkId(), status.getSequence())) {
      return;
    }
    agreements.put(
        status.getNetworkId(), status.getAgreementId(), AgreementCourse.of(status, shared));
  }

  /** The names in the log. */
  public RunNames.Known names() {
    return new RunNames.Known(municipalities, disasters);
  }

  /** Number of added decisions. */
  public long facts() {
    return facts;
  }

  DrillCourse.Figures course() {
    return course;
  }

  /** The results of the objectives so far. */
  public List<ObjectiveResult> objectives() {
    return watch.results(this);
  }

  /**
   * The report of the added records.
   *
   * @throws IllegalStateException if no decision was added
   */
  public AfterActionReport report(String run) {
    if (facts == 0) {
      throw new IllegalStateException("expected decisions of the run " + run + ", but none");
    }
    return new ReportBuilder(this).report(run);
  }
}
