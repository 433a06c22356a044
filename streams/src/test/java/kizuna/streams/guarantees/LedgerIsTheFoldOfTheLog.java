package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/** I4: the ledger is the fold of the intake log, recomputed by a naive model. */
class LedgerIsTheFoldOfTheLog {

  private static final int HISTORIES = 400;

  @Test
  void afterEveryFactOfRandomHistoriesTheLedgerIsThatOfTheNaiveModel() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      List<Fact> history = RandomHistory.of(seed, Histories.LENGTH);
      String difference = difference(history);
      if (!difference.isEmpty()) {
        throw new AssertionError("seed " + seed + ": " + shrunk(history));
      }
    }
  }

  @Test
  void theHistoriesAreWorthSomething() {
    LogHarness kizuna = new LogHarness();
    for (long seed = 0; seed < 40; seed++) {
      LogHarness one = new LogHarness();
      RandomHistory.of(seed, Histories.LENGTH).forEach(one::put);
      kizuna.decisions.addAll(one.decisions);
      kizuna.events.addAll(one.events);
    }
    assertThat(kizuna.events.stream().map(e -> e.getState()).distinct())
        .contains(
            DispatchState.PROPOSED,
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RECALLED,
            DispatchState.RELEASED,
            DispatchState.RETURNED,
            DispatchState.LAPSED,
            DispatchState.DECLINED,
            DispatchState.CANCELLED);
    assertThat(kizuna.decisions.stream().map(d -> d.getOutcome()).distinct())
        .contains(Outcome.ACCEPTED, Outcome.REJECTED, Outcome.DUPLICATE);
  }

  /** Empty if none; else where the two first differ. */
  private static String difference(List<Fact> history) {
    LogHarness kizuna = new LogHarness();
    NaiveModel model = new NaiveModel();
    for (int i = 0; i < history.size(); i++) {
      Fact fact = history.get(i);
      boolean accepted = kizuna.put(fact).getOutcome() == Outcome.ACCEPTED;
      boolean expected = model.put(fact);
      if (accepted != expected) {
        return "fact "
            + i
            + " "
            + fact.getKind()
            + ": expected accepted="
            + expected
            + ", but "
            + kizuna.decisions.get(i).getReasons();
      }
      Map<String, String> ours = new TreeMap<>();
      kizuna.ledger.values().forEach(e -> ours.put(e.getDispatchId(), line(e)));
      Map<String, String> theirs = new TreeMap<>();
      model.dispatches.values().forEach(d -> theirs.put(d.id, line(d)));
      if (!ours.equals(theirs)) {
        return "after fact " + i + " " + fact.getKind() + ": expected " + theirs + ", but " + ours;
      }
    }
    return "";
  }

  private static String line(LedgerEntry e) {
    return e.getOfferId()
        + " "
        + e.getAgreementId()
        + " "
        + e.getState()
        + " "
        + e.getHeadCount()
        + " "
        + e.getFirstDay()
        + "/"
        + e.getLastDay()
        + " until "
        + e.getHoldUntil();
  }

  private static String line(NaiveModel.Dispatch d) {
    return d.offer
        + " "
        + d.agreement
        + " "
        + d.state
        + " "
        + d.head
        + " "
        + d.first
        + "/"
        + d.last
        + " until "
        + d.holdUntil;
  }

  /** Leaves out facts while the difference stays. */
  private static String shrunk(List<Fact> history) {
    List<Fact> small = new ArrayList<>(history);
    // The network, its places, an agreement and a disaster stay: without them nothing is worth
    // telling.
    for (int i = small.size() - 1; i >= 4; i--) {
      List<Fact> smaller = new ArrayList<>(small);
      smaller.remove(i);
      if (!difference(smaller).isEmpty()) {
        small = smaller;
      }
    }
    StringBuilder told = new StringBuilder(difference(small));
    small.forEach(
        f ->
            told.append("\n  ")
                .append(f.getRecordedAt())
                .append(' ')
                .append(kizuna.schemas.form.FactForm.bodyOf(f))
                .append(" by ")
                .append(f.getReporter()));
    return told.toString();
  }
}
