package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is matched, from the log to the ledger:
 *
 * <ol>
 *   <li>{@code intake}: the one ordered log of reported facts
 *   <li>{@link FactTask}: admit, decide (package {@code matching}, rules in {@code
 *       matching.rules}), apply (package {@code books})
 *   <li>{@code match-decisions}, {@code dispatch-events}: what was decided, and why
 *   <li>{@code dispatch-ledger}, {@code request-status}, {@code offer-status}, {@code
 *       network-summary}, {@code agreement-status}: where things stand
 *   <li>{@code owners}: whose what is, for the door
 *   <li>{@code disasters}, {@code aid-requests}, {@code staff-offers}: clean feeds by kind
 *   <li>{@code rejections}, {@code dead-letters}: what was refused, and what could not be read
 * </ol>
 */
public final class DecisionTopology {

  static final String INTAKE = "intake";
  static final String DECIDE = "decide";
  static final String BOOKS = "books";
  static final String CHAIN_HEADS = "chain-heads";
  static final String MATCH_DECISIONS = "match-decisions";
  static final String DISPATCH_EVENTS = "dispatch-events";
  static final String DISPATCH_LEDGER = "dispatch-ledger";
  static final String REQUEST_STATUS = "request-status";
  static final String OFFER_STATUS = "offer-status";
  static final String NETWORK_SUMMARY = "network-summary";
  static final String AGREEMENT_STATUS = "agreement-status";
  static final String BOOK_SEALS = "book-seals";
  static final String OWNERS = "owners";
  static final String DISASTERS = "disasters";
  static final String AID_REQUESTS = "aid-requests";
  static final String STAFF_OFFERS = "staff-offers";
  static final String REJECTIONS = "rejections";
  static final String DEAD_LETTERS = "dead-letters";

  /** What a network cannot fill goes into the log of the next tier's network, and comes back. */
  static final String OTHER_NETWORKS = "other-networks";

  /** The passing of time, and new rules, go into a network's own log when they are due there. */
  static final String PASSING_OF_TIME = "passing-of-time";

  private static final List<String> SINKS =
      List.of(
          MATCH_DECISIONS,
          DISPATCH_EVENTS,
          DISPATCH_LEDGER,
          REQUEST_STATUS,
          OFFER_STATUS,
          NETWORK_SUMMARY,
          AGREEMENT_STATUS,
          BOOK_SEALS,
          OWNERS,
          DISASTERS,
          AID_REQUESTS,
          STAFF_OFFERS,
          REJECTIONS,
          DEAD_LETTERS,
          OTHER_NETWORKS,
          PASSING_OF_TIME);

  private final Topics topics;
  private final TopicSerdes formats;
  private final Previewer previews;
  private final StateStatus status;
  private final LastDecision.@Nullable Source decisions;
  private final LogClocks clocks;
  private final OwnersPartition.@Nullable Source ownersTopics;

  public DecisionTopology(Topics topics, TopicSerdes formats) {
    this(topics, formats, new Previewer(topics), new StateStatus(), null, LogClocks.system(), null);
  }

  /**
   * The topology, with somebody who may ask what it would decide.
   *
   * @param previews finds the books of the tasks of this topology, and no other's
   * @param status told which books are wrong
   * @param decisions finds what restored books are compared with; null where there is no broker
   * @param clocks say what time it is in each network's log
   * @param ownersTopics find the topic that owners are told to; null where there is no broker
   */
  DecisionTopology(
      Topics topics,
      TopicSerdes formats,
      Previewer previews,
      StateStatus status,
      LastDecision.@Nullable Source decisions,
      LogClocks clocks,
      OwnersPartition.@Nullable Source ownersTopics) {
    this.topics = topics;
    this.formats = formats;
    this.previews = previews;
    this.status = status;
    this.decisions = decisions;
    this.clocks = clocks;
    this.ownersTopics = ownersTopics;
  }

  /**
   * The store that holds a key of the shelf: what moves with each fact lies in a store of its own.
   */
  public static String storeOf(String key) {
    return key.startsWith(NetworkStateStore.HEADS)
            || key.startsWith(StateCursor.KEYS)
            || key.startsWith(DueTimes.KEYS)
            || key.startsWith(OwnerRecords.KEYS)
        ? CHAIN_HEADS
        : BOOKS;
  }

  public Topology build() {
    Topology topology = new Topology();
    topology.addSource(
        INTAKE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.intake.name());
    topology.addProcessor(
        DECIDE,
        () -> new FactTask(topics, formats, previews, status, decisions, clocks, ownersTopics),
        INTAKE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(BOOKS), Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of()),
        DECIDE);
    // Heads and cursor change with every fact: cached, each is written once a commit.
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(CHAIN_HEADS), Serdes.String(), Serdes.ByteArray())
            .withCachingEnabled()
            .withLoggingEnabled(Map.of()),
        DECIDE);
    SINKS.forEach(sink -> addSink(topology, sink));
    return topology;
  }

  /** The topic that a sink writes to. */
  public static Topic<?> topicOf(Topics topics, String sink) {
    return switch (sink) {
      case MATCH_DECISIONS -> topics.matchDecisions;
      case DISPATCH_EVENTS -> topics.dispatchEvents;
      case DISPATCH_LEDGER -> topics.dispatchLedger;
      case REQUEST_STATUS -> topics.requestStatus;
      case OFFER_STATUS -> topics.offerStatus;
      case NETWORK_SUMMARY -> topics.networkSummary;
      case AGREEMENT_STATUS -> topics.agreementStatus;
      case BOOK_SEALS -> topics.bookSeals;
      case OWNERS -> topics.owners;
      case DISASTERS -> topics.disasters;
      case AID_REQUESTS -> topics.aidRequests;
      case STAFF_OFFERS -> topics.staffOffers;
      case REJECTIONS -> topics.rejections;
      case DEAD_LETTERS -> topics.deadLetters;
      case OTHER_NETWORKS, PASSING_OF_TIME -> topics.intake;
      default -> throw new IllegalArgumentException("expected a sink, but " + sink);
    };
  }

  /** The stores of a task. */
  public static List<String> stores() {
    return List.of(BOOKS, CHAIN_HEADS);
  }

  private void addSink(Topology topology, String sink) {
    topology.addSink(
        sink,
        topicOf(topics, sink).name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        new ByNetwork(),
        DECIDE);
  }

  /** A state lies in the partition of its network: what is before the first slash of the key. */
  private static final class ByNetwork implements StreamPartitioner<byte[], byte[]> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, byte[] key, byte[] value, int numPartitions) {
      String text = new String(key, StandardCharsets.UTF_8);
      int slash = text.indexOf('/');
      byte[] network = slash < 0 ? key : text.substring(0, slash).getBytes(StandardCharsets.UTF_8);
      return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(network)) % numPartitions));
    }
  }
}
