package kizuna.infra.door;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kizuna.infra.host.CookieCipher;
import kizuna.infra.host.Sealer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.server.ServerAuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps a sign-in that has begun in an encrypted cookie of that browser, so that anonymous callers
 * use no memory here. Several tabs can sign in at once, each with a cookie of its own, up to a
 * limit.
 */
final class AuthorizationRequestCookie
    implements ServerAuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  static final String NAME = "KIZUNA_BEGUN_";

  /** The only address that reads it: where a sign-in ends. */
  static final String PATH = "/login/oauth2/code";

  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final int MOST = 8;
  private static final String BEGUN = "begun";
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final CookieCipher seal;
  private final ReactiveClientRegistrationRepository clients;
  private final boolean secure;
  private final Clock clock;

  AuthorizationRequestCookie(
      Sealer sealer, ReactiveClientRegistrationRepository clients, boolean secure, Clock clock) {
    this.seal = new CookieCipher(sealer, NAME);
    this.clients = clients;
    this.secure = secure;
    this.clock = clock;
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> loadAuthorizationRequest(ServerWebExchange exchange) {
    String state = exchange.getRequest().getQueryParams().getFirst(OAuth2ParameterNames.STATE);
    return Mono.justOrEmpty(kept(exchange, state))
        .flatMap(
            texts ->
                clients
                    .findByRegistrationId(AccessTokenRenewal.REGISTRATION)
                    .map(client -> request(client, texts)));
  }

  private Optional<Map<String, String>> kept(ServerWebExchange exchange, @Nullable String state) {
    if (state == null || state.isEmpty()) {
      return Optional.empty();
    }
    HttpCookie cookie = exchange.getRequest().getCookies().getFirst(name(state));
    return Optional.ofNullable(cookie)
        .map(HttpCookie::getValue)
        .flatMap(seal::open)
        .flatMap(AuthorizationRequestCookie::texts)
        .filter(texts -> state.equals(texts.get(OAuth2ParameterNames.STATE)))
        .filter(
            texts ->
                Instant.ofEpochMilli(Long.parseLong(texts.getOrDefault(BEGUN, "0")))
                    .plus(LIFE)
                    .isAfter(clock.instant()));
  }

  private static Optional<Map<String, String>> texts(String json) {
    try {
      return Optional.of(JsonMapper.shared().readValue(json, TEXTS));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static OAuth2AuthorizationRequest request(
      ClientRegistration client, Map<String, String> texts) {
    Map<String, Object> attributes = new LinkedHashMap<>(texts);
    attributes.remove(OAuth2ParameterNames.STATE);
    attributes.remove(BEGUN);
    return OAuth2AuthorizationRequest.authorizationCode()
        .clientId(client.getClientId())
        .authorizationUri(String.valueOf(client.getProviderDetails().getAuthorizationUri()))
        .redirectUri(client.getRedirectUri())
        .scopes(client.getScopes())
        .state(texts.get(OAuth2ParameterNames.STATE))
        .attributes(all -> all.putAll(attributes))
        .build();
  }

  @Override
  public Mono<Void> saveAuthorizationRequest(
      OAuth2AuthorizationRequest request, ServerWebExchange exchange) {
    return Mono.fromRunnable(
        () -> {
          Map<String, String> texts = new LinkedHashMap<>();
          // All values are strings: nonce, code verifier and registration id.
          request.getAttributes().forEach((name, value) -> texts.put(name, value.toString()));
          String state = String.valueOf(request.getState());
          texts.put(OAuth2ParameterNames.STATE, state);
          texts.put(BEGUN, Long.toString(clock.millis()));
          write(exchange, state, seal.seal(JsonMapper.shared().writeValueAsString(texts)), LIFE);
        });
  }

  @Override
  public Mono<OAuth2AuthorizationRequest> removeAuthorizationRequest(ServerWebExchange exchange) {
    return loadAuthorizationRequest(exchange)
        .doOnNext(
            request -> write(exchange, String.valueOf(request.getState()), "", Duration.ZERO));
  }

  private void write(ServerWebExchange exchange, String state, String value, Duration life) {
    exchange
        .getResponse()
        .addCookie(
            ResponseCookie.from(name(state), value)
                .path(PATH)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .maxAge(life)
                .build());
  }

  private static String name(String state) {
    return NAME + state.charAt(0) % MOST;
  }
}
