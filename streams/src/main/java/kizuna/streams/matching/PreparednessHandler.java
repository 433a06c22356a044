package kizuna.streams.matching;

import java.util.Optional;
import kizuna.streams.state.Fact;

/** Lessons and contact tests between disasters. They change no match. */
final class PreparednessHandler {

  /** Most lessons that are open in a network. */
  static final int MAX_LESSONS = 1_000;

  private final DecisionContext c;

  PreparednessHandler(DecisionContext c) {
    this.c = c;
  }

  Decision recorded(Fact.LessonRecorded f) {
    Optional<Reason> no =
        unknownParty(f.ownerBody())
            .or(() -> Optional.ofNullable(f.body()).flatMap(this::unknownParty))
            .or(() -> Optional.ofNullable(f.agreementId()).flatMap(this::unknownAgreement))
            .or(() -> c.authority.mayReportForParty(f.ownerBody()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (c.state.register().preparedness().openLesson(f.lessonId()).isPresent()) {
      return c.no(RejectionCode.ALREADY_EXISTS, f.lessonId());
    }
    return c.state.register().preparedness().openLessons() >= MAX_LESSONS
        ? c.no(RejectionCode.TOO_MANY_LESSONS, f.lessonId())
        : c.noted(f, f.lessonId());
  }

  Decision closed(Fact.LessonClosed f) {
    Optional<Fact.LessonRecorded> lesson =
        c.state.register().preparedness().openLesson(f.lessonId());
    if (lesson.filter(l -> l.ownerBody().equals(f.ownerBody())).isEmpty()) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_LESSON, f.lessonId(), f.lessonId()));
    }
    Optional<Reason> no = c.authority.mayReportForParty(f.ownerBody());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    // The run that a lesson comes from cannot resolve it.
    return lesson.filter(l -> l.origin().equals(f.run())).isPresent()
        ? c.no(RejectionCode.LESSON_OF_THAT_RUN, f.lessonId())
        : c.noted(f, f.lessonId());
  }

  Decision sent(Fact.ContactTestSent f) {
    Optional<Reason> no =
        unknownParty(f.sentBy())
            .or(
                () ->
                    f.askedBodies().stream()
                        .flatMap(body -> unknownParty(body).stream())
                        .findFirst())
            .or(() -> c.authority.mayReportForParty(f.sentBy()));
    if (no.isPresent()) {
      return c.no(no.get());
    }
    return c.state.register().preparedness().askedBy(f.testId()).isEmpty()
        ? c.noted(f, f.testId())
        : c.no(RejectionCode.ALREADY_EXISTS, f.testId());
  }

  /** The fact in the log is the record; the ledger shows the first answer of each body. */
  Decision answered(Fact.ContactTestAnswered f) {
    if (!c.state.register().preparedness().askedBy(f.testId()).contains(f.answeredBy())) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_CONTACT_TEST, f.testId(), f.testId()));
    }
    return c.authority
        .mayReportForParty(f.answeredBy())
        .map(c::no)
        .orElseGet(() -> c.accepted(f.testId()));
  }

  private Optional<Reason> unknownParty(String body) {
    return body.equals(c.report.networkId())
            || c.state.register().isLender(body)
            || c.state.register().knows(body)
        ? Optional.empty()
        : Optional.of(Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, body, body));
  }

  private Optional<Reason> unknownAgreement(String id) {
    return c.state.register().agreement(id) == null
        ? Optional.of(Reason.unknown(RejectionCode.UNKNOWN_AGREEMENT, id, id))
        : Optional.empty();
  }
}
