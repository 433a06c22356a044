package kizuna.producers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.UnreadableRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Whose what is, as the committed state says it; of what is so new that nothing was decided about
 * it, as this door took it. Few wait at a time, and fewer of one account, so that nobody can hold
 * up the door, or others, by asking for what is not there.
 */
final class KnownIds implements Owners, FirstReports, AutoCloseable {

  private static final int MOST_DRILLS = 8;
  private static final int MOST_NEW = 10_000;
  static final int MOST_WAITING = 12;
  static final int MOST_WAITING_OF_ACCOUNT = 4;
  private static final int MOST_READING = 4;
  private static final int MOST_READING_OF_ACCOUNT = 2;
  private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(10);

  private record NewId(Namespace namespace, String network, Thing thing, String id) {}

  private record FormedNetwork(Namespace namespace, String network) {}

  private final Function<Namespace, IdReader> opener;
  private final Duration patience;
  private final AccountPlaces waiting = new AccountPlaces(MOST_WAITING, MOST_WAITING_OF_ACCOUNT);
  private final AccountPlaces reading = new AccountPlaces(MOST_READING, MOST_READING_OF_ACCOUNT);
  private final IdReader live;
  private final Map<Namespace, IdReader> drills = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<NewId, Owner> taken = bounded();
  private final Map<FormedNetwork, Boolean> formed = bounded();

  /**
   * @param opener starts to read a namespace
   * @param patience how long an id is waited for that may just have come to be
   */
  KnownIds(Function<Namespace, IdReader> opener, Duration patience) {
    this.opener = opener;
    this.patience = patience;
    this.live = opener.apply(Namespace.LIVE);
  }

  /** The newest {@value #MOST_NEW} entries. */
  private static <K, V> Map<K, V> bounded() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST_NEW;
          }
        });
  }

  @Override
  public Optional<Owner> of(
      String account, Namespace namespace, String network, Thing thing, String id) {
    IdReader reader = reader(namespace);
    Optional<Owner> found = now(reader, namespace, network, thing, id);
    if (found.isPresent()) {
      return found;
    }
    await(account, reader, () -> now(reader, namespace, network, thing, id).isPresent());
    return now(reader, namespace, network, thing, id);
  }

  /** Waits for more to be read until it is enough, or for as long as patience lasts. */
  private void await(String account, IdReader reader, BooleanSupplier enough) {
    enter(waiting, account);
    try {
      long end = System.nanoTime() + patience.toNanos();
      for (long left = patience.toMillis();
          left > 0 && !enough.getAsBoolean();
          left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
        reader.awaitMore(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.leave(account);
    }
    if (!enough.getAsBoolean() && !reader.isCaughtUp()) {
      throw new Refused(ProblemType.IDS_NOT_READ);
    }
  }

  @Override
  public void awaitAsForNothing(String account, long since) {
    long left = patience.toNanos() - (System.nanoTime() - since);
    if (left <= 0) {
      return;
    }
    enter(waiting, account);
    try {
      Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.leave(account);
    }
  }

  private static void enter(AccountPlaces places, String account) {
    if (!places.enter(account)) {
      throw places.isFull()
          ? new Refused(ProblemType.IDS_NOT_READ)
          : new Refused(ProblemType.TOO_MANY_AT_ONCE, places.mostOfAccount());
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
    return reader(namespace).knows(network)
        || formed.containsKey(new FormedNetwork(namespace, network));
  }

  /** The time that a live network's log was known to have last; empty: it was not formed. */
  Optional<Instant> logTime(String network) {
    return live.logTime(network);
  }

  @Override
  public boolean isFormed(String account, Namespace namespace, String network) {
    if (!knows(namespace, network)) {
      IdReader reader = reader(namespace);
      if (!reader.isCaughtUp()) {
        await(account, reader, () -> reader.isCaughtUp() || reader.knows(network));
      }
    }
    return knows(namespace, network);
  }

  @Override
  public void formed(Namespace namespace, String network) {
    formed.put(new FormedNetwork(namespace, network), true);
  }

  @Override
  public Optional<Recorded> find(String account, Namespace namespace, UUID eventId) {
    IdReader reader = reader(namespace);
    awaitCaughtUp(account, reader);
    return reader
        .findReport(eventId)
        .map(place -> at(account, namespace, place.partition(), place.offset()));
  }

  /** A report of before a restart is found once the end of the log has been read. */
  private void awaitCaughtUp(String account, IdReader reader) {
    if (reader.isCaughtUp()) {
      return;
    }
    enter(waiting, account);
    try {
      long end = System.nanoTime() + CATCHES_UP_WITHIN.toNanos();
      while (!reader.isCaughtUp() && System.nanoTime() < end) {
        reader.awaitMore(patience.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.leave(account);
    }
    if (!reader.isCaughtUp()) {
      throw new Refused(ProblemType.IDS_NOT_READ);
    }
  }

  @Override
  public Recorded at(String account, Namespace namespace, int partition, long offset) {
    enter(reading, account);
    try {
      return reader(namespace)
          .report(partition, offset)
          .orElseThrow(() -> new Refused(ProblemType.IDS_NOT_READ));
    } catch (UnreadableRecord | KafkaException e) {
      throw new FactLog.LogUnavailable("expected the first report, but " + e.getMessage(), e);
    } finally {
      reading.leave(account);
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
