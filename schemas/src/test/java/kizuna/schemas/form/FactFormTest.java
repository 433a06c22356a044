package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
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
import kizuna.facts.AidRequestAmended;
import kizuna.facts.DailyCount;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
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
    return FactKinds.kinds();
  }

  @Test
  void everyKindButUnknownCanBeReported() {
    assertThat(FactKinds.kinds())
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
    assertThat(FactKinds.named(FactForm.name(kind)).orElseThrow().kind()).isEqualTo(kind);
    assertThat(FactForm.schema(kind).getName()).isEqualTo(FactForm.name(kind));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aidRequested", "AID_REQUESTED", "Fact", "Reporter", "UNKNOWN"})
  void otherNamesAreNoKind(String name) {
    assertThat(FactKinds.named(name)).isEmpty();
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
    wrong(all, FactKind.AID_REQUESTED, "receiver", "\"１７２０４０\"", "receiver");
    wrong(all, FactKind.STAFF_OFFERED, "lender", "\"131014\"", "lender");
    wrong(all, FactKind.LENDER_LIMITS_SET, "lender", "\"131014\"", "lender");
    wrong(all, FactKind.COUNTERPART_APPOINTED, "receiver", "\"172040\"", "receiver");
    wrong(all, FactKind.COUNTERPART_APPOINTED, "lender", "\"tokyo23\"", "lender");
    for (String phone :
        List.of("", "110", "0768-22-abcd", "0768-22-2211 内線1234567", "1".repeat(41))) {
      wrong(all, FactKind.DUTY_DESK_PUBLISHED, "phone", "\"" + phone + "\"", "phone");
      wrong(all, FactKind.DUTY_DESK_PUBLISHED, "secondPhone", "\"" + phone + "\"", "secondPhone");
    }
    wrong(all, FactKind.DUTY_DESK_PUBLISHED, "body", "\"172040\"", "body");
    wrong(all, FactKind.DUTY_DESK_PUBLISHED, "body", "\"a b\"", "body");
    wrong(all, FactKind.DUTY_DESK_PUBLISHED, "office", "\"\"", "office");
    wrong(all, FactKind.DUTY_DESK_PUBLISHED, "office", "\"" + "課".repeat(61) + "\"", "office");
    wrong(all, FactKind.DUTY_DESK_PUBLISHED, "remark", "\"" + "夜".repeat(101) + "\"", "remark");
    wrong(all, FactKind.COUNTERPART_RELIEVED, "receiver", "\"\"", "receiver");
    wrong(all, FactKind.COUNTERPART_RELIEVED, "lender", "\"131040\"", "lender");
    wrong(all, FactKind.COUNTERPART_RELIEVED, "handsOverTo", "\"131040\"", "handsOverTo");
    wrong(all, FactKind.COUNTERPART_RELIEVED, "handsOverTo", "\"131041\"", "handsOverTo");
    wrong(all, FactKind.OVERRIDE_MADE, "lender", "\"131040\"", "lender");
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
    wrong(all, FactKind.NETWORK_FORMED, "escalatesTo", "\"a/b\"", "escalatesTo");
    wrong(all, FactKind.AGREEMENT_SIGNED, "lenderAssociations", "[\"\"]", "lenderAssociations[0]");
    wrong(all, FactKind.AGREEMENT_SUSPENDED, "agreementId", "\"a/b\"", "agreementId");
    wrong(all, FactKind.AGREEMENT_RESUMED, "agreementId", "\"a/b\"", "agreementId");
    wrong(all, FactKind.COUNTERPART_APPOINTED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.COUNTERPART_RELIEVED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.OVERRIDE_MADE, "overrideId", "\"a/b\"", "overrideId");
    wrong(all, FactKind.OVERRIDE_MADE, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.OVERRIDE_REVOKED, "overrideId", "\"a/b\"", "overrideId");
    wrong(all, FactKind.DISASTERS_JOINED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.DISASTERS_JOINED, "into", "\"dis-2\"", "into");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.DISASTER_ENDED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.DISASTER_REOPENED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.DISASTER_CORRECTED, "disasterId", "\"a/b\"", "disasterId");
    wrong(all, FactKind.DISASTER_CORRECTED, "name", "\" \"", "name");
    wrong(all, FactKind.DISASTER_CORRECTED, "alsoStruck", "[\"172040\"]", "alsoStruck[0]");
    wrong(all, FactKind.DISASTER_CORRECTED, "notStruck", "[\"172057\"]", "notStruck");
    wrong(all, FactKind.LENDER_JOINED, "lender", "\"131040\"", "lender");
    wrong(all, FactKind.LENDER_LEFT, "lender", "\"131040\"", "lender");
    wrong(all, FactKind.NETWORK_TERMS_CHANGED, "holdMinutes", "0", "holdMinutes");
    wrong(all, FactKind.NETWORK_TERMS_CHANGED, "priorityClassHours", "10001", "priorityClassHours");
    wrong(all, FactKind.NETWORK_TERMS_CHANGED, "escalatesTo", "\"a/b\"", "escalatesTo");
    wrong(all, FactKind.NETWORK_TERMS_CHANGED, "name", "\"\"", "name");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "place", "\" \"", "place");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "damage", "\"\"", "damage");
    wrong(all, FactKind.AID_REQUEST_AMENDED, "taskType", "\"COOKING\"", "taskType");
    wrong(all, FactKind.AID_REQUEST_MERGED, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.AID_REQUEST_MERGED, "into", "\"a/b\"", "into");
    wrong(all, FactKind.AID_REQUEST_MERGED, "into", "\"req-2\"", "into");
    wrong(all, FactKind.OFFER_REJECTED, "offerId", "\"a/b\"", "offerId");
    wrong(all, FactKind.STAFF_OFFERED, "answersRequestId", "\"a/b\"", "answersRequestId");
    wrong(all, FactKind.ESCALATION_ANSWERED, "requestId", "\"a/b\"", "requestId");
    wrong(all, FactKind.ESCALATION_ANSWERED, "by", "\"\"", "by");
    // Denials.
    wrong(all, FactKind.ACCESS_DENIED, "account", "\"山田 太郎\"", "account");
    wrong(all, FactKind.ACCESS_DENIED, "account", "null", "role");
    wrong(all, FactKind.ACCESS_DENIED, "body", "\"a/b\"", "body");
    wrong(all, FactKind.ACCESS_DENIED, "method", "\"post it\"", "method");
    wrong(all, FactKind.ACCESS_DENIED, "path", "\" \"", "path");
    wrong(all, FactKind.ACCESS_DENIED, "about", "\"\"", "about");
    wrong(all, FactKind.ACCESS_DENIED, "suppressed", "-1", "suppressed");
    wrong(
        all,
        FactKind.AID_REQUESTED,
        "escalatedFrom",
        "{\"networkId\":\"a/b\",\"requestId\":\"r\"}",
        "escalatedFrom.networkId");
    wrong(
        all,
        FactKind.AID_REQUESTED,
        "escalatedFrom",
        "{\"networkId\":\"osaka\",\"requestId\":\"\"}",
        "escalatedFrom.requestId");
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
    for (String minutes : List.of("0", "1000001")) {
      wrong(all, FactKind.NETWORK_FORMED, "escalateAfterMinutes", minutes, "escalateAfterMinutes");
      wrong(
          all,
          FactKind.NETWORK_FORMED,
          "lifeSafetyEscalateAfterMinutes",
          minutes,
          "lifeSafetyEscalateAfterMinutes");
    }
    for (String days : List.of("-1", "15", "8", "2147483647")) {
      wrong(all, FactKind.AID_REQUESTED, "overlapDays", days, "overlapDays");
    }
    // A tour of eight days with four there and four back leaves none for work.
    for (String days : List.of("-1", "15", "4", "2147483647")) {
      wrong(all, FactKind.AGREEMENT_SIGNED, "travelDays", days, "travelDays");
    }
    wrong(all, FactKind.AGREEMENT_SIGNED, "recallNoticeDays", "-1", "recallNoticeDays");
    wrong(all, FactKind.AGREEMENT_SIGNED, "recallNoticeDays", "61", "recallNoticeDays");
    advanceParty(all, "headCount", "0");
    advanceParty(all, "headCount", "1001");
    advanceParty(all, "days", "0");
    advanceParty(all, "days", "31");
    advanceParty(all, "lender", "\"131042\"");
    advanceParty(all, "receiver", "\"x\"");
    advanceParty(all, "place", "\"\"");
    advanceParty(all, "route", "\" \"");
    advanceParty(all, "purpose", "\"\"");
    wrong(
        all,
        FactKind.AGREEMENT_SIGNED,
        "advanceParties",
        list(51, PARTY.formatted("", "")),
        "advanceParties");
    wrong(all, FactKind.LENDER_LIMITS_SET, "restDays", "-1", "restDays");
    wrong(all, FactKind.LENDER_LIMITS_SET, "restDays", "61", "restDays");
    for (String count : List.of("-1", "1001")) {
      wrong(
          all,
          FactKind.LENDER_LIMITS_SET,
          "limits",
          "[{\"headCount\":1},{\"taskType\":\"DHEAT\",\"headCount\":" + count + "}]",
          "limits[1].headCount");
    }
    wrong(
        all,
        FactKind.LENDER_LIMITS_SET,
        "limits",
        "[{\"headCount\":9},{\"headCount\":8}]",
        "limits[1].taskType");
    wrong(
        all,
        FactKind.LENDER_LIMITS_SET,
        "limits",
        "[{\"taskType\":\"SEWER\",\"headCount\":9},{\"taskType\":\"SEWER\",\"headCount\":9}]",
        "limits[1].taskType");
    wrong(all, FactKind.LENDER_LIMITS_SET, "limits", list(2_001, "{\"headCount\":9}"), "limits");
    // Persons by day: in order, within the period, at most as many as a period has days.
    for (FactKind kind : List.of(FactKind.AID_REQUESTED, FactKind.ESCALATION_ANSWERED)) {
      String field = kind == FactKind.AID_REQUESTED ? "needs" : "cover";
      String before = days("2024-01-05", "2024-01-08", 10);
      wrong(all, kind, field, list(days("2024-01-08", "2024-01-07", 10)), field + "[0].lastDay");
      wrong(
          all,
          kind,
          field,
          list(before, days("2024-01-08", "2024-01-09", 1)),
          field + "[1].firstDay");
      wrong(
          all,
          kind,
          field,
          list(days("2024-01-10", "2024-01-11", 10), before),
          field + "[1].firstDay");
      wrong(
          all,
          kind,
          field,
          list(before, days("2024-01-09", "2024-01-09", -1)),
          field + "[1].headCount");
      wrong(
          all,
          kind,
          field,
          list(before, days("2024-01-09", "2024-01-09", 1001)),
          field + "[1].headCount");
      wrong(all, kind, field, list(367, before), field);
    }
    wrong(
        all,
        FactKind.AID_REQUESTED,
        "needs",
        list(days("2024-01-04", "2024-01-31", 10)),
        "needs[0].firstDay");
    wrong(
        all,
        FactKind.AID_REQUESTED,
        "needs",
        list(days("2024-01-05", "2024-02-01", 10)),
        "needs[0].lastDay");
    wrong(
        all,
        FactKind.AID_REQUESTED,
        "needs",
        list(days("2024-01-05", "2024-01-31", 9)),
        "headCount");
    wrong(
        all,
        FactKind.ESCALATION_ANSWERED,
        "cover",
        list(days("1989-12-31", "1990-01-01", 1)),
        "cover[0].firstDay");
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
    wrong(all, FactKind.EXTENSION_REQUESTED, "lastDay", "\"2101-01-01\"", "lastDay");
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
      wrong(all, FactKind.AGREEMENT_SUSPENDED, "reason", json, "reason");
      wrong(all, FactKind.OVERRIDE_MADE, "reason", json, "reason");
      wrong(all, FactKind.OVERRIDE_REVOKED, "reason", json, "reason");
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
    wrong(all, FactKind.NETWORK_FORMED, "tier", "\"WORLD\"", "tier");
    wrong(all, FactKind.COUNTERPART_APPOINTED, "role", "\"CHIEF\"", "role");
    wrong(all, FactKind.OVERRIDE_MADE, "kind", "\"FORCE\"", "kind");
    wrong(all, FactKind.OVERRIDE_MADE, "rule", "\"ALL\"", "rule");
    wrong(all, FactKind.STAFF_RETASKED, "taskType", "\"COOKING\"", "taskType");
    // What Kizuna moved itself nobody else gives as a reason.
    for (FactKind kind :
        List.of(
            FactKind.AID_REQUEST_CANCELLED,
            FactKind.OFFER_WITHDRAWN,
            FactKind.OFFER_REJECTED,
            FactKind.DISPATCH_DECLINED,
            FactKind.DISPATCH_CANCELLED,
            FactKind.STAFF_RECALLED,
            FactKind.EXTENSION_ANSWERED)) {
      wrong(all, kind, "reason", "\"REARRANGED\"", "reason");
      wrong(all, kind, "reason", "\"DAYS_OVER\"", "reason");
    }
    // What belongs to an override of which kind.
    wrong(all, FactKind.OVERRIDE_MADE, "lender", "null", "lender");
    wrong(all, FactKind.OVERRIDE_MADE, "rule", "null", "rule");
    wrong(all, FactKind.OVERRIDE_MADE, "priority", "\"URGENT\"", "priority");
    wrong(all, FactKind.OVERRIDE_MADE, "kind", "\"PIN\"", "rule");
    wrong(all, FactKind.OVERRIDE_MADE, "kind", "\"FORBID\"", "rule");
    // Who stays needs no reason, who goes does.
    wrong(all, FactKind.EXTENSION_ANSWERED, "granted", "true", "reason");
    wrong(all, FactKind.EXTENSION_ANSWERED, "reason", "null", "reason");
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
    wrong(
        all,
        FactKind.AGREEMENT_SIGNED,
        "lenderAssociations",
        list(2_001, "\"a\""),
        "lenderAssociations");
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
    for (FactKind kind : FactKinds.kinds()) {
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
        Arguments.of(FactKind.NETWORK_FORMED, "escalatesTo", "null"),
        Arguments.of(FactKind.NETWORK_FORMED, "escalateAfterMinutes", "1000000"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "travelDays", "3"),
        Arguments.of(
            FactKind.AGREEMENT_SIGNED, "advanceParties", list(50, PARTY.formatted("", ""))),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "longestTourDays", "3"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "longestTourDays", "null"),
        Arguments.of(FactKind.AGREEMENT_SIGNED, "recallNoticeDays", "60"),
        Arguments.of(FactKind.AID_REQUESTED, "overlapDays", "0"),
        Arguments.of(FactKind.AID_REQUESTED, "overlapDays", "7"),
        Arguments.of(FactKind.AID_REQUESTED, "tourDays", "3"),
        Arguments.of(FactKind.AID_REQUESTED, "escalatedFrom", "null"),
        // Days between that are not named need nobody.
        Arguments.of(
            FactKind.AID_REQUESTED,
            "needs",
            list(days("2024-01-05", "2024-01-05", 0), days("2024-01-31", "2024-01-31", 10))),
        Arguments.of(
            FactKind.AID_REQUESTED,
            "needs",
            list(days("2024-01-05", "2024-01-06", 4), days("2024-01-07", "2024-01-07", 10))),
        Arguments.of(FactKind.LENDER_LIMITS_SET, "limits", "[]"),
        Arguments.of(FactKind.LENDER_LIMITS_SET, "limits", "[{\"headCount\":1000}]"),
        Arguments.of(FactKind.LENDER_LIMITS_SET, "restDays", "60"),
        Arguments.of(FactKind.DUTY_DESK_PUBLISHED, "body", "\"tokyo23\""),
        Arguments.of(FactKind.DUTY_DESK_PUBLISHED, "office", "\"" + "課".repeat(60) + "\""),
        Arguments.of(FactKind.DUTY_DESK_PUBLISHED, "phone", "\"03-3209-1111 内線2431\""),
        Arguments.of(FactKind.DUTY_DESK_PUBLISHED, "phone", "\"+81 (3) 3209 1111 ext. 2431\""),
        Arguments.of(FactKind.DUTY_DESK_PUBLISHED, "phone", "\"０７６８－２２－２２１１\""),
        Arguments.of(FactKind.DUTY_DESK_PUBLISHED, "secondPhone", "null"),
        Arguments.of(FactKind.COUNTERPART_RELIEVED, "handsOverTo", "null"),
        Arguments.of(FactKind.STAFF_OFFERED, "answersRequestId", "null"),
        Arguments.of(FactKind.ESCALATION_ANSWERED, "cover", "[]"),
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
            "expected headCount, needs, firstDay, lastDay, priority, place, route, damage, taskType,"
                + " qualifications or disasterId for the amendment, but none of them");
  }

  @Test
  void anAmendmentSaysTheNewNeedByDayOrAsOneNumber() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUEST_AMENDED);
    json.set("needs", JSON.readTree(list(days("2024-01-05", "2024-01-06", 4))));

    assertThat(errors(FactKind.AID_REQUEST_AMENDED, json))
        .extracting(FormError::message)
        .containsExactly("expected either needs or headCount for needs, but both");

    json.remove("headCount");
    assertThat(errors(FactKind.AID_REQUEST_AMENDED, json)).isEmpty();
  }

  @Test
  void theNewNeedByDayIsAChangeByItself() {
    ObjectNode json = JSON.createObjectNode().put("requestId", "req-1");
    json.set("needs", JSON.readTree(list(days("2024-01-05", "2024-01-06", 4))));
    assertThat(errors(FactKind.AID_REQUEST_AMENDED, json)).isEmpty();

    // As many on each day as before.
    json.set("needs", JSON.createArrayNode());
    assertThat(errors(FactKind.AID_REQUEST_AMENDED, json)).isEmpty();
  }

  @Test
  void whoeverNeedsNobodyAnyMoreCancels() {
    ObjectNode json = JSON.createObjectNode().put("requestId", "req-1");
    json.set("needs", JSON.readTree(list(days("2024-01-05", "2024-01-06", 0))));

    assertThat(errors(FactKind.AID_REQUEST_AMENDED, json))
        .extracting(FormError::message)
        .containsExactly("expected somebody on some day for needs, but 0 on every day");
  }

  /** Between networks nobody may be missing for now, and somebody again later. */
  @Test
  void aNetworkThatPassedARequestOnMayNeedNobodyForNow() {
    LocalDate day = LocalDate.of(2024, 1, 5);
    AidRequestAmended amended =
        AidRequestAmended.newBuilder()
            .setRequestId("tokyo23.req-1")
            .setNeeds(List.of(new DailyCount(day, day, 0)))
            .build();
    assertThat(FactForm.check(passed(Role.SYSTEM, "kizuna", amended))).isEmpty();
    assertThat(FactForm.check(passed(Role.DESK, "172049", amended)))
        .extracting(FormError::message)
        .containsExactly("expected somebody on some day for needs, but 0 on every day");
  }

  private static Fact passed(Role role, String body, AidRequestAmended amended) {
    Instant at = Instant.parse("2024-01-04T00:00:00Z");
    return FactForm.envelope(
        new UUID(0, 1), "block", at, at, new Reporter(role, body), OperationMode.ACTUAL, amended);
  }

  @Test
  void theHeadCountIsTheMostOfTheNeeds() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.set("needs", JSON.readTree(list(days("2024-01-05", "2024-01-06", 4))));

    assertThat(errors(FactKind.AID_REQUESTED, json))
        .extracting(FormError::message)
        .containsExactly("expected 4 (the most of needs) for headCount, but 10");
  }

  @Test
  void needsAreNotMeasuredByAPeriodThatIsNone() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED).put("lastDay", "2024-01-04");
    json.set("needs", JSON.readTree(list(days("2024-01-05", "2024-01-06", 10))));

    assertThat(errors(FactKind.AID_REQUESTED, json))
        .extracting(FormError::path)
        .containsExactly("lastDay");
  }

  @Test
  void aTourOfOneDayOfYesterdayStaysReadableThoughNoOverlapFitsIntoIt() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED).put("tourDays", 1);
    json.remove("overlapDays");

    assertThat(errors(FactKind.AID_REQUESTED, json)).isEmpty();

    json.put("overlapDays", 2);
    assertThat(errors(FactKind.AID_REQUESTED, json))
        .extracting(FormError::message)
        .containsExactly("expected less than tourDays (1) for overlapDays, but 2");
  }

  static Stream<Arguments> rightOverrides() {
    return Stream.of(
        Arguments.of("PIN", "lender", "131041"),
        Arguments.of("FORBID", "lender", "131041"),
        Arguments.of("REPRIORITISE", "priority", "LIFE_SAFETY"));
  }

  @ParameterizedTest
  @MethodSource("rightOverrides")
  void anOverrideSaysWhatBelongsToItAndNothingElse(String kind, String field, String value) {
    ObjectNode json = ValidBodies.of(FactKind.OVERRIDE_MADE).put("kind", kind);
    json.remove(List.of("lender", "priority", "rule"));

    assertThat(errors(FactKind.OVERRIDE_MADE, json))
        .extracting(FormError::message)
        .containsExactly(
            "expected the " + field + " of the " + kind + " for " + field + ", but nothing");

    json.put(field, value);
    assertThat(errors(FactKind.OVERRIDE_MADE, json)).isEmpty();

    json.put("rule", "CAPACITY_LEFT");
    assertThat(errors(FactKind.OVERRIDE_MADE, json))
        .extracting(FormError::message)
        .containsExactly("expected nothing with " + kind + " for rule, but CAPACITY_LEFT");
  }

  @Test
  void whoeverStaysNeedsNoReason() {
    ObjectNode json = ValidBodies.of(FactKind.EXTENSION_ANSWERED).put("granted", true);
    json.remove("reason");

    assertThat(errors(FactKind.EXTENSION_ANSWERED, json)).isEmpty();
  }

  @Test
  void whatOnlyKizunaDecidesIsNobodysReason() {
    ObjectNode json = ValidBodies.of(FactKind.DISPATCH_DECLINED).put("reason", "REARRANGED");

    assertThat(errors(FactKind.DISPATCH_DECLINED, json))
        .extracting(FormError::message)
        .containsExactly(
            "expected one of OWN_DISASTER, NO_STAFF_LEFT, QUALIFICATION_MISSING,"
                + " TRAVEL_IMPOSSIBLE, PERIOD_UNSUITABLE, NEED_ENDED, OTHER, RECEPTION_NOT_READY,"
                + " DUPLICATE_NEED, COORDINATION for reason, but REARRANGED, which only Kizuna"
                + " itself decides");
    assertThat(FactForm.reasons())
        .doesNotContain(
            RefusalReason.REARRANGED,
            RefusalReason.STAFF_STAY,
            RefusalReason.NOT_IN_FORCE,
            RefusalReason.DAYS_OVER,
            RefusalReason.UNKNOWN)
        .hasSize(RefusalReason.values().length - 5);
  }

  @Test
  void aNetworkDoesNotPassItsRequestsOnToItself() throws FormErrors {
    NetworkFormed formed = (NetworkFormed) body(FactKind.NETWORK_FORMED);
    formed.put("escalatesTo", "tokyo23");

    assertThat(FactForm.check(fact(formed)))
        .extracting(FormError::message)
        .containsExactly("expected another network for escalatesTo, but this network itself");
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

  /** An advance party; what is given replaces a field. */
  private static final String PARTY =
      """
      {"lender":"131041","receiver":"172049","taskType":"LIAISON","headCount":2,"days":7,
       "place":"市役所","route":"のと里山海道","purpose":"先遣隊"%s%s}""";

  private static void advanceParty(List<Arguments> all, String field, String json) {
    wrong(
        all,
        FactKind.AGREEMENT_SIGNED,
        "advanceParties",
        "[" + PARTY.formatted("", "") + "," + PARTY.formatted(",\"" + field + "\":", json) + "]",
        "advanceParties[1]." + field);
  }

  private static void wrong(
      List<Arguments> all, FactKind kind, String field, String json, String path) {
    all.add(Arguments.of(kind, field, json, path));
  }

  private static String list(int size, String item) {
    return IntStream.range(0, size).mapToObj(i -> item).toList().toString();
  }

  private static String list(String... items) {
    return List.of(items).toString();
  }

  private static String days(String first, String last, int headCount) {
    return "{\"firstDay\":\"%s\",\"lastDay\":\"%s\",\"headCount\":%d}"
        .formatted(first, last, headCount);
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
