package kizuna.streams.guarantees;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Properties that hold whatever the seed: each seed is a test of its own. */
public final class Seeds {

  private Seeds() {}

  /** What holds for one seed. */
  public interface Property {
    void check(long seed) throws Exception;
  }

  /** One seed after another, from 0. */
  public static Stream<DynamicTest> each(int count, Property property) {
    return each(0, count, property);
  }

  /** One seed after another, and at last what all of them together must have shown. */
  public static Stream<DynamicTest> each(
      int count, Property property, String name, Executable last) {
    return each(0, count, property, name, last);
  }

  static Stream<DynamicTest> each(
      long first, int count, Property property, String name, Executable last) {
    return Stream.concat(
        each(first, count, property), Stream.of(DynamicTest.dynamicTest(name, last)));
  }

  private static Stream<DynamicTest> each(long first, int count, Property property) {
    return LongStream.range(first, first + count)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> property.check(seed)));
  }

  /**
   * Two seeds at a time, for properties that take long and share nothing. The thread of the test
   * begins with the first seed and another thread with the last: they meet in the middle.
   */
  static Stream<DynamicTest> eachInParallel(
      int count, Property property, String name, Executable last) {
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long seed = i;
      tasks.add(
          new FutureTask<>(
              () -> {
                property.check(seed);
                return true;
              }));
    }
    List<FutureTask<Boolean>> fromTheEnd = new ArrayList<>(tasks);
    Collections.reverse(fromTheEnd);
    ForkJoinPool.commonPool().execute(() -> fromTheEnd.forEach(FutureTask::run));
    Stream<DynamicTest> seeds =
        LongStream.range(0, count)
            .mapToObj(
                seed -> DynamicTest.dynamicTest("seed " + seed, () -> done(tasks.get((int) seed))));
    return Stream.concat(seeds, Stream.of(DynamicTest.dynamicTest(name, last)));
  }

  /** Runs the task, or waits for the other thread that runs it. */
  private static void done(FutureTask<Boolean> task) throws Throwable {
    task.run();
    try {
      task.get();
    } catch (ExecutionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
