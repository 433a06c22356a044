package kizuna.streams.api.drill;

import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.schemas.Namespace;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.afteraction.RunNames;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports in its own thread, one at a time: each reads a whole log. A report is kept for ten
 * times as long as it took, for {@value #MAX_KEPT} runs at most, and as memory allows: the other
 * language, the tables and the next click do not read a large run again, and the report of an
 * active run is soon made again.
 */
final class ReportMaker {

  static final int MAX_KEPT = 4;
  private static final int KEPT_TIMES = 10;

  /** A report and its names; no report: the run has no decisions. */
  record Made(Optional<AfterActionReport> report, RunNames.Known names) {}

  /** The progress of a reading. */
  record Progress(long read, long all) {

    /** 0 to 100. */
    long percent() {
      return all == 0 ? 0 : 100 * read / all;
    }
  }

  private record Kept(SoftReference<Made> made, long untilNanos) {}

  private final RunRecords records;
  private final Map<Namespace, Kept> kept = new LinkedHashMap<>();
  private @Nullable Namespace reading;
  private CompletableFuture<Made> result = new CompletableFuture<>();
  private volatile Progress progress = new Progress(0, 0);

  ReportMaker(RunRecords records) {
    this.records = records;
  }

  /**
   * The report of a run, started if necessary; empty: another is being made.
   *
   * @return completes when it is made
   */
  synchronized Optional<CompletableFuture<Made>> of(Namespace run) {
    Kept known = kept.get(run);
    if (known != null && known.untilNanos - System.nanoTime() > 0) {
      Made made = known.made.get();
      if (made != null) {
        return Optional.of(CompletableFuture.completedFuture(made));
      }
    }
    if (reading != null) {
      return reading.equals(run) ? Optional.of(result) : Optional.empty();
    }
    reading = run;
    progress = new Progress(0, 0);
    CompletableFuture<Made> begun = new CompletableFuture<>();
    result = begun;
    Thread thread = new Thread(() -> make(run, begun), "kizuna-report");
    thread.setDaemon(true);
    thread.start();
    return Optional.of(begun);
  }

  Progress progress() {
    return progress;
  }

  private void make(Namespace run, CompletableFuture<Made> begun) {
    long start = System.nanoTime();
    try {
      RunFigures figures = records.read(run, (read, all) -> progress = new Progress(read, all));
      Made made =
          new Made(
              figures.facts() == 0 ? Optional.empty() : Optional.of(figures.report(run.drillId())),
              figures.names());
      end(run, made, System.nanoTime() - start);
      begun.complete(made);
    } catch (RuntimeException | Error e) {
      end(run, null, 0);
      begun.completeExceptionally(e);
    }
  }

  private synchronized void end(Namespace run, @Nullable Made made, long tookNanos) {
    reading = null;
    kept.remove(run);
    if (made != null) {
      kept.put(
          run, new Kept(new SoftReference<>(made), System.nanoTime() + KEPT_TIMES * tookNanos));
    }
    if (kept.size() > MAX_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
  }

  /**
   * Waits for a report.
   *
   * @return empty: it is not made yet
   */
  static Optional<Made> await(CompletableFuture<Made> report, Duration longest) {
    try {
      return Optional.of(report.get(longest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | CancellationException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
    }
  }
}
