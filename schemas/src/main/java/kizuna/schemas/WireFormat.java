package kizuna.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kizuna.codes.DeadLetterCause;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The Confluent wire format for one type: byte 0, the schema's id as a big-endian int, the Avro
 * binary.
 *
 * <p>The id to write with is fixed when the format is made; readers are kept for each writer's id.
 * The registry is called only for the first record with an id. Threads may share one instance.
 */
public final class WireFormat<V extends SpecificRecordBase> {

  static {
    AvroLimits.apply();
  }

  private static final byte MAGIC = 0;
  private static final int HEADER = 5;
  private static final int MAX_UNKNOWN_IDS = 10_000;
  private static final long UNKNOWN_FOR_NANOS = 1_000_000_000;

  private final Schema schema;
  private final int id;
  private final byte[] header;
  private final SchemaRegistry registry;
  private final RecordCodec<V> codec;
  private final ConcurrentMap<Integer, Reader<V>> readers = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Long> unknownSince = new ConcurrentHashMap<>();
  private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);

  /** Reads what one writer's schema wrote. */
  @FunctionalInterface
  private interface Reader<V> {
    V read(BinaryDecoder in) throws IOException;
  }

  private static final class Buffers {
    final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    @Nullable BinaryDecoder decoder;
  }

  private WireFormat(Schema schema, int id, SchemaRegistry registry) {
    this.schema = schema;
    this.id = id;
    this.header = ByteBuffer.allocate(HEADER).put(MAGIC).putInt(id).array();
    this.registry = registry;
    this.codec = new RecordCodec<>(schema);
    readers.put(id, codec::read);
  }

  /** Registers the topic's schema and makes the format of its values. */
  public static <V extends SpecificRecordBase> WireFormat<V> of(
      Topic<V> topic, SchemaRegistry registry) {
    return new WireFormat<>(
        topic.schema(), registry.register(topic.subject(), topic.schema()), registry);
  }

  /** The id that is written. */
  public int schemaId() {
    return id;
  }

  /** Header and Avro binary. */
  public byte[] encode(V value) {
    Buffers b = buffers.get();
    b.out.reset();
    b.out.writeBytes(header);
    try {
      codec.write(value, b.encoder);
      b.encoder.flush();
    } catch (IOException | RuntimeException e) {
      // The encoder still buffers part of this value, and would write that before the next one.
      buffers.remove();
      throw e instanceof RuntimeException r ? r : new UncheckedIOException((IOException) e);
    }
    return b.out.toByteArray();
  }

  /**
   * Decodes bytes from an untrusted source.
   *
   * @throws UnreadableRecord if they are not a record of this type; the message names the expected
   *     and the actual type
   * @throws SchemaRegistry.RegistryUnavailable if the writer's id is new and the registry is
   *     unreachable
   */
  public V decode(byte @Nullable [] bytes) throws UnreadableRecord {
    if (bytes == null) {
      throw new UnreadableRecord(DeadLetterCause.NO_VALUE, "expected a value, but null");
    }
    if (bytes.length < HEADER) {
      throw new UnreadableRecord(
          DeadLetterCause.TOO_SHORT,
          "expected at least " + HEADER + " bytes of header, but " + bytes.length);
    }
    if (bytes[0] != MAGIC) {
      throw new UnreadableRecord(
          DeadLetterCause.WRONG_MAGIC_BYTE,
          "expected 0 as the first byte (Confluent wire format), but " + (bytes[0] & 0xff));
    }
    int writerId = ByteBuffer.wrap(bytes, 1, 4).getInt();
    Reader<V> reader =
        reader(writerId)
            .orElseThrow(
                () ->
                    new UnreadableRecord(
                        DeadLetterCause.UNKNOWN_SCHEMA_ID,
                        "expected the id of a schema that can be read as "
                            + schema.getFullName()
                            + ", but "
                            + writerId));
    Buffers b = buffers.get();
    try {
      b.decoder =
          DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, b.decoder);
      V value = reader.read(b.decoder);
      if (!b.decoder.isEnd()) {
        throw new UnreadableRecord(
            DeadLetterCause.TRAILING_BYTES, "expected the end after the record, but more bytes");
      }
      return value;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // A writer's schema may nest without end though ours do not, and then its bytes decide how
      // deep.
      b.decoder = null;
      throw new UnreadableRecord(
          DeadLetterCause.NOT_AVRO,
          "expected Avro of "
              + schema.getFullName()
              + ", but "
              + e.getClass().getSimpleName()
              + (e.getMessage() == null ? "" : ": " + shorten(e.getMessage())));
    }
  }

  /** The Avro binary behind the header. */
  public static byte[] payload(byte[] wire) {
    return Arrays.copyOfRange(wire, HEADER, wire.length);
  }

  private Optional<Reader<V>> reader(int writerId) {
    Reader<V> known = readers.get(writerId);
    if (known != null) {
      return Optional.of(known);
    }
    // An unknown id is requested again only after a short pause: hostile records must not cause a
    // storm of calls, and the registry may assign the id a moment later.
    Long since = unknownSince.get(writerId);
    if (since != null && System.nanoTime() - since < UNKNOWN_FOR_NANOS) {
      return Optional.empty();
    }
    Optional<Reader<V>> found = registry.byId(writerId).filter(this::readable).map(this::resolving);
    if (found.isPresent()) {
      readers.put(writerId, found.get());
      unknownSince.remove(writerId);
    } else {
      if (unknownSince.size() >= MAX_UNKNOWN_IDS) {
        unknownSince.clear();
      }
      unknownSince.put(writerId, System.nanoTime());
    }
    return found;
  }

  private Reader<V> resolving(Schema writerSchema) {
    SpecificDatumReader<V> reader =
        new SpecificDatumReader<>(writerSchema, schema, new PlainLists(schema));
    return in -> reader.read(null, in);
  }

  private boolean readable(Schema writerSchema) {
    // Avro ignores the namespace of the name: a foreign record with the same fields would pass.
    return schema.getFullName().equals(writerSchema.getFullName())
        && org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility(schema, writerSchema)
                .getType()
            == org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
  }

  /**
   * Reads lists as Java lists. Avro's own lists do not support logical types: their comparison
   * fails if a record in them has an optional day.
   */
  private static final class PlainLists extends SpecificData {

    PlainLists(Schema schema) {
      super(SpecificData.getForSchema(schema).getClassLoader());
      SpecificData.getForSchema(schema).getConversions().forEach(this::addLogicalTypeConversion);
    }

    @Override
    public Object newArray(@Nullable Object old, int size, Schema list) {
      return new ArrayList<>(size);
    }
  }

  private static String shorten(String message) {
    return message.length() <= 200 ? message : message.substring(0, 200) + "…";
  }
}
