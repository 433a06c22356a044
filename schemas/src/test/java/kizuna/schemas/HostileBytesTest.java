package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.DeadLetterCause;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever lies on a topic, reading it ends in a record or in an {@link UnreadableRecord} that says
 * what was expected and what came: never in another exception, a full heap or an endless loop, each
 * of which would stop everybody's reports behind it.
 */
@Timeout(120)
class HostileBytesTest {

  private static final Topics TOPICS = Topics.of(Namespace.drill("x"));
  private static final int HEADER = 5;
  private static final int MUTATIONS = 10_000;
  private static final long MEBIBYTE = 1024 * 1024;

  private final InMemoryRegistry registry = registered();

  static Stream<String> topics() {
    return TOPICS.all().stream().map(Topic::name);
  }

  @Test
  void noValueIsSaidToBeNone() {
    UnreadableRecord unreadable = unreadable(format(TOPICS.intake), null);

    assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.NO_VALUE);
    assertThat(unreadable).hasMessage("expected a value, but null");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void lessThanAHeaderIsTooShort(int length) {
    UnreadableRecord unreadable = unreadable(format(TOPICS.intake), new byte[length]);

    assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.TOO_SHORT);
    assertThat(unreadable).hasMessage("expected at least 5 bytes of header, but " + length);
  }

  @Test
  void everyOtherFirstByteIsNamed() {
    for (int first = 1; first < 256; first++) {
      byte[] bytes = golden(TOPICS.intake);
      bytes[0] = (byte) first;

      UnreadableRecord unreadable = unreadable(format(TOPICS.intake), bytes);

      assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.WRONG_MAGIC_BYTE);
      assertThat(unreadable)
          .hasMessage("expected 0 as the first byte (Confluent wire format), but " + first);
    }
  }

  @Test
  void jsonThatSomebodyTypedIsNoRecord() {
    byte[] json = "{\"kind\":\"AidRequested\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(unreadable(format(TOPICS.intake), json).kind())
        .isEqualTo(DeadLetterCause.WRONG_MAGIC_BYTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 4711, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void anUnknownSchemaIdIsNamed(int id) {
    byte[] bytes = withId(golden(TOPICS.intake), id);

    UnreadableRecord unreadable = unreadable(format(TOPICS.intake), bytes);

    assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA_ID);
    assertThat(unreadable)
        .hasMessage("expected the id of a schema that can be read as kizuna.facts.Fact, but " + id);
  }

  @Test
  void manyRecordsWithAnUnknownIdAskTheRegistryOnceASecond() {
    AtomicInteger asked = new AtomicInteger();
    WireFormat<Fact> format =
        WireFormat.of(
            TOPICS.intake,
            new Registry(
                id -> {
                  asked.incrementAndGet();
                  return Optional.empty();
                }));
    byte[] bytes = withId(golden(TOPICS.intake), 4711);
    long start = System.nanoTime();

    for (int i = 0; i < 1_000; i++) {
      assertThat(unreadable(format, bytes).kind()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA_ID);
    }

    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(asked.get()).isBetween(1, (int) seconds + 1);
  }

  @Test
  void anUnreachableRegistrySaysNothingAboutTheRecord() {
    WireFormat<Fact> format =
        WireFormat.of(
            TOPICS.intake,
            new Registry(
                id -> {
                  throw new SchemaRegistry.RegistryUnavailable(
                      "http://registry", new IOException("gone"));
                }));

    assertThatThrownBy(() -> format.decode(withId(golden(TOPICS.intake), 4711)))
        .isInstanceOf(SchemaRegistry.RegistryUnavailable.class);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void aRecordThatIsCutAnywhereIsUnreadable(String name) {
    Topic<?> topic = topic(name);
    byte[] bytes = golden(topic);

    for (int length = HEADER; length < bytes.length; length++) {
      UnreadableRecord unreadable = unreadable(format(topic), Arrays.copyOf(bytes, length));

      assertThat(unreadable.kind()).as("cut at " + length).isEqualTo(DeadLetterCause.NOT_AVRO);
      assertThat(unreadable)
          .hasMessageStartingWith("expected Avro of " + topic.schema().getFullName() + ", but ");
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void moreBytesThanTheRecordAreUnreadable(String name) {
    Topic<?> topic = topic(name);
    byte[] bytes = golden(topic);

    for (int more : new int[] {1, 2, 1_000}) {
      UnreadableRecord unreadable =
          unreadable(format(topic), Arrays.copyOf(bytes, bytes.length + more));

      assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.TRAILING_BYTES);
      assertThat(unreadable).hasMessage("expected the end after the record, but more bytes");
    }
  }

  @Test
  void aRecordOfAnotherTopicIsUnreadable() {
    for (Topic<?> written : TOPICS.all()) {
      for (Topic<?> read : TOPICS.all()) {
        if (!written.schema().equals(read.schema())) {
          UnreadableRecord unreadable = unreadable(format(read), golden(written));

          assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA_ID);
          assertThat(unreadable).hasMessageContaining(read.schema().getFullName());
        }
      }
    }
  }

  @Test
  void aSchemaOfTheSameNameThatPromisesLessIsUnreadable() {
    int id =
        registry.register(
            "hostile",
            new Schema.Parser()
                .parse(
                    "{\"type\":\"record\",\"name\":\"Fact\",\"namespace\":\"kizuna.facts\","
                        + "\"fields\":[{\"name\":\"eventId\",\"type\":\"int\"}]}"));

    UnreadableRecord unreadable =
        unreadable(format(TOPICS.intake), withId(golden(TOPICS.intake), id));

    assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA_ID);
  }

  @Test
  void aRecordOfAnotherNamespaceIsUnreadableThoughItsFieldsAreTheSame() {
    int id =
        registry.register(
            "hostile",
            new Schema.Parser()
                .parse(
                    NetworkSummary.getClassSchema()
                        .toString()
                        .replace("kizuna.states", "somebody.states")));

    UnreadableRecord unreadable =
        unreadable(format(TOPICS.networkSummary), withId(golden(TOPICS.networkSummary), id));

    assertThat(unreadable.kind()).isEqualTo(DeadLetterCause.UNKNOWN_SCHEMA_ID);
    assertThat(unreadable)
        .hasMessage(
            "expected the id of a schema that can be read as kizuna.states.NetworkSummary, but "
                + id);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        -1,
        1_000,
        8_388_608,
        8_388_609,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void aHugeTextIsRefusedBeforeRoomIsMadeForIt(long length) {
    // The first field of a summary is a text.
    byte[] bytes = summary(out -> out.writeLong(length));

    assertUnreadableWithLittleHeap(format(TOPICS.networkSummary), bytes);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        -1,
        1_000,
        1_000_000,
        1_000_001,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void aHugeListIsRefusedBeforeRoomIsMadeForIt(long items) {
    byte[] bytes =
        summary(
            out -> {
              out.writeString("tokyo23");
              out.writeString("東京23区");
              out.writeInt(0);
              out.writeLong(0);
              for (int i = 0; i < 4; i++) {
                out.writeInt(0);
              }
              out.writeLong(items);
            });

    assertUnreadableWithLittleHeap(format(TOPICS.networkSummary), bytes);
  }

  @Test
  void listsInListsThatEachPromiseAMillionAreRefused() {
    // A decision up to its explanations, then a list in a list in a list.
    byte[] upTo = golden(TOPICS.matchDecisions);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int explanations = indexOf(upTo, "req-1a2b3c4d") + "req-1a2b3c4d".length();
    out.write(upTo, 0, explanations);
    out.writeBytes(binary(o -> o.writeLong(1_000_000)));
    int verdict = explanations + 1;
    out.write(upTo, verdict, indexOf(upTo, "131041", verdict) - 2 - verdict);
    out.writeBytes(binary(o -> o.writeLong(1_000_000)));

    assertUnreadableWithLittleHeap(format(TOPICS.matchDecisions), out.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100_000, 1_000_000})
  void aWritersFieldThatIsNestedDeeplyIsUnreadableOrSkipped(int depth) throws UnreadableRecord {
    // No record of ours nests without end, but a writer's newer schema may.
    byte[] golden = golden(TOPICS.networkSummary);
    int id =
        registry.register(
            "hostile",
            new Schema.Parser()
                .parse(
                    NetworkSummary.getClassSchema()
                        .toString()
                        .replace(
                            "\"fields\":[{\"name\":\"networkId\"",
                            "\"fields\":[{\"name\":\"nest\",\"type\":[\"null\",{\"type\":\"record\","
                                + "\"name\":\"Nest\",\"fields\":[{\"name\":\"inner\",\"type\":"
                                + "[\"null\",\"Nest\"],\"default\":null}]}],\"default\":null},"
                                + "{\"name\":\"networkId\"")));
    byte[] nest = new byte[depth + 1];
    Arrays.fill(nest, 0, depth, (byte) 2);
    byte[] bytes = withId(insert(golden, HEADER, nest), id);

    try {
      assertThat(format(TOPICS.networkSummary).decode(bytes))
          .isEqualTo(format(TOPICS.networkSummary).decode(golden));
    } catch (UnreadableRecord e) {
      assertUnreadable(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 10_000_000_000L, Long.MAX_VALUE})
  void aWritersListOfNothingsEndsHoweverManyThereAre(long nothings) throws UnreadableRecord {
    // An item that takes no byte can be promised without end in ten bytes.
    byte[] golden = golden(TOPICS.networkSummary);
    int id =
        registry.register(
            "hostile",
            new Schema.Parser()
                .parse(
                    NetworkSummary.getClassSchema()
                        .toString()
                        .replace(
                            "\"fields\":[{\"name\":\"networkId\"",
                            "\"fields\":[{\"name\":\"nothings\",\"type\":{\"type\":\"array\","
                                + "\"items\":\"null\"},\"default\":[]},{\"name\":\"networkId\"")));
    byte[] list =
        binary(
            out -> {
              out.writeLong(nothings);
              out.writeLong(0);
            });
    byte[] bytes = withId(insert(golden, HEADER, list), id);

    try {
      assertThat(format(TOPICS.networkSummary).decode(bytes))
          .isEqualTo(format(TOPICS.networkSummary).decode(golden));
    } catch (UnreadableRecord e) {
      assertUnreadable(e);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void tenThousandMutationsAreEachARecordOrUnreadable(String name) {
    Topic<?> topic = topic(name);
    WireFormat<?> format = format(topic);
    byte[] golden = golden(topic);
    int unreadable = 0;

    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] bytes = mutated(golden, new Random(seed));
      try {
        assertUsable(format, bytes);
      } catch (UnreadableRecord e) {
        assertUnreadable(e);
        unreadable++;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError(
            "expected a record or UnreadableRecord for seed "
                + seed
                + ", but "
                + HexFormat.of().formatHex(bytes),
            e);
      }
    }

    assertThat(unreadable).as("mutations that were noticed").isGreaterThan(MUTATIONS / 4);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void noiseBehindAGoodHeaderIsARecordOrUnreadable(String name) {
    Topic<?> topic = topic(name);
    WireFormat<?> format = format(topic);

    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      byte[] bytes = Arrays.copyOf(golden(topic), HEADER + noise.length);
      System.arraycopy(noise, 0, bytes, HEADER, noise.length);
      try {
        assertUsable(format, bytes);
      } catch (UnreadableRecord e) {
        assertUnreadable(e);
      }
    }
  }

  @Test
  void aGoodRecordIsReadAfterAnyHostileOne() throws UnreadableRecord {
    WireFormat<MatchDecision> format = format(TOPICS.matchDecisions);
    byte[] golden = golden(TOPICS.matchDecisions);
    MatchDecision expected = format.decode(golden);

    for (int seed = 0; seed < 1_000; seed++) {
      try {
        format.decode(mutated(golden, new Random(seed)));
      } catch (UnreadableRecord e) {
        assertUnreadable(e);
      }
      assertThat(format.decode(golden)).isEqualTo(expected);
    }
  }

  @Test
  void whatWasReadDoesNotChangeWhenTheNextRecordIsRead() throws UnreadableRecord {
    WireFormat<LedgerEntry> format = format(TOPICS.dispatchLedger);
    byte[] golden = golden(TOPICS.dispatchLedger);
    LedgerEntry first = format.decode(golden);
    String before = first.toString();
    byte[] other = format.encode(LedgerEntry.newBuilder(first).setDispatchId("other").build());

    LedgerEntry second = format.decode(other);

    assertThat(second.getDispatchId()).isEqualTo("other");
    assertThat(first.toString()).isEqualTo(before);
  }

  /** What was read by chance can be looked at, written and written as JSON like any other. */
  private static <V extends SpecificRecordBase> void assertUsable(
      WireFormat<V> format, byte[] bytes) throws UnreadableRecord {
    V record = format.decode(bytes);
    assertThat(format.decode(format.encode(record))).isEqualTo(record);
    assertThat(AvroJson.write(record).isEmpty()).isFalse();
    if (record instanceof Fact fact) {
      assertThat(FactForm.check(fact)).doesNotContainNull();
    }
  }

  private static void assertUnreadable(UnreadableRecord e) {
    assertThat(e.getMessage()).startsWith("expected ").contains(", but ");
    assertThat(e.getMessage()).hasSizeLessThan(500);
    assertThat(e.kind()).isNotEqualTo(DeadLetterCause.UNKNOWN);
  }

  private static void assertUnreadableWithLittleHeap(WireFormat<?> format, byte[] bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertUnreadable(unreadable(format, bytes));
    long before = threads.getCurrentThreadAllocatedBytes();

    UnreadableRecord unreadable = unreadable(format, bytes);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertUnreadable(unreadable);
    assertThat(allocated).as("bytes of heap").isLessThan(20 * MEBIBYTE);
  }

  private static UnreadableRecord unreadable(WireFormat<?> format, byte @Nullable [] bytes) {
    try {
      SpecificRecordBase record = format.decode(bytes);
      throw new AssertionError("expected UnreadableRecord, but read " + record);
    } catch (UnreadableRecord e) {
      return e;
    }
  }

  /** One to four changes, each of one of the ways in which bytes go wrong. */
  private static byte[] mutated(byte[] golden, Random random) {
    byte[] bytes = golden.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes = insert(bytes, at, new byte[] {(byte) random.nextInt(256)});
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        case 2 -> bytes = insert(bytes, at, binary(out -> out.writeLong(random.nextLong())));
        case 3 -> {
          int end = at + random.nextInt(bytes.length - at + 1);
          bytes = insert(bytes, at, Arrays.copyOfRange(bytes, at, end));
        }
        case 4 -> {
          if (bytes.length > HEADER) {
            int behindHeader = HEADER + random.nextInt(bytes.length - HEADER);
            bytes[behindHeader] = (byte) random.nextInt(256);
          }
        }
        default -> {
          if (bytes.length > 0) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
          }
        }
      }
    }
    return bytes;
  }

  private static InMemoryRegistry registered() {
    InMemoryRegistry registry = new InMemoryRegistry();
    TOPICS.all().forEach(t -> registry.register(t.subject(), t.schema()));
    return registry;
  }

  private <V extends SpecificRecordBase> WireFormat<V> format(Topic<V> topic) {
    return WireFormat.of(topic, registry);
  }

  private static Topic<?> topic(String name) {
    return TOPICS.all().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  private static byte[] golden(Topic<?> topic) {
    Path file =
        Path.of(
            "src/test/resources/golden",
            topic.name().substring(TOPICS.namespace().prefix().length()) + ".hex");
    try {
      return HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] withId(byte[] bytes, int id) {
    byte[] other = bytes.clone();
    ByteBuffer.wrap(other).putInt(1, id);
    return other;
  }

  private static byte[] insert(byte[] bytes, int at, byte[] part) {
    ByteBuffer all = ByteBuffer.allocate(bytes.length + part.length);
    return all.put(bytes, 0, at).put(part).put(bytes, at, bytes.length - at).array();
  }

  private static int indexOf(byte[] bytes, String text) {
    return indexOf(bytes, text, 0);
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }

  /** The header of a network's summary and what is written behind it. */
  private byte[] summary(Writing writing) {
    return withId(
        insert(new byte[HEADER], HEADER, binary(writing)),
        format(TOPICS.networkSummary).schemaId());
  }

  private static byte[] binary(Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writing.to(encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private interface Writing {
    void to(BinaryEncoder out) throws IOException;
  }

  private interface ById {
    Optional<Schema> find(int id);
  }

  /** A registry that gives everything the id 1 and answers as it is told. */
  private record Registry(ById schemas) implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      return 1;
    }

    @Override
    public Optional<Schema> byId(int id) {
      return schemas.find(id);
    }
  }
}
