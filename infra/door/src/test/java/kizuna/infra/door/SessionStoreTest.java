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
  private final Sealer sealer = new Sealer(PrivateFiles.newSecret());
  private SessionStore store;

  @BeforeEach
  void open() {
    store = door();
  }

  /** One more door on the same database. */
  private SessionStore door() {
    Clock clock = Clock.systemUTC();
    return new SessionStore(
        MOST,
        new SealedStore(
            new SealedStore.DatabaseAddress(
                "jdbc:sqlite:" + folder.resolve("sessions.db"), null, null),
            "session",
            sealer,
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

  /** Who has signed out is signed out, whatever another door was about to write of it. */
  @Test
  void aSessionThatWasEndedIsNotBroughtBackByADoorThatStillKnewIt() {
    WebSession session = signIn("viewer");
    try (SessionStore other = door();
        SessionStore later = door()) {
      WebSession there = other.retrieveSession(session.getId()).blockOptional().orElseThrow();

      session.invalidate().block();
      there.getAttributes().put("token", "renewed");
      there.save().block();

      assertThat(later.retrieveSession(session.getId()).blockOptional()).isEmpty();
      assertThat(later.size()).isZero();
      assertThat(other.isInForce(session.getId())).isFalse();
      assertThat(there.isExpired()).isTrue();
    }
  }

  /** A session goes on under another id when somebody signs in: the former one is worth nothing. */
  @Test
  void aSessionThatGoesOnUnderAnotherIdIsKeptUnderThatOneAlone() {
    WebSession session = signIn("viewer");
    String former = session.getId();

    session.changeSessionId().block();
    session.save().block();

    try (SessionStore later = door()) {
      assertThat(later.retrieveSession(session.getId()).blockOptional()).isPresent();
      assertThat(later.retrieveSession(former).blockOptional()).isEmpty();
    }
  }

  @Test
  void nobodyWhoIsNotSignedInHasOne() {
    WebSession begun = store.createWebSession().blockOptional().orElseThrow();

    assertThat(SessionStore.isSignedIn(begun)).isFalse();
    assertThat(store.size()).isZero();
  }
}
