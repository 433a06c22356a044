package kizuna.infra.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillPace;
import kizuna.drills.DrillPair;
import kizuna.drills.MeasuredObjective;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.UserError;
import kizuna.producers.IntakeProducer;
import kizuna.producers.drill.DrillEventProducer;
import kizuna.producers.drill.DrillPlan;
import kizuna.producers.drill.DrillReplay;
import kizuna.producers.drill.DrillReplay.Replayed;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.drill.DrillEventReader;
import kizuna.schemas.text.FailureReason;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.drills.RunReader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a drill in a namespace of its own: provisions it, decides in this process, replays,
 * and sums up.
 */
final class DrillRun {

  private static final Logger LOG = LoggerFactory.getLogger(DrillRun.class);
  private static final Duration LISTEN = Duration.ofMillis(100);

  /** Receives the progress of a run. */
  interface Progress {

    /** The namespace, before the first fact. */
    void begun(Namespace namespace);

    /**
     * Reports the number of decided facts.
     *
     * @param pace position of the replayer
     */
    void decided(int facts, DrillPace pace);
  }

  /**
   * How a run is executed; its decisions do not depend on it.
   *
   * @param partitions partitions of its topics
   * @param restartsAfter numbers of decided facts before each restart of the decider, ascending
   */
  record Shape(int partitions, List<Integer> restartsAfter) {}

  private final CommandCluster cluster;
  private final DrillPlan plan;
  private final int expireAfterDays;
  private final @Nullable Shape shape;
  private int restarts;
  private @Nullable Namespace namespace;
  private volatile @Nullable DrillReplay replay;
  private @Nullable RunFigures figures;
  private long decidedAt;
  private Duration took = Duration.ZERO;

  /**
   * @param expireAfterDays days without use until the run expires, unless it is kept
   */
  DrillRun(CommandCluster cluster, DrillPlan plan, int expireAfterDays) {
    this(cluster, plan, expireAfterDays, null);
  }

  /**
   * @param shape null: that of every drill
   */
  DrillRun(CommandCluster cluster, DrillPlan plan, int expireAfterDays, @Nullable Shape shape) {
    this.cluster = cluster;
    this.plan = plan;
    this.expireAfterDays = expireAfterDays;
    this.shape = shape;
  }

  /**
   * Takes the drill's id and the first number that no run has or had, as far as that is remembered.
   */
  private Namespace next(DrillRegister register, Set<String> there) {
    String[] chosen = new String[1];
    String drill = plan.drill().id();
    register.change(
        all -> {
          int n = 1;
          while (there.contains(drill + "-" + n) || all.containsKey(drill + "-" + n)) {
            n++;
          }
          chosen[0] = drill + "-" + n;
          all.put(chosen[0], DrillExpiry.begun(chosen[0], Instant.now(), expireAfterDays));
        });
    return Namespace.drill(chosen[0]);
  }

  /** Runs it. */
  DrillSummary run(Progress progress) {
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillRegister register = DrillRegister.of(cluster, admin);
      Namespace namespace = next(register, DrillRuns.ids(admin));
      boolean done = false;
      try {
        Topics topics =
            shape == null ? Topics.of(namespace) : Topics.of(namespace, shape.partitions());
        DrillSummary summary = run(admin, topics, progress);
        this.namespace = namespace;
        register.change(
            all ->
                all.computeIfPresent(
                    namespace.drillId(),
                    (id, status) ->
                        DrillExpiry.isGone(status)
                            ? status
                            : DrillExpiry.looked(
                                status,
                                id,
                                status.getIntakeEnd(),
                                true,
                                Instant.now(),
                                expireAfterDays)));
        done = true;
        return summary;
      } catch (IntakeProducer.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
        throw new UserError(
            DrillCommand.words().of("run.failed", FailureReason.of(e), namespace.drillId()), e);
      } finally {
        if (!done) {
          removeFailed(admin, register, namespace);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Real time from the first fact that was sent to the last that was decided. */
  Duration took() {
    return took;
  }

  /** Time of the last decision, by {@link System#nanoTime}. */
  long decidedAtNanos() {
    return decidedAt;
  }

  /** The number of restarts of the decider. */
  int restarts() {
    return restarts;
  }

  /** Removes the remains of a finished run. */
  void remove() {
    Namespace run = over();
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      new DrillRemoval(admin, cluster.registry(), DrillRegister.of(cluster, admin), step -> {})
          .remove(run.drillId(), Instant.now(), expireAfterDays);
    }
  }

  /** The namespace of the run, when it is over. */
  Namespace over() {
    Namespace run = namespace;
    if (run == null) {
      throw new IllegalStateException("expected a run that is over, but " + plan.drill().id());
    }
    return run;
  }

  /** The last position of the replayer. */
  DrillPace pace() {
    DrillReplay begun = replay;
    DrillPace pace = begun == null ? null : begun.pace();
    if (pace == null) {
      throw new IllegalStateException("expected a run that has begun, but " + plan.drill().id());
    }
    return pace;
  }

  private DrillSummary run(Admin admin, Topics topics, Progress progress) throws IOException {
    Provisioning.provision(admin, topics);
    progress.begun(topics.namespace());
    List<Integer> restartsAfter = shape == null ? List.of() : shape.restartsAfter();
    try (RestartedEngine engine = new RestartedEngine(cluster, topics, restartsAfter);
        IntakeProducer log = new IntakeProducer(cluster.kafka(), cluster.registry());
        DrillEventProducer events = new DrillEventProducer(cluster.kafka(), cluster.registry())) {
      engine.start();
      DrillSummary summary = replay(topics, engine, log, events, progress);
      restarts = engine.restarts();
      return summary;
    } finally {
      leave(admin, topics.namespace());
    }
  }

  /**
   * Leaves the consumer group at once, so that the end of the run's decider is visible before the
   * session expires.
   */
  private static void leave(Admin admin, Namespace namespace) {
    try {
      admin
          .removeMembersFromConsumerGroup(
              namespace.applicationId(), new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
    } catch (ExecutionException e) {
      LOG.debug("expected to leave the group of {}, but {}", namespace.name(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void removeFailed(Admin admin, DrillRegister register, Namespace namespace) {
    try {
      new DrillRemoval(admin, cluster.registry(), register, step -> {})
          .remove(namespace.drillId(), Instant.now(), expireAfterDays);
    } catch (RuntimeException e) {
      LOG.warn("what is left of {} could not be removed", namespace.name(), e);
    }
  }

  private DrillSummary replay(
      Topics topics,
      RestartedEngine engine,
      IntakeProducer log,
      DrillEventProducer events,
      Progress progress) {
    Namespace namespace = topics.namespace();
    Consumer<DrillEvent> written = event -> write(events, namespace, event);
    DrillReplay begun = new DrillReplay(log, written, namespace, plan);
    replay = begun;
    AtomicBoolean over = new AtomicBoolean();
    Thread listener = new Thread(() -> listen(namespace, begun, over), "drill-commands");
    listener.setDaemon(true);
    listener.start();
    try {
      long begin = System.nanoTime();
      CompletableFuture<Replayed> replayed =
          CompletableFuture.supplyAsync(() -> begun.replay(sent -> {}));
      DecidedFacts decided = new DecidedFacts(cluster, topics, plan, begun);
      decided.await(engine, replayed, progress);
      decidedAt = System.nanoTime();
      took = Duration.ofNanos(decidedAt - begin);
      DrillSummary summary = decided.summary();
      events.flush();
      DrillEnded.Builder outcome =
          DrillEnded.newBuilder()
              .setFacts(summary.facts())
              .setDecisionHash(summary.decisionHash())
              .setObjectives(measured(topics))
              .setPairs(
                  summary.pairs().stream()
                      .map(pair -> new DrillPair(pair.lender(), pair.receiver()))
                      .toList());
      events.append(namespace, begun.ended(outcome)).join();
      return summary;
    } finally {
      over.set(true);
      begun.stop();
    }
  }

  /** The results of the run's objectives; read once, after its decider has stopped. */
  private List<MeasuredObjective> measured(Topics topics) {
    if (plan.objectives().isEmpty()) {
      return List.of();
    }
    RunFigures read =
        new RunReader(cluster.kafka(), cluster.registry(), topics)
            .read(List.of(), RunReader.Progress.NONE);
    figures = read;
    return read.objectives().stream()
        .map(o -> new MeasuredObjective(o.objective().id(), o.cases(), o.missed()))
        .toList();
  }

  /** The figures for the report of a finished run; read now if not available yet. */
  RunFigures figures(RunReader.Progress progress) {
    RunFigures read = figures;
    if (read == null) {
      Topics topics = ClusterTopics.of(cluster.kafka(), over());
      return new RunReader(cluster.kafka(), cluster.registry(), topics).read(List.of(), progress);
    }
    progress.read(read.facts(), read.facts());
    return read;
  }

  /** An event that cannot be written is missing in the report, but does not stop the drill. */
  private static void write(DrillEventProducer events, Namespace namespace, DrillEvent event) {
    CompletableFuture<Void> unused =
        events
            .append(namespace, event)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.warn("{} of {} is not written", event.getKind(), namespace, failure);
                  }
                });
  }

  /** Passes events of the run's conduct by others to the replayer. */
  private void listen(Namespace namespace, DrillReplay begun, AtomicBoolean over) {
    try (DrillEventReader reader =
        new DrillEventReader(cluster.kafka(), cluster.registry(), namespace)) {
      while (!over.get()) {
        reader.poll(LISTEN).forEach(begun::receive);
      }
    } catch (KafkaException e) {
      LOG.warn("commands to {} are not read any more", namespace.name(), e);
    }
  }
}
