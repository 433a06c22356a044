package kizuna.infra.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Remembers the page that was requested before signing in, in the address and the form of the
 * sign-in page: the provider stores nothing for strangers, and it survives the loss of cookies.
 */
final class SavedPage implements AuthenticationEntryPoint, AuthenticationSuccessHandler {

  static final String PARAMETER = "continue";

  /** Longest address that is kept, in characters. */
  static final int LONGEST = 4_000;

  /** Longest OAuth state; ours are shorter. */
  private static final int LONGEST_STATE = 2_000;

  private static final String AUTHORIZE = "/oauth2/authorize";

  private final URI door;

  /**
   * @param door the address of the front door
   */
  SavedPage(URI door) {
    this.door = door;
  }

  /** The redirect address of the gateway. */
  static String redirectUri(URI door) {
    return door + "/login/oauth2/code/kizuna";
  }

  /** The page that the form or the address of the sign-in page names. */
  static Optional<String> of(HttpServletRequest request) {
    return ours(request.getParameter(PARAMETER), request.getContextPath());
  }

  private static Optional<String> ours(@Nullable String page, String root) {
    return page != null
            && page.length() <= LONGEST
            && page.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\')
            && (page.startsWith(root + AUTHORIZE + "?")
                || page.equals(root + IdentityConfiguration.ACTIVATE)
                || page.startsWith(root + IdentityConfiguration.ACTIVATE + "?"))
        ? Optional.of(page)
        : Optional.empty();
  }

  /**
   * The address of the sign-in page that returns to the same page, with the reason why it is shown.
   */
  static String signIn(String root, Optional<String> page, String why) {
    String query =
        why
            + page.map(
                    wanted ->
                        (why.isEmpty() ? "" : "&")
                            + PARAMETER
                            + "="
                            + UriUtils.encode(wanted, StandardCharsets.UTF_8))
                .orElse("");
    return root + IdentityConfiguration.SIGN_IN + (query.isEmpty() ? "" : "?" + query);
  }

  /** Redirects to the sign-in page. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    String query = request.getQueryString();
    String asked = request.getRequestURI() + (query == null ? "" : "?" + query);
    if (asked.length() > LONGEST) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    response.sendRedirect(
        signIn(request.getContextPath(), ours(asked, request.getContextPath()), ""));
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException {
    response.sendRedirect(of(request).orElse(door + "/"));
  }

  /**
   * The form came without its cookie: the sign-in starts again. The gateway gets an OAuth error,
   * because its cookie is lost too.
   */
  void again(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<String> page = of(request);
    if (page.filter(wanted -> wanted.startsWith(request.getContextPath() + AUTHORIZE))
        .isPresent()) {
      String state =
          UriComponentsBuilder.fromUriString(page.get())
              .build()
              .getQueryParams()
              .getFirst(OAuth2ParameterNames.STATE);
      UriComponentsBuilder back =
          UriComponentsBuilder.fromUriString(redirectUri(door))
              .queryParam(OAuth2ParameterNames.ERROR, "login_required");
      if (state != null && state.length() <= LONGEST_STATE) {
        back.queryParam(OAuth2ParameterNames.STATE, state);
      }
      response.sendRedirect(back.build(true).toUriString());
      return;
    }
    response.sendRedirect(signIn(request.getContextPath(), page, ""));
  }
}
