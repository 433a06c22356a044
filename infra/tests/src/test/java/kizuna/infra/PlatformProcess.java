package kizuna.infra;

import static kizuna.schemas.Waiting.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.door.GatewayApplication;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code infra/kizuna up} in processes of its own, on ports and a data folder of its own. Tests get
 * theirs from {@link WholePlatform}.
 */
public final class PlatformProcess {

  /**
   * Options of the launcher and of its parts: in the minutes of a test the second compiler costs
   * more than it saves, and an eighth of a start is the verification of classes that the compiler
   * has just written, or that every earlier start has verified.
   */
  static final String QUICK_START =
      "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote";

  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final int REFERENCE_FACTS = 50;

  /** Tokens are good for longer. */
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

  final int port = Ports.free();
  final String bootstrapServers;
  final String schemaRegistry;
  public final Path data;
  private final List<String> javaOptions;
  private final List<String> cluster;
  private final Map<String, String> environment;
  private final int registryPort = Ports.free();
  private final HttpClient http = HttpClient.newHttpClient();
  private String classPath;
  private Process launcher;
  private String token = "";
  private long tokenSince;

  /**
   * @param cluster arguments that say which cluster it uses
   * @param environment variables of the launcher
   */
  private PlatformProcess(
      Path data,
      String bootstrapServers,
      List<String> cluster,
      List<String> javaOptions,
      Map<String, String> environment,
      Installation build)
      throws IOException {
    this.data = data;
    this.cluster = cluster;
    this.environment = Map.copyOf(environment);
    this.javaOptions = List.copyOf(javaOptions);
    this.bootstrapServers = bootstrapServers;
    this.classPath = build.classPath(Installation.LAUNCHER);
    this.schemaRegistry = "http://localhost:" + registryPort + "/apis/ccompat/v7";
    this.launcher = launch();
  }

  /**
   * A started one, ready, all of whose reference data was accepted.
   *
   * @param environment variables of the launcher
   */
  static PlatformProcess start(Path data, Map<String, String> environment) throws IOException {
    return start(data, Ports.free(), List.of(), environment, Installation.here());
  }

  /** The same by a build, with a broker on this port, and more options for its JVM. */
  public static PlatformProcess start(
      Path data, int brokerPort, List<String> javaOptions, Installation build) throws IOException {
    return start(data, brokerPort, javaOptions, Map.of(), build);
  }

  private static PlatformProcess start(
      Path data,
      int brokerPort,
      List<String> javaOptions,
      Map<String, String> environment,
      Installation build)
      throws IOException {
    return ready(
        new PlatformProcess(
            data,
            "localhost:" + brokerPort,
            List.of("--broker-port", Integer.toString(brokerPort)),
            javaOptions,
            environment,
            build));
  }

  /** The same on a cluster that asks for no credentials. */
  public static PlatformProcess start(Path data, String bootstrapServers) throws IOException {
    return ready(
        new PlatformProcess(
            data,
            bootstrapServers,
            List.of("--bootstrap-servers", bootstrapServers),
            List.of(),
            Map.of(),
            Installation.here()));
  }

  private static PlatformProcess ready(PlatformProcess platform) {
    try {
      platform.awaitReady();
      await("the reference data is decided")
          .until(
              () ->
                  platform.json("/api/summary").path("networks").path(0).path("sequence").asLong(0)
                      > REFERENCE_FACTS);
      await("none of it is rejected")
          .until(() -> platform.json("/api/rejections").path("total").asInt(-1) == 0);
      return platform;
    } catch (AssertionError | ConditionTimeoutException e) {
      platform.launcher.destroy();
      throw e;
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Installation.java());
    command.addAll(javaOptions);
    command.addAll(
        List.of(
            "-Xmx224m",
            "-XX:+UseSerialGC", // As infra/kizuna starts it.
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-cp",
            classPath,
            Kizuna.class.getName(),
            "up",
            "--data",
            data.toString(),
            "--port",
            Integer.toString(port),
            "--registry-port",
            Integer.toString(registryPort)));
    command.addAll(cluster);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_TOOL_OPTIONS", QUICK_START);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolveSibling("up.log").toFile()))
        .start();
  }

  private void awaitReady() {
    await("ready; its log: " + data.resolveSibling("up.log"))
        .atMost(LIMIT)
        .until(
            () -> {
              if (!launcher.isAlive()) {
                throw new AssertionError(
                    "expected up to run, but it ended: "
                        + Files.readString(data.resolveSibling("up.log")));
              }
              return get("/actuator/health").statusCode() == 200;
            });
  }

  /** What others on the machine may see of it: arguments, environment, what it said. */
  List<Path> shown() throws IOException {
    List<Path> shown = new ArrayList<>();
    Stream.concat(launcher.descendants(), Stream.of(launcher.toHandle()))
        .map(process -> Path.of("/proc", Long.toString(process.pid())))
        .forEach(proc -> shown.addAll(List.of(proc.resolve("cmdline"), proc.resolve("environ"))));
    try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
      logs.forEach(shown::add);
    }
    shown.add(data.resolveSibling("up.log"));
    return shown;
  }

  /** What a part measures of itself, as Prometheus reads it at the part's own port. */
  String metrics(String part) throws IOException, InterruptedException {
    return ofPart(part, "/actuator/prometheus");
  }

  /** What a part answers at its own port to somebody who brings no token. */
  String ofPart(String part, String path) throws IOException, InterruptedException {
    ProcessHandle process =
        launcher
            .descendants()
            .filter(p -> p.info().commandLine().orElse("").contains("kizuna." + part + "."))
            .findFirst()
            .orElseThrow();
    String port =
        Stream.of(
                Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"))
                    .split("\0", -1))
            .filter(variable -> variable.startsWith("SERVER_PORT="))
            .findFirst()
            .orElseThrow()
            .substring("SERVER_PORT=".length());
    return text("http://" + Ports.LOOPBACK + ":" + port + path);
  }

  private String text(String uri) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(uri)).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body();
  }

  /** The answer to a request that proves itself with something else than this test does. */
  String refused(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return response.headers().map() + response.body();
  }

  /** With which it asks and reports. */
  String accessToken() {
    return token;
  }

  /** What the embedded identity provider measures of itself. */
  String identityMetrics() throws IOException, InterruptedException {
    Path settings = data.resolve("identity").resolve(GatewayApplication.FILE);
    int identityPort =
        JsonMapper.shared()
            .readTree(Files.readString(settings))
            .path("identity")
            .path("port")
            .asInt();
    return text("http://" + Ports.LOOPBACK + ":" + identityPort + "/idp/actuator/prometheus");
  }

  /** What the launcher said so far. */
  String said() throws IOException {
    return Files.readString(data.resolveSibling("up.log"));
  }

  /** Its cluster as the program of an account reaches it. */
  public KafkaCluster kafka(Account account) {
    // Another's cluster asks for nothing.
    return cluster.contains("--bootstrap-servers")
        ? KafkaCluster.open(bootstrapServers)
        : accounts().cluster(account, bootstrapServers);
  }

  /** Its registry as the program of an account reaches it. */
  public SchemaRegistry registry(Account account) {
    return new ConfluentRegistry(schemaRegistry, accounts().client(account));
  }

  private Accounts accounts() {
    return Accounts.open(data.resolve("accounts"));
  }

  /** By which build it is started the next time. */
  public void useBuild(Installation build) {
    classPath = build.classPath(Installation.LAUNCHER);
  }

  /** Every process at once, without a word. */
  public void killEverything() {
    List<ProcessHandle> all =
        Stream.concat(launcher.descendants(), Stream.of(launcher.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(p -> p.onExit().join());
  }

  /** The processes that the launcher started. */
  List<ProcessHandle> parts() {
    return launcher.descendants().toList();
  }

  /** Those that decide and take reports, without a word; the launcher starts them anew. */
  void killParts() {
    List<ProcessHandle> parts =
        launcher
            .descendants()
            .filter(
                p ->
                    p.info()
                        .commandLine()
                        .orElse("")
                        .matches(".*kizuna\\.(streams|producers)\\.\\w+Application.*"))
            .toList();
    if (parts.size() != 2) {
      throw new AssertionError("expected streams and producers, but found " + parts);
    }
    parts.forEach(ProcessHandle::destroyForcibly);
    parts.forEach(p -> p.onExit().join());
  }

  void startAgain() {
    try {
      launcher = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
  }

  /** Starts it where it must refuse to run; returns what it said. */
  public String refusal() throws IOException, InterruptedException {
    int before = said().length();
    launcher = launch();
    if (!launcher.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("expected up to refuse to run, but it runs");
    }
    return said().substring(before);
  }

  /** Its exit code, once it has ended by itself. */
  int exitCode() throws InterruptedException {
    if (!launcher.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("expected up to end, but it runs");
    }
    return launcher.exitValue();
  }

  /** Ready, if need be after a start. */
  public void bringBack() {
    if (launcher.isAlive()) {
      awaitReady();
    } else {
      startAgain();
    }
  }

  /** As Ctrl-C does. */
  public void stop() throws InterruptedException {
    launcher.destroy();
    launcher.waitFor();
  }

  /** Of a part that runs now. */
  public long pid(String part) throws IOException {
    String[] words = Files.readString(data.resolve("run").resolve(part + ".pid")).split(" ", 2);
    return Long.parseLong(words[0].strip());
  }

  /** Of the process that has the broker. */
  public long pid() {
    return launcher.pid();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  HttpResponse<String> get(String path, String accept, String language)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Accept", accept)
            .header("Accept-Language", language));
  }

  public JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(
          "expected 200 for " + path + ", but " + response.statusCode() + " " + response.body());
    }
    return JsonMapper.shared().readTree(response.body());
  }

  /** Reports a fact; the decision on it, once there is one. */
  JsonNode report(String path, Map<String, Object> body) throws IOException, InterruptedException {
    HttpResponse<String> receipt = post(path, JsonMapper.shared().writeValueAsString(body));
    if (receipt.statusCode() != 202) {
      throw new AssertionError("expected a receipt, but " + receipt.body());
    }
    return json(receipt.headers().firstValue("Location").orElseThrow() + "?wait=20");
  }

  public HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  /**
   * Posts a report under a key, so that it may be sent again.
   *
   * @throws IOException if no answer came: whether it was taken is not known
   */
  public HttpResponse<String> post(String path, String body, String key)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", '"' + key + '"')
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private boolean get200(String path) throws IOException, InterruptedException {
    return http.send(
                HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  /** As the command line on the same machine gets it; empty while the provider is starting. */
  private Optional<String> operatorToken() throws IOException, InterruptedException {
    Path file = data.resolve("identity/operator.json");
    boolean old = System.nanoTime() - tokenSince > TOKEN_LIFE.toNanos();
    if ((token.isEmpty() || old) && Files.exists(file) && get200("/idp/oauth2/jwks")) {
      JsonNode operator = JsonMapper.shared().readTree(Files.readString(file));
      String credentials =
          operator.path("clientId").asString() + ":" + operator.path("clientSecret").asString();
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(operator.path("tokenAddress").asString()))
                  .header(
                      "Authorization",
                      "Basic "
                          + Base64.getEncoder()
                              .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        token = JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
        tokenSince = System.nanoTime();
      }
    }
    return Optional.of(token).filter(t -> !t.isEmpty());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    operatorToken().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
    return http.send(
        request.timeout(Duration.ofSeconds(40)).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Runs {@code infra/kizuna verify} on it; the exit code. */
  int verify(String... more) {
    List<String> args = new ArrayList<>(List.of("verify", "--data", data.toString()));
    args.addAll(List.of(more));
    return command(new StringWriter(), args.toArray(String[]::new));
  }

  /** Runs a command in this process; the exit code. */
  static int command(StringWriter out, String... args) {
    return Kizuna.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .execute(args);
  }

  /** The event stream, as a viewer's page reads it. */
  ViewerStream stream() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/stream")).header("Accept", "text/event-stream");
    operatorToken().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("expected a stream, but status " + answer.statusCode());
    }
    return new ViewerStream(answer.body());
  }
}
