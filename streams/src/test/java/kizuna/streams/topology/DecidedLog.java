package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.Preview;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;
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
                Map.entry(Sinks.MATCH_DECISIONS, topics.matchDecisions),
                Map.entry(Sinks.DISPATCH_EVENTS, topics.dispatchEvents),
                Map.entry(Sinks.DISPATCH_LEDGER, topics.dispatchLedger),
                Map.entry(Sinks.REQUEST_STATUS, topics.requestStatus),
                Map.entry(Sinks.OFFER_STATUS, topics.offerStatus),
                Map.entry(Sinks.NETWORK_SUMMARY, topics.networkSummary),
                Map.entry(Sinks.AGREEMENT_STATUS, topics.agreementStatus),
                Map.entry(Sinks.BOOK_SEALS, topics.bookSeals),
                Map.entry(Sinks.OWNERS, topics.owners),
                Map.entry(Sinks.DISASTERS, topics.disasters),
                Map.entry(Sinks.AID_REQUESTS, topics.aidRequests),
                Map.entry(Sinks.STAFF_OFFERS, topics.staffOffers),
                Map.entry(Sinks.OTHER_NETWORKS, topics.intake),
                Map.entry(Sinks.REJECTIONS, topics.rejections),
                Map.entry(Sinks.DEAD_LETTERS, topics.deadLetters))
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
    ProcessingResult answer = log.process(key, value, 0, offset, 0);
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
