package kizuna.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import kizuna.streams.topology.DecisionEngine;

/**
 * Whether the live log is being decided, judged by the broker's committed offsets and not by
 * reports of threads. Has no clock of its own: every method takes the time in nanoseconds.
 */
final class DecisionProgress {

  /** The state that health reports. */
  enum State {
    STARTING,
    RESTORING,
    DECIDING,
    /** Reports wait and none is decided, or the brokers do not answer. */
    STALLED,
    FAILED,
    STOPPED
  }

  /**
   * The state of deciding.
   *
   * @param undecided records of the intake behind the last that is decided; -1 while unknown
   * @param oldestUndecidedSeconds waiting time of the first of them, as far as was observed
   */
  record Progress(State state, long undecided, long oldestUndecidedSeconds) {}

  /** Longest time without a decision while reports wait. */
  static final Duration STALLED_AFTER = Duration.ofSeconds(30);

  /** Longest time that reports wait for a start or a restoration; then it counts as stalled. */
  static final Duration LONGEST_RESTORATION = Duration.ofMinutes(5);

  /** A running engine that decides nothing for this long, while brokers answer, is failed. */
  static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(10);

  /** The same for a start or a restoration, which may decide a long log again. */
  static final Duration RESTORATION_GIVEN_UP_AFTER = Duration.ofHours(1);

  private static final int MAX_SAMPLES = 1_000;

  private record Sample(long end, long seenAt) {}

  private static final class Partition {
    final Deque<Sample> undecided = new ArrayDeque<>();
    long decided = -1;
    long end;
    long movedAt;
  }

  private final Map<Integer, Partition> partitions = new HashMap<>();
  private long answeredAt = System.nanoTime();
  private boolean known;

  /**
   * Records the broker's offsets of one partition.
   *
   * @param decided offset of the first record that is not decided
   * @param end offset behind the last record
   */
  synchronized void observed(int partition, long decided, long end, long now) {
    Partition p = partitions.computeIfAbsent(partition, n -> new Partition());
    known = true;
    answeredAt = now;
    if (decided != p.decided || decided >= end) {
      p.movedAt = now;
    }
    p.decided = decided;
    if (end > p.end && end > decided && p.undecided.size() < MAX_SAMPLES) {
      p.undecided.addLast(new Sample(end, now));
    }
    p.end = end;
    while (!p.undecided.isEmpty() && p.undecided.getFirst().end() <= decided) {
      p.undecided.removeFirst();
    }
  }

  synchronized Progress progress(DecisionEngine.State engine, long now) {
    long undecided = 0;
    long oldest = now;
    long still = 0;
    for (Partition p : partitions.values()) {
      undecided += Math.max(0, p.end - p.decided);
      if (!p.undecided.isEmpty()) {
        oldest = Math.min(oldest, p.undecided.getFirst().seenAt());
        still = Math.max(still, now - Math.max(p.movedAt, p.undecided.getFirst().seenAt()));
      }
    }
    return new Progress(
        state(engine, still, now),
        known ? undecided : -1,
        Duration.ofNanos(now - oldest).toSeconds());
  }

  private State state(DecisionEngine.State engine, long still, long now) {
    boolean silent = now - answeredAt > STALLED_AFTER.toNanos();
    return switch (engine) {
      case FAILED -> State.FAILED;
      case STOPPED -> State.STOPPED;
      case RUNNING -> silent || still > STALLED_AFTER.toNanos() ? State.STALLED : State.DECIDING;
      case STARTING, RESTORING ->
          silent || still > LONGEST_RESTORATION.toNanos()
              ? State.STALLED
              : engine == DecisionEngine.State.STARTING ? State.STARTING : State.RESTORING;
    };
  }

  /** Whether brokers answer, reports wait, and the engine has decided nothing for too long. */
  synchronized boolean isStuck(DecisionEngine.State engine, long now) {
    Duration limit =
        switch (engine) {
          case RUNNING -> GIVEN_UP_AFTER;
          case STARTING, RESTORING -> RESTORATION_GIVEN_UP_AFTER;
          case STOPPED, FAILED -> Duration.ofNanos(Long.MAX_VALUE);
        };
    return now - answeredAt < STALLED_AFTER.toNanos()
        && partitions.values().stream()
            .anyMatch(
                p ->
                    !p.undecided.isEmpty()
                        && now - Math.max(p.movedAt, p.undecided.getFirst().seenAt())
                            > limit.toNanos());
  }
}
