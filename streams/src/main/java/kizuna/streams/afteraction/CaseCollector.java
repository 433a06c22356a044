package kizuna.streams.afteraction;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import kizuna.streams.afteraction.ObjectiveResult.Case;

/** Collects the cases of one objective and keeps the worst {@link ObjectiveResult#MAX_SHOWN}. */
final class CaseCollector {

  private static final Comparator<Case> WORST_FIRST =
      Comparator.comparingLong(Case::by)
          .reversed()
          .thenComparing(Case::body)
          .thenComparing(Case::subject)
          .thenComparingLong(Case::value);

  private final Objective objective;
  private final TreeSet<Case> worst = new TreeSet<>(WORST_FIRST);
  private int cases;
  private int missed;

  CaseCollector(Objective objective) {
    this.objective = objective;
  }

  /** An independent copy. */
  CaseCollector copy() {
    CaseCollector copy = new CaseCollector(objective);
    copy.worst.addAll(worst);
    copy.cases = cases;
    copy.missed = missed;
    return copy;
  }

  Objective objective() {
    return objective;
  }

  void add(String body, String subject, long value, long by, List<FactReference> facts) {
    cases++;
    if (by > 0) {
      missed++;
    }
    worst.add(new Case(body, subject, value, by, facts));
    if (worst.size() > ObjectiveResult.MAX_SHOWN) {
      worst.pollLast();
    }
  }

  ObjectiveResult result() {
    return new ObjectiveResult(
        objective, cases, missed, worst.stream().filter(c -> missed == 0 || c.by() > 0).toList());
  }
}
