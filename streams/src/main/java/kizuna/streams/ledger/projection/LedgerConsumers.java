package kizuna.streams.ledger.projection;

import java.util.Map;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.ledger.database.LedgerDatabases;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens projections on a broker and creates all their consumers. */
public final class LedgerConsumers {

  private static final int BATCH_BYTES = 4 << 20;
  private static final int ONE_RECORD_BYTES = 64 << 10;

  /**
   * Longest wait of the broker for records after the one that was read. The next record cannot be
   * requested before: with Kafka's default that is half a second.
   */
  private static final int ONE_RECORD_WAIT_MILLIS = 10;

  private final KafkaCluster cluster;
  private final SchemaRegistry registry;
  private final Admin admin;
  private final LedgerDatabases databases;
  private final RecordTraces traces;

  /**
   * @param admin identifies the log
   * @param databases contains the read models
   * @param traces records decisions that belong to a trace
   */
  public LedgerConsumers(
      KafkaCluster cluster,
      SchemaRegistry registry,
      Admin admin,
      LedgerDatabases databases,
      RecordTraces traces) {
    this.cluster = cluster;
    this.registry = registry;
    this.admin = admin;
    this.databases = databases;
    this.traces = traces;
  }

  /** The projection of a namespace, reading. */
  public LedgerProjection project(Namespace namespace) {
    Topics topics = Topics.of(namespace);
    return new LedgerProjection(
            topics,
            registry,
            () -> consumer("ledger-" + namespace.name(), BATCH_BYTES),
            new KafkaRecordReader(
                consumer(
                    "records-" + namespace.name(),
                    ONE_RECORD_BYTES,
                    Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, ONE_RECORD_WAIT_MILLIS))),
            databases,
            new LogIdentity(admin, topics)::get,
            LedgerProjection.PAUSE_AFTER_FAILURE,
            traces)
        .start();
  }

  /** The namespaces on the broker. */
  public NamespaceListing namespaces() {
    return new BrokerNamespaces(admin, registry, () -> consumer("runs", ONE_RECORD_BYTES));
  }

  private Consumer<byte[], byte[]> consumer(String clientId, int fetchBytes) {
    return consumer(clientId, fetchBytes, Map.of());
  }

  private Consumer<byte[], byte[]> consumer(
      String clientId, int fetchBytes, Map<String, Object> more) {
    Map<String, Object> settings = cluster.serviceSettings();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A position that the broker does not have means another log: rebuild, never skip.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetchBytes);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.min(fetchBytes, 512 << 10));
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
