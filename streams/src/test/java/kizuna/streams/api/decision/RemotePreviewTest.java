package kizuna.streams.api.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kizuna.schemas.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

/** A preview of a network that another process decides: asked there, within limits. */
class RemotePreviewTest {

  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  private final List<Headers> asked = new CopyOnWriteArrayList<>();
  private final List<URI> paths = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private volatile boolean holding;
  private volatile byte[] body = "{\"sentence\":\"ok\"}".getBytes(StandardCharsets.UTF_8);
  private volatile int status = 200;
  private HttpServer decider;

  @BeforeEach
  void start() throws IOException {
    decider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    decider.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    decider.createContext("/", this::answer);
    decider.start();
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    decider.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestHeaders());
    paths.add(exchange.getRequestURI());
    try {
      if (holding) {
        mayAnswer.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Set-Cookie", "a=b");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + decider.getAddress().getPort());
  }

  private static RemotePreview.ForwardedRequest question(String... header) {
    Map<String, String> headers =
        new HashMap<>(
            Map.of(
                "Authorization", "Bearer of-the-caller",
                "Accept-Language", "ja",
                "Cookie", "KIZUNA_SESSION=x"));
    for (int i = 0; i < header.length; i += 2) {
      headers.put(header[i], header[i + 1]);
    }
    return new RemotePreview.ForwardedRequest("/api/preview?network=tokyo23&lang=ja", headers::get);
  }

  @Test
  void theSameQuestionIsAskedWithTheCallersTokenWhereTheNetworkIsDecided() throws Exception {
    RemotePreview remote = new RemotePreview(network -> List.of(NOBODY, address(), NOBODY));

    ResponseEntity<byte[]> answer = remote.ask(question(), "tokyo23").orElseThrow();

    assertThat(answer.getStatusCode().value()).isEqualTo(200);
    assertThat(answer.getBody()).isEqualTo(body);
    assertThat(answer.getHeaders().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(answer.getHeaders().headerNames()).doesNotContain("Set-Cookie");
    assertThat(paths).containsExactly(URI.create("/api/preview?network=tokyo23&lang=ja"));
    assertThat(asked.get(0).getFirst("Authorization")).isEqualTo("Bearer of-the-caller");
    assertThat(asked.get(0).getFirst("Accept-Language")).isEqualTo("ja");
    assertThat(asked.get(0).getFirst(RemotePreview.HOPS)).isEqualTo("1");
    assertThat(asked.get(0)).doesNotContainKey("Cookie");

    status = 403;
    assertThat(remote.ask(question(), "tokyo23").orElseThrow().getStatusCode().value())
        .as("what the other refuses is refused")
        .isEqualTo(403);
  }

  @Test
  void aQuestionIsPassedOnTwiceAtMost() throws Exception {
    RemotePreview remote = new RemotePreview(network -> List.of(address()));
    assertThat(remote.ask(question(RemotePreview.HOPS, "1"), "tokyo23")).isPresent();
    assertThat(remote.ask(question(RemotePreview.HOPS, "2"), "tokyo23")).isEmpty();
    assertThat(remote.ask(question(RemotePreview.HOPS, "many"), "tokyo23")).isEmpty();
    assertThat(asked).extracting(h -> h.getFirst(RemotePreview.HOPS)).containsExactly("2");
  }

  @Test
  void whereNobodyAnswersOrTooMuchThereIsNoAnswer() throws Exception {
    assertThat(new RemotePreview(network -> List.of()).ask(question(), "tokyo23")).isEmpty();
    assertThat(new RemotePreview(network -> List.of(NOBODY)).ask(question(), "tokyo23")).isEmpty();
    body = new byte[(1 << 20) + 1];
    assertThat(new RemotePreview(network -> List.of(address())).ask(question(), "tokyo23"))
        .isEmpty();
  }

  @Test
  void fourQuestionsWaitAtOnceAndAFifthIsNotPassedOn() throws Exception {
    RemotePreview remote = new RemotePreview(network -> List.of(address()));
    holding = true;
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      List<Future<Optional<ResponseEntity<byte[]>>>> four = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        four.add(callers.submit(() -> remote.ask(question(), "tokyo23")));
      }
      Waiting.await("four wait").until(() -> asked.size() == 4);

      assertThat(remote.ask(question(), "tokyo23")).isEmpty();

      mayAnswer.countDown();
      for (Future<Optional<ResponseEntity<byte[]>>> one : four) {
        assertThat(one.get()).isPresent();
      }
    } finally {
      callers.shutdownNow();
    }
  }
}
