package kizuna.infra.door;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers the gateway's own addresses: the current user and the health of all services. */
final class CurrentUserController {

  static final String PATH = "/api/me";
  static final String HEALTH = "/actuator/health";
  static final String SIGN_OUT = "/sign-out";

  private final CallerClaims who;
  private final HealthWatch health;
  private final boolean demonstration;

  CurrentUserController(CallerClaims who, HealthWatch health, ProviderSettings provider) {
    this.who = who;
    this.health = health;
    this.demonstration = provider.embedded().isPresent();
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .GET(PATH, this::me)
        .GET(HEALTH, request -> health())
        .GET(
            "/actuator/**",
            request -> GatewayProblem.NOT_FOUND.write(request.exchange()).then(Mono.empty()))
        .build();
  }

  private Mono<ServerResponse> me(ServerRequest request) {
    Locale language = GatewayProblem.language(request.exchange().getRequest());
    return request
        .principal()
        .ofType(Authentication.class)
        .flatMap(
            signedIn ->
                csrf(request)
                    .map(token -> signedIn(signedIn, language, Optional.of(token)))
                    .defaultIfEmpty(signedIn(signedIn, language, Optional.empty())))
        .defaultIfEmpty(signedOut())
        .flatMap(
            body ->
                ServerResponse.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .cacheControl(CacheControl.noStore())
                    .bodyValue(body));
  }

  /** The token of the session; a caller with an access token of its own needs and has none. */
  private static Mono<CsrfToken> csrf(ServerRequest request) {
    Object token = request.exchange().getAttributes().get(CsrfToken.class.getName());
    return token instanceof Mono<?> mono ? mono.cast(CsrfToken.class) : Mono.empty();
  }

  private Map<String, Object> signedIn(
      Authentication signedIn, Locale language, Optional<CsrfToken> csrf) {
    Map<String, Object> me = new LinkedHashMap<>();
    me.put("signedIn", true);
    me.put("account", signedIn.getName());
    me.put("name", who.name(signedIn, language));
    who.role(signedIn).ifPresent(role -> me.put("role", role));
    who.body(signedIn).ifPresent(body -> me.put("body", body));
    me.put("signInUrl", ReturnAddress.SIGN_IN);
    me.put("signOutUrl", SIGN_OUT);
    csrf.ifPresent(
        token ->
            me.put("csrf", Map.of("header", token.getHeaderName(), "token", token.getToken())));
    me.put("demonstration", demonstration);
    return me;
  }

  private Map<String, Object> signedOut() {
    Map<String, Object> me = new LinkedHashMap<>();
    me.put("signedIn", false);
    me.put("signInUrl", ReturnAddress.SIGN_IN);
    me.put("demonstration", demonstration);
    return me;
  }

  private Mono<ServerResponse> health() {
    ServiceStatus overall = health.overall();
    Map<String, Object> parts = new LinkedHashMap<>();
    health.parts().forEach((name, status) -> parts.put(name, Map.of("status", status.name())));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", overall.name());
    body.put("components", parts);
    body.put("decisions", health.decisions().state());
    health
        .decisions()
        .reading()
        .ifPresent(
            reading ->
                body.put("ledger", Map.of("asOf", reading.asOf(), "percent", reading.percent())));
    return ServerResponse.status(overall == ServiceStatus.UP ? 200 : 503)
        .contentType(MediaType.APPLICATION_JSON)
        .cacheControl(CacheControl.noStore())
        .bodyValue(body);
  }
}
