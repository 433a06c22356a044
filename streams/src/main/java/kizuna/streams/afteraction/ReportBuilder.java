package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import kizuna.codes.AgreementState;
import kizuna.codes.DispatchState;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.schemas.JapanTime;
import kizuna.states.AgreementStatus;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.afteraction.AfterActionReport.Agreement;
import kizuna.streams.afteraction.AfterActionReport.DayFigures;
import kizuna.streams.afteraction.AfterActionReport.Gap;
import kizuna.streams.afteraction.AfterActionReport.HourFigures;
import kizuna.streams.afteraction.AfterActionReport.LenderFigures;
import kizuna.streams.afteraction.AfterActionReport.Pairing;
import kizuna.streams.afteraction.AfterActionReport.Refusal;
import kizuna.streams.afteraction.AfterActionReport.Step;

/** Computes the figures of a report, each once, out of what {@link RunFigures} has collected. */
final class ReportBuilder {

  private final RunFigures run;
  private final LocalDate lastDay;
  private final Map<String, List<DispatchCourse>> byRequest = new HashMap<>();
  private final SortedMap<Figure, Long> figures = new TreeMap<>();

  ReportBuilder(RunFigures run) {
    this.run = run;
    this.lastDay = JapanTime.dayOf(run.to);
    for (DispatchCourse d : run.dispatches.values()) {
      byRequest
          .computeIfAbsent(RunFigures.key(d.network, d.request), r -> new ArrayList<>())
          .add(d);
    }
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
        List.copyOf(run.endings),
        List.copyOf(run.overrides),
        gaps,
        agreements,
        refusals(),
        objectives,
        run.course(),
        List.copyOf(run.lessons.values()),
        pairings(),
        Map.copyOf(run.unlisted));
  }

  private void needs() {
    long filled = 0;
    long missing = 0;
    for (RequestStatus r : run.requests.values()) {
      // The need of a request that was cancelled is what was covered and what had passed unmet.
      filled += r.getCoveredPersonDays();
      missing += r.getOpenPersonDays() + r.getUnmetPersonDays();
    }
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
    run.requests.forEach(
        (key, r) -> {
          for (Step step : Step.values()) {
            first(step, r, byRequest.getOrDefault(key, List.of()))
                .map(at -> Duration.between(r.getAskedAt(), at))
                .ifPresent(
                    wait -> {
                      by.computeIfAbsent(step, s -> new TreeMap<>())
                          .computeIfAbsent(r.getPriority(), p -> new WaitingTimes())
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

  /** When a request first came so far. */
  static java.util.Optional<Instant> first(
      Step step, RequestStatus request, List<DispatchCourse> dispatches) {
    return switch (step) {
      case PROPOSED -> java.util.Optional.ofNullable(request.getFirstProposedAt());
      case CONFIRMED -> earliest(dispatches.stream().map(d -> d.confirmedAt));
      case ARRIVED -> earliest(dispatches.stream().map(d -> d.arrivedAt));
    };
  }

  private static java.util.Optional<Instant> earliest(Stream<Instant> times) {
    return times.filter(java.util.Objects::nonNull).min(Comparator.naturalOrder());
  }

  private void median(Figure figure, @org.jspecify.annotations.Nullable WaitingTimes waits) {
    if (waits != null) {
      waits.figures().median().ifPresent(m -> figures.put(figure, m.toMillis()));
    }
  }

  private SortedMap<LocalDate, DayFigures> days() {
    SortedMap<LocalDate, long[]> days = new TreeMap<>();
    for (DispatchCourse d : run.dispatches.values()) {
      if (!d.isVoid()) {
        LocalDate arrived = d.arrivedOn().orElse(LocalDate.MAX);
        d.firstDay
            .datesUntil(d.lastDay.isBefore(d.firstDay) ? d.firstDay : d.lastDay.plusDays(1))
            .forEach(
                day -> {
                  long[] of = days.computeIfAbsent(day, k -> new long[3]);
                  of[0] += d.headCount;
                  of[1] += arrived.isAfter(day) ? 0 : d.headCount;
                });
      }
    }
    for (RequestStatus r : run.requests.values()) {
      missing(r)
          .forEach(
              m ->
                  m.getFirstDay()
                      .datesUntil(m.getLastDay().plusDays(1))
                      .forEach(
                          day ->
                              days.computeIfAbsent(day, k -> new long[3])[2] += m.getHeadCount()));
    }
    SortedMap<LocalDate, DayFigures> of = new TreeMap<>();
    days.forEach((day, n) -> of.put(day, new DayFigures(n[0], n[1], n[2])));
    return of;
  }

  /** A drill is over: what was open until its days had passed is a shortfall, too. */
  private static Stream<OpenDays> missing(RequestStatus r) {
    return Stream.concat(r.getUnmet().stream(), r.getOpen().stream());
  }

  private SortedMap<LocalDate, SortedMap<TaskType, Long>> shortfall() {
    SortedMap<LocalDate, SortedMap<TaskType, Long>> shortfall = new TreeMap<>();
    for (RequestStatus r : run.requests.values()) {
      missing(r)
          .forEach(
              m ->
                  m.getFirstDay()
                      .datesUntil(m.getLastDay().plusDays(1))
                      .forEach(
                          day ->
                              shortfall
                                  .computeIfAbsent(day, d -> new TreeMap<>())
                                  .merge(r.getTaskType(), (long) m.getHeadCount(), Long::sum)));
    }
    return shortfall;
  }

  private SortedMap<Instant, HourFigures> timeline() {
    SortedMap<Instant, HourFigures> timeline = new TreeMap<>();
    run.hours.forEach(
        (at, n) -> timeline.put(at, new HourFigures(n[0], n[1], n[2], n[3], n[4], n[5])));
    return timeline;
  }

  private List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    long personDays = 0;
    for (Map.Entry<String, RequestStatus> entry : run.requests.entrySet()) {
      RequestStatus r = entry.getValue();
      LocalDate first = LocalDate.MAX;
      LocalDate last = LocalDate.MIN;
      for (DispatchCourse d : byRequest.getOrDefault(entry.getKey(), List.of())) {
        if (!d.isVoid()) {
          first = d.firstDay.isBefore(first) ? d.firstDay : first;
          last = d.lastDay.isAfter(last) ? d.lastDay : last;
        }
      }
      for (OpenDays m : missing(r).toList()) {
        LocalDate from = m.getFirstDay().isAfter(first) ? m.getFirstDay() : first;
        LocalDate to = m.getLastDay().isBefore(last) ? m.getLastDay() : last;
        if (!from.isAfter(to)) {
          personDays += (to.toEpochDay() - from.toEpochDay() + 1) * m.getHeadCount();
          if (gaps.size() < RunFigures.MOST_ROWS) {
            gaps.add(
                new Gap(
                    r.getRequestId(),
                    r.getReceiver(),
                    r.getTaskType(),
                    from,
                    to,
                    m.getHeadCount()));
          } else {
            run.unlisted.merge("gaps", 1L, Long::sum);
          }
        }
      }
    }
    figures.put(Figure.GAP_PERSON_DAYS, personDays);
    gaps.sort(
        Comparator.comparing(Gap::firstDay)
            .thenComparing(Gap::request)
            .thenComparing(Gap::lastDay));
    return gaps;
  }

  private List<Agreement> agreements() {
    Map<String, long[]> used = new HashMap<>();
    for (DispatchCourse d : run.dispatches.values()) {
      long[] n = used.computeIfAbsent(RunFigures.key(d.network, d.agreement), a -> new long[3]);
      n[0]++;
      n[1] += d.planConfirmed ? 0 : 1;
      n[2] += d.personDays();
    }
    List<Agreement> rows = new ArrayList<>();
    run.agreements.forEach(
        (key, a) -> {
          long[] n = used.getOrDefault(key, new long[3]);
          rows.add(
              new Agreement(
                  a.getNetworkId(),
                  a.getAgreementId(),
                  a.getTitle(),
                  a.getState() == AgreementState.IN_FORCE,
                  confirmations(a),
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

  private int confirmations(AgreementStatus a) {
    return (int)
        a.getPlanConfirmations().stream().filter(c -> !c.getValidTo().isBefore(lastDay)).count();
  }

  private SortedMap<Pairing, Long> pairings() {
    SortedMap<Pairing, Long> pairings = new TreeMap<>();
    for (DispatchCourse d : run.dispatches.values()) {
      if (!d.isVoid()) {
        pairings.merge(new Pairing(d.disaster, d.receiver, d.lender), d.personDays(), Long::sum);
      }
    }
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
