package kizuna.infra.bench;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.broker.BrokerProcess;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pair of deciders of the previous release is replaced by a pair of this one, one after the
 * other, while facts flow. OPERATIONS says how the previous release is built for it.
 */
@EnabledIfSystemProperty(
    named = RollingUpgradeTest.PREVIOUS,
    matches = ".+",
    disabledReason = "needs a clone in which the previous release is built")
class RollingUpgradeTest {

  /** The folder of that clone. */
  static final String PREVIOUS = "kizuna.previous";

  private static final int NETWORKS = 8;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int FAILED = 70;

  @TempDir private Path folder;

  private final Topics topics = Topics.of(Namespace.LIVE);
  private final List<Process> processes = new ArrayList<>();
  private final AtomicBoolean flowing = new AtomicBoolean(true);
  private final AtomicInteger sent = new AtomicInteger();

  /** Members of the group that were waited for. */
  private final Set<String> earlier = new HashSet<>();

  @AfterEach
  void end() {
    flowing.set(false);
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void aPairIsUpgradedWhileFactsFlowAndAnOlderOneNeverTakesBackWhatANewerOneStored()
      throws Exception {
    int port = Ports.free();
    broker(port);
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
      Accounts accounts = Accounts.beside(folder.resolve("broker"));
      accounts.writeBroker(Ports.LOOPBACK + ":" + port);
      accounts.writeRegistry(registry.url());
      KafkaCluster launcher = accounts.cluster(Account.LAUNCHER, Ports.LOOPBACK + ":" + port);
      Provisioning.provision(launcher, topics);
      String previous = classPath(Path.of(System.getProperty(PREVIOUS, "")));
      String present = Installation.here().classPath("streams");

      Process a = decider(previous, "a", accounts);
      Process b = decider(previous, "b", accounts);
      SchemaRegistry schemas = registry.client(Account.LAUNCHER);
      CompletableFuture<Void> facts =
          CompletableFuture.runAsync(() -> report(launcher, TopicSerdes.of(topics, schemas)));
      try (Admin admin = Admin.create(launcher.settings())) {
        awaitDeciding(admin, "a");
        awaitDeciding(admin, "b");

        stop(b);
        b = decider(present, "b", accounts);
        awaitDeciding(admin, "b");
        say("one of each release decides");

        b.destroyForcibly().waitFor();
        assertThat(a.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("a ends").isTrue();
        assertThat(a.exitValue()).isEqualTo(FAILED);
        assertThat(Files.readString(log("a")))
            .contains("NewerStateException", "start the release that has these rules");
        say("the older one refused the state of the newer one and ended");

        b = decider(present, "b", accounts);
        awaitDeciding(admin, "b");
        a = decider(present, "a", accounts);
        awaitDeciding(admin, "a");
        say("both are of this release");
      }
      flowing.set(false);
      facts.join();
      demandWhole(launcher, schemas);
    }
  }

  private void broker(int port) throws IOException {
    Process broker =
        new ProcessBuilder(
                Installation.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.resolve("broker").toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(broker);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).startsWith(BrokerProcess.READY);
  }

  /** Of a clone that {@code mvn package} has built. */
  private static String classPath(Path clone) throws IOException {
    Path target = clone.toAbsolutePath().resolve("streams/target");
    return target.resolve("classes")
        + ":"
        + Files.readString(target.resolve("runtime.classpath")).strip();
  }

  /** The application of a release as OPERATIONS says that it is started on a machine of its own. */
  private Process decider(String classPath, String name, Accounts accounts) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Installation.java(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            "kizuna.streams.StreamsApplication");
    builder
        .environment()
        .putAll(
            Map.of(
                "KIZUNA_KAFKA_PROPERTIES",
                accounts.clientFile(Account.STREAMS).toString(),
                "KIZUNA_BOOTSTRAP_SERVERS",
                accounts.client(Account.STREAMS).bootstrapServers().orElseThrow(),
                "KIZUNA_SCHEMA_REGISTRY",
                accounts.client(Account.STREAMS).schemaRegistry().orElseThrow(),
                "KIZUNA_STATE_DIR",
                folder.resolve("state-" + name).toString(),
                "KIZUNA_INSTANCE",
                name,
                "KIZUNA_STANDBYS",
                "1",
                "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLICKEYLOCATION",
                publicKey().toUri().toString(),
                "SERVER_PORT",
                Integer.toString(Ports.free())));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
            .start();
    processes.add(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private Path publicKey() throws Exception {
    Path file = folder.resolve("key.pem");
    if (!Files.exists(file)) {
      byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic().getEncoded();
      Files.writeString(
          file,
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
              + "\n-----END PUBLIC KEY-----\n");
    }
    return file;
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Waits for the process that was started last: each start is another member of the group. */
  private void awaitDeciding(Admin admin, String name) throws Exception {
    await(name + " decides partitions; its log: " + log(name))
        .atMost(LIMIT)
        .until(
            () ->
                members(admin).stream()
                    .filter(m -> m.groupInstanceId().orElse("").startsWith(name))
                    .filter(m -> !m.assignment().topicPartitions().isEmpty())
                    .anyMatch(m -> earlier.add(m.consumerId())));
    int before = sent.get();
    await("facts flow").atMost(LIMIT).until(() -> sent.get() > before + 10 * NETWORKS);
    Map<TopicPartition, Long> end = ends(admin);
    await("what came until now is decided, and its state committed")
        .atMost(LIMIT)
        .until(
            () -> {
              Map<TopicPartition, OffsetAndMetadata> decided =
                  admin
                      .listConsumerGroupOffsets(topics.namespace().applicationId())
                      .partitionsToOffsetAndMetadata()
                      .get();
              return end.entrySet().stream()
                  .allMatch(
                      e -> {
                        OffsetAndMetadata to = decided.get(e.getKey());
                        return e.getValue() == 0 || to != null && to.offset() >= e.getValue();
                      });
            });
  }

  private Map<TopicPartition, Long> ends(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int p = 0; p < topics.intake.partitions(); p++) {
      asked.put(new TopicPartition(topics.intake.name(), p), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(asked).all().get().forEach((p, found) -> ends.put(p, found.offset()));
    return ends;
  }

  private Collection<MemberDescription> members(Admin admin) throws Exception {
    return admin
        .describeConsumerGroups(List.of(topics.namespace().applicationId()))
        .all()
        .get()
        .values()
        .iterator()
        .next()
        .members();
  }

  private void report(KafkaCluster cluster, TopicSerdes formats) {
    Workload workload = new Workload(NETWORKS).at(Instant.now().minus(Duration.ofHours(2))).setUp();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            cluster.settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      while (flowing.get()) {
        workload.tens(NETWORKS);
        for (Fact fact : workload.take()) {
          producer
              .send(
                  new ProducerRecord<>(
                      topics.intake.name(),
                      fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
                      formats.facts().encode(fact)))
              .get();
          sent.incrementAndGet();
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each fact has one decision, and the log decided again gives the same bytes. */
  private void demandWhole(KafkaCluster cluster, SchemaRegistry schemas) throws Exception {
    Verifier verifier = new Verifier(topics, schemas);
    await("all is decided")
        .atMost(LIMIT)
        .until(() -> verifier.verify(cluster, facts -> {}).undecided() == 0);
    Verification v = verifier.verify(cluster, facts -> {});
    say(v.facts() + " facts, " + v.decisions() + " decisions the same byte for byte");
    say(bytes("-changelog") / v.facts() + " bytes a fact in changelogs, before compaction");
    say(bytes("kizuna.live.") / v.facts() - bytes("-changelog") / v.facts() + " in topics");
    assertThat(v.difference()).isEmpty();
    assertThat(v.deadLetters()).isZero();
    assertThat(v.decisions()).isEqualTo(v.facts()).isGreaterThanOrEqualTo(sent.get());
    TopicSerdes formats = TopicSerdes.of(topics, schemas);
    int own = 0;
    for (int p = 0; p < topics.matchDecisions.partitions(); p++) {
      try (CommittedLog log = new CommittedLog(cluster, topics.matchDecisions.name(), p)) {
        while (log.hasNext()) {
          MatchDecision decision = formats.decisions().decode(log.next().value());
          assertThat(decision.getOutcome()).isEqualTo(Outcome.ACCEPTED);
          own += decision.getFactKind() == FactKind.TIME_PASSED ? 0 : 1;
        }
      }
    }
    assertThat(own).isGreaterThanOrEqualTo(sent.get());
  }

  /** Of the log, in topics that have this in their names. */
  private long bytes(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("broker"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .filter(file -> String.valueOf(file.getParent()).contains(name))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static void say(String what) {
    System.out.println("rolling upgrade: " + what);
  }
}
