package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.OverrideKind;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactKinds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a desk or a ward reports is a fact in the log, with a receipt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportingTest {

  static final String REQUEST =
      """
      {"disasterId":"noto-2024","receiver":"172049","damage":"断水","taskType":"SHELTER_OPERATION",
       "headCount":20,"place":"輪島市役所","route":"のと里山海道","firstDay":"2024-01-05",
       "lastDay":"2024-01-20","qualifications":[],"priority":"URGENT","documentation":"ORAL"}""";

  private OpenDoor door;

  @BeforeAll
  void open() {
    door = new OpenDoor();
  }

  @AfterAll
  void shut() {
    door.close();
  }

  @BeforeEach
  void empty() {
    door.log.clear();
    door.drills.clear();
    door.logAway = false;
  }

  private Fact only() {
    assertThat(door.log).hasSize(1);
    return door.log.get(0).fact();
  }

  /** cases/README.md: a ward reports in "evil-net", a network that nobody formed. */
  @Test
  void inANetworkThatNobodyFormedNothingIsReportedUntilItIsFormed() throws Exception {
    String offer =
        """
        {"network":"kansai","lender":"271004","taskTypes":["SHELTER_OPERATION"],"headCount":2,
         "qualifications":[],"firstDay":"2024-01-05","lastDay":"2024-01-20"}""";
    Answer refused = door.post("/api/offers", offer);

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.body().path("type").asString()).endsWith("/no-such-network");
    assertThat(refused.body().path("detail").asString()).contains("kansai");
    assertThat(door.log).isEmpty();

    Answer formed =
        door.post(
            "/api/facts",
            """
            {"kind":"NetworkFormed","network":"kansai","name":"関西","lenders":["271004"],
             "holdMinutes":60,"lifeSafetyHoldMinutes":30,"priorityClassHours":24}""");
    assertThat(formed.status()).as("%s", formed.body()).isEqualTo(202);
    assertThat(door.post("/api/offers", offer).status()).isEqualTo(202);
  }

  @Test
  void aLenderReportsUnderBothNamesOfItsRole() throws Exception {
    for (String reporter :
        new String[] {
          "\"by\":\"LENDER 131041\"",
          "\"by\":\"lender 131041\"",
          "\"by\":\"WARD 131041\"",
          "\"reporter\":{\"role\":\"LENDER\",\"body\":\"131041\"}",
          "\"reporter\":{\"role\":\"WARD\",\"body\":\"131041\"}"
        }) {
      door.log.clear();
      Answer answer =
          door.post(
              "/api/offers",
              "{\"lender\":\"131041\",\"taskTypes\":[\"SHELTER_OPERATION\"],\"headCount\":2,"
                  + "\"qualifications\":[],\"firstDay\":\"2024-01-05\",\"lastDay\":\"2024-01-20\","
                  + reporter
                  + "}");
      assertThat(answer.status()).as("%s %s", reporter, answer.body()).isEqualTo(202);
      assertThat(only().getReporter().getRole()).isEqualTo(Role.WARD);
    }
  }

  /** Reads and writes choose the language by one rule, and problems have the same members. */
  @Test
  void aRefusalIsInTheLanguageThatIsAskedForElseInJapanese() throws Exception {
    String[][] asked = {
      {"", "", "ja"},
      {"?lang=en", "ja", "en"},
      {"", "en-GB", "en"},
      {"", "fr", "ja"},
      {"", ";", "ja"}
    };
    for (String[] one : asked) {
      Answer refused =
          door.post("/api/requests" + one[0], "{\"receiver\":1}", "Accept-Language", one[1]);

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.header("Content-Language")).as(String.join(" ", one)).isEqualTo(one[2]);
      assertThat(refused.body().path("code").asString()).isEqualTo("malformed-fact");
      assertThat(refused.body().at("/errors/0/message").asString()).isNotBlank();
    }
    Answer wrong = door.post("/api/requests?lang=fr", REQUEST);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().at("/errors/0/code").asString()).isEqualTo("NOT_OF_LIST");
    assertThat(door.log).isEmpty();
  }

  @Test
  void aRequestIsTakenWithAReceiptAndAnIdOfItsOwn() throws Exception {
    Answer answer = door.post("/api/requests", REQUEST);

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    Fact fact = only();
    assertThat(fact.getKind()).isEqualTo(FactKind.AID_REQUESTED);
    assertThat(fact.getMode()).isEqualTo(OperationMode.ACTUAL);
    assertThat(fact.getNetworkId()).isEqualTo("tokyo23");
    assertThat(fact.getReporter().getRole()).isEqualTo(Role.DESK);
    assertThat(fact.getReporter().getBody()).isEqualTo("172049");
    assertThat(fact.getOccurredAt()).isEqualTo(fact.getRecordedAt());
    String eventId = fact.getEventId().toString();
    assertThat(fact.getAidRequested().getRequestId())
        .isEqualTo(
            FactKinds.of(FactKind.AID_REQUESTED)
                .newId()
                .orElseThrow()
                .of(UUID.fromString(eventId)));
    assertThat(answer.body().path("eventId").asString()).isEqualTo(eventId);
    assertThat(answer.body().path("requestId").asString())
        .isEqualTo(fact.getAidRequested().getRequestId());
    assertThat(answer.body().path("topic").asString()).isEqualTo("kizuna.live.intake");
    assertThat(answer.body().path("offset").asLong()).isZero();
    assertThat(answer.body().path("outcome").asString()).isEqualTo("/api/outcomes/tokyo23/0");
    assertThat(answer.header("Location")).isEqualTo("/api/outcomes/tokyo23/0");
  }

  /** The body of Windows, in the widths of a Japanese keyboard. */
  @Test
  void aReportIsReadWhateverItsMarksLineEndsAndWidths() throws Exception {
    String typed =
        "\uFEFF"
            + REQUEST
                .replace("\"172049\"", "\"１７２０４９\"")
                .replace("断水", "断水\\r\\n避難所\u200b")
                .replace("\n", "\r\n");

    Answer answer = door.post("/api/requests", typed);

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    assertThat(only().getAidRequested().getReceiver()).isEqualTo("172049");
    assertThat(only().getAidRequested().getDamage()).isEqualTo("断水\n避難所");
  }

  @Test
  void thePathNamesWhatAnActIsAbout() throws Exception {
    assertThat(door.post("/api/dispatches/req-1-1/confirm", "").status()).isEqualTo(202);
    assertThat(door.post("/api/requests/req-1/amend", "{\"headCount\":3}").status()).isEqualTo(202);

    Fact confirmed = door.log.get(0).fact();
    assertThat(confirmed.getDispatchConfirmed().getDispatch().getDispatchId()).isEqualTo("req-1-1");
    assertThat(confirmed.getReporter().getRole()).isEqualTo(Role.COORDINATOR);
    assertThat(confirmed.getReporter().getBody()).isEqualTo("tokyo23");
    assertThat(door.log.get(1).fact().getAidRequestAmended().getRequestId()).isEqualTo("req-1");
  }

  @Test
  void aBodyThatContradictsThePathIsRefused() throws Exception {
    Answer answer =
        door.post("/api/requests/req-1/amend", "{\"requestId\":\"req-2\",\"headCount\":3}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").path(0).path("message").asString())
        .isEqualTo("expected req-1, the id in the path for requestId, but \"req-2\"");
  }

  @Test
  void aLendersLimitsAreItsOwnFact() throws Exception {
    Answer answer =
        door.post("/api/lenders/131041/limits", "{\"limits\":[{\"headCount\":40}],\"restDays\":7}");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    assertThat(only().getLenderLimitsSet().getLender()).isEqualTo("131041");
    assertThat(only().getReporter().getRole()).isEqualTo(Role.WARD);
    assertThat(only().getReporter().getBody()).isEqualTo("131041");
  }

  @Test
  void aLenderIsNamedByItsCode() throws Exception {
    Answer answer = door.post("/api/lenders/shinjuku/limits", "{\"limits\":[]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors"))
        .extracting(e -> e.path("path").asString())
        .containsExactly("lender");
    assertThat(door.log).isEmpty();
  }

  @Test
  void anOverrideGetsAnIdByWhichItCanBeRevoked() throws Exception {
    Answer made =
        door.post(
            "/api/overrides",
            "{\"kind\":\"PIN\",\"requestId\":\"req-1\",\"lender\":\"131041\",\"reason\":\"先遣隊\"}");
    String id = made.body().path("overrideId").asString();
    Answer revoked = door.post("/api/overrides/" + id + "/revoke", "{\"reason\":\"交代\"}");

    assertThat(made.status()).as("%s", made.body()).isEqualTo(202);
    assertThat(id).startsWith("ovr-");
    assertThat(revoked.status()).as("%s", revoked.body()).isEqualTo(202);
    assertThat(door.log.get(0).fact().getOverrideMade().getOverrideId()).isEqualTo(id);
    assertThat(door.log.get(0).fact().getReporter().getRole()).isEqualTo(Role.COORDINATOR);
    assertThat(door.log.get(1).fact().getOverrideRevoked().getOverrideId()).isEqualTo(id);
  }

  @Test
  void whatDoesNotBelongToAnOverrideIsNamed() throws Exception {
    Answer answer =
        door.post(
            "/api/overrides",
            "{\"kind\":\"WAIVE\",\"requestId\":\"req-1\",\"priority\":\"URGENT\",\"reason\":\"x\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors"))
        .extracting(e -> e.path("message").asString())
        .containsExactly(
            "expected the lender of the WAIVE for lender, but nothing",
            "expected nothing with WAIVE for priority, but URGENT",
            "expected the rule of the WAIVE for rule, but nothing");
  }

  @Test
  void aNeedThatChangesOverTimeIsTakenByDay() throws Exception {
    String needs =
        ",\"needs\":[{\"firstDay\":\"2024-01-05\",\"lastDay\":\"2024-01-12\",\"headCount\":20},"
            + "{\"firstDay\":\"2024-01-13\",\"lastDay\":\"2024-01-20\",\"headCount\":8}]}";

    Answer answer = door.post("/api/requests", REQUEST.replace("}", needs));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    assertThat(only().getAidRequested().getNeeds()).hasSize(2);
    assertThat(only().getAidRequested().getOverlapDays()).isEqualTo(1);
  }

  @Test
  void theAnswerOfAnotherNetworkHasNoWayInOfItsOwn() throws Exception {
    assertThat(ReportRoute.ALL)
        .extracting(ReportRoute::kind)
        .doesNotContain(FactKind.ESCALATION_ANSWERED);

    assertThat(
            door.post(
                    "/api/facts",
                    "{\"kind\":\"EscalationAnswered\",\"requestId\":\"r\",\"by\":\"kanto\","
                        + "\"reporter\":{\"role\":\"SYSTEM\",\"body\":\"kizuna\"}}")
                .status())
        .isEqualTo(403);
    assertThat(door.taken()).isEmpty();
  }

  @Test
  void whoReportsCanBeSaid() throws Exception {
    String body = "{\"reporter\":{\"role\":\"WARD\",\"body\":\"131041\"},\"network\":\"osaka\"}";

    assertThat(door.post("/api/dispatches/req-1-1/depart", body).status()).isEqualTo(202);

    assertThat(only().getReporter().getRole()).isEqualTo(Role.WARD);
    assertThat(only().getNetworkId()).isEqualTo("osaka");
  }

  @Test
  void anyFactCanBeReportedByItsKind() throws Exception {
    Answer answer =
        door.post(
            "/api/facts",
            "{\"kind\":\"StaffDeparted\",\"dispatch\":{\"requestId\":\"req-1\",\"lender\":\"131041\"}}");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    assertThat(only().getStaffDeparted().getDispatch().getLender()).isEqualTo("131041");
    assertThat(answer.body().path("lender").asString()).isEqualTo("131041");
  }

  @Test
  void anOverrideAmongAllFactsNamesBothItsKinds() throws Exception {
    Answer answer =
        door.post(
            "/api/facts",
            "{\"fact\":\"OverrideMade\",\"kind\":\"FORBID\",\"requestId\":\"req-1\","
                + "\"lender\":\"131041\",\"reason\":\"備え\"}");

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    assertThat(only().getOverrideMade().getKind()).isEqualTo(OverrideKind.FORBID);
    assertThat(only().getOverrideMade().getOverrideId()).startsWith("ovr-");
  }

  @Test
  void aDrillsReportLiesInTheDrillsLogAndNowhereElse() throws Exception {
    door.drills.add(Namespace.drill("noto-1"));

    Answer answer = door.post("/api/requests?drill=noto-1", REQUEST);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(door.log.get(0).namespace()).isEqualTo(Namespace.drill("noto-1"));
    assertThat(only().getMode()).isEqualTo(OperationMode.EXERCISE);
    assertThat(answer.header("Location")).isEqualTo("/api/outcomes/tokyo23/0?drill=noto-1");
  }

  @Test
  void aRunThatIsOverTakesNoReportThatNobodyWouldDecide() throws Exception {
    door.over("noto-3");
    String batch = "{\"reports\":[{\"key\":\"k-1\",\"report\":" + REQUEST + "}]}";

    Answer answer = door.post("/api/requests?drill=noto-3", REQUEST);
    Answer several =
        door.post(
            "/api/facts/batch?drill=noto-3",
            batch.replaceFirst("\"report\":\\{", "\"report\":{\"fact\":\"AidRequested\","));

    for (Answer refused : List.of(answer, several)) {
      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(410);
      assertThat(refused.body().path("code").asString()).isEqualTo("drill-over");
      assertThat(refused.body().path("detail").asString()).contains("noto-3");
    }
    assertThat(door.log).isEmpty();
  }

  @Test
  void aDrillThatIsNotThereIsRefused() throws Exception {
    Answer answer = door.post("/api/requests?drill=noto-2", REQUEST);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.body().path("detail").asString()).contains("noto-2");
    assertThat(door.log).isEmpty();
  }

  @Test
  void aMisspeltParameterDoesNotWriteToTheLiveLog() throws Exception {
    assertThat(door.post("/api/requests?dril=noto-2", REQUEST).status()).isEqualTo(400);
    assertThat(door.log).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnce() throws Exception {
    Answer answer =
        door.post(
            "/api/requests",
            REQUEST
                .replace("172049", "172040")
                .replace("\"headCount\":20", "\"headCount\":0")
                .replace("}", ",\"occurredAt\":\"yesterday\"}"),
            "Accept-Language",
            "ja");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Language")).isEqualTo("ja");
    assertThat(answer.body().path("title").asString()).isEqualTo("入力を確かめてください");
    assertThat(answer.body().path("errors"))
        .extracting(e -> e.path("path").asString())
        .containsExactlyInAnyOrder("occurredAt", "receiver", "headCount");
    assertThat(answer.body().path("errors"))
        .anySatisfy(
            e -> {
              assertThat(e.path("code").asString()).isEqualTo("RANGE");
              assertThat(e.path("message").asString()).isEqualTo("人数: 1から1000までの数にしてください（入力: 0）。");
            });
  }

  @Test
  void programsAndTheCommandLineReadWhatWasExpectedInEnglish() throws Exception {
    Answer answer =
        door.post("/api/requests", REQUEST.replace("\"headCount\":20", "\"headCount\":0"));

    assertThat(answer.body().path("errors").path(0).path("message").asString())
        .isEqualTo("expected 1 to 1000 for headCount, but 0");
  }

  @Test
  void whileTheLogIsAwayTheCallerIsToldWhenToTryAgain() throws Exception {
    door.logAway = true;

    Answer answer = door.post("/api/requests", REQUEST);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.body().path("type").asString())
        .isEqualTo("https://kizuna.invalid/problems/log-unacknowledged");
  }

  @Test
  void textThatIsNotUnicodeIsRefused() throws Exception {
    assertThat(door.post("/api/requests", REQUEST.replace("断水", "\\ud800")).status())
        .isEqualTo(400);
    HttpRequest latin =
        HttpRequest.newBuilder(door.uri("/api/requests"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    REQUEST.replace("断水", "\u00e9").getBytes(StandardCharsets.ISO_8859_1)))
            .build();
    assertThat(door.send(latin).status()).isEqualTo(400);
    assertThat(
            door.post(
                    "/api/requests", REQUEST, "Content-Type", "application/json;charset=shift_jis")
                .status())
        .isEqualTo(415);
    assertThat(door.log).isEmpty();
  }

  @Test
  void anActThatNeedsNothingButItsPathMayComeWithNothing() throws Exception {
    HttpRequest empty =
        HttpRequest.newBuilder(door.uri("/api/dispatches/req-1-1/return"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();

    assertThat(door.send(empty).status()).isEqualTo(202);
    assertThat(only().getKind()).isEqualTo(FactKind.STAFF_RETURNED);
  }

  /** A mistyped year: the request would wait for a disaster of the next century. */
  @Test
  void aDisasterThatHasNotStruckYetIsRefusedAndTonightsTyphoonIsNot() throws Exception {
    String typhoon =
        "{\"disasterId\":\"q\",\"name\":\"台風\",\"hazard\":\"STORM_FLOOD\",\"struck\":[\"172049\"],"
            + "\"struckAt\":\"%s\",\"reporter\":{\"role\":\"DESK\",\"body\":\"172049\"}}";
    Answer wrong =
        door.post("/api/disasters", typhoon.formatted(Instant.now().plus(Duration.ofDays(365))));

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("errors").path(0).path("code").asString())
        .isEqualTo("TIME_TO_COME");
    assertThat(
            door.post("/api/disasters/q/correct", "{\"struckAt\":\"2100-01-01T00:00:00Z\"}")
                .status())
        .isEqualTo(400);
    assertThat(
            door.post("/api/disasters", typhoon.formatted(Instant.now().plus(Duration.ofHours(20))))
                .status())
        .isEqualTo(202);
  }

  @Test
  void aBodyOfAnotherTypeIsRefusedAndNotTakenForNone() throws Exception {
    for (String type :
        List.of(
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/json",
            "application/json, text/plain")) {
      for (String body : List.of("reason=OTHER", "drill=noto-2024-1", "--x--\r\n")) {
        assertThat(door.post("/api/dispatches/req-1-1/return", body, "Content-Type", type).status())
            .as(type + " " + body)
            .isEqualTo(415);
      }
    }
    assertThat(
            door.post("/api/requests", REQUEST, "Content-Type", "application/json;charset=utf8")
                .status())
        .isEqualTo(202);
    door.taken();
    assertThat(
            door.post("/api/dispatches/req-1-1/return", "", "Content-Type", "text/plain").status())
        .as("nothing has no type")
        .isEqualTo(202);
  }

  @Test
  void otherTypesMethodsPathsAndSizesAreRefused() throws Exception {
    assertThat(door.post("/api/requests", REQUEST, "Content-Type", "text/plain").status())
        .isEqualTo(415);
    assertThat(door.post("/api/requests", " ".repeat(65_537)).status()).isEqualTo(413);
    assertThat(door.post("/api/nothing", REQUEST).status()).isEqualTo(404);
    Answer got = door.send(HttpRequest.newBuilder(door.uri("/api/requests")).GET().build());
    assertThat(got.status()).isEqualTo(405);
    assertThat(got.header("Allow")).isEqualTo("POST");
    assertThat(got.header("Content-Type")).startsWith("application/problem+json");
    assertThat(door.taken()).isEmpty();
  }
}
