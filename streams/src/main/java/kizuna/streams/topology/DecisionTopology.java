package kizuna.streams.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.OutputRouter;
import kizuna.streams.processing.Sinks;
import kizuna.streams.processing.StateKeys;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;

/**
 * The Kafka Streams topology that decides, from the log to the ledger:
 *
 * <ol>
 *   <li>{@code intake}: the one ordered log of reported facts
 *   <li>{@link FactTask}: one task for each partition, which runs the pipeline of {@link
 *       kizuna.streams.processing.FactProcessor}
 *   <li>{@code match-decisions}, {@code dispatch-events}: decisions with their reasons
 *   <li>{@code dispatch-ledger}, {@code request-status}, {@code offer-status}, {@code
 *       network-summary}, {@code agreement-status}: present states
 *   <li>{@code owners}: owners of requests, offers and dispatches, for the API
 *   <li>{@code disasters}, {@code aid-requests}, {@code staff-offers}: clean feeds by kind
 *   <li>{@code rejections}, {@code dead-letters}: refused and unreadable facts
 * </ol>
 */
public final class DecisionTopology {

  static final String INTAKE = "intake";
  static final String BOOKS = "books";
  public static final String CHAIN_HEADS = "chain-heads";

  private static final List<String> SINKS =
      List.of(
          Sinks.MATCH_DECISIONS,
          Sinks.DISPATCH_EVENTS,
          Sinks.DISPATCH_LEDGER,
          Sinks.REQUEST_STATUS,
          Sinks.OFFER_STATUS,
          Sinks.NETWORK_SUMMARY,
          Sinks.AGREEMENT_STATUS,
          Sinks.BOOK_SEALS,
          Sinks.OWNERS,
          Sinks.DISASTERS,
          Sinks.AID_REQUESTS,
          Sinks.STAFF_OFFERS,
          Sinks.REJECTIONS,
          Sinks.DEAD_LETTERS,
          Sinks.OTHER_NETWORKS,
          Sinks.PASSING_OF_TIME);

  /**
   * Settings of the changelogs. They accept every timestamp that the log accepted. A restoration
   * reads them from their start: outdated records must be removed soon.
   */
  public static final Map<String, String> CHANGELOG_SETTINGS =
      Stream.of(Map.of("cleanup.policy", "compact"), Topic.ANY_TIME, Topic.SMALL_SEGMENTS)
          .flatMap(settings -> settings.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final Topics topics;
  private final Supplier<FactTask> tasks;

  /** A topology without a broker, for its description. */
  public DecisionTopology(Topics topics, TopicSerdes serdes) {
    this(
        topics,
        () ->
            new FactTask(
                topics,
                serdes,
                new Previewer(topics),
                new StateStatus(),
                null,
                LogClocks.system(),
                null,
                GroupCommit::new,
                RecordTraces.OFF));
  }

  /** {@code tasks} makes the processor of one partition. */
  DecisionTopology(Topics topics, Supplier<FactTask> tasks) {
    this.topics = topics;
    this.tasks = tasks;
  }

  /** The store of a key: entries that change with each fact have a store of their own. */
  public static String storeOf(String key) {
    return key.startsWith(StateKeys.HEADS)
            || key.startsWith(StateKeys.CURSORS)
            || key.startsWith(StateKeys.DUE_TIMES)
            || key.startsWith(StateKeys.OWNERS)
        ? CHAIN_HEADS
        : BOOKS;
  }

  public Topology build() {
    Topology topology = new Topology();
    topology.addSource(
        INTAKE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.intake.name());
    topology.addProcessor(OutputRouter.NODE, tasks::get, INTAKE);
    // Cached: an entry that changes several times between two commits is written once.
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(BOOKS), Serdes.String(), Serdes.ByteArray())
            .withCachingEnabled()
            .withLoggingEnabled(Map.of()),
        OutputRouter.NODE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(CHAIN_HEADS), Serdes.String(), Serdes.ByteArray())
            .withCachingEnabled()
            .withLoggingEnabled(Map.of()),
        OutputRouter.NODE);
    SINKS.forEach(sink -> addSink(topology, sink));
    return topology;
  }

  /** The topic that a sink writes to. */
  public static Topic<?> topicOf(Topics topics, String sink) {
    return switch (sink) {
      case Sinks.MATCH_DECISIONS -> topics.matchDecisions;
      case Sinks.DISPATCH_EVENTS -> topics.dispatchEvents;
      case Sinks.DISPATCH_LEDGER -> topics.dispatchLedger;
      case Sinks.REQUEST_STATUS -> topics.requestStatus;
      case Sinks.OFFER_STATUS -> topics.offerStatus;
      case Sinks.NETWORK_SUMMARY -> topics.networkSummary;
      case Sinks.AGREEMENT_STATUS -> topics.agreementStatus;
      case Sinks.BOOK_SEALS -> topics.bookSeals;
      case Sinks.OWNERS -> topics.owners;
      case Sinks.DISASTERS -> topics.disasters;
      case Sinks.AID_REQUESTS -> topics.aidRequests;
      case Sinks.STAFF_OFFERS -> topics.staffOffers;
      case Sinks.REJECTIONS -> topics.rejections;
      case Sinks.DEAD_LETTERS -> topics.deadLetters;
      case Sinks.OTHER_NETWORKS, Sinks.PASSING_OF_TIME -> topics.intake;
      default -> throw new IllegalArgumentException("expected a sink, but " + sink);
    };
  }

  /** The topic that the state of a store is restored from. */
  public static String changelog(Topics topics, String store) {
    return topics.namespace().applicationId() + "-" + store + "-changelog";
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
        OutputRouter.NODE);
  }

  /** The partition of an output with this key. */
  static int partitionOf(byte[] key, int partitions) {
    int slash = 0;
    while (slash < key.length && key[slash] != '/') {
      slash++;
    }
    byte[] network = slash == key.length ? key : Arrays.copyOf(key, slash);
    return Utils.toPositive(Utils.murmur2(network)) % partitions;
  }

  /** A state is in the partition of its network: the part before the first slash of the key. */
  private static final class ByNetwork implements StreamPartitioner<byte[], byte[]> {
    @Override
    public Optional<Set<Integer>> partitions(
        String topic, byte[] key, byte[] value, int numPartitions) {
      return Optional.of(Set.of(partitionOf(key, numPartitions)));
    }
  }
}
