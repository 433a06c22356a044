package kizuna.producers.drill;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillPace;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.producers.drill.DrillSchedule.Output;
import kizuna.producers.drill.DrillSchedule.Send;
import kizuna.producers.drill.DrillSchedule.Write;
import kizuna.schemas.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * The one replayer of a run: writes facts into the drill's intake log, in their order, at the
 * drill's own time, and executes the commands of its director.
 *
 * <p>One thread replays; commands and reports may come from any thread.
 */
public final class DrillReplay {

  /** Maximum speed. */
  public static final double MAX_SPEED = DrillClock.MAX_SPEED;

  private static final int MAX_IN_FLIGHT = 1_000;

  /**
   * Most facts of the log that are sent and not yet decided. Sending the whole log before it is
   * decided takes the processors from the decider, and commands arrive too late.
   */
  static final int MAX_UNDECIDED = 20_000;

  private static final long LONGEST_PARK_NANOS = 100_000_000;
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

  /**
   * The result of a replay.
   *
   * @param facts number of acknowledged facts
   * @param lastOffsets by partition
   */
  public record Replayed(int facts, Map<Integer, Long> lastOffsets) {}

  private final IntakeProducer log;
  private final Consumer<DrillEvent> events;
  private final Namespace namespace;
  private final Clock machine;
  private final DrillSchedule schedule;
  private final Queue<DrillEvent> received = new ConcurrentLinkedQueue<>();
  private final Queue<Fact> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<Receipt>> inFlight = new ArrayDeque<>();
  private final Map<Integer, Long> lastOffsets = new HashMap<>();
  private volatile @Nullable Thread replaying;
  private volatile @Nullable DrillPace pace;
  private volatile int decided;
  private volatile boolean ahead;
  private int acknowledged;

  /**
   * @param events receives the events of the run's conduct
   * @throws IllegalArgumentException for a namespace that is not a drill's: no drill record may
   *     ever be in a live topic
   */
  public DrillReplay(
      IntakeProducer log, Consumer<DrillEvent> events, Namespace namespace, DrillPlan plan) {
    if (!namespace.isDrill()) {
      throw new IllegalArgumentException(
          "expected the namespace of a drill, but " + namespace.name());
    }
    this.log = log;
    this.events = events;
    this.namespace = namespace;
    this.machine = Clock.systemUTC();
    this.schedule = new DrillSchedule(plan, namespace.drillId(), System.nanoTime(), real());
  }

  private Instant real() {
    return machine.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** An event that others wrote. */
  public void receive(DrillEvent event) {
    received.add(event);
    LockSupport.unpark(replaying);
  }

  /** A fact that was accepted. */
  public void accepted(Fact fact) {
    accepted.add(fact);
    LockSupport.unpark(replaying);
  }

  /** So many facts are decided, those of the run's own clock left out. */
  public void decided(int facts) {
    if (facts != decided) {
      decided = facts;
      LockSupport.unpark(replaying);
    }
  }

  /** Whether it sends no more until more is decided. */
  public boolean isAhead() {
    return ahead;
  }

  /** Stops a replay that is no longer needed; it fails. */
  public void stop() {
    Thread thread = replaying;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Whether a fact is from the run's own clock: it has no reporter. */
  public boolean isOfClock(UUID eventId) {
    return schedule.ticks.made(eventId);
  }

  /** The last known position; null: it has not begun. */
  public @Nullable DrillPace pace() {
    return pace;
  }

  /**
   * Replays until the run ends, and waits for every acknowledgement.
   *
   * @param progress receives the number of acknowledged facts
   */
  public Replayed replay(IntConsumer progress) {
    replaying = Thread.currentThread();
    try (schedule) {
      return replayAll(progress);
    } finally {
      replaying = null;
    }
  }

  private Replayed replayAll(IntConsumer progress) {
    long progressAt = System.nanoTime() + PROGRESS_EVERY.toNanos();
    while (true) {
      long nanos = System.nanoTime();
      Instant real = real();
      for (DrillEvent event = received.poll(); event != null; event = received.poll()) {
        schedule.receive(event, nanos, real);
      }
      for (Fact fact = accepted.poll(); fact != null; fact = accepted.poll()) {
        schedule.accepted(fact, nanos, real);
      }
      DrillPace before = pace;
      ahead = before != null && before.getSent() - decided >= MAX_UNDECIDED;
      var outputs = ahead ? schedule.drain() : schedule.advance(nanos, real);
      outputs.forEach(this::put);
      acknowledge(false, progress);
      pace = schedule.pace(nanos, real);
      if (nanos >= progressAt) {
        progressAt = nanos + PROGRESS_EVERY.toNanos();
        events.accept(schedule.progress(nanos, real));
      }
      if (outputs.isEmpty()) {
        if (schedule.isEnded()) {
          break;
        }
        long longest = nanos + LONGEST_PARK_NANOS;
        long wait = ahead ? longest : Math.min(schedule.nextWorkNanos(nanos), longest);
        LockSupport.parkNanos(Math.max(0, wait - System.nanoTime()));
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("interrupted");
        }
      }
    }
    acknowledge(true, progress);
    return new Replayed(acknowledged, Map.copyOf(lastOffsets));
  }

  /**
   * The last event of the run.
   *
   * @param outcome all but why it ended
   */
  public DrillEvent ended(DrillEnded.Builder outcome) {
    return schedule.endedEvent(outcome, System.nanoTime(), real());
  }

  private void put(Output output) {
    if (output instanceof Write write) {
      events.accept(write.event());
    } else if (output instanceof Send send) {
      if (send.fact().getMode() != namespace.mode()) {
        throw new IllegalArgumentException("expected a drill's fact, but " + send.fact().getMode());
      }
      inFlight.add(log.append(namespace, send.fact()));
    }
  }

  private void acknowledge(boolean all, IntConsumer progress) {
    while (!inFlight.isEmpty()
        && (all || inFlight.size() >= MAX_IN_FLIGHT || inFlight.element().isDone())) {
      try {
        Receipt receipt = inFlight.remove().join();
        lastOffsets.merge(receipt.partition(), receipt.offset(), Math::max);
        progress.accept(++acknowledged);
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }
}
