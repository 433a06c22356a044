package kizuna.producers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import kizuna.edge.ApiException;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.ProblemType;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.access.AccountQuota;
import kizuna.states.Owner;
import org.apache.kafka.common.KafkaException;

/**
 * Finds owners as streams publishes them; for facts not decided yet, in the log. The number of
 * waiting callers is limited, in total and for each account, so that lookups of unknown ids cannot
 * block the server or other callers.
 */
final class OwnershipLookup implements ResourceOwners, LoggedReports, AutoCloseable {

  static final int MAX_DRILLS = 8;
  static final int MAX_WAITING = 12;
  static final int MAX_WAITING_OF_ACCOUNT = 4;
  private static final int MAX_READING = 4;
  private static final int MAX_READING_OF_ACCOUNT = 2;
  private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(10);

  private final Function<Namespace, OwnershipReader> opener;
  private final Duration patience;
  private final AccountQuota waiting = new AccountQuota(MAX_WAITING, MAX_WAITING_OF_ACCOUNT);
  private final AccountQuota reading = new AccountQuota(MAX_READING, MAX_READING_OF_ACCOUNT);
  private final OwnershipReader live;
  private final Map<Namespace, OwnershipReader> drills = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param opener starts to read a namespace
   * @param patience how long to wait for an id that may be new
   */
  OwnershipLookup(Function<Namespace, OwnershipReader> opener, Duration patience) {
    this.opener = opener;
    this.patience = patience;
    this.live = opener.apply(Namespace.LIVE);
  }

  @Override
  public Optional<Owner> of(String account, Namespace namespace, OwnerKey key) {
    OwnershipReader reader = reader(namespace);
    if (reader.find(key).isEmpty()) {
      await(account, reader, () -> reader.find(key).isPresent());
    }
    Optional<Owner> found = reader.find(key);
    if (found.isEmpty() && !reader.hasAllOwners(key.networkId())) {
      throw new ApiException(ProblemType.IDS_NOT_READ);
    }
    return found;
  }

  /** Waits for more to be read until it is enough, or for as long as patience lasts. */
  private void await(String account, OwnershipReader reader, BooleanSupplier enough) {
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
      throw new ApiException(ProblemType.IDS_NOT_READ);
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

  private static void enter(AccountQuota places, String account) {
    if (!places.enter(account)) {
      throw places.isFull()
          ? new ApiException(ProblemType.IDS_NOT_READ)
          : new ApiException(ProblemType.TOO_MANY_AT_ONCE, places.mostOfAccount());
    }
  }

  @Override
  public void accepted(Namespace namespace, Fact fact) {
    reader(namespace).accepted(fact);
  }

  @Override
  public boolean knows(Namespace namespace, String network) {
    return reader(namespace).knows(network);
  }

  /** The last known time of a live network's log; empty: it was not formed. */
  Optional<Instant> logTime(String network) {
    return live.logTime(network);
  }

  /** Why no report is accepted, if the registry is not the one of the live log. */
  Optional<String> refusal() {
    return live.refusal();
  }

  /** Returns how far a network's untrusted machine clock is ahead of its log; zero: none. */
  Duration heldAhead(String network) {
    return live.heldAhead(network);
  }

  @Override
  public boolean isFormed(String account, Namespace namespace, String network) {
    if (!knows(namespace, network)) {
      OwnershipReader reader = reader(namespace);
      if (!reader.isCaughtUp()) {
        await(account, reader, () -> reader.isCaughtUp() || reader.knows(network));
      }
    }
    return knows(namespace, network);
  }

  @Override
  public Optional<Recorded> find(
      String account, Namespace namespace, String network, UUID eventId) {
    OwnershipReader reader = reader(namespace);
    awaitCaughtUp(account, reader);
    return reader
        .findReport(network, eventId)
        .map(place -> at(account, namespace, place.partition(), place.offset()));
  }

  /** A report of before a restart is found once the end of the log has been read. */
  private void awaitCaughtUp(String account, OwnershipReader reader) {
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
      throw new ApiException(ProblemType.IDS_NOT_READ);
    }
  }

  @Override
  public Recorded at(String account, Namespace namespace, int partition, long offset) {
    enter(reading, account);
    try {
      return reader(namespace)
          .report(partition, offset)
          .orElseThrow(() -> new ApiException(ProblemType.IDS_NOT_READ));
    } catch (UnreadableRecord | KafkaException e) {
      throw IntakeProducer.LogUnavailable.unreadable(e);
    } finally {
      reading.leave(account);
    }
  }

  private OwnershipReader reader(Namespace namespace) {
    if (!namespace.isDrill()) {
      return live;
    }
    List<OwnershipReader> leaving = new ArrayList<>();
    OwnershipReader reader;
    synchronized (drills) {
      reader = drills.computeIfAbsent(namespace, opener);
      if (drills.size() > MAX_DRILLS) {
        Namespace longestUnused = drills.keySet().iterator().next();
        leaving.add(drills.remove(longestUnused));
      }
    }
    leaving.forEach(OwnershipReader::close);
    return reader;
  }

  @Override
  public void close() {
    live.close();
    synchronized (drills) {
      drills.values().forEach(OwnershipReader::close);
    }
  }
}
