package kizuna.infra.door;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.Sealer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.web.server.WebSession;

/** Sessions are limited, and nobody is signed out because others sign in often. */
class SessionStoreTest {

  private static final int MOST = 40;

  @TempDir private Path folder;
  private SessionStore store;

  @BeforeEach
  void open() {
    Clock clock = Clock.systemUTC();
    store =
        new SessionStore(
            MOST,
            new SealedStore(
                new SealedStore.DatabaseAddress(
                    "jdbc:sqlite:" + folder.resolve("sessions.db"), null, null),
                "session",
                new Sealer(PrivateFiles.newSecret()),
                clock),
            clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private WebSession signIn(String account) {
    store.makeRoom().block();
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
    await("what the database has lost is not in force here either")
        .until(() -> !store.isInForce(first.getId()));
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
