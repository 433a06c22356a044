package kizuna.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bench that is not answered ends and says so. */
class FloodBrowserTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/half",
        exchange -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush(); // The rest is never sent.
        });
    server.createContext(
        "/pending",
        exchange -> {
          byte[] body = "not decided".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/never",
        exchange -> {
          byte[] body = "not decided".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private URI door() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @Test
  void anAnswerThatDoesNotEndIsNotWaitedForWithoutEnd() {
    FloodBrowser browser = new FloodBrowser(door(), SHORT);

    assertThatThrownBy(() -> browser.get("/half"))
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessageContaining("/half within 200 ms");
  }

  @Test
  void aReportThatIsNeverDecidedEndsTheBenchWithTheLastAnswer() throws Exception {
    FloodBrowser browser = new FloodBrowser(door());

    assertThat(browser.awaitOk("/pending", Duration.ofMinutes(1)).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> browser.awaitOk("/never", SHORT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/never to be 200 within 200 ms, but it was 404: not decided");
  }
}
