package kizuna.infra.door;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.ClientAuthorizationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizedClientRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * Renews the access token of a session before it expires. Concurrent requests of a session share
 * one renewal, and one door renews at a time: a refresh token is valid for one use, and a second
 * use would sign its owner out.
 */
final class AccessTokenRenewal {

  static final String REGISTRATION = "kizuna";

  /** As Spring Security does it: so long before its end a token is renewed. */
  private static final Duration BEFORE_ITS_END = Duration.ofSeconds(60);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** The identity provider does not answer; the session stays. */
  static final class ProviderAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProviderAway(Throwable cause) {
      super(cause);
    }
  }

  private final ReactiveOAuth2AuthorizedClientManager clients;
  private final ServerOAuth2AuthorizedClientRepository tokens;
  private final SessionStore sessions;
  private final ConcurrentMap<String, Mono<String>> underWay = new ConcurrentHashMap<>();

  AccessTokenRenewal(
      ReactiveOAuth2AuthorizedClientManager clients,
      ServerOAuth2AuthorizedClientRepository tokens,
      SessionStore sessions) {
    this.clients = clients;
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /** The token; empty if the session may no longer have one, which ends the session. */
  Mono<String> of(ServerWebExchange exchange, Authentication who) {
    return exchange
        .getSession()
        .flatMap(
            session ->
                underWay.computeIfAbsent(session.getId(), id -> ask(exchange, session, who, id)));
  }

  private Mono<String> ask(
      ServerWebExchange exchange, WebSession session, Authentication who, String id) {
    OAuth2AuthorizeRequest request =
        OAuth2AuthorizeRequest.withClientRegistrationId(REGISTRATION)
            .principal(who)
            .attribute(ServerWebExchange.class.getName(), exchange)
            .build();
    Mono<OAuth2AuthorizedClient> authorized =
        Mono.defer(() -> clients.authorize(request))
            .timeout(LONGEST_WAIT)
            .onErrorMap(failure -> !isRefusal(failure), ProviderAway::new);
    return Mono.<OAuth2AuthorizedClient>defer(
            () -> tokens.loadAuthorizedClient(REGISTRATION, who, exchange))
        .map(AccessTokenRenewal::expiresSoon)
        .defaultIfEmpty(false)
        .flatMap(ends -> ends ? sessions.alone(session, authorized) : authorized)
        .map(OAuth2AuthorizedClient::getAccessToken)
        .map(token -> token.getTokenValue())
        .onErrorResume(
            ClientAuthorizationException.class, refused -> session.invalidate().then(Mono.empty()))
        // Before anybody has the result: who asks after that is owed a token that is valid then.
        .doOnTerminate(() -> underWay.remove(id))
        .cache();
  }

  private static boolean expiresSoon(OAuth2AuthorizedClient client) {
    Instant end = client.getAccessToken().getExpiresAt();
    return end != null && end.minus(BEFORE_ITS_END).isBefore(Instant.now());
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ClientAuthorizationException refused
        && !refused.getError().getErrorCode().equals("invalid_token_response");
  }
}
