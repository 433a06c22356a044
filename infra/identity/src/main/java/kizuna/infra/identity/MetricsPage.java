package kizuna.infra.identity;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The meters for Prometheus, at the provider's own port. A request through the gateway has the
 * gateway's host name, and is refused.
 */
final class MetricsPage extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String PATH = "/actuator/prometheus";

  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost");

  private final transient PrometheusMeterRegistry meters;

  MetricsPage(PrometheusMeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getServerPort() != request.getLocalPort()
        || !HERE.contains(request.getServerName())) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setContentType("text/plain;version=0.0.4;charset=utf-8");
    response.getOutputStream().write(meters.scrape().getBytes(StandardCharsets.UTF_8));
  }
}
