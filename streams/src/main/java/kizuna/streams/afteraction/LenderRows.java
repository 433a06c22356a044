package kizuna.streams.afteraction;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.codes.DispatchState;
import kizuna.streams.afteraction.AfterActionReport.LenderFigures;

/** Load and answers of the lenders of a run. */
final class LenderRows {

  private final RunFigures run;
  private final WaitingTimes answers = new WaitingTimes();

  LenderRows(RunFigures run) {
    this.run = run;
  }

  /** Duration of the answers of all lenders; complete after {@link #all}. */
  WaitingTimes answers() {
    return answers;
  }

  /** Every lender, the most burdened first. */
  List<LenderFigures> all() {
    Map<String, List<DispatchCourse>> byLender = new HashMap<>();
    run.dispatches.each(d -> byLender.computeIfAbsent(d.lender, l -> new ArrayList<>()).add(d));
    Set<String> members = run.members();
    TreeSet<String> all = new TreeSet<>(members);
    all.addAll(byLender.keySet());
    all.addAll(run.lenders.keySet());
    List<LenderFigures> rows = new ArrayList<>();
    for (String lender : all) {
      rows.add(lender(lender, members.contains(lender), byLender.getOrDefault(lender, List.of())));
    }
    rows.sort(
        Comparator.comparingLong(LenderFigures::personDays)
            .reversed()
            .thenComparing(LenderFigures::lender));
    return rows;
  }

  private LenderFigures lender(String lender, boolean member, List<DispatchCourse> dispatches) {
    RunFigures.LenderCounts tally = run.lenders.getOrDefault(lender, new RunFigures.LenderCounts());
    WaitingTimes own = new WaitingTimes();
    TreeMap<LocalDate, Long> changes = new TreeMap<>();
    long personDays = 0;
    int confirmed = 0;
    int declined = 0;
    int lapsed = 0;
    for (DispatchCourse d : dispatches) {
      personDays += d.personDays();
      confirmed += d.isConfirmed() ? 1 : 0;
      declined += d.state == DispatchState.DECLINED ? 1 : 0;
      lapsed += d.state == DispatchState.LAPSED ? 1 : 0;
      d.answer().ifPresent(own::add);
      d.answer().ifPresent(answers::add);
      if (!d.isVoid() && !d.lastDay.isBefore(d.firstDay)) {
        changes.merge(d.firstDay, (long) d.headCount, Long::sum);
        changes.merge(d.lastDay.plusDays(1), (long) -d.headCount, Long::sum);
      }
    }
    long away = 0;
    long most = 0;
    for (long change : changes.values()) {
      away += change;
      most = Math.max(most, away);
    }
    return new LenderFigures(
        lender,
        member,
        tally.offers,
        dispatches.size(),
        confirmed,
        declined,
        lapsed,
        tally.recalled,
        personDays,
        most,
        own.figures());
  }
}
