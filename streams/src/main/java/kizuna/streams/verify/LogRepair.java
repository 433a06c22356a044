package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedEnd;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.log.UncountedRecords.Range;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.DecisionTopology;
import kizuna.streams.topology.FactProcessor;
import kizuna.streams.topology.InMemoryStateStore;
import kizuna.streams.topology.ProcessingResult;
import kizuna.streams.topology.TopicSerdes;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Brings decisions and books of a namespace back to what its intake log says, by deciding that log
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
   * Whether somebody decides the namespace. One that was just stopped stays a member of its group
   * until its session ends, also across a restart of the broker.
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
    return new Pass(partition, null).run();
  }

  /** Repairs one partition. */
  public Found repair(int partition) {
    return write(partition);
  }

  /**
   * Writes the books of one partition anew, if the log, decided again, gives the decisions that lie
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
              + ", but earlier rules decided some: books of a log that spans versions are restored"
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
      // Twice: what counts no more is told before what is written in its place.
      List<Range> ranges = new Pass(partition, null).ranges();
      if (!ranges.isEmpty()) {
        send(producer, UncountedRecords.record(topics.matchDecisions.name(), partition, ranges));
      }
      Found found = new Pass(partition, producer).run();
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

  /** A commit is told before every reader sees it; the next of the same name waits for that. */
  private static void settle(Map<String, Object> settings) {
    KafkaProducer<byte[], byte[]> next =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      next.initTransactions();
    } finally {
      next.close(CLOSE_LIMIT);
    }
  }

  /** Whether it arrived is told by the commit. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  private Admin admin() {
    return Admin.create(cluster.settings());
  }

  /** One append-only topic beside what the log gives. */
  private static final class Stream implements AutoCloseable {
    private final Topic<?> topic;
    private final CommittedLog log;
    private final CountedRecords counted;
    private long differsFrom = -1;
    private long replaced;
    private long written;

    Stream(Topic<?> topic, CommittedLog log, UncountedRecords uncounted) {
      this.topic = topic;
      this.log = log;
      this.counted = new CountedRecords(log, uncounted);
    }

    /** Compares the next record that the log gives; true if it must be written. */
    boolean next(byte[] expected) {
      if (differsFrom < 0 && counted.hasNext()) {
        ConsumerRecord<byte[], byte[]> actual = counted.next();
        if (Arrays.equals(WireFormat.payload(actual.value()), WireFormat.payload(expected))) {
          return false;
        }
        differs(actual);
      }
      written++;
      return true;
    }

    private void differs(ConsumerRecord<byte[], byte[]> actual) {
      differsFrom = actual.offset();
      replaced++;
    }

    /** What lies behind the last that the log gives does not follow from it. */
    void end() {
      if (differsFrom < 0 && counted.hasNext()) {
        differs(counted.next());
      }
      while (counted.hasNext()) {
        counted.next();
        replaced++;
      }
    }

    Optional<Range> range(int partition) {
      return differsFrom < 0
          ? Optional.empty()
          : Optional.of(new Range(topic.name(), partition, differsFrom, log.end()));
    }

    @Override
    public void close() {
      log.close();
    }
  }

  /** Decides one partition's log again, once. */
  private final class Pass {
    private final int partition;
    private final @Nullable KafkaProducer<byte[], byte[]> producer;
    private final Map<String, Stream> streams = new LinkedHashMap<>();
    private final Map<String, Map<String, byte[]>> states = new HashMap<>();
    private final Map<UUID, ProcessingResult.Out> passed = new LinkedHashMap<>();
    private final InMemoryStateStore shelf = new InMemoryStateStore();
    private UncountedRecords uncounted = new UncountedRecords();
    private long facts;
    private long differentStates;

    Pass(int partition, @Nullable KafkaProducer<byte[], byte[]> producer) {
      this.partition = partition;
      this.producer = producer;
    }

    List<Range> ranges() {
      decideAgain();
      return streams.values().stream().flatMap(s -> s.range(partition).stream()).toList();
    }

    Found run() {
      Optional<First> first = decideAgain();
      for (Map.Entry<String, Map<String, byte[]>> topic : states.entrySet()) {
        compareStates(topic.getKey(), topic.getValue());
      }
      if (producer != null) {
        for (String store : DecisionTopology.stores()) {
          writeChangelog(producer, store);
        }
        passOn(producer);
      }
      Stream decisions = stream(topics.matchDecisions);
      return new Found(
          partition,
          facts,
          first,
          decisions.replaced,
          decisions.written,
          differentStates,
          first.isPresent() && otherRules(first.get().offset()));
    }

    private Optional<First> decideAgain() {
      uncounted = UncountedRecords.of(cluster, topics, partition);
      try (CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), partition)) {
        for (Topic<?> topic :
            List.of(
                topics.matchDecisions,
                topics.dispatchEvents,
                topics.rejections,
                topics.disasters,
                topics.aidRequests,
                topics.staffOffers)) {
          streams.put(
              topic.name(),
              new Stream(topic, new CommittedLog(cluster, topic.name(), partition), uncounted));
        }
        for (Topic<?> topic :
            List.of(
                topics.dispatchLedger,
                topics.requestStatus,
                topics.offerStatus,
                topics.agreementStatus,
                topics.owners)) {
          states.put(topic.name(), new HashMap<>());
        }
        long decidedUpTo = decidedUpTo();
        FactProcessor log = new FactProcessor(topics, formats, shelf);
        while (intake.hasNext()) {
          ConsumerRecord<byte[], byte[]> record = intake.next();
          if (record.offset() > decidedUpTo) {
            break;
          }
          facts++;
          log.answer(record.key(), record.value(), partition, record.offset(), record.timestamp())
              .outs()
              .forEach(this::compare);
        }
        streams.values().forEach(Stream::end);
        return first();
      } finally {
        streams.values().forEach(Stream::close);
      }
    }

    private Stream stream(Topic<?> topic) {
      Stream stream = streams.get(topic.name());
      if (stream == null) {
        throw new IllegalStateException("expected " + topic.name() + " to be compared");
      }
      return stream;
    }

    private void compare(ProcessingResult.Out out) {
      Topic<?> topic = DecisionTopology.topicOf(topics, out.node());
      Stream stream = streams.get(topic.name());
      Map<String, byte[]> state = states.get(topic.name());
      byte[] value = out.value();
      if (value == null) {
        if (state != null) {
          state.remove(out.key());
        }
      } else if (stream != null) {
        if (stream.next(value)) {
          send(topic.name(), out.key(), value);
        }
      } else if (state != null) {
        state.put(out.key(), value);
      } else if (topic.equals(topics.intake) && stream(topics.matchDecisions).differsFrom >= 0) {
        try {
          passed.put(formats.facts().decode(value).getEventId(), out);
        } catch (UnreadableRecord e) {
          throw new IllegalStateException("expected to read what was just written", e);
        }
      }
    }

    private void send(String topic, String key, byte @Nullable [] value) {
      if (producer != null) {
        LogRepair.send(
            producer,
            new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
      }
    }

    /** As far as decisions or the group's offsets say that the log was decided. */
    private long decidedUpTo() {
      long upTo = -1;
      try (CommittedLog all = new CommittedLog(cluster, topics.matchDecisions.name(), partition)) {
        while (all.hasNext()) {
          upTo =
              Math.max(upTo, decision(all.next()).map(MatchDecision::getIntakeOffset).orElse(-1L));
        }
      }
      TopicPartition intake = new TopicPartition(topics.intake.name(), partition);
      try (Admin admin = admin()) {
        OffsetAndMetadata committed =
            admin
                .listConsumerGroupOffsets(topics.namespace().applicationId())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(intake);
        return committed == null ? upTo : Math.max(upTo, committed.offset() - 1);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof org.apache.kafka.common.errors.GroupIdNotFoundException) {
          return upTo;
        }
        throw new KafkaException("expected the offsets of the decisions' group", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted", e);
      }
    }

    private Optional<MatchDecision> decision(ConsumerRecord<byte[], byte[]> record) {
      try {
        return record.value() == null
            ? Optional.empty()
            : Optional.of(formats.decisions().decode(record.value()));
      } catch (UnreadableRecord e) {
        return Optional.empty();
      }
    }

    private Optional<First> first() {
      long from = stream(topics.matchDecisions).differsFrom;
      if (from < 0) {
        return Optional.empty();
      }
      Map<String, Long> sequences = new HashMap<>();
      try (CommittedLog all = new CommittedLog(cluster, topics.matchDecisions.name(), partition)) {
        CountedRecords counted = new CountedRecords(all, uncounted);
        while (counted.hasNext()) {
          ConsumerRecord<byte[], byte[]> record = counted.next();
          Optional<MatchDecision> decision = decision(record);
          if (record.offset() == from) {
            return decision
                .map(
                    d ->
                        new First(
                            from,
                            d.getNetworkId(),
                            d.getSequence(),
                            sequences.getOrDefault(d.getNetworkId(), 0L),
                            d.getIntakeOffset()))
                .or(() -> Optional.of(new First(from, "", 0, 0, -1)));
          }
          decision.ifPresent(d -> sequences.put(d.getNetworkId(), d.getSequence()));
        }
      }
      return Optional.empty();
    }

    private boolean otherRules(long from) {
      try (CommittedLog all = new CommittedLog(cluster, topics.matchDecisions.name(), partition)) {
        while (all.hasNext()) {
          ConsumerRecord<byte[], byte[]> record = all.next();
          if (record.offset() == from) {
            return decision(record)
                .map(d -> !d.getRulesVersion().equals(Decider.RULES_VERSION))
                .orElse(false);
          }
        }
      }
      return false;
    }

    private void compareStates(String topic, Map<String, byte[]> expected) {
      Map<String, byte[]> actual = new HashMap<>();
      try (CommittedLog log = new CommittedLog(cluster, topic, partition)) {
        while (log.hasNext()) {
          ConsumerRecord<byte[], byte[]> record = log.next();
          String key = new String(record.key(), StandardCharsets.UTF_8);
          if (record.value() == null) {
            actual.remove(key);
          } else {
            actual.put(key, record.value());
          }
        }
      }
      expected.forEach(
          (key, value) -> {
            byte[] now = actual.remove(key);
            if (now == null || !Arrays.equals(WireFormat.payload(now), WireFormat.payload(value))) {
              differentStates++;
              send(topic, key, value);
            }
          });
      actual
          .keySet()
          .forEach(
              key -> {
                differentStates++;
                send(topic, key, null);
              });
    }

    private void writeChangelog(KafkaProducer<byte[], byte[]> to, String store) {
      String topic = topics.namespace().applicationId() + "-" + store + "-changelog";
      Set<String> gone = new HashSet<>();
      try (CommittedLog log = new CommittedLog(cluster, topic, partition)) {
        while (log.hasNext()) {
          gone.add(new String(log.next().key(), StandardCharsets.UTF_8));
        }
      }
      shelf
          .entries()
          .forEach(
              (key, value) -> {
                if (DecisionTopology.storeOf(key).equals(store)) {
                  gone.remove(key);
                  send(topic, key, value);
                }
              });
      gone.forEach(key -> send(topic, key, null));
      to.flush();
    }

    /** Facts for other networks that their logs do not hold yet. */
    private void passOn(KafkaProducer<byte[], byte[]> to) {
      for (int p = 0; p < topics.intake.partitions() && !passed.isEmpty(); p++) {
        try (CommittedLog log = new CommittedLog(cluster, topics.intake.name(), p)) {
          while (log.hasNext()) {
            try {
              passed.remove(formats.facts().decode(log.next().value()).getEventId());
            } catch (UnreadableRecord e) {
              // A dead letter.
            }
          }
        }
      }
      for (ProcessingResult.Out out : passed.values()) {
        byte[] key = out.key().getBytes(StandardCharsets.UTF_8);
        int home = Utils.toPositive(Utils.murmur2(key)) % topics.intake.partitions();
        LogRepair.send(to, new ProducerRecord<>(topics.intake.name(), home, key, out.value()));
      }
    }
  }
}
