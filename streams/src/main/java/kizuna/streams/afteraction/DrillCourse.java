package kizuna.streams.afteraction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.codes.DrillEventKind;
import kizuna.codes.NoteKind;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillStarted;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.drills.ObserverNote;
import org.jspecify.annotations.Nullable;

/** The conduct of a run from its drill events: injects, notes and played bodies. */
public final class DrillCourse {

  /** Most kept injects, notes and steps of bodies; further ones are only counted. */
  static final int MOST = 10_000;

  /** The state of an inject. */
  public enum InjectState {
    PLANNED,
    HELD,
    JUMPED,
    SENT
  }

  /** A confirmation of an inject, or a recipient's act in response. */
  public record InjectAct(String body, Instant at, boolean late) {}

  /**
   * One line of the master scenario events list and its outcome.
   *
   * @param acts completed expected acts
   * @param missed bodies that had not acted when it was due
   */
  public record InjectFigures(
      Inject inject,
      InjectState state,
      @Nullable Instant sentAt,
      @Nullable Instant dueAt,
      List<InjectAct> confirmations,
      List<InjectAct> acts,
      List<String> missed) {}

  /** A note of an observer. */
  public record Note(
      Instant seenAt, @Nullable String place, String inject, NoteKind kind, String text) {}

  /** A body was played, left, or was taken over; {@code acted}: number of its own reports. */
  public record PlayedBody(
      String body, Instant joinedAt, @Nullable Instant endedAt, boolean takenOver, int acted) {}

  /**
   * The report's figures of the conduct.
   *
   * @param started the start of the run; empty: it was replayed without a director
   */
  public record Figures(
      Optional<DrillStarted> started,
      List<InjectFigures> injects,
      List<Note> notes,
      List<PlayedBody> bodies) {

    static final Figures NONE = new Figures(Optional.empty(), List.of(), List.of(), List.of());

    /** The inject with a number. */
    Optional<InjectFigures> inject(String number) {
      return injects.stream().filter(i -> i.inject().getNumber().equals(number)).findFirst();
    }

    /** Completed expected acts, late or not. */
    long actsDone() {
      return injects.stream().mapToLong(i -> i.acts().size()).sum();
    }

    /** Expected acts that were late or missing when due. */
    long actsMissed() {
      return injects.stream()
          .mapToLong(
              i ->
                  i.missed().stream()
                          .filter(b -> i.acts().stream().noneMatch(a -> a.body().equals(b)))
                          .count()
                      + i.acts().stream().filter(InjectAct::late).count())
          .sum();
    }
  }

  private static final class InjectProgress {
    private final Inject inject;
    private InjectState state = InjectState.PLANNED;
    private @Nullable Instant sentAt;
    private @Nullable Instant dueAt;
    private final List<InjectAct> confirmations = new ArrayList<>();
    private final List<InjectAct> acts = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    private InjectProgress(Inject inject) {
      this.inject = inject;
    }
  }

  private @Nullable DrillStarted started;
  private final Map<String, InjectProgress> injects = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final Map<String, PlayedBody> playing = new LinkedHashMap<>();
  private final List<PlayedBody> played = new ArrayList<>();

  /** Adds the next event of the run. */
  public void add(DrillEvent event) {
    Instant at = event.getScenarioTime() == null ? event.getRealTime() : event.getScenarioTime();
    switch (event.getKind()) {
      case STARTED -> started = event.getStarted();
      case INJECT_PLANNED -> {
        Inject planned = event.getPlanned();
        if (planned != null && injects.size() < MOST) {
          injects.put(planned.getNumber(), new InjectProgress(planned));
        }
      }
      case INJECT_HELD,
          INJECT_RESUMED,
          INJECT_JUMPED,
          INJECT_SENT,
          INJECT_CONFIRMED,
          EXPECTED_ACT_DONE,
          EXPECTED_ACT_MISSED -> {
        InjectStep step = event.getInject();
        if (step != null) {
          step(event.getKind(), step, at);
        }
      }
      case BODY_JOINED -> joined(event, at);
      case BODY_LEFT, BODY_TAKEN_OVER ->
          ended(event, at, event.getKind() == DrillEventKind.BODY_TAKEN_OVER);
      case BODY_ACTED -> acted(event);
      case OBSERVER_NOTED -> noted(event);
      default -> {}
    }
  }

  private void step(DrillEventKind kind, InjectStep step, Instant at) {
    InjectProgress course = injects.get(step.getNumber());
    if (course == null) {
      return;
    }
    String body = step.getBody() == null ? "" : step.getBody().getBody();
    switch (kind) {
      case INJECT_HELD -> course.state = InjectState.HELD;
      case INJECT_RESUMED -> course.state = InjectState.PLANNED;
      case INJECT_JUMPED -> course.state = InjectState.JUMPED;
      case INJECT_SENT -> {
        course.state = InjectState.SENT;
        course.sentAt = at;
        course.dueAt = step.getDueAt();
      }
      case INJECT_CONFIRMED -> once(course.confirmations, new InjectAct(body, at, false));
      case EXPECTED_ACT_DONE -> once(course.acts, new InjectAct(body, at, step.getLate()));
      case EXPECTED_ACT_MISSED -> {
        if (!course.missed.contains(body)) {
          course.missed.add(body);
        }
      }
      default -> {}
    }
  }

  /** Ignores a second confirmation of the same body. */
  private static void once(List<InjectAct> acts, InjectAct act) {
    if (acts.stream().noneMatch(a -> a.body().equals(act.body()))) {
      acts.add(act);
    }
  }

  private void joined(DrillEvent event, Instant at) {
    if (event.getBody() != null && played.size() + playing.size() < MOST) {
      String body = event.getBody().getBody().getBody();
      playing.putIfAbsent(body, new PlayedBody(body, at, null, false, 0));
    }
  }

  private void ended(DrillEvent event, Instant at, boolean takenOver) {
    if (event.getBody() != null) {
      PlayedBody was = playing.remove(event.getBody().getBody().getBody());
      if (was != null) {
        played.add(new PlayedBody(was.body(), was.joinedAt(), at, takenOver, was.acted()));
      }
    }
  }

  private void acted(DrillEvent event) {
    if (event.getAct() != null) {
      playing.computeIfPresent(
          event.getAct().getBody().getBody(),
          (body, was) ->
              new PlayedBody(
                  was.body(), was.joinedAt(), was.endedAt(), was.takenOver(), was.acted() + 1));
    }
  }

  private void noted(DrillEvent event) {
    ObserverNote note = event.getNote();
    if (note != null && notes.size() < MOST) {
      notes.add(
          new Note(
              note.getSeenAt(),
              note.getPlace(),
              note.getInject() == null ? "" : note.getInject(),
              note.getKind(),
              note.getText()));
    }
  }

  /** The figures after the events added so far. */
  public Figures figures() {
    List<PlayedBody> bodies = new ArrayList<>(played);
    bodies.addAll(playing.values());
    return new Figures(
        Optional.ofNullable(started),
        injects.values().stream()
            .map(
                c ->
                    new InjectFigures(
                        c.inject,
                        c.state,
                        c.sentAt,
                        c.dueAt,
                        List.copyOf(c.confirmations),
                        List.copyOf(c.acts),
                        List.copyOf(c.missed)))
            .toList(),
        List.copyOf(notes),
        bodies);
  }
}
