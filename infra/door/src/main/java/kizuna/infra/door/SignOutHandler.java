package kizuna.infra.door;

import java.net.URI;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.logout.ServerLogoutSuccessHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Redirects after sign-out. A form is redirected; a script gets the address ({@code next}), because
 * the content security policy forbids forms that redirect to another site.
 */
final class SignOutHandler implements ServerLogoutSuccessHandler {

  private final ProviderSettings provider;
  private final GatewaySettings settings;

  SignOutHandler(ProviderSettings provider, GatewaySettings settings) {
    this.provider = provider;
    this.settings = settings;
  }

  @Override
  public Mono<Void> onLogoutSuccess(WebFilterExchange filtered, Authentication who) {
    ServerWebExchange exchange = filtered.getExchange();
    String next = next(who);
    if (exchange.getRequest().getHeaders().getAccept().contains(MediaType.TEXT_HTML)) {
      exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
      exchange.getResponse().getHeaders().set(HttpHeaders.LOCATION, next);
      return exchange.getResponse().setComplete();
    }
    exchange.getResponse().setStatusCode(HttpStatus.OK);
    exchange.getResponse().getHeaders().setContentType(MediaType.APPLICATION_JSON);
    byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("next", next));
    return exchange
        .getResponse()
        .writeWith(Mono.fromSupplier(() -> exchange.getResponse().bufferFactory().wrap(body)));
  }

  /** The sign-out page of the provider, if it has one. */
  String next(Authentication who) {
    return provider.signOutAddress().map(address -> atProvider(address, who)).orElse("/");
  }

  private String atProvider(URI address, Authentication who) {
    UriComponentsBuilder next =
        UriComponentsBuilder.fromUri(address)
            .queryParam("client_id", provider.clientId())
            .queryParam("post_logout_redirect_uri", settings.address() + "/");
    if (who.getPrincipal() instanceof OidcUser user) {
      next.queryParam("id_token_hint", user.getIdToken().getTokenValue());
    }
    return next.encode().build().toUriString();
  }
}
