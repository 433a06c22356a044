package kizuna.infra.chaos;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import kizuna.infra.ExtraCommand;
import kizuna.streams.simulation.Silence;
import kizuna.streams.simulation.SimulatedSeeds;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna simulate}: many histories with faults on a simulated broker. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Decides random histories on a simulated broker, with crashes, freezes, moves of partitions,"
          + " lost and old state, aborted transactions, duplicates, disorder and wrong clocks,",
      "and demands of each what I1 to I10 promise. A failure is told with its seed and as few steps"
          + " as it takes.",
      "Exit code 1 when a promise does not hold.",
      "",
      "  infra/kizuna simulate",
      "  infra/kizuna simulate --histories 1000 --seed 4711 --threads 1",
      ""
    })
public final class SimulateCommand implements ExtraCommand {

  private static final int MAX_HISTORIES = 100_000_000;
  private static final int MAX_THREADS = 64;

  @Spec private CommandSpec spec;

  @Option(
      names = "--histories",
      paramLabel = "N",
      defaultValue = "100000",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int histories;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "the first one; the others follow (default: ${DEFAULT-VALUE})")
  private long first;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "how many at a time (default: ${DEFAULT-VALUE})")
  private int threads;

  private final AtomicLong failed = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong done = new AtomicLong();

  @Override
  public Integer call() throws InterruptedException {
    demand("--histories", histories, MAX_HISTORIES);
    demand("--threads", threads, MAX_THREADS);
    Silence.keep();
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    try (ProgressBar bar =
        new ProgressBarBuilder().setTaskName("histories").setInitialMax(histories).build()) {
      List<Thread> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        // One stretch each: neighbours share the facts that they are drawn from.
        long from = first + (long) histories * t / threads;
        long to = first + (long) histories * (t + 1) / threads;
        Thread worker = new Thread(() -> work(from, to, bar), "simulate-" + t);
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
      }
      for (Thread worker : workers) {
        worker.join();
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    out.printf(
        Locale.ROOT,
        "%,d histories in %.0f s, %.0f a second%n",
        done.get(),
        seconds,
        done.get() / seconds);
    if (failed.get() != Long.MAX_VALUE) {
      out.printf("BROKEN: seed %d; in as few steps as it takes:%n", failed.get());
      out.println(new SimulatedSeeds().shrunk(failed.get()));
      out.printf(
          "Again: infra/kizuna simulate --histories 1 --seed %d --threads 1%n", failed.get());
      return 1;
    }
    out.println("every promise held");
    return 0;
  }

  private void demand(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), "expected 1 to " + most + " for " + option + ", but " + value);
    }
  }

  private void work(long from, long to, ProgressBar bar) {
    SimulatedSeeds simulated = new SimulatedSeeds();
    for (long seed = from; seed < to && failed.get() == Long.MAX_VALUE; seed++) {
      String failure;
      try {
        failure = simulated.apply(seed);
      } catch (Error e) {
        failure = e.toString();
      }
      if (!failure.isEmpty()) {
        failed.accumulateAndGet(seed, Math::min);
      }
      done.incrementAndGet();
      bar.step();
    }
  }
}
