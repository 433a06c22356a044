package kizuna.streams.api;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import kizuna.drills.DrillEvent;
import kizuna.schemas.LogClock;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.Topics;
import kizuna.schemas.access.SignedTokens;
import kizuna.schemas.drill.DrillConducts;
import kizuna.streams.analysis.LoggedFacts;
import kizuna.streams.api.analysis.FactSource;
import kizuna.streams.api.board.LogClockReader;
import kizuna.streams.api.decision.PreviewService;
import kizuna.streams.api.drill.RunRecords;
import kizuna.streams.drills.RunReader;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.ledger.projection.NamespaceListing;
import kizuna.streams.ledger.projection.Projections;
import kizuna.streams.processing.Preview;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.Ordered;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pages of this module, served over HTTP from topics that are held in the heap.
 *
 * <p>A browser that comes without a token is given one, as the front door does from its session:
 * the operator's, unless a test says {@link #doorIsSignedInAs} somebody else or nobody. A request
 * that brings its own Authorization keeps it.
 */
public final class BoardFixture implements AutoCloseable {

  /** A request with this header is a viewer's: the answer on who is signed in says so. */
  static final String VIEWER_HEADER = "Kizuna-Test-Viewer";

  /** What the door answers about who is signed in; these tests ask streams without the door. */
  private static final String VIEWER =
      """
      {"signedIn":true,"account":"viewer","name":"閲覧 太郎","role":"VIEWER","signInUrl":"/oauth2/authorization/kizuna","signOutUrl":"/sign-out","demonstration":true}
      """;

  /** The pages without Kafka: what a test brings itself is the projections. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ComponentScan(basePackages = "kizuna.streams.api")
  static class PagesOnly {

    @Bean(destroyMethod = "close")
    Projections projections(HeldTopics topics, NamespaceListing namespaces) {
      return Projections.open(namespaces, topics::project, topics.databases());
    }

    @Bean
    RecordTraces traces() {
      return RecordTraces.OFF;
    }

    @Bean
    FilterRegistrationBean<Filter> door(Session session) {
      FilterRegistrationBean<Filter> bean =
          new FilterRegistrationBean<>(
              (request, response, chain) -> {
                if (isViewersQuestion((HttpServletRequest) request)) {
                  response.setContentType("application/json");
                  response.setCharacterEncoding(StandardCharsets.UTF_8);
                  response.getWriter().write(VIEWER);
                  return;
                }
                chain.doFilter(
                    session
                        .token()
                        .<ServletRequest>map(
                            token -> new WithToken((HttpServletRequest) request, token))
                        .orElse(request),
                    response);
              });
      bean.setOrder(Ordered.HIGHEST_PRECEDENCE);
      bean.setAsyncSupported(true);
      return bean;
    }
  }

  private static boolean isViewersQuestion(HttpServletRequest request) {
    return request.getHeader(VIEWER_HEADER) != null && request.getRequestURI().equals("/api/me");
  }

  /** Who is signed in at the front door. */
  static final class Session {
    private volatile @Nullable String bearer = TOKENS.bearer("OPERATOR", null);

    Optional<String> token() {
      return Optional.ofNullable(bearer);
    }
  }

  /** A request with the token of the session, where it has none of its own. */
  private static final class WithToken extends HttpServletRequestWrapper {
    private static final String AUTHORIZATION = "Authorization";

    private final String token;

    WithToken(HttpServletRequest request, String token) {
      super(request);
      this.token = token;
    }

    @Override
    public String getHeader(String name) {
      String own = super.getHeader(name);
      return own == null && name.equalsIgnoreCase(AUTHORIZATION) ? token : own;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return name.equalsIgnoreCase(AUTHORIZATION)
          ? Collections.enumeration(List.of(getHeader(name)))
          : super.getHeaders(name);
    }
  }

  /** Signs tokens that the pages of every fixture believe. */
  public static final SignedTokens TOKENS = new SignedTokens();

  public final HeldTopics topics = new HeldTopics();

  /** Namespaces that are there, with what tells one making from another. */
  public final Map<Namespace, String> namespaces =
      new ConcurrentHashMap<>(Map.of(Namespace.LIVE, "first"));

  /** Events of the conduct of each drill. */
  public final Map<Namespace, List<DrillEvent>> conduct = new ConcurrentHashMap<>();

  private final ConfigurableApplicationContext context;
  private final Session session = new Session();
  private volatile PreviewService decides =
      (namespace, fact, longest) -> Preview.Missing.NOT_DECIDED_HERE;

  /** What time it is in each network. */
  public final Map<String, LogClock.Reading> clocks = new ConcurrentHashMap<>();

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
                "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                    + TOKENS.publicKey(),
                "--spring.security.oauth2.resourceserver.jwt.audiences=" + SignedTokens.AUDIENCE,
                "--management.endpoint.health.validate-group-membership=false"));
    arguments.addAll(List.of(settings));
    context =
        new SpringApplicationBuilder(PagesOnly.class)
            .properties("spring.config.name=streams")
            .initializers(
                c -> {
                  c.getBeanFactory().registerSingleton("topics", topics);
                  c.getBeanFactory().registerSingleton("session", session);
                  c.getBeanFactory()
                      .registerSingleton(
                          "previewing",
                          (PreviewService)
                              (namespace, fact, longest) -> decides.ask(namespace, fact, longest));
                  c.getBeanFactory()
                      .registerSingleton(
                          "runRecords",
                          (RunRecords)
                              (run, progress) ->
                                  new RunReader(topics::open, topics.registry(), Topics.of(run, 1))
                                      .read(List.of(), progress));
                  c.getBeanFactory()
                      .registerSingleton(
                          "factSource",
                          (FactSource)
                              n ->
                                  new LoggedFacts(
                                      topics::open, topics.registry(), Topics.of(n, 1)));
                  c.getBeanFactory().registerSingleton("clocks", (LogClockReader) () -> clocks);
                  c.getBeanFactory()
                      .registerSingleton(
                          "conducts",
                          new DrillConducts(
                              run -> () -> List.copyOf(conduct.getOrDefault(run, List.of()))));
                  c.getBeanFactory()
                      .registerSingleton(
                          "namespaces", (NamespaceListing) () -> new HashMap<>(namespaces));
                })
            .run(arguments.toArray(String[]::new));
  }

  /** Who is signed in at the front door; null: nobody. */
  public void doorIsSignedInAs(@Nullable String role, @Nullable String body) {
    session.bearer = role == null ? null : TOKENS.bearer(role, body);
  }

  /** Who says what would be decided. */
  public void decides(PreviewService previewing) {
    decides = previewing;
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

  /** The head of an answer that may never end. */
  public HttpResponse<?> head(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<java.io.InputStream> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return answer;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Every bean of a type. */
  public <T> java.util.Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  public JsonNode json(String path, String... headers) {
    return json.readTree(get(path, headers).body());
  }

  @Override
  public void close() {
    context.close();
  }
}
