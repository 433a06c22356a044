package kizuna.streams.pages;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.HeldTopics;
import kizuna.streams.ledger.NamespaceListing;
import kizuna.streams.ledger.Projections;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages of this module, served over HTTP from topics that are held in the heap. */
public final class BoardFixture implements AutoCloseable {

  /** The pages without Kafka: what a test brings itself is the projections. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ComponentScan(basePackageClasses = StreamPages.class)
  static class PagesOnly {

    @Bean(destroyMethod = "close")
    Projections projections(HeldTopics topics, NamespaceListing namespaces) {
      return Projections.open(namespaces, topics::project);
    }
  }

  public final HeldTopics topics = new HeldTopics();

  /** Namespaces that are there, with what tells one making from another. */
  public final Map<Namespace, String> namespaces =
      new ConcurrentHashMap<>(Map.of(Namespace.LIVE, "first"));

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  public BoardFixture() {
    this(0);
  }

  /**
   * @param settings more of them, as {@code --name=value}
   */
  public BoardFixture(int port, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--logging.level.root=WARN",
                "--management.endpoint.health.validate-group-membership=false"));
    arguments.addAll(List.of(settings));
    context =
        new SpringApplicationBuilder(PagesOnly.class)
            .properties("spring.config.name=streams")
            .initializers(
                c -> {
                  c.getBeanFactory().registerSingleton("topics", topics);
                  c.getBeanFactory()
                      .registerSingleton(
                          "namespaces", (NamespaceListing) () -> new HashMap<>(namespaces));
                })
            .run(arguments.toArray(String[]::new));
  }

  public int port() {
    return Objects.requireNonNull(
            ((ServletWebServerApplicationContext) context).getWebServer(), "web server")
        .getPort();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(
          request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public JsonNode json(String path, String... headers) {
    return json.readTree(get(path, headers).body());
  }

  @Override
  public void close() {
    context.close();
  }
}
