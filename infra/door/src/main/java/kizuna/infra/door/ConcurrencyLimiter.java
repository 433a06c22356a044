package kizuna.infra.door;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Limits concurrent work, in total and per caller. A limited number of requests wait for a limited
 * time. A caller that exceeds its share delays only itself.
 */
final class ConcurrencyLimiter {

  private final int atOnce;
  private final int ofOne;
  private final int waitingAtOnce;
  private final int waitingOfOne;
  private final Duration longestWait;

  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private final Map<String, Integer> active = new HashMap<>();
  private final Map<String, Integer> queued = new HashMap<>();
  private int activeInAll;

  /**
   * @param atOnce concurrent requests of all callers
   * @param ofOne concurrent requests of one caller
   * @param waitingAtOnce waiting requests of all callers
   * @param waitingOfOne waiting requests of one caller
   * @param longestWait how long a request waits before it is refused
   */
  ConcurrencyLimiter(
      int atOnce, int ofOne, int waitingAtOnce, int waitingOfOne, Duration longestWait) {
    this.atOnce = atOnce;
    this.ofOne = ofOne;
    this.waitingAtOnce = waitingAtOnce;
    this.waitingOfOne = waitingOfOne;
    this.longestWait = longestWait;
  }

  /** A limiter without a queue. */
  static ConcurrencyLimiter withoutQueue(int atOnce, int ofOne) {
    return new ConcurrencyLimiter(atOnce, ofOne, 0, 0, Duration.ZERO);
  }

  /** Runs the work when a place is free; runs the alternative if there is none. */
  Mono<Void> run(String caller, Supplier<Mono<Void>> work, Supplier<Mono<Void>> noPlace) {
    return Mono.usingWhen(
        Mono.defer(() -> enter(caller)),
        entered -> entered ? work.get() : noPlace.get(),
        entered -> Mono.fromRunnable(() -> leave(caller, entered)));
  }

  private Mono<Boolean> enter(String caller) {
    Waiter waiter;
    synchronized (this) {
      if (hasPlace(caller)) {
        take(caller);
        return Mono.just(true);
      }
      if (waiting.size() >= waitingAtOnce || queued.getOrDefault(caller, 0) >= waitingOfOne) {
        return Mono.just(false);
      }
      waiter = new Waiter(caller);
      waiting.add(waiter);
      queued.merge(caller, 1, Integer::sum);
    }
    return waiter
        .turn
        .asMono()
        .timeout(longestWait, Mono.fromSupplier(() -> !gaveUp(waiter)))
        .doOnNext(entered -> waiter.answered = true)
        .doOnCancel(
            () -> {
              if (!waiter.answered && !gaveUp(waiter)) {
                leave(caller, true); // A permit arrived after the timeout.
              }
            });
  }

  /** Whether it was still in the queue; if not, it has a place. */
  private synchronized boolean gaveUp(Waiter waiter) {
    if (waiter.hasPlace) {
      return false;
    }
    if (waiting.remove(waiter)) {
      unqueue(waiter);
    }
    return true;
  }

  private void leave(String caller, boolean entered) {
    if (!entered) {
      return;
    }
    Waiter next;
    synchronized (this) {
      activeInAll--;
      active.computeIfPresent(caller, (c, n) -> n == 1 ? null : n - 1);
      next = next();
    }
    if (next != null) {
      next.turn.tryEmitValue(true);
    }
  }

  private @org.jspecify.annotations.Nullable Waiter next() {
    for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if (hasPlace(waiter.caller)) {
        all.remove();
        unqueue(waiter);
        take(waiter.caller);
        waiter.hasPlace = true;
        return waiter;
      }
    }
    return null;
  }

  private boolean hasPlace(String caller) {
    return activeInAll < atOnce && active.getOrDefault(caller, 0) < ofOne;
  }

  private void take(String caller) {
    activeInAll++;
    active.merge(caller, 1, Integer::sum);
  }

  private void unqueue(Waiter waiter) {
    queued.computeIfPresent(waiter.caller, (c, n) -> n == 1 ? null : n - 1);
  }

  synchronized int active() {
    return activeInAll;
  }

  private static final class Waiter {
    final String caller;
    final Sinks.One<Boolean> turn = Sinks.one();
    boolean hasPlace;
    volatile boolean answered;

    Waiter(String caller) {
      this.caller = caller;
    }
  }
}
