package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.schemas.Namespace;

/** Replays facts into a drill's intake log, in their order, at the drill's own time. */
public final class DrillReplay {

  /** As fast as it goes. */
  public static final double MAX_SPEED = Double.POSITIVE_INFINITY;

  private static final int MOST_IN_FLIGHT = 1_000;

  /**
   * What was written.
   *
   * @param facts acknowledged
   * @param lastOffsets by partition
   */
  public record Replayed(int facts, Map<Integer, Long> lastOffsets) {}

  private final IntakeProducer log;
  private final Namespace namespace;
  private final double speed;

  /**
   * @param speed how many times faster than the drill's own time
   * @throws IllegalArgumentException for a namespace that is not a drill's: no drill record may
   *     ever lie in a live topic
   */
  public DrillReplay(IntakeProducer log, Namespace namespace, double speed) {
    if (!namespace.isDrill()) {
      throw new IllegalArgumentException(
          "expected the namespace of a drill, but " + namespace.name());
    }
    if (!(speed > 0)) {
      throw new IllegalArgumentException("expected a speed above 0, but " + speed);
    }
    this.log = log;
    this.namespace = namespace;
    this.speed = speed;
  }

  /**
   * Writes the facts and waits for every acknowledgement.
   *
   * @param progress told how many are acknowledged
   */
  public Replayed replay(List<Fact> facts, IntConsumer progress) {
    Queue<CompletableFuture<Receipt>> inFlight = new ArrayDeque<>();
    Map<Integer, Long> lastOffsets = new HashMap<>();
    int acknowledged = 0;
    long start = System.nanoTime();
    for (Fact fact : facts) {
      if (fact.getMode() != namespace.mode()) {
        throw new IllegalArgumentException("expected a drill's fact, but " + fact.getMode());
      }
      waitFor(facts.get(0).getRecordedAt(), fact.getRecordedAt(), start);
      inFlight.add(log.append(namespace, fact));
      while (inFlight.size() >= MOST_IN_FLIGHT
          || (!inFlight.isEmpty() && inFlight.element().isDone())) {
        acknowledge(inFlight.remove(), lastOffsets);
        progress.accept(++acknowledged);
      }
    }
    while (!inFlight.isEmpty()) {
      acknowledge(inFlight.remove(), lastOffsets);
      progress.accept(++acknowledged);
    }
    return new Replayed(acknowledged, lastOffsets);
  }

  private void waitFor(Instant first, Instant due, long startNanos) {
    if (speed == MAX_SPEED) {
      return;
    }
    double nanos = Duration.between(first, due).toMillis() / speed * 1e6;
    for (long left = startNanos + (long) nanos - System.nanoTime();
        left > 0;
        left = startNanos + (long) nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void acknowledge(
      CompletableFuture<Receipt> inFlight, Map<Integer, Long> lastOffsets) {
    try {
      Receipt receipt = inFlight.join();
      lastOffsets.merge(receipt.partition(), receipt.offset(), Math::max);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
