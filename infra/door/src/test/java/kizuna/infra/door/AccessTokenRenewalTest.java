package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.Sealer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** Concurrent requests of a session share a renewal; a later one does not get its result. */
class AccessTokenRenewalTest {

  private static final ClientRegistration REGISTRATION =
      ClientRegistration.withRegistrationId(AccessTokenRenewal.REGISTRATION)
          .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
          .clientId("door")
          .tokenUri("http://localhost/token")
          .build();

  private final Authentication viewer = new TestingAuthenticationToken("viewer", "", "VIEWER");
  private final AtomicInteger renewals = new AtomicInteger();

  @TempDir private Path folder;

  @Test
  void whoAsksAfterAResultGetsANewOne() {
    Clock clock = Clock.systemUTC();
    SealedStore.DatabaseAddress database =
        new SealedStore.DatabaseAddress("jdbc:sqlite:" + folder.resolve("sessions.db"), null, null);
    try (SessionStore sessions =
        new SessionStore(
            1,
            new SealedStore(database, "session", new Sealer(PrivateFiles.newSecret()), clock),
            clock)) {
      ServerWebExchange exchange =
          exchange(sessions.createWebSession().blockOptional().orElseThrow());
      AccessTokenRenewal renewal =
          new AccessTokenRenewal(
              request -> Mono.fromSupplier(this::next), new NoTokens(), sessions);

      // The second one asks while the first one is still handing its token on.
      String second =
          renewal.of(exchange, viewer).flatMap(first -> renewal.of(exchange, viewer)).block();

      assertThat(second).isEqualTo("token-2");
      assertThat(renewals).hasValue(2);
    }
  }

  private OAuth2AuthorizedClient next() {
    Instant now = Instant.now();
    return new OAuth2AuthorizedClient(
        REGISTRATION,
        "viewer",
        new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            "token-" + renewals.incrementAndGet(),
            now,
            now.plus(Duration.ofSeconds(20))));
  }

  private static ServerWebExchange exchange(WebSession session) {
    return (ServerWebExchange)
        Proxy.newProxyInstance(
            AccessTokenRenewalTest.class.getClassLoader(),
            new Class<?>[] {ServerWebExchange.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getSession")) {
                return Mono.just(session);
              }
              throw new AssertionError("expected only the session to be asked for, but " + method);
            });
  }

  /** A session that has no token yet. */
  private static final class NoTokens implements ServerOAuth2AuthorizedClientRepository {

    @Override
    public <T extends OAuth2AuthorizedClient> Mono<T> loadAuthorizedClient(
        String registration, Authentication who, ServerWebExchange exchange) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> saveAuthorizedClient(
        OAuth2AuthorizedClient client, Authentication who, ServerWebExchange exchange) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> removeAuthorizedClient(
        String registration, Authentication who, ServerWebExchange exchange) {
      return Mono.empty();
    }
  }
}
