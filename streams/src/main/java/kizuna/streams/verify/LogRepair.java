package kizuna.streams.verify;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedEnd;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.log.UncountedRecords.Range;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Brings decisions and states of a namespace back to what its intake log says, by deciding that log
 * again from its start, as far as it was decided. Nobody may decide meanwhile.
 *
 * <p>Of each append-only topic the first record that is not what the log gives, and all behind it,
 * count no more ({@link UncountedRecords}); what the log gives is written behind them. States are
 * written where they differ, and the stores' changelogs anew. One transaction for each partition:
 * all of it or nothing.
 */
public final class LogRepair {

  /**
   * What a partition's repair finds, or did.
   *
   * @param facts of the intake that were decided again
   * @param first the first decision that is not what the log gives
   * @param replaced decisions that count no more
   * @param written decisions written in their place
   * @param states states (dispatches, requests, offers, agreements, owners) that differ
   * @param otherRules whether a replaced decision was made by other rules than today's
   */
  public record Found(
      int partition,
      long facts,
      Optional<First> first,
      long replaced,
      long written,
      long states,
      boolean otherRules) {

    /** Whether anything but the stores is to be written. */
    public boolean isSound() {
      return first.isEmpty() && replaced == 0 && written == 0 && states == 0;
    }
  }

  /**
   * The first decision on the topic that is not what the log gives.
   *
   * @param offset where it lies
   * @param intakeOffset the fact that it answers
   * @param earlierSequence the sequence before it, of the same network; a chain that goes on has
   *     {@code sequence - 1}
   */
  public record First(
      long offset, String networkId, long sequence, long earlierSequence, long intakeOffset) {
    /** Whether the network's numbers begin again at it. */
    public boolean isFork() {
      return sequence <= earlierSequence;
    }
  }

  private static final int TRANSACTION_TIMEOUT_MS = 15 * 60_000;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Duration MEMBERS_POLL = Duration.ofMillis(200);

  private final Topics topics;
  private final KafkaCluster cluster;
  private final TopicSerdes formats;

  public LogRepair(Topics topics, SchemaRegistry registry, KafkaCluster cluster) {
    this.topics = topics;
    this.cluster = cluster;
    this.formats = TopicSerdes.of(topics, registry);
  }

  /**
   * Whether an instance decides the namespace. One that was just stopped stays a member of its
   * group until its session ends, also across a restart of the broker.
   *
   * @param longest how long to wait for that
   */
  public boolean isDecided(Duration longest) {
    long until = System.nanoTime() + longest.toNanos();
    try (Admin admin = admin()) {
      while (hasMembers(admin)) {
        if (System.nanoTime() >= until) {
          return true;
        }
        Thread.sleep(MEMBERS_POLL.toMillis());
      }
      return false;
    } catch (ExecutionException e) {
      throw new KafkaException("expected the broker to describe the decisions' group", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  private boolean hasMembers(Admin admin) throws ExecutionException, InterruptedException {
    try {
      return !admin
          .describeConsumerGroups(List.of(topics.namespace().applicationId()))
          .all()
          .get()
          .values()
          .stream()
          .allMatch(group -> group.members().isEmpty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /** What a repair of one partition would do; writes nothing. */
  public Found look(int partition) {
    awaitOpenTransactions(partition);
    return new RepairPass(topics, cluster, formats, partition, null).run();
  }

  /** Repairs one partition. */
  public Found repair(int partition) {
    return write(partition);
  }

  /**
   * Writes the state of one partition anew, if the log, decided again, gives the decisions that lie
   * committed.
   *
   * @throws IllegalStateException with a sentence if it gives others
   */
  public void restoreBooks(int partition) {
    Found found = look(partition);
    if (found.otherRules()) {
      throw new IllegalStateException(
          "expected one version of the rules in the decisions of partition "
              + partition
              + ", but earlier rules decided some: the state of a log that spans versions is restored"
              + " from the changelog, or by the release that has those rules");
    }
    if (found.first().isPresent() || found.replaced() > 0 || found.written() > 0) {
      throw new IllegalStateException(
          "expected the decisions of partition "
              + partition
              + " to follow from its log, but "
              + found
                  .first()
                  .map(
                      f ->
                          "decision "
                              + f.sequence()
                              + " of network "
                              + f.networkId()
                              + " (offset "
                              + f.offset()
                              + ") does not"
                              + (f.isFork() ? ": its number was given before" : ""))
                  .orElse(found.written() + " are missing")
              + "; stop Kizuna and run infra/kizuna repair");
    }
    write(partition);
  }

  /** What a decider that was killed left open is decided by the broker first. */
  private void awaitOpenTransactions(int partition) {
    try (Admin admin = admin()) {
      for (Topic<?> topic : topics.all()) {
        CommittedEnd.await(admin, new TopicPartition(topic.name(), partition), () -> false);
      }
    }
  }

  private Found write(int partition) {
    awaitOpenTransactions(partition);
    Map<String, Object> settings = cluster.settings();
    settings.put("client.id", "repair-" + topics.namespace().name());
    settings.put("transactional.id", topics.namespace().applicationId() + "-repair-" + partition);
    settings.put("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS);
    settings.put("max.request.size", 8 << 20);
    settings.put("linger.ms", 5);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      producer.beginTransaction();
      // Two transactions: the removed ranges are announced before their replacement is written.
      List<Range> ranges = new RepairPass(topics, cluster, formats, partition, null).ranges();
      if (!ranges.isEmpty()) {
        send(producer, UncountedRecords.record(topics.matchDecisions.name(), partition, ranges));
      }
      Found found = new RepairPass(topics, cluster, formats, partition, producer).run();
      producer.commitTransaction();
      settle(settings);
      return found;
    } catch (RuntimeException e) {
      try {
        producer.abortTransaction();
      } catch (RuntimeException aborting) {
        e.addSuppressed(aborting);
      }
      throw e;
    } finally {
      producer.close(CLOSE_LIMIT);
    }
  }

  /** A commit returns before every reader sees it; the next one of the same name waits for that. */
  private static void settle(Map<String, Object> settings) {
    KafkaProducer<byte[], byte[]> next =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      next.initTransactions();
    } finally {
      next.close(CLOSE_LIMIT);
    }
  }

  /** The commit reports whether it arrived. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  private Admin admin() {
    return Admin.create(cluster.settings());
  }
}
