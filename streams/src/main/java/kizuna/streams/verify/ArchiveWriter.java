package kizuna.streams.verify;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.CountedRecords;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.topology.InMemoryStateStore;
import kizuna.streams.topology.StateSnapshot;
import kizuna.streams.topology.TopicSerdes;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the archive of a disaster: checks the log from its start as {@link Verifier} does, without
 * a broker's state, and writes the part that is the disaster's. Record by record; the heap holds
 * the books only. Where the rules changed within it, the sealed books go into the file.
 */
public final class ArchiveWriter {

  /**
   * What was written.
   *
   * @param complete whether the disaster had left the books; else the archive ends where the log
   *     ends now
   */
  public record Written(
      String networkId, String disasterId, long facts, String headHash, boolean complete) {}

  /** Why there is no archive. */
  public static final class NotArchived extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotArchived(String why) {
      super(why);
    }
  }

  /** Which facts are a disaster's: its ids, and where the first of them lies. */
  private record Whose(Set<String> ids, long firstOffset) {}

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
   * @throws NotArchived if the network has no such disaster, or its log is not what deciding again
   *     gives
   */
  public Written write(KafkaCluster cluster, String networkId, String disasterId, OutputStream to)
      throws IOException {
    int partition =
        Utils.toPositive(Utils.murmur2(networkId.getBytes(StandardCharsets.UTF_8)))
            % topics.intake.partitions();
    Whose whose;
    try (CommittedLog intake = new CommittedLog(cluster, topics.intake.name(), partition)) {
      whose = whose(intake, networkId, disasterId);
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
          whose,
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
        whose(intake.iterator(), networkId, disasterId),
        intake.iterator(),
        decisions.iterator(),
        events.iterator(),
        seals.iterator(),
        to);
  }

  /** Disasters that were joined into it are part of it. */
  private Whose whose(
      Iterator<ConsumerRecord<byte[], byte[]>> intake, String networkId, String disasterId) {
    Map<String, Long> first = new HashMap<>();
    Map<String, String> into = new HashMap<>();
    while (intake.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = intake.next();
      fact(record)
          .filter(f -> f.getNetworkId().equals(networkId))
          .ifPresent(
              f -> {
                if (f.getDisasterDeclared() != null) {
                  first.putIfAbsent(f.getDisasterDeclared().getDisasterId(), record.offset());
                } else if (f.getDisastersJoined() != null) {
                  into.putIfAbsent(
                      f.getDisastersJoined().getDisasterId(), f.getDisastersJoined().getInto());
                }
              });
    }
    String goesOn = disasterId;
    for (int joined = 0; joined <= into.size() && into.containsKey(goesOn); joined++) {
      goesOn = into.getOrDefault(goesOn, goesOn);
    }
    Set<String> ids = new TreeSet<>(List.of(disasterId, goesOn));
    int before;
    do {
      before = ids.size();
      into.forEach(
          (from, goesOnAs) -> {
            if (ids.contains(goesOnAs)) {
              ids.add(from);
            }
          });
    } while (ids.size() > before);
    return ids.stream()
        .filter(first::containsKey)
        .map(first::get)
        .min(Long::compare)
        .map(offset -> new Whose(ids, offset))
        .orElseThrow(
            () ->
                new NotArchived(
                    "expected a disaster that was declared in network "
                        + networkId
                        + ", but "
                        + disasterId));
  }

  private Optional<Fact> fact(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(formats.facts().decode(record.value()));
    } catch (UnreadableRecord e) {
      return Optional.empty();
    }
  }

  private Written write(
      int partition,
      String networkId,
      String disasterId,
      Whose whose,
      Iterator<ConsumerRecord<byte[], byte[]>> intake,
      Iterator<ConsumerRecord<byte[], byte[]>> decisions,
      Iterator<ConsumerRecord<byte[], byte[]>> events,
      Iterator<ConsumerRecord<byte[], byte[]>> seals,
      OutputStream to)
      throws IOException {
    try (Parts parts = new Parts(to)) {
      parts.json(
          Archive.BEGIN,
          new Archive.Begin(
              Archive.FORMAT,
              topics.namespace().name(),
              networkId,
              disasterId,
              List.copyOf(whose.ids()),
              partition,
              topics.intake.partitions()));
      Recorder recorder = new Recorder(networkId, disasterId, whose.firstOffset(), parts);
      Verifier.Tally tally = new Verifier.Tally(facts -> {});
      new PartitionCheck(
              topics,
              formats,
              partition,
              decisions,
              events,
              seals,
              Optional.empty(),
              tally,
              recorder)
          .run(intake);
      tally.difference.ifPresent(
          d -> {
            throw new NotArchived(
                "expected the log to be what deciding again gives (infra/kizuna verify), but "
                    + d.sentence());
          });
      return recorder.end(key);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Writes the disaster's part of the log while it is checked. */
  private final class Recorder implements PartitionCheck.Companion {
    private final String networkId;
    private final byte[] networkKey;
    private final String disasterId;
    private final long firstOffset;
    private final Parts parts;
    private @Nullable Segment segment;
    private boolean left;

    Recorder(String networkId, String disasterId, long firstOffset, Parts parts) {
      this.networkId = networkId;
      this.networkKey = networkId.getBytes(StandardCharsets.UTF_8);
      this.disasterId = disasterId;
      this.firstOffset = firstOffset;
      this.parts = parts;
    }

    @Override
    public void before(
        ConsumerRecord<byte[], byte[]> fact, Function<String, @Nullable InMemoryStateStore> books) {
      if (segment != null || fact.offset() < firstOffset) {
        return;
      }
      try {
        parts.begin(Archive.BOOKS);
        InMemoryStateStore shelf = books.apply(networkId);
        if (shelf != null) {
          new StateSnapshot(topics, registry).write(shelf, networkId, parts.out());
        }
        parts.begin(Archive.LOG);
        segment = new Segment(parts.out());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean after(PartitionCheck.Right right) {
      Segment begun = segment;
      if (begun == null || !Arrays.equals(right.fact().key(), networkKey)) {
        return true;
      }
      try {
        begun.add(right);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      InMemoryStateStore books = right.books();
      left = books != null && StateSnapshot.hasLeft(books, networkId, disasterId);
      return !left;
    }

    Written end(SigningKey key) throws IOException {
      if (segment == null || segment.last == null) {
        throw new NotArchived("expected decisions on disaster " + disasterId + ", but none yet");
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

  /** The log's part of a file. */
  private final class Segment {
    private final DataOutputStream out;
    private final Map<Integer, Integer> schemas = new HashMap<>();
    private long facts;
    private long events;
    private long firstSequence;
    private @Nullable MatchDecision last;

    Segment(DataOutputStream out) {
      this.out = out;
    }

    void add(PartitionCheck.Right right) throws IOException {
      for (byte[] part : right.sealed()) {
        int schema = schema(part);
        out.write(Archive.ITEM_SEAL);
        payload(schema, part);
      }
      fact(right.fact());
      decision(right.decision());
      for (byte[] event : right.events()) {
        event(event);
      }
    }

    private void fact(ConsumerRecord<byte[], byte[]> record) throws IOException {
      int schema = schema(record.value());
      out.write(Archive.ITEM_FACT);
      out.writeLong(record.offset());
      out.writeLong(record.timestamp());
      payload(schema, record.value());
      facts++;
    }

    private void decision(byte[] wire) throws IOException {
      int schema = schema(wire);
      out.write(Archive.ITEM_DECISION);
      payload(schema, wire);
      try {
        last = formats.decisions().decode(wire);
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected to read what was just decided", e);
      }
      firstSequence = firstSequence == 0 ? last.getSequence() : firstSequence;
    }

    private void event(byte[] wire) throws IOException {
      int schema = schema(wire);
      out.write(Archive.ITEM_EVENT);
      payload(schema, wire);
      events++;
    }

    private void payload(int schema, byte[] wire) throws IOException {
      byte[] payload = WireFormat.payload(wire);
      out.writeInt(schema);
      out.writeInt(payload.length);
      out.write(payload);
    }

    /** Ids of a registry mean nothing elsewhere: each schema is written before its first record. */
    private int schema(byte[] wire) throws IOException {
      int id = ByteBuffer.wrap(wire, 1, Integer.BYTES).getInt();
      Integer known = schemas.get(id);
      if (known != null) {
        return known;
      }
      Schema schema =
          registry
              .byId(id)
              .orElseThrow(() -> new NotArchived("expected a schema with id " + id + ", but none"));
      byte[] text = schema.toString().getBytes(StandardCharsets.UTF_8);
      out.write(Archive.ITEM_SCHEMA);
      out.writeInt(text.length);
      out.write(text);
      schemas.put(id, schemas.size());
      return schemas.size() - 1;
    }
  }

  /** The parts of the zip file, each with its hash. */
  private static final class Parts implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ZipOutputStream zip;
    private final MessageDigest digest = sha256();
    private final StringBuilder signed = new StringBuilder();
    private DataOutputStream out;
    private String open = "";

    Parts(OutputStream to) {
      this.zip = new ZipOutputStream(to);
      this.out = new DataOutputStream(OutputStream.nullOutputStream());
    }

    DataOutputStream out() {
      return out;
    }

    void begin(String name) throws IOException {
      end();
      open = name;
      ZipEntry entry = new ZipEntry(name);
      entry.setTime(0);
      zip.putNextEntry(entry);
      digest.reset();
      out =
          new DataOutputStream(
              new BufferedOutputStream(new DigestOutputStream(zip, digest), BUFFER_BYTES));
    }

    private void end() throws IOException {
      if (!open.isEmpty()) {
        out.flush();
        zip.closeEntry();
        signed.append(ArchiveVerifier.line(open, digest.digest()));
        open = "";
      }
    }

    void json(String name, Object value) throws IOException {
      begin(name);
      out.write(JsonMapper.shared().writeValueAsBytes(value));
    }

    void sign(SigningKey key) throws IOException {
      end();
      byte[] content = signed.toString().getBytes(StandardCharsets.UTF_8);
      json(
          Archive.SIGNATURE,
          new Archive.Signed(
              SigningKey.ALGORITHM,
              key.publicKey(),
              Base64.getEncoder().encodeToString(key.sign(content))));
      end();
      zip.finish();
    }

    @Override
    public void close() throws IOException {
      zip.flush();
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every Java", e);
    }
  }
}
