package kizuna.streams.ledger.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import kizuna.schemas.RecordCodec;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * A record as the bytes of a column: Avro binary of this version's schema, without a header. A
 * database of another schema is rebuilt, so no other schema is read. Threads may share one.
 */
public final class AvroRow<R extends SpecificRecordBase> {

  private final Schema schema;
  private final RecordCodec<R> codec;
  private final ThreadLocal<@Nullable BinaryDecoder> decoders = new ThreadLocal<>();

  public AvroRow(Schema schema) {
    this.schema = schema;
    this.codec = new RecordCodec<>(schema);
  }

  public Schema schema() {
    return schema;
  }

  public byte[] encode(R row) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(512);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      codec.write(row, encoder);
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
      return codec.read(decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
