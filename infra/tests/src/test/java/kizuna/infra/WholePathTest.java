package kizuna.infra;

import static kizuna.infra.ReportBodies.MAIZURU;
import static kizuna.infra.ReportBodies.TOMORROW;
import static kizuna.infra.ReportBodies.accepted;
import static kizuna.infra.ReportBodies.declaration;
import static kizuna.infra.ReportBodies.offer;
import static kizuna.infra.ReportBodies.request;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedLog;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One disaster on the whole platform, as it is started by {@code infra/kizuna up}: by hand over
 * HTTP and on the command line, in drills, with rubbish on the log, and after {@code kill -9} of
 * every process. Each test has a disaster and a kind of task of its own; none needs another one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@Order(WholePlatform.WHOLE_PATH)
class WholePathTest {

  private static final String SHINJUKU = "131041";
  private static final String SUMIDA = "131075";
  private static final String SUGINAMI = "131156";
  private static final String KOTO = "131083";
  private static final int RUBBISH = 1_000;
  private static final int BETWEEN = 20;

  /** The span of whoever reports. */
  private static final String CALLER = "00f067aa0ba902b7";

  private final PlatformProcess kizuna;

  WholePathTest(PlatformProcess kizuna) {
    this.kizuna = kizuna;
  }

  /** One test ends an engine, and may have failed before it came back. */
  @BeforeEach
  void running() {
    kizuna.bringBack();
  }

  @Test
  void overHttpARequestIsMatchedConfirmedMatchedAnewWhenAWardWithdrawsAndExplained()
      throws Exception {
    String task = "DAMAGE_ASSESSMENT";
    accepted(kizuna.report("/api/disasters", declaration("tango-2026", MAIZURU)));
    JsonNode asked = kizuna.report("/api/requests", request("r-http", "tango-2026", task, 10));
    accepted(asked);
    assertThat(asked.path("proposals")).isEmpty();

    JsonNode first = kizuna.report("/api/offers", offer("o-shinjuku", SHINJUKU, task, 6));
    JsonNode second = kizuna.report("/api/offers", offer("o-sumida", SUMIDA, task, 8));
    assertThat(first.path("proposals")).hasSize(1);
    assertThat(second.path("proposals")).hasSize(1);
    assertThat(second.path("proposals").path(0).path("headCount").asInt()).isEqualTo(4);

    accepted(kizuna.report("/api/dispatches/r-http-1/confirm", Map.of()));
    accepted(kizuna.report("/api/dispatches/r-http-2/confirm", Map.of()));
    assertThat(ledger("r-http")).containsExactly("CONFIRMED 6", "CONFIRMED 4");

    kizuna.report("/api/offers", offer("o-suginami", SUGINAMI, task, 20));
    JsonNode withdrawn =
        kizuna.report("/api/offers/o-sumida/withdraw", Map.of("reason", "OWN_DISASTER"));
    assertThat(withdrawn.path("proposals")).hasSize(1);
    assertThat(withdrawn.path("proposals").path(0).path("lender").asString()).isEqualTo(SUGINAMI);
    assertThat(ledger("r-http")).containsExactly("CONFIRMED 6", "CANCELLED 4", "PROPOSED 4");
    whySaysItAllInBothLanguagesTheHistogramFirst();
  }

  private void whySaysItAllInBothLanguagesTheHistogramFirst() throws Exception {
    String english = kizuna.get("/api/requests/r-http/explanation", "text/plain", "en").body();
    assertThat(english.lines().findFirst().orElseThrow()).startsWith("1 of 23 lenders fits: ");
    assertThat(english)
        .contains("Suginami Ward (131156) was chosen: 4 people a day")
        .contains("kyoto");
    String japanese = kizuna.get("/api/requests/r-http/explanation", "text/plain", "ja").body();
    assertThat(japanese.lines().findFirst().orElseThrow()).startsWith("23団体のうち適合は1団体");
    assertThat(japanese).contains("杉並区（131156）を選定");
    for (int ward = 0; ward < 23; ward++) {
      assertThat(english).contains("(131" + (ward < 9 ? "0" : ""));
    }
  }

  @Test
  void theSameOnTheCommandLine() throws Exception {
    assertThat(
            cli(
                "declare",
                "tango-2026b",
                "--name",
                "丹後の地震",
                "--hazard",
                "EARTHQUAKE",
                "--struck",
                "maizuru",
                "--new"))
        .contains("accepted");
    assertThat(
            cli(
                "request",
                "--id",
                "r-cli",
                "--disaster",
                "tango-2026b",
                "--receiver",
                "maizuru",
                "--task",
                "RELIEF_GOODS",
                "--people",
                "3",
                "--from",
                TOMORROW.toString(),
                "--to",
                TOMORROW.plusDays(3).toString(),
                "--damage",
                "断水",
                "--place",
                "体育館",
                "--route",
                "陸路"))
        .contains("0 of 23 lenders fit");
    assertThat(
            cli(
                "offer",
                "--lender",
                "kita",
                "--task",
                "RELIEF_GOODS",
                "--people",
                "3",
                "--from",
                TOMORROW.toString(),
                "--to",
                TOMORROW.plusDays(9).toString()))
        .contains("dispatch r-cli-1");
    assertThat(cli("confirm", "r-cli-1")).contains("accepted");
    assertThat(cli("ledger", "--receiver", "maizuru")).contains("r-cli-1").contains("confirmed");
    assertThat(cli("why", "r-cli", "--lang", "ja")).contains("北区（131172）を選定");
    JsonNode lines =
        JsonMapper.shared()
            .readTree(cli("ledger", "--json", "--state", "CONFIRMED", "--disaster", "tango-2026b"));
    assertThat(lines.path("total").asInt()).isEqualTo(1);
    assertThat(lines.at("/rows/0/dispatchId").asString()).isEqualTo("r-cli-1");
  }

  @Test
  void theArchiveOfADisasterIsWrittenFromTheBrokerAndCheckedWithoutOne(@TempDir Path folder)
      throws Exception {
    String disaster = confirmed("archived", KOTO, "GENERAL_ADMIN");
    Path file = folder.resolve("tango.zip");
    StringWriter out = new StringWriter();
    assertThat(
            PlatformProcess.command(
                out,
                "archive",
                disaster,
                "--out",
                file.toString(),
                "--data",
                kizuna.data.toString()))
        .as("%s", out)
        .isZero();
    assertThat(PlatformProcess.command(out, "verify", file.toString())).as("%s", out).isZero();
    assertThat(out.toString()).contains("; decided again;", "signature and chain hold");
  }

  @Test
  void aDrillDecidesTheSameAtEachSpeedTouchesNothingLiveAndVerifyNamesTheFirstDifference()
      throws Exception {
    long liveBefore = liveFacts();

    JsonNode once = drill("max");
    JsonNode again = drill("max");
    JsonNode slower = drill("200000");

    assertThat(once.path("decisionHash").asString()).hasSize(64);
    assertThat(again.path("decisionHash")).isEqualTo(once.path("decisionHash"));
    assertThat(slower.path("decisionHash")).isEqualTo(once.path("decisionHash"));
    assertThat(once.path("requestedPersonDays").asInt()).isEqualTo(131);
    assertThat(liveFacts()).isEqualTo(liveBefore);
    assertThat(kizuna.json("/api/summary?drill=" + run(once)).path("mode").asString())
        .isEqualTo("EXERCISE");
    assertThat(kizuna.verify("--drill", run(once))).isZero();
    decideOnceMore(run(again));
    StringWriter out = new StringWriter();
    assertThat(
            PlatformProcess.command(
                out, "verify", "--drill", run(again), "--data", kizuna.data.toString()))
        .isEqualTo(1);
    assertThat(out.toString()).contains("first difference").contains("one more, at offset");
  }

  /** Appends a copy of a drill's first decision, as nobody but an intruder does. */
  private void decideOnceMore(String drilled) throws Exception {
    Topics topics = Topics.of(Namespace.drill(drilled));
    try (CommittedLog log =
            new CommittedLog(kizuna.kafka(Account.LAUNCHER), topics.matchDecisions.name(), 0);
        KafkaProducer<byte[], byte[]> intruder = producer()) {
      var forged = log.next();
      intruder
          .send(new ProducerRecord<>(topics.matchDecisions.name(), 0, forged.key(), forged.value()))
          .get();
    }
  }

  @Test
  void aThousandRecordsOfRubbishAreDeadLettersAndEveryGoodFactBetweenIsDecided() throws Exception {
    Topics live = Topics.of(Namespace.LIVE);
    long deadBefore = kizuna.json("/api/dead-letters?limit=1").path("total").asLong();
    List<byte[]> good = goodRecords();
    Random random = new Random(1);
    try (KafkaProducer<byte[], byte[]> intruder = producer()) {
      byte[] key = "tokyo23".getBytes(StandardCharsets.UTF_8);
      List<String> offered = new ArrayList<>();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < RUBBISH; i++) {
        byte[] rubbish = rubbish(i, good.get(i % good.size()), random);
        byte[] strangeKey = i % 7 == 0 ? new byte[] {(byte) i, -1} : key;
        sent.add(intruder.send(new ProducerRecord<>(live.intake.name(), strangeKey, rubbish)));
        if (i % (RUBBISH / BETWEEN) == 0) {
          intruder.flush();
          String id = "between-" + i;
          accepted(kizuna.report("/api/offers", offer(id, SHINJUKU, "SCHOOL_SUPPORT", 1)));
          offered.add(id);
        }
      }
      for (Future<RecordMetadata> receipt : sent) {
        receipt.get();
      }
      assertThat(offered).hasSize(BETWEEN);
    }
    await("a dead letter for each")
        .until(
            () ->
                kizuna.json("/api/dead-letters?limit=1").path("total").asLong()
                    == deadBefore + RUBBISH);
    for (JsonNode letter : kizuna.json("/api/dead-letters?limit=1000").path("rows")) {
      assertThat(letter.path("detail").asString("")).as("%s", letter).isNotBlank();
      assertThat(letter.path("cause").asString("")).as("%s", letter).isNotIn("", "UNKNOWN");
    }
    assertThat(kizuna.get("/actuator/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aBackupOfTheRunningPlatformIsRestoredElsewhereAndVerified(@TempDir Path folder)
      throws Exception {
    confirmed("backup", KOTO, "PUBLIC_RELATIONS");
    Path heads = folder.resolve("heads.txt");
    StringWriter published = new StringWriter();
    assertThat(PlatformProcess.command(published, "heads", "--data", kizuna.data.toString()))
        .isZero();
    Files.writeString(heads, published.toString());
    AtomicBoolean reporting = new AtomicBoolean(true);
    CompletableFuture<Integer> reports =
        CompletableFuture.supplyAsync(() -> offersWhile(reporting));

    Path copy = folder.resolve("copy");
    StringWriter out = new StringWriter();
    int code =
        PlatformProcess.command(out, "backup", copy.toString(), "--data", kizuna.data.toString());
    reporting.set(false);

    assertThat(code).as("%s", out).isZero();
    assertThat(reports.get()).as("decided meanwhile").isPositive();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rwx------");
    assertThat(copy.resolve("streams")).doesNotExist();
    assertThat(
            new ProcessBuilder("sha256sum", "--quiet", "-c", "SHA256SUMS")
                .directory(copy.toFile())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    try (var left = Files.list(kizuna.data)) {
      assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("backup-"));
    }
    // The folder that runs is not looked at, though the copy has its addresses.
    StringWriter verified = new StringWriter();
    assertThat(
            PlatformProcess.command(
                verified, "verify", "--data", copy.toString(), "--heads", heads.toString()))
        .as("%s", verified)
        .isZero();
    assertThat(verified.toString()).contains("is on the chain").contains("no difference");
    assertThat(kizuna.verify()).isZero();
  }

  /** Reports offers, one after the other; how many were decided. */
  private int offersWhile(AtomicBoolean going) {
    int decided = 0;
    try {
      while (going.get()) {
        accepted(
            kizuna.report("/api/offers", offer("backup-" + decided, KOTO, "SCHOOL_SUPPORT", 1)));
        decided++;
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return decided;
  }

  @Test
  void whoHasNoAccountWritesNothing() throws Exception {
    Map<String, Object> stranger =
        Map.of("bootstrap.servers", kizuna.bootstrapServers, "max.block.ms", 3_000);
    Topics live = Topics.of(Namespace.LIVE);
    try (KafkaProducer<byte[], byte[]> nobody =
        new KafkaProducer<>(stranger, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String topic : List.of(live.intake.name(), live.dispatchLedger.name())) {
        assertThatThrownBy(() -> nobody.send(new ProducerRecord<>(topic, new byte[1])).get())
            .isInstanceOf(ExecutionException.class);
      }
    }
    HttpRequest.Builder schemas =
        HttpRequest.newBuilder(URI.create(kizuna.schemaRegistry + "/subjects"));
    for (String method : List.of("GET", "DELETE")) {
      HttpRequest asked = schemas.method(method, HttpRequest.BodyPublishers.noBody()).build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(asked, HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(401);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kizuna.data)))
        .isEqualTo("rwx------");
  }

  /** In arguments and environments of all processes, logs, health, metrics and error pages. */
  @Test
  void noSecretIsShownAnywhere() throws Exception {
    Map<String, String> secrets = secrets();
    String password = Files.readString(kizuna.data.resolve("identity/password")).strip();
    secrets.put("password of the demonstration", password);
    secrets.put("a token that is refused", "planted-" + UUID.randomUUID());
    secrets.put("a password that is refused", "planted-" + UUID.randomUUID());
    String token = secrets.get("a token that is refused");
    String basic = "desk-wajima:" + secrets.get("a password that is refused");
    String credentials = Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
    secrets.put("the same, encoded", credentials);

    Map<String, String> texts = new TreeMap<>();
    for (String path : List.of("/api/ledger", "/nowhere", "/api/requests/none")) {
      for (String proof : List.of("Bearer " + token, "Basic " + credentials)) {
        for (String accept : List.of("text/html", "application/json")) {
          texts.put(
              path + " as " + proof.substring(0, 6) + accept,
              kizuna.refused(
                  HttpRequest.newBuilder(kizuna.uri(path))
                      .header("Authorization", proof)
                      .header("Accept", accept)));
        }
      }
    }
    texts.put("a report that is refused", kizuna.post("/api/offers", "{").body());
    texts.put("health", kizuna.get("/actuator/health").body());
    for (String part : List.of("streams", "producers")) {
      texts.put("metrics of " + part, kizuna.metrics(part));
      texts.put("health of " + part, kizuna.ofPart(part, "/actuator/health"));
      texts.put("an error of " + part, kizuna.ofPart(part, "/actuator/env"));
    }
    texts.put("metrics of the identity provider", kizuna.identityMetrics());
    for (Path shown : kizuna.shown()) {
      String text = new String(Files.readAllBytes(shown), StandardCharsets.ISO_8859_1);
      // up shows the password of the demonstration to whoever starts it.
      texts.put(shown.toString(), shown.endsWith("up.log") ? text.replace(password, "") : text);
    }

    assertThat(secrets).hasSizeGreaterThan(2 * Account.values().length + 8);
    assertThat(texts).hasSizeGreaterThan(25);
    texts.forEach(
        (place, text) ->
            secrets.forEach(
                (what, secret) ->
                    assertThat(text.contains(secret)).as("%s in %s", what, place).isFalse()));
  }

  /** What the installation keeps to itself, each with its name. */
  private Map<String, String> secrets() throws Exception {
    Map<String, String> secrets = new TreeMap<>();
    for (String line : Files.readAllLines(kizuna.data.resolve("accounts/secrets.properties"))) {
      if (line.contains("=")) {
        secrets.put(
            "account " + line.substring(0, line.indexOf('=')),
            line.substring(line.indexOf('=') + 1));
      }
    }
    assertThat(secrets).hasSize(2 * Account.values().length);
    Path identity = kizuna.data.resolve("identity");
    for (String file : List.of("door-secret", "sealing-key")) {
      secrets.put(file, Files.readString(identity.resolve(file)).strip());
    }
    JsonMapper json = JsonMapper.shared();
    secrets.put(
        "operator's key",
        json.readTree(Files.readString(identity.resolve("operator.json")))
            .path("clientSecret")
            .asString());
    secrets.put(
        "signing key",
        json.readTree(Files.readString(identity.resolve("signing-key.json"))).path("d").asString());
    secrets.put("access token", kizuna.accessToken());
    assertThat(secrets.values()).doesNotHaveDuplicates().allMatch(secret -> secret.length() > 8);
    return secrets;
  }

  @Test
  void aTracedReportIsOneTraceFromTheDoorToTheFrameAtAViewer() throws Exception {
    String trace = newTrace();
    try (ViewerStream viewer = kizuna.stream()) {
      await("the snapshot").until(() -> viewer.said().contains("event: snapshot"));
      HttpResponse<String> receipt =
          kizuna.send(tracedOffer(trace).header("Content-Type", "application/json"));
      assertThat(receipt.statusCode()).as("%s", receipt.body()).isEqualTo(202);
      await("its spans")
          .untilAsserted(
              () ->
                  assertThat(WholePlatform.TRACES.of(trace))
                      .extracting(TraceReceiver.Span::name)
                      .contains(
                          "http post",
                          "http post /api/offers",
                          "report STAFF_OFFERED",
                          "decide",
                          "show",
                          "frame"));
      await("the frame itself").until(() -> viewer.said().contains("event: change"));
    }
    TraceReceiver.Span door = span(trace, "http post");
    TraceReceiver.Span http = span(trace, "http post /api/offers");
    TraceReceiver.Span report = span(trace, "report STAFF_OFFERED");
    TraceReceiver.Span decide = span(trace, "decide");
    TraceReceiver.Span show = span(trace, "show");
    assertThat(door.parent()).isEqualTo(CALLER);
    assertThat(http.parent()).isEqualTo(door.id());
    assertThat(WholePlatform.TRACES.of(trace)).anyMatch(one -> one.id().equals(report.parent()));
    assertThat(decide.parent()).isEqualTo(report.id());
    assertThat(show.parent()).isEqualTo(decide.id());
    assertThat(span(trace, "frame").parent()).isEqualTo(show.id());
    assertThat(kizuna.verify()).isZero();
  }

  @Test
  void aReportThatTheDoorRefusesHasItsSpanAndNoOther() throws Exception {
    String trace = newTrace();
    HttpResponse<String> refused =
        kizuna.send(
            tracedOffer(trace)
                .header("Content-Type", "text/plain")
                .header("Origin", "http://elsewhere.example"));
    assertThat(refused.statusCode()).as("%s", refused.body()).isEqualTo(403);
    await("its span").until(() -> !WholePlatform.TRACES.of(trace).isEmpty());
    assertThat(WholePlatform.TRACES.of(trace))
        .extracting(TraceReceiver.Span::name)
        .containsExactly("http post");
  }

  private static String newTrace() {
    return "%032x".formatted(new Random().nextLong() | 1);
  }

  private HttpRequest.Builder tracedOffer(String trace) {
    return HttpRequest.newBuilder(kizuna.uri("/api/offers"))
        .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                JsonMapper.shared()
                    .writeValueAsString(
                        offer("traced-" + trace.substring(24), SHINJUKU, "SCHOOL_SUPPORT", 1))));
  }

  private static TraceReceiver.Span span(String trace, String name) {
    return WholePlatform.TRACES.of(trace).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void statusSaysHowEverythingIs() throws Exception {
    accepted(kizuna.report("/api/offers", offer("decided", SHINJUKU, "SCHOOL_SUPPORT", 1)));
    StringWriter out = new StringWriter();
    int code =
        PlatformProcess.command(
            out, "status", "--json", "--data", kizuna.data.toString(), "--url", url());
    JsonNode status = JsonMapper.shared().readTree(out.toString());
    assertThat(status.path("wrong")).as("%s", out).isEmpty();
    assertThat(code).isZero();
    assertThat(status.path("launcher").asString()).isEqualTo("RUNNING");
    assertThat(status.path("parts").path("streams").asString()).isEqualTo("UP");
    assertThat(status.path("lastDecision").asString()).startsWith("20");
  }

  private String url() {
    return "http://localhost:" + kizuna.port;
  }

  // Reports.

  /**
   * A disaster of this name with one request and its one dispatch, confirmed; the disaster's id.
   */
  private String confirmed(String name, String lender, String task) throws Exception {
    String disaster = "tango-" + name;
    accepted(kizuna.report("/api/disasters", declaration(disaster, MAIZURU)));
    accepted(kizuna.report("/api/requests", request("r-" + name, disaster, task, 3)));
    accepted(kizuna.report("/api/offers", offer("o-" + name, lender, task, 3)));
    accepted(kizuna.report("/api/dispatches/r-" + name + "-1/confirm", Map.of()));
    assertThat(ledger("r-" + name)).containsExactly("CONFIRMED 3");
    return disaster;
  }

  /** State and heads of a request's dispatches, the first wave first. */
  private List<String> ledger(String request) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    List<JsonNode> rows = new ArrayList<>();
    kizuna.json("/api/ledger?limit=100&request=" + request).path("rows").forEach(rows::add);
    rows.stream()
        .sorted(java.util.Comparator.comparing(r -> r.path("dispatchId").asString()))
        .forEach(r -> lines.add(r.path("state").asString() + " " + r.path("headCount").asInt()));
    return lines;
  }

  // Rubbish.

  /** Facts of the live log as they lie there. */
  private List<byte[]> goodRecords() {
    List<byte[]> good = new ArrayList<>();
    Topics live = Topics.of(Namespace.LIVE);
    for (int p = 0; p < live.intake.partitions(); p++) {
      try (CommittedLog log =
          new CommittedLog(kizuna.kafka(Account.LAUNCHER), live.intake.name(), p)) {
        log.forEachRemaining(r -> good.add(r.value()));
      }
    }
    return good;
  }

  /** What cannot be a fact, in eight ways. */
  private static byte[] rubbish(int i, byte[] good, Random random) {
    byte[] bytes = good.clone();
    switch (i % 8) {
      case 0 -> bytes = new byte[0];
      case 1 -> bytes = new byte[] {0, 0, 0};
      case 2 -> bytes[0] = 7;
      case 3 -> ByteBuffer.wrap(bytes).putInt(1, 99_999 + i);
      case 4 -> bytes = java.util.Arrays.copyOf(good, 6 + random.nextInt(good.length - 7));
      case 5 -> bytes = "これは Avro ではありません".getBytes(StandardCharsets.UTF_8);
      case 6 -> {
        bytes = java.util.Arrays.copyOf(good, good.length + 3);
        bytes[good.length] = 1;
      }
      default -> {
        // A string that claims to be two gigabytes long.
        bytes = java.util.Arrays.copyOf(good, 11);
        java.util.Arrays.fill(bytes, 5, 9, (byte) -2);
        bytes[9] = 0xf;
      }
    }
    return bytes;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kizuna.kafka(Account.LAUNCHER).settings(),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * Records of the live log but the ticks of its clock, rubbish included; none may come from a
   * drill.
   */
  private long liveFacts() {
    Topics live = Topics.of(Namespace.LIVE);
    WireFormat<Fact> format = WireFormat.of(live.intake, kizuna.registry(Account.STREAMS));
    long count = 0;
    for (byte[] value : goodRecords()) {
      try {
        Fact fact = format.decode(value);
        assertThat(fact.getMode()).isEqualTo(OperationMode.ACTUAL);
        count += fact.getKind() == FactKind.TIME_PASSED ? 0 : 1;
      } catch (UnreadableRecord e) {
        count++;
      }
    }
    return count;
  }

  // Commands.

  private String cli(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--url");
    all.add("http://localhost:" + kizuna.port);
    all.addAll(List.of("--data", kizuna.data.toString()));
    if (!all.contains("--lang")) {
      all.addAll(List.of("--lang", "en"));
    }
    StringWriter out = new StringWriter();
    assertThat(PlatformProcess.command(out, all.toArray(String[]::new))).as("%s", out).isZero();
    return out.toString();
  }

  private JsonNode drill(String speed) {
    StringWriter out = new StringWriter();
    int code =
        PlatformProcess.command(
            out,
            "drill",
            "run",
            "first-hour",
            "--json",
            "--speed",
            speed,
            "--data",
            kizuna.data.toString());
    assertThat(code).as("%s", out).isZero();
    return JsonMapper.shared().readTree(out.toString());
  }

  private static String run(JsonNode summary) {
    return summary.path("namespace").asString().substring("drill.".length());
  }
}
