package kizuna.infra.door;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Hands each request to the part it belongs to: writes and the API's description to producers,
 * everything else to streams. Answers come through as they are written, event streams without any
 * limit of time.
 */
final class ToParts extends ProxyHandler.Reverse {

  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(120);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** Each open board holds one connection for as long as it is looked at. */
  private static final int MAX_CONNECTIONS = 4_096;

  private static final List<String> DESCRIPTION = List.of("/v3/api-docs", "/swagger-ui");

  ToParts(URI producers, URI streams) {
    super(request -> target(request, producers, streams));
    setViaHost("kizuna");
  }

  private static HttpURI target(Request request, URI producers, URI streams) {
    URI part = belongsToProducers(request) ? producers : streams;
    return HttpURI.build(request.getHttpURI())
        .scheme(part.getScheme())
        .host(part.getHost())
        .port(part.getPort())
        .asImmutable();
  }

  private static boolean belongsToProducers(Request request) {
    String path = Request.getPathInContext(request);
    return FrontDoor.isWrite(request) && path.startsWith("/api/")
        || DESCRIPTION.stream().anyMatch(path::startsWith);
  }

  private static String part(Request request) {
    return belongsToProducers(request) ? "producers" : "streams";
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setConnectTimeout(CONNECT_LIMIT.toMillis());
    client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
    client.setUserAgentField(null);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      URI valid = request.getHttpURI().toURI();
      return valid.isOpaque() || super.handle(request, response, callback);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof URISyntaxException) {
        Problem.BAD_ADDRESS.write(request, response, callback);
        return true;
      }
      throw e;
    }
  }

  @Override
  protected void sendProxyToServerRequest(
      Request request,
      org.eclipse.jetty.client.Request onward,
      Response response,
      Callback callback) {
    if (!asksForEvents(request)) {
      onward.idleTimeout(SILENCE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
    onward.onResponseHeader(
        (answer, field) -> {
          if (FrontDoor.SECURITY_HEADERS.containsKey(field.getName())) {
            response.getHeaders().remove(field.getName()); // the part knows its page better
          }
          if (field.getHeader() == HttpHeader.CONTENT_TYPE && isEventStream(field.getValue())) {
            request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(0);
          }
          return true;
        });
    super.sendProxyToServerRequest(request, onward, response, callback);
  }

  private static boolean asksForEvents(Request request) {
    return isEventStream(request.getHeaders().get(HttpHeader.ACCEPT))
        || "/api/stream".equals(Request.getPathInContext(request));
  }

  private static boolean isEventStream(@org.jspecify.annotations.Nullable String type) {
    return type != null && type.startsWith("text/event-stream");
  }

  @Override
  protected void onServerToProxyResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request onward,
      org.eclipse.jetty.client.Response answer,
      Response response,
      Callback callback,
      Throwable failure) {
    if (response.isCommitted()) {
      callback.failed(failure); // half an answer must not look like a whole one
      return;
    }
    response.reset();
    FrontDoor.SECURITY_HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
    Problem problem =
        failure instanceof TimeoutException
            ? Problem.tooSlow(part(request))
            : Problem.unavailable(part(request));
    problem.write(request, response, callback);
  }
}
