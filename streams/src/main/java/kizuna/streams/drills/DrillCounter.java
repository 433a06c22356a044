package kizuna.streams.drills;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.codes.TaskType;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.verify.Verifier;

/** Counts a drill's decisions, events and states as they are read, and summarises them. */
public final class DrillCounter {

  /** Most pairs in a summary. */
  private static final int MAX_PAIRS = 5_000;

  private final Map<String, byte[]> heads = new TreeMap<>();
  private final Map<String, Share> requests = new HashMap<>();
  private final Map<String, PersonDays> ledger = new HashMap<>();

  /** The counted fields of a request: a drill may have hundreds of thousands. */
  private record Share(
      int covered, int uncovered, TaskType taskType, List<OpenDays> missing, long millisToMatch) {

    /** No proposal. */
    static final long UNMATCHED = -1;

    static Share of(RequestStatus r) {
      // Cancelled need does not count, except for persons already sent. A drill is over: need still
      // open is a shortfall, too.
      List<OpenDays> missing = new ArrayList<>(r.getUnmet());
      missing.addAll(r.getOpen());
      Instant proposed = r.getFirstProposedAt();
      return new Share(
          r.getCoveredPersonDays(),
          r.getOpenPersonDays() + r.getUnmetPersonDays(),
          r.getTaskType(),
          List.copyOf(missing),
          proposed == null ? UNMATCHED : Duration.between(r.getAskedAt(), proposed).toMillis());
    }
  }

  private record PersonDays(String lender, String receiver, long days) {}

  private int facts;
  private int asked;
  private int proposals;
  private int rejected;
  private int deadLetters;

  /** A decision on a fact of the run's own clock: it does not count as a reported fact. */
  public void addOfClock(MatchDecision decision) {
    heads.put(decision.getNetworkId(), decision.getHash().bytes());
  }

  public void add(MatchDecision decision) {
    facts++;
    heads.put(decision.getNetworkId(), decision.getHash().bytes());
    if (decision.getOutcome() == Outcome.REJECTED) {
      rejected++;
    } else if (decision.getFactKind() == FactKind.AID_REQUESTED
        && decision.getOutcome() == Outcome.ACCEPTED) {
      asked++;
    }
  }

  public void add(DispatchEvent event) {
    if (event.getState() == DispatchState.PROPOSED) {
      proposals++;
    }
  }

  public void addDeadLetter() {
    deadLetters++;
  }

  /** A state; a later one of the same request replaces it. */
  public void add(RequestStatus status) {
    requests.put(status.getNetworkId() + "/" + status.getRequestId(), Share.of(status));
  }

  /** A state; a later one of the same dispatch replaces it. */
  public void add(LedgerEntry entry) {
    boolean isVoid =
        entry.getState() == DispatchState.DECLINED
            || entry.getState() == DispatchState.LAPSED
            || entry.getState() == DispatchState.CANCELLED;
    long days = entry.getLastDay().toEpochDay() - entry.getFirstDay().toEpochDay() + 1;
    String id = entry.getNetworkId() + "/" + entry.getDispatchId();
    if (isVoid || days <= 0) {
      ledger.remove(id);
    } else {
      ledger.put(
          id, new PersonDays(entry.getLender(), entry.getReceiver(), days * entry.getHeadCount()));
    }
  }

  /** Facts decided so far, without those of the run's own clock. */
  public int answered() {
    return facts + deadLetters;
  }

  public DrillSummary summary(String drill, String namespace) {
    long requested = 0;
    long filled = 0;
    long open = 0;
    SortedMap<String, Long> byTask = new TreeMap<>();
    SortedMap<LocalDate, Long> byDay = new TreeMap<>();
    for (Share r : requests.values()) {
      requested += (long) r.covered + r.uncovered;
      filled += r.covered;
      open += r.uncovered;
      if (r.uncovered > 0) {
        byTask.merge(r.taskType.name(), (long) r.uncovered, Long::sum);
      }
      for (OpenDays days : r.missing) {
        days.getFirstDay()
            .datesUntil(days.getLastDay().plusDays(1))
            .forEach(day -> byDay.merge(day, (long) days.getHeadCount(), Long::sum));
      }
    }
    return new DrillSummary(
        drill,
        namespace,
        facts,
        asked,
        requested,
        filled,
        open,
        proposals,
        rejected,
        deadLetters,
        medianMillisToMatch(),
        Verifier.decisionHash(heads),
        byTask,
        byDay,
        personDaysByLender(),
        pairs());
  }

  private List<DrillSummary.Pair> pairs() {
    return ledger.values().stream()
        .map(e -> new DrillSummary.Pair(e.lender, e.receiver))
        .distinct()
        .sorted(
            Comparator.comparing(DrillSummary.Pair::lender)
                .thenComparing(DrillSummary.Pair::receiver))
        .limit(MAX_PAIRS)
        .toList();
  }

  private SortedMap<String, Long> personDaysByLender() {
    SortedMap<String, Long> personDays = new TreeMap<>();
    ledger.values().forEach(e -> personDays.merge(e.lender, e.days, Long::sum));
    return personDays;
  }

  private long medianMillisToMatch() {
    long[] millis =
        requests.values().stream()
            .mapToLong(Share::millisToMatch)
            .filter(wait -> wait != Share.UNMATCHED)
            .sorted()
            .toArray();
    return millis.length == 0 ? 0 : millis[millis.length / 2];
  }
}
