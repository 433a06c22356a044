package kizuna.infra.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.host.Ports;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.UserError;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node) in this JVM, on the loopback address only, with its data in
 * a folder: formatted at the first start, continued at every later one, also after a kill.
 *
 * <p>It answers accounts only, each within its {@link Permissions}. Their secrets lie in a folder
 * beside its data and are told to it at every start, so that data of an earlier version, which knew
 * no accounts, goes on as it is.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int NODE_ID = 1;
  private static final long FOR_GOOD = -1;
  private static final long ANSWER_SECONDS = 20;
  private static final long LOOK_AGAIN_MILLIS = 20;

  /** The fewest that Kafka takes: they slow down guessing, and nobody guesses 256 random bits. */
  private static final int ITERATIONS = 4096;

  private final KafkaRaftServer server;
  private final int port;
  private final String clusterId;
  private final Accounts accounts;
  private final @Nullable Path temporary;

  private EmbeddedBroker(
      KafkaRaftServer server,
      int port,
      String clusterId,
      Accounts accounts,
      @Nullable Path temporary) {
    this.server = server;
    this.port = port;
    this.clusterId = clusterId;
    this.accounts = accounts;
    this.temporary = temporary;
  }

  /** A broker on a free port with a folder that is deleted when it is closed. */
  public static EmbeddedBroker temporary() {
    try {
      Path folder = Files.createTempDirectory("kizuna-broker-");
      Path data = folder.resolve("broker");
      return start(data, 0, Optional.empty(), Accounts.beside(data), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a broker on the data of a folder.
   *
   * @param folder its data; made at the first start
   * @param port port of the clients' listener; 0 for any that is free
   */
  public static EmbeddedBroker start(Path folder, int port) {
    return start(folder, port, Optional.empty());
  }

  /**
   * Starts a broker on the data of a folder that must belong to a known cluster.
   *
   * @param expectedCluster the id that the data must carry; empty if any will do
   */
  public static EmbeddedBroker start(Path folder, int port, Optional<String> expectedCluster) {
    return start(folder, port, expectedCluster, Accounts.beside(folder), null);
  }

  /**
   * The same with accounts that are known already.
   *
   * @param accounts who may use it
   */
  public static EmbeddedBroker start(
      Path folder, int port, Optional<String> expectedCluster, Accounts accounts) {
    return start(folder, port, expectedCluster, accounts, null);
  }

  private static EmbeddedBroker start(
      Path folder,
      int port,
      Optional<String> expectedCluster,
      Accounts accounts,
      @Nullable Path temporary) {
    int clients = port == 0 ? Ports.free() : port;
    if (port != 0) {
      Ports.demandFree(port, "broker", "--broker-port");
    }
    Path data = folder.toAbsolutePath().normalize();
    String clusterId = existingCluster(data).orElse("");
    if (clusterId.isEmpty()) {
      if (expectedCluster.isPresent()) {
        throw new UserError(
            "expected the broker's log of cluster "
                + expectedCluster.get()
                + " in "
                + data
                + ", but the folder is empty; put it back from a backup, or begin anew with another --data DIR.");
      }
      clusterId = format(data);
    } else if (expectedCluster.isPresent() && !expectedCluster.get().equals(clusterId)) {
      throw new UserError(
          "expected the broker's log of cluster "
              + expectedCluster.get()
              + " in "
              + data
              + ", but it belongs to cluster "
              + clusterId
              + "; put the right one back, or begin anew with another --data DIR.");
    }

    String address = Ports.LOOPBACK + ":" + clients;
    accounts.writeBroker(address);
    Inside inside = new Inside(Ports.free(), Ports.free(), PrivateFiles.newSecret());
    KafkaRaftServer server = boot(data, clients, inside);
    try {
      tell(inside, accounts);
      assertTransactionVersion(accounts.cluster(Account.LAUNCHER, address));
      return new EmbeddedBroker(server, clients, clusterId, accounts, temporary);
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  /**
   * The listeners on which the node talks with itself and is told the accounts. They are there
   * before any account is known, so they have a secret of their own, made for this one run and
   * written nowhere.
   */
  private record Inside(int controllerPort, int brokerPort, String secret) {

    String login() {
      String launcher = Account.LAUNCHER.id();
      return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
          + launcher
          + "\" password=\""
          + secret
          + "\" user_"
          + launcher
          + "=\""
          + secret
          + "\";";
    }
  }

  private static KafkaRaftServer boot(Path data, int clients, Inside inside) {
    try {
      KafkaRaftServer server =
          new KafkaRaftServer(new KafkaConfig(settings(data, clients, inside), false), Time.SYSTEM);
      server.startup(); // stops what it began if it fails
      return server;
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(EmbeddedBroker.class).error("the broker cannot start on {}", data, e);
      throw new UserError(
          "expected a readable broker log in "
              + data
              + ", but the broker cannot start on it ("
              + e.getMessage()
              + "); put the folder back from a backup, or begin anew with another --data DIR.",
          e);
    }
  }

  /** The cluster that the data in a folder belongs to; empty if there is none yet. */
  private static Optional<String> existingCluster(Path data) {
    try {
      if (!Files.exists(data) || isEmpty(data)) {
        return Optional.empty();
      }
      Path meta = data.resolve("meta.properties");
      Properties properties = new Properties();
      if (Files.exists(meta)) {
        try (InputStream in = Files.newInputStream(meta)) {
          properties.load(in);
        }
      }
      String id = properties.getProperty("cluster.id");
      if (id == null
          || id.isBlank()
          || !Integer.toString(NODE_ID).equals(properties.getProperty("node.id"))) {
        throw new UserError(
            "expected the cluster's id in "
                + meta
                + ", but the file is missing or damaged; put the folder back from a backup, or begin anew with another --data DIR.");
      }
      LogCheck.demandReadable(data);
      return Optional.of(id);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "expected a readable broker log in "
              + data
              + ", but it cannot be read; check its owner and disk, or begin anew with another --data DIR.",
          e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Formats beside the folder, then renames: a kill in between leaves no half-made log. */
  private static String format(Path data) {
    String clusterId = Uuid.randomUuid().toString();
    Path draft = data.resolveSibling(data.getFileName() + ".formatting");
    try {
      deleteTree(draft);
      Files.createDirectories(draft);
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE_ID)
          .setClusterId(clusterId)
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(draft.toString()))
          .setMetadataLogDirectory(draft.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          // With one replica there is no other to elect: after a kill its own log is the right one.
          .setFeatureLevel("eligible.leader.replicas.version", (short) 0)
          .run();
      deleteTree(data);
      Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
      return clusterId;
    } catch (Exception e) {
      throw new UserError(
          "expected to make a broker log in "
              + data
              + ", but it failed ("
              + e.getMessage()
              + "); check the disk, or choose another with --data DIR.",
          e);
    }
  }

  private static Properties settings(Path data, int clients, Inside inside) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(NODE_ID));
    p.put(
        "controller.quorum.voters", NODE_ID + "@" + Ports.LOOPBACK + ":" + inside.controllerPort());
    p.put(
        "listeners",
        listener("CLIENTS", clients)
            + ","
            + listener("INSIDE", inside.brokerPort())
            + ","
            + listener("CONTROLLER", inside.controllerPort()));
    p.put(
        "advertised.listeners",
        listener("CLIENTS", clients) + "," + listener("INSIDE", inside.brokerPort()));
    p.put(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,INSIDE:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    p.put("listener.name.clients.sasl.enabled.mechanisms", Accounts.MECHANISM);
    p.put(
        "listener.name.clients."
            + Accounts.MECHANISM.toLowerCase(Locale.ROOT)
            + ".sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    for (String name : List.of("inside", "controller")) {
      p.put("listener.name." + name + ".sasl.enabled.mechanisms", "PLAIN");
      p.put("listener.name." + name + ".plain.sasl.jaas.config", inside.login());
    }
    p.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    p.put("sasl.mechanism.controller.protocol", "PLAIN");
    // What is not allowed by name is denied.
    p.put("authorizer.class.name", StandardAuthorizer.class.getName());
    p.put("super.users", Permissions.principal(Account.LAUNCHER));
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "INSIDE");
    p.put("log.dirs", data.toString());

    // Topics come from the catalogue only: a misspelt name is an error, not a new topic.
    p.put("auto.create.topics.enable", "false");
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("group.initial.rebalance.delay.ms", "0");

    // The system may rest for months between disasters: nothing is forgotten meanwhile.
    p.put("log.retention.ms", Long.toString(FOR_GOOD));
    p.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    // Drills replay other times than now.
    p.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));

    // After a kill the old registration of this one broker must lapse before it may come back.
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "500");

    // Small machine: the defaults are made for a server of its own.
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("background.threads", "2");
    p.put("num.recovery.threads.per.data.dir", "2");
    p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
    p.put("log.segment.bytes", Integer.toString(256 * 1024 * 1024));
    p.put("log.index.size.max.bytes", Integer.toString(2 * 1024 * 1024));
    p.put("socket.request.max.bytes", Integer.toString(32 * 1024 * 1024));
    return p;
  }

  private static String listener(String name, int port) {
    return name + "://" + Ports.LOOPBACK + ":" + port;
  }

  /** Tells the cluster the accounts and what they may do. */
  private static void tell(Inside inside, Accounts accounts) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            Ports.LOOPBACK + ":" + inside.brokerPort(),
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            inside.login());
    List<UserScramCredentialAlteration> known =
        Arrays.stream(Account.values())
            .<UserScramCredentialAlteration>map(
                account ->
                    new UserScramCredentialUpsertion(
                        account.id(),
                        new ScramCredentialInfo(
                            ScramMechanism.fromMechanismName(Accounts.MECHANISM), ITERATIONS),
                        accounts.kafkaSecret(account)))
            .toList();
    try (Admin admin = Admin.create(settings)) {
      admin.alterUserScramCredentials(known).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      Set<AclBinding> wanted = Permissions.of(Topics.of(Namespace.LIVE));
      Set<AclBinding> there =
          Set.copyOf(
              admin
                  .describeAcls(AclBindingFilter.ANY)
                  .values()
                  .get(ANSWER_SECONDS, TimeUnit.SECONDS));
      List<AclBindingFilter> tooMuch =
          there.stream()
              .filter(Permissions::isOurs)
              .filter(binding -> !wanted.contains(binding))
              .map(AclBinding::toFilter)
              .toList();
      if (!tooMuch.isEmpty()) {
        admin.deleteAcls(tooMuch).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      }
      List<AclBinding> missing = wanted.stream().filter(b -> !there.contains(b)).toList();
      if (!missing.isEmpty()) {
        admin.createAcls(missing).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not take its accounts", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits until the broker knows its accounts, which it learns from the controller, and asserts
   * version 2 of its transactions: before, a late commit could hit a later transaction.
   */
  private static void assertTransactionVersion(KafkaCluster cluster) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    while (true) {
      try {
        assertTransactionVersionNow(cluster);
        return;
      } catch (SaslAuthenticationException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
      }
    }
  }

  private static void assertTransactionVersionNow(KafkaCluster cluster) {
    try (Admin admin = Admin.create(cluster.settings())) {
      FinalizedVersionRange range =
          admin
              .describeFeatures()
              .featureMetadata()
              .get(ANSWER_SECONDS, TimeUnit.SECONDS)
              .finalizedFeatures()
              .get("transaction.version");
      if (range == null || range.maxVersionLevel() < 2) {
        throw new UserError(
            "expected transaction.version 2 for the broker's cluster, but "
                + (range == null ? "none is set" : range.maxVersionLevel())
                + "; raise it with kafka-features.sh upgrade --feature transaction.version=2.");
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SaslAuthenticationException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("the broker does not answer", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The address for clients. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  /** The cluster as the program of an account reaches it. */
  public KafkaCluster cluster(Account account) {
    return accounts.cluster(account, bootstrapServers());
  }

  /** Its accounts and their secrets. */
  public Accounts accounts() {
    return accounts;
  }

  public int port() {
    return port;
  }

  public String clusterId() {
    return clusterId;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    if (temporary != null) {
      deleteTree(temporary);
    }
  }

  private static void deleteTree(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
