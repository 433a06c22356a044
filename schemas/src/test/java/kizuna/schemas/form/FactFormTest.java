package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The form of each kind of fact: a body that is right, and each way in which it can be wrong. */
class FactFormTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Instant NOW = Instant.parse("2024-01-03T00:00:00Z");

  static List<FactKind> kinds() {
    return FactForm.kinds();
  }

  @Test
  void everyKindButUnknownCanBeReported() {
    assertThat(FactForm.kinds())
        .hasSize(FactKind.values().length - 1)
        .doesNotContain(FactKind.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aBodyThatIsRightIsTaken(FactKind kind) throws FormErrors {
    Fact fact = fact(FactForm.body(kind, ValidBodies.of(kind)));

    assertThat(FactForm.check(fact)).isEmpty();
    assertThat(fact.getKind()).isEqualTo(kind);
    assertThat(AvroJson.write(FactForm.bodyOf(fact))).isEqualTo(normal(ValidBodies.of(kind)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindIsKnownByTheNameOfItsBody(FactKind kind) {
    assertThat(FactForm.kind(FactForm.name(kind))).isEqualTo(kind);
    assertThat(FactForm.schema(kind).getName()).isEqualTo(FactForm.name(kind));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aidRequested", "AID_REQUESTED", "Fact", "Reporter", "UNKNOWN"})
  void otherNamesAreNoKind(String name) {
    assertThat(FactForm.kind(name)).isEqualTo(FactKind.UNKNOWN);
  }

  @Test
  void theUnknownKindHasNoForm() {
    assertThatThrownBy(() -> FactForm.name(FactKind.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a kind of fact, but UNKNOWN");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldThatIsNeededIsMissedByItsName(FactKind kind) {
    for (Schema.Field field : FactForm.schema(kind).getFields()) {
      if (field.hasDefaultValue() || field.schema().getType() == Schema.Type.ARRAY) {
        continue;
      }
      ObjectNode json = ValidBodies.of(kind);
      json.remove(field.name());

      assertThat(errors(kind, json))
          .as(field.name())
          .singleElement()
          .satisfies(
              e -> {
                assertThat(e.path()).isEqualTo(field.name());
                assertThat(e.actual()).isEqualTo("nothing");
              });
    }
  }

  static Stream<Arguments> wrongBodies() {
    String manyLetters = "字".repeat(501);
    List<Arguments> all = new ArrayList<>();
    // Codes with their check digit, each once.
    wrong(all, FactKind.NETWORK_FORMED, "lenders", "[]", "lenders");
    wrong(all, FactKind.NETWORK_FORMED, "lenders", "[\"131040\"]", "lenders[0]");
    wrong(all, FactKind.NETWORK_FORMED, "lenders", "[\"131041\",\"131041\"]", "lenders[1]");
    wrong(all, FactKind.ASSOCIATION_LISTED, "members", "[]", "members");
    wrong(all, FactKind.ASSOCIATION_LISTED, "members", "[\"17204\"]", "members[0]");
    wrong(all, FactKind.AGREEMENT_SIGNED, "lenders", "[\"1310410\"]", "lenders[0]");
    wrong(all, FactKind.AGREEMENT_SIGNED, "receivers", "[\"172048\"]", "receivers[0]");
    wrong(all, FactKind.PLAN_CONFIRMED, "confirmedBy", "\"tokyo23\"", "confirmedBy");
    wrong(all, FactKind.DISASTER_DECLARED, "struck", "[]", "struck");
    wrong(all, FactKind.DISASTER_DECLARED, "struck", "[\"172049\",\"\"]", "struck[1]");
    wrong(all, FactKind.AID_REQUESTED, "receiver", "\"172040\"", "receiver");
    wrong(all, FactKind.AID_REQUESTED, "receiver", "\"１７２０４９\"", "receiver");
    wrong(all, FactKind.STAFF_OFFERED, "lender", "\"131014\"", "lender");
    // Ids.
    for (String id : List.of("", " ", "-a", "a b", "a/b", "能登", "x".repeat(65), "a\\n")) {
      wrong(all, FactKind.DISASTER_DECLARED, "disasterId", "\"" + id + "\"", "disasterId");
    }
    wrong(all, FactKind.ASSOCIATION_LISTED, "associationId", "\"a/b\"", "associationId");
    wrong(all, FactKind.AGREEMENT_SIGNED, "agreementId", "\"a/b\"", "agreementId");
    wrong(all, FactKind.AGREEMENT_SIGNED, "associations", "[\"a\",\"b/c\"]", "associations[1]");
    wrong(all, FactKind.PLAN_CONFIRMED, "agreementId", "\"a/b\"", "agreementId");
    wrong(all, FactKind.AGREEMENT_ENDED, "agreementId", "\"a/b\"", "agreementId");
    wrong(all, FactKind.AID_REQUESTED, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.AID_REQUESTED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.AID_REQUEST_DOCUMENTED, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.AID_REQUEST_CANCELLED, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.STAFF_OFFERED, "offerId", "\"a/b\"", "offerId");
    wrong(all, FactKind.STAFF_OFFERED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.OFFER_WITHDRAWN, "offerId", "\"a/b\"", "offerId");
    // Head-counts and other numbers.
    for (String count : List.of("0", "-1", "1001", "-2147483648", "2147483647")) {
      wrong(all, FactKind.AID_REQUESTED, "headCount", count, "headCount");
      wrong(all, FactKind.AID_REQUEST_AMENDED, "headCount", count, "headCount");
      wrong(all, FactKind.STAFF_OFFERED, "headCount", count, "headCount");
      wrong(all, FactKind.AGREEMENT_SIGNED, "headCountLimit", count, "headCountLimit");
    }
    wrong(all, FactKind.AID_REQUESTED, "tourDays", "0", "tourDays");
    wrong(all, FactKind.AID_REQUESTED, "tourDays", "367", "tourDays");
    wrong(all, FactKind.AGREEMENT_SIGNED, "longestTourDays", "0", "longestTourDays");
    wrong(all, FactKind.AGREEMENT_SIGNED, "version", "0", "version");
    wrong(all, FactKind.NETWORK_FORMED, "holdMinutes", "0", "holdMinutes");
    wrong(all, FactKind.NETWORK_FORMED, "lifeSafetyHoldMinutes", "-5", "lifeSafetyHoldMinutes");
    wrong(all, FactKind.NETWORK_FORMED, "priorityClassHours", "10001", "priorityClassHours");
    // Periods and days.
    wrong(all, FactKind.AID_REQUESTED, "lastDay", "\"2024-01-04\"", "lastDay");
    wrong(all, FactKind.AID_REQUESTED, "lastDay", "\"2025-01-06\"", "lastDay");
    wrong(all, FactKind.STAFF_OFFERED, "lastDay", "\"2024-01-04\"", "lastDay");
    wrong(all, FactKind.STAFF_OFFERED, "lastDay", "\"2025-01-06\"", "lastDay");
    wrong(all, FactKind.AGREEMENT_SIGNED, "validFrom", "\"1989-12-31\"", "validFrom");
    wrong(all, FactKind.AGREEMENT_SIGNED, "validTo", "\"2015-03-31\"", "validTo");
    wrong(all, FactKind.PLAN_CONFIRMED, "validTo", "\"2101-01-01\"", "validTo");
    wrong(all, FactKind.AGREEMENT_ENDED, "lastDay", "\"1901-01-01\"", "lastDay");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "firstDay", "\"1989-12-31\"", "firstDay");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "lastDay", "\"2101-01-01\"", "lastDay");
    wrong(all, FactKind.STAFF_RECALLED, "lastDay", "\"2101-01-01\"", "lastDay");
    wrong(all, FactKind.STAFF_RELEASED, "lastDay", "\"1989-12-31\"", "lastDay");
    wrong(all, FactKind.DISASTER_DECLARED, "struckAt", "\"1989-12-31T00:00:00Z\"", "struckAt");
    wrong(all, FactKind.TIME_PASSED, "to", "\"2101-01-01T00:00:00Z\"", "to");
    // Texts.
    for (String text : List.of("", "   ", "　", manyLetters, "a\\u0000b", "a\\tb")) {
      wrong(all, FactKind.AID_REQUESTED, "damage", "\"" + text + "\"", "damage");
    }
    for (String text : List.of("", manyLetters, "a\\u0007")) {
      String json = "\"" + text + "\"";
      wrong(all, FactKind.NETWORK_FORMED, "name", json, "name");
      wrong(all, FactKind.MUNICIPALITIES_LISTED, "source", json, "source");
      wrong(all, FactKind.ASSOCIATION_LISTED, "name", json, "name");
      wrong(all, FactKind.ASSOCIATION_LISTED, "source", json, "source");
      wrong(all, FactKind.AGREEMENT_SIGNED, "title", json, "title");
      wrong(all, FactKind.AGREEMENT_SIGNED, "source", json, "source");
      wrong(all, FactKind.DISASTER_DECLARED, "name", json, "name");
      wrong(all, FactKind.AID_REQUESTED, "place", json, "place");
      wrong(all, FactKind.AID_REQUESTED, "route", json, "route");
      wrong(all, FactKind.AID_REQUEST_DOCUMENTED, "documentNumber", json, "documentNumber");
    }
    // Codes of the contract's lists.
    wrong(all, FactKind.AID_REQUESTED, "taskType", "\"COOKING\"", "taskType");
    wrong(all, FactKind.AID_REQUESTED, "taskType", "\"UNKNOWN\"", "taskType");
    wrong(all, FactKind.AID_REQUESTED, "priority", "\"normal\"", "priority");
    wrong(all, FactKind.AID_REQUESTED, "documentation", "1", "documentation");
    wrong(all, FactKind.AID_REQUESTED, "qualifications", "[\"UNKNOWN\"]", "qualifications[0]");
    wrong(all, FactKind.DISASTER_DECLARED, "hazard", "\"GODZILLA\"", "hazard");
    wrong(all, FactKind.OFFER_WITHDRAWN, "reason", "\"\"", "reason");
    wrong(all, FactKind.STAFF_OFFERED, "taskTypes", "[]", "taskTypes");
    wrong(all, FactKind.STAFF_OFFERED, "taskTypes", "[\"LIAISON\",\"X\"]", "taskTypes[1]");
    // Lists without end.
    String manyCodes = list(2_001, "\"LIAISON\"");
    wrong(all, FactKind.STAFF_OFFERED, "taskTypes", manyCodes, "taskTypes");
    wrong(all, FactKind.AGREEMENT_SIGNED, "taskTypes", manyCodes, "taskTypes");
    wrong(all, FactKind.AGREEMENT_SIGNED, "hazards", list(2_001, "\"TSUNAMI\""), "hazards");
    wrong(
        all,
        FactKind.AID_REQUESTED,
        "qualifications",
        list(2_001, "\"ARCHITECT\""),
        "qualifications");
    wrong(
        all,
        FactKind.STAFF_OFFERED,
        "qualifications",
        list(2_001, "\"ARCHITECT\""),
        "qualifications");
    wrong(all, FactKind.NETWORK_FORMED, "lenders", list(2_001, "\"131041\""), "lenders");
    // Which dispatch.
    for (String reference :
        List.of(
            "{}",
            "{\"requestId\":\"req-1\"}",
            "{\"lender\":\"131041\"}",
            "{\"dispatchId\":\"req-1-1\",\"lender\":\"131041\"}",
            "{\"dispatchId\":\"req-1-1\",\"requestId\":\"req-1\",\"lender\":\"131041\"}")) {
      wrong(all, FactKind.DISPATCH_CONFIRMED, "dispatch", reference, "dispatch");
    }
    for (FactKind kind : FactForm.kinds()) {
      if (FactForm.schema(kind).getField("dispatch") != null) {
        wrong(all, kind, "dispatch", "{\"dispatchId\":\"\"}", "dispatch.dispatchId");
        wrong(
            all,
            kind,
            "dispatch",
            "{\"requestId\":\"req-1\",\"lender\":\"131040\"}",
            "dispatch.lender");
        wrong(
            all,
            kind,
            "dispatch",
            "{\"requestId\":\"a/b\",\"lender\":\"131041\"}",
            "dispatch.requestId");
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wrongBodies")
  void whatIsWrongIsNamedByItsPathAloneInASentence(
      FactKind kind, String field, String value, String path) {
    ObjectNode json = ValidBodies.of(kind);
    json.set(field, JSON.readTree(value));

    assertThat(errors(kind, json))
        .isNotEmpty()
        .extracting(FormError::path)
        .as("for " + field + " = " + shortened(value))
        .allSatisfy(p -> assertThat(p).startsWith(path));
    assertThat(errors(kind, json))
        .extracting(FormError::message)
        .allSatisfy(
            m -> assertThat(m).startsWith("expected ").contains(" for " + path).contains(", but "))
        .allSatisfy(m -> assertThat(m).hasSizeLessThan(700));
  }

  static Stream<Arguments> rightAtTheEdge() {
    return Stream.of(
        Arguments.of(FactKind.AID_REQUESTED, "headCount", "1"),
        Arguments.of(FactKind.AID_REQUESTED, "headCount", "1000"),
        Arguments.of(FactKind.AID_REQUESTED, "lastDay", "\"2024-01-05\""),
        Arguments.of(FactKind.AID_REQUESTED, "lastDay", "\"2025-01-05\""),
        Arguments.of(FactKind.AID_REQUESTED, "qualifications", "[]"),
        Arguments.of(FactKind.AID_REQUESTED, "damage", "\"" + "字".repeat(500) + "\""),
        // A letter outside the first plane of Unicode, as in many names, is one letter.
        Arguments.of(FactKind.AID_REQUESTED, "damage", "\"" + "𠮷".repeat(500) + "\""),
        Arguments.of(FactKind.AID_REQUESTED, "damage", "\"first line\\nsecond line\""),
        Arguments.of(FactKind.AID_REQUESTED, "requestId", "\"" + "x".repeat(64) + "\""),
        Arguments.of(FactKind.STAFF_OFFERED, "disasterId", "null"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "associations", "[]"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "receivers", "[]"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "validTo", "null"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "validTo", "\"2015-04-01\""),
        Arguments.of(FactKind.AID_REQUEST_AMENDED, "headCount", "null"),
        Arguments.of(
            FactKind.STAFF_DEPARTED,
            "dispatch",
            "{\"requestId\":\"req-1\",\"lender\":\"131041\"}"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rightAtTheEdge")
  void whatIsJustRightIsTaken(FactKind kind, String field, String value) {
    ObjectNode json = ValidBodies.of(kind);
    json.set(field, JSON.readTree(value));

    assertThat(errors(kind, json)).as("for " + field + " = " + shortened(value)).isEmpty();
  }

  @Test
  void anAgreementCoversSomebody() {
    ObjectNode json = ValidBodies.of(FactKind.AGREEMENT_SIGNED);
    json.set("receivers", JSON.createArrayNode());
    json.set("associations", JSON.createArrayNode());

    assertThat(errors(FactKind.AGREEMENT_SIGNED, json))
        .extracting(FormError::message)
        .containsExactly("expected receivers or associations for receivers, but neither");
  }

  @Test
  void anAmendmentChangesSomething() {
    ObjectNode json = JSON.createObjectNode().put("requestId", "req-1");

    assertThat(errors(FactKind.AID_REQUEST_AMENDED, json))
        .extracting(FormError::message)
        .containsExactly(
            "expected headCount, firstDay, lastDay or priority for the amendment, but none of them");
  }

  static Stream<Arguments> wrongMunicipalities() {
    return Stream.of(
        Arguments.of("code", "\"131040\""),
        Arguments.of("name", "\"\""),
        Arguments.of("kana", "\" \""),
        Arguments.of("kana", "\"" + "か".repeat(501) + "\""),
        Arguments.of("romaji", "\"a\\u0000\""),
        Arguments.of("kind", "\"EMPIRE\""),
        Arguments.of("latitude", "90.01"),
        Arguments.of("latitude", "1e400"),
        Arguments.of("latitude", "\"35\""),
        Arguments.of("longitude", "-180.5"));
  }

  @ParameterizedTest
  @MethodSource("wrongMunicipalities")
  void whatIsWrongInAListIsNamedWithItsPlace(String field, String value) {
    ObjectNode json = ValidBodies.of(FactKind.MUNICIPALITIES_LISTED);
    JsonNode right = json.get("municipalities").get(0);
    ObjectNode wrong = ((ObjectNode) right.deepCopy()).put("code", "131059");
    wrong.set(field, JSON.readTree(value));
    json.set("municipalities", JSON.createArrayNode().add(right).add(wrong));

    assertThat(errors(FactKind.MUNICIPALITIES_LISTED, json))
        .singleElement()
        .extracting(FormError::path)
        .isEqualTo("municipalities[1]." + field);
  }

  @Test
  void aListNeedNotKnowHowANameIsRead() {
    ObjectNode json = ValidBodies.of(FactKind.MUNICIPALITIES_LISTED);
    ((ObjectNode) json.get("municipalities").get(0)).put("kana", "").put("romaji", "");

    assertThat(errors(FactKind.MUNICIPALITIES_LISTED, json)).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.put("receiver", "172040").put("headCount", 0).put("damage", "");

    assertThat(errors(FactKind.AID_REQUESTED, json))
        .extracting(FormError::path)
        .containsExactlyInAnyOrder("receiver", "headCount", "damage");
  }

  @Test
  void aFactHasExactlyOneBody() throws FormErrors {
    Fact none = fact(body(FactKind.OFFER_WITHDRAWN));
    none.put("offerWithdrawn", null);
    Fact two = fact(body(FactKind.OFFER_WITHDRAWN));
    two.put("timePassed", body(FactKind.TIME_PASSED));

    assertThat(FactForm.check(none))
        .extracting(FormError::message)
        .containsExactly("expected exactly one body for the fact, but 0");
    assertThat(FactForm.check(two))
        .extracting(FormError::message)
        .containsExactly("expected exactly one body for the fact, but 2");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theKindNamesTheBody(FactKind kind) throws FormErrors {
    for (FactKind other : FactKind.values()) {
      if (other != kind) {
        Fact fact = fact(body(kind));
        fact.put("kind", other);

        assertThat(FactForm.check(fact))
            .extracting(FormError::message)
            .containsExactly(
                "expected the kind of " + FactForm.name(kind) + " for kind, but " + other.name());
      }
    }
  }

  @Test
  void theEnvelopeIsCheckedToo() throws FormErrors {
    Fact fact =
        FactForm.envelope(
            new UUID(1, 1),
            "tokyo/23",
            Instant.EPOCH,
            Instant.ofEpochMilli(Long.MAX_VALUE),
            new Reporter(Role.WARD, "131040"),
            OperationMode.UNKNOWN,
            body(FactKind.OFFER_WITHDRAWN));

    assertThat(FactForm.check(fact))
        .extracting(FormError::path)
        .containsExactlyInAnyOrder(
            "networkId", "occurredAt", "recordedAt", "mode", "reporter.body");
  }

  static Stream<Arguments> reporters() {
    return Stream.of(
        Arguments.of(Role.DESK, "172049", List.of()),
        Arguments.of(Role.WARD, "131041", List.of()),
        Arguments.of(Role.COORDINATOR, "tokyo23", List.of()),
        Arguments.of(Role.SYSTEM, "kizuna", List.of()),
        Arguments.of(Role.DESK, "tokyo23", List.of("reporter.body")),
        Arguments.of(Role.WARD, "131040", List.of("reporter.body")),
        Arguments.of(Role.COORDINATOR, "", List.of("reporter.body")),
        Arguments.of(Role.SYSTEM, "a/b", List.of("reporter.body")),
        Arguments.of(Role.UNKNOWN, "kizuna", List.of("reporter.role")));
  }

  @ParameterizedTest
  @MethodSource("reporters")
  void aReporterSpeaksForABodyOfHisOffice(Role role, String body, List<String> paths) {
    List<FormError> errors = new ArrayList<>();

    FactForm.checkReporter(new Reporter(role, body), errors);

    assertThat(errors).extracting(FormError::path).isEqualTo(paths);
  }

  @Test
  void aCodeOfTomorrowIsNamedWhereverItStands() throws FormErrors {
    OfferWithdrawn withdrawn = (OfferWithdrawn) body(FactKind.OFFER_WITHDRAWN);
    withdrawn.put("reason", RefusalReason.UNKNOWN);
    StaffOffered offered = (StaffOffered) body(FactKind.STAFF_OFFERED);
    offered.put("taskTypes", List.of(TaskType.LIAISON, TaskType.UNKNOWN));
    MunicipalitiesListed listed = (MunicipalitiesListed) body(FactKind.MUNICIPALITIES_LISTED);
    Municipality municipality = listed.getMunicipalities().get(0);
    municipality.put("kind", MunicipalityKind.UNKNOWN);

    assertThat(FactForm.check(fact(withdrawn)))
        .extracting(FormError::message)
        .containsExactly("expected a code of RefusalReason for reason, but UNKNOWN");
    assertThat(FactForm.check(fact(offered)))
        .extracting(FormError::message)
        .containsExactly("expected a code of TaskType for taskTypes[1], but UNKNOWN");
    assertThat(FactForm.check(fact(listed)))
        .extracting(FormError::message)
        .containsExactly(
            "expected a code of MunicipalityKind for municipalities[0].kind, but UNKNOWN");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whateverIsInAFactItsFormIsChecked(FactKind kind) {
    for (int seed = 0; seed < 100; seed++) {
      Fact fact = fact(new RandomRecords(seed).record(FactForm.schema(kind)));

      assertThat(FactForm.check(fact))
          .allSatisfy(e -> assertThat(e.message()).startsWith("expected ").contains(", but "));
    }
  }

  private static void wrong(
      List<Arguments> all, FactKind kind, String field, String json, String path) {
    all.add(Arguments.of(kind, field, json, path));
  }

  private static String list(int size, String item) {
    return IntStream.range(0, size).mapToObj(i -> item).toList().toString();
  }

  private static String shortened(String value) {
    return value.length() <= 80 ? value : value.substring(0, 80) + "…";
  }

  private static JsonNode normal(ObjectNode json) {
    return JSON.readTree(json.toString());
  }

  private static SpecificRecordBase body(FactKind kind) throws FormErrors {
    return FactForm.body(kind, ValidBodies.of(kind));
  }

  private static Fact fact(SpecificRecordBase body) {
    return FactForm.envelope(
        new UUID(1, 1),
        "tokyo23",
        NOW,
        NOW,
        new Reporter(Role.COORDINATOR, "tokyo23"),
        OperationMode.ACTUAL,
        body);
  }

  private static List<FormError> errors(FactKind kind, JsonNode json) {
    try {
      FactForm.body(kind, json);
      return List.of();
    } catch (FormErrors e) {
      return e.errors();
    }
  }
}
