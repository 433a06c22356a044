package kizuna.streams.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.jspecify.annotations.Nullable;

/** Runs the decision topology of one namespace against a broker, exactly once. */
public final class DecisionEngine implements AutoCloseable {

  /** Where an engine stands. */
  public enum State {
    STARTING,
    RUNNING,
    STOPPED,
    /** A broken invariant or a lost broker stopped it; it does not go on by itself. */
    FAILED
  }

  /**
   * How it runs.
   *
   * @param cluster the brokers, and what to prove oneself with there
   * @param stateDir folder for its state; keep it across restarts
   * @param commitInterval how long a decision waits, at most, to be seen
   * @param threads stream threads; one decides all partitions of a small machine well
   * @param cacheBytes memory for state that changes often
   * @param instanceId name of this instance among those of the same application
   */
  public record Settings(
      KafkaCluster cluster,
      Path stateDir,
      Duration commitInterval,
      int threads,
      long cacheBytes,
      String instanceId) {

    private static final long CACHE_BYTES = 32L << 20;

    public static Settings of(KafkaCluster cluster, Path stateDir) {
      return new Settings(cluster, stateDir, Duration.ofMillis(100), 1, CACHE_BYTES, "decisions-1");
    }
  }

  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;
  private static final int MAX_REQUEST_BYTES = 8 << 20;

  private final Topics topics;
  private final Settings settings;
  private final KafkaStreams streams;
  private final Previews previews;

  public DecisionEngine(Topics topics, SchemaRegistry registry, Settings settings) {
    this.topics = topics;
    this.settings = settings;
    this.previews = new Previews(topics);
    this.streams =
        new KafkaStreams(
            new DecisionTopology(topics, Formats.of(topics, registry), previews).build(),
            properties(topics.namespace().applicationId(), settings));
    streams.setUncaughtExceptionHandler(
        e ->
            mayPass(e) || mayPass(e.getCause())
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
  }

  /**
   * A corrupted task is restored; a registry that is away comes back. Anything else is a broken
   * invariant.
   */
  private static boolean mayPass(@Nullable Throwable e) {
    return e instanceof TaskCorruptedException || e instanceof SchemaRegistry.RegistryUnavailable;
  }

  /** How every Streams application of ours runs, whatever it does. */
  public static Properties properties(String applicationId, Settings s) {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.putAll(s.cluster().settings());
    p.put(StreamsConfig.STATE_DIR_CONFIG, s.stateDir().toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, s.commitInterval().toMillis());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, s.threads());
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, s.cacheBytes());
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Bytes cannot fail to deserialize; what they mean is read, and dead-lettered, in the topology
    // itself.
    p.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class);
    p.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), s.instanceId());
    p.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MS);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 << 10);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
    p.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    return p;
  }

  /**
   * Starts deciding; returns at once.
   *
   * @throws IllegalStateException if the cluster's transactions are of the old protocol, which can
   *     lose or tear them
   */
  public void start() {
    requireTransactionVersion2();
    streams.start();
  }

  private void requireTransactionVersion2() {
    Map<String, Object> asking = settings.cluster().settings();
    asking.put("client.id", "kizuna-features");
    try (Admin admin = Admin.create(asking)) {
      FinalizedVersionRange version =
          admin
              .describeFeatures()
              .featureMetadata()
              .get(15, TimeUnit.SECONDS)
              .finalizedFeatures()
              .get("transaction.version");
      if (version == null || version.maxVersionLevel() < 2) {
        throw new IllegalStateException(
            "expected the cluster at "
                + settings.cluster()
                + " to have transaction.version=2 (kafka-features upgrade --feature transaction.version=2), but "
                + (version == null ? "none" : Short.toString(version.maxVersionLevel())));
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "expected a Kafka cluster at " + settings.cluster() + ", but " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  public State state() {
    return switch (streams.state()) {
      case RUNNING -> State.RUNNING;
      case CREATED, REBALANCING -> State.STARTING;
      case ERROR, PENDING_ERROR -> State.FAILED;
      case PENDING_SHUTDOWN, NOT_RUNNING -> State.STOPPED;
    };
  }

  /** The namespace that it decides. */
  public Topics topics() {
    return topics;
  }

  /** Says what would be decided. */
  public Previews previews() {
    return previews;
  }

  /** Kafka Streams' own metrics, for the meter registry. */
  public KafkaStreams streams() {
    return streams;
  }

  /** Stops within the time; leaves the state where it is. */
  public boolean close(Duration within) {
    return streams.close(within);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }
}
