package kizuna.producers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import kizuna.schemas.Namespace;
import kizuna.schemas.UnreadableRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.http.HttpStatus;

/**
 * Whose what is, as the committed state says it; of what is so new that nothing was decided about
 * it, as this door took it. Few wait at a time, so that nobody can hold up the door by asking for
 * what is not there.
 */
final class KnownIds implements Owners, FirstReports, AutoCloseable {

  private static final int MOST_DRILLS = 8;
  private static final int MOST_NEW = 10_000;
  private static final int MOST_WAITING = 12;
  private static final int MOST_READING = 4;
  private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(10);

  private record NewId(Namespace namespace, String network, Thing thing, String id) {}

  private final Function<Namespace, IdReader> opener;
  private final Duration patience;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private final Semaphore reading = new Semaphore(MOST_READING);
  private final IdReader live;
  private final Map<Namespace, IdReader> drills = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<NewId, Owner> taken =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<NewId, Owner> eldest) {
              return size() > MOST_NEW;
            }
          });

  /**
   * @param opener starts to read a namespace
   * @param patience how long an id is waited for that may just have come to be
   */
  KnownIds(Function<Namespace, IdReader> opener, Duration patience) {
    this.opener = opener;
    this.patience = patience;
    this.live = opener.apply(Namespace.LIVE);
  }

  @Override
  public Optional<Owner> of(Namespace namespace, String network, Thing thing, String id) {
    IdReader reader = reader(namespace);
    Optional<Owner> found = now(reader, namespace, network, thing, id);
    if (found.isPresent()) {
      return found;
    }
    if (!waiting.tryAcquire()) {
      throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read");
    }
    try {
      long end = System.nanoTime() + patience.toNanos();
      for (long left = patience.toMillis();
          left > 0 && found.isEmpty();
          left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
        reader.awaitMore(left);
        found = now(reader, namespace, network, thing, id);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
    if (found.isEmpty() && !reader.isCaughtUp()) {
      throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read");
    }
    return found;
  }

  @Override
  public void awaitAsForNothing(long since) {
    long left = patience.toNanos() - (System.nanoTime() - since);
    if (left <= 0) {
      return;
    }
    if (!waiting.tryAcquire()) {
      throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read");
    }
    try {
      Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
  }

  private Optional<Owner> now(
      IdReader reader, Namespace namespace, String network, Thing thing, String id) {
    return reader
        .find(thing, network, id)
        .or(() -> Optional.ofNullable(taken.get(new NewId(namespace, network, thing, id))));
  }

  @Override
  public void taken(Namespace namespace, String network, Thing thing, String id, Owner owner) {
    // The first of two with one id is the one that the log takes.
    taken.putIfAbsent(new NewId(namespace, network, thing, id), owner);
  }

  @Override
  public boolean knows(Namespace namespace, String network) {
    return reader(namespace).knows(network);
  }

  @Override
  public Optional<Recorded> find(Namespace namespace, UUID eventId) {
    IdReader reader = reader(namespace);
    awaitCaughtUp(reader);
    return reader
        .findReport(eventId)
        .map(place -> at(namespace, place.partition(), place.offset()));
  }

  /** A report of before a restart is found once the end of the log has been read. */
  private void awaitCaughtUp(IdReader reader) {
    if (reader.isCaughtUp()) {
      return;
    }
    if (!waiting.tryAcquire()) {
      throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read");
    }
    try {
      long end = System.nanoTime() + CATCHES_UP_WITHIN.toNanos();
      while (!reader.isCaughtUp() && System.nanoTime() < end) {
        reader.awaitMore(patience.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
    if (!reader.isCaughtUp()) {
      throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read");
    }
  }

  @Override
  public Recorded at(Namespace namespace, int partition, long offset) {
    if (!reading.tryAcquire()) {
      throw new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read");
    }
    try {
      return reader(namespace)
          .report(partition, offset)
          .orElseThrow(() -> new Refused(HttpStatus.SERVICE_UNAVAILABLE, "ids-not-read"));
    } catch (UnreadableRecord | KafkaException e) {
      throw new FactLog.LogUnavailable("expected the first report, but " + e.getMessage(), e);
    } finally {
      reading.release();
    }
  }

  private IdReader reader(Namespace namespace) {
    if (!namespace.isDrill()) {
      return live;
    }
    List<IdReader> leaving = new ArrayList<>();
    IdReader reader;
    synchronized (drills) {
      reader = drills.computeIfAbsent(namespace, opener);
      if (drills.size() > MOST_DRILLS) {
        Namespace longestUnused = drills.keySet().iterator().next();
        leaving.add(drills.remove(longestUnused));
      }
    }
    leaving.forEach(IdReader::close);
    return reader;
  }

  @Override
  public void close() {
    live.close();
    synchronized (drills) {
      drills.values().forEach(IdReader::close);
    }
  }
}
