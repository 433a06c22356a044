package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.verify.Verification.Difference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the log of a namespace from its first record to its last. Checks the hash chain of all
 * decisions, and decides again what these rules decided. If other rules decided before, that starts
 * at the state that was sealed at the change of rules; {@link Verification#ranges} lists the
 * decisions of each version.
 */
public final class Verifier {

  private final Topics topics;
  private final TopicSerdes formats;
  private final Optional<PublishedHeads.Comparison> published;

  public Verifier(Topics topics, SchemaRegistry registry) {
    this(topics, registry, Optional.empty());
  }

  /**
   * @param published receives each decision that is equal, in the order of its network's log
   */
  public Verifier(
      Topics topics, SchemaRegistry registry, Optional<PublishedHeads.Comparison> published) {
    this.published = published;
    this.topics = topics;
    this.formats = TopicSerdes.of(topics, registry);
  }

  /** Verifies the log on a broker; reports the number of facts read to {@code progress}. */
  public Verification verify(KafkaCluster cluster, LongConsumer progress) {
    Counts counts = new Counts(progress);
    for (int p = 0; p < topics.intake.partitions() && counts.difference.isEmpty(); p++) {
      Counts one = new Counts(facts -> progress.accept(counts.facts + facts));
      verify(cluster, p, new UncountedRecords(), one);
      if (one.difference.isPresent()) {
        // In a repaired partition the first difference is a record that no longer counts.
        UncountedRecords uncounted = UncountedRecords.of(cluster, topics, p);
        if (!uncounted.isEmpty()) {
          one = new Counts(facts -> progress.accept(counts.facts + facts));
          verify(cluster, p, uncounted, one);
        }
      }
      counts.add(one);
    }
    return counts.result(topics.namespace().name());
  }

  private void verify(KafkaCluster cluster, int p, UncountedRecords uncounted, Counts counts) {
    // This order fixes the ends: on a running platform the logs then contain every decision's
    // events and fact.
    try (CommittedLog decisions = new CommittedLog(cluster, topics.matchDecisions.name(), p);
        CommittedLog events = CommittedLog.settled(cluster, topics.dispatchEvents.name(), p);
        Seals seals = new Seals(cluster, topics.bookSeals.name(), p);
        CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), p)) {
      new PartitionCheck(
              topics,
              formats,
              p,
              new CountedRecords(decisions, uncounted),
              new CountedRecords(events, uncounted),
              seals,
              published,
              counts,
              VerificationListener.NONE)
          .run(intake);
    }
  }

  /** Parts of sealed states. Opened when first used: a log of one version may lack the topic. */
  static final class Seals implements Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {
    private final KafkaCluster cluster;
    private final String topic;
    private final int partition;
    private @Nullable CommittedLog log;

    Seals(KafkaCluster cluster, String topic, int partition) {
      this.cluster = cluster;
      this.topic = topic;
      this.partition = partition;
    }

    private CommittedLog open() {
      CommittedLog opened = log;
      if (opened == null) {
        opened = CommittedLog.settled(cluster, topic, partition);
        log = opened;
      }
      return opened;
    }

    @Override
    public boolean hasNext() {
      return open().hasNext();
    }

    @Override
    public ConsumerRecord<byte[], byte[]> next() {
      return open().next();
    }

    @Override
    public void close() {
      if (log != null) {
        log.close();
      }
    }
  }

  /** Verifies the records of one partition that one version of the rules decided. */
  public Verification verify(
      int partition,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events) {
    return verify(partition, intake, decisions, events, Collections.emptyIterator());
  }

  /**
   * Verifies the records of one partition.
   *
   * @param seals parts of the states that were sealed at changes of the rules, in order
   */
  public Verification verify(
      int partition,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events,
      Iterator<ConsumerRecord<byte[], byte[]>> seals) {
    Counts counts = new Counts(facts -> {});
    new PartitionCheck(
            topics,
            formats,
            partition,
            decisions,
            events,
            seals,
            published,
            counts,
            VerificationListener.NONE)
        .run(intake);
    return counts.result(topics.namespace().name());
  }

  /** Counters of a running verification. */
  static final class Counts {
    final LongConsumer progress;
    final Map<String, byte[]> heads = new TreeMap<>();
    final List<Verification.Range> ranges = new ArrayList<>();
    long facts;
    long decisions;
    long chained;
    long deadLetters;
    long undecided;
    Optional<Difference> difference = Optional.empty();

    Counts(LongConsumer progress) {
      this.progress = progress;
    }

    void add(Counts partition) {
      facts += partition.facts;
      decisions += partition.decisions;
      chained += partition.chained;
      ranges.addAll(partition.ranges);
      deadLetters += partition.deadLetters;
      undecided += partition.undecided;
      heads.putAll(partition.heads);
      difference = difference.or(() -> partition.difference);
    }

    Verification result(String namespace) {
      return new Verification(
          namespace,
          facts,
          decisions,
          chained,
          deadLetters,
          undecided,
          decisionHash(heads),
          List.copyOf(ranges),
          difference);
    }
  }

  /**
   * One hash for all networks: SHA-256 over "network:hash" lines in the order of the network ids.
   */
  public static String decisionHash(Map<String, byte[]> chainHeads) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(chainHeads)
          .forEach(
              (network, hash) ->
                  digest.update(
                      (network + ":" + HexFormat.of().formatHex(hash) + "\n")
                          .getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every Java", e);
    }
  }
}
