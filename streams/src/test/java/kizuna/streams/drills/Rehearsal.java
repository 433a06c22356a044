package kizuna.streams.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Expected;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.topology.LogHarness;

/** A drill decided from its first fact to its last, without Kafka. */
final class Rehearsal {

  final LogHarness kizuna;
  final List<String> rejections = new ArrayList<>();

  private Rehearsal(Drill drill) {
    this.kizuna = new LogHarness(Topics.of(Namespace.drill(drill.id()), 1));
  }

  static Rehearsal of(Drill drill) {
    Rehearsal rehearsal = new Rehearsal(drill);
    for (Fact fact : drill.facts()) {
      MatchDecision decision = rehearsal.kizuna.put(fact);
      if (decision.getOutcome() != Outcome.ACCEPTED) {
        rehearsal.rejections.add(
            fact.getRecordedAt()
                + " "
                + fact.getKind()
                + " by "
                + fact.getReporter().getBody()
                + ": "
                + decision.getReasons());
      }
    }
    return rehearsal;
  }

  Expected outcome() {
    long requested = 0;
    long filled = 0;
    long open = 0;
    for (RequestStatus r : kizuna.requests.values()) {
      requested += r.getRequestedPersonDays();
      filled += r.getCoveredPersonDays();
      open += r.getOpenPersonDays() + r.getUnmetPersonDays();
    }
    return new Expected(
        kizuna.requests.size(),
        requested,
        filled,
        open,
        kizuna.ledger.size(),
        rejections.size(),
        personDaysBy(LedgerEntry::getLender));
  }

  /** Person-days of what did not come to nothing, by something of the ledger's lines. */
  Map<String, Long> personDaysBy(java.util.function.Function<LedgerEntry, String> what) {
    Map<String, Long> sums = new TreeMap<>();
    for (LedgerEntry e : kizuna.ledger.values()) {
      if (!isVoid(e.getState())) {
        long days = e.getLastDay().toEpochDay() - e.getFirstDay().toEpochDay() + 1;
        sums.merge(what.apply(e), days * e.getHeadCount(), Long::sum);
      }
    }
    return sums;
  }

  private static boolean isVoid(DispatchState state) {
    return state == DispatchState.DECLINED
        || state == DispatchState.LAPSED
        || state == DispatchState.CANCELLED;
  }
}
