package kizuna.infra.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.UserError;
import kizuna.producers.IntakeProducer;
import kizuna.producers.drill.DrillReplay;
import kizuna.producers.drill.DrillReplay.Replayed;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.seeds.drill.Drill;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.drills.DrillTally;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.topology.DecisionEngine;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a drill in a namespace of its own: provisions it, decides in this process, replays,
 * and sums up.
 */
final class DrillRun {

  private static final Logger LOG = LoggerFactory.getLogger(DrillRun.class);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  /** What folders of state begin with, in the temporary folder; then comes the process. */
  private static final String STATE = "kizuna-drill-";

  private final CommandCluster cluster;
  private final Drill drill;
  private final double speed;
  private final int expireAfterDays;

  /**
   * @param expireAfterDays after so many days without use the run expires, unless somebody keeps it
   */
  DrillRun(CommandCluster cluster, Drill drill, double speed, int expireAfterDays) {
    this.cluster = cluster;
    this.drill = drill;
    this.speed = speed;
    this.expireAfterDays = expireAfterDays;
  }

  /**
   * Takes the drill's id and the first number that no run has or had, as far as that is remembered.
   */
  private Namespace next(DrillRegister register, Set<String> there) {
    String[] chosen = new String[1];
    register.change(
        all -> {
          int n = 1;
          while (there.contains(drill.id() + "-" + n) || all.containsKey(drill.id() + "-" + n)) {
            n++;
          }
          chosen[0] = drill.id() + "-" + n;
          all.put(chosen[0], DrillExpiry.begun(chosen[0], Instant.now(), expireAfterDays));
        });
    return Namespace.drill(chosen[0]);
  }

  /**
   * Runs it.
   *
   * @param begun receives the namespace before the first fact
   * @param decided receives the number of decided facts
   */
  DrillSummary run(java.util.function.Consumer<Namespace> begun, IntConsumer decided) {
    deleteOrphanedFolders();
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillRegister register = DrillRegister.of(cluster, admin);
      Namespace namespace = next(register, DrillRuns.ids(admin));
      boolean done = false;
      try {
        DrillSummary summary = run(admin, Topics.of(namespace), begun, decided);
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
            "expected the broker and the registry to take the facts of the drill, but "
                + e.getMessage()
                + ". Nothing of the run "
                + namespace.drillId()
                + " is left.",
            e);
      } finally {
        if (!done) {
          removeFailed(admin, register, namespace);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DrillSummary run(
      Admin admin, Topics topics, java.util.function.Consumer<Namespace> begun, IntConsumer decided)
      throws IOException {
    Provisioning.provision(admin, topics);
    begun.accept(topics.namespace());
    Path state = Files.createTempDirectory(STATE + ProcessHandle.current().pid() + "-");
    try (DecisionEngine engine =
            new DecisionEngine(
                topics, cluster.registry(), DecisionEngine.Settings.of(cluster.kafka(), state));
        IntakeProducer log = new IntakeProducer(cluster.kafka(), cluster.registry())) {
      engine.start();
      return replay(topics, engine, log, decided);
    } finally {
      delete(state);
      leave(admin, topics.namespace());
    }
  }

  /** Lets it be seen at once that nobody decides the run any more, not after a session. */
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

  /** Deletes the state of runs on this machine whose process was killed. */
  static void deleteOrphanedFolders() {
    Pattern named = Pattern.compile(Pattern.quote(STATE) + "(\\d{1,9})-.*");
    try (var folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      for (Path folder : folders.toList()) {
        Matcher of = named.matcher(folder.getFileName().toString());
        if (of.matches() && ProcessHandle.of(Long.parseLong(of.group(1))).isEmpty()) {
          delete(folder);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("what a run that was killed left on disk could not be removed", e);
    }
  }

  private DrillSummary replay(
      Topics topics, DecisionEngine engine, IntakeProducer log, IntConsumer decided) {
    List<Fact> facts = drill.facts();
    TopicSerdes formats = TopicSerdes.of(topics, cluster.registry());
    DrillTally tally = new DrillTally();
    CompletableFuture<Replayed> replay =
        CompletableFuture.supplyAsync(
            () -> new DrillReplay(log, topics.namespace(), speed).replay(facts, sent -> {}));
    await(topics, engine, formats, tally, facts.size(), replay, decided);
    each(topics.dispatchEvents, formats.events(), tally::add);
    each(topics.requestStatus, formats.requests(), tally::add);
    each(topics.dispatchLedger, formats.ledger(), tally::add);
    return tally.summary(drill.id(), topics.namespace().name());
  }

  /**
   * Reads decisions as they are committed, until every fact of the drill is answered: where it lies
   * says so, not how many were, for people who take part report facts of their own.
   */
  private void await(
      Topics topics,
      DecisionEngine engine,
      TopicSerdes formats,
      DrillTally tally,
      int facts,
      CompletableFuture<Replayed> replay,
      IntConsumer decided) {
    Map<String, Object> settings = cluster.kafka().settings();
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (Topic<?> topic : List.of(topics.matchDecisions, topics.deadLetters)) {
        for (int p = 0; p < topic.partitions(); p++) {
          partitions.add(new TopicPartition(topic.name(), p));
        }
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long lastNews = System.nanoTime();
      Map<Integer, Long> answered = new HashMap<>();
      while (!replay.isDone() || !isReached(replay.join().lastOffsets(), answered)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.topic().equals(topics.deadLetters.name())) {
            DeadLetter letter = formats.deadLetters().decode(record.value());
            answered.merge(letter.getPartition(), letter.getOffset(), Math::max);
            tally.addDeadLetter();
          } else {
            MatchDecision decision = formats.decisions().decode(record.value());
            // A network's decisions lie in the partition of its facts.
            answered.merge(record.partition(), decision.getIntakeOffset(), Math::max);
            tally.add(decision);
          }
          lastNews = System.nanoTime();
        }
        decided.accept(tally.answered());
        boolean silent = System.nanoTime() - lastNews > LONGEST_SILENCE.toNanos();
        if (engine.state() == DecisionEngine.State.FAILED || (silent && replay.isDone())) {
          throw new UserError(
              "expected "
                  + facts
                  + " facts to be decided, but only "
                  + tally.answered()
                  + " were when the decisions stopped; see the log for why.");
        }
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected readable decisions", e);
    }
  }

  private static boolean isReached(Map<Integer, Long> last, Map<Integer, Long> answered) {
    return last.entrySet().stream()
        .allMatch(l -> answered.getOrDefault(l.getKey(), -1L) >= l.getValue());
  }

  private <V extends SpecificRecordBase> void each(
      Topic<V> topic, WireFormat<V> format, java.util.function.Consumer<V> reader) {
    for (int p = 0; p < topic.partitions(); p++) {
      try (CommittedLog log = new CommittedLog(cluster.kafka(), topic.name(), p)) {
        while (log.hasNext()) {
          reader.accept(format.decode(log.next().value()));
        }
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected readable records in " + topic.name(), e);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
