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
 * Keeps sessions of signed-in users in memory, up to a limit; nobody else has a session. At the
 * limit, the account with the most sessions loses its least recently used ones: nobody is signed
 * out by others.
 */
final class SessionStore implements WebSessionStore {

  /** The response that signs a user in creates the session and sets its lifetime. */
  private static final Duration TO_BEGIN = Duration.ofMinutes(1);

  /** Sessions removed at once when it is full, so that the search is rare. */
  private static final int SHARE_THAT_GOES = 20;

  private final InMemoryWebSessionStore store = new InMemoryWebSessionStore();
  private final int most;

  SessionStore(int most) {
    this.most = most;
    // Spare places for concurrent sign-ins.
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

  /** Whether the session still exists; does not count as use of it. */
  boolean isInForce(String id) {
    WebSession session = store.getSessions().get(id);
    return session != null && !session.isExpired();
  }

  int size() {
    return store.getSessions().size();
  }

  /** Makes room for one more session. */
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
