package kizuna.streams.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.Explanation;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.LedgerView.Mutation;
import kizuna.streams.log.Uncounted;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the view of one namespace up to date: reads its state topics, decisions, rejections and
 * dead letters from the beginning, committed records only.
 *
 * <p>It belongs to no consumer group and commits nothing: the topics are the only state. A broker
 * that goes away is waited for. When reading fails for good, it starts again from the beginning
 * beside the view that it has, which is served meanwhile. A record that cannot be read is counted
 * and left out.
 */
public final class LedgerProjection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerProjection.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int DENIALS_READ = 1_000;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** Each new start reads everything: one that fails again and again does so ever more rarely. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How often a topic that older namespaces lack is waited for, as in one that is just made. */
  private static final int LONGEST_WAITS = 5;

  /** Reads one record; what it says is applied later, together with the rest of its batch. */
  private interface Handler {
    Mutation read(ConsumerRecord<byte[], byte[]> message) throws UnreadableRecord;
  }

  private interface Told<V> {
    Mutation of(ConsumerRecord<byte[], byte[]> message, V value);
  }

  /** Kinds of facts of which the views show what only the intake says. */
  private static final Set<FactKind> LISTED =
      EnumSet.of(
          FactKind.MUNICIPALITIES_LISTED,
          FactKind.NETWORK_FORMED,
          FactKind.LENDER_JOINED,
          FactKind.LENDER_LEFT,
          FactKind.NETWORK_TERMS_CHANGED,
          FactKind.LENDER_LIMITS_SET,
          FactKind.ASSOCIATION_LISTED,
          FactKind.DUTY_DESK_PUBLISHED,
          FactKind.DISASTERS_JOINED,
          FactKind.COUNTERPART_APPOINTED,
          FactKind.COUNTERPART_RELIEVED,
          FactKind.OVERRIDE_MADE,
          FactKind.OVERRIDE_REVOKED);

  /** A fact of the reference data whose content is still to be read from the intake. */
  private record Listing(int partition, long offset) {}

  private final Topics topics;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final RecordReader reader;
  private final WireFormat<MatchDecision> decisionFormat;
  private final WireFormat<Fact> factFormat;
  private final Map<String, Handler> handlers = new HashMap<>();
  private final Deque<Listing> listings = new ArrayDeque<>();
  private final Deque<Listing> denials = new ArrayDeque<>();
  private final Map<String, String> interned = new HashMap<>();
  private final Uncounted uncounted = new Uncounted();
  private final Thread thread;
  private final CountDownLatch firstCaughtUp = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private int waitedForNewest;
  private boolean repaired;
  private volatile LedgerView view = newView();
  private volatile long lag = -1;
  private volatile long completeAt = System.nanoTime();
  private volatile @Nullable Long failingSince;

  LedgerProjection(
      Topics topics,
      SchemaRegistry registry,
      Supplier<Consumer<byte[], byte[]>> consumers,
      RecordReader reader) {
    this.topics = topics;
    this.consumers = consumers;
    this.reader = reader;
    this.decisionFormat = WireFormat.of(topics.matchDecisions, registry);
    this.factFormat = WireFormat.of(topics.intake, registry);
    handle(topics.dispatchLedger, registry, this::ledgerEntry, key -> v -> v.ledgerGone(key));
    handle(topics.requestStatus, registry, this::requestStatus, key -> v -> v.requestGone(key));
    handle(topics.offerStatus, registry, this::offerStatus, key -> v -> v.offerGone(key));
    handle(
        topics.networkSummary,
        registry,
        (message, s) -> v -> v.named(key(message), s.getName()),
        key -> v -> {});
    handle(
        topics.agreementStatus,
        registry,
        (message, a) -> v -> v.agreement(key(message), a),
        key -> v -> v.agreementGone(key));
    handle(topics.matchDecisions, registry, this::decision, key -> v -> {});
    handle(
        topics.rejections,
        registry,
        (message, r) -> v -> v.rejected(message.partition(), message.offset(), r),
        key -> v -> {});
    handle(
        topics.deadLetters,
        registry,
        (message, d) -> v -> v.lost(message.partition(), message.offset(), d),
        key -> v -> {});
    handle(topics.disasters, registry, this::disaster, key -> v -> {});
    this.thread = new Thread(this::run, "ledger-" + topics.namespace().name());
    this.thread.setDaemon(true);
  }

  private static LedgerView newView() {
    return new LedgerView(UUID.randomUUID().toString().substring(0, 8));
  }

  LedgerProjection start() {
    thread.start();
    return this;
  }

  public Namespace namespace() {
    return topics.namespace();
  }

  /** The names of the namespace's topics. */
  public Topics topics() {
    return topics;
  }

  /** The view as it is now. Ask again for each answer: after a failure it is another one. */
  public LedgerView view() {
    return view;
  }

  /** Committed records that are still to be read; -1 while that is not known. */
  public long lag() {
    return lag;
  }

  /** How long ago the broker last said that there is nothing more to read. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - completeAt);
  }

  /** Whether all that lay in the topics at the start has been read. */
  public boolean isCaughtUp() {
    return view.isCaughtUp();
  }

  /** Waits for that; says whether it is so. */
  public boolean awaitCaughtUp(Duration longest) throws InterruptedException {
    return firstCaughtUp.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads a decision again. */
  public Optional<MatchDecision> decision(LedgerView.DecisionPosition position) {
    Optional<byte[]> value =
        reader.value(topics.matchDecisions.name(), position.partition(), position.offset());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(decisionFormat.decode(value.get()));
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    closed.set(true);
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
  }

  /** For how long it has begun again and not come to the end; empty if it has. */
  public Optional<Duration> failingFor() {
    Long since = failingSince;
    return since == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - since));
  }

  private void run() {
    Duration pause = PAUSE_AFTER_FAILURE;
    while (!closed.get()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        try {
          readOn(consumer);
        } finally {
          Thread.interrupted(); // who is interrupted cannot take leave of the broker in order
        }
      } catch (RuntimeException e) {
        if (closed.get() || e instanceof org.apache.kafka.common.errors.InterruptException) {
          return;
        }
        LOG.warn(
            "expected to read on in {}, but {}; starting again from the beginning",
            topics.namespace().name(),
            e.toString());
        if (failingSince == null) {
          failingSince = System.nanoTime();
          pause = PAUSE_AFTER_FAILURE;
        }
        pause(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  /** Until it is closed, or a repair told that records which were read do not count. */
  private void readOn(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    LedgerView growing = newView();
    if (!view.isCaughtUp()) {
      view = growing;
    }
    listings.clear();
    denials.clear();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    boolean reached = false;
    double answers = 0;
    repaired = false;
    while (!closed.get() && !repaired) {
      ConsumerRecords<byte[], byte[]> records = poll(consumer);
      apply(growing, records);
      if (!reached && listings.isEmpty() && reached(consumer, end)) {
        growing.caughtUp();
        LedgerView before = view;
        view = growing;
        if (before != growing) {
          before.feed().restart();
        }
        firstCaughtUp.countDown();
        failingSince = null;
        reached = true;
      }
      if (reached) {
        readDenials(growing);
      }
      lag = lag(consumer, partitions);
      double answersNow = answers(consumer);
      if (lag == 0 && (answersNow != answers || answersNow < 0)) {
        completeAt = System.nanoTime();
      }
      answers = answersNow;
    }
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : handlers.keySet()) {
      List<PartitionInfo> infos = consumer.partitionsFor(topic);
      if (infos == null || infos.isEmpty()) {
        if (topic.equals(topics.agreementStatus.name()) && waitedForNewest++ >= LONGEST_WAITS) {
          LOG.info("{} is not there: the namespace was made before it was", topic);
          continue;
        }
        throw new IllegalStateException("expected topic " + topic + ", but it is not there yet");
      }
      infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private static ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
    try {
      return consumer.poll(POLL);
    } catch (WakeupException e) {
      return ConsumerRecords.empty();
    }
  }

  private void apply(LedgerView growing, ConsumerRecords<byte[], byte[]> records) {
    List<Mutation> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> message : records) {
      batch.add(read(message));
    }
    readListings(batch);
    if (!batch.isEmpty()) {
      growing.apply(batch);
    }
  }

  private Mutation read(ConsumerRecord<byte[], byte[]> message) {
    while (true) {
      try {
        if (uncounted.contains(message.topic(), message.partition(), message.offset())) {
          return v -> {};
        }
        if (message.value() == null && message.topic().equals(topics.matchDecisions.name())) {
          repaired |= uncounted.add(Uncounted.of(message));
          return v -> {};
        }
        Handler handler = handlers.get(message.topic());
        if (handler == null) {
          throw new IllegalStateException("expected a topic of ours, but " + message.topic());
        }
        return handler.read(message);
      } catch (UnreadableRecord e) {
        LOG.warn(
            "{}-{}@{} is left out of the views: {}",
            message.topic(),
            message.partition(),
            message.offset(),
            e.getMessage());
        return LedgerView::unreadable;
      } catch (SchemaRegistry.RegistryUnavailable e) {
        // Says nothing about the record: it is asked again until the registry answers.
        LOG.warn("{}; waiting for it", e.getMessage());
        pause(PAUSE_AFTER_FAILURE);
        if (closed.get()) {
          throw e;
        }
      }
    }
  }

  private static Mutation listed(Fact fact) {
    return v -> {
      if (fact.getMunicipalitiesListed() != null) {
        v.municipalities(fact.getMunicipalitiesListed().getMunicipalities());
      }
      if (fact.getNetworkFormed() != null) {
        v.formed(fact.getNetworkId(), fact.getNetworkFormed().getLenders());
        v.named(fact.getNetworkId(), fact.getNetworkFormed().getName());
      }
      if (fact.getLenderJoined() != null) {
        v.lenderJoined(fact.getNetworkId(), fact.getLenderJoined().getLender());
      }
      if (fact.getLenderLeft() != null) {
        v.lenderLeft(fact.getNetworkId(), fact.getLenderLeft().getLender());
      }
      if (fact.getNetworkTermsChanged() != null
          && fact.getNetworkTermsChanged().getName() != null) {
        v.named(fact.getNetworkId(), fact.getNetworkTermsChanged().getName());
      }
      if (fact.getLenderLimitsSet() != null) {
        v.limited(fact.getNetworkId(), fact.getLenderLimitsSet());
      }
      v.accepted(fact);
    };
  }

  /** Reads the accepted facts of the reference data; decisions say only where they lie. */
  private void readListings(List<Mutation> batch) {
    while (!listings.isEmpty()) {
      Listing listing = listings.getFirst();
      Optional<byte[]> value =
          reader.value(topics.intake.name(), listing.partition(), listing.offset());
      if (value.isEmpty()) {
        return;
      }
      listings.removeFirst();
      try {
        Fact fact = factFormat.decode(value.get());
        batch.add(listed(fact));
      } catch (UnreadableRecord e) {
        LOG.warn("a fact of the reference data is left out: {}", e.getMessage());
        batch.add(LedgerView::unreadable);
      }
    }
  }

  /** Reads the newest denials; nothing waits for them. */
  private void readDenials(LedgerView growing) {
    List<Mutation> batch = new ArrayList<>();
    while (!denials.isEmpty()) {
      Listing denial = denials.getFirst();
      Optional<byte[]> value =
          reader.value(topics.intake.name(), denial.partition(), denial.offset());
      if (value.isEmpty()) {
        break;
      }
      denials.removeFirst();
      try {
        Fact fact = factFormat.decode(value.get());
        if (fact.getAccessDenied() != null) {
          batch.add(
              v ->
                  v.denied(
                      denial.partition(),
                      denial.offset(),
                      new LedgerView.DenialRecorded(
                          fact.getNetworkId(), fact.getRecordedAt(), fact.getAccessDenied())));
        }
      } catch (UnreadableRecord e) {
        LOG.warn("a denial is left out: {}", e.getMessage());
        batch.add(LedgerView::unreadable);
      }
    }
    if (!batch.isEmpty()) {
      growing.apply(batch);
    }
  }

  private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    return end.entrySet().stream()
        .allMatch(entry -> consumer.position(entry.getKey()) >= entry.getValue());
  }

  private static long lag(
      Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    long sum = 0;
    for (TopicPartition partition : partitions) {
      OptionalLong one = consumer.currentLag(partition);
      if (one.isPresent()) {
        sum += one.getAsLong();
      }
    }
    return sum;
  }

  /** Fetches that the broker answered: a lag of a broker that is away says nothing; -1: unknown. */
  private static double answers(Consumer<byte[], byte[]> consumer) {
    return consumer.metrics().values().stream()
        .filter(
            m ->
                m.metricName().name().equals("fetch-total")
                    && m.metricName().group().equals("consumer-fetch-manager-metrics"))
        .map(m -> m.metricValue())
        .filter(Double.class::isInstance)
        .mapToDouble(v -> (Double) v)
        .findFirst()
        .orElse(-1);
  }

  private void pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      closed.set(true);
    }
  }

  // What each kind of record says --------------------------------------------------------------

  private <V extends SpecificRecordBase> void handle(
      Topic<V> topic, SchemaRegistry registry, Told<V> told, Function<String, Mutation> removed) {
    WireFormat<V> format = WireFormat.of(topic, registry);
    handlers.put(
        topic.name(),
        message ->
            message.value() == null && topic.compacted()
                ? removed.apply(key(message))
                : told.of(message, format.decode(message.value())));
  }

  private static String key(ConsumerRecord<byte[], byte[]> message) {
    return message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
  }

  private Mutation ledgerEntry(ConsumerRecord<byte[], byte[]> message, LedgerEntry entry) {
    share(entry, "networkId", "disasterId", "lender", "receiver", "agreementId");
    return v -> v.ledger(key(message), entry);
  }

  private Mutation requestStatus(ConsumerRecord<byte[], byte[]> message, RequestStatus status) {
    share(status, "networkId", "disasterId", "receiver");
    return v -> v.request(key(message), status);
  }

  private Mutation offerStatus(ConsumerRecord<byte[], byte[]> message, OfferStatus status) {
    share(status, "networkId", "disasterId", "lender");
    return v -> v.offer(key(message), status);
  }

  private Mutation decision(ConsumerRecord<byte[], byte[]> message, MatchDecision decision) {
    if (decision.getOutcome() == Outcome.ACCEPTED && LISTED.contains(decision.getFactKind())) {
      listings.add(new Listing(message.partition(), decision.getIntakeOffset()));
    }
    if (decision.getOutcome() == Outcome.ACCEPTED
        && decision.getFactKind() == FactKind.ACCESS_DENIED) {
      denials.add(new Listing(message.partition(), decision.getIntakeOffset()));
      if (denials.size() > DENIALS_READ) {
        denials.removeFirst();
      }
    }
    List<String> explained =
        decision.getExplanations().stream().map(Explanation::getRequestId).toList();
    // Only what the view keeps: explanations are read again when somebody asks for them.
    decision.put(decision.getSchema().getField("explanations").pos(), List.of());
    List<Notice> notices = decision.getNotices();
    decision.put(decision.getSchema().getField("notices").pos(), List.of());
    return v -> {
      v.decided(decision, message.partition(), message.offset(), explained);
      v.noticed(decision, notices);
    };
  }

  private Mutation disaster(ConsumerRecord<byte[], byte[]> message, Fact fact) {
    if (fact.getDisastersJoined() != null) {
      return v -> v.disastersJoined(fact);
    }
    if (fact.getDisasterEnded() != null
        || fact.getDisasterReopened() != null
        || fact.getDisasterCorrected() != null) {
      return v -> v.disasterChanged(fact);
    }
    return fact.getDisasterDeclared() == null ? v -> {} : v -> v.disaster(fact);
  }

  /** A hundred thousand rows name few networks, lenders and receivers: each name is kept once. */
  private void share(SpecificRecordBase row, String... fields) {
    for (String field : fields) {
      int position = row.getSchema().getField(field).pos();
      if (row.get(position) instanceof String name) {
        String known = interned.putIfAbsent(name, name);
        row.put(position, known == null ? name : known);
      }
    }
  }
}
