package kizuna.streams.ledger.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.Namespace;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.ledger.database.LedgerDatabases;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projections of all namespaces: the live one always, a drill's from its first use until it is
 * idle for a while or its topics are deleted.
 */
public final class Projections implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Projections.class);
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Pattern RUN = Pattern.compile("-(\\d{1,9})$");

  private static final class Entry {
    final Namespace namespace;
    final String making;
    final long foundAt;
    @Nullable LedgerProjection projection;
    long usedAt;

    Entry(Namespace namespace, String making, long foundAt) {
      this.namespace = namespace;
      this.making = making;
      this.foundAt = foundAt;
    }
  }

  private final NamespaceListing listing;
  private final Function<Namespace, LedgerProjection> opener;
  private final LedgerDatabases databases;
  private final LongSupplier nanoClock;
  private final LedgerProjection live;
  private final Map<Namespace, Entry> drills = new HashMap<>();
  private final ScheduledExecutorService lookout =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "namespaces");
            thread.setDaemon(true);
            return thread;
          });
  private final Object refreshing = new Object();
  private volatile Map<String, DrillStatus> runs = Map.of();
  private long discoveries;
  private @Nullable ScheduledFuture<?> looking;

  /**
   * @param opener starts the projection of a namespace
   * @param databases from which deleted drills' read models are dropped
   * @param nanoClock as {@link System#nanoTime}
   */
  Projections(
      NamespaceListing listing,
      Function<Namespace, LedgerProjection> opener,
      LedgerDatabases databases,
      LongSupplier nanoClock) {
    this.listing = listing;
    this.opener = opener;
    this.databases = databases;
    this.nanoClock = nanoClock;
    this.live = opener.apply(Namespace.LIVE);
  }

  /** Opens the live projection and watches for drills. */
  public static Projections open(
      NamespaceListing listing,
      Function<Namespace, LedgerProjection> opener,
      LedgerDatabases databases) {
    Projections projections = new Projections(listing, opener, databases, System::nanoTime);
    projections.looking =
        projections.lookout.scheduleWithFixedDelay(
            projections::refreshAgain, 0, REFRESH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return projections;
  }

  public LedgerProjection live() {
    return live;
  }

  /** The projection of a drill, opened if necessary; empty if there is no such drill. */
  public Optional<LedgerProjection> drill(Namespace drill) {
    Optional<LedgerProjection> known = opened(drill);
    if (known.isEmpty()) {
      refresh();
      known = opened(drill);
    }
    return known;
  }

  private synchronized Optional<LedgerProjection> opened(Namespace drill) {
    Entry entry = drills.get(drill);
    if (entry == null) {
      return Optional.empty();
    }
    entry.usedAt = nanoClock.getAsLong();
    if (entry.projection == null) {
      entry.projection = opener.apply(drill);
    }
    return Optional.of(entry.projection);
  }

  /** The status of a drill's run, also of a deleted one for a while; empty if unknown. */
  public Optional<DrillStatus> run(Namespace drill) {
    return Optional.ofNullable(runs.get(drill.drillId()));
  }

  /** Marks a drill as used. */
  public synchronized void used(Namespace drill) {
    Entry entry = drills.get(drill);
    if (entry != null) {
      entry.usedAt = nanoClock.getAsLong();
    }
  }

  /** All drills, the last one found first. */
  public synchronized List<Namespace> drills() {
    return drills.values().stream()
        .sorted(
            Comparator.comparingLong((Entry e) -> e.foundAt)
                .thenComparingLong(e -> number(e.namespace))
                .thenComparing(e -> e.namespace.name())
                .reversed())
        .map(e -> e.namespace)
        .toList();
  }

  /** The run of a drill, where its id ends in a number: of those found at once the last one. */
  private static long number(Namespace drill) {
    Matcher number = RUN.matcher(drill.name());
    return number.find() ? Long.parseLong(number.group(1)) : 0;
  }

  /** The projections that are open now, the live one first. */
  public synchronized List<LedgerProjection> open() {
    List<LedgerProjection> open = new ArrayList<>();
    open.add(live);
    for (Entry entry : drills.values()) {
      if (entry.projection != null) {
        open.add(entry.projection);
      }
    }
    return open;
  }

  private void refreshAgain() {
    try {
      refresh();
    } catch (RuntimeException e) {
      LOG.warn("drills are listed again in {}: {}", REFRESH_INTERVAL, e.getMessage());
    }
  }

  /**
   * Refreshes the list of namespaces and closes deleted and idle projections.
   *
   * @throws KafkaException if the broker is not available
   */
  void refresh() {
    // One at a time: an older listing that arrives later would remove new namespaces.
    synchronized (refreshing) {
      refreshInTurn();
    }
  }

  private void refreshInTurn() {
    Map<Namespace, String> now = new HashMap<>(listing.namespaces());
    Map<String, DrillStatus> known = listing.runs();
    runs = known;
    // A drill in deletion is not listed, even while parts of it still exist.
    known.values().stream()
        .filter(DrillExpiry::isGone)
        .forEach(status -> now.remove(Namespace.drill(status.getRunId())));
    List<LedgerProjection> leaving = new ArrayList<>();
    synchronized (this) {
      discoveries++;
      drills
          .values()
          .removeIf(
              entry -> {
                boolean gone = !entry.making.equals(now.get(entry.namespace));
                boolean idle = nanoClock.getAsLong() - entry.usedAt > IDLE.toNanos();
                if ((gone || idle) && entry.projection != null) {
                  leaving.add(entry.projection);
                  entry.projection = null;
                }
                return gone;
              });
      now.forEach(
          (namespace, making) -> {
            if (namespace.isDrill()) {
              drills.computeIfAbsent(namespace, n -> new Entry(n, making, discoveries));
            }
          });
    }
    leaving.forEach(LedgerProjection::close);
    for (Namespace held : databases.held()) {
      if (held.isDrill() && !now.containsKey(held)) {
        databases.drop(held);
      }
    }
  }

  @Override
  public void close() {
    ScheduledFuture<?> task = looking;
    if (task != null) {
      task.cancel(true);
    }
    lookout.shutdownNow();
    open().forEach(LedgerProjection::close);
    listing.close();
  }
}
