package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FormErrors;
import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumWriter;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.BinaryEncoder;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes on the wire are those that every Confluent client writes and reads, today as on the day
 * when they were first written down: for each topic one record, as JSON and as the bytes in
 * hexadecimal, in {@code golden/}. Whoever writes a client in another language can test it with the
 * same files.
 */
class GoldenBytesTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path RECEIVED = Path.of("target/golden");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int HEADER = 5;

  /** A drill has every topic that the live namespace has, and one more. */
  private static final Namespace DRILL = Namespace.drill("golden");

  static Stream<String> topics() {
    return Topics.of(DRILL).all().stream().map(GoldenBytesTest::suffix);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void aRecordIsWrittenAsTheGoldenBytes(String suffix) throws Exception {
    Topic<?> topic = topic(suffix);

    String received = lines(encode(format(topic), golden(topic)));

    Files.createDirectories(RECEIVED);
    Files.writeString(RECEIVED.resolve(suffix + ".hex"), received);
    Path file = GOLDEN.resolve(suffix + ".hex");
    assertThat(received)
        .as(
            "Bytes of %s are not the golden ones: what lies in logs reads otherwise now. If the"
                + " change is meant (a new field), in the folder schemas: cp %s %s",
            topic.name(), RECEIVED.resolve(suffix + ".hex"), file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theGoldenBytesAreReadAsTheRecord(String suffix) throws Exception {
    Topic<?> topic = topic(suffix);

    SpecificRecordBase read = format(topic).decode(goldenBytes(suffix));

    assertThat(read).isEqualTo(golden(topic));
    Files.createDirectories(RECEIVED);
    Files.writeString(
        RECEIVED.resolve(suffix + ".json"), AvroJson.write(read).toPrettyString() + "\n");
    assertThat(JSON.readTree(AvroJson.write(read).toString()))
        .as("the record as JSON; what came is %s", RECEIVED.resolve(suffix + ".json"))
        .isEqualTo(JSON.readTree(goldenJson(suffix)));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void aRecordThatCannotBeWrittenLeavesNothingInTheNext(String suffix) throws Exception {
    Topic<?> topic = topic(suffix);
    WireFormat<?> format = format(topic);
    Optional<Schema.Field> required =
        topic.schema().getFields().stream()
            .filter(field -> field.schema().getType() == Schema.Type.STRING)
            .reduce((first, second) -> second);
    if (required.isPresent()) {
      SpecificRecordBase broken = golden(topic);
      broken.put(required.get().pos(), null);
      assertThatThrownBy(() -> encode(format, broken)).isInstanceOf(NullPointerException.class);
    }

    assertThat(encode(format, golden(topic))).isEqualTo(goldenBytes(suffix));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theHeaderIsByteZeroAndTheIdBigEndian(String suffix) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(goldenBytes(suffix));

    assertThat(bytes.get()).isZero();
    assertThat(bytes.getInt()).isEqualTo(format(topic(suffix)).schemaId());
  }

  /**
   * Confluent's own serializer is not on Maven Central. Its client is, and with it the coder and
   * the Avro of Flink, which write the same format: nothing of ours takes part but the record's
   * JSON.
   */
  @ParameterizedTest
  @MethodSource("topics")
  void flinkAndTheGenuineConfluentClientWriteTheSameBytes(String suffix) throws Exception {
    Topic<?> topic = topic(suffix);
    String record = avrosOwnJson(golden(topic));

    var schema =
        new org.apache.flink.avro.shaded.org.apache.avro.Schema.Parser()
            .parse(topic.schema().toString());
    GenericRecord generic =
        new GenericDatumReader<GenericRecord>(schema)
            .read(null, DecoderFactory.get().jsonDecoder(schema, record));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    coder(topic).writeSchema(schema, out);
    BinaryEncoder encoder =
        org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory.get()
            .binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(generic, encoder);
    encoder.flush();

    assertThat(lines(out.toByteArray())).isEqualTo(lines(goldenBytes(suffix)));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void flinkAndTheGenuineConfluentClientReadTheGoldenBytes(String suffix) throws Exception {
    Topic<?> topic = topic(suffix);
    byte[] golden = goldenBytes(suffix);
    ByteArrayInputStream in = new ByteArrayInputStream(golden);

    var schema = coder(topic).readSchema(in);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(schema)
            .read(
                null,
                DecoderFactory.get().binaryDecoder(golden, HEADER, golden.length - HEADER, null));

    assertThat(in.available()).isEqualTo(golden.length - HEADER);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    var encoder =
        org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory.get()
            .jsonEncoder(schema, json);
    new GenericDatumWriter<GenericRecord>(schema).write(read, encoder);
    encoder.flush();
    assertThat(JSON.readTree(json.toByteArray()))
        .isEqualTo(JSON.readTree(avrosOwnJson(golden(topic))));
  }

  @Test
  void thereAreNoGoldenFilesOfTopicsThatAreNot() throws IOException {
    List<String> known =
        topics().flatMap(s -> Stream.of(s + ".json", s + ".hex")).sorted().toList();

    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(f -> f.getFileName().toString()).sorted().toList()).isEqualTo(known);
    }
  }

  @Test
  void theSameSchemaHasOneIdWhateverItsTopic() {
    SchemaRegistry registry = registry();
    Map<String, Set<Integer>> ids = new TreeMap<>();
    for (Topic<?> topic : Topics.of(DRILL).all()) {
      ids.computeIfAbsent(topic.schema().getFullName(), name -> new TreeSet<>())
          .add(WireFormat.of(topic, registry).schemaId());
    }

    assertThat(ids).hasSize(13).allSatisfy((name, its) -> assertThat(its).hasSize(1));
    assertThat(ids.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
  }

  private static String suffix(Topic<?> topic) {
    return topic.name().substring(DRILL.prefix().length());
  }

  private static Topic<?> topic(String suffix) {
    return Topics.of(DRILL).all().stream()
        .filter(t -> suffix(t).equals(suffix))
        .findFirst()
        .orElseThrow();
  }

  /** Ids are given in the catalogue's order. */
  private static SchemaRegistry registry() {
    InMemoryRegistry registry = new InMemoryRegistry();
    Topics.of(DRILL).all().forEach(t -> registry.register(t.subject(), t.schema()));
    return registry;
  }

  private static WireFormat<?> format(Topic<?> topic) {
    return WireFormat.of(topic, registry());
  }

  private static ConfluentSchemaRegistryCoder coder(Topic<?> topic) throws Exception {
    MockSchemaRegistryClient client = new MockSchemaRegistryClient();
    for (Topic<?> t : Topics.of(DRILL).all()) {
      var text = t.schema().toString();
      client.register(
          t.subject(),
          new org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro
              .AvroSchema(text));
    }
    return new ConfluentSchemaRegistryCoder(topic.subject(), client);
  }

  private static <V extends SpecificRecordBase> byte[] encode(
      WireFormat<V> format, SpecificRecordBase record) {
    @SuppressWarnings("unchecked")
    V value = (V) record;
    return format.encode(value);
  }

  private static SpecificRecordBase golden(Topic<?> topic) throws IOException, FormErrors {
    return AvroJson.read(JSON.readTree(goldenJson(suffix(topic))), topic.valueType());
  }

  private static String goldenJson(String suffix) throws IOException {
    return Files.readString(GOLDEN.resolve(suffix + ".json"));
  }

  private static byte[] goldenBytes(String suffix) throws IOException {
    return HexFormat.of()
        .parseHex(Files.readString(GOLDEN.resolve(suffix + ".hex")).replaceAll("\\s", ""));
  }

  private static String avrosOwnJson(SpecificRecordBase record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonEncoder encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), out);
    new SpecificDatumWriter<SpecificRecordBase>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The header in a line of its own, then 32 bytes a line. */
  private static String lines(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return hex.substring(0, 2 * HEADER)
        + "\n"
        + hex.substring(2 * HEADER).replaceAll("(.{64})(?=.)", "$1\n")
        + "\n";
  }
}
