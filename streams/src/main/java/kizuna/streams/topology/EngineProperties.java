package kizuna.streams.topology;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** Kafka Streams properties of every Streams application of Kizuna. */
public final class EngineProperties {

  /**
   * After this time without a heartbeat a decider counts as dead, and others take its networks
   * over. A shorter time would move them at a long pause of the machine.
   */
  private static final int SESSION_TIMEOUT_MS = 8_000;

  /**
   * Time until other instances get a change of assignment: the answer to a heartbeat contains it.
   */
  private static final int HEARTBEAT_MS = 1_000;

  /** Records that a standby may lack and still take over at once; it restores them first. */
  private static final long ACCEPTABLE_LAG = 10_000;

  /** Interval of the check whether a new decider has caught up and can take a share. */
  private static final long PROBING_INTERVAL_MS = 60_000;

  /**
   * Longest time between two polls. Kafka's client also waits so long, and 5 s more, for the answer
   * to a request to join the group: on a connection whose other side is gone nothing else ends that
   * wait. Kafka's default is 5 min. State is restored on another thread, and commits that wait for
   * brokers longer than this cost a rebalance only.
   */
  private static final int MAX_POLL_INTERVAL_MS = 60_000;

  private static final int TRANSACTION_TIMEOUT_MS = 10_000;
  private static final int MAX_REQUEST_BYTES = 8 << 20;

  private EngineProperties() {}

  public static Properties of(String applicationId, DecisionEngine.Settings s) {
    Properties p = new Properties();
    p.putAll(s.cluster().serviceSettings());
    Map<String, Object> admin = s.cluster().serviceAdminSettings();
    for (String limit :
        List.of(
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            AdminClientConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG)) {
      p.put(StreamsConfig.adminClientPrefix(limit), admin.get(limit));
    }
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(StreamsConfig.STATE_DIR_CONFIG, s.stateDir().toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, s.commitInterval().toMillis());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, s.instance().threads());
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, s.instance().standbys());
    p.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ACCEPTABLE_LAG);
    p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_INTERVAL_MS);
    s.instance()
        .address()
        .ifPresent(address -> p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address));
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, s.cacheBytes());
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    // For a cluster without provisioned changelogs.
    DecisionTopology.CHANGELOG_SETTINGS.forEach(
        (name, value) -> p.put(StreamsConfig.topicPrefix(name), value));
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Bytes always deserialize: the pipeline reads them, and writes dead letters itself.
    p.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class);
    p.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), s.instance().name());
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        MAX_POLL_INTERVAL_MS);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MS);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 << 10);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
    // A commit waits for brokers without a limit. If it gave up half-way, it would close its task
    // dirty while a transaction hangs; Streams 4.3 and 4.4 then skip its restoration, and the state
    // is empty afterwards. (A deleted sink topic blocks too: health reports STALLED.)
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), Integer.MAX_VALUE);
    // The same for retries by Streams itself: an outage is no error.
    p.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, (long) Integer.MAX_VALUE);
    p.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    p.putAll(s.overrides());
    return p;
  }
}
