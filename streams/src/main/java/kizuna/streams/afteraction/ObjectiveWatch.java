package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.codes.RefusalReason;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.facts.PlanConfirmed;
import kizuna.schemas.JapanTime;
import kizuna.streams.afteraction.AfterActionReport.Step;
import kizuna.streams.afteraction.DrillCourse.InjectFigures;

/** Measures the objectives of a drill: some while the log is read, the others at its end. */
final class ObjectiveWatch {

  /** A report that an objective measures. */
  private record Report(Instant at, FactReference fact) {}

  /** A plan of a receiver was confirmed. */
  private record Confirmation(LocalDate validTo, FactReference fact) {}

  /** Most listed facts for one receiver. */
  private static final int MAX_FACTS = 10;

  private final DrillCourse.Figures course;
  private final Map<Objective, CaseCollector> collectors = new LinkedHashMap<>();
  private final Map<Objective, LifeSafetyWatch> lifeSafety = new LinkedHashMap<>();

  /** The first report of a kind and body at or after each inject, by inject and body. */
  private final Map<Objective, Map<String, Report>> reports = new HashMap<>();

  /** By network, and by agreement and body. */
  private final ByNetwork<Confirmation> plans = new ByNetwork<>();

  ObjectiveWatch(DrillCourse.Figures course, List<Objective> objectives) {
    this.course = course;
    for (Objective o : objectives) {
      collectors.put(o, new CaseCollector(o));
      if (o.measure() == Measure.LIFE_SAFETY_SERVED) {
        lifeSafety.put(o, new LifeSafetyWatch(o));
      } else if (o.measure() == Measure.REPORT_AFTER_INJECT) {
        reports.put(o, new TreeMap<>());
      }
    }
  }

  void add(Fact fact, MatchDecision decision, List<DispatchEvent> events) {
    if (collectors.isEmpty()) {
      return;
    }
    if (decision.getOutcome() == Outcome.ACCEPTED) {
      FactReference here = new FactReference(decision.getNetworkId(), decision.getSequence());
      reports.forEach((o, found) -> report(o, found, fact, here));
      if (fact.getKind() == FactKind.PLAN_CONFIRMED) {
        PlanConfirmed p = fact.getPlanConfirmed();
        plans.put(
            decision.getNetworkId(),
            plan(p.getAgreementId(), p.getConfirmedBy()),
            new Confirmation(p.getValidTo(), here));
      }
    }
    for (DispatchEvent event : events) {
      collectors.forEach(
          (o, cases) -> {
            if (o.measure() == Measure.RECEPTION_READY) {
              reception(o, cases, event);
            }
          });
    }
    lifeSafety.values().forEach(w -> w.add(fact, decision, events));
  }

  private static String plan(String agreement, String body) {
    return agreement + "/" + body;
  }

  private void report(Objective o, Map<String, Report> found, Fact fact, FactReference here) {
    if (fact.getKind() != o.kind()) {
      return;
    }
    course
        .inject(o.inject().orElse(""))
        .ifPresent(
            inject -> {
              String body = fact.getReporter().getBody();
              if (inject.sentAt() != null
                  && !fact.getRecordedAt().isBefore(inject.sentAt())
                  && expected(o, inject).contains(body)) {
                found.putIfAbsent(body, new Report(fact.getRecordedAt(), here));
              }
            });
  }

  /** The bodies that must act on an inject: the body of the objective, else all recipients. */
  private static List<String> expected(Objective o, InjectFigures inject) {
    return o.body().map(List::of).orElse(List.copyOf(inject.inject().getRecipients()));
  }

  /** People arrived, or were turned away because the reception was not ready. */
  private void reception(Objective o, CaseCollector cases, DispatchEvent event) {
    boolean arrived = event.getState() == DispatchState.ON_SITE;
    boolean turnedAway = event.getReason() == RefusalReason.RECEPTION_NOT_READY;
    if ((!arrived && !turnedAway)
        || o.body().filter(b -> !b.equals(event.getReceiver())).isPresent()) {
      return;
    }
    Confirmation plan =
        plans.get(event.getNetworkId(), plan(event.getAgreementId(), event.getReceiver()));
    boolean ready =
        arrived && plan != null && !plan.validTo().isBefore(JapanTime.dayOf(event.getAt()));
    List<FactReference> facts = new ArrayList<>();
    facts.add(new FactReference(event.getNetworkId(), event.getSequence()));
    if (plan != null) {
      facts.add(plan.fact());
    }
    cases.add(
        event.getReceiver(),
        event.getDispatchId(),
        event.getHeadCount(),
        ready ? 0 : event.getHeadCount(),
        facts);
  }

  /** The results so far, in the order of the objectives. */
  List<ObjectiveResult> results(RunFigures run) {
    List<ObjectiveResult> results = new ArrayList<>();
    if (run.facts == 0) {
      // Empty log: nothing to measure.
      collectors.values().forEach(cases -> results.add(cases.result()));
      return results;
    }
    collectors.forEach(
        (o, begun) -> {
          CaseCollector cases = begun.copy();
          switch (o.measure()) {
            case REPORT_AFTER_INJECT -> reportsAfterInject(o, cases, run);
            case INJECT_CONFIRMED -> confirmations(o, cases, run);
            case PROPOSALS_ANSWERED -> answers(o, cases, run);
            case FIRST_PROPOSAL -> firsts(o, cases, run, Step.PROPOSED);
            case FIRST_CONFIRMATION -> firsts(o, cases, run, Step.CONFIRMED);
            case FIRST_ARRIVAL -> firsts(o, cases, run, Step.ARRIVED);
            case HANDOVER_OVERLAP_KEPT -> handovers(o, cases, run);
            case PERSON_DAYS_FILLED -> filled(o, cases, run);
            case LIFE_SAFETY_SERVED ->
                Optional.ofNullable(lifeSafety.get(o)).ifPresent(w -> w.end(cases, run.to));
            case RECEPTION_READY -> {} // Measured while the log was read.
          }
          results.add(cases.result());
        });
    return results;
  }

  private void reportsAfterInject(Objective o, CaseCollector cases, RunFigures run) {
    Optional<InjectFigures> inject = course.inject(o.inject().orElse(""));
    if (inject.isEmpty()) {
      return;
    }
    Instant sent = inject.get().sentAt();
    if (sent == null) {
      return;
    }
    Map<String, Report> found = reports.getOrDefault(o, Map.of());
    for (String body : expected(o, inject.get())) {
      Report report = found.get(body);
      Instant at = report == null ? run.to : report.at();
      timed(
          cases,
          body,
          inject.get().inject().getNumber(),
          Duration.between(sent, at).toMinutes(),
          report == null,
          report == null ? List.of() : List.of(report.fact()));
    }
  }

  /**
   * Adds a case with its duration in minutes. A missing one has exceeded the limit by the time
   * since then, at least by a minute; it is not measured if the limit is after the end of the log.
   */
  private static void timed(
      CaseCollector cases,
      String body,
      String subject,
      long minutes,
      boolean absent,
      List<FactReference> facts) {
    long by = minutes - cases.objective().within();
    if (!absent || by > 0) {
      cases.add(body, subject, minutes, by, facts);
    }
  }

  private void confirmations(Objective o, CaseCollector cases, RunFigures run) {
    for (InjectFigures inject : course.injects()) {
      Instant sent = inject.sentAt();
      if (sent == null
          || o.inject().filter(n -> !n.equals(inject.inject().getNumber())).isPresent()) {
        continue;
      }
      for (String body : expected(o, inject)) {
        Optional<Instant> at =
            inject.confirmations().stream()
                .filter(c -> c.body().equals(body))
                .map(DrillCourse.InjectAct::at)
                .findFirst();
        timed(
            cases,
            body,
            inject.inject().getNumber(),
            Duration.between(sent, at.orElse(run.to)).toMinutes(),
            at.isEmpty(),
            List.of());
      }
    }
  }

  private static void answers(Objective o, CaseCollector cases, RunFigures run) {
    run.dispatches.each(
        d -> {
          boolean lapsed = d.isUnanswered();
          if ((lapsed || d.answer().isPresent()) && o.concerns(d.lender, d.receiver, d.task)) {
            cases.add(
                d.lender,
                d.id,
                d.headCount,
                lapsed ? d.headCount : 0,
                List.of(
                    d.fact(d.proposedSequence),
                    d.fact(lapsed ? d.lapsedSequence : d.answeredSequence)));
          }
        });
  }

  private static void firsts(Objective o, CaseCollector cases, RunFigures run, Step step) {
    run.requests()
        .filter(r -> o.concerns(r.receiver, r.task))
        .forEach(
            r -> {
              Optional<Instant> at = r.first(step);
              if (at.isEmpty() && r.isGivenUp()) {
                return;
              }
              List<FactReference> facts = new ArrayList<>(2);
              if (r.askedSequence > 0) {
                facts.add(new FactReference(r.network, r.askedSequence));
              }
              at.flatMap(time -> shown(step, time, r)).ifPresent(facts::add);
              timed(
                  cases,
                  r.receiver,
                  r.id,
                  Duration.between(r.askedAt, at.orElse(run.to)).toMinutes(),
                  at.isEmpty(),
                  facts);
            });
  }

  /** The decision by which a request reached a step. */
  private static Optional<FactReference> shown(Step step, Instant at, RequestCourse request) {
    return request.dispatches.stream()
        .filter(d -> at.equals(d.at(step)))
        .findFirst()
        .map(d -> d.fact(d.sequence(step)));
  }

  /** The overlap is the number of days before the first day of the wave's own work. */
  private static void handovers(Objective o, CaseCollector cases, RunFigures run) {
    LocalDate end = JapanTime.dayOf(run.to);
    run.dispatches.each(d -> handover(o, cases, d, end));
  }

  private static void handover(Objective o, CaseCollector cases, DispatchCourse d, LocalDate end) {
    LocalDate due = d.firstDay.minusDays(d.overlapDays);
    if (d.overlapDays > 0
        && !d.isVoid()
        && due.isBefore(end)
        && o.concerns(d.lender, d.receiver, d.task)) {
      LocalDate arrived = d.arrivedOn().orElse(end);
      long late = arrived.toEpochDay() - due.toEpochDay();
      cases.add(
          d.lender,
          d.id,
          Math.max(0, d.overlapDays - Math.max(0, late)),
          Math.min(late, d.overlapDays),
          d.arrivedSequence > 0
              ? List.of(d.fact(d.proposedSequence), d.fact(d.arrivedSequence))
              : List.of(d.fact(d.proposedSequence)));
    }
  }

  private static void filled(Objective o, CaseCollector cases, RunFigures run) {
    Map<String, long[]> byReceiver = new TreeMap<>();
    Map<String, List<FactReference>> facts = new HashMap<>();
    run.requests()
        .filter(r -> o.concerns(r.receiver, r.task))
        .forEach(
            r -> {
              long[] n = byReceiver.computeIfAbsent(r.receiver, b -> new long[2]);
              n[0] += r.covered;
              n[1] += r.uncovered;
              List<FactReference> of = facts.computeIfAbsent(r.receiver, b -> new ArrayList<>());
              if (of.size() < MAX_FACTS && r.uncovered > 0) {
                of.add(new FactReference(r.network, r.askedSequence));
              }
            });
    byReceiver.forEach(
        (receiver, n) -> {
          if (n[0] + n[1] > 0) {
            long percent = 100 * n[0] / (n[0] + n[1]);
            cases.add(
                receiver,
                "",
                percent,
                o.percent() - percent,
                facts.getOrDefault(receiver, List.of()));
          }
        });
  }
}
