package kizuna.infra.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One round: a history at load, a fault in the middle of it, recovery, and every promise. */
final class ChaosRound {

  /** Longest time until everything is decided after a fault is mended. */
  static final Duration LONGEST_RECOVERY = Duration.ofMinutes(5);

  /**
   * How a round went.
   *
   * @param times how often the fault happened
   * @param recovery from the end of the fault until a new report was answered
   * @param refusal longest time for which a report was sent again and again until it was taken
   * @param failure which promise did not hold; null: all did
   * @param skipped why the fault could not be made to happen; null: it was
   */
  record Result(
      String fault,
      long seed,
      int times,
      int records,
      int reports,
      Duration recovery,
      Duration refusal,
      @Nullable String failure,
      @Nullable String skipped) {

    /** Of a round that was not run. */
    static Result skipped(ChaosFault fault, long seed, String why) {
      return new Result(fault.id(), seed, 0, 0, 0, Duration.ZERO, Duration.ZERO, null, why);
    }

    /** Of a round whose platform did not become ready. */
    static Result notStarted(ChaosFault fault, long seed, ChaosPlatform.NotStarted why) {
      return new Result(
          fault.id(), seed, 0, 0, 0, Duration.ZERO, Duration.ZERO, why.getMessage(), null);
    }

    boolean isBroken() {
      return failure != null;
    }
  }

  private final ChaosPlatform platform;
  private final TopicReader allAlong;
  private final ChaosFault fault;
  private final long seed;
  private final int facts;
  private final int perSecond;
  private final Duration away;

  ChaosRound(
      ChaosPlatform platform,
      TopicReader allAlong,
      ChaosFault fault,
      long seed,
      int facts,
      int perSecond,
      Duration away) {
    this.platform = platform;
    this.allAlong = allAlong;
    this.fault = fault;
    this.seed = seed;
    this.facts = facts;
    this.perSecond = perSecond;
    this.away = away;
  }

  Result run() throws Exception {
    ChaosFault.Scene scene = new ChaosFault.Scene(platform, new Random(seed), away);
    ChaosLoad load = new ChaosLoad(platform, seed, facts, fault.manner());
    fault.prepare(scene);
    DeskLoad desk = new DeskLoad(platform.process);
    CompletableFuture<Set<String>> writing =
        load.writing(n -> TimeUnit.MILLISECONDS.sleep(1_000L / perSecond));
    Duration recovery = Duration.ZERO;
    String failure = null;
    int reports = 0;
    try {
      int half = 1_000 * load.size() / perSecond / 2;
      TimeUnit.MILLISECONDS.sleep(half / 2 + scene.random.nextInt(Math.max(1, half)));
      fault.happen(scene);
      long mended = System.nanoTime();
      platform.bringBack();
      var unused = desk.untilAnswered();
      recovery = Duration.ofNanos(System.nanoTime() - mended);
      Set<String> acknowledged = writing.get();
      reports = desk.end();
      fault.demand(desk);
      ChaosCheck check = new ChaosCheck(platform, allAlong, load.networks());
      awaitDecided(check, LONGEST_RECOVERY);
      check.demand(acknowledged);
    } catch (AssertionError | RuntimeException | IOException e) {
      failure = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    } finally {
      desk.stop();
    }
    return new Result(
        fault.id(),
        seed,
        scene.times,
        load.size(),
        reports,
        recovery,
        desk.longestRefusal(),
        failure,
        scene.skipped);
  }

  /** Waits until every record has an outcome, and a moment more. */
  static void awaitDecided(ChaosCheck check, Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    int whole = 0;
    while (whole < 3) {
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "I5: not everything was decided " + limit.toSeconds() + " s after");
      }
      TimeUnit.MILLISECONDS.sleep(500);
      whole = check.everythingIsDecided() ? whole + 1 : 0;
    }
  }
}
