package kizuna.streams.afteraction;

import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.facts.LessonRecorded;

/** The improvement items of a report: lessons that were recorded in the run. */
final class LessonRows {

  private LessonRows() {}

  static void recorded(RunFigures figures, Fact fact, MatchDecision decision) {
    LessonRecorded lesson = fact.getLessonRecorded();
    if (figures.lessons.size() == RunFigures.MAX_ROWS) {
      figures.unlisted.merge("lessons", 1L, Long::sum);
      return;
    }
    figures.lessons.put(
        lesson.getLessonId(),
        new AfterActionReport.Lesson(
            new FactReference(decision.getNetworkId(), decision.getSequence()),
            lesson.getLessonId(),
            lesson.getText(),
            lesson.getOwnerOffice(),
            lesson.getOwnerBody(),
            lesson.getDueOn(),
            false));
  }

  static void closed(RunFigures figures, Fact fact) {
    figures.lessons.computeIfPresent(
        fact.getLessonClosed().getLessonId(),
        (id, l) ->
            new AfterActionReport.Lesson(
                l.fact(), id, l.text(), l.ownerOffice(), l.ownerBody(), l.dueOn(), true));
  }
}
