package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever lies on the intake, its answer is a decision or a dead letter, and the next report is
 * decided: no record stops deciding.
 */
class OddRecordsTest {

  private static final int HEADER = 5;
  private static final int MUTATIONS = 4_000;

  private final LogHarness kizuna = new LogHarness();
  private final FactBuilder f = new FactBuilder();

  @BeforeEach
  void aNetwork() {
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    kizuna.accept(f.municipalities());
    kizuna.accept(f.agreement());
    kizuna.accept(f.declared("noto", FactBuilder.WAJIMA));
  }

  /** The sample: an id that UUID.fromString takes, and that nobody writes so. */
  @Test
  void anEventIdInAShortFormIsDecidedLikeAnyOther() {
    Fact fact = f.timePassed(f.now().plus(Duration.ofMinutes(1)));
    fact.put(fact.getSchema().getField("eventId").pos(), UUID.fromString("1-1-1-1-1"));
    int before = kizuna.decisions.size();

    kizuna.put(FactBuilder.key(fact), rewritten(fact, plain(fact.getSchema()), "1-1-1-1-1"));

    assertThat(kizuna.decisions).hasSize(before + 1);
    assertThat(last().getOutcome()).isEqualTo(Outcome.ACCEPTED);
    kizuna.put(FactBuilder.key(fact), kizuna.formats.facts().encode(fact));
    assertThat(last().getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertTheNextFactIsDecided();
  }

  @Test
  void aWriterWithFieldsInAnotherOrderIsRecognisedInItsRetry() {
    Fact fact = f.offered("off-1", FactBuilder.SHINJUKU, 4, 8);
    Schema other = reversed(fact.getSchema());

    kizuna.put(FactBuilder.key(fact), rewritten(fact, other, fact.getEventId().toString()));
    assertThat(last().getOutcome()).isEqualTo(Outcome.ACCEPTED);
    kizuna.put(FactBuilder.key(fact), kizuna.formats.facts().encode(fact));
    assertThat(last().getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertTheNextFactIsDecided();
  }

  @Test
  void aRetryOfALaterContractIsTheSame() {
    Fact fact = f.offered("off-1", FactBuilder.SHINJUKU, 4, 8);
    kizuna.accept(fact);
    Schema later = withOneMore(fact.getSchema());

    kizuna.put(FactBuilder.key(fact), rewritten(fact, later, fact.getEventId().toString()));

    assertThat(last().getOutcome()).isEqualTo(Outcome.DUPLICATE);
  }

  /** Stores of earlier versions hold fingerprints over the wire. */
  @Test
  void aRetryOfWhatAnEarlierVersionDecidedIsRecognised() throws Exception {
    Fact fact = f.offered("off-1", FactBuilder.SHINJUKU, 4, 8);
    kizuna.accept(fact);
    String key = StateKeys.EVENT_IDS + fact.getNetworkId() + "|" + fact.getEventId();
    byte[] wire = kizuna.formats.facts().encode(fact);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    int network = HEADER + 1 + 36;
    int times = network + 1 + fact.getNetworkId().length();
    int rest = varintEnd(wire, varintEnd(wire, times));
    sha.update(wire, network, times - network);
    sha.update(wire, rest, wire.length - rest);
    List<EventIdBlock.Slot> ids =
        EventIdBlock.inOrderOfIds(kizuna.shelf, fact.getNetworkId()).stream()
            .filter(id -> !id.id().equals(fact.getEventId()))
            .toList();
    kizuna.shelf.put(EventIdBlock.key(fact.getNetworkId(), 5), EventIdBlock.write(ids));
    kizuna.shelf.put(
        key, ByteBuffer.allocate(24).putLong(5).put(Arrays.copyOf(sha.digest(), 16)).array());
    kizuna.restart();

    kizuna.put(fact);
    assertThat(last().getOutcome()).isEqualTo(Outcome.DUPLICATE);

    Fact other = f.offered("off-1", FactBuilder.SHINJUKU, 5, 8);
    other.put(other.getSchema().getField("eventId").pos(), fact.getEventId());
    kizuna.put(other);
    assertThat(last().getOutcome()).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void whateverBytesAreChangedInAReportTheNextOneIsDecided() {
    Random random = new Random(12);
    List<byte[]> wires = new ArrayList<>();
    for (Fact fact :
        List.of(
            f.offered("off-1", FactBuilder.SHINJUKU, 4, 8),
            f.requested("req-1", 6, 8),
            f.timePassed(f.now().plus(Duration.ofMinutes(1))),
            f.declared("noto", FactBuilder.WAJIMA, FactBuilder.SUZU),
            f.confirmed("req-1", FactBuilder.SHINJUKU))) {
      wires.add(kizuna.formats.facts().encode(fact));
    }
    byte[] key = FactBuilder.NETWORK.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] wire = wires.get(random.nextInt(wires.size())).clone();
      int changes = 1 + random.nextInt(3);
      for (int c = 0; c < changes; c++) {
        wire[HEADER + random.nextInt(wire.length - HEADER)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(10) == 0) {
        wire = Arrays.copyOf(wire, random.nextInt(wire.length));
      }
      int answers = kizuna.decisions.size() + kizuna.deadLetters.size();
      kizuna.put(key, wire);
      assertThat(kizuna.decisions.size() + kizuna.deadLetters.size()).isEqualTo(answers + 1);
    }
    kizuna.restart();
    kizuna.put(f.offered("off-last", FactBuilder.SUMIDA, 1, 8));
  }

  /** What comes straight to Kafka names any network. */
  @Test
  void aNetworkThatNobodyFormedLeavesNothingBehind() {
    FactBuilder nobody = new FactBuilder("nobody", OperationMode.ACTUAL);
    FactBuilder drill = new FactBuilder("nobody", OperationMode.EXERCISE);
    Map<String, byte[]> before = kept();
    int decisions = kizuna.decisions.size();

    for (Fact fact :
        List.of(
            nobody.timePassed(nobody.now()),
            nobody.requested("req-1", 6, 8),
            drill.networkFormed(FactBuilder.SHINJUKU))) {
      kizuna.put(FactBuilder.key(fact), kizuna.formats.facts().encode(fact));
    }

    assertThat(kizuna.decisions).hasSize(decisions);
    assertThat(kizuna.deadLetters)
        .hasSize(3)
        .allMatch(d -> d.getCause() == DeadLetterCause.NETWORK_NOT_FORMED)
        .allMatch(d -> d.getDetail().contains("nobody"));
    assertThat(kept().keySet()).isEqualTo(before.keySet());
    assertThat(kizuna.log().state().chainHeads()).containsOnlyKeys(FactBuilder.NETWORK);
    assertThat(kizuna.log().state().changedSummaries())
        .extracting(ProcessingResult.Out::key)
        .containsExactly(FactBuilder.NETWORK);
    assertTheNextFactIsDecided();

    // Formed later, it begins at 1.
    assertThat(kizuna.accept(nobody.networkFormed(FactBuilder.SHINJUKU)).getSequence())
        .isEqualTo(1);
    assertThat(kizuna.put(nobody.requested("req-1", 6, 8)).getSequence()).isEqualTo(2);
  }

  private Map<String, byte[]> kept() {
    return new TreeMap<>(kizuna.shelf.entries());
  }

  private void assertTheNextFactIsDecided() {
    kizuna.restart();
    kizuna.accept(f.offered("off-last", FactBuilder.SUMIDA, 1, 8));
  }

  private MatchDecision last() {
    return kizuna.decisions.get(kizuna.decisions.size() - 1);
  }

  private static int varintEnd(byte[] bytes, int from) {
    int at = from;
    while ((bytes[at] & 0x80) != 0) {
      at++;
    }
    return at + 1;
  }

  private static Schema plain(Schema schema) {
    return new Schema.Parser().parse(schema.toString());
  }

  private static Schema reversed(Schema schema) {
    return with(
        schema,
        fields -> {
          List<Schema.Field> turned = new ArrayList<>(fields);
          Collections.reverse(turned);
          return turned;
        });
  }

  private static Schema withOneMore(Schema schema) {
    return with(
        schema,
        fields -> {
          List<Schema.Field> more = new ArrayList<>(fields);
          more.add(
              new Schema.Field(
                  "ofTomorrow",
                  Schema.createUnion(
                      Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)),
                  "",
                  Schema.Field.NULL_DEFAULT_VALUE));
          return more;
        });
  }

  private static Schema with(
      Schema schema, java.util.function.UnaryOperator<List<Schema.Field>> change) {
    Schema parsed = plain(schema);
    Schema made =
        Schema.createRecord(parsed.getName(), parsed.getDoc(), parsed.getNamespace(), false);
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : parsed.getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    made.setFields(change.apply(fields));
    return plain(made);
  }

  /** The fact as a writer of another schema would write it. */
  private byte[] rewritten(Fact fact, Schema writer, String eventId) {
    int id = kizuna.registry.register("other", writer);
    byte[] wire = kizuna.formats.facts().encode(fact);
    try {
      GenericData untyped = new GenericData();
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(plain(fact.getSchema()), writer, untyped)
              .read(
                  null,
                  DecoderFactory.get().binaryDecoder(wire, HEADER, wire.length - HEADER, null));
      record.put("eventId", eventId);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(ByteBuffer.allocate(HEADER).put((byte) 0).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(writer, untyped).write(record, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
