package kizuna.streams.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the decision topology of one namespace against a broker, exactly once. */
public final class DecisionEngine implements AutoCloseable {

  /** Where an engine stands. */
  public enum State {
    STARTING,
    /** Books that did not stand where the log stands are being brought back. */
    RESTORING,
    RUNNING,
    STOPPED,
    /** A broken invariant stopped it; it does not go on by itself. */
    FAILED
  }

  /** Brings books back that the changelog does not hold: by deciding the log again. */
  @FunctionalInterface
  public interface Redecision {
    /**
     * Writes the books of one partition anew into the changelog. Nothing runs meanwhile.
     *
     * @throws IllegalStateException with a sentence if the log, decided again, gives other
     *     decisions than those that lie committed
     */
    void restore(int partition);
  }

  /**
   * How it runs.
   *
   * @param cluster the brokers, and what to prove oneself with there
   * @param stateDir folder for its state; keep it across restarts
   * @param commitInterval how long a decision waits, at most, to be seen
   * @param threads stream threads; one decides all partitions of a small machine well
   * @param cacheBytes memory for state that changes often
   * @param standbys copies of each task's state that other instances keep; none with one instance
   * @param instanceId name of this instance among those of the same application: the same at each
   *     of its starts, and another for each instance, or one fences the other
   * @param overrides properties that take the place of those here; tests shorten limits with them
   */
  public record Settings(
      KafkaCluster cluster,
      Path stateDir,
      Duration commitInterval,
      int threads,
      int standbys,
      long cacheBytes,
      String instanceId,
      Map<String, Object> overrides) {

    private static final long CACHE_BYTES = 32L << 20;

    public static Settings of(KafkaCluster cluster, Path stateDir) {
      return new Settings(
          cluster, stateDir, Duration.ofMillis(100), 1, 0, CACHE_BYTES, "decisions-1", Map.of());
    }

    public Settings with(Duration commitInterval) {
      return new Settings(
          cluster, stateDir, commitInterval, threads, standbys, cacheBytes, instanceId, overrides);
    }

    public Settings with(Map<String, Object> overrides) {
      return new Settings(
          cluster, stateDir, commitInterval, threads, standbys, cacheBytes, instanceId, overrides);
    }

    /** One of several instances. */
    public Settings as(String instanceId, int threads, int standbys) {
      return new Settings(
          cluster, stateDir, commitInterval, threads, standbys, cacheBytes, instanceId, overrides);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(DecisionEngine.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;
  private static final int MAX_REQUEST_BYTES = 8 << 20;

  /** After so many state folders thrown away, each within the time of the last: no other helps. */
  private static final int MOST_DISCARDS = 3;

  private static final Duration DISCARDS_COUNT_FOR = Duration.ofHours(1);

  private final Topics topics;
  private final Settings settings;
  private final Topology topology;
  private final Previewer previews;
  private final StateStatus books = new StateStatus();
  private final LogClocks clocks = LogClocks.system();
  private final CommittedPartitionEnd decisions;
  private final @Nullable Redecision redecision;
  private final Set<Integer> redecided = new HashSet<>();

  /** What is being brought back, and why; null if nothing is. */
  private volatile @Nullable String recovery;

  private volatile EngineClients clients;
  private volatile KafkaStreams streams;
  private volatile Consumer<KafkaStreams> whenReplaced = client -> {};
  private volatile boolean started;
  private volatile boolean wasRunning;
  private volatile boolean closed;
  private volatile @Nullable String failure;
  private volatile Consumer<String> whenFailed = sentence -> {};
  private int discards;
  private long lastDiscardNanos;

  /** An engine that fails where the changelog does not bring books back. */
  public DecisionEngine(Topics topics, SchemaRegistry registry, Settings settings) {
    this(topics, registry, settings, null);
  }

  /**
   * @param redecision brings books back that the changelog does not hold
   */
  public DecisionEngine(
      Topics topics, SchemaRegistry registry, Settings settings, @Nullable Redecision redecision) {
    int partitions = topics.intake.partitions();
    if (settings.threads() > partitions) {
      throw new IllegalArgumentException(
          "expected at most "
              + partitions
              + " stream threads (KIZUNA_THREADS), for "
              + topics.intake.name()
              + " has "
              + partitions
              + " partitions and one thread decides each, but "
              + settings.threads());
    }
    this.topics = topics;
    this.settings = settings;
    this.redecision = redecision;
    this.previews = new Previewer(topics);
    TopicSerdes formats = TopicSerdes.of(topics, registry);
    this.decisions = new CommittedPartitionEnd(topics, formats.decisions(), settings.cluster());
    this.topology =
        new DecisionTopology(
                topics, formats, previews, books, decisions, clocks, decisions::ownersTopic)
            .build();
    this.clients = new EngineClients();
    this.streams = made(clients);
  }

  private KafkaStreams made(EngineClients clients) {
    KafkaStreams made =
        new KafkaStreams(
            topology, properties(topics.namespace().applicationId(), settings), clients);
    AtomicReference<Throwable> cause = new AtomicReference<>();
    made.setUncaughtExceptionHandler(
        e -> {
          if (find(e, SchemaRegistry.RegistryUnavailable.class) != null) {
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          LOG.warn("the decisions of {} stop for now", topics.namespace().name(), e);
          cause.compareAndSet(null, e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    made.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            wasRunning = true;
          } else if (now == KafkaStreams.State.ERROR) {
            // Once for each client. Streams' own threads cannot close what they run in.
            Thread recovering = new Thread(() -> recover(cause.get()), "decisions-recovery");
            recovering.setDaemon(true);
            recovering.start();
          }
        });
    return made;
  }

  /** Brings back what can be brought back, and starts again; else says why not. One at a time. */
  private synchronized void recover(@Nullable Throwable cause) {
    recovery = "the engine starts anew: " + sentence(cause);
    try {
      streams.close(CLOSE_LIMIT);
      if (closed) {
        return;
      }
      StateStatus.BooksLost lost = find(cause, StateStatus.BooksLost.class);
      if (lost != null) {
        redecide(lost);
      } else if (find(cause, EngineClients.ClientOutdated.class) != null
          || find(cause, TaskCorruptedException.class) != null) {
        LOG.warn("the engine of {} starts anew with what is restored", topics.namespace().name());
      } else if (isUnreadableState(cause) && mayDiscard()) {
        StreamsException in = find(cause, StreamsException.class);
        Optional<TaskId> task = in == null ? Optional.empty() : in.taskId();
        LOG.warn(
            "the state of {} cannot be read ({}); its folder is thrown away and restored from the"
                + " changelog",
            task.map(t -> "task " + t).orElse("every task"),
            String.valueOf(cause));
        discard(task.map(TaskId::toString));
      } else {
        fail(sentence(cause));
        return;
      }
      clients = new EngineClients();
      streams = made(clients);
      whenReplaced.accept(streams);
      launch();
      if (closed) {
        streams.close(CLOSE_LIMIT);
      }
    } catch (RuntimeException e) {
      LOG.error("the decisions of {} cannot be brought back", topics.namespace().name(), e);
      fail(String.valueOf(e.getMessage()));
    } finally {
      recovery = null;
    }
  }

  private boolean mayDiscard() {
    long now = System.nanoTime();
    if (discards > 0 && now - lastDiscardNanos > DISCARDS_COUNT_FOR.toNanos()) {
      discards = 0;
    }
    lastDiscardNanos = now;
    return discards++ < MOST_DISCARDS;
  }

  private void redecide(StateStatus.BooksLost lost) {
    if (redecision == null || !redecided.add(lost.partition)) {
      throw lost;
    }
    LOG.warn("{}; the log is decided again from its start", lost.getMessage());
    redecision.restore(lost.partition);
    discard(Optional.of("0_" + lost.partition));
    books.right(lost.partition);
  }

  private static String sentence(@Nullable Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root);
  }

  private static <T extends Throwable> @Nullable T find(@Nullable Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }

  /** RocksDB or its files are at fault, not a disk that is full. */
  private static boolean isUnreadableState(@Nullable Throwable e) {
    RocksDBException rocks = find(e, RocksDBException.class);
    if (rocks != null
        && rocks.getStatus() != null
        && rocks.getStatus().getSubCode() == Status.SubCode.NoSpace) {
      return false;
    }
    return rocks != null || find(e, ProcessorStateException.class) != null;
  }

  /** Deletes the folder of one task, or of all: the changelog holds what lay there. */
  private void discard(Optional<String> task) {
    Path folder = settings.stateDir().resolve(topics.namespace().applicationId());
    try (Stream<Path> tasks = Files.list(folder)) {
      for (Path one : tasks.filter(Files::isDirectory).toList()) {
        if (task.isEmpty() || task.get().equals(String.valueOf(one.getFileName()))) {
          try (Stream<Path> files = Files.walk(one)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends deciding for good.
   *
   * @param sentence why, for whoever reads the log
   */
  public void fail(String sentence) {
    if (!closed && failure == null) {
      failure = sentence;
      LOG.error("nothing is decided any more in {}: {}", topics.namespace().name(), sentence);
      whenFailed.accept(sentence);
    }
  }

  /** Who is told, once, that deciding has failed for good: why, in one sentence. */
  public void whenFailed(Consumer<String> listener) {
    whenFailed = listener;
    String already = failure;
    if (already != null) {
      listener.accept(already);
    }
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
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, s.standbys());
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, s.cacheBytes());
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    // The books' changelog takes every time that the log has taken.
    Topic.ANY_TIME.forEach((name, value) -> p.put(StreamsConfig.topicPrefix(name), value));
    // Whoever restores reads it from its start: what is out of date there must go soon.
    Topic.SMALL_SEGMENTS.forEach((name, value) -> p.put(StreamsConfig.topicPrefix(name), value));
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
    // A commit waits for brokers however long they are away. One that gave up half-way would close
    // its task dirty while a transaction hangs; Streams 4.3 and 4.4 then skip its restoration, and
    // the books come back empty. (A sink topic that was deleted blocks too: health says STALLED.)
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), Integer.MAX_VALUE);
    // The same for whatever Streams itself retries: an outage is no error.
    p.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, (long) Integer.MAX_VALUE);
    p.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    p.putAll(s.overrides());
    return p;
  }

  /**
   * Starts deciding; returns at once.
   *
   * @throws IllegalStateException if the cluster's transactions are of the old protocol, which can
   *     lose or tear them; or if the intake has other partitions than it must
   */
  public void start() {
    requireCluster();
    started = true;
    launch();
  }

  private void launch() {
    clients.fencePredecessors(settings.cluster());
    try {
      streams.start();
    } catch (StreamsException e) {
      // Streams opens the stores that lie in the folder before its threads run.
      if (!isUnreadableState(e)) {
        throw e;
      }
      recover(e);
    }
  }

  private void requireCluster() {
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
                + " to have transaction.version=2 (kafka-features upgrade --feature"
                + " transaction.version=2), but "
                + (version == null ? "none" : Short.toString(version.maxVersionLevel())));
      }
      int found =
          admin
              .describeTopics(Set.of(topics.intake.name()))
              .allTopicNames()
              .get(15, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .partitions()
              .size();
      if (found != topics.intake.partitions()) {
        throw new IllegalStateException(
            "expected "
                + topics.intake.partitions()
                + " partitions of "
                + topics.intake.name()
                + ", on which the order of facts depends, but "
                + found);
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
    if (failure != null) {
      return State.FAILED;
    }
    if (closed || !started) {
      return closed ? State.STOPPED : State.STARTING;
    }
    if (recovery != null || books.fault().isPresent()) {
      return State.RESTORING;
    }
    return switch (streams.state()) {
      case RUNNING -> State.RUNNING;
      case CREATED, REBALANCING -> wasRunning ? State.RESTORING : State.STARTING;
      case ERROR, PENDING_ERROR -> State.RESTORING;
      case PENDING_SHUTDOWN, NOT_RUNNING -> State.STOPPED;
    };
  }

  /** Why it failed, or which books are being restored and why. */
  public Optional<String> trouble() {
    return Optional.ofNullable(failure).or(books::fault).or(() -> Optional.ofNullable(recovery));
  }

  /** The namespace that it decides. */
  public Topics topics() {
    return topics;
  }

  /** What time it is in each network that is decided here. */
  public LogClocks clocks() {
    return clocks;
  }

  /** Says what would be decided. */
  public Previewer previews() {
    return previews;
  }

  /** The Kafka Streams client that decides now; after a failure it is another. */
  public KafkaStreams streams() {
    return streams;
  }

  /**
   * Who is told of the Kafka Streams client that decides, for its metrics: of the present one now,
   * and of each that takes its place.
   */
  public void whenReplaced(Consumer<KafkaStreams> listener) {
    whenReplaced = listener;
    listener.accept(streams);
  }

  /** Stops within the time; leaves the state where it is. */
  public boolean close(Duration within) {
    closed = true;
    // First: a task that waits for the broker would keep its thread.
    decisions.close();
    return streams.close(within);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }
}
