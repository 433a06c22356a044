package kizuna.streams.verify;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.text.Message;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.processing.StateSnapshot;
import kizuna.streams.replay.InMemoryStateStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the archive of a disaster: checks the log from its start as {@link Verifier} does, without
 * a broker's state, and writes the disaster's part. Record by record; the heap contains the state
 * only. If the rules changed within it, the file contains the sealed state.
 */
public final class ArchiveWriter {

  /**
   * The content written.
   *
   * @param complete whether the disaster had left the state; else the archive ends at the present
   *     end of the log
   */
  public record Written(
      String networkId, String disasterId, long facts, String headHash, boolean complete) {}

  /** Why there is no archive. */
  public static final class NotArchived extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Message why;

    NotArchived(Message why) {
      super(why.toString());
      this.why = why;
    }

    public Message why() {
      return why;
    }
  }

  private final Topics topics;
  private final SchemaRegistry registry;
  private final TopicSerdes formats;
  private final SigningKey key;

  public ArchiveWriter(Topics topics, SchemaRegistry registry, SigningKey key) {
    this.topics = topics;
    this.registry = registry;
    this.formats = TopicSerdes.of(topics, registry);
    this.key = key;
  }

  /**
   * Writes it from the topics.
   *
   * @throws NotArchived if the network has no such disaster, or its log differs from the repeated
   *     decisions
   */
  public Written write(KafkaCluster cluster, String networkId, String disasterId, OutputStream to)
      throws IOException {
    int partition = topics.intake.partitionOf(networkId.getBytes(StandardCharsets.UTF_8));
    DisasterScope scope;
    try (CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), partition)) {
      scope = DisasterScope.find(formats, intake, networkId, disasterId);
    }
    UncountedRecords uncounted = UncountedRecords.of(cluster, topics, partition);
    try (CommittedLog decisions =
            new CommittedLog(cluster, topics.matchDecisions.name(), partition);
        CommittedLog events =
            CommittedLog.settled(cluster, topics.dispatchEvents.name(), partition);
        Verifier.Seals seals = new Verifier.Seals(cluster, topics.bookSeals.name(), partition);
        CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), partition)) {
      return write(
          partition,
          networkId,
          disasterId,
          scope,
          intake,
          new CountedRecords(decisions, uncounted),
          new CountedRecords(events, uncounted),
          seals,
          to);
    }
  }

  /** Writes it from records that can be read twice. */
  Written write(
      int partition,
      String networkId,
      String disasterId,
      Iterable<ConsumerRecord<byte[], byte[]>> intake,
      Iterable<ConsumerRecord<byte[], byte[]>> decisions,
      Iterable<ConsumerRecord<byte[], byte[]>> events,
      Iterable<ConsumerRecord<byte[], byte[]>> seals,
      OutputStream to)
      throws IOException {
    return write(
        partition,
        networkId,
        disasterId,
        DisasterScope.find(formats, intake.iterator(), networkId, disasterId),
        intake.iterator(),
        decisions.iterator(),
        events.iterator(),
        seals.iterator(),
        to);
  }

  private Written write(
      int partition,
      String networkId,
      String disasterId,
      DisasterScope scope,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events,
      Iterator<ConsumerRecord<byte[], byte[]>> seals,
      OutputStream to)
      throws IOException {
    try (ArchiveParts parts = new ArchiveParts(to)) {
      parts.json(
          Archive.BEGIN,
          new Archive.Begin(
              Archive.FORMAT,
              topics.namespace().name(),
              networkId,
              disasterId,
              List.copyOf(scope.ids()),
              partition,
              topics.intake.partitions()));
      Recorder recorder = new Recorder(networkId, disasterId, scope.firstOffset(), parts);
      Verifier.Counts counts = new Verifier.Counts(facts -> {});
      new PartitionCheck(
              topics,
              formats,
              partition,
              decisions,
              events,
              seals,
              Optional.empty(),
              counts,
              recorder)
          .run(intake);
      counts.difference.ifPresent(
          d -> {
            throw new NotArchived(VerifyMessages.LIST.of("notArchived.differs", d.message()));
          });
      return recorder.end(key);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes the disaster's part of the log while it is checked. */
  private final class Recorder implements VerificationListener {
    private final String networkId;
    private final byte[] networkKey;
    private final String disasterId;
    private final long firstOffset;
    private final ArchiveParts parts;
    private @Nullable ArchiveSegment segment;
    private boolean left;

    Recorder(String networkId, String disasterId, long firstOffset, ArchiveParts parts) {
      this.networkId = networkId;
      this.networkKey = networkId.getBytes(StandardCharsets.UTF_8);
      this.disasterId = disasterId;
      this.firstOffset = firstOffset;
      this.parts = parts;
    }

    @Override
    public void before(
        ConsumerRecord<byte[], byte[]> fact,
        Function<String, @Nullable InMemoryStateStore> stores) {
      if (segment != null || fact.offset() < firstOffset) {
        return;
      }
      try {
        parts.begin(Archive.BOOKS);
        InMemoryStateStore store = stores.apply(networkId);
        if (store != null) {
          new StateSnapshot(topics, registry).write(store, networkId, parts.out());
        }
        parts.begin(Archive.LOG);
        segment = new ArchiveSegment(registry, formats, parts.out());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean after(VerifiedDecision right) {
      ArchiveSegment begun = segment;
      if (begun == null || !Arrays.equals(right.fact().key(), networkKey)) {
        return true;
      }
      try {
        begun.add(right);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      InMemoryStateStore state = right.store();
      left = state != null && StateSnapshot.isRemoved(state, networkId, disasterId);
      return !left;
    }

    Written end(SigningKey key) throws IOException {
      if (segment == null || segment.last == null) {
        throw new NotArchived(VerifyMessages.LIST.of("notArchived.undecided", disasterId));
      }
      MatchDecision last = segment.last;
      parts.out().write(Archive.ITEM_END);
      String head = HexFormat.of().formatHex(last.getHash().bytes());
      parts.json(
          Archive.END,
          new Archive.End(
              segment.facts,
              segment.facts,
              segment.events,
              segment.firstSequence,
              last.getSequence(),
              last.getDecidedAt().toString(),
              head,
              last.getRulesVersion(),
              left));
      parts.sign(key);
      return new Written(networkId, disasterId, segment.facts, head, left);
    }
  }
}
