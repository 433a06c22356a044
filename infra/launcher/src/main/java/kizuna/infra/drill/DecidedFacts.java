package kizuna.infra.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import kizuna.codes.Outcome;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.drills.DrillPace;
import kizuna.facts.Fact;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.host.UserError;
import kizuna.producers.drill.DrillPlan;
import kizuna.producers.drill.DrillReplay;
import kizuna.producers.drill.DrillReplay.Replayed;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.drills.DecodedTopics;
import kizuna.streams.drills.DrillCounter;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.topology.DecisionEngine;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the decisions of a run, informs the replayer of accepted reports of people, and waits for
 * the end.
 */
final class DecidedFacts {

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  /** Limit of reports that wait for their decision; older ones are dropped. */
  private static final int MAX_UNDECIDED = 10_000;

  private final CommandCluster cluster;
  private final Topics topics;
  private final DrillPlan plan;
  private final DrillReplay replay;
  private final TopicSerdes formats;
  private final DrillCounter tally = new DrillCounter();
  private final Map<Integer, Long> answered = new HashMap<>();

  /** Facts that were reported, until they are decided. */
  private final Map<UUID, Fact> reported = new LinkedHashMap<>();

  /** Ids of facts that were accepted before the report itself was read here. */
  private final Map<UUID, Boolean> acceptedEarlier = new LinkedHashMap<>();

  DecidedFacts(CommandCluster cluster, Topics topics, DrillPlan plan, DrillReplay replay) {
    this.cluster = cluster;
    this.topics = topics;
    this.plan = plan;
    this.replay = replay;
    this.formats = TopicSerdes.of(topics, cluster.registry());
  }

  /** Whether reports of people matter to the replayer. */
  private boolean followsReports() {
    return plan.joins() || !plan.injects().isEmpty();
  }

  /**
   * Reads decisions as they are committed, until every fact of the drill is decided. It compares
   * positions, not counts, because participants report facts of their own.
   */
  void await(
      RestartedEngine engine, CompletableFuture<Replayed> replayed, DrillRun.Progress progress) {
    Map<String, Object> settings = cluster.kafka().settings();
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long lastNews = System.nanoTime();
      while (!replayed.isDone() || !isReached(replayed.join().lastOffsets())) {
        if (!replayed.isDone() && !replay.isAhead()) {
          // If nothing is due, nothing is decided: a paced run may be idle for hours.
          lastNews = System.nanoTime();
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          read(record);
          lastNews = System.nanoTime();
        }
        engine.decided(tally.answered());
        replay.decided(tally.answered());
        DrillPace pace = replay.pace();
        if (pace != null) {
          progress.decided(tally.answered(), pace);
        }
        boolean silent = System.nanoTime() - lastNews > LONGEST_SILENCE.toNanos();
        if (engine.state() == DecisionEngine.State.FAILED || silent) {
          throw new UserError(
              DrillCommand.words().of("undecided", plan.facts().size(), tally.answered()));
        }
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected readable decisions", e);
    }
  }

  private List<TopicPartition> partitions() {
    List<Topic<?>> read = new ArrayList<>(List.of(topics.matchDecisions, topics.deadLetters));
    if (followsReports()) {
      read.add(topics.intake);
    }
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?> topic : read) {
      for (int p = 0; p < topic.partitions(); p++) {
        partitions.add(new TopicPartition(topic.name(), p));
      }
    }
    return partitions;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecord {
    if (record.topic().equals(topics.intake.name())) {
      reported(record);
    } else if (record.topic().equals(topics.deadLetters.name())) {
      DeadLetter letter = formats.deadLetters().decode(record.value());
      answered.merge(letter.getPartition(), letter.getOffset(), Math::max);
      tally.addDeadLetter();
    } else {
      MatchDecision decision = formats.decisions().decode(record.value());
      // A network's decisions are in the partition of its facts.
      answered.merge(record.partition(), decision.getIntakeOffset(), Math::max);
      if (replay.isOfClock(decision.getEventId())) {
        tally.addOfClock(decision);
      } else {
        tally.add(decision);
      }
      if (followsReports()) {
        decided(decision);
      }
    }
  }

  /** An unreadable record is a dead letter, and is not counted as a report. */
  private void reported(ConsumerRecord<byte[], byte[]> record) {
    try {
      Fact fact = formats.facts().decode(record.value());
      Optional<Boolean> before = Optional.ofNullable(acceptedEarlier.remove(fact.getEventId()));
      if (before.isEmpty()) {
        keep(reported, fact.getEventId(), fact);
      } else if (before.get()) {
        replay.accepted(fact);
      }
    } catch (UnreadableRecord e) {
      // Counted where it is decided.
    }
  }

  private void decided(MatchDecision decision) {
    boolean accepted = decision.getOutcome() == Outcome.ACCEPTED;
    Fact fact = reported.remove(decision.getEventId());
    if (fact == null) {
      keep(acceptedEarlier, decision.getEventId(), accepted);
    } else if (accepted) {
      replay.accepted(fact);
    }
  }

  private static <V> void keep(Map<UUID, V> waiting, UUID id, V value) {
    waiting.put(id, value);
    if (waiting.size() > MAX_UNDECIDED) {
      waiting.remove(waiting.keySet().iterator().next());
    }
  }

  private boolean isReached(Map<Integer, Long> last) {
    return last.entrySet().stream()
        .allMatch(l -> answered.getOrDefault(l.getKey(), -1L) >= l.getValue());
  }

  /** The result of the whole run. */
  DrillSummary summary() {
    try (DecodedTopics run =
        new DecodedTopics((topic, p) -> new CommittedLog(cluster.kafka(), topic, p))) {
      run.each(topics.dispatchEvents, formats.events(), tally::add);
      run.each(topics.requestStatus, formats.requests(), tally::add);
      run.each(topics.dispatchLedger, formats.ledger(), tally::add);
    }
    return tally.summary(plan.drill().id(), topics.namespace().name());
  }
}
