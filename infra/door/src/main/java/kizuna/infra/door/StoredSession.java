package kizuna.infra.door;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** One session; requests of a browser that come at once share it, in this process. */
final class StoredSession implements WebSession {

  private static final String SECURITY_CONTEXT =
      WebSessionServerSecurityContextRepository.DEFAULT_SPRING_SECURITY_CONTEXT_ATTR_NAME;

  /** The stored data of a session. */
  record Kept(
      long createdMillis, long lastUseMillis, long idleMillis, HashMap<String, Object> attributes)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * A pending write.
   *
   * @param again whether the store already has it under this id
   */
  record Writing(String id, boolean again, Kept kept) {}

  private enum State {
    NEW,
    STARTED,
    ENDED
  }

  private final SessionStore store;
  private final Clock clock;
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private volatile String id = UUID.randomUUID().toString();
  private volatile State state = State.NEW;
  private volatile Instant created;
  private volatile Instant lastUse;
  private volatile Duration idle;

  /** The id under which the store has had it; empty: under none yet. */
  private String keptAs = "";

  /** The stored attributes: identical objects mean that no write is needed. */
  private volatile Map<String, Object> kept = Map.of();

  /** Time of the last read or write of this session in the store. */
  private volatile Instant syncedAt;

  private volatile Instant lastUseKept;
  private volatile Duration idleKept = Duration.ZERO;

  StoredSession(SessionStore store, Clock clock, Duration idle) {
    this.store = store;
    this.clock = clock;
    this.created = clock.instant();
    this.lastUse = created;
    this.lastUseKept = created;
    this.syncedAt = created;
    this.idle = idle;
  }

  /** One that another process, or this one before, has kept. */
  StoredSession(SessionStore store, Clock clock, String id, Kept of) {
    this(store, clock, Duration.ofMillis(of.idleMillis()));
    this.id = id;
    this.keptAs = id;
    this.state = State.STARTED;
    this.created = Instant.ofEpochMilli(of.createdMillis());
    this.lastUse = Instant.ofEpochMilli(of.lastUseMillis());
    this.lastUseKept = lastUse;
    synced(of);
  }

  /** Merges changes by another process; changes not stored yet are not lost. */
  synchronized void synced(Kept of) {
    syncedAt = clock.instant();
    idle = Duration.ofMillis(of.idleMillis());
    idleKept = idle;
    kept.keySet().stream().filter(n -> !of.attributes().containsKey(n)).forEach(attributes::remove);
    attributes.putAll(of.attributes());
    kept = Map.copyOf(attributes);
  }

  Instant syncedAt() {
    return syncedAt;
  }

  synchronized Writing writing() {
    return new Writing(
        id,
        id.equals(keptAs),
        new Kept(
            created.toEpochMilli(),
            lastUse.toEpochMilli(),
            idle.toMillis(),
            new HashMap<>(attributes)));
  }

  synchronized void wasKept(Writing written) {
    Kept of = written.kept();
    keptAs = written.id();
    kept = Map.copyOf(of.attributes());
    syncedAt = clock.instant();
    lastUseKept = Instant.ofEpochMilli(of.lastUseMillis());
    idleKept = Duration.ofMillis(of.idleMillis());
  }

  /** Whether an attribute is another than the store has. */
  boolean isChanged() {
    return !idle.equals(idleKept)
        || !attributes.keySet().equals(kept.keySet())
        || attributes.entrySet().stream().anyMatch(one -> kept.get(one.getKey()) != one.getValue());
  }

  Instant lastUseKept() {
    return lastUseKept;
  }

  void used() {
    lastUse = clock.instant();
  }

  void ended() {
    state = State.ENDED;
    attributes.clear();
  }

  Instant expires() {
    return lastUse.plus(idle);
  }

  /** The account; empty if not signed in. */
  String account() {
    if (attributes.get(SECURITY_CONTEXT) instanceof SecurityContext context) {
      Authentication who = context.getAuthentication();
      return who == null ? "" : who.getName();
    }
    return "";
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public Map<String, Object> getAttributes() {
    return attributes;
  }

  @Override
  public void start() {
    if (state == State.NEW) {
      state = State.STARTED;
    }
  }

  @Override
  public boolean isStarted() {
    return state == State.STARTED || state == State.NEW && !attributes.isEmpty();
  }

  @Override
  public Mono<Void> changeSessionId() {
    String before = id;
    id = UUID.randomUUID().toString();
    kept = Map.of(); // so that it is stored under its new id
    return store.removeSession(before);
  }

  @Override
  public Mono<Void> invalidate() {
    ended();
    return store.removeSession(id);
  }

  @Override
  public Mono<Void> save() {
    if (state == State.ENDED) {
      return Mono.empty();
    }
    start();
    return store.save(this);
  }

  @Override
  public boolean isExpired() {
    return state == State.ENDED
        || state == State.STARTED && !idle.isNegative() && expires().isBefore(clock.instant());
  }

  @Override
  public Instant getCreationTime() {
    return created;
  }

  @Override
  public Instant getLastAccessTime() {
    return lastUse;
  }

  @Override
  public void setMaxIdleTime(Duration idle) {
    this.idle = idle;
  }

  @Override
  public Duration getMaxIdleTime() {
    return idle;
  }
}
