package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.form.AvroJson;
import kizuna.states.LedgerEntry;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log is kept for good, and other systems read it: whatever was written with a released schema
 * is read today, and whatever is written today is read by those who still have a released schema.
 * How to release the next version: {@link ReleasedSchemas}.
 */
class YesterdaysLogStaysReadableTest {

  @BeforeAll
  static void writeTodaysContract() throws IOException {
    ReleasedSchemas.writeToday();
  }

  @Test
  void everyReleasedVersionIsReadTodayAndReadsToday() {
    List<String> broken = new ArrayList<>();
    for (int version : ReleasedSchemas.versions()) {
      ReleasedSchemas.released(version)
          .forEach(
              (name, released) -> {
                Schema today = ReleasedSchemas.today().get(name);
                if (today == null) {
                  broken.add("version " + version + ": " + name + " is gone");
                } else {
                  BrokenPromises.of(released, today)
                      .forEach(b -> broken.add("version " + version + ": " + b));
                }
              });
    }

    assertThat(broken)
        .as("promises of released schemas that today's contract breaks; give new fields a default")
        .isEmpty();
  }

  @Test
  void theNewestReleaseHasASchemaForEachTopic() {
    List<Integer> versions = ReleasedSchemas.versions();
    Map<String, Schema> newest = ReleasedSchemas.released(versions.get(versions.size() - 1));

    assertThat(Topics.of(Namespace.LIVE).all())
        .allSatisfy(
            topic -> assertThat(newest).as(topic.name()).containsKey(topic.schema().getFullName()));
  }

  @Test
  void releasesAreNumberedWithoutGaps() {
    List<Integer> versions = ReleasedSchemas.versions();

    assertThat(versions).isNotEmpty();
    for (int i = 0; i < versions.size(); i++) {
      assertThat(versions.get(i)).isEqualTo(i + 1);
    }
  }

  @Test
  void aReleasedFileIsNamedAfterTheRecordInIt() {
    for (int version : ReleasedSchemas.versions()) {
      assertThat(ReleasedSchemas.released(version))
          .isNotEmpty()
          .allSatisfy((name, schema) -> assertThat(schema.getFullName()).isEqualTo(name));
    }
  }

  static Stream<Arguments> yesterdaysRecords() {
    return ReleasedSchemas.versions().stream()
        .flatMap(
            version ->
                Topics.of(Namespace.LIVE).all().stream()
                    .filter(
                        topic ->
                            ReleasedSchemas.released(version)
                                .containsKey(topic.schema().getFullName()))
                    .map(topic -> Arguments.of(version, suffix(topic))));
  }

  @ParameterizedTest(name = "version {0}, {1}")
  @MethodSource("yesterdaysRecords")
  void whatWasWrittenWithAReleasedVersionSaysTheSameToday(int version, String suffix)
      throws Exception {
    Topic<?> topic =
        Topics.of(Namespace.LIVE).all().stream()
            .filter(t -> suffix(t).equals(suffix))
            .findFirst()
            .orElseThrow();
    InMemoryRegistry registry = new InMemoryRegistry();
    WireFormat<?> today = WireFormat.of(topic, registry);
    int released =
        registry.register(
            topic.subject(),
            Objects.requireNonNull(
                ReleasedSchemas.released(version).get(topic.schema().getFullName())));
    Path folder = ReleasedSchemas.records(version);
    byte[] bytes =
        HexFormat.of()
            .parseHex(Files.readString(folder.resolve(suffix + ".hex")).replaceAll("\\s", ""));

    String read =
        AvroJson.write(today.decode(ByteBuffer.wrap(bytes).putInt(1, released).array())).toString();

    assertSays(
        JsonMapper.shared().readTree(read),
        JsonMapper.shared().readTree(Files.readString(folder.resolve(suffix + ".json"))));
  }

  /** What is there as it was; what is new beside it has its default. */
  private static void assertSays(JsonNode today, JsonNode yesterday) {
    if (yesterday.isObject()) {
      yesterday.properties().forEach(p -> assertSays(today.path(p.getKey()), p.getValue()));
    } else if (yesterday.isArray()) {
      assertThat(today.size()).isEqualTo(yesterday.size());
      for (int i = 0; i < yesterday.size(); i++) {
        assertSays(today.get(i), yesterday.get(i));
      }
    } else {
      assertThat(today).isEqualTo(yesterday);
    }
  }

  private static String suffix(Topic<?> topic) {
    return topic.name().substring(Namespace.LIVE.prefix().length());
  }

  /** What somebody might do to the contract in good faith, and what it would break. */
  static Stream<Arguments> harmfulChanges() {
    return Stream.of(
        Arguments.of(
            "a field is renamed",
            MatchDecision.getClassSchema(),
            "\"name\":\"rulesVersion\"",
            "\"name\":\"rules\"",
            "rulesVersion is gone"),
        Arguments.of(
            "an optional field is renamed, which Avro lets pass",
            LedgerEntry.getClassSchema(),
            "\"name\":\"confirmedAt\"",
            "\"name\":\"committedAt\"",
            "kizuna.states.LedgerEntry.confirmedAt is gone"),
        Arguments.of(
            "an optional body is renamed, deep in the envelope",
            Fact.getClassSchema(),
            "\"name\":\"disasterId\",\"type\":[\"null\"",
            "\"name\":\"onlyFor\",\"type\":[\"null\"",
            "disasterId is gone"),
        Arguments.of(
            "a code is removed, which Avro lets pass",
            Fact.getClassSchema(),
            "\"HEAVY_SNOW\",",
            "",
            "has lost the code HEAVY_SNOW"),
        Arguments.of(
            "a code list loses its default",
            LedgerEntry.getClassSchema(),
            "],\"default\":\"UNKNOWN\"}",
            "]}",
            "reads unknown codes as null"),
        Arguments.of(
            "a number becomes wider",
            MatchDecision.getClassSchema(),
            "\"name\":\"requestedPersonDays\",\"type\":\"int\"",
            "\"name\":\"requestedPersonDays\",\"type\":\"long\"",
            "yesterday cannot read what today wrote: TYPE_MISMATCH"),
        Arguments.of(
            "a time changes its unit, which Avro lets pass",
            LedgerEntry.getClassSchema(),
            "timestamp-millis",
            "timestamp-micros",
            "was timestamp-millis and is timestamp-micros"),
        Arguments.of(
            "a hash changes its length",
            MatchDecision.getClassSchema(),
            "\"size\":32",
            "\"size\":20",
            "FIXED_SIZE_MISMATCH"),
        Arguments.of(
            "an optional field becomes required",
            LedgerEntry.getClassSchema(),
            "\"name\":\"returnedAt\",\"type\":[\"null\",",
            "\"name\":\"returnedAt\",\"type\":[",
            "cannot be null any more"),
        Arguments.of(
            "a new field has no default",
            LedgerEntry.getClassSchema(),
            "\"fields\":[{\"name\":\"networkId\"",
            "\"fields\":[{\"name\":\"colour\",\"type\":\"int\"},{\"name\":\"networkId\"",
            "today cannot read what yesterday wrote: READER_FIELD_MISSING_DEFAULT_VALUE"),
        Arguments.of(
            "a default changes",
            Fact.getClassSchema(),
            "\"default\":8",
            "\"default\":7",
            "tourDays has another default"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmfulChanges")
  void aHarmfulChangeIsCaught(
      String change, Schema released, String part, String replacement, String broken) {
    String json = released.toString();
    assertThat(json).as("what is changed").contains(part);
    // What becomes required keeps its default of null here, which Avro would not even parse.
    Schema changed =
        new Schema.Parser().setValidateDefaults(false).parse(json.replace(part, replacement));

    assertThat(BrokenPromises.of(released, changed))
        .as(change)
        .anySatisfy(b -> assertThat(b).contains(broken));
  }

  /** What the contract is open for. */
  static Stream<Arguments> harmlessChanges() {
    return Stream.of(
        Arguments.of(
            "a new optional field",
            LedgerEntry.getClassSchema(),
            "\"fields\":[{\"name\":\"networkId\"",
            "\"fields\":[{\"name\":\"vehicle\",\"type\":[\"null\",\"string\"],\"default\":null},"
                + "{\"name\":\"networkId\""),
        Arguments.of(
            "a new code", Fact.getClassSchema(), "\"HEAVY_SNOW\",", "\"HEAVY_SNOW\",\"DROUGHT\","),
        Arguments.of(
            "a better description",
            LedgerEntry.getClassSchema(),
            "One line of the dispatch ledger",
            "What became of one wave"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmlessChanges")
  void aHarmlessChangeIsLetPass(String change, Schema released, String part, String replacement) {
    String json = released.toString();
    assertThat(json).as("what is changed").contains(part);
    Schema changed = new Schema.Parser().parse(json.replace(part, replacement));

    assertThat(BrokenPromises.of(released, changed)).as(change).isEmpty();
  }
}
