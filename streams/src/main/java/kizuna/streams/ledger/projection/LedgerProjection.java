package kizuna.streams.ledger.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.ledger.database.ChangeChannel;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.write.LedgerWriter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the read model of one namespace up to date: reads its state topics, decisions, rejections
 * and dead letters from the database's offsets on, committed records only.
 *
 * <p>It has no consumer group: offsets are in the database, beside the rows that they brought. It
 * waits for an unavailable broker. A database that is lost, damaged, of another version or log, or
 * that contains records which a repair excluded, is rebuilt from the topics; in the last case the
 * old one stays in use meanwhile. A record that cannot be read or applied is listed as an error and
 * left out.
 */
public final class LedgerProjection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerProjection.class);
  private static final Duration POLL = Duration.ofMillis(500);
  static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** Pauses double up to this after repeated failures. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A view that is older reports its age. */
  private static final Duration CURRENT_WITHIN = Duration.ofSeconds(15);

  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);
  private static final Duration TIDY_EVERY = Duration.ofHours(6);

  private final Topics topics;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final DecisionReader decisions;
  private final Supplier<String> identity;
  private final Duration pauseAfterFailure;
  private final RecordTraces traces;
  private final RecordDecoder decoder;
  private final PartitionFinder partitionFinder;
  private final ReadModelLifecycle model;
  private final Thread thread;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean reopen;
  private volatile boolean trusted;
  private volatile long lag = -1;
  private volatile int progress;
  private volatile long upToDateAt = System.nanoTime();
  private volatile @Nullable Long failingSince;

  /**
   * @param identity identifies the log: cluster and topics; a database of another log is rebuilt
   * @param pauseAfterFailure before the first retry
   * @param traces records decisions that belong to a trace
   */
  LedgerProjection(
      Topics topics,
      SchemaRegistry registry,
      Supplier<Consumer<byte[], byte[]>> consumers,
      RecordReader reader,
      LedgerDatabases databases,
      Supplier<String> identity,
      Duration pauseAfterFailure,
      RecordTraces traces) {
    this.pauseAfterFailure = pauseAfterFailure;
    this.traces = traces;
    this.topics = topics;
    this.consumers = consumers;
    this.decisions = new DecisionReader(topics, registry, reader);
    this.identity = identity;
    this.decoder =
        new RecordDecoder(topics, registry, () -> pause(PAUSE_AFTER_FAILURE), closed::get);
    this.partitionFinder = new PartitionFinder(topics, decoder.topics());
    this.model = new ReadModelLifecycle(topics.namespace(), databases, pauseAfterFailure);
    this.thread = new Thread(this::run, "ledger-" + topics.namespace().name());
    this.thread.setDaemon(true);
  }

  LedgerProjection start() {
    thread.start();
    return this;
  }

  public Namespace namespace() {
    return topics.namespace();
  }

  public Topics topics() {
    return topics;
  }

  /** The current view. Call again for each response: a rebuild replaces it. */
  public LedgerView view() {
    return model.view();
  }

  /** Committed records that are still to be read; -1: not known. */
  public long lag() {
    return lag;
  }

  /** Percent read of the records that were in the topics at the start. */
  public int progress() {
    return progress;
  }

  /** Time since the broker last had no unread records. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - upToDateAt);
  }

  /** Whether all records that were in the topics at the start have been read. */
  public boolean isCaughtUp() {
    return view().isCaughtUp();
  }

  /**
   * Whether the view is current: everything was read within {@link #CURRENT_WITHIN}, and no rebuild
   * is running.
   */
  public boolean isCurrent() {
    return isCaughtUp() && !model.isRebuilding() && age().compareTo(CURRENT_WITHIN) <= 0;
  }

  /** Whether a view of this projection is complete, even if not current. */
  public boolean isServing(LedgerView view) {
    return view.isCaughtUp() || trusted && view.isComplete();
  }

  /**
   * The view in use, when it has caught up or after the limit. A rebuild may have replaced it by
   * one that has read nothing yet.
   */
  public LedgerView awaitCaughtUp(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      LedgerView now = view();
      long seen = now.feed().last();
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (now.isCaughtUp() || left.isNegative()) {
        return now;
      }
      now.feed().await(seen, left, () -> view() != now || now.isCaughtUp());
    }
  }

  /** Reads decisions and facts of this namespace again. */
  public DecisionReader decisions() {
    return decisions;
  }

  @Override
  public void close() {
    closed.set(true);
    view().feed().wake();
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    decisions.close();
    model.close();
  }

  /** Whether this process writes the read model, not another one. */
  public boolean isWriting() {
    return model.isWriting();
  }

  /** Time since an unrecovered failure; empty: none. */
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
          readSession(consumer);
        } finally {
          // An interrupted thread cannot close a consumer in order.
          Thread.interrupted();
        }
      } catch (RuntimeException e) {
        if (closed.get() || e instanceof org.apache.kafka.common.errors.InterruptException) {
          return;
        }
        LOG.warn(
            "expected to read on in {}, but {}; trying again",
            topics.namespace().name(),
            e.toString());
        reopen |= e instanceof ReadModelLifecycle.DatabaseFailedException;
        if (e instanceof InvalidOffsetException) {
          model.rebuild("the log does not hold what is to be read next", true);
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

  /** Reads until closed, or until a repair excludes records that were read. */
  private void readSession(Consumer<byte[], byte[]> consumer) {
    try {
      if (reopen) {
        model.reopen();
        reopen = false;
      }
      List<TopicPartition> partitions = partitionFinder.find(consumer);
      String log = identity.get();
      if (!model.isWriting()) {
        follow(consumer, partitions, log);
        return;
      }
      if (!model.writer().origin().identity().map(log::equals).orElse(true)) {
        model.rebuild("it is of another log", false);
      }
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> known = model.writer().origin().positions();
      if (known.entrySet().stream()
          .anyMatch(p -> p.getValue() > end.getOrDefault(p.getKey(), 0L))) {
        model.rebuild("it is ahead of the log", false);
        known = model.writer().origin().positions();
      }
      model.writer().origin().identity(log);
      decoder.exclude(model.writer().origin().uncounted());
      trusted = true;
      ConsumerPosition.seek(consumer, partitions, known);
      tail(consumer, partitions, end);
      if (decoder.takeRepaired()) {
        model.rebuild("a repair took out records that it holds", true);
      }
    } catch (SQLException e) {
      throw new ReadModelLifecycle.DatabaseFailedException(e);
    }
  }

  /** Publishes the changes of another process until that process ends. */
  private void follow(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, String log)
      throws SQLException {
    Map<TopicPartition, Long> first = consumer.endOffsets(partitions);
    long checkedAt = System.nanoTime() - ReadModelLifecycle.CLAIM_CHECK_INTERVAL.toNanos();
    while (!closed.get()) {
      List<ChangeChannel.Row> rows = model.filling().database().awaitChanges(POLL);
      if (!rows.isEmpty()) {
        model.filling().follow(rows);
      }
      if (rows.isEmpty()
          && System.nanoTime() - checkedAt < ReadModelLifecycle.CLAIM_CHECK_INTERVAL.toNanos()) {
        continue;
      }
      measure(consumer.endOffsets(partitions), first, log);
      if (System.nanoTime() - checkedAt >= ReadModelLifecycle.CLAIM_CHECK_INTERVAL.toNanos()) {
        checkedAt = System.nanoTime();
        model.dropRetired();
        if (!model.isFollowing()) {
          LOG.info(
              "{} is opened again: another process is to be followed, or none",
              model.filling().database());
          model.reopenAll();
          return;
        }
      }
    }
  }

  /** Measures the lag of the writing process. */
  private void measure(Map<TopicPartition, Long> end, Map<TopicPartition, Long> first, String log)
      throws SQLException {
    Map<TopicPartition, Long> positions = model.writer().origin().positions();
    trusted = model.writer().origin().identity().map(log::equals).orElse(false);
    lag = ConsumerPosition.missing(end, positions);
    long total = first.values().stream().mapToLong(e -> e).sum();
    long toGo = ConsumerPosition.missing(first, positions);
    progress = total == 0 ? 100 : (int) (100 * (total - toGo) / total);
    if (trusted && toGo == 0 && model.filling().isWhole()) {
      if (!model.filling().isCaughtUp()) {
        model.filling().follow(List.of(ChangeChannel.EVERYTHING));
        model.filling().caughtUp();
      }
      progress = 100;
      failingSince = null;
    }
    if (lag == 0) {
      upToDateAt = System.nanoTime();
    }
  }

  private void tail(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> end)
      throws SQLException {
    boolean reached = false;
    double fetches = 0;
    long loggedAt = System.nanoTime();
    long tidiedAt = loggedAt;
    long total = end.values().stream().mapToLong(e -> e).sum();
    while (!closed.get()) {
      model.dropRetired();
      model.requireClaim();
      model.requireWhole();
      ConsumerRecords<byte[], byte[]> records = poll(consumer);
      List<LedgerWriter.Message> batch = decoder.decode(records);
      if (decoder.isRepaired()) {
        return;
      }
      if (!records.isEmpty()
          || model.writer().hasUnreadFacts()
          || reached && model.writer().hasUnreadDenials()) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        records.partitions().forEach(p -> positions.put(p, consumer.position(p)));
        try (var traced = traces.batch("show", topics.matchDecisions.name(), records)) {
          traced.forEach((record, context) -> batch.add(RecordDecoder.traced(record, context)));
          model.writer().write(batch, positions, decisions::fact, reached);
        }
      }
      if (!reached && !model.writer().hasUnreadFacts() && ConsumerPosition.reached(consumer, end)) {
        caughtUp();
        reached = true;
      }
      lag = ConsumerPosition.lag(consumer, partitions);
      if (!reached) {
        progress = total == 0 ? 100 : (int) (100 * ConsumerPosition.read(consumer, end) / total);
        if (System.nanoTime() - loggedAt > PROGRESS_EVERY.toNanos()) {
          loggedAt = System.nanoTime();
          LOG.info(
              "{}: {} % of the log is in {}; {} records to go",
              topics.namespace().name(), progress, model.filling().database(), lag);
        }
      }
      double fetchesNow = ConsumerPosition.fetches(consumer);
      if (lag == 0 && (fetchesNow != fetches || fetchesNow < 0)) {
        upToDateAt = System.nanoTime();
      }
      fetches = fetchesNow;
      if (reached && lag == 0 && System.nanoTime() - tidiedAt > TIDY_EVERY.toNanos()) {
        tidiedAt = System.nanoTime();
        model.writer().deleteIdleDays();
      }
    }
  }

  private void caughtUp() throws SQLException {
    model.serveFilled();
    progress = 100;
    failingSince = null;
  }

  private static ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
    try {
      return consumer.poll(POLL);
    } catch (WakeupException e) {
      return ConsumerRecords.empty();
    }
  }

  private void pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      closed.set(true);
    }
  }
}
