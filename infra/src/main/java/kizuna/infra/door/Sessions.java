package kizuna.infra.door;

import java.time.Duration;
import java.util.Comparator;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionStore;
import reactor.core.publisher.Mono;

/**
 * Who is signed in, in memory and bounded. Who only knocks gets a few minutes to sign in; when
 * there are too many, those go first, so that no crowd at the door throws out the people inside.
 */
final class Sessions implements WebSessionStore {

  private static final Duration TO_SIGN_IN = Duration.ofMinutes(15);

  /** How many go at once when it is full, so that looking for them is rare. */
  private static final int SHARE_THAT_GOES = 20;

  private final InMemoryWebSessionStore store = new InMemoryWebSessionStore();
  private final int most;

  Sessions(int most) {
    this.most = most;
    store.setMaxSessions(most + 1);
  }

  static boolean isSignedIn(WebSession session) {
    return session
        .getAttributes()
        .containsKey(
            WebSessionServerSecurityContextRepository.DEFAULT_SPRING_SECURITY_CONTEXT_ATTR_NAME);
  }

  /** Whether there is such a session still; asking is no sign of life of its owner. */
  boolean isInForce(String id) {
    WebSession session = store.getSessions().get(id);
    return session != null && !session.isExpired();
  }

  int size() {
    return store.getSessions().size();
  }

  @Override
  public Mono<WebSession> createWebSession() {
    return Mono.defer(
        () -> {
          makeRoom();
          return store.createWebSession().doOnNext(session -> session.setMaxIdleTime(TO_SIGN_IN));
        });
  }

  private synchronized void makeRoom() {
    if (store.getSessions().size() < most) {
      return;
    }
    store.removeExpiredSessions();
    store.getSessions().values().stream()
        .filter(session -> !isSignedIn(session))
        .sorted(Comparator.comparing(WebSession::getLastAccessTime))
        .limit(Math.max(1, most / SHARE_THAT_GOES))
        .map(WebSession::getId)
        .toList()
        .forEach(id -> store.removeSession(id).block());
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
