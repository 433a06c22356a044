package kizuna.producers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.drills.DrillEnded;
import kizuna.drills.MeasuredObjective;
import kizuna.facts.Fact;
import kizuna.facts.LessonClosed;
import kizuna.schemas.Namespace;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillConducts;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;

/**
 * Lets a lesson be closed only by a run that met the objective that the report names. The last
 * event of a run contains the results of its objectives. It is in the run's own topic, which no
 * decision of another namespace reads: the server checks it, and the decision trusts the server, as
 * it does for the reporter.
 */
final class LessonEvidence {

  private final Namespaces namespaces;
  private final DrillConducts conducts;

  LessonEvidence(Namespaces namespaces, DrillConducts conducts) {
    this.namespaces = namespaces;
    this.conducts = conducts;
  }

  /**
   * Accepts any fact except a lesson that is closed without evidence.
   *
   * @throws FormErrors with the error of the run or of the objective
   */
  void demand(Fact fact) throws FormErrors {
    LessonClosed closed = fact.getLessonClosed();
    Optional<FormError> wrong = closed == null ? Optional.empty() : wrong(closed);
    if (wrong.isPresent()) {
      throw new FormErrors(List.of(wrong.get()));
    }
  }

  private Optional<FormError> wrong(LessonClosed closed) {
    Optional<Namespace> run = run(closed.getRun());
    if (run.isEmpty()) {
      return wrong(
          "run", FormRule.RUN_UNKNOWN, List.of(closed.getRun()), "a run of a drill", "no such run");
    }
    Optional<DrillEnded> ended = conducts.read(run.get(), DrillConduct::ended);
    return ended.isEmpty()
        ? wrong(
            "run", FormRule.RUN_NOT_OVER, List.of(closed.getRun()), "a run that is over", "not yet")
        : wrong(closed.getObjective(), ended.get());
  }

  private static Optional<FormError> wrong(String objective, DrillEnded run) {
    String all =
        run.getObjectives().stream()
            .map(MeasuredObjective::getId)
            .collect(Collectors.joining(", "));
    Optional<MeasuredObjective> measured =
        run.getObjectives().stream().filter(o -> o.getId().equals(objective)).findFirst();
    if (measured.isEmpty()) {
      return wrong(
          "objective",
          all.isEmpty() ? FormRule.RUN_WITHOUT_OBJECTIVES : FormRule.OBJECTIVE_UNKNOWN,
          List.of(objective, all),
          all.isEmpty() ? "an objective, of which the run has none" : "one of " + all,
          objective);
    }
    int cases = measured.get().getCases();
    int missed = measured.get().getMissed();
    if (cases == 0) {
      return wrong(
          "objective",
          FormRule.OBJECTIVE_NOT_MEASURED,
          List.of(objective),
          "an objective that the run met",
          objective + " was not measured: nothing happened that it is about");
    }
    return missed == 0
        ? Optional.empty()
        : wrong(
            "objective",
            FormRule.OBJECTIVE_MISSED,
            List.of(objective, Integer.toString(missed), Integer.toString(cases)),
            "an objective that the run met",
            objective + " was missed in " + missed + " of " + cases + " cases");
  }

  private Optional<Namespace> run(String id) {
    try {
      return Optional.of(Namespace.drill(id)).filter(namespaces::exists);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Not a valid run id, so no such run exists.
    }
  }

  private static Optional<FormError> wrong(
      String path, FormRule rule, List<String> arguments, String expected, String actual) {
    return Optional.of(new FormError(path, rule, arguments, expected, actual));
  }
}
