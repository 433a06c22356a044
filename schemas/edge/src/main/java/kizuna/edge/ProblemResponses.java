package kizuna.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import kizuna.schemas.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers an {@link ApiException} as problem details in the caller's language. */
public final class ProblemResponses {

  /** Base name of the sentences that all problems of a type have. */
  static final String DETAILS = "kizuna.edge.problem-details";

  private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);

  private final MessageSource details = details();
  private final JsonMapper json = new JsonMapper();

  private static MessageSource details() {
    ResourceBundleMessageSource source = new ResourceBundleMessageSource();
    source.setBasename(DETAILS);
    source.setDefaultEncoding("UTF-8");
    source.setFallbackToSystemLocale(false);
    return source;
  }

  public ResponseEntity<ObjectNode> answer(ApiException e, HttpServletRequest request) {
    return ResponseEntity.status(e.status()).headers(headers(e, request)).body(body(e, request));
  }

  /** Writes the same where no handler was found yet, as in a filter. */
  public void write(ApiException e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(e.type().status());
    headers(e, request).forEach((name, values) -> response.setHeader(name, values.get(0)));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(json.writeValueAsString(body(e, request)));
  }

  /**
   * Logs an unexpected error under a number that the caller can quote. A disconnect by the caller
   * is expected. What the firewall refuses, such as a control character in a parameter's name, is
   * the caller's error.
   */
  public static ApiException unexpected(Throwable e, HttpServletRequest request) {
    if (e instanceof RequestRejectedException) {
      ProblemType type =
          String.valueOf(e.getMessage()).contains("header")
              ? ProblemType.MALFORMED_REQUEST
              : ProblemType.BAD_ADDRESS;
      return ApiException.saying(type, type.sentence(RequestLanguage.of(request)));
    }
    String id = UUID.randomUUID().toString().substring(0, 8);
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      LOG.debug("{} {}: the caller has gone", request.getMethod(), request.getRequestURI());
    } else {
      LOG.error("{} {} failed ({})", request.getMethod(), request.getRequestURI(), id, e);
    }
    return new ApiException(ProblemType.FAILED, id);
  }

  private static HttpHeaders headers(ApiException e, HttpServletRequest request) {
    HttpHeaders headers = new HttpHeaders();
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.set(HttpHeaders.CONTENT_LANGUAGE, RequestLanguage.of(request).getLanguage());
    List<String> allowed = e.allowed();
    if (!allowed.isEmpty()) {
      headers.set(HttpHeaders.ALLOW, String.join(", ", allowed));
    }
    if (e.retryAfterSeconds() > 0) {
      headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(e.retryAfterSeconds()));
    }
    return headers;
  }

  private ObjectNode body(ApiException e, HttpServletRequest request) {
    Locale language = RequestLanguage.of(request);
    String own = e.detail();
    ObjectNode body =
        ProblemDocument.of(
            e.type(),
            e.type().status(),
            language,
            own != null
                ? own
                : details.getMessage(e.type().code() + ".detail", e.arguments(), language),
            request.getRequestURI(),
            e.errors());
    body.setAll(e.members());
    return body;
  }
}
