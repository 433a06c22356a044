package kizuna.infra.identity;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What went wrong, as a page like the others that leads on; as JSON for a program. */
final class ErrorPage extends HttpServlet {

  static final String PATH = "/error";

  private static final long serialVersionUID = 1;
  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpServletResponse.SC_NOT_FOUND;
    String accepted = request.getHeader("Accept");
    if (accepted == null || !accepted.contains("text/html")) {
      response.setStatus(status);
      response.setContentType("application/json");
      response.setHeader("Cache-Control", "no-store");
      response
          .getOutputStream()
          .write(
              JsonMapper.shared()
                  .writeValueAsString(Map.of("error", oauth(status)))
                  .getBytes(StandardCharsets.UTF_8));
      return;
    }
    // Not what the address says: that may be what could not be read.
    Words words = Words.preferred(request);
    String main =
        "<h1>%s</h1><p class=\"problem\" role=\"alert\">%s</p><p><a href=\"/\">%s</a></p>"
            .formatted(
                words.of("error.title"), words.of("error." + kind(status)), words.of("error.on"));
    Page.write(request, response, words, status, main);
  }

  private static String kind(int status) {
    return switch (status) {
      case HttpServletResponse.SC_NOT_FOUND -> "notFound";
      case TOO_MANY_REQUESTS -> "tooMany";
      default -> status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR ? "badRequest" : "failed";
    };
  }

  /** As OAuth names it (RFC 6749, section 5.2, and RFC 8628, section 3.5). */
  private static String oauth(int status) {
    if (status == TOO_MANY_REQUESTS) {
      return "slow_down";
    }
    return status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
        ? "invalid_request"
        : "server_error";
  }
}
