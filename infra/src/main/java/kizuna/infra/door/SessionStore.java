package kizuna.infra.door;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;

/**
 * Who is signed in, in memory and bounded; nobody else has a session. When there are too many, the
 * account that has the most loses those that it used longest ago: nobody is signed out by others.
 */
final class SessionStore implements WebSessionStore {

  /** A session is begun by the answer that signs somebody in, and gets its life there. */
  private static final Duration TO_BEGIN = Duration.ofMinutes(1);

  /** How many go at once when it is full, so that looking for them is rare. */
  private static final int SHARE_THAT_GOES = 20;

  private final InMemoryWebSessionStore store = new InMemoryWebSessionStore();
  private final int most;

  SessionStore(int most) {
    this.most = most;
    // Sign-ins that end at the same moment find room.
    store.setMaxSessions(most + Math.max(1, most / SHARE_THAT_GOES));
  }

  static boolean isSignedIn(WebSession session) {
    return session
        .getAttributes()
        .containsKey(
            WebSessionServerSecurityContextRepository.DEFAULT_SPRING_SECURITY_CONTEXT_ATTR_NAME);
  }

  private static String account(WebSession session) {
    return session
                .getAttributes()
                .get(
                    WebSessionServerSecurityContextRepository
                        .DEFAULT_SPRING_SECURITY_CONTEXT_ATTR_NAME)
            instanceof SecurityContext context
        ? String.valueOf(
            context.getAuthentication() == null ? "" : context.getAuthentication().getName())
        : "";
  }

  /** Whether there is such a session still; asking is no sign of life of its owner. */
  boolean isInForce(String id) {
    WebSession session = store.getSessions().get(id);
    return session != null && !session.isExpired();
  }

  int size() {
    return store.getSessions().size();
  }

  /** Room for one more sign-in. */
  synchronized void makeRoom() {
    if (store.getSessions().size() < most) {
      return;
    }
    store.removeExpiredSessions();
    if (store.getSessions().size() < most) {
      return;
    }
    Map<String, List<WebSession>> byAccount =
        store.getSessions().values().stream().collect(Collectors.groupingBy(SessionStore::account));
    byAccount.values().stream()
        .max(Comparator.comparing(List::size))
        .ifPresent(
            sessions ->
                sessions.stream()
                    .sorted(Comparator.comparing(WebSession::getLastAccessTime))
                    .limit(Math.max(1, sessions.size() / SHARE_THAT_GOES))
                    .map(WebSession::getId)
                    .toList()
                    .forEach(id -> store.removeSession(id).block()));
  }

  @Override
  public Mono<WebSession> createWebSession() {
    return store.createWebSession().doOnNext(session -> session.setMaxIdleTime(TO_BEGIN));
  }

  @Override
  public Mono<WebSession> retrieveSession(String id) {
    return store.retrieveSession(id);
  }

  @Override
  public Mono<Void> removeSession(String id) {
    return store.removeSession(id);
  }

  @Override
  public Mono<WebSession> updateLastAccessTime(WebSession session) {
    return store.updateLastAccessTime(session);
  }
}
