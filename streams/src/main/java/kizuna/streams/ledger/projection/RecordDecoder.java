package kizuna.streams.ledger.projection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.Explanation;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactKinds;
import kizuna.streams.ledger.write.LedgerWriter;
import kizuna.streams.ledger.write.LedgerWriter.Mutation;
import kizuna.streams.log.UncountedRecords;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes records of a read model's topics: one handler for each topic, from a record to its
 * changes. A record that cannot be read becomes a listed error; one that a repair excluded changes
 * nothing.
 */
final class RecordDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(RecordDecoder.class);

  /** Decodes one record; its mutation is applied later, together with the rest of its batch. */
  private interface Handler {
    Mutation decode(ConsumerRecord<byte[], byte[]> message) throws UnreadableRecord;
  }

  private interface MutationOf<V> {
    Mutation of(ConsumerRecord<byte[], byte[]> message, V value);
  }

  /** Kinds of facts that are read again from the intake: no other topic has their content. */
  private static final Set<FactKind> LISTED = FactKinds.where(FactDescriptor::listed);

  private final Topics topics;
  private final Map<String, Handler> handlers = new HashMap<>();
  private final UncountedRecords uncounted = new UncountedRecords();
  private final Runnable pause;
  private final BooleanSupplier closed;
  private boolean repaired;

  /**
   * @param pause waits before the registry is called again
   * @param closed whether to give up then
   */
  RecordDecoder(Topics topics, SchemaRegistry registry, Runnable pause, BooleanSupplier closed) {
    this.topics = topics;
    this.pause = pause;
    this.closed = closed;
    handle(
        topics.dispatchLedger,
        registry,
        (message, e) -> w -> w.ledger(key(message), e),
        key -> w -> w.ledgerGone(key));
    handle(
        topics.requestStatus,
        registry,
        (message, r) -> w -> w.request(key(message), r),
        key -> w -> w.requestGone(key));
    handle(
        topics.offerStatus,
        registry,
        (message, o) -> w -> w.offer(key(message), o),
        key -> w -> w.offerGone(key));
    handle(
        topics.networkSummary,
        registry,
        (message, s) -> w -> w.named(key(message), s.getName()),
        key -> w -> {});
    handle(
        topics.agreementStatus,
        registry,
        (message, a) -> w -> w.agreement(key(message), a),
        key -> w -> w.agreementGone(key));
    handle(topics.matchDecisions, registry, RecordDecoder::decision, key -> w -> {});
    handle(
        topics.rejections,
        registry,
        (message, r) -> w -> w.rejected(message.partition(), message.offset(), r),
        key -> w -> {});
    handle(
        topics.deadLetters,
        registry,
        (message, d) -> w -> w.lost(message.partition(), message.offset(), d),
        key -> w -> {});
    handle(topics.disasters, registry, (message, fact) -> w -> w.disaster(fact), key -> w -> {});
  }

  /** Names of the topics that it reads. */
  Set<String> topics() {
    return handlers.keySet();
  }

  /** Adds records that a repair excluded, from the read model. */
  void exclude(List<UncountedRecords.Range> ranges) {
    uncounted.add(ranges);
  }

  /** Whether a repair excluded records that were read before. */
  boolean isRepaired() {
    return repaired;
  }

  /** The same; resets it. */
  boolean takeRepaired() {
    boolean was = repaired;
    repaired = false;
    return was;
  }

  List<LedgerWriter.Message> decode(ConsumerRecords<byte[], byte[]> records) {
    List<LedgerWriter.Message> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> message : records) {
      batch.add(
          new LedgerWriter.Message(
              message.topic(), message.partition(), message.offset(), decode(message)));
    }
    return batch;
  }

  /** Records that a message belongs to a trace. */
  static LedgerWriter.Message traced(ConsumerRecord<byte[], byte[]> message, String context) {
    return new LedgerWriter.Message(
        message.topic(),
        message.partition(),
        message.offset(),
        w -> w.traced(key(message), context));
  }

  private Mutation decode(ConsumerRecord<byte[], byte[]> message) {
    while (true) {
      try {
        if (uncounted.contains(message.topic(), message.partition(), message.offset())) {
          return w -> {};
        }
        if (message.value() == null && message.topic().equals(topics.matchDecisions.name())) {
          List<UncountedRecords.Range> ranges = UncountedRecords.of(message);
          repaired |= uncounted.add(ranges);
          return w -> w.uncounted(ranges);
        }
        Handler handler = handlers.get(message.topic());
        if (handler == null) {
          throw new IllegalStateException("expected a topic of ours, but " + message.topic());
        }
        return handler.decode(message);
      } catch (UnreadableRecord e) {
        String why = String.valueOf(e.getMessage());
        LOG.warn(
            "{}-{}@{} is left out of the views: {}",
            message.topic(),
            message.partition(),
            message.offset(),
            why);
        return w -> w.unreadable(message.topic(), message.partition(), message.offset(), why);
      } catch (SchemaRegistry.RegistryUnavailable e) {
        // Not an error of the record: retries until the registry responds.
        LOG.warn("{}; waiting for it", e.getMessage());
        pause.run();
        if (closed.getAsBoolean()) {
          throw e;
        }
      }
    }
  }

  private <V extends SpecificRecordBase> void handle(
      Topic<V> topic,
      SchemaRegistry registry,
      MutationOf<V> mutation,
      Function<String, Mutation> removed) {
    WireFormat<V> format = WireFormat.of(topic, registry);
    handlers.put(
        topic.name(),
        message ->
            message.value() == null && topic.compacted()
                ? removed.apply(key(message))
                : mutation.of(message, format.decode(message.value())));
  }

  private static String key(ConsumerRecord<byte[], byte[]> message) {
    return message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
  }

  private static Mutation decision(ConsumerRecord<byte[], byte[]> message, MatchDecision decision) {
    boolean accepted = decision.getOutcome() == Outcome.ACCEPTED;
    boolean listed = accepted && LISTED.contains(decision.getFactKind());
    boolean denial = accepted && decision.getFactKind() == FactKind.ACCESS_DENIED;
    List<String> explained =
        decision.getExplanations().stream().map(Explanation::getRequestId).toList();
    List<Notice> notices = decision.getNotices();
    return w -> {
      w.decided(decision, message.partition(), message.offset(), explained);
      w.noticed(decision, notices);
      if (listed) {
        w.wanted(decision.getNetworkId(), message.partition(), decision.getIntakeOffset());
      }
      if (denial) {
        w.deniedAt(decision.getNetworkId(), message.partition(), decision.getIntakeOffset());
      }
    };
  }
}
