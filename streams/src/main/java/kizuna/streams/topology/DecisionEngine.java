package kizuna.streams.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the decision topology of one namespace against a broker, exactly once. */
public final class DecisionEngine implements AutoCloseable {

  /** The state of an engine. */
  public enum State {
    STARTING,
    /** State that does not match the log is being restored. */
    RESTORING,
    RUNNING,
    STOPPED,
    /** Stopped by a broken invariant; needs an intervention. */
    FAILED
  }

  /** Restores state that the changelog does not contain, by deciding the log again. */
  @FunctionalInterface
  public interface Redecision {
    /**
     * Writes the state of one partition into the changelog. Nothing runs meanwhile.
     *
     * @throws IllegalStateException with a sentence if the log, decided again, gives other
     *     decisions than those that lie committed
     */
    void restore(int partition);
  }

  /**
   * The settings of an engine.
   *
   * @param cluster the brokers, and the credentials for them
   * @param stateDir folder for its state; keep it across restarts
   * @param commitInterval the longest time from a decision to its commit; under little load it is
   *     committed at once ({@link GroupCommit})
   * @param cacheBytes memory for state that changed since the last commit; state that was read or
   *     written before fills it up too
   * @param instance this instance among several
   * @param traces receives reports that belong to a trace
   * @param overrides properties that replace those here; tests shorten limits with them
   */
  public record Settings(
      KafkaCluster cluster,
      Path stateDir,
      Duration commitInterval,
      long cacheBytes,
      EngineInstance instance,
      RecordTraces traces,
      Map<String, Object> overrides) {

    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final long CACHE_BYTES = 8L << 20;

    public static Settings of(KafkaCluster cluster, Path stateDir) {
      return new Settings(
          cluster,
          stateDir,
          COMMIT_INTERVAL,
          CACHE_BYTES,
          EngineInstance.SINGLE,
          RecordTraces.OFF,
          Map.of());
    }

    public Settings with(Duration commitInterval) {
      return new Settings(
          cluster, stateDir, commitInterval, cacheBytes, instance, traces, overrides);
    }

    public Settings with(Map<String, Object> overrides) {
      return new Settings(
          cluster, stateDir, commitInterval, cacheBytes, instance, traces, overrides);
    }

    public Settings with(RecordTraces traces) {
      return new Settings(
          cluster, stateDir, commitInterval, cacheBytes, instance, traces, overrides);
    }

    /** One of several instances. */
    public Settings as(EngineInstance instance) {
      return new Settings(
          cluster, stateDir, commitInterval, cacheBytes, instance, traces, overrides);
    }

    /** Settings of one of several instances that serves no previews to others. */
    public Settings as(String name, int threads, int standbys) {
      return as(new EngineInstance(name, threads, standbys, Optional.empty()));
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(DecisionEngine.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final Topics topics;
  private final SchemaRegistry registry;
  private final Settings settings;
  private final Topology topology;
  private final Previewer previews;
  private final StateStatus status = new StateStatus();
  private final LogClocks clocks = LogClocks.system();
  private final ThreadLocal<GroupCommit> commits = ThreadLocal.withInitial(GroupCommit::new);
  private final CommittedPartitionEnd decisions;
  private final StateFolders folders;
  private final OpenTransactions transactions;
  private final LostState lostState;

  /** The restoration under way and its reason; null: none. */
  private volatile @Nullable String recovery;

  private volatile EngineClients clients;
  private volatile KafkaStreams streams;
  private volatile Consumer<KafkaStreams> whenReplaced = client -> {};
  private volatile boolean started;
  private volatile boolean wasRunning;
  private volatile boolean closed;
  private volatile @Nullable String failure;
  private volatile Consumer<String> whenFailed = sentence -> {};

  /** An engine that fails if the changelog does not restore its state. */
  public DecisionEngine(Topics topics, SchemaRegistry registry, Settings settings) {
    this(topics, registry, settings, null);
  }

  /**
   * @param redecision restores state that the changelog does not contain
   */
  public DecisionEngine(
      Topics topics, SchemaRegistry registry, Settings settings, @Nullable Redecision redecision) {
    settings.instance().requireWorkFor(topics.intake);
    this.topics = topics;
    this.registry = registry;
    this.settings = settings;
    this.folders =
        new StateFolders(settings.stateDir().resolve(topics.namespace().applicationId()));
    this.lostState = new LostState(redecision, folders, status);
    this.previews = new Previewer(topics);
    TopicSerdes serdes = TopicSerdes.of(topics, registry);
    this.decisions = new CommittedPartitionEnd(topics, serdes.decisions(), settings.cluster());
    this.topology =
        new DecisionTopology(
                topics,
                () ->
                    new FactTask(
                        topics,
                        serdes,
                        previews,
                        status,
                        decisions,
                        clocks,
                        decisions::ownersTopic,
                        commits::get,
                        settings.traces()))
            .build();
    this.transactions = new OpenTransactions(settings.cluster(), topics);
    this.clients = new EngineClients(transactions, commits::get);
    this.streams = made(clients);
  }

  private KafkaStreams made(EngineClients clients) {
    KafkaStreams made =
        new KafkaStreams(
            topology, EngineProperties.of(topics.namespace().applicationId(), settings), clients);
    AtomicReference<Throwable> cause = new AtomicReference<>();
    made.setUncaughtExceptionHandler(
        e -> {
          if (Causes.find(e, SchemaRegistry.RegistryUnavailable.class) != null) {
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
            // Once for each client. Streams' own threads cannot close their own client.
            Thread recovering = new Thread(() -> recover(cause.get()), "decisions-recovery");
            recovering.setDaemon(true);
            recovering.start();
          }
        });
    return made;
  }

  /** Restores the state if possible and starts again, or fails with the reason. One at a time. */
  private synchronized void recover(@Nullable Throwable cause) {
    recovery = "the engine starts anew: " + Causes.root(cause);
    try {
      streams.close(CLOSE_LIMIT);
      if (closed) {
        return;
      }
      StateStatus.StateLostException lost =
          Causes.find(cause, StateStatus.StateLostException.class);
      if (lost != null) {
        lostState.restore(lost);
      } else if (Causes.endsOnlyTheClient(cause)) {
        LOG.warn("the engine of {} starts anew with what is restored", topics.namespace().name());
      } else if (StateFolders.isUnreadable(cause) && folders.mayDelete()) {
        StreamsException in = Causes.find(cause, StreamsException.class);
        Optional<TaskId> task = in == null ? Optional.empty() : in.taskId();
        LOG.warn(
            "the state of {} cannot be read ({}); its folder is thrown away and restored from the"
                + " changelog",
            task.map(t -> "task " + t).orElse("every task"),
            String.valueOf(cause));
        folders.delete(task.map(TaskId::toString));
      } else {
        fail(Causes.root(cause));
        return;
      }
      clients = new EngineClients(transactions, commits::get);
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

  /**
   * Ends deciding permanently.
   *
   * @param sentence the reason, for the log
   */
  public void fail(String sentence) {
    if (!closed && failure == null) {
      failure = sentence;
      LOG.error("nothing is decided any more in {}: {}", topics.namespace().name(), sentence);
      whenFailed.accept(sentence);
    }
  }

  /**
   * Calls a listener once when deciding has failed permanently, with the reason in one sentence.
   */
  public void whenFailed(Consumer<String> listener) {
    whenFailed = listener;
    String already = failure;
    if (already != null) {
      listener.accept(already);
    }
  }

  /**
   * Starts deciding; returns at once.
   *
   * @throws IllegalStateException if the cluster's transactions are of the old protocol, which can
   *     lose or tear them; if the intake has other partitions than it must; or if its decisions
   *     were written with another registry
   */
  public void start() {
    ClusterCheck.require(settings.cluster(), registry, topics);
    started = true;
    launch();
  }

  private void launch() {
    clients.fencePredecessors();
    try {
      streams.start();
    } catch (StreamsException e) {
      // Streams opens the stores that are in the folder before its threads run.
      if (!StateFolders.isUnreadable(e)) {
        throw e;
      }
      recover(e);
    }
  }

  public State state() {
    if (failure != null) {
      return State.FAILED;
    }
    if (closed || !started) {
      return closed ? State.STOPPED : State.STARTING;
    }
    if (recovery != null || status.fault().isPresent()) {
      return State.RESTORING;
    }
    return switch (streams.state()) {
      case RUNNING -> State.RUNNING;
      case CREATED, REBALANCING -> wasRunning ? State.RESTORING : State.STARTING;
      case ERROR, PENDING_ERROR -> State.RESTORING;
      case PENDING_SHUTDOWN, NOT_RUNNING -> State.STOPPED;
    };
  }

  /** The reason of a failure, or the state being restored with the reason. */
  public Optional<String> trouble() {
    return Optional.ofNullable(failure).or(status::fault).or(() -> Optional.ofNullable(recovery));
  }

  /** The namespace that it decides. */
  public Topics topics() {
    return topics;
  }

  /** The time in each network that is decided here. */
  public LogClocks clocks() {
    return clocks;
  }

  /** The previews of decisions. */
  public Previewer previews() {
    return previews;
  }

  /**
   * The host:port of another instance that decides a network; empty if there is none, it is not
   * known yet, or it has no address.
   */
  public Optional<String> deciderElsewhere(String network) {
    if (streams.state() != KafkaStreams.State.RUNNING) {
      return Optional.empty();
    }
    KeyQueryMetadata found =
        streams.queryMetadataForKey(DecisionTopology.BOOKS, network, new StringSerializer());
    return Optional.ofNullable(found)
        .map(KeyQueryMetadata::activeHost)
        .filter(host -> !host.equals(HostInfo.unavailable()))
        .map(host -> host.host() + ":" + host.port())
        .filter(host -> !settings.instance().address().equals(Optional.of(host)));
  }

  /** The Kafka Streams client that decides now; replaced after a failure. */
  public KafkaStreams streams() {
    return streams;
  }

  /**
   * Calls a listener with the Kafka Streams client that decides, for its metrics: with the present
   * one now, and with each that replaces it.
   */
  public void whenReplaced(Consumer<KafkaStreams> listener) {
    whenReplaced = listener;
    listener.accept(streams);
  }

  /**
   * Stops within the time; leaves the state in place. Instances with copies of it take over at
   * once; a single instance restarts as the same member.
   */
  public boolean close(Duration within) {
    closed = true;
    // First: a task that waits for the broker would block its thread.
    decisions.close();
    return streams.close(
        CloseOptions.timeout(within)
            .withGroupMembershipOperation(
                settings.instance().standbys() > 0
                    ? GroupMembershipOperation.LEAVE_GROUP
                    : GroupMembershipOperation.REMAIN_IN_GROUP));
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }
}
