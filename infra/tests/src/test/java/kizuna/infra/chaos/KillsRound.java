package kizuna.infra.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One round of the quick form: a decider alone is killed or stopped again and again, each time with
 * a transaction open, and every promise is demanded once at the end.
 */
final class KillsRound {

  /** What happens to the decider. */
  enum Harm {
    /** {@code kill -9}, and started again. */
    KILL("kill-decider-alone"),
    /** Stopped until the broker has aborted its transaction. */
    STOP("stop-decider-alone");

    private final String id;

    Harm(String id) {
      this.id = id;
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LONGEST_CLOCK_ERROR = Duration.ofHours(50);

  /** Each so-many-th start has a wrong clock. */
  private static final int WRONG_CLOCK = 5;

  private final LoneDecider decider;
  private final TopicReader allAlong;
  private final Harm harm;
  private final long seed;
  private final int facts;
  private final int kills;
  private final Duration limit;
  private final boolean wrongClocks;
  private final Random random;

  /**
   * @param kills or stops, at most; fewer where the records are all decided before
   * @param limit for the decider to go on, and for everything to be decided
   * @param wrongClocks whether some starts have one
   */
  KillsRound(
      LoneDecider decider,
      TopicReader allAlong,
      Harm harm,
      long seed,
      int facts,
      int kills,
      Duration limit,
      boolean wrongClocks) {
    this.decider = decider;
    this.allAlong = allAlong;
    this.harm = harm;
    this.seed = seed;
    this.facts = facts;
    this.kills = kills;
    this.limit = limit;
    this.wrongClocks = wrongClocks;
    this.random = new Random(seed);
  }

  ChaosRound.Result run() throws Exception {
    ChaosLoad load = new ChaosLoad(decider, seed, facts, ChaosLoad.Manner.USUAL);
    Semaphore allowed = new Semaphore(0);
    CompletableFuture<Set<String>> writing = load.writing(n -> allowed.acquire());
    String failure = null;
    int killed = 0;
    long longest = 0;
    try {
      int burst = Math.max(1, load.size() / kills / 2);
      for (int sent = 0; sent < load.size() && killed < kills; sent += burst) {
        int before = allAlong.of(decider.topics().matchDecisions.name()).size();
        allowed.release(burst);
        if (isHarmed()) {
          killed++;
          long began = System.nanoTime();
          if (harm == Harm.KILL) {
            decider.start(clockError());
          }
          decider.awaitMore(allAlong, before, limit);
          longest = Math.max(longest, System.nanoTime() - began);
        }
      }
      allowed.release(load.size());
      Set<String> acknowledged = writing.get();
      ChaosCheck check = new ChaosCheck(decider, allAlong, load.networks());
      ChaosRound.awaitDecided(check, limit);
      check.demand(acknowledged);
    } catch (AssertionError | RuntimeException e) {
      failure = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    } finally {
      allowed.release(load.size());
    }
    return new ChaosRound.Result(
        harm.id,
        seed,
        killed,
        load.size(),
        0,
        Duration.ofNanos(longest),
        Duration.ZERO,
        failure,
        skipped());
  }

  private boolean isHarmed() throws Exception {
    return harm == Harm.KILL
        ? decider.killInTransaction(PATIENCE)
        : decider.outliveTransaction(PATIENCE);
  }

  private Duration clockError() {
    long most = LONGEST_CLOCK_ERROR.toSeconds();
    return wrongClocks && random.nextInt(WRONG_CLOCK) == 0
        ? Duration.ofSeconds(random.nextLong(2 * most) - most)
        : Duration.ZERO;
  }

  private @Nullable String skipped() {
    return wrongClocks ? null : "wrong clocks: there is no faketime";
  }
}
