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
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.log.UncountedRecords.Range;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Repairs the decisions and states of a namespace by deciding its intake log again from its start,
 * up to the last fact that was decided. No instance may decide meanwhile.
 *
 * <p>In each append-only topic the first wrong record and all after it no longer count ({@link
 * UncountedRecords}); the right ones are appended. States that differ are written, and the stores'
 * changelogs completely. Each partition is one transaction.
 */
public final class LogRepair {

  /**
   * The result of repairing or inspecting a partition.
   *
   * @param facts facts of the intake that were decided again
   * @param first the first decision that does not follow from the log
   * @param replaced decisions that no longer count
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

    /** Whether only the stores have to be written. */
    public boolean isSound() {
      return first.isEmpty() && replaced == 0 && written == 0 && states == 0;
    }
  }

  /**
   * The first decision of a topic that does not follow from the log.
   *
   * @param offset its offset
   * @param intakeOffset offset of the fact that it answers
   * @param earlierSequence sequence of the network's decision before it; {@code sequence - 1} in an
   *     unbroken chain
   */
  public record First(
      long offset, String networkId, long sequence, long earlierSequence, long intakeOffset) {
    /** Whether its sequence was used before. */
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
   * Whether an instance decides the namespace. A stopped instance stays a member of its group until
   * its session ends, even when the broker restarts.
   *
   * @param longest limit of the wait for that end
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
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /** Compares one partition without writing. */
  public Found inspect(int partition) {
    awaitOpenTransactions(partition);
    return pass(partition, null).run();
  }

  /** Repairs one partition. */
  public Found repair(int partition) {
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
      // Two passes: the removed ranges are announced before their replacement is written.
      List<Range> ranges = pass(partition, null).ranges();
      if (!ranges.isEmpty()) {
        send(producer, UncountedRecords.record(topics.matchDecisions.name(), partition, ranges));
      }
      Found found = pass(partition, producer).run();
      producer.commitTransaction();
      awaitVisible(settings);
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

  /**
   * Writes the state of one partition again, if its committed decisions follow from its log.
   *
   * @throws IllegalStateException with a sentence if they do not
   */
  public void restoreState(int partition) {
    Found found = inspect(partition);
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
    repair(partition);
  }

  /** Waits until the broker has ended the transactions that a killed decider left open. */
  private void awaitOpenTransactions(int partition) {
    try (Admin admin = admin()) {
      for (Topic<?> topic : topics.all()) {
        CommittedEnd.await(admin, new TopicPartition(topic.name(), partition), () -> false);
      }
    }
  }

  private RepairPass pass(int partition, @Nullable Producer<byte[], byte[]> producer) {
    return new RepairPass(
        topics,
        (topic, p) -> new CommittedLog(cluster, topic, p),
        formats,
        partition,
        committedIntake(partition),
        producer);
  }

  /** The next intake offset by the offsets of the decisions' group; 0 if it has none. */
  private long committedIntake(int partition) {
    try (Admin admin = admin()) {
      OffsetAndMetadata committed =
          admin
              .listConsumerGroupOffsets(topics.namespace().applicationId())
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(topics.intake.name(), partition));
      return committed == null ? 0 : committed.offset();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw new KafkaException("expected the offsets of the decisions' group", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /** Waits until every reader can read the commit: the next transaction of the same name does. */
  private static void awaitVisible(Map<String, Object> settings) {
    KafkaProducer<byte[], byte[]> next =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      next.initTransactions();
    } finally {
      next.close(CLOSE_LIMIT);
    }
  }

  /** The commit reports whether it succeeded. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  private Admin admin() {
    return Admin.create(cluster.settings());
  }
}
