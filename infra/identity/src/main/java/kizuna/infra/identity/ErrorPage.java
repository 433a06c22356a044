package kizuna.infra.identity;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Answers errors in the OAuth format for programs; browsers get the error page of the gateway. */
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
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response
        .getOutputStream()
        .write(
            JsonMapper.shared()
                .writeValueAsString(Map.of("error", oauth(status)))
                .getBytes(StandardCharsets.UTF_8));
  }

  /** The error code of OAuth (RFC 6749, section 5.2, and RFC 8628, section 3.5). */
  private static String oauth(int status) {
    if (status == TOO_MANY_REQUESTS) {
      return "slow_down";
    }
    return status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
        ? "invalid_request"
        : "server_error";
  }
}
