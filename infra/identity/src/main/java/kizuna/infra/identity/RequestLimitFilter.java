package kizuna.infra.identity;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import kizuna.edge.RateLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first filter: refuses requests that are too long, unreadable or too frequent before they take
 * memory. A refused request logs one line.
 */
final class RequestLimitFilter implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestLimitFilter.class);

  private static final int LONGEST_QUERY = 6_000;
  private static final int MAX_PARAMETERS = 40;
  private static final int LONGEST_VALUE = SavedPage.LONGEST;
  private static final Map<String, Integer> LONGEST_OF =
      Map.of("user_code", 32, "username", 64, "password", 128, "lang", 16, "client_id", 100);

  /** Device codes of one address: a burst, then one after each pause. */
  private static final int CODES_AT_ONCE = 30;

  private static final Duration ONE_MORE_CODE_AFTER = Duration.ofSeconds(3);
  private static final int MAX_ADDRESSES = 5_000;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String DEVICE_AUTHORIZATION = "/oauth2/device_authorization";

  private final RateLimiter codes;

  RequestLimitFilter(LongSupplier nanos) {
    this.codes = new RateLimiter(CODES_AT_ONCE, ONE_MORE_CODE_AFTER, MAX_ADDRESSES, nanos);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    if (!isReadable(asked)) {
      answer.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    if (asked.getRequestURI().endsWith(DEVICE_AUTHORIZATION)) {
      int wait = codes.secondsToWait(asked.getRemoteAddr());
      if (wait > 0) {
        answer.setHeader("Retry-After", Integer.toString(wait));
        answer.sendError(TOO_MANY_REQUESTS);
        return;
      }
    }
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException e) {
      String id = UUID.randomUUID().toString().substring(0, 8);
      LOG.error("{} {} failed ({})", asked.getMethod(), asked.getRequestURI(), id, e);
      if (!answer.isCommitted()) {
        answer.reset();
        answer.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      }
    }
  }

  private static boolean isReadable(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query != null && query.length() > LONGEST_QUERY) {
      return false;
    }
    Map<String, String[]> parameters;
    try {
      parameters = request.getParameterMap();
    } catch (IllegalStateException e) {
      // Invalid percent-encoding, or too many or too large parameters.
      LOG.info(
          "{} {} cannot be read: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
      return false;
    }
    return parameters.size() <= MAX_PARAMETERS
        && parameters.entrySet().stream()
            .allMatch(
                parameter -> {
                  int longest = LONGEST_OF.getOrDefault(parameter.getKey(), LONGEST_VALUE);
                  for (String value : parameter.getValue()) {
                    if (value.length() > longest) {
                      return false;
                    }
                  }
                  return true;
                });
  }
}
