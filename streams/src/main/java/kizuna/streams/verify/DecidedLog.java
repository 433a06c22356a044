package kizuna.streams.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.matching.Decider;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What the decisions of one partition say of themselves: how far they go, and which is which. */
final class DecidedLog {

  private final Topics topics;
  private final KafkaCluster cluster;
  private final TopicSerdes formats;
  private final int partition;

  DecidedLog(Topics topics, KafkaCluster cluster, TopicSerdes formats, int partition) {
    this.topics = topics;
    this.cluster = cluster;
    this.formats = formats;
    this.partition = partition;
  }

  /** The last intake offset that was decided, by the decisions and the group's offsets. */
  long decidedUpTo() {
    long upTo = -1;
    try (CommittedLog all = new CommittedLog(cluster, topics.matchDecisions.name(), partition)) {
      while (all.hasNext()) {
        upTo = Math.max(upTo, decision(all.next()).map(MatchDecision::getIntakeOffset).orElse(-1L));
      }
    }
    TopicPartition intake = new TopicPartition(topics.intake.name(), partition);
    try (Admin admin = Admin.create(cluster.settings())) {
      OffsetAndMetadata committed =
          admin
              .listConsumerGroupOffsets(topics.namespace().applicationId())
              .partitionsToOffsetAndMetadata()
              .get()
              .get(intake);
      return committed == null ? upTo : Math.max(upTo, committed.offset() - 1);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.GroupIdNotFoundException) {
        return upTo;
      }
      throw new KafkaException("expected the offsets of the decisions' group", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /**
   * The decision at an offset, with the sequence before it.
   *
   * @param from -1: none differs
   */
  Optional<LogRepair.First> first(long from, UncountedRecords uncounted) {
    if (from < 0) {
      return Optional.empty();
    }
    Map<String, Long> sequences = new HashMap<>();
    try (CommittedLog all = new CommittedLog(cluster, topics.matchDecisions.name(), partition)) {
      CountedRecords counted = new CountedRecords(all, uncounted);
      while (counted.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = counted.next();
        Optional<MatchDecision> decision = decision(record);
        if (record.offset() == from) {
          return decision
              .map(
                  d ->
                      new LogRepair.First(
                          from,
                          d.getNetworkId(),
                          d.getSequence(),
                          sequences.getOrDefault(d.getNetworkId(), 0L),
                          d.getIntakeOffset()))
              .or(() -> Optional.of(new LogRepair.First(from, "", 0, 0, -1)));
        }
        decision.ifPresent(d -> sequences.put(d.getNetworkId(), d.getSequence()));
      }
    }
    return Optional.empty();
  }

  /** Whether the decision at an offset was made by other rules than today's. */
  boolean otherRules(long from) {
    try (CommittedLog all = new CommittedLog(cluster, topics.matchDecisions.name(), partition)) {
      while (all.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = all.next();
        if (record.offset() == from) {
          return decision(record)
              .map(d -> !d.getRulesVersion().equals(Decider.RULES_VERSION))
              .orElse(false);
        }
      }
    }
    return false;
  }

  private Optional<MatchDecision> decision(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(formats.decisions().decode(record.value()));
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }
}
