package kizuna.producers;

import static kizuna.schemas.Waiting.await;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.FactKind;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillOrder;
import kizuna.drills.MeasuredObjective;
import kizuna.facts.AccessDenied;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer.LogUnavailable;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.producers.drill.DrillLog;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.Topics;
import kizuna.schemas.access.SignedTokens;
import kizuna.schemas.drill.DrillConducts;
import kizuna.states.Owner;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real door over HTTP, with a log in memory behind it. */
final class OpenDoor implements AutoCloseable {

  /** Everything of the door but the log. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableConfigurationProperties({ProducerSettings.class, DenialRecorder.Limits.class})
  @Import({
    ReportRouter.class,
    ApiDescription.class,
    ResourceServer.class,
    DenialRecorder.class,
    SignedInAsOperator.class
  })
  static class Door {}

  /**
   * Whoever comes without a token is the operator, as on the machine's own command line; a request
   * that brings its own Authorization keeps it. {@link #NOBODY} stands for none.
   */
  static class SignedInAsOperator implements Filter, Ordered {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      HttpServletRequest http = (HttpServletRequest) request;
      String own = http.getHeader(AUTHORIZATION);
      chain.doFilter(
          new HttpServletRequestWrapper(http) {
            @Override
            public @Nullable String getHeader(String name) {
              if (!name.equalsIgnoreCase(AUTHORIZATION)) {
                return super.getHeader(name);
              }
              return own == null ? OPERATOR : own.equals(NOBODY) ? null : own;
            }

            @Override
            public Enumeration<String> getHeaders(String name) {
              if (!name.equalsIgnoreCase(AUTHORIZATION)) {
                return super.getHeaders(name);
              }
              String given = getHeader(name);
              return Collections.enumeration(given == null ? List.of() : List.of(given));
            }
          },
          response);
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }
  }

  /** Header of an account's token. */
  static final String AUTHORIZATION = "Authorization";

  /** Signs tokens that every door here believes. */
  static final SignedTokens TOKENS = new SignedTokens();

  /** Value of the header that stands for no header at all. */
  static final String NOBODY = "Nobody";

  private static final String OPERATOR = TOKENS.bearer("OPERATOR", null);

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

  /** Orders of runs, and what was written of the conduct of each. */
  final List<DrillOrder> orders = Collections.synchronizedList(new ArrayList<>());

  final Map<Namespace, List<DrillEvent>> conduct = new ConcurrentHashMap<>();

  private record HeldDrills(List<DrillOrder> orders, Map<Namespace, List<DrillEvent>> conduct)
      implements DrillLog {

    @Override
    public CompletableFuture<Void> append(Namespace drill, DrillEvent event) {
      conduct
          .computeIfAbsent(drill, d -> Collections.synchronizedList(new ArrayList<>()))
          .add(event);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> order(DrillOrder order) {
      orders.add(order);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** A run that is over, and how its objectives came out. */
  void over(String run, MeasuredObjective... objectives) {
    Namespace namespace = Namespace.drill(run);
    drills.add(namespace);
    conduct.put(
        namespace,
        List.of(
            DrillEvent.newBuilder()
                .setEventId(UUID.randomUUID())
                .setRunId(run)
                .setRealTime(Instant.EPOCH)
                .setOffice(new DrillOffice(AccountRole.SERVICE, ""))
                .setKind(DrillEventKind.ENDED)
                .setEnded(
                    DrillEnded.newBuilder()
                        .setReason(DrillEndReason.LOG_OVER)
                        .setFacts(5)
                        .setObjectives(List.of(objectives))
                        .build())
                .build()));
  }

  /** The run that closes the lesson of {@link kizuna.schemas.form.ValidBodies}. */
  void lessonsAreTested() {
    over("noto-2024-2", new MeasuredObjective("reception-ready", 1, 0));
  }

  /** Whose what is, by network/thing/id. */
  final Map<String, Owner> owned = new ConcurrentHashMap<>();

  volatile boolean logAway;
  volatile @Nullable CompletableFuture<Void> held;

  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  OpenDoor() {
    this(10_000);
  }

  /**
   * @param denialsOfAccount how many of one account are recorded in a minute
   */
  OpenDoor(int denialsOfAccount) {
    context =
        new SpringApplicationBuilder(Door.class)
            .properties("spring.config.name=producers", "server.port=0", "SERVER_PORT=0")
            .initializers(
                context -> {
                  var beans = context.getBeanFactory();
                  beans.registerSingleton("intake", (Intake) this::append);
                  beans.registerSingleton("namespaces", new HeldNamespaces(drills));
                  beans.registerSingleton("firstReports", new HeldReports(log));
                  Clock clock = Clock.systemUTC();
                  beans.registerSingleton("clock", clock);
                  beans.registerSingleton(
                      "logTimes",
                      (LogTimes)
                          (namespace, network) -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
                  beans.registerSingleton("owners", new HeldOwners(owned));
                  beans.registerSingleton("drillLog", new HeldDrills(orders, conduct));
                  beans.registerSingleton(
                      "conducts",
                      new DrillConducts(
                          run -> () -> List.copyOf(conduct.getOrDefault(run, List.of()))));
                })
            .run(
                "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                    + TOKENS.publicKey(),
                "--spring.security.oauth2.resourceserver.jwt.audiences=" + SignedTokens.AUDIENCE,
                "--kizuna.denials.of-account=" + denialsOfAccount,
                "--kizuna.denials.of-network=10000");
  }

  /** The drills that a test says are there. */
  private record HeldNamespaces(Set<Namespace> drills) implements Namespaces {

    @Override
    public boolean exists(Namespace namespace) {
      return drills.contains(namespace);
    }

    @Override
    public List<String> runs(String drill) {
      return drills.stream()
          .map(Namespace::drillId)
          .filter(id -> id.matches(drill + "-[0-9]+"))
          .sorted()
          .toList();
    }
  }

  /** The log as it can be read again. */
  private record HeldReports(List<Appended> log) implements LoggedReports {

    @Override
    public Optional<Recorded> find(
        String account, Namespace namespace, String network, UUID eventId) {
      synchronized (log) {
        for (int i = 0; i < log.size(); i++) {
          if (log.get(i).namespace().equals(namespace)
              && log.get(i).fact().getEventId().equals(eventId)) {
            return Optional.of(at(account, namespace, 0, i));
          }
        }
      }
      return Optional.empty();
    }

    @Override
    public Recorded at(String account, Namespace namespace, int partition, long offset) {
      Fact fact = log.get((int) offset).fact();
      return new Recorded(
          fact,
          new Receipt(
              fact.getNetworkId(),
              Topics.of(namespace).intake.name(),
              partition,
              offset,
              fact.getRecordedAt()));
    }
  }

  /** Ids that a test says are there; what the door took is there too. */
  private record HeldOwners(Map<String, Owner> owned) implements ResourceOwners {

    private static final Set<String> FORMED = Set.of("tokyo23", "osaka");

    @Override
    public Optional<Owner> of(String account, Namespace namespace, OwnerKey key) {
      return Optional.ofNullable(owned.get(key.text()));
    }

    @Override
    public void accepted(Namespace namespace, Fact fact) {
      ResourceOwners.broughtBy(fact).ifPresent(o -> owned.putIfAbsent(o.key().text(), o.owner()));
      if (fact.getNetworkFormed() != null) {
        owned.put(fact.getNetworkId() + "//", new Owner(null, null, null));
      }
    }

    @Override
    public boolean knows(Namespace namespace, String network) {
      return FORMED.contains(network) || owned.containsKey(network + "//");
    }

    @Override
    public boolean isFormed(String account, Namespace namespace, String network) {
      return knows(namespace, network);
    }
  }

  /** The facts of people that were taken: denials lie beside them. */
  List<Appended> taken() {
    synchronized (log) {
      return log.stream().filter(a -> a.fact().getKind() != FactKind.ACCESS_DENIED).toList();
    }
  }

  /** Waits until so many denials are in the log. */
  List<AccessDenied> denials(int atLeast) {
    await(atLeast + " denials").until(() -> denials().size() >= atLeast);
    return denials();
  }

  private List<AccessDenied> denials() {
    synchronized (log) {
      return log.stream()
          .filter(a -> a.fact().getKind() == FactKind.ACCESS_DENIED)
          .map(a -> a.fact().getAccessDenied())
          .toList();
    }
  }

  /** A bean of the door. */
  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  private CompletionStage<Receipt> append(Namespace namespace, Fact fact) {
    if (logAway) {
      return CompletableFuture.failedFuture(
          LogUnavailable.refused("test", new IllegalStateException()));
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
    request.setHeader("Accept-Language", "en");
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

  /** Waits until so many facts are in the log. */
  void awaitAppended(int facts) {
    await(facts + " facts in the log").until(() -> appended() >= facts);
  }

  private int appended() {
    synchronized (log) {
      return log.size();
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
