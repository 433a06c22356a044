package kizuna.producers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import kizuna.facts.Fact;
import kizuna.producers.FactLog.LogUnavailable;
import kizuna.producers.FactLog.Receipt;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real door over HTTP, with a log in memory behind it. */
final class OpenDoor implements AutoCloseable {

  /** Everything of the door but the log. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableConfigurationProperties(DoorSettings.class)
  @Import({FactDoor.class, Problems.class, ApiDescription.class})
  static class Door {}

  /** A fact where it lies. */
  record Appended(Namespace namespace, Fact fact) {}

  /** An answer with its body as JSON. */
  record Answer(HttpResponse<byte[]> response, JsonNode body) {

    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private static final JsonMapper JSON = new JsonMapper();

  final List<Appended> log = Collections.synchronizedList(new ArrayList<>());
  final Set<Namespace> drills = ConcurrentHashMap.newKeySet();
  volatile boolean logAway;
  volatile @Nullable CompletableFuture<Void> held;

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  OpenDoor() {
    context =
        new SpringApplicationBuilder(Door.class)
            .properties("spring.config.name=producers", "server.port=0", "SERVER_PORT=0")
            .initializers(
                context -> {
                  var beans = context.getBeanFactory();
                  beans.registerSingleton("intake", (Intake) this::append);
                  beans.registerSingleton("namespaces", (Namespaces) drills::contains);
                  beans.registerSingleton("clock", Clock.systemUTC());
                })
            .run();
  }

  private CompletionStage<Receipt> append(Namespace namespace, Fact fact) {
    if (logAway) {
      return CompletableFuture.failedFuture(
          new LogUnavailable("expected the log, but it is away", new IllegalStateException()));
    }
    CompletableFuture<Void> waiting = held;
    Receipt receipt;
    synchronized (log) {
      log.add(new Appended(namespace, fact));
      receipt =
          new Receipt(
              fact.getNetworkId(),
              Topics.of(namespace).intake.name(),
              0,
              log.size() - 1L,
              fact.getRecordedAt());
      log.notifyAll();
    }
    return waiting == null
        ? CompletableFuture.completedFuture(receipt)
        : waiting.thenApply(nothing -> receipt);
  }

  URI uri(String path) {
    String port = context.getEnvironment().getProperty("local.server.port", "0");
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Posts JSON. */
  Answer post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    request.setHeader("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  /** Posts JSON and does not wait for the answer. */
  CompletableFuture<Answer> postLater(String path, String body, String... headers) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return post(path, body, headers);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  /** Waits until so many facts lie in the log. */
  void awaitAppended(int facts) throws InterruptedException {
    synchronized (log) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (log.size() < facts && System.nanoTime() < end) {
        log.wait(1_000);
      }
      if (log.size() < facts) {
        throw new AssertionError("expected " + facts + " facts in the log, but " + log.size());
      }
    }
  }

  Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    boolean json =
        response.headers().firstValue("Content-Type").orElse("").contains("json")
            && response.body().length > 0;
    return new Answer(response, json ? JSON.readTree(response.body()) : JSON.createObjectNode());
  }

  @Override
  public void close() {
    context.close();
  }
}
