package kizuna.streams.drills;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.verify.Verifier;

/** Counts a drill's decisions, events and states as they are read, and summarises them. */
public final class DrillCounter {

  private final Map<String, byte[]> heads = new TreeMap<>();
  private final Map<String, RequestStatus> requests = new HashMap<>();
  private final Map<String, LedgerEntry> ledger = new HashMap<>();
  private int facts;
  private int asked;
  private int proposals;
  private int rejected;
  private int deadLetters;

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
    requests.put(status.getNetworkId() + "/" + status.getRequestId(), status);
  }

  /** A state; a later one of the same dispatch replaces it. */
  public void add(LedgerEntry entry) {
    ledger.put(entry.getNetworkId() + "/" + entry.getDispatchId(), entry);
  }

  /** Facts answered so far. */
  public int answered() {
    return facts + deadLetters;
  }

  public DrillSummary summary(String drill, String namespace) {
    long requested = 0;
    long filled = 0;
    long open = 0;
    SortedMap<String, Long> byTask = new TreeMap<>();
    SortedMap<LocalDate, Long> byDay = new TreeMap<>();
    for (RequestStatus r : requests.values()) {
      // What was cancelled is needed no more, but for what was sent all the same.
      // A drill is over: what was open until its days had passed is a shortfall, too.
      int uncovered = r.getOpenPersonDays() + r.getUnmetPersonDays();
      requested += (long) r.getCoveredPersonDays() + uncovered;
      filled += r.getCoveredPersonDays();
      open += uncovered;
      if (uncovered > 0) {
        byTask.merge(r.getTaskType().name(), (long) uncovered, Long::sum);
      }
      for (List<OpenDays> missing : List.of(r.getUnmet(), r.getOpen())) {
        for (OpenDays days : missing) {
          days.getFirstDay()
              .datesUntil(days.getLastDay().plusDays(1))
              .forEach(day -> byDay.merge(day, (long) days.getHeadCount(), Long::sum));
        }
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
        personDaysByLender());
  }

  private SortedMap<String, Long> personDaysByLender() {
    SortedMap<String, Long> personDays = new TreeMap<>();
    for (LedgerEntry e : ledger.values()) {
      boolean isVoid =
          e.getState() == DispatchState.DECLINED
              || e.getState() == DispatchState.LAPSED
              || e.getState() == DispatchState.CANCELLED;
      long days = e.getLastDay().toEpochDay() - e.getFirstDay().toEpochDay() + 1;
      if (!isVoid && days > 0) {
        personDays.merge(e.getLender(), days * e.getHeadCount(), Long::sum);
      }
    }
    return personDays;
  }

  private long medianMillisToMatch() {
    long[] millis =
        requests.values().stream()
            .filter(r -> r.getFirstProposedAt() != null)
            .mapToLong(r -> Duration.between(r.getAskedAt(), r.getFirstProposedAt()).toMillis())
            .sorted()
            .toArray();
    return millis.length == 0 ? 0 : millis[millis.length / 2];
  }
}
