package kizuna.streams.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.Counted;
import kizuna.streams.log.Uncounted;
import kizuna.streams.topology.Chain;
import kizuna.streams.topology.DecisionLog;
import kizuna.streams.topology.Formats;
import kizuna.streams.topology.HeapShelf;
import kizuna.streams.topology.Redecided;
import kizuna.streams.verify.Verification.Difference;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Decides a namespace's log again from its start, and compares every decision and dispatch event
 * with what is in the log.
 */
public final class Verifier {

  private final Topics topics;
  private final Formats formats;
  private final Optional<PublishedHeads.Comparison> published;

  public Verifier(Topics topics, SchemaRegistry registry) {
    this(topics, registry, Optional.empty());
  }

  /**
   * @param published is shown each decision that is the same, in the order of its network's log
   */
  public Verifier(
      Topics topics, SchemaRegistry registry, Optional<PublishedHeads.Comparison> published) {
    this.published = published;
    this.topics = topics;
    this.formats = Formats.of(topics, registry);
  }

  /** Verifies against a broker; tells {@code progress} how many facts it has been through. */
  public Verification verify(KafkaCluster cluster, LongConsumer progress) {
    Tally tally = new Tally(progress);
    for (int p = 0; p < topics.intake.partitions() && tally.difference.isEmpty(); p++) {
      Tally one = new Tally(facts -> progress.accept(tally.facts + facts));
      verify(cluster, p, new Uncounted(), one);
      if (one.difference.isPresent()) {
        // Only a repaired partition holds records that do not count, and then the first is one.
        Uncounted uncounted = Uncounted.of(cluster, topics, p);
        if (!uncounted.isEmpty()) {
          one = new Tally(facts -> progress.accept(tally.facts + facts));
          verify(cluster, p, uncounted, one);
        }
      }
      tally.add(one);
    }
    return tally.result(topics.namespace().name());
  }

  private void verify(KafkaCluster cluster, int p, Uncounted uncounted, Tally tally) {
    // In this order: on a running platform nothing is then decided that was not yet reported, and
    // each decision's events are there.
    try (CommittedLog decisions = new CommittedLog(cluster, topics.matchDecisions.name(), p);
        CommittedLog events = CommittedLog.settled(cluster, topics.dispatchEvents.name(), p);
        CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), p)) {
      verify(p, intake, new Counted(decisions, uncounted), new Counted(events, uncounted), tally);
    }
  }

  /** Verifies one partition's records. */
  public Verification verify(
      int partition,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events) {
    Tally tally = new Tally(facts -> {});
    verify(partition, intake, decisions, events, tally);
    return tally.result(topics.namespace().name());
  }

  private static final class Tally {
    private final LongConsumer progress;
    private final Map<String, byte[]> heads = new TreeMap<>();
    private long facts;
    private long decisions;
    private long deadLetters;
    private long undecided;
    private Optional<Difference> difference = Optional.empty();

    Tally(LongConsumer progress) {
      this.progress = progress;
    }

    void add(Tally partition) {
      facts += partition.facts;
      decisions += partition.decisions;
      deadLetters += partition.deadLetters;
      undecided += partition.undecided;
      heads.putAll(partition.heads);
      difference = difference.or(() -> partition.difference);
    }

    Verification result(String namespace) {
      return new Verification(
          namespace, facts, decisions, deadLetters, undecided, decisionHash(heads), difference);
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

  private void verify(
      int partition,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events,
      Tally tally) {
    DecisionLog log = new DecisionLog(topics, formats, new HeapShelf());
    boolean ended = false;
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      tally.facts++;
      tally.progress.accept(tally.facts);
      if (ended) {
        tally.undecided++;
        continue;
      }
      Redecided again =
          Redecided.of(
              log.answer(
                  record.key(), record.value(), partition, record.offset(), record.timestamp()));
      if (again.decision().isEmpty()) {
        tally.deadLetters++;
        continue;
      }
      if (!decisions.hasNext()) {
        ended = true;
        tally.undecided++;
        continue;
      }
      byte[] expected = again.decision().get();
      byte[] actual = decisions.next().value();
      Optional<Difference> difference =
          difference(partition, record.offset(), expected, actual, formats.decisions(), "decision");
      for (byte[] event : again.events()) {
        if (difference.isEmpty()) {
          difference =
              events.hasNext()
                  ? difference(
                      partition,
                      record.offset(),
                      event,
                      events.next().value(),
                      formats.events(),
                      "dispatch event")
                  : Optional.of(
                      new Difference(
                          partition,
                          record.offset(),
                          "",
                          0,
                          "dispatch event",
                          "no more events",
                          "an event"));
        }
      }
      if (difference.isPresent()) {
        tally.difference = difference;
        return;
      }
      tally.decisions++;
      if (published.isPresent()) {
        compare(actual);
      }
    }
    tally.heads.putAll(log.chainHeads());
    if (!ended) {
      tally.difference =
          nothingMore(partition, decisions, "decisions")
              .or(() -> nothingMore(partition, events, "dispatch events"));
    }
  }

  private void compare(byte[] decision) {
    try {
      published.orElseThrow().accept(formats.decisions().decode(decision));
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read a decision that is the same", e);
    }
  }

  private static Optional<Difference> nothingMore(
      int partition, Iterator<ConsumerRecord<byte[], byte[]>> log, String what) {
    return log.hasNext()
        ? Optional.of(
            new Difference(
                partition,
                -1,
                "",
                0,
                "the end of the " + what,
                "one more, at offset " + log.next().offset(),
                "none"))
        : Optional.empty();
  }

  private <V extends SpecificRecordBase> Optional<Difference> difference(
      int partition,
      long offset,
      byte[] expected,
      byte[] actual,
      WireFormat<V> format,
      String what) {
    if (Arrays.equals(WireFormat.payload(expected), WireFormat.payload(actual))) {
      return Optional.empty();
    }
    try {
      V again = format.decode(expected);
      V then = format.decode(actual);
      String network =
          again instanceof MatchDecision d
              ? d.getNetworkId()
              : ((DispatchEvent) again).getNetworkId();
      long sequence =
          again instanceof MatchDecision d
              ? d.getSequence()
              : ((DispatchEvent) again).getSequence();
      for (Schema.Field field : again.getSchema().getFields()) {
        Object a = again.get(field.pos());
        Object b = then.get(field.pos());
        if (!String.valueOf(a).equals(String.valueOf(b))) {
          return Optional.of(
              new Difference(
                  partition, offset, network, sequence, field.name(), shortened(b), shortened(a)));
        }
      }
      boolean sealed = !(again instanceof MatchDecision) || Chain.isSealed(actual, offset);
      return Optional.of(
          new Difference(
              partition,
              offset,
              network,
              sequence,
              what,
              sealed ? "other bytes" : "a broken seal",
              "the same bytes"));
    } catch (UnreadableRecord e) {
      return Optional.of(
          new Difference(
              partition,
              offset,
              "",
              0,
              what,
              "unreadable: " + e.getMessage(),
              "a readable record"));
    }
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
