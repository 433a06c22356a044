package kizuna.schemas.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.DrillPaceCode;
import kizuna.drills.DrillCommand;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.DrillStarted;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run: the fold of its events. Not thread-safe.
 *
 * <p>Applying an event twice changes nothing. Of unbounded lists only the newest entries are kept
 * here, up to the limits; the topic has all of them.
 */
public final class DrillConduct {

  /** Most notes, and most events of the history, that are kept here. */
  public static final int MAX_KEPT = 500;

  private static final int MAX_IDS = 20_000;

  /** The state of an inject. */
  public enum InjectState {
    PLANNED,
    HELD,
    JUMPED,
    SENT
  }

  /** The response of a recipient to an inject. */
  public record Done(Instant at, boolean late) {}

  /** An inject and its state. */
  public static final class InjectStanding {
    private final Inject inject;
    private InjectState state = InjectState.PLANNED;
    private @Nullable Instant sentAt;
    private @Nullable Instant dueAt;
    private @Nullable String insteadOf;
    private final Map<String, Instant> confirmed = new LinkedHashMap<>();
    private final Map<String, Done> done = new LinkedHashMap<>();
    private final Set<String> missed = new LinkedHashSet<>();

    private InjectStanding(Inject inject) {
      this.inject = inject;
    }

    public Inject inject() {
      return inject;
    }

    public InjectState state() {
      return state;
    }

    /** Scenario time at which it was sent. */
    public Optional<Instant> sentAt() {
      return Optional.ofNullable(sentAt);
    }

    /** Scenario time until which the expected act is due. */
    public Optional<Instant> dueAt() {
      return Optional.ofNullable(dueAt);
    }

    /** Number of the inject that this one replaced as its contingency. */
    public Optional<String> insteadOf() {
      return Optional.ofNullable(insteadOf);
    }

    /** Scenario time at which each recipient confirmed it, by code. */
    public Map<String, Instant> confirmed() {
      return Collections.unmodifiableMap(confirmed);
    }

    /** The recipients that responded as expected, by code. */
    public Map<String, Done> done() {
      return Collections.unmodifiableMap(done);
    }

    /** Codes of recipients who had not when it was due, and have not since. */
    public Set<String> missed() {
      return Collections.unmodifiableSet(missed);
    }

    private void step(DrillEvent event, InjectStep step) {
      Instant at = at(event);
      DrillOffice body = step.getBody();
      switch (event.getKind()) {
        case INJECT_HELD -> state = InjectState.HELD;
        case INJECT_RESUMED -> state = InjectState.PLANNED;
        case INJECT_JUMPED -> state = InjectState.JUMPED;
        case INJECT_SENT -> {
          state = InjectState.SENT;
          sentAt = at;
          dueAt = step.getDueAt();
          insteadOf = step.getInsteadOf();
        }
        case INJECT_CONFIRMED -> {
          if (body != null) {
            confirmed.putIfAbsent(body.getBody(), at);
          }
        }
        case EXPECTED_ACT_DONE -> {
          if (body != null) {
            done.putIfAbsent(body.getBody(), new Done(at, step.getLate()));
            missed.remove(body.getBody());
          }
        }
        case EXPECTED_ACT_MISSED -> {
          if (body != null && !done.containsKey(body.getBody())) {
            missed.add(body.getBody());
          }
        }
        default -> {
          // No step of an inject.
        }
      }
    }
  }

  private final Map<String, InjectStanding> injects = new LinkedHashMap<>();
  private final Map<DrillOffice, Instant> played = new LinkedHashMap<>();
  private final Map<DrillOffice, Integer> keptReady = new LinkedHashMap<>();
  private final Map<DrillOffice, Instant> lastActs = new LinkedHashMap<>();
  private final Deque<DrillEvent> notes = new ArrayDeque<>();
  private final Deque<DrillEvent> history = new ArrayDeque<>();
  private final Set<UUID> ids = new LinkedHashSet<>();
  private @Nullable DrillStarted started;
  private @Nullable Instant startedAt;
  private @Nullable DrillPace pace;
  private @Nullable Instant pacedAt;
  private @Nullable DrillEnded ended;
  private @Nullable Instant endedAt;
  private long count;

  /** Applies the next event of the run. */
  public void apply(DrillEvent event) {
    if (!ids.add(event.getEventId())) {
      return;
    }
    if (ids.size() > MAX_IDS) {
      ids.remove(ids.iterator().next());
    }
    count++;
    if (event.getStarted() != null) {
      started = event.getStarted();
      startedAt = event.getRealTime();
    }
    if (event.getPace() != null) {
      pace = event.getPace();
      pacedAt = event.getRealTime();
    }
    if (event.getPlanned() != null) {
      injects.put(event.getPlanned().getNumber(), new InjectStanding(event.getPlanned()));
    }
    InjectStep step = event.getInject();
    if (step != null) {
      InjectStanding standing = injects.get(step.getNumber());
      if (standing != null) {
        standing.step(event, step);
      }
    }
    bodies(event);
    if (event.getEnded() != null) {
      ended = event.getEnded();
      endedAt = event.getRealTime();
    }
    remember(event);
  }

  private void bodies(DrillEvent event) {
    if (event.getBody() != null) {
      DrillOffice body = event.getBody().getBody();
      switch (event.getKind()) {
        case BODY_JOINED -> played.put(body, at(event));
        default -> {
          played.remove(body);
          keptReady.remove(body);
        }
      }
    }
    if (event.getKept() != null) {
      keptReady.merge(event.getKept().getBody(), 1, Integer::sum);
    }
    if (event.getAct() != null) {
      lastActs.put(event.getAct().getBody(), at(event));
      if (event.getAct().getInsteadOf() != null) {
        keptReady.computeIfPresent(event.getAct().getBody(), (b, n) -> n > 1 ? n - 1 : null);
      }
    }
  }

  private void remember(DrillEvent event) {
    switch (event.getKind()) {
      case OBSERVER_NOTED -> keep(notes, event);
      case PROGRESSED, INJECT_PLANNED, FACT_KEPT_READY, STARTED -> {
        // Seen elsewhere, or too many.
      }
      default -> keep(history, event);
    }
  }

  private static void keep(Deque<DrillEvent> events, DrillEvent event) {
    events.addLast(event);
    if (events.size() > MAX_KEPT) {
      events.removeFirst();
    }
  }

  private static Instant at(DrillEvent event) {
    Instant scenario = event.getScenarioTime();
    return scenario == null ? event.getRealTime() : scenario;
  }

  /** Number of applied events: the state changes only with it. */
  public long count() {
    return count;
  }

  /** The start event of the run; empty before it began. */
  public Optional<DrillStarted> started() {
    return Optional.ofNullable(started);
  }

  /** Real time at which it began. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /** The last position reported by the replayer. */
  public Optional<DrillPace> pace() {
    return Optional.ofNullable(pace);
  }

  /** Why it ended; empty: it has not. */
  public Optional<DrillEnded> ended() {
    return Optional.ofNullable(ended);
  }

  /** Real time at which it ended. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** Every inject, in the order of the list. */
  public List<InjectStanding> injects() {
    return List.copyOf(injects.values());
  }

  /** The inject of a number. */
  public Optional<InjectStanding> inject(String number) {
    return Optional.ofNullable(injects.get(number));
  }

  /** Bodies that people play, with the scenario time since when. */
  public Map<DrillOffice, Instant> played() {
    return Collections.unmodifiableMap(played);
  }

  /** Number of facts of the log that are kept ready for a played body and that it has not done. */
  public int keptReady(DrillOffice body) {
    return keptReady.getOrDefault(body, 0);
  }

  /** Scenario time of the last report of a played body. */
  public Optional<Instant> lastAct(DrillOffice body) {
    return Optional.ofNullable(lastActs.get(body));
  }

  /** The newest notes, oldest first; at most {@link #MAX_KEPT}. */
  public List<DrillEvent> notes() {
    return new ArrayList<>(notes);
  }

  /** The newest events but plans, progress and notes, oldest first; at most {@link #MAX_KEPT}. */
  public List<DrillEvent> history() {
    return new ArrayList<>(history);
  }

  /** The result of a command; empty: the replayer has not responded. */
  public Optional<DrillEvent> answer(String commandId) {
    return history.stream().filter(e -> commandId.equals(e.getAnswers())).findFirst();
  }

  /** The commands that were given, by id. */
  public Optional<DrillCommand> command(String id) {
    return history.stream()
        .filter(e -> e.getEventId().toString().equals(id))
        .findFirst()
        .map(DrillEvent::getCommand);
  }

  /**
   * Scenario time at a moment of real time; empty before the run began.
   *
   * @param real by the clock of a machine
   */
  public Optional<Instant> scenarioTime(Instant real) {
    DrillPace at = pace;
    Instant since = pacedAt;
    if (at == null || since == null) {
      return Optional.ofNullable(started).map(DrillStarted::getFirstAt);
    }
    if (at.getState() != DrillPaceCode.RUNNING || at.getSpeed() <= 0 || real.isBefore(since)) {
      return Optional.of(at.getScenarioTime());
    }
    double millis = Duration.between(since, real).toMillis() * at.getSpeed();
    return Optional.of(at.getScenarioTime().plusMillis((long) millis));
  }
}
