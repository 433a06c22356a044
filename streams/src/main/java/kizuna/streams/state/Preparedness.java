package kizuna.streams.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The partners' preparedness between disasters: open lessons, and the newest contact test of each
 * body.
 */
public final class Preparedness {

  static final Preparedness NONE = new Preparedness(Map.of(), Map.of());

  /** Each open lesson as it was recorded. */
  private final Map<String, Fact.LessonRecorded> lessons;

  /** The newest test of each body that sent one. */
  private final Map<String, Fact.ContactTestSent> tests;

  private Preparedness(
      Map<String, Fact.LessonRecorded> lessons, Map<String, Fact.ContactTestSent> tests) {
    this.lessons = lessons;
    this.tests = tests;
  }

  /** With the content of a fact; itself after any other fact. */
  Preparedness with(Fact fact) {
    if (fact instanceof Fact.LessonRecorded lesson) {
      Map<String, Fact.LessonRecorded> open = new LinkedHashMap<>(lessons);
      open.put(lesson.lessonId(), lesson);
      return new Preparedness(open, tests);
    } else if (fact instanceof Fact.LessonClosed closed) {
      Map<String, Fact.LessonRecorded> open = new LinkedHashMap<>(lessons);
      open.remove(closed.lessonId());
      return new Preparedness(open, tests);
    } else if (fact instanceof Fact.ContactTestSent test) {
      Map<String, Fact.ContactTestSent> all = new LinkedHashMap<>(tests);
      all.put(test.sentBy(), test);
      return new Preparedness(lessons, all);
    }
    return this;
  }

  /** A lesson; empty: no such lesson is open. */
  public Optional<Fact.LessonRecorded> openLesson(String id) {
    return Optional.ofNullable(lessons.get(id));
  }

  /** Number of open lessons. */
  public int openLessons() {
    return lessons.size();
  }

  /** Bodies in a standing test; empty: there is no such test. */
  public Set<String> askedBy(String testId) {
    return tests.values().stream()
        .filter(t -> t.testId().equals(testId))
        .findFirst()
        .map(t -> Set.copyOf(t.askedBodies()))
        .orElse(Set.of());
  }
}
