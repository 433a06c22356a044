package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.facts.AidRequested;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.Fact;
import kizuna.facts.TimePassed;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON is read as it is meant or not at all: nothing is guessed, cut, rounded or passed over. */
class AvroJsonStrictnessTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  static List<FactKind> kinds() {
    return FactKinds.kinds();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"text\"", "[]", "true"})
  void aBodyIsAnObject(String json) {
    assertThat(errors(JSON.readTree(json), AidRequested.class))
        .extracting(FormError::message)
        .containsExactly("expected an object with fields for the body, but " + json);
  }

  @Test
  void anUnknownFieldIsNamedWithTheOneThatIsLikeIt() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED).put("headcount", 3);

    assertThat(errors(json, AidRequested.class))
        .extracting(FormError::message)
        .containsExactly(
            "expected a field of AidRequested (did you mean headCount?) for headcount,"
                + " but this unknown one");
  }

  @Test
  void anUnknownFieldThatIsLikeNoneIsToldAllThatThereAre() {
    ObjectNode json = ValidBodies.of(FactKind.DISPATCH_CONFIRMED);
    ((ObjectNode) json.get("dispatch")).put("vehicle", "bus");

    assertThat(errors(json, DispatchConfirmed.class))
        .extracting(FormError::message)
        .containsExactly(
            "expected a field of DispatchReference (dispatchId, requestId, lender) for"
                + " dispatch.vehicle, but this unknown one");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aValueOfAnotherTypeIsNamedByItsPath(FactKind kind) {
    for (Schema.Field field : FactForm.schema(kind).getFields()) {
      for (String wrong : List.of("{\"a\":1}", "[[]]", "1.5", "true")) {
        Schema.Type right = field.schema().getType();
        if ((wrong.equals("1.5") && right == Schema.Type.DOUBLE)
            || (wrong.equals("true") && right == Schema.Type.BOOLEAN)) {
          continue;
        }
        ObjectNode json = ValidBodies.of(kind);
        json.set(field.name(), JSON.readTree(wrong));

        assertThat(errors(json, type(kind)))
            .as(field.name() + " = " + wrong)
            .isNotEmpty()
            .allSatisfy(e -> assertThat(e.path()).startsWith(field.name()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"10\"",
        "10.0",
        "10.5",
        "2147483648",
        "-2147483649",
        "99999999999999999999",
        "true",
        "[10]",
        "{}"
      })
  void aWholeNumberIsNothingElse(String value) {
    assertThat(with("headCount", value))
        .extracting(FormError::message)
        .containsExactly("expected a whole number for headCount, but " + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2024-1-5\"",
        "\"2024-02-30\"",
        "\"2023-02-29\"",
        "\"2024/01/05\"",
        "\"05.01.2024\"",
        "\"2024-01-05T00:00:00Z\"",
        "\"令和6年1月5日\"",
        "\"\"",
        "\"+999999999-01-01\"",
        "\"-999999999-01-01\"",
        "19727"
      })
  void aDayIsAnIsoDateThatThereIs(String value) {
    assertThat(with("firstDay", value))
        .extracting(FormError::message)
        .containsExactly("expected a date like 2024-01-03 for firstDay, but " + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2024-01-01T16:10:00\"",
        "\"2024-01-01\"",
        "\"16:10\"",
        "\"2024-01-01 16:10:00+09:00\"",
        "\"2024-01-01T16:10:00[Asia/Tokyo]\"",
        "\"2024-01-01T25:00:00Z\"",
        "\"+999999999-12-31T23:59:59Z\"",
        "\"-999999999-01-01T00:00:00Z\"",
        "1704093000000"
      })
  void aTimeSaysItsOffset(String value) {
    ObjectNode json = JSON.createObjectNode();
    json.set("to", JSON.readTree(value));

    assertThat(errors(json, TimePassed.class))
        .extracting(FormError::message)
        .containsExactly(
            "expected a time with its offset like 2024-01-01T16:10:00+09:00 for to, but " + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"Normal\"", "\"NORMAL \"", "\"\"", "\"UNKNOWN\"", "2", "[\"NORMAL\"]"})
  void aCodeIsOneOfItsListAndNeverTheUnknownOne(String value) {
    assertThat(with("priority", value))
        .extracting(FormError::message)
        .containsExactly("expected one of LIFE_SAFETY, URGENT, NORMAL for priority, but " + value);
  }

  static Stream<Arguments> wrongLists() {
    return Stream.of(
        Arguments.of("\"ARCHITECT\"", "qualifications"),
        Arguments.of("{}", "qualifications"),
        Arguments.of("[\"ARCHITECT\",\"COOK\"]", "qualifications[1]"),
        Arguments.of("[null]", "qualifications[0]"),
        Arguments.of("[[\"ARCHITECT\"]]", "qualifications[0]"),
        Arguments.of("null", "qualifications"));
  }

  @ParameterizedTest
  @MethodSource("wrongLists")
  void aListIsAListOfWhatBelongsIntoIt(String value, String path) {
    assertThat(with("qualifications", value)).extracting(FormError::path).containsExactly(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud83d\"", "\"a\\udea8b\"", "7", "null", "[\"a\"]"})
  void aTextIsWholeCharacters(String value) {
    assertThat(with("damage", value)).extracting(FormError::path).containsExactly("damage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1-1-1-1-1\"", "\"\"", "\"5d0c7b4e1f2a5b3c8d4e9f0a1b2c3d4e\"", "7"})
  void aUuidIsWrittenInFull(String value) {
    assertThat(errors(JSON.readTree("{\"eventId\":" + value + "}"), Fact.class))
        .extracting(FormError::message)
        .contains("expected a UUID for eventId, but " + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"00\"", "\"xyz\"", "\"\"", "1"})
  void aHashIsAsLongAsItIs(String value) {
    assertHash(value, value);
  }

  @Test
  void aHashThatIsTooLongIsNotCut() {
    String tooLong = "\"" + "00".repeat(33) + "\"";

    assertHash(tooLong, tooLong.substring(0, 60) + "…");
  }

  @Test
  void bytesAreBase64() {
    assertThat(errors(JSON.readTree("{\"value\":\"***\"}"), DeadLetter.class))
        .extracting(FormError::message)
        .contains("expected bytes in Base64 for value, but \"***\"");
  }

  @Test
  void everyErrorIsFoundNotOnlyTheFirst() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.put("headCount", "ten").put("firstDay", "soon").put("taskType", "HELP").put("x", 1);
    json.remove("damage");

    assertThat(errors(json, AidRequested.class))
        .extracting(FormError::path)
        .containsExactlyInAnyOrder("headCount", "firstDay", "taskType", "x", "damage");
  }

  @Test
  @Timeout(10)
  void aHugeNameOrValueIsShownShortAndSoon() {
    String huge = "x".repeat(1_000_000);
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.put(huge, 1).put("headCount", huge);
    long start = System.nanoTime();

    List<FormError> errors = errors(json, AidRequested.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(errors).hasSize(2).allSatisfy(e -> assertThat(e.message()).hasSizeLessThan(700));
  }

  private static void assertHash(String value, String shown) {
    assertThat(errors(JSON.readTree("{\"hash\":" + value + "}"), MatchDecision.class))
        .extracting(FormError::message)
        .contains("expected 32 bytes in hexadecimal for hash, but " + shown);
  }

  private static List<FormError> with(String field, String value) {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.set(field, JSON.readTree(value));
    return errors(json, AidRequested.class);
  }

  private static Class<? extends SpecificRecordBase> type(FactKind kind) {
    return org.apache.avro.specific.SpecificData.get()
        .getClass(FactForm.schema(kind))
        .asSubclass(SpecificRecordBase.class);
  }

  private static List<FormError> errors(JsonNode json, Class<? extends SpecificRecordBase> type) {
    try {
      AvroJson.read(json, type);
      return List.of();
    } catch (FormErrors e) {
      return e.errors();
    }
  }
}
