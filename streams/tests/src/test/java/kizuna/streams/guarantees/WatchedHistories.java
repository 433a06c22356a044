package kizuna.streams.guarantees;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Random histories that several guarantees watch. Each history is decided once for all of them: to
 * decide it takes longer than to watch it. Whoever needs a history first decides it, for the others
 * too, also where one test runs alone.
 */
final class WatchedHistories {

  /** What a guarantee looks at in one history. */
  interface Watch {

    /** A fact that was drawn, before it is told. */
    default void drawn(Fact fact) {}

    /** After each decision. */
    void after(Fact fact, Kizuna.Answered answered);

    /** After the last decision. */
    default void end() {}
  }

  /**
   * What one test watches.
   *
   * @param histories so many of them, from seed 0
   * @param watch what looks at one history; several threads call it, each with a history of its own
   */
  record Guarantee(int histories, Function<LogHarness, Watch> watch) {}

  private static final List<Guarantee> ALL =
      List.of(
          NothingPromisedTwice.GUARANTEE,
          CoveredPlusOpenIsRequested.GUARANTEE,
          NoDispatchWithoutAgreement.GUARANTEE,
          LedgerIsTheFoldOfTheLog.GUARANTEE,
          LedgerIsTheFoldOfTheLog.EVERY_KIND,
          CommittedChangesOnlyByEvents.GUARANTEE);

  /** By seed: how each guarantee was broken that was. */
  private static final List<FutureTask<Map<Guarantee, AssertionError>>> TOLD =
      LongStream.range(0, ALL.stream().mapToInt(Guarantee::histories).max().orElse(0))
          .mapToObj(seed -> new FutureTask<>(() -> tell(seed)))
          .toList();

  private WatchedHistories() {}

  /**
   * A test for each history; an error names the fact. At last comes what all of them together must
   * have shown. A second thread begins with the last history.
   */
  static Stream<DynamicTest> tests(Guarantee guarantee, String name, Executable last) {
    int histories = guarantee.histories();
    ForkJoinPool.commonPool().execute(() -> tellFromTheEnd(histories, 0, () -> false));
    Stream<DynamicTest> seeds =
        LongStream.range(0, histories)
            .mapToObj(
                seed ->
                    DynamicTest.dynamicTest(
                        "seed " + seed,
                        () -> {
                          AssertionError broken = told((int) seed, histories).get(guarantee);
                          if (broken != null) {
                            throw broken;
                          }
                        }));
    return Stream.concat(seeds, Stream.of(DynamicTest.dynamicTest(name, last)));
  }

  /** Tells the history, or tells others while another thread is at it. */
  private static Map<Guarantee, AssertionError> told(int seed, int histories) throws Throwable {
    FutureTask<Map<Guarantee, AssertionError>> task = TOLD.get(seed);
    task.run();
    tellFromTheEnd(histories, seed + 1, task::isDone);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static void tellFromTheEnd(int histories, int first, BooleanSupplier enough) {
    for (int seed = histories - 1; seed >= first && !enough.getAsBoolean(); seed--) {
      TOLD.get(seed).run();
    }
  }

  private static Map<Guarantee, AssertionError> tell(long seed) {
    LogHarness kizuna = new LogHarness();
    Map<Guarantee, Watch> watches = new LinkedHashMap<>();
    for (Guarantee one : ALL) {
      if (seed < one.histories()) {
        watches.put(one, one.watch().apply(kizuna));
      }
    }
    Map<Guarantee, AssertionError> broken = new HashMap<>();
    int[] count = {0};
    Histories.tell(
        seed,
        new DecidedByHarness(kizuna),
        fact -> watches.values().forEach(watch -> watch.drawn(fact)),
        (fact, answered) -> {
          watches.forEach(
              (one, watch) -> {
                if (!broken.containsKey(one)) {
                  look(() -> watch.after(fact, answered), one, broken, count[0] + " " + fact);
                }
              });
          count[0]++;
        });
    watches.values().forEach(Watch::end);
    return broken;
  }

  /** What a guarantee throws is its own: the others go on. */
  private static void look(
      Runnable watch, Guarantee one, Map<Guarantee, AssertionError> broken, String fact) {
    try {
      watch.run();
    } catch (AssertionError | RuntimeException e) {
      broken.put(one, new AssertionError("fact " + fact, e));
    }
  }
}
