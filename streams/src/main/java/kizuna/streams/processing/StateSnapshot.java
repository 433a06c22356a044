package kizuna.streams.processing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The state of one network as one sequence of bytes with a SHA-256: everything needed to continue
 * deciding from there, without a broker or a registry.
 *
 * <p>The same entries give the same bytes: the head of the chain and the version of the rules
 * first, then all others in the order of their keys. A value in wire format is written without its
 * header, with the number of its writer's schema in this snapshot: a registry's ids have no meaning
 * elsewhere. Each schema precedes the first entry that needs it. Written and read entry by entry.
 */
public final class StateSnapshot {

  /**
   * The result of a snapshot.
   *
   * @param entries of the state
   * @param sha256 over all bytes of the snapshot
   */
  public record Sealed(String networkId, long entries, byte[] sha256) {}

  private static final byte[] MAGIC = "KIZUNA-BOOKS-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int END = 0;
  private static final int SCHEMA = 1;
  private static final int PLAIN = 2;
  private static final int WIRE = 3;
  private static final int HEADER_BYTES = 5;

  /** No entry is larger: the records fit topics with a smaller limit. */
  private static final int MAX_BYTES = 16 << 20;

  private static final int MAX_SCHEMAS = 10_000;

  private final SchemaRegistry registry;

  /** Subjects of the values in wire format, by the prefix of their keys. */
  private final Map<String, String> subjects;

  public StateSnapshot(Topics topics, SchemaRegistry registry) {
    this.registry = registry;
    this.subjects =
        Map.of(
            StateKeys.AGREEMENTS, topics.agreementStatus.subject(),
            StateKeys.DISPATCHES, topics.dispatchLedger.subject(),
            StateKeys.FACTS, topics.intake.subject(),
            StateKeys.OFFERS, topics.offerStatus.subject(),
            StateKeys.REQUESTS, topics.requestStatus.subject());
  }

  /**
   * Writes all entries of a network.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public Sealed write(StateStore store, String networkId, OutputStream to) {
    MessageDigest digest = HashChain.sha256();
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(to, digest));
    Writing writing = new Writing(out);
    try {
      out.write(MAGIC);
      writeBytes(out, networkId.getBytes(StandardCharsets.UTF_8));
      String headKey = StateKeys.HEADS + networkId;
      byte[] head = store.get(headKey);
      if (head != null) {
        writing.entry(headKey, head);
      }
      String versionKey = StateKeys.VERSIONS + networkId;
      byte[] version = store.get(versionKey);
      if (version != null) {
        writing.entry(versionKey, version);
      }
      for (String prefix : StateKeys.prefixesOf(networkId)) {
        if (prefix.startsWith(StateKeys.EVENT_IDS)) {
          EventIdBlock.inOrderOfIds(store, networkId)
              .forEach(id -> writing.entry(prefix + id.id(), EventIdBlock.single(id)));
        } else {
          store.scan(prefix, writing::entry);
        }
      }
      out.write(END);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Sealed(networkId, writing.entries, digest.digest());
  }

  private final class Writing {
    private final DataOutputStream out;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private long entries;

    Writing(DataOutputStream out) {
      this.out = out;
    }

    void entry(String key, byte[] value) {
      try {
        boolean wire = subjects.containsKey(key.substring(0, 2));
        int schema = wire ? number(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt()) : 0;
        out.write(wire ? WIRE : PLAIN);
        writeBytes(out, key.getBytes(StandardCharsets.UTF_8));
        if (wire) {
          out.writeInt(schema);
        }
        writeBytes(out, wire ? Arrays.copyOfRange(value, HEADER_BYTES, value.length) : value);
        entries++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int number(int id) throws IOException {
      Integer known = numbers.get(id);
      if (known != null) {
        return known;
      }
      Schema schema =
          registry
              .byId(id)
              .orElseThrow(
                  () ->
                      new IllegalStateException("expected a schema with id " + id + ", but none"));
      out.write(SCHEMA);
      writeBytes(out, schema.toString().getBytes(StandardCharsets.UTF_8));
      numbers.put(id, numbers.size());
      return numbers.get(id);
    }
  }

  /**
   * Reads the entries of a snapshot into a store, and registers its schemas.
   *
   * @throws IOException if it cannot be read, or is no snapshot; the message has the expected
   *     format
   */
  public Sealed read(InputStream from, StateStore store) throws IOException {
    MessageDigest digest = HashChain.sha256();
    DataInputStream in = new DataInputStream(new DigestInputStream(from, digest));
    byte[] magic = new byte[MAGIC.length];
    in.readFully(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("expected a snapshot of a state, but other bytes");
    }
    String networkId = new String(readBytes(in), StandardCharsets.UTF_8);
    List<Schema> schemas = new ArrayList<>();
    Map<String, Integer> ids = new HashMap<>();
    long entries = 0;
    while (true) {
      int kind = in.read();
      switch (kind) {
        case END -> {
          return new Sealed(networkId, entries, digest.digest());
        }
        case SCHEMA -> schemas.add(schema(readBytes(in), schemas.size()));
        case PLAIN -> {
          store.put(key(in, networkId), readBytes(in));
          entries++;
        }
        case WIRE -> {
          String key = key(in, networkId);
          int number = in.readInt();
          String subject = subjects.get(key.substring(0, 2));
          if (subject == null || number < 0 || number >= schemas.size()) {
            throw new IOException("expected a schema of " + schemas.size() + " for " + key);
          }
          int id =
              ids.computeIfAbsent(
                  subject + " " + number, s -> registry.register(subject, schemas.get(number)));
          byte[] payload = readBytes(in);
          store.put(
              key,
              ByteBuffer.allocate(HEADER_BYTES + payload.length)
                  .put((byte) 0)
                  .putInt(id)
                  .put(payload)
                  .array());
          entries++;
        }
        default ->
            throw new IOException("expected an entry of a snapshot, but a part of kind " + kind);
      }
    }
  }

  /** Whether an item of a network is removed, with only its id kept. */
  public static boolean isRemoved(StateStore store, String networkId, String id) {
    return store.get(StateKeys.key(StateKeys.REMOVED_IDS, networkId, id)) != null;
  }

  private static Schema schema(byte[] text, int before) throws IOException {
    if (before >= MAX_SCHEMAS) {
      throw new IOException("expected at most " + MAX_SCHEMAS + " schemas, but more");
    }
    try {
      return new Schema.Parser().parse(new String(text, StandardCharsets.UTF_8));
    } catch (AvroRuntimeException e) {
      throw new IOException("expected an Avro schema, but " + e.getMessage(), e);
    }
  }

  private static String key(DataInputStream in, String networkId) throws IOException {
    String key = new String(readBytes(in), StandardCharsets.UTF_8);
    if (!key.equals(StateKeys.HEADS + networkId)
        && !key.equals(StateKeys.VERSIONS + networkId)
        && StateKeys.prefixesOf(networkId).stream().noneMatch(key::startsWith)) {
      throw new IOException("expected a key of network " + networkId + ", but " + key);
    }
    return key;
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("expected at most " + MAX_BYTES + " bytes, but " + length);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("expected " + length + " bytes, but the end after " + bytes.length);
    }
    return bytes;
  }
}
