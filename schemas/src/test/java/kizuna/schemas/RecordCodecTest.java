package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kizuna.schemas.form.RandomRecords;
import kizuna.states.Owner;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records are written and read as Avro itself does it, only sooner. */
class RecordCodecTest {

  private static final int RECORDS = 300;

  static Stream<Schema> schemas() {
    return Topics.of(Namespace.drill("codec")).all().stream().map(Topic::schema).distinct();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void whatItWritesAndReadsIsWhatAvroWritesAndReads(Schema schema) throws IOException {
    RecordCodec<SpecificRecordBase> codec = new RecordCodec<>(schema);
    RandomRecords records = new RandomRecords(7);
    Random absent = new Random(11);
    for (int i = 0; i < RECORDS; i++) {
      SpecificRecordBase record = withoutSome(records.record(schema), absent);

      byte[] written = written(codec, record);

      assertThat(written).isEqualTo(writtenByAvro(record));
      BinaryDecoder in = DecoderFactory.get().binaryDecoder(written, null);
      SpecificRecordBase read = codec.read(in);
      assertThat(in.isEnd()).isTrue();
      assertThat(writtenByAvro(read)).isEqualTo(written);
      assertThat(read.toString()).isEqualTo(readByAvro(written, schema).toString());
    }
  }

  private static SpecificRecordBase withoutSome(SpecificRecordBase record, Random absent) {
    for (Schema.Field field : record.getSchema().getFields()) {
      if (field.schema().getType() == Schema.Type.UNION && absent.nextBoolean()) {
        record.put(field.pos(), null);
      }
    }
    return record;
  }

  @Test
  void aTypeThatTheContractHasNotIsRefused() {
    Schema schema = new Schema.Parser().parse(Owner.getClassSchema().toString());
    Schema withMap =
        Schema.createRecord(
            schema.getName(),
            null,
            schema.getNamespace(),
            false,
            List.of(new Schema.Field("map", Schema.createMap(Schema.create(Schema.Type.LONG)))));

    assertThatThrownBy(() -> new RecordCodec<>(withMap))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a type that the contract has");
  }

  private static byte[] written(RecordCodec<SpecificRecordBase> codec, SpecificRecordBase record)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    codec.write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static byte[] writtenByAvro(SpecificRecordBase record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<SpecificRecordBase>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static SpecificRecordBase readByAvro(byte[] bytes, Schema schema) throws IOException {
    return new SpecificDatumReader<SpecificRecordBase>(schema)
        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
  }
}
