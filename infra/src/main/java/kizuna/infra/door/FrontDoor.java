package kizuna.infra.door;

import java.net.BindException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import kizuna.infra.host.Ports;
import kizuna.infra.host.Refusal;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one address for people and programs: hands writes to producers and everything else to
 * streams, limits and protects, and answers for the health of all.
 *
 * <p>Listens on the loopback address only and answers only callers that call it by a loopback name,
 * so that no web page of another site can talk to it through the user's browser.
 */
public final class FrontDoor implements AutoCloseable {

  private static final int MAX_THREADS = 24;
  private static final long IDLE_MILLIS = 60_000;
  private static final Set<String> LOCAL_NAMES =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");

  /** What a browser must not do with our pages. An upstream's own header of the same name wins. */
  static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  private final Server server;
  private final ServerConnector connector;

  private FrontDoor(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Opens the door.
   *
   * @param port where it listens; 0 for any port that is free
   * @param producers base address of the module that takes facts
   * @param streams base address of the module that answers
   * @param health the state of all parts
   */
  public static FrontDoor open(int port, URI producers, URI streams, HealthWatch health) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName("door");
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(Ports.LOOPBACK);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setErrorHandler(new ProblemErrors());
    Handler toParts = new BodyLimit(new ToParts(producers, streams));
    server.setHandler(new Guard(new HealthAnswer(health, toParts)));
    try {
      server.start();
      return new FrontDoor(server, connector);
    } catch (Exception e) {
      stop(server);
      if (e instanceof BindException || e.getCause() instanceof BindException) {
        Ports.demandFree(port, "front door", "--port");
      }
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new Refusal("expected the front door to close, but " + e.getMessage() + ".", e);
    }
  }

  /** Sets the security headers, and refuses callers from elsewhere. */
  private static final class Guard extends Handler.Wrapper {
    Guard(Handler next) {
      super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      SECURITY_HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
      if (!LOCAL_NAMES.contains(Request.getServerName(request))) {
        Problem.FOREIGN_HOST.write(request, response, callback);
        return true;
      }
      if (isWrite(request) && !isLocalOrigin(request.getHeaders().get(HttpHeader.ORIGIN))) {
        Problem.FOREIGN_ORIGIN.write(request, response, callback);
        return true;
      }
      return super.handle(request, response, callback);
    }

    private static boolean isLocalOrigin(@org.jspecify.annotations.Nullable String origin) {
      if (origin == null) {
        return true; // no browser sent it
      }
      try {
        String host = URI.create(origin).getHost();
        return host != null && LOCAL_NAMES.contains(host);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  static boolean isWrite(Request request) {
    return !HttpMethod.GET.is(request.getMethod())
        && !HttpMethod.HEAD.is(request.getMethod())
        && !HttpMethod.OPTIONS.is(request.getMethod());
  }

  /** Answers {@code GET /actuator/health} for all parts together. */
  private static final class HealthAnswer extends Handler.Wrapper {
    private static final JsonMapper JSON = new JsonMapper();
    private final HealthWatch health;

    HealthAnswer(HealthWatch health, Handler next) {
      super(next);
      this.health = health;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (isWrite(request) || !"/actuator/health".equals(Request.getPathInContext(request))) {
        return super.handle(request, response, callback);
      }
      Status overall = health.overall();
      Map<String, Object> parts = new LinkedHashMap<>();
      health.parts().forEach((name, status) -> parts.put(name, Map.of("status", status.name())));
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("status", overall.name());
      body.put("components", parts);
      response.setStatus(
          overall == Status.UP ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.write(
          true,
          ByteBuffer.wrap(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8)),
          callback);
      return true;
    }
  }

  /** Errors that Jetty finds by itself, in the same form as all others. */
  private static final class ProblemErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      SECURITY_HEADERS.forEach(
          (name, value) -> response.getHeaders().put(new HttpField(name, value)));
      Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
      Problem.of(response.getStatus(), message == null ? null : message.toString())
          .write(request, response, callback);
      return true;
    }
  }
}
