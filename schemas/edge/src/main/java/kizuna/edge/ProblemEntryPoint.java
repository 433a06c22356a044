package kizuna.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Predicate;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.Caller;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Answers a request without a token, or with one that is no good, as a problem. */
final class ProblemEntryPoint implements AuthenticationEntryPoint {

  private static final int PROVIDER_RETRY_SECONDS = 2;

  private final ProblemResponses problems;
  private final RefusedTokens refusedTokens;

  ProblemEntryPoint(ProblemResponses problems, RefusedTokens refusedTokens) {
    this.problems = problems;
    this.refusedTokens = refusedTokens;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (e instanceof AuthenticationServiceException) {
      problems.write(
          new ApiException(ProblemType.PROVIDER_AWAY).retryAfter(PROVIDER_RETRY_SECONDS),
          request,
          response);
      return;
    }
    boolean token = e instanceof InvalidBearerTokenException;
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE, token ? "Bearer error=\"invalid_token\"" : "Bearer");
    if (token && !fails(e, error -> error.contains("expired"))) {
      refusedTokens.refused(request);
    }
    problems.write(refusal(e, token), request, response);
  }

  private static ApiException refusal(AuthenticationException e, boolean token) {
    if (e.getCause() instanceof Caller.InvalidCallerException claims) {
      return new ApiException(ProblemType.CLAIMS_REFUSED, String.valueOf(claims.getMessage()));
    }
    if (fails(e, error -> error.startsWith("The " + JwtClaimNames.AUD + " claim"))) {
      return new ApiException(
          ProblemType.CLAIMS_REFUSED,
          "expected a token that is meant for Kizuna, but it is meant for others");
    }
    return new ApiException(token ? ProblemType.TOKEN_REFUSED : ProblemType.SIGN_IN);
  }

  /** Whether nothing but this is wrong with the token. */
  private static boolean fails(AuthenticationException e, Predicate<String> error) {
    return e.getCause() instanceof JwtValidationException invalid
        && invalid.getErrors().stream()
            .allMatch(found -> error.test(String.valueOf(found.getDescription())));
  }
}
