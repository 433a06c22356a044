package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebSession;

/** Sessions are limited, and nobody is signed out because others sign in often. */
class SessionStoreTest {

  private static final int MOST = 40;

  private final SessionStore store = new SessionStore(MOST);

  private WebSession signIn(String account) {
    store.makeRoom();
    WebSession session = store.createWebSession().blockOptional().orElseThrow();
    session.setMaxIdleTime(Duration.ofHours(1));
    session
        .getAttributes()
        .put(
            WebSessionServerSecurityContextRepository.DEFAULT_SPRING_SECURITY_CONTEXT_ATTR_NAME,
            new SecurityContextImpl(new TestingAuthenticationToken(account, "")));
    session.save().block();
    return session;
  }

  @Test
  void atTheLimitTheAccountWithTheMostSessionsLosesSome() {
    WebSession desk = signIn("desk-wajima");
    WebSession ward = signIn("ward-nerima");

    WebSession first = signIn("viewer");
    WebSession last = first;
    for (int i = 0; i < 5 * MOST; i++) {
      last = signIn("viewer");
      assertThat(store.size()).isLessThanOrEqualTo(MOST);
    }

    assertThat(store.isInForce(desk.getId())).isTrue();
    assertThat(store.isInForce(ward.getId())).isTrue();
    assertThat(store.isInForce(last.getId())).isTrue();
    assertThat(store.isInForce(first.getId())).isFalse();
  }

  @Test
  void aSessionThatIsEndedIsNotInForce() {
    WebSession session = signIn("viewer");
    assertThat(SessionStore.isSignedIn(session)).isTrue();

    store.removeSession(session.getId()).block();

    assertThat(store.isInForce(session.getId())).isFalse();
    assertThat(store.isInForce("made-up")).isFalse();
  }

  @Test
  void nobodyWhoIsNotSignedInHasOne() {
    WebSession begun = store.createWebSession().blockOptional().orElseThrow();

    assertThat(SessionStore.isSignedIn(begun)).isFalse();
    assertThat(store.size()).isZero();
  }
}
