package kizuna.streams.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
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
import kizuna.streams.ledger.LedgerWriter.Mutation;
import kizuna.streams.log.UncountedRecords;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the read model of one namespace up to date: reads its state topics, decisions, rejections
 * and dead letters from where the database stands, committed records only.
 *
 * <p>It belongs to no consumer group: offsets lie in the database, beside the rows that they
 * brought. A broker that goes away is waited for. A database that is lost, damaged, of another
 * version or log, or that holds records which a repair took out, is rebuilt from the topics; where
 * the old one is right but for that, it answers meanwhile. A record that cannot be read or applied
 * is listed as an error and left out.
 */
public final class LedgerProjection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerProjection.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** How long another process may take to make the database that is followed. */
  private static final Duration LONGEST_OPENING = Duration.ofSeconds(20);

  /**
   * How often a follower asks whether it is to write, and a writer whether it still may. Who
   * follows takes over within twice that after the other process has died.
   */
  private static final Duration CLAIM_EVERY = Duration.ofSeconds(2);

  static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** One that fails again and again tries ever more rarely. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Older than that what is shown says how old it is. */
  private static final Duration CURRENT_WITHIN = Duration.ofSeconds(15);

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

  /** What was replaced answers questions that are under way for so long. */
  private static final Duration RETIRED_FOR = Duration.ofSeconds(30);

  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);
  private static final Duration TIDY_EVERY = Duration.ofHours(6);

  /** The database failed, and is opened again. */
  private static final class DatabaseFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    DatabaseFailed(Exception cause) {
      super(cause.toString(), cause);
    }
  }

  private record Retired(LedgerView view, long since) {}

  private final Topics topics;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final RecordReader reader;
  private final LedgerDatabases databases;
  private final Supplier<String> identity;
  private final Duration pauseAfterFailure;
  private final WireFormat<MatchDecision> decisionFormat;
  private final WireFormat<Fact> factFormat;
  private final Map<String, Handler> handlers = new HashMap<>();
  private final UncountedRecords uncounted = new UncountedRecords();
  private final Deque<Retired> retired = new ArrayDeque<>();
  private final Thread thread;
  private final CountDownLatch firstCaughtUp = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private int waitedForNewest;
  private boolean repaired;
  private boolean reopen;

  /** Null: another process writes, and is followed. */
  private @Nullable WriteClaim claim;

  private long claimSeenAt = System.nanoTime();

  /** What is being filled: the view that answers, or one that will. */
  private LedgerView growing;

  private LedgerWriter writer;
  private volatile LedgerView view;
  private volatile boolean trusted;
  private volatile long lag = -1;
  private volatile int progress;
  private volatile boolean rebuilding;
  private volatile long completeAt = System.nanoTime();
  private volatile @Nullable Long failingSince;

  /**
   * @param identity names the log: cluster and topics; a database of another one is not believed
   * @param pauseAfterFailure before it tries again for the first time
   */
  LedgerProjection(
      Topics topics,
      SchemaRegistry registry,
      Supplier<Consumer<byte[], byte[]>> consumers,
      RecordReader reader,
      LedgerDatabases databases,
      Supplier<String> identity,
      Duration pauseAfterFailure) {
    this.pauseAfterFailure = pauseAfterFailure;
    this.topics = topics;
    this.consumers = consumers;
    this.reader = reader;
    this.databases = databases;
    this.identity = identity;
    this.decisionFormat = WireFormat.of(topics.matchDecisions, registry);
    this.factFormat = WireFormat.of(topics.intake, registry);
    handle(topics.dispatchLedger, registry, this::ledgerEntry, key -> w -> w.ledgerGone(key));
    handle(topics.requestStatus, registry, this::requestStatus, key -> w -> w.requestGone(key));
    handle(topics.offerStatus, registry, this::offerStatus, key -> w -> w.offerGone(key));
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
    handle(topics.matchDecisions, registry, this::decision, key -> w -> {});
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
    Opened opened = awaitOpened();
    this.claim = opened.claim();
    this.growing = opened.view();
    this.writer = opened.writer();
    this.view = growing;
    this.thread = new Thread(this::run, "ledger-" + topics.namespace().name());
    this.thread.setDaemon(true);
  }

  /**
   * What one begins with.
   *
   * @param claim null: another process writes, and is followed
   */
  private record Opened(@Nullable WriteClaim claim, LedgerView view, LedgerWriter writer) {}

  /** Waits while another process is just making the database. */
  private Opened awaitOpened() {
    long end = System.nanoTime() + LONGEST_OPENING.toNanos();
    while (true) {
      try {
        return open();
      } catch (UnusableDatabase e) {
        throw e;
      } catch (IllegalStateException | DatabaseFailed e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LOG.info("{} is opened again: {}", topics.namespace().name(), e.getMessage());
        pause(pauseAfterFailure);
      }
    }
  }

  /** Takes the right to write, or follows who has it. */
  private Opened open() {
    Namespace namespace = topics.namespace();
    WriteClaim mine = databases.claim(namespace).orElse(null);
    try {
      LedgerView opened =
          newView(
              mine == null
                  ? databases
                      .follow(namespace)
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "expected the process that writes it to have made "
                                      + namespace.name()
                                      + ", but it has not yet"))
                  : databases.newest(namespace).orElseGet(() -> databases.create(namespace)));
      return new Opened(mine, opened, newWriter(opened));
    } catch (RuntimeException e) {
      if (mine != null) {
        mine.close();
      }
      throw e;
    }
  }

  private static LedgerView newView(LedgerDatabase database) {
    return new LedgerView(database, UUID.randomUUID().toString().substring(0, 8));
  }

  private static LedgerWriter newWriter(LedgerView view) {
    try {
      return new LedgerWriter(view.database(), view);
    } catch (SQLException e) {
      throw new DatabaseFailed(e);
    }
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

  /** The view as it is now. Ask again for each answer: after a rebuild it is another one. */
  public LedgerView view() {
    return view;
  }

  /** Committed records that are still to be read; -1 while that is not known. */
  public long lag() {
    return lag;
  }

  /** How much of what lay in the topics at the start has been read, percent. */
  public int progress() {
    return progress;
  }

  /** How long ago the broker last said that there is nothing more to read. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - completeAt);
  }

  /** Whether all that lay in the topics at the start has been read. */
  public boolean isCaughtUp() {
    return view.isCaughtUp();
  }

  /**
   * Whether what is shown is of now: all was read within the last {@link #CURRENT_WITHIN}, and no
   * rebuild is under way.
   */
  public boolean isCurrent() {
    return view.isCaughtUp() && !rebuilding && age().compareTo(CURRENT_WITHIN) <= 0;
  }

  /** Whether there is something whole to show, if not of this moment. */
  public boolean isServing() {
    return view.isCaughtUp() || trusted && view.isComplete();
  }

  /** Waits until it has caught up; says whether it has. */
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

  private Optional<Fact> fact(int partition, long offset) throws UnreadableRecord {
    Optional<byte[]> value = reader.value(topics.intake.name(), partition, offset);
    return value.isEmpty() ? Optional.empty() : Optional.of(factFormat.decode(value.get()));
  }

  @Override
  public void close() {
    closed.set(true);
    view.feed().wake();
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
    retired.forEach(r -> r.view().database().drop());
    if (growing != view) {
      growing.database().close();
    }
    view.database().close();
    giveBack();
  }

  private void giveBack() {
    WriteClaim held = claim;
    claim = null;
    if (held != null) {
      held.close();
    }
  }

  /** Whether this process writes the read model, not another one. */
  public boolean isWriting() {
    return claim != null;
  }

  /** For how long it has begun again and not come to the end; empty if it has. */
  public Optional<Duration> failingFor() {
    Long since = failingSince;
    return since == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - since));
  }

  private void run() {
    Duration pause = pauseAfterFailure;
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
            "expected to read on in {}, but {}; trying again",
            topics.namespace().name(),
            e.toString());
        reopen |= e instanceof DatabaseFailed;
        if (e instanceof InvalidOffsetException) {
          begin("the log does not hold what is to be read next", true);
        }
        if (failingSince == null) {
          failingSince = System.nanoTime();
          pause = pauseAfterFailure;
        }
        pause(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  /** Until it is closed, or a repair told that records which were read do not count. */
  private void readOn(Consumer<byte[], byte[]> consumer) {
    try {
      if (reopen) {
        openAgain();
        reopen = false;
      }
      List<TopicPartition> partitions = partitions(consumer);
      String log = identity.get();
      if (claim == null) {
        follow(consumer, partitions, log);
        return;
      }
      if (!writer.identity().map(log::equals).orElse(true)) {
        begin("it is of another log", false);
      }
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> known = writer.positions();
      if (known.entrySet().stream()
          .anyMatch(p -> p.getValue() > end.getOrDefault(p.getKey(), 0L))) {
        begin("it is ahead of the log", false);
        known = writer.positions();
      }
      writer.identity(log);
      uncounted.add(writer.uncounted());
      trusted = true;
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (TopicPartition partition : partitions) {
        Long position = known.get(partition);
        if (position != null) {
          consumer.seek(partition, position);
        }
      }
      readOn(consumer, partitions, end);
      if (repaired) {
        repaired = false;
        begin("a repair took out records that it holds", true);
      }
    } catch (SQLException e) {
      throw new DatabaseFailed(e);
    }
  }

  /** Tells what another process writes, until that one is gone. */
  private void follow(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, String log)
      throws SQLException {
    Map<TopicPartition, Long> first = consumer.endOffsets(partitions);
    long lookedAt = System.nanoTime() - CLAIM_EVERY.toNanos();
    while (!closed.get()) {
      List<ChangeChannel.Row> rows = growing.database().awaitChanges(POLL);
      if (!rows.isEmpty()) {
        growing.follow(rows);
      }
      if (rows.isEmpty() && System.nanoTime() - lookedAt < CLAIM_EVERY.toNanos()) {
        continue;
      }
      standing(consumer.endOffsets(partitions), first, log);
      if (System.nanoTime() - lookedAt >= CLAIM_EVERY.toNanos()) {
        lookedAt = System.nanoTime();
        dropRetired();
        if (!isFollowed()) {
          LOG.info(
              "{} is opened again: another process is to be followed, or none", growing.database());
          reopenAll();
          return;
        }
      }
    }
  }

  /** Whether there is still another process that writes what is read here. */
  private boolean isFollowed() {
    Optional<WriteClaim> free = databases.claim(topics.namespace());
    free.ifPresent(WriteClaim::close);
    return free.isEmpty() && databases.isNewest(topics.namespace(), growing.database());
  }

  /** Notes how far the process that writes has come. */
  private void standing(Map<TopicPartition, Long> end, Map<TopicPartition, Long> first, String log)
      throws SQLException {
    Map<TopicPartition, Long> positions = writer.positions();
    trusted = writer.identity().map(log::equals).orElse(false);
    lag = missing(end, positions);
    long total = first.values().stream().mapToLong(e -> e).sum();
    long toGo = missing(first, positions);
    progress = total == 0 ? 100 : (int) (100 * (total - toGo) / total);
    if (trusted && toGo == 0 && growing.isWhole()) {
      if (!growing.isCaughtUp()) {
        growing.follow(List.of(ChangeChannel.EVERYTHING));
        growing.caughtUp();
      }
      progress = 100;
      firstCaughtUp.countDown();
      failingSince = null;
    }
    if (lag == 0) {
      completeAt = System.nanoTime();
    }
  }

  private static long missing(Map<TopicPartition, Long> end, Map<TopicPartition, Long> positions) {
    return end.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - positions.getOrDefault(e.getKey(), 0L)))
        .sum();
  }

  private void readOn(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> end)
      throws SQLException {
    boolean reached = false;
    double answers = 0;
    long toldAt = System.nanoTime();
    long tidiedAt = toldAt;
    long total = end.values().stream().mapToLong(e -> e).sum();
    while (!closed.get()) {
      dropRetired();
      demandClaim();
      if (growing.database().isBroken() || view.database().isBroken()) {
        throw new DatabaseFailed(new IllegalStateException("damaged"));
      }
      ConsumerRecords<byte[], byte[]> records = poll(consumer);
      List<LedgerWriter.Message> batch = read(records);
      if (repaired) {
        return;
      }
      if (!records.isEmpty() || writer.hasUnreadFacts() || reached && writer.hasUnreadDenials()) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        records.partitions().forEach(p -> positions.put(p, consumer.position(p)));
        writer.write(batch, positions, this::fact, reached);
      }
      if (!reached && !writer.hasUnreadFacts() && reached(consumer, end)) {
        caughtUp();
        reached = true;
      }
      lag = lag(consumer, partitions);
      if (!reached) {
        progress = total == 0 ? 100 : (int) (100 * read(consumer, end) / total);
        if (System.nanoTime() - toldAt > PROGRESS_EVERY.toNanos()) {
          toldAt = System.nanoTime();
          LOG.info(
              "{}: {} % of the log is in {}; {} records to go",
              topics.namespace().name(), progress, growing.database(), lag);
        }
      }
      double answersNow = answers(consumer);
      if (lag == 0 && (answersNow != answers || answersNow < 0)) {
        completeAt = System.nanoTime();
      }
      answers = answersNow;
      if (reached && lag == 0 && System.nanoTime() - tidiedAt > TIDY_EVERY.toNanos()) {
        tidiedAt = System.nanoTime();
        writer.forgetQuietDays();
      }
    }
  }

  /** Asks now and then whether it may still write; the database itself lets nobody else. */
  private void demandClaim() {
    if (System.nanoTime() - claimSeenAt > CLAIM_EVERY.toNanos()) {
      claimSeenAt = System.nanoTime();
      WriteClaim held = claim;
      if (held == null || !held.isHeld()) {
        throw new DatabaseFailed(new IllegalStateException("another process may write it now"));
      }
    }
  }

  private void caughtUp() throws SQLException {
    writer.complete();
    if (!growing.isCaughtUp()) {
      growing.caughtUp();
    }
    LedgerView before = view;
    view = growing;
    if (before != growing) {
      before.feed().restart();
      retired.add(new Retired(before, System.nanoTime()));
    }
    progress = 100;
    rebuilding = false;
    firstCaughtUp.countDown();
    failingSince = null;
  }

  /**
   * Begins a new database.
   *
   * @param right whether the one that answers may go on doing so meanwhile
   */
  private void begin(String why, boolean right) {
    LOG.warn("{} is rebuilt from the topics: {}", growing.database(), why);
    LedgerView former = growing;
    growing = newView(databases.create(topics.namespace()));
    writer = newWriter(growing);
    if (former != view) {
      retired.add(new Retired(former, System.nanoTime()));
    }
    if (!right || !view.isComplete() && !view.isCaughtUp()) {
      LedgerView before = view;
      view = growing;
      before.feed().restart();
      retired.add(new Retired(before, System.nanoTime()));
    }
    rebuilding = growing != view;
  }

  /** Gives everything back and begins anew, as who writes or as who follows. */
  private void reopenAll() {
    LedgerView before = view;
    if (growing != before) {
      growing.database().close();
    }
    if (claim != null) {
      // Its locks go with its connections.
      before.database().close();
    } else {
      if (retired.stream().noneMatch(one -> one.view() == before)) {
        retired.add(new Retired(before, System.nanoTime()));
      }
    }
    giveBack();
    Opened opened = open();
    claim = opened.claim();
    claimSeenAt = System.nanoTime();
    growing = opened.view();
    writer = opened.writer();
    view = growing;
    rebuilding = false;
    before.feed().restart();
  }

  /** Opens the database again after it failed; a damaged one is replaced. */
  private void openAgain() {
    WriteClaim held = claim;
    if (held == null || !held.isHeld()) {
      reopenAll();
      return;
    }
    boolean answered = growing == view;
    LedgerView former = growing;
    former.database().close();
    if (former.database().isBroken()) {
      former.database().drop();
    }
    if (view.database().isBroken() && !answered) {
      view.database().drop();
      answered = true;
    }
    growing =
        newView(
            answered
                ? databases
                    .newest(topics.namespace())
                    .orElseGet(() -> databases.create(topics.namespace()))
                : databases.create(topics.namespace()));
    writer = newWriter(growing);
    if (answered) {
      LedgerView before = view;
      view = growing;
      before.feed().restart();
    }
    rebuilding = growing != view;
  }

  /** Drops what was replaced a while ago. */
  private void dropRetired() {
    while (!retired.isEmpty()
        && System.nanoTime() - retired.getFirst().since() > RETIRED_FOR.toNanos()) {
      retired.removeFirst().view().database().drop();
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

  private List<LedgerWriter.Message> read(ConsumerRecords<byte[], byte[]> records) {
    List<LedgerWriter.Message> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> message : records) {
      batch.add(
          new LedgerWriter.Message(
              message.topic(), message.partition(), message.offset(), read(message)));
    }
    return batch;
  }

  private Mutation read(ConsumerRecord<byte[], byte[]> message) {
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
        return handler.read(message);
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
        // Says nothing about the record: it is asked again until the registry answers.
        LOG.warn("{}; waiting for it", e.getMessage());
        pause(PAUSE_AFTER_FAILURE);
        if (closed.get()) {
          throw e;
        }
      }
    }
  }

  /** Records of what lay in the topics at the start that are read. */
  private static long read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    return end.entrySet().stream()
        .mapToLong(e -> Math.min(e.getValue(), consumer.position(e.getKey())))
        .sum();
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
    return w -> w.ledger(key(message), entry);
  }

  private Mutation requestStatus(ConsumerRecord<byte[], byte[]> message, RequestStatus status) {
    return w -> w.request(key(message), status);
  }

  private Mutation offerStatus(ConsumerRecord<byte[], byte[]> message, OfferStatus status) {
    return w -> w.offer(key(message), status);
  }

  private Mutation decision(ConsumerRecord<byte[], byte[]> message, MatchDecision decision) {
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
        w.denied(decision.getNetworkId(), message.partition(), decision.getIntakeOffset());
      }
    };
  }
}
