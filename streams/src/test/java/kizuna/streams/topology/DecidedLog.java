package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.jspecify.annotations.Nullable;

/** Decides facts without Kafka and hands over every record that would be written, as bytes. */
public final class DecidedLog {

  /** Where records go. */
  public interface Sink {
    /** Writes one record, or that a state is gone; says its offset. */
    long write(String topic, byte[] key, byte @Nullable [] value);
  }

  private final Topics topics;
  private final TopicSerdes formats;
  private final FactProcessor log;
  private final Sink sink;

  public DecidedLog(Topics topics, SchemaRegistry registry, Sink sink) {
    this.topics = topics;
    this.formats = TopicSerdes.of(topics, registry);
    this.log = new FactProcessor(topics, formats, new InMemoryStateStore());
    this.sink = sink;
  }

  /** The topic behind a node of the topology. */
  static Topic<?> topic(Topics topics, String node) {
    Topic<?> topic =
        Map.<String, Topic<?>>ofEntries(
                Map.entry(DecisionTopology.MATCH_DECISIONS, topics.matchDecisions),
                Map.entry(DecisionTopology.DISPATCH_EVENTS, topics.dispatchEvents),
                Map.entry(DecisionTopology.DISPATCH_LEDGER, topics.dispatchLedger),
                Map.entry(DecisionTopology.REQUEST_STATUS, topics.requestStatus),
                Map.entry(DecisionTopology.OFFER_STATUS, topics.offerStatus),
                Map.entry(DecisionTopology.NETWORK_SUMMARY, topics.networkSummary),
                Map.entry(DecisionTopology.AGREEMENT_STATUS, topics.agreementStatus),
                Map.entry(DecisionTopology.BOOK_SEALS, topics.bookSeals),
                Map.entry(DecisionTopology.OWNERS, topics.owners),
                Map.entry(DecisionTopology.DISASTERS, topics.disasters),
                Map.entry(DecisionTopology.AID_REQUESTS, topics.aidRequests),
                Map.entry(DecisionTopology.STAFF_OFFERS, topics.staffOffers),
                Map.entry(DecisionTopology.OTHER_NETWORKS, topics.intake),
                Map.entry(DecisionTopology.REJECTIONS, topics.rejections),
                Map.entry(DecisionTopology.DEAD_LETTERS, topics.deadLetters))
            .get(node);
    if (topic == null) {
      throw new IllegalStateException("expected a topic for " + node);
    }
    return topic;
  }

  /** What would be decided if this fact came next. */
  public Preview preview(Fact fact) {
    return log.preview(fact);
  }

  /** Puts facts at the end of the log; says the offset of the last one. */
  public long put(Fact... facts) {
    long offset = -1;
    for (Fact fact : facts) {
      offset = put(FactBuilder.key(fact), formats.facts().encode(fact));
    }
    return offset;
  }

  /** Puts any bytes at the end of the log; says their offset. */
  public long put(byte[] key, byte[] value) {
    long offset = sink.write(topics.intake.name(), key, value);
    ProcessingResult answer = log.answer(key, value, 0, offset, 0);
    for (ProcessingResult.Out out : answer.outs()) {
      Topic<?> topic = topic(topics, out.node());
      byte[] outKey = out.key().getBytes(StandardCharsets.UTF_8);
      byte[] written = out.value();
      if (written != null && topic.equals(topics.intake)) {
        // What is passed on to another network is decided in its turn.
        put(outKey, written);
      } else {
        sink.write(topic.name(), outKey, written);
      }
    }
    return offset;
  }
}
