package kizuna.streams.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import kizuna.schemas.AvroLimits;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Every state that each row ever was in. Of a row its first state is kept whole, and of each later
 * one only the fields that changed, in Avro: some 40 bytes a change, where the row itself takes ten
 * times as much. Guarded by its owner; what was taken of it is read without any lock.
 */
final class History<R extends SpecificRecordBase> {

  static {
    AvroLimits.apply();
  }

  private static final int MOST_FIELDS = 62;

  /** The states of one row, one behind the other: sequence, which fields, the fields. */
  private static final class Chain {
    byte[] bytes = new byte[0];
    int length;

    void append(byte[] more) {
      if (length + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, length + more.length + length / 4);
      }
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
    }
  }

  private final Class<R> type;
  private final Schema schema;
  private final ToLongFunction<R> sequence;
  private final SpecificData data;
  private final List<DatumWriter<Object>> writers = new ArrayList<>();
  private final List<DatumReader<Object>> readers = new ArrayList<>();
  private final Map<String, Chain> chains = new HashMap<>();
  private final ByteArrayOutputStream fields = new ByteArrayOutputStream(512);
  private final ByteArrayOutputStream version = new ByteArrayOutputStream(512);

  /**
   * @param sequence position in its network's log of the decision that wrote a state
   */
  History(Class<R> type, Schema schema, ToLongFunction<R> sequence) {
    if (schema.getFields().size() > MOST_FIELDS) {
      throw new IllegalArgumentException(
          "expected at most " + MOST_FIELDS + " fields, but " + schema.getFields().size());
    }
    this.type = type;
    this.schema = schema;
    this.sequence = sequence;
    // Lists of Java, not Avro's own: those fail when compared where a record in them has a day.
    this.data =
        new SpecificData(type.getClassLoader()) {
          @Override
          public Object newArray(@Nullable Object old, int size, Schema list) {
            return new ArrayList<>(size);
          }
        };
    SpecificData.getForSchema(schema).getConversions().forEach(data::addLogicalTypeConversion);
    for (Schema.Field field : schema.getFields()) {
      writers.add(new SpecificDatumWriter<>(field.schema(), data));
      readers.add(new SpecificDatumReader<>(field.schema(), field.schema(), data));
    }
  }

  /**
   * Notes what a row is now.
   *
   * @param before what it was until now; null: nothing
   */
  void put(String key, @Nullable R before, R now) {
    Chain chain = chains.computeIfAbsent(key, k -> new Chain());
    R known = chain.length == 0 ? null : before;
    try {
      fields.reset();
      BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(fields, null);
      long changed = 0;
      for (int i = 0; i < writers.size(); i++) {
        Object value = now.get(i);
        if (known == null || !Objects.equals(known.get(i), value)) {
          changed |= 1L << i;
          writers.get(i).write(value, out);
        }
      }
      out.flush();
      version.reset();
      BinaryEncoder head = EncoderFactory.get().directBinaryEncoder(version, null);
      head.writeLong(sequence.applyAsLong(now));
      head.writeLong(changed);
      head.flush();
      fields.writeTo(version);
      chain.append(version.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets a row: it is as if it had never been. */
  void forget(String key) {
    chains.remove(key);
  }

  /** Bytes that are held, without what the map of keys needs. */
  long bytes() {
    return chains.values().stream().mapToLong(c -> c.bytes.length).sum();
  }

  /** All there is now, to be read later. Takes a moment, not a decoding. */
  List<Row<R>> taken() {
    List<Row<R>> rows = new ArrayList<>(chains.size());
    chains.forEach((key, chain) -> rows.add(new Row<>(this, key, chain.bytes, chain.length)));
    return rows;
  }

  /** The states of one row; null where there is no such row. */
  @Nullable Row<R> taken(String key) {
    Chain chain = chains.get(key);
    return chain == null ? null : new Row<>(this, key, chain.bytes, chain.length);
  }

  /** One row with all its states up to some moment. */
  static final class Row<R extends SpecificRecordBase> {

    private final History<R> of;
    private final String key;
    private final byte[] bytes;
    private final int length;

    private Row(History<R> of, String key, byte[] bytes, int length) {
      this.of = of;
      this.key = key;
      this.bytes = bytes;
      this.length = length;
    }

    String key() {
      return key;
    }

    /** The network of the row: what is before the slash in its key. */
    String network() {
      return key.substring(0, Math.max(0, key.indexOf('/')));
    }

    /** What the row was when a decision had been made; null: it was not there yet. */
    @Nullable R at(long lastSequence) {
      @Nullable Object[] values = null;
      try {
        BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, 0, length, null);
        while (!in.isEnd() && in.readLong() <= lastSequence) {
          values = values == null ? new Object[of.readers.size()] : values;
          of.read(in, values);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return values == null ? null : of.row(values);
    }

    /** All its states, the first one first. */
    List<R> all() {
      List<R> states = new ArrayList<>();
      @Nullable Object[] values = new Object[of.readers.size()];
      try {
        BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, 0, length, null);
        while (!in.isEnd()) {
          in.readLong();
          of.read(in, values);
          states.add(of.row(values));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return states;
    }
  }

  private void read(BinaryDecoder in, @Nullable Object[] values) throws IOException {
    long changed = in.readLong();
    for (int i = 0; i < values.length; i++) {
      if ((changed & 1L << i) != 0) {
        values[i] = readers.get(i).read(null, in);
      }
    }
  }

  private R row(@Nullable Object[] values) {
    R row = type.cast(SpecificData.newInstance(type, schema));
    for (int i = 0; i < values.length; i++) {
      row.put(i, values[i]);
    }
    return row;
  }
}
