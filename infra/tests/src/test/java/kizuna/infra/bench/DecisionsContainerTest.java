package kizuna.infra.bench;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.infra.WholePlatform;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.containers.FaultyLine;
import kizuna.infra.containers.NeedsContainers;
import kizuna.infra.containers.StockContainers;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.PostgresDatabases;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.ledger.projection.LedgerConsumers;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.verify.LogRepair;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The decisions on a stock Kafka in a container and the read model in a stock PostgreSQL in
 * another: what reports lead to, and what faults of the line between leave of it.
 */
@NeedsContainers
@Order(WholePlatform.BESIDE)
class DecisionsContainerTest {

  private static final int LEDGER_ROWS = 1_000;

  /** Limits so short that a fault of seconds is longer than each of them. */
  private static final Map<String, Object> SHORT =
      Map.of(
          "consumer.session.timeout.ms", 6_000,
          "consumer.request.timeout.ms", 2_000,
          "consumer.default.api.timeout.ms", 4_000,
          "producer.request.timeout.ms", 1_500,
          "admin.request.timeout.ms", 1_000,
          "admin.default.api.timeout.ms", 2_000);

  private static final Duration FAULT = Duration.ofSeconds(5);

  /** Each look reads the whole log. */
  private static final Duration READING = Duration.ofMillis(300);

  @TempDir static Path folder;

  private final FaultyLine line = StockContainers.line();
  private final SchemaRegistry registry = new InMemoryRegistry();

  private static KafkaCluster straight() {
    return KafkaCluster.open(StockContainers.kafka().getBootstrapServers());
  }

  private KafkaCluster overTheLine() {
    return KafkaCluster.open("127.0.0.1:" + line.port());
  }

  /** Decided on Kafka, shown from PostgreSQL: the same as the embedded database shows. */
  @Test
  void whatIsReportedIsDecidedOnceAndShownAlikeFromPostgreSql() {
    Namespace drill = Namespace.drill("in-containers");
    Site site = new Site(drill, straight());
    PostgreSQLContainer postgres = StockContainers.postgres();
    try (DecisionEngine engine = site.engine(Map.of());
        LedgerDatabases server =
            new PostgresDatabases(
                postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
        LedgerDatabases files = new SqliteDatabases(folder.resolve("ledger"));
        Admin admin = Admin.create(straight().settings())) {
      engine.start();
      site.report(4);
      try (LedgerProjection onServer =
              new LedgerConsumers(straight(), registry, admin, server, RecordTraces.OFF)
                  .project(drill);
          LedgerProjection inFiles =
              new LedgerConsumers(straight(), registry, admin, files, RecordTraces.OFF)
                  .project(drill)) {
        site.report(4);
        site.demandWhole();

        await("both read everything").until(() -> site.isShown(onServer) && site.isShown(inFiles));
        assertThat(onServer.view().figures().networks())
            .isEqualTo(inFiles.view().figures().networks())
            .hasSize(1);
        assertThat(onServer.view().dispatches().page(LedgerQuery.ALL, null, LEDGER_ROWS).rows())
            .isEqualTo(inFiles.view().dispatches().page(LedgerQuery.ALL, null, LEDGER_ROWS).rows())
            .isNotEmpty();
      }
    }
  }

  @Test
  void aLineThatIsSlowOrCutLosesNothingAndDecidesNothingTwice() throws Exception {
    Site site = new Site(Namespace.drill("faulty-line"), overTheLine());
    try (DecisionEngine engine = site.engine(SHORT)) {
      engine.start();
      site.report(2);

      line.slow(Duration.ofMillis(40));
      site.report(1);
      line.mend();

      // Reports come all the while, by another way; the decider alone is cut off.
      line.cut();
      site.send(1);
      TimeUnit.MILLISECONDS.sleep(FAULT.toMillis());
      line.mend();
      site.awaitDecided(engine);

      site.report(1);
      assertThat(engine.state()).isEqualTo(DecisionEngine.State.RUNNING);
      site.demandWhole();
    }
  }

  /**
   * With the limits of a real decider: it gives every dead connection up within seconds. With
   * Kafka's own limits it decided nothing for more than three minutes.
   */
  @Test
  void connectionsWhoseOtherSideIsGoneAreGivenUp() throws Exception {
    Site site = new Site(Namespace.drill("dead-line"), overTheLine());
    try (DecisionEngine engine = site.engine(Map.of())) {
      engine.start();
      site.report(2);

      line.halfOpen();
      site.send(1);
      TimeUnit.MILLISECONDS.sleep(FAULT.toMillis());
      line.mend();

      site.awaitDecided(engine);
      site.demandWhole();
    }
  }

  @Test
  void aDatabaseBehindADeadLineIsReachedAnewAndShowsEverything() throws Exception {
    Site site = new Site(Namespace.drill("dead-database"), straight());
    PostgreSQLContainer postgres = StockContainers.postgres();
    URI server = URI.create(postgres.getJdbcUrl().substring("jdbc:".length()));
    try (FaultyLine toDatabase =
            new FaultyLine(() -> new InetSocketAddress(server.getHost(), server.getPort()));
        DecisionEngine engine = site.engine(Map.of());
        LedgerDatabases databases =
            new PostgresDatabases(
                "jdbc:postgresql://127.0.0.1:" + toDatabase.port() + server.getPath(),
                postgres.getUsername(),
                postgres.getPassword());
        Admin admin = Admin.create(straight().settings())) {
      engine.start();
      site.report(2);
      try (LedgerProjection shown =
          new LedgerConsumers(straight(), registry, admin, databases, RecordTraces.OFF)
              .project(site.topics.namespace())) {
        await("what was decided is shown").until(() -> site.isShown(shown));

        toDatabase.halfOpen();
        site.report(1);
        toDatabase.mend();

        await("what was decided meanwhile is shown")
            .ignoreExceptions() // reads fail until the dead connections are given up
            .until(() -> site.isShown(shown));
      }
    }
  }

  /** A log of its own on the container. */
  private final class Site {
    private final Topics topics;
    private final TopicSerdes formats;
    private final KafkaCluster deciders;
    private final Workload workload = new Workload(1).setUp();
    private int sent;

    /**
     * @param deciders the cluster as the engine reaches it
     */
    Site(Namespace namespace, KafkaCluster deciders) {
      this.topics = Topics.of(namespace);
      this.formats = TopicSerdes.of(topics, registry);
      this.deciders = deciders;
      Provisioning.provision(straight(), topics);
    }

    DecisionEngine engine(Map<String, Object> limits) {
      return new DecisionEngine(
          topics,
          registry,
          DecisionEngine.Settings.of(deciders, folder.resolve(topics.namespace().drillId()))
              .with(new HashMap<>(limits)),
          partition -> new LogRepair(topics, registry, straight()).restoreState(partition));
    }

    void send(int tens) {
      workload.tens(tens);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              straight().settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
        for (Fact fact : workload.take()) {
          fact.put(fact.getSchema().getField("mode").pos(), OperationMode.EXERCISE);
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topics.intake.name(),
                      fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
                      formats.facts().encode(fact)));
          sent++;
        }
      }
    }

    void report(int tens) {
      send(tens);
      awaitDecided();
    }

    void awaitDecided() {
      await(sent + " decisions in " + topics.namespace().name())
          .pollInterval(READING)
          .until(() -> verify().decisions() >= sent);
    }

    /** The same; a failure names the state of the engine. */
    void awaitDecided(DecisionEngine engine) {
      await(sent + " decisions in " + topics.namespace().name())
          .pollInterval(READING)
          .untilAsserted(
              () ->
                  assertThat(verify().decisions())
                      .as("the engine is %s", engine.state())
                      .isGreaterThanOrEqualTo(sent));
    }

    boolean isShown(LedgerProjection projection) {
      return projection.view().figures().networks().stream()
              .mapToLong(network -> network.sums().decisions())
              .sum()
          == sent;
    }

    private Verification verify() {
      return new Verifier(topics, registry).verify(straight(), facts -> {});
    }

    /** Each report decided once, in one chain, as the log decided again gives it. */
    void demandWhole() {
      Verification v = verify();
      assertThat(v.difference()).isEmpty();
      assertThat(v.decisions()).isEqualTo(sent);
    }
  }
}
