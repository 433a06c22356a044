package kizuna.infra.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Refusal;
import kizuna.producers.FactLog;
import kizuna.producers.drill.DrillReplay;
import kizuna.producers.drill.DrillReplay.Replayed;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.seeds.drill.Drill;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.drills.DrillTally;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.topology.Formats;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
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
  private static final String PREFIX = "kizuna.drill.";
  private static final String INTAKE = ".intake";

  private final Cluster cluster;
  private final Drill drill;
  private final double speed;

  DrillRun(Cluster cluster, Drill drill, double speed) {
    this.cluster = cluster;
    this.drill = drill;
    this.speed = speed;
  }

  /** Ids of the drill runs whose topics exist, in order. */
  static List<String> runs(Admin admin) {
    try {
      List<String> ids = new ArrayList<>();
      for (String topic : admin.listTopics().names().get()) {
        if (topic.startsWith(PREFIX) && topic.endsWith(INTAKE)) {
          ids.add(topic.substring(PREFIX.length(), topic.length() - INTAKE.length()));
        }
      }
      ids.sort(Comparator.naturalOrder());
      return ids;
    } catch (ExecutionException e) {
      throw new Refusal("expected the broker to list its topics, but " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The namespace of the next run: the drill's id and the first number that is free. */
  private static Namespace next(String drillId, Set<String> taken) {
    int n = 1;
    while (taken.contains(drillId + "-" + n)) {
      n++;
    }
    return Namespace.drill(drillId + "-" + n);
  }

  /**
   * Runs it.
   *
   * @param begun told the namespace before the first fact
   * @param decided told how many facts are decided
   */
  DrillSummary run(java.util.function.Consumer<Namespace> begun, IntConsumer decided) {
    try (Admin admin = Admin.create(cluster.kafka().settings())) {
      Namespace namespace = next(drill.id(), Set.copyOf(runs(admin)));
      boolean done = false;
      try {
        DrillSummary summary = run(admin, Topics.of(namespace), begun, decided);
        done = true;
        return summary;
      } catch (FactLog.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
        throw new Refusal(
            "expected the broker and the registry to take the facts of the drill, but "
                + e.getMessage()
                + ". Nothing of the run "
                + namespace.drillId()
                + " is left.",
            e);
      } finally {
        if (!done) {
          removeFailed(admin, namespace);
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
    Path state = Files.createTempDirectory("kizuna-drill");
    try (DecisionEngine engine =
            new DecisionEngine(
                topics, cluster.registry(), DecisionEngine.Settings.of(cluster.kafka(), state));
        FactLog log = new FactLog(cluster.kafka(), cluster.registry())) {
      engine.start();
      return replay(topics, engine, log, decided);
    } finally {
      delete(state);
    }
  }

  private void removeFailed(Admin admin, Namespace namespace) {
    try {
      remove(admin, cluster.registry(), namespace);
    } catch (RuntimeException e) {
      LOG.warn("what is left of {} could not be removed", namespace.name(), e);
    }
  }

  /**
   * Removes what a run has made: its topics, those of its decisions' books too, its consumer group,
   * and its subjects in the registry.
   *
   * @return how many topics there were
   */
  static int remove(Admin admin, SchemaRegistry registry, Namespace namespace) {
    if (!namespace.isDrill()) {
      throw new IllegalArgumentException("expected a drill's namespace, but the live one");
    }
    try {
      List<String> topics =
          admin.listTopics().names().get().stream()
              .filter(topic -> topic.startsWith(namespace.prefix()))
              .toList();
      admin.deleteTopics(topics).all().get();
      try {
        admin.deleteConsumerGroups(List.of(namespace.applicationId())).all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupIdNotFoundException
            || e.getCause() instanceof GroupNotEmptyException)) {
          throw e;
        }
        // There is none, or its last member is just leaving: an empty group ends by itself.
      }
      Topics.of(namespace).all().forEach(topic -> registry.remove(topic.subject()));
      return topics.size();
    } catch (ExecutionException e) {
      throw new Refusal("expected the broker to remove a run, but " + e.getCause() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private DrillSummary replay(
      Topics topics, DecisionEngine engine, FactLog log, IntConsumer decided) {
    List<Fact> facts = drill.facts();
    Formats formats = Formats.of(topics, cluster.registry());
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
      Formats formats,
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
          throw new Refusal(
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
