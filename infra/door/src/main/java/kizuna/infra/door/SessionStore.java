package kizuna.infra.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import kizuna.infra.host.SealedStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps sessions of signed-in users in a database, up to a limit: they survive a restart, and all
 * doors on the same database share them. Anonymous callers have no session. At the limit, the
 * account with the most sessions loses its least recently used ones: no account can sign out
 * others.
 *
 * <p>Changes by another door take effect here within {@link #FRESH}.
 */
final class SessionStore implements WebSessionStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionStore.class);

  /** The response that signs a user in creates the session and sets its lifetime. */
  private static final Duration TO_BEGIN = Duration.ofMinutes(1);

  /** How long a session is cached before it is read again from the database. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** The last use of a session is written this often. */
  private static final Duration USE_KEPT = Duration.ofMinutes(1);

  /** Longest time that one door takes to renew a session's tokens while the others wait. */
  private static final Duration LONGEST_RENEWAL = Duration.ofSeconds(10);

  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  /** Sessions removed at once when it is full, so that the search is rare. */
  private static final int EVICTED_SHARE = 20;

  private final SealedStore store;
  private final Clock clock;
  private final int most;
  private final Cache<String, StoredSession> known;
  private final Thread watch = new Thread(this::watch, "sessions");
  private volatile boolean closed;

  SessionStore(int most, SealedStore store, Clock clock) {
    this.most = most;
    this.store = store;
    this.clock = clock;
    this.known = Caffeine.newBuilder().maximumSize(2L * most).build();
    watch.setDaemon(true);
    watch.start();
  }

  static boolean isSignedIn(WebSession session) {
    return session
        .getAttributes()
        .containsKey(
            WebSessionServerSecurityContextRepository.DEFAULT_SPRING_SECURITY_CONTEXT_ATTR_NAME);
  }

  /** Whether a session that was used here still exists; does not count as use of it. */
  boolean isInForce(String id) {
    StoredSession session = known.getIfPresent(id);
    return session != null && !session.isExpired();
  }

  int size() {
    return store.size();
  }

  /** Makes room for one more session. */
  Mono<Void> makeRoom() {
    return blocking(
            () -> {
              if (store.size() >= most) {
                store.removeExpired();
                if (store.size() >= most) {
                  store.removeOfLargestOwner(EVICTED_SHARE);
                  endRemoved();
                }
              }
              return true;
            })
        .then();
  }

  @Override
  public Mono<WebSession> createWebSession() {
    return Mono.fromSupplier(() -> new StoredSession(this, clock, TO_BEGIN));
  }

  @Override
  public Mono<WebSession> retrieveSession(String id) {
    return Mono.defer(
            () -> {
              StoredSession session = known.getIfPresent(id);
              return session != null && clock.instant().isBefore(session.syncedAt().plus(FRESH))
                  ? Mono.just(session)
                  : blocking(() -> read(id)).flatMap(found -> Mono.justOrEmpty(found));
            })
        .filter(session -> !session.isExpired())
        .flatMap(session -> updateLastAccessTime(session))
        .filter(session -> !session.isExpired());
  }

  /** The session from the database; the cached one while the database does not respond. */
  private Optional<StoredSession> read(String id) {
    StoredSession session = known.getIfPresent(id);
    try {
      Object kept = store.get(id).orElse(null);
      if (!(kept instanceof StoredSession.Kept found)) {
        end(id);
        return Optional.empty();
      }
      if (session == null) {
        session = new StoredSession(this, clock, id, found);
        StoredSession other = known.asMap().putIfAbsent(id, session);
        return Optional.of(other == null ? session : other);
      }
      session.synced(found);
    } catch (SealedStore.Unavailable e) {
      if (session == null) {
        throw e;
      }
      LOG.warn("a session is used as it was known: {}", e.getMessage());
    }
    return Optional.of(session);
  }

  private void end(String id) {
    StoredSession session = known.asMap().remove(id);
    if (session != null) {
      session.ended();
    }
  }

  @Override
  public Mono<Void> removeSession(String id) {
    return blocking(
            () -> {
              known.invalidate(id);
              store.remove(id);
              return true;
            })
        .then();
  }

  @Override
  public Mono<WebSession> updateLastAccessTime(WebSession session) {
    StoredSession used = (StoredSession) session;
    used.used();
    if (used.lastUseKept().plus(USE_KEPT).isAfter(clock.instant())) {
      return Mono.just(session);
    }
    return blocking(() -> write(used)).thenReturn(session);
  }

  /** Writes a session that was changed. */
  Mono<Void> save(StoredSession session) {
    return session.isChanged() ? blocking(() -> write(session)).then() : Mono.empty();
  }

  /** Only the first writing makes one: a session that ended meanwhile stays ended. */
  private boolean write(StoredSession session) {
    StoredSession.Writing now = session.writing();
    if (!now.again()) {
      store.put(now.id(), session.account(), now.kept(), session.expires());
    } else if (!store.replace(now.id(), session.account(), now.kept(), session.expires())) {
      if (now.id().equals(session.getId())) {
        known.invalidate(now.id());
        session.ended();
      }
      return false;
    }
    session.wasKept(now);
    known.put(now.id(), session);
    return true;
  }

  /**
   * Runs work on the tokens of a session that only one door may do at a time, on the latest stored
   * state, and stores the result before the next one runs.
   */
  <T> Mono<T> alone(WebSession session, Mono<T> work) {
    String claim = "renewal/" + session.getId();
    Mono<Boolean> mine =
        blocking(() -> store.claim(claim, LONGEST_RENEWAL))
            .filter(taken -> taken)
            .repeatWhenEmpty(
                (int) (LONGEST_RENEWAL.toMillis() / ASK_AGAIN.toMillis()),
                empty -> empty.delayElements(ASK_AGAIN));
    return Mono.usingWhen(
        mine,
        taken ->
            blocking(() -> read(session.getId())).then(work).delayUntil(done -> session.save()),
        taken ->
            blocking(
                () -> {
                  store.remove(claim);
                  return true;
                }));
  }

  private static <T> Mono<T> blocking(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }

  /** Ends sessions that other doors ended, for event streams that are open here. */
  private void watch() {
    while (!closed) {
      try {
        Thread.sleep(FRESH.toMillis());
        endRemoved();
      } catch (InterruptedException e) {
        return;
      } catch (SealedStore.Unavailable e) {
        LOG.debug("sessions stay as they were known: {}", e.getMessage());
      }
    }
  }

  /** Removes sessions that are no longer in the database. */
  private void endRemoved() {
    Instant asked = clock.instant();
    Set<String> alive = known.asMap().isEmpty() ? Set.of() : store.alive();
    for (Map.Entry<String, StoredSession> one : known.asMap().entrySet()) {
      if (one.getValue().syncedAt().isBefore(asked)
          && !alive.contains(store.digest(one.getKey()))) {
        end(one.getKey());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    store.close();
  }
}
