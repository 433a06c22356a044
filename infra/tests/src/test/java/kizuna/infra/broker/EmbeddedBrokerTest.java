package kizuna.infra.broker;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker keeps what it was given, and says in one sentence what it cannot work on. */
class EmbeddedBrokerTest {

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsThereAfterAStopAndAStart() throws Exception {
    Topics topics = Topics.of(Namespace.LIVE);
    String topic = topics.intake.name();
    Path data = folder.resolve("broker");
    String cluster;
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
      cluster = broker.clusterId();
      Provisioning.provision(broker.cluster(Account.LAUNCHER), topics);
      write(broker.cluster(Account.LAUNCHER), topic, List.of("declared", "requested"));
    }

    // As a folder of an earlier version, which knew no accounts: they are told at each start.
    Path accounts = folder.resolve("accounts");
    try (Stream<Path> files = Files.list(accounts)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo("rw-------");
        Files.delete(file);
      }
    }

    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0, Optional.of(cluster))) {
      write(broker.cluster(Account.LAUNCHER), topic, List.of("offered"));
      assertThat(read(broker.cluster(Account.LAUNCHER), topic, 3))
          .containsExactly("declared", "requested", "offered");
      assertThat(broker.clusterId()).isEqualTo(cluster);
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
    String topic = Topics.of(Namespace.LIVE).intake.name();
    Path data = folder.resolve("broker");
    int port = Ports.free();
    Process killed = brokerProcess(data, port);
    KafkaCluster address = Accounts.beside(data).cluster(Account.LAUNCHER, "127.0.0.1:" + port);
    Provisioning.provision(address, Topics.of(Namespace.LIVE));
    write(address, topic, List.of("declared", "requested"));
    killed.destroyForcibly().waitFor();

    try (EmbeddedBroker broker = EmbeddedBroker.start(data, port)) {
      write(address, topic, List.of("offered"));
      assertThat(read(address, topic, 3)).containsExactly("declared", "requested", "offered");
      assertThat(Provisioning.provision(address, Topics.of(Namespace.LIVE))).isEmpty();
      assertThat(broker.port()).isEqualTo(port);
    }
  }

  private static Process brokerProcess(Path data, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Installation.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                data.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).startsWith(BrokerProcess.READY);
    return process;
  }

  @Test
  void aBusyPortIsNamedWithTheOptionThatChoosesAnother() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("broker"), busy.getLocalPort()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("expected port " + busy.getLocalPort() + " to be free")
          .hasMessageContaining("--broker-port");
    }
  }

  @Test
  void aFolderOfAnotherClusterIsRefused() {
    Path data = folder.resolve("broker");
    EmbeddedBroker.start(data, 0).close();

    assertThatThrownBy(() -> EmbeddedBroker.start(data, 0, Optional.of("another")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expected the broker's log of cluster another")
        .hasMessageContaining("belongs to cluster");
  }

  @Test
  void aFolderThatLostItsClusterIdIsRefused() throws IOException {
    Path data = folder.resolve("broker");
    Files.createDirectories(data);
    Files.writeString(data.resolve("meta.properties"), "node.id=1\nversion=1\n");

    assertThatThrownBy(() -> EmbeddedBroker.start(data, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("meta.properties")
        .hasMessageContaining("from a backup");
  }

  @Test
  void aDamagedLogOfTheClusterIsRefused() throws IOException {
    Path data = folder.resolve("broker");
    EmbeddedBroker.start(data, 0).close();
    Files.writeString(data.resolve("bootstrap.checkpoint"), "no checkpoint at all");
    Files.writeString(data.resolve("meta.properties"), "cluster.id=x\nnode.id=1\nversion=99\n");

    assertThatThrownBy(() -> EmbeddedBroker.start(data, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expected a readable broker log in " + data);
  }

  @Test
  void damageInTheMiddleOfALogIsRefusedInsteadOfForgettingTheRest() throws Exception {
    String topic = Topics.of(Namespace.LIVE).intake.name();
    Path data = folder.resolve("broker");
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), Topics.of(Namespace.LIVE));
      write(broker.cluster(Account.LAUNCHER), topic, List.of("declared", "requested"));
    }
    String segment = "00000000000000000000.log";
    for (Path log : List.of(data.resolve("__cluster_metadata-0"), data.resolve(topic + "-0"))) {
      byte[] whole = Files.readAllBytes(log.resolve(segment));
      byte[] damaged = whole.clone();
      damaged[30] ^= 1;
      Files.write(log.resolve(segment), damaged);

      assertThatThrownBy(() -> EmbeddedBroker.start(data, 0))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(log.getFileName() + "/" + segment + " is damaged at byte 0");
      Files.write(log.resolve(segment), whole);
    }
  }

  @Test
  void aBatchThatAKillCutShortIsNoDamage() throws Exception {
    String topic = Topics.of(Namespace.LIVE).intake.name();
    Path data = folder.resolve("broker");
    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), Topics.of(Namespace.LIVE));
      write(broker.cluster(Account.LAUNCHER), topic, List.of("declared"));
    }
    Files.delete(data.resolve(".kafka_cleanshutdown")); // as after a kill
    Path segment = data.resolve(topic + "-0").resolve("00000000000000000000.log");
    byte[] whole = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(whole, 40), StandardOpenOption.APPEND);

    try (EmbeddedBroker broker = EmbeddedBroker.start(data, 0)) {
      write(broker.cluster(Account.LAUNCHER), topic, List.of("requested"));
      assertThat(read(broker.cluster(Account.LAUNCHER), topic, 2))
          .containsExactly("declared", "requested");
    }
  }

  @Test
  void anEmptyFolderIsNoSubstituteForALostLog() {
    assertThatThrownBy(
            () -> EmbeddedBroker.start(folder.resolve("broker"), 0, Optional.of("known")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("but the folder is empty");
  }

  private static void write(KafkaCluster cluster, String topic, List<String> values)
      throws Exception {
    try (Producer<String, String> producer =
        new KafkaProducer<>(cluster.settings(), new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, 0, "tokyo23", value)).get();
      }
    }
  }

  private static List<String> read(KafkaCluster cluster, String topic, int count) {
    Map<String, Object> settings = cluster.settings();
    settings.put("auto.offset.reset", "earliest");
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> values = new ArrayList<>();
      await(count + " records")
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                return values.size() >= count;
              });
      return values;
    }
  }
}
