package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is written as JSON is read as the same record, every field of every record of ours. */
class AvroJsonRoundTripTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SEEDS = 100;

  static List<FactKind> kinds() {
    return FactKinds.kinds();
  }

  static Stream<String> topics() {
    return Topics.of(Namespace.drill("x")).all().stream().map(Topic::name);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theBodyOfEveryKindOfFactIsReadAsItWasWritten(FactKind kind) throws FormErrors {
    for (int seed = 0; seed < SEEDS; seed++) {
      SpecificRecordBase body = new RandomRecords(seed).record(FactForm.schema(kind));

      assertThat(throughText(body)).as("seed " + seed).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theRecordsOfEveryTopicAreReadAsTheyWereWritten(String name) throws FormErrors {
    Topic<?> topic = topic(name);
    for (int seed = 0; seed < SEEDS; seed++) {
      SpecificRecordBase record = new RandomRecords(seed).record(topic.schema());

      assertThat(throughText(record)).as("seed " + seed).isEqualTo(record);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatIsReadFromJsonIsTheSameBehindTheWire(FactKind kind) throws Exception {
    WireFormat<Fact> format =
        WireFormat.of(Topics.of(Namespace.drill("x")).intake, new InMemoryRegistry());
    for (int seed = 0; seed < SEEDS; seed++) {
      SpecificRecordBase body = throughText(new RandomRecords(seed).record(FactForm.schema(kind)));
      Fact fact =
          FactForm.envelope(
              new UUID(seed, seed),
              "tokyo23",
              Instant.ofEpochMilli(seed),
              Instant.ofEpochMilli(seed),
              new Reporter(Role.SYSTEM, "kizuna"),
              OperationMode.ACTUAL,
              body);

      assertThat(format.decode(format.encode(fact))).as("seed " + seed).isEqualTo(fact);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldIsWritten(FactKind kind) {
    SpecificRecordBase body = new RandomRecords(1).record(FactForm.schema(kind));

    assertThat(AvroJson.write(body).propertyNames())
        .containsExactlyElementsOf(
            body.getSchema().getFields().stream().map(Schema.Field::name).toList());
  }

  @Test
  void whatIsOptionalAndNotGivenIsLeftOut() throws FormErrors {
    ObjectNode json = (ObjectNode) JSON.readTree("{\"dispatchId\":\"req-1-1\"}");

    SpecificRecordBase read = AvroJson.read(json, kizuna.facts.DispatchReference.class);

    assertThat(AvroJson.write(read)).isEqualTo(json);
  }

  @Test
  void whatIsLeftOutHasTheSchemasDefaultAndAListIsEmpty() throws FormErrors {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.remove(List.of("tourDays", "qualifications"));

    kizuna.facts.AidRequested read = AvroJson.read(json, kizuna.facts.AidRequested.class);

    assertThat(read.getTourDays()).isEqualTo(8);
    assertThat(read.getQualifications()).isEmpty();
  }

  @Test
  void whatIsAddedToAListThatWasLeftOutIsInNoOtherRecord() throws FormErrors {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.remove("needs");
    LocalDate day = LocalDate.of(2024, 1, 5);

    AvroJson.read(json, kizuna.facts.AidRequested.class)
        .getNeeds()
        .add(new kizuna.facts.DailyCount(day, day, 3));

    assertThat(AvroJson.read(json, kizuna.facts.AidRequested.class).getNeeds()).isEmpty();
  }

  @Test
  void aTimeIsWrittenInJapansOffsetAndADayPlainly() throws FormErrors {
    PlanConfirmed plan = new PlanConfirmed("a", "131041", LocalDate.of(2024, 2, 29));
    TimePassed time = new TimePassed(Instant.parse("2024-01-01T07:10:00Z"), null);

    assertThat(AvroJson.write(plan).get("validTo").asString()).isEqualTo("2024-02-29");
    assertThat(AvroJson.write(time).get("to").asString()).isEqualTo("2024-01-01T16:10:00+09:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-01T16:10:00+09:00",
        "2024-01-01T07:10:00Z",
        "2024-01-01T07:10Z",
        "2023-12-31T23:10:00-08:00",
        "2024-01-01T16:10:00.000999+09:00"
      })
  void theSameTimeIsReadWhateverItsOffsetAndNoFinerThanItIsKept(String text) throws FormErrors {
    ObjectNode json = JSON.createObjectNode().put("to", text);

    assertThat(AvroJson.read(json, TimePassed.class).getTo())
        .isEqualTo(Instant.parse("2024-01-01T07:10:00Z"));
  }

  private static SpecificRecordBase throughText(SpecificRecordBase record) throws FormErrors {
    String text = AvroJson.write(record).toString();
    return AvroJson.read(
        JSON.readTree(text),
        SpecificData.get().getClass(record.getSchema()).asSubclass(SpecificRecordBase.class));
  }

  private static Topic<?> topic(String name) {
    return Topics.of(Namespace.drill("x")).all().stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
