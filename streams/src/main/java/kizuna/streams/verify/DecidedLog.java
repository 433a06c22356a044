package kizuna.streams.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.RecordLog;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.matching.Decider;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the decisions of one partition: the decided end of its intake, and the positions of
 * records.
 */
final class DecidedLog {

  private final Topics topics;
  private final RecordLog.Source logs;
  private final TopicSerdes formats;
  private final int partition;

  DecidedLog(Topics topics, RecordLog.Source logs, TopicSerdes formats, int partition) {
    this.topics = topics;
    this.logs = logs;
    this.formats = formats;
    this.partition = partition;
  }

  /**
   * The last intake offset that was decided.
   *
   * @param committed the next intake offset by the group's offsets; 0 if it has none
   */
  long decidedUpTo(long committed) {
    long upTo = committed - 1;
    try (RecordLog all = decisions()) {
      while (all.hasNext()) {
        upTo = Math.max(upTo, decision(all.next()).map(MatchDecision::getIntakeOffset).orElse(-1L));
      }
    }
    return upTo;
  }

  private RecordLog decisions() {
    return logs.open(topics.matchDecisions.name(), partition);
  }

  /**
   * The decision at an offset, with the sequence before it.
   *
   * @param from offset of the first difference; -1 if none differs
   */
  Optional<LogRepair.First> first(long from, UncountedRecords uncounted) {
    if (from < 0) {
      return Optional.empty();
    }
    Map<String, Long> sequences = new HashMap<>();
    try (RecordLog all = decisions()) {
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
    try (RecordLog all = decisions()) {
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
