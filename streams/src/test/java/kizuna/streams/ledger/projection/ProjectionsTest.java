package kizuna.streams.ledger.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import kizuna.schemas.Namespace;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Drills are found when they come, read when somebody asks, and let go when they are gone or idle.
 */
class ProjectionsTest {

  private static final Namespace DRILL = Namespace.drill("first-hour");
  private static final Namespace LATER = Namespace.drill("another");

  private final HeldTopics topics = new HeldTopics();
  private final Map<Namespace, String> there = new ConcurrentHashMap<>(Map.of(Namespace.LIVE, "1"));
  private final Map<String, DrillStatus> runs = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicReference<Runnable> afterListing = new AtomicReference<>(() -> {});
  private final AtomicLong clock = new AtomicLong(1_000_000_000L);
  private final Projections projections =
      new Projections(
          new NamespaceListing() {
            @Override
            public Map<Namespace, String> namespaces() {
              Map<Namespace, String> listed = Map.copyOf(there);
              afterListing.getAndSet(() -> {}).run();
              return listed;
            }

            @Override
            public Map<String, DrillStatus> runs() {
              return runs;
            }
          },
          topics::project,
          topics.databases(),
          clock::get);

  @AfterEach
  void close() {
    threads.shutdownNow();
    projections.close();
  }

  @Test
  void aDrillIsFoundAtItsFirstUse() {
    there.put(DRILL, "a");

    assertThat(projections.drill(DRILL)).isPresent();
    assertThat(projections.drill(LATER)).isEmpty();
  }

  /** Two look at once, and the listing of before the drill came is the last to arrive. */
  @Test
  void aDrillThatWasJustFoundIsNotTakenAwayByAnOlderListing() throws Exception {
    CountDownLatch listed = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    afterListing.set(
        () -> {
          listed.countDown();
          awaitAtMost(asked, Duration.ofSeconds(2));
        });
    CompletableFuture<Void> older = CompletableFuture.runAsync(projections::refresh, threads);
    listed.await();
    there.put(DRILL, "a");
    CompletableFuture<Optional<LedgerProjection>> opening =
        CompletableFuture.supplyAsync(
            () -> {
              Optional<LedgerProjection> found = projections.drill(DRILL);
              asked.countDown();
              return found;
            },
            threads);
    older.get();

    assertThat(opening.get()).isPresent();
    assertThat(projections.drills()).contains(DRILL);
    assertThat(projections.open()).hasSize(2);
  }

  private static void awaitAtMost(CountDownLatch latch, Duration limit) {
    try {
      // What is right keeps the other waiting until this one is over.
      boolean unused = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theDrillFoundLastComesFirst() {
    there.put(DRILL, "a");
    projections.refresh();
    there.put(LATER, "b");
    projections.refresh();

    assertThat(projections.drills()).containsExactly(LATER, DRILL);
  }

  @Test
  void aDrillWhoseTopicsVanishedIsGone() {
    there.put(DRILL, "a");
    assertThat(projections.drill(DRILL)).isPresent();
    assertThat(topics.databases().held()).contains(DRILL);

    there.remove(DRILL);
    projections.refresh();

    assertThat(projections.drill(DRILL)).isEmpty();
    assertThat(projections.open()).hasSize(1);
    assertThat(topics.databases().held()).as("its rows go with it").containsOnly(Namespace.LIVE);
  }

  /** Its topics go one by one; who opens it meanwhile is told that it goes. */
  @Test
  void aDrillThatGoesIsShownNoMoreThoughItsTopicsAreThere() {
    there.put(DRILL, "a");
    assertThat(projections.drill(DRILL)).isPresent();

    DrillStatus begun = DrillExpiry.begun(DRILL.drillId(), Instant.EPOCH, 90);
    runs.put(DRILL.drillId(), DrillExpiry.removed(begun, true, Instant.EPOCH));
    projections.refresh();

    assertThat(projections.drill(DRILL)).isEmpty();
    assertThat(projections.run(DRILL)).get().matches(DrillStatus::getExpired);
    assertThat(topics.databases().held()).containsOnly(Namespace.LIVE);
  }

  @Test
  void aDrillMadeAgainUnderTheSameNameIsReadAgain() {
    there.put(DRILL, "a");
    LedgerProjection first = projections.drill(DRILL).orElseThrow();

    there.put(DRILL, "b");
    projections.refresh();

    assertThat(projections.drill(DRILL).orElseThrow()).isNotSameAs(first);
  }

  @Test
  void aDrillThatNobodyLooksAtIsClosedAndOpensAgainWhenAskedFor() throws InterruptedException {
    topics.log(DRILL).put(new FactBuilder().networkFormed(FactBuilder.SUMIDA));
    there.put(DRILL, "a");
    LedgerProjection first = projections.drill(DRILL).orElseThrow();

    clock.addAndGet(Duration.ofMinutes(9).toNanos());
    projections.used(DRILL);
    clock.addAndGet(Duration.ofMinutes(9).toNanos());
    projections.refresh();
    assertThat(projections.open()).hasSize(2);
    clock.addAndGet(Duration.ofMinutes(11).toNanos());
    projections.refresh();
    assertThat(projections.open()).hasSize(1);

    LedgerProjection again = projections.drill(DRILL).orElseThrow();
    assertThat(again).isNotSameAs(first);
    assertThat(again.awaitCaughtUp(Duration.ofSeconds(10)).isCaughtUp()).isTrue();
  }
}
