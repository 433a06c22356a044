package kizuna.infra.door;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.ClientAuthorizationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * Renews the access token of a session before it expires. Concurrent requests of a session share
 * one renewal: a refresh token is good for one use, and a second use would sign its owner out.
 */
final class AccessTokenRenewal {

  static final String REGISTRATION = "kizuna";

  private final ReactiveOAuth2AuthorizedClientManager clients;
  private final ConcurrentMap<String, Mono<String>> underWay = new ConcurrentHashMap<>();

  AccessTokenRenewal(ReactiveOAuth2AuthorizedClientManager clients) {
    this.clients = clients;
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
    return Mono.defer(() -> clients.authorize(request))
        .map(OAuth2AuthorizedClient::getAccessToken)
        .map(token -> token.getTokenValue())
        .onErrorResume(ClientAuthorizationException.class, refused -> ended(session, refused))
        .doFinally(signal -> underWay.remove(id))
        .cache();
  }

  private static Mono<String> ended(WebSession session, ClientAuthorizationException refused) {
    // The provider refused. If it only did not answer, the session stays.
    return refused.getError().getErrorCode().equals("invalid_token_response")
        ? Mono.error(refused)
        : session.invalidate().then(Mono.empty());
  }
}
