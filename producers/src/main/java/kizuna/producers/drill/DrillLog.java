package kizuna.producers.drill;

import java.util.concurrent.CompletableFuture;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOrder;
import kizuna.schemas.Namespace;

/** Appends events of the conduct of runs. */
public interface DrillLog {

  /**
   * Appends an event; completes when it is acknowledged, or exceptionally with {@link
   * kizuna.producers.IntakeProducer.LogUnavailable}.
   *
   * @throws IllegalStateException for the live namespace
   */
  CompletableFuture<Void> append(Namespace drill, DrillEvent event);

  /** Appends an order to begin a run; completes as {@link #append}. */
  CompletableFuture<Void> order(DrillOrder order);
}
