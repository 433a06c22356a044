package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Deletes the sign-in cookie once the answer was sent to the gateway: a sign-in serves one gateway
 * session, and signing out there is complete.
 */
final class SingleUseSignIn {

  private final URI issuer;
  private final SignedInCookie signedIn;

  SingleUseSignIn(URI issuer, SignedInCookie signedIn) {
    this.issuer = issuer;
    this.signedIn = signedIn;
  }

  void granted(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws IOException {
    signedIn.forget(response);
    var code = (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
    String redirectUri = code.getRedirectUri();
    if (redirectUri == null || code.getAuthorizationCode() == null) {
      throw new IllegalStateException("expected an authorization code and where to send it");
    }
    UriComponentsBuilder back =
        UriComponentsBuilder.fromUriString(redirectUri)
            .queryParam(OAuth2ParameterNames.CODE, code.getAuthorizationCode().getTokenValue());
    String state = code.getState();
    if (state != null && !state.isEmpty()) {
      back.queryParam(
          OAuth2ParameterNames.STATE,
          UriUtils.encode(state, java.nio.charset.StandardCharsets.UTF_8));
    }
    response.sendRedirect(back.build(true).toUriString());
  }

  void activated(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws IOException {
    signedIn.forget(response);
    response.sendRedirect(issuer.getPath() + IdentityConfiguration.SIGN_IN + "?activated");
  }

  void notActivated(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    response.sendRedirect(issuer.getPath() + IdentityConfiguration.ACTIVATE + "?wrong");
  }
}
