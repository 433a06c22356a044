package kizuna.streams.ledger.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
 * A record as the bytes of a column: Avro binary of this version's schema, without a header. A
 * database of another schema is rebuilt, so that nothing else is ever read. Threads may share one.
 */
public final class AvroRow<R extends SpecificRecordBase> {

  static {
    AvroLimits.apply();
  }

  private final Schema schema;
  private final DatumWriter<R> writer;
  private final DatumReader<R> reader;
  private final ThreadLocal<@Nullable BinaryDecoder> decoders = new ThreadLocal<>();

  public AvroRow(Schema schema) {
    this.schema = schema;
    SpecificData generated = new SpecificData();
    SpecificData.getForSchema(schema).getConversions().forEach(generated::addLogicalTypeConversion);
    generated.setCustomCoders(true);
    this.writer = new SpecificDatumWriter<>(schema, generated);
    // Lists of Java, not Avro's own: those fail when compared where a record in them has a day.
    SpecificData plain =
        new SpecificData(SpecificData.getForSchema(schema).getClassLoader()) {
          @Override
          public Object newArray(@Nullable Object old, int size, Schema list) {
            return new ArrayList<>(size);
          }
        };
    SpecificData.getForSchema(schema).getConversions().forEach(plain::addLogicalTypeConversion);
    this.reader = new SpecificDatumReader<>(schema, schema, plain);
  }

  public Schema schema() {
    return schema;
  }

  public byte[] encode(R row) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(512);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writer.write(row, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public R decode(byte[] bytes) {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, 0, bytes.length, decoders.get());
    decoders.set(decoder);
    try {
      return reader.read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
