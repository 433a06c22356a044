package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import kizuna.codes.DispatchState;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.schemas.JapanTime;
import kizuna.streams.afteraction.AfterActionReport.Agreement;
import kizuna.streams.afteraction.AfterActionReport.DayFigures;
import kizuna.streams.afteraction.AfterActionReport.Ending;
import kizuna.streams.afteraction.AfterActionReport.Gap;
import kizuna.streams.afteraction.AfterActionReport.HourFigures;
import kizuna.streams.afteraction.AfterActionReport.LenderFigures;
import kizuna.streams.afteraction.AfterActionReport.Override;
import kizuna.streams.afteraction.AfterActionReport.Pairing;
import kizuna.streams.afteraction.AfterActionReport.Refusal;
import kizuna.streams.afteraction.AfterActionReport.Step;

/** Computes the figures of a report, each once, from the data in {@link RunFigures}. */
final class ReportBuilder {

  private final RunFigures run;
  private final LocalDate lastDay;
  private final SortedMap<Figure, Long> figures = new TreeMap<>();
  private long gapPersonDays;

  ReportBuilder(RunFigures run) {
    this.run = run;
    this.lastDay = JapanTime.dayOf(run.to);
  }

  AfterActionReport report(String id) {
    Map<Step, SortedMap<Priority, WaitFigures>> waits = waits();
    LenderRows rows = new LenderRows(run);
    List<LenderFigures> lenders = rows.all();
    median(Figure.TIME_TO_ANSWER, rows.answers());
    List<Gap> gaps = gaps();
    List<Agreement> agreements = agreements();
    List<ObjectiveResult> objectives = run.objectives();
    needs();
    counts(lenders, agreements, objectives);
    return new AfterActionReport(
        id,
        run.from,
        run.to,
        figures,
        waits,
        days(),
        shortfall(),
        timeline(),
        lenders,
        inOrder(run.endings, Ending::at, Ending::fact),
        inOrder(run.overrides, Override::at, Override::fact),
        gaps,
        agreements,
        refusals(),
        objectives,
        run.course(),
        List.copyOf(run.lessons.values()),
        pairings(),
        Map.copyOf(run.unlisted));
  }

  /**
   * By time; at the same moment by network: the order in which records of two networks are read
   * depends on their partitions, and is not part of the decisions.
   */
  private static <R> List<R> inOrder(
      List<R> rows, Function<R, Instant> at, Function<R, FactReference> fact) {
    return rows.stream()
        .sorted(
            Comparator.comparing(at)
                .thenComparing(row -> fact.apply(row).networkId())
                .thenComparing(row -> fact.apply(row).sequence()))
        .toList();
  }

  private void needs() {
    long filled = run.requests().mapToLong(r -> r.covered).sum();
    long missing = run.requests().mapToLong(r -> r.uncovered).sum();
    figures.put(Figure.REQUESTED_PERSON_DAYS, filled + missing);
    figures.put(Figure.FILLED_PERSON_DAYS, filled);
    figures.put(Figure.SHORTFALL_PERSON_DAYS, missing);
    if (filled + missing > 0) {
      figures.put(Figure.FILLED_PERCENT, 100 * filled / (filled + missing));
    }
  }

  private void counts(
      List<LenderFigures> lenders, List<Agreement> agreements, List<ObjectiveResult> objectives) {
    figures.put(Figure.FACTS, run.facts);
    figures.put(Figure.REJECTED, run.rejected);
    figures.put(Figure.DEAD_LETTERS, run.deadLetters);
    figures.put(Figure.REQUESTS, run.asked);
    figures.put(Figure.PROPOSALS, (long) run.dispatches.size());
    figures.put(Figure.DECLINED, entered(DispatchState.DECLINED));
    figures.put(Figure.LAPSED, entered(DispatchState.LAPSED));
    figures.put(Figure.RECALLED, entered(DispatchState.RECALLED));
    figures.put(Figure.OVERRIDES, run.overridesMade);
    figures.put(Figure.LENDERS, lenders.stream().filter(l -> l.personDays() > 0).count());
    fairness(lenders);
    figures.put(Figure.AGREEMENTS_USED, agreements.stream().filter(Agreement::isUsed).count());
    figures.put(
        Figure.AGREEMENTS_UNUSED,
        agreements.stream().filter(a -> a.inForce() && !a.isUsed()).count());
    figures.put(
        Figure.AGREEMENTS_UNCONFIRMED,
        agreements.stream().filter(a -> a.inForce() && !a.isConfirmed()).count());
    figures.put(
        Figure.INJECTS_SENT,
        run.course().injects().stream()
            .filter(i -> i.state() == DrillCourse.InjectState.SENT)
            .count());
    figures.put(Figure.EXPECTED_ACTS_DONE, run.course().actsDone());
    figures.put(Figure.EXPECTED_ACTS_MISSED, run.course().actsMissed());
    figures.put(Figure.OBJECTIVES_MET, outcomes(objectives, ObjectiveResult.Outcome.MET));
    figures.put(Figure.OBJECTIVES_MISSED, outcomes(objectives, ObjectiveResult.Outcome.MISSED));
  }

  private long entered(DispatchState state) {
    return run.entered.getOrDefault(state, 0);
  }

  private static long outcomes(List<ObjectiveResult> objectives, ObjectiveResult.Outcome outcome) {
    return objectives.stream().filter(o -> o.outcome() == outcome).count();
  }

  /** Jain's index of the person-days of all lenders that were asked to lend: (Σx)² / (n·Σx²). */
  private void fairness(List<LenderFigures> lenders) {
    double sum = 0;
    double squares = 0;
    for (LenderFigures l : lenders) {
      sum += l.personDays();
      squares += (double) l.personDays() * l.personDays();
    }
    if (squares > 0) {
      figures.put(
          Figure.FAIRNESS_PERCENT, Math.round(100 * sum * sum / (lenders.size() * squares)));
    }
  }

  private Map<Step, SortedMap<Priority, WaitFigures>> waits() {
    Map<Step, SortedMap<Priority, WaitingTimes>> by = new EnumMap<>(Step.class);
    Map<Step, WaitingTimes> all = new EnumMap<>(Step.class);
    run.requests()
        .forEach(
            r -> {
              for (Step step : Step.values()) {
                r.first(step)
                    .map(at -> Duration.between(r.askedAt, at))
                    .ifPresent(
                        wait -> {
                          by.computeIfAbsent(step, s -> new TreeMap<>())
                              .computeIfAbsent(r.priority, p -> new WaitingTimes())
                              .add(wait);
                          all.computeIfAbsent(step, s -> new WaitingTimes()).add(wait);
                        });
              }
            });
    median(Figure.TIME_TO_PROPOSAL, all.get(Step.PROPOSED));
    median(Figure.TIME_TO_CONFIRMATION, all.get(Step.CONFIRMED));
    median(Figure.TIME_TO_ARRIVAL, all.get(Step.ARRIVED));
    Map<Step, SortedMap<Priority, WaitFigures>> waits = new EnumMap<>(Step.class);
    by.forEach(
        (step, classes) -> {
          SortedMap<Priority, WaitFigures> figuresOf = new TreeMap<>();
          classes.forEach((p, w) -> figuresOf.put(p, w.figures()));
          waits.put(step, figuresOf);
        });
    return waits;
  }

  private void median(Figure figure, @org.jspecify.annotations.Nullable WaitingTimes waits) {
    if (waits != null) {
      waits.figures().median().ifPresent(m -> figures.put(figure, m.toMillis()));
    }
  }

  private SortedMap<LocalDate, DayFigures> days() {
    SortedMap<LocalDate, long[]> days = new TreeMap<>();
    run.dispatches.each(
        d -> {
          if (!d.isVoid()) {
            LocalDate arrived = d.arrivedOn().orElse(LocalDate.MAX);
            for (LocalDate day = d.firstDay; !day.isAfter(d.lastDay); day = day.plusDays(1)) {
              long[] of = days.computeIfAbsent(day, k -> new long[3]);
              of[0] += d.headCount;
              of[1] += arrived.isAfter(day) ? 0 : d.headCount;
            }
          }
        });
    eachMissing((r, day, persons) -> days.computeIfAbsent(day, k -> new long[3])[2] += persons);
    SortedMap<LocalDate, DayFigures> of = new TreeMap<>();
    days.forEach((day, n) -> of.put(day, new DayFigures(n[0], n[1], n[2])));
    return of;
  }

  private SortedMap<LocalDate, SortedMap<TaskType, Long>> shortfall() {
    SortedMap<LocalDate, SortedMap<TaskType, Long>> shortfall = new TreeMap<>();
    eachMissing(
        (r, day, persons) ->
            shortfall
                .computeIfAbsent(day, d -> new TreeMap<>())
                .merge(r.task, (long) persons, Long::sum));
    return shortfall;
  }

  /** Persons that a request misses on a day. */
  private interface MissingPersons {
    void on(RequestCourse request, LocalDate day, int persons);
  }

  private void eachMissing(MissingPersons missing) {
    run.requests()
        .forEach(
            r -> {
              for (RequestCourse.Missing m : r.missing) {
                for (LocalDate day = m.firstDay();
                    !day.isAfter(m.lastDay());
                    day = day.plusDays(1)) {
                  missing.on(r, day, m.headCount());
                }
              }
            });
  }

  private SortedMap<Instant, HourFigures> timeline() {
    SortedMap<Instant, HourFigures> timeline = new TreeMap<>();
    run.hours.forEach(
        (at, n) -> timeline.put(at, new HourFigures(n[0], n[1], n[2], n[3], n[4], n[5])));
    return timeline;
  }

  private List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    run.requests().forEach(r -> gaps(r, gaps));
    figures.put(Figure.GAP_PERSON_DAYS, gapPersonDays);
    gaps.sort(
        Comparator.comparing(Gap::firstDay)
            .thenComparing(Gap::request)
            .thenComparing(Gap::lastDay));
    return gaps;
  }

  private void gaps(RequestCourse r, List<Gap> gaps) {
    LocalDate first = LocalDate.MAX;
    LocalDate last = LocalDate.MIN;
    for (DispatchCourse d : r.dispatches) {
      if (!d.isVoid()) {
        first = d.firstDay.isBefore(first) ? d.firstDay : first;
        last = d.lastDay.isAfter(last) ? d.lastDay : last;
      }
    }
    for (RequestCourse.Missing m : r.missing) {
      LocalDate from = m.firstDay().isAfter(first) ? m.firstDay() : first;
      LocalDate to = m.lastDay().isBefore(last) ? m.lastDay() : last;
      if (!from.isAfter(to)) {
        gapPersonDays += (to.toEpochDay() - from.toEpochDay() + 1) * m.headCount();
        if (gaps.size() < RunFigures.MAX_ROWS) {
          gaps.add(new Gap(r.id, r.receiver, r.task, from, to, m.headCount()));
        } else {
          run.unlisted.merge("gaps", 1L, Long::sum);
        }
      }
    }
  }

  private List<Agreement> agreements() {
    ByNetwork<long[]> used = new ByNetwork<>();
    run.dispatches.each(
        d -> {
          long[] n = used.computeIfAbsent(d.network, d.agreement, () -> new long[3]);
          n[0]++;
          n[1] += d.planConfirmed ? 0 : 1;
          n[2] += d.personDays();
        });
    long[] unused = new long[3];
    List<Agreement> rows = new ArrayList<>();
    run.agreements.each(
        a -> {
          long[] known = used.get(a.network(), a.id());
          long[] n = known == null ? unused : known;
          rows.add(
              new Agreement(
                  a.network(),
                  a.id(),
                  a.title(),
                  a.inForce(),
                  a.confirmations(lastDay),
                  (int) n[0],
                  (int) n[1],
                  n[2]));
        });
    rows.sort(
        Comparator.comparingLong(Agreement::personDays)
            .reversed()
            .thenComparing(Agreement::network)
            .thenComparing(Agreement::id));
    return rows;
  }

  private SortedMap<Pairing, Long> pairings() {
    SortedMap<Pairing, Long> pairings = new TreeMap<>();
    run.dispatches.each(
        d -> {
          if (!d.isVoid()) {
            pairings.merge(
                new Pairing(d.disaster, d.receiver, d.lender), d.personDays(), Long::sum);
          }
        });
    return pairings;
  }

  private List<Refusal> refusals() {
    List<Refusal> rows = new ArrayList<>();
    run.refusals.forEach(
        (kind, codes) -> codes.forEach((code, n) -> rows.add(new Refusal(kind, code, n))));
    rows.sort(Comparator.comparingInt(Refusal::count).reversed());
    return rows;
  }
}
