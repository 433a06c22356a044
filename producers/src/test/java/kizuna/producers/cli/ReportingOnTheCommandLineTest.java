package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kizuna.producers.cli.StandIn.Asked;
import kizuna.producers.cli.StandIn.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportingOnTheCommandLineTest {

  private static final String OUTCOME = "GET /api/outcomes/tokyo23/7";

  private static final String ACCEPTED =
      """
      {"outcome":"ACCEPTED","reasons":[],
       "proposals":[{"dispatchId":"req-1a2b3c4d-1","offerId":"off-1","headCount":5,"firstDay":"2024-01-03",
         "lastDay":"2024-01-10","requestId":"req-1a2b3c4d","lender":"131041","lenderName":"新宿区"}],
       "explanations":[{"requestId":"req-1a2b3c4d","openBefore":80,"openAfter":40,"histogram":"22 of 23 lenders cannot."}]}
      """;

  private static final String[] REQUEST = {
    "request",
    "--disaster",
    "noto-2024",
    "--receiver",
    "wajima",
    "--task",
    "shelter-operation",
    "--people",
    "10",
    "--from",
    "2024-01-03",
    "--to",
    "2024-01-10",
    "--damage",
    "断水",
    "--place",
    "輪島市役所",
    "--route",
    "陸路",
    "--qualification",
    "ARCHITECT,CASEWORKER"
  };

  private StandIn kizuna;

  @BeforeEach
  void open() throws IOException {
    kizuna = new StandIn();
  }

  @AfterEach
  void close() {
    kizuna.close();
  }

  @Test
  void aRequestIsSentInTheWordsOfTheContractAndItsProposalsAreSaid() {
    takes("/api/requests", "\"requestId\":\"req-1a2b3c4d\"").answers(OUTCOME, 200, ACCEPTED);

    Said said = kizuna.run(REQUEST);

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            "AidRequested req-1a2b3c4d recorded: tokyo23 offset 7",
            "ACCEPTED",
            "→ 131041 新宿区 5 people, 2024-01-03…01-10 (dispatch req-1a2b3c4d-1)",
            "  request req-1a2b3c4d: 40 person-days (人日) still open, of 80 before",
            "  22 of 23 lenders cannot.");
    assertThat(said.err())
        .contains("infra/kizuna confirm req-1a2b3c4d-1", "infra/kizuna why req-1a2b3c4d");
    Asked sent = kizuna.asked("POST /api/requests").get(0);
    assertThat(sent.json().toString())
        .isEqualTo(
            "{\"disasterId\":\"noto-2024\",\"receiver\":\"172049\",\"damage\":\"断水\","
                + "\"taskType\":\"SHELTER_OPERATION\",\"headCount\":10,"
                + "\"firstDay\":\"2024-01-03\",\"lastDay\":\"2024-01-10\","
                + "\"place\":\"輪島市役所\",\"route\":\"陸路\","
                + "\"qualifications\":[\"ARCHITECT\",\"CASEWORKER\"],\"priority\":\"NORMAL\",\"tourDays\":8,"
                + "\"documentation\":\"ORAL\"}");
    assertThat(sent.header("Content-Type")).isEqualTo("application/json");
    assertThat(sent.header("Idempotency-Key")).matches("\"[0-9a-f-]{36}\"");
    assertThat(sent.header("Accept-Language")).isEqualTo("en");
  }

  @Test
  void theSameIsSaidInJapanese() {
    takes("/api/requests", "\"requestId\":\"req-1a2b3c4d\"")
        .answers(OUTCOME, 200, ACCEPTED)
        .answers(
            "GET /api/words",
            200,
            "{\"words\":{\"FactKind.AID_REQUESTED\":\"応援要請\",\"Outcome.ACCEPTED\":\"受理\"}}");

    Said said = kizuna.runIn("ja", REQUEST);

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            "応援要請 req-1a2b3c4d を記録しました: tokyo23 の 7 番",
            "受理",
            "→ 131041 新宿区 5人、2024-01-03…01-10（派遣 req-1a2b3c4d-1）",
            "  要請 req-1a2b3c4d: 不足 40人日（照合前は 80人日）",
            "  22 of 23 lenders cannot.");
    assertThat(said.err())
        .isEqualToIgnoringNewLines(
            "次は: infra/kizuna confirm req-1a2b3c4d-1, infra/kizuna why req-1a2b3c4d");
    assertThat(kizuna.asked())
        .allSatisfy(a -> assertThat(a.header("Accept-Language")).isEqualTo("ja"));
  }

  @Test
  void forProgramsThereIsOneObjectOnStandardOutput() {
    takes("/api/requests", "\"requestId\":\"req-1a2b3c4d\"").answers(OUTCOME, 200, ACCEPTED);
    List<String> args = new ArrayList<>(List.of(REQUEST));
    args.add("--json");

    Said said = kizuna.run(args.toArray(String[]::new));

    assertThat(said.exitCode()).isZero();
    assertThat(said.json().path("receipt").path("offset").asInt()).isEqualTo(7);
    assertThat(said.json().path("decision").path("proposals").size()).isEqualTo(1);
    assertThat(said.err()).isEmpty();
  }

  @Test
  void aRefusalIsSaidWithItsReasonsAndExitsWithOne() {
    takes("/api/dispatches/req-1-1/confirm", "\"dispatchId\":\"req-1-1\"")
        .answers(
            OUTCOME,
            200,
            """
            {"outcome":"REJECTED","proposals":[],"explanations":[],
             "reasons":[{"code":"ILLEGAL_TRANSITION","sentence":"Dispatch req-1-1 has lapsed."}]}
            """);

    Said said = kizuna.run("confirm", "req-1-1");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out()).contains("REJECTED", "ILLEGAL_TRANSITION: Dispatch req-1-1 has lapsed.");
  }

  @Test
  void aRepetitionOfWhatStandsIsAYesAndOneOfWhatWasRefusedIsANo() {
    takes("/api/dispatches/d/confirm", "\"dispatchId\":\"d\"")
        .answers(OUTCOME, 200, "{\"outcome\":\"DUPLICATE\",\"duplicateOf\":3,\"reasons\":[]}")
        .answers(
            OUTCOME,
            200,
            "{\"outcome\":\"DUPLICATE\",\"duplicateOf\":3,\"reasons\":[{\"code\":\"NOT_YOURS\",\"sentence\":\"Not yours.\"}]}");

    assertThat(kizuna.run("confirm", "d", "--key", "k").exitCode()).isZero();
    assertThat(kizuna.run("confirm", "d", "--key", "k").exitCode()).isEqualTo(1);
    assertThat(kizuna.asked("POST /api/dispatches/d/confirm"))
        .extracting(a -> a.header("Idempotency-Key"))
        .containsOnly("\"k\"");
  }

  @Test
  void aDecisionThatIsNotThereYetIsWaitedFor() {
    takes("/api/dispatches/d/depart", "\"dispatchId\":\"d\"")
        .answers(OUTCOME, 202, "{\"network\":\"tokyo23\",\"offset\":7,\"detail\":\"not yet\"}")
        .answers(OUTCOME, 503, "{\"title\":\"catching up\",\"status\":503}")
        .answers(OUTCOME, 200, "{\"outcome\":\"ACCEPTED\",\"reasons\":[]}");

    assertThat(kizuna.run("depart", "d").exitCode()).isZero();
    assertThat(kizuna.asked(OUTCOME)).hasSize(3);
  }

  @Test
  void aDecisionThatDoesNotComeInTimeIsSaid() {
    takes("/api/dispatches/d/depart", "\"dispatchId\":\"d\"")
        .answers(OUTCOME, 202, "{\"network\":\"tokyo23\",\"offset\":7,\"detail\":\"not yet\"}");

    Said said = kizuna.run("depart", "d");

    assertThat(said.exitCode()).isEqualTo(3);
    assertThat(said.err()).contains("not decided within 5 s; ask again at /api/outcomes/tokyo23/7");
  }

  @Test
  void aReportOfWhichTheServerKnowsNothingIsNotWaitedFor() {
    takes("/api/dispatches/d/depart", "\"dispatchId\":\"d\"")
        .answers(OUTCOME, 404, "{\"title\":\"There is no such report\",\"status\":404}");

    Said said = kizuna.run("depart", "d");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.err()).contains("There is no such report");
    assertThat(kizuna.asked(OUTCOME)).hasSize(1);
  }

  @Test
  void nobodyWaitsWhoDoesNotWantTo() {
    takes("/api/dispatches/d/return", "\"dispatchId\":\"d\"");

    assertThat(kizuna.run("return", "d", "--no-wait").exitCode()).isZero();
    assertThat(kizuna.asked(OUTCOME)).isEmpty();
  }

  @Test
  void aReportThatCouldNotBeReadIsSaid() {
    takes("/api/offers", "\"offerId\":\"o\"")
        .answers(
            OUTCOME,
            200,
            "{\"outcome\":\"DEAD_LETTER\",\"deadLetter\":{\"cause\":\"TOO_LARGE\",\"detail\":\"expected less\"}}");

    Said said = kizuna.run(offer());

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out()).contains("DEAD_LETTER", "TOO_LARGE: expected less");
  }

  @Test
  void theFormErrorsOfTheDoorAreSaidOneByOne() {
    kizuna.answers(
        "POST /api/offers",
        400,
        "application/problem+json",
        """
        {"title":"The form is not right","detail":"One field is not as expected.","status":400,
         "errors":[{"path":"headCount","message":"expected 1 to 1000 for headCount, but 0"}]}
        """);

    Said said = kizuna.run(offer());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(said.err())
        .contains("The form is not right", "expected 1 to 1000 for headCount, but 0");
  }

  @Test
  void whenTheLogIsAwayTheKeyIsSaidUnderWhichToSendItAgain() {
    kizuna.answers(
        "POST /api/offers", 503, "application/problem+json", "{\"title\":\"away\",\"status\":503}");

    Said said = kizuna.run(offer());

    assertThat(said.exitCode()).isEqualTo(3);
    String key =
        kizuna.asked("POST /api/offers").get(0).header("Idempotency-Key").replace("\"", "");
    assertThat(said.err()).contains("--key " + key);
  }

  @Test
  void whereNobodyListensOneSentenceSaysWhatToDo() {
    kizuna.close();

    Said said = kizuna.run("summary");

    assertThat(said.exitCode()).isEqualTo(3);
    assertThat(said.err().lines())
        .singleElement()
        .asString()
        .contains("nothing answers there", "infra/kizuna up");
  }

  @Test
  void whoIsNotSignedInIsToldHowToInBothLanguages() {
    kizuna.answers(
        "POST /api/offers",
        401,
        "application/problem+json",
        "{\"title\":\"not signed in\",\"status\":401}");

    assertThat(kizuna.run(offer()))
        .satisfies(
            said -> assertThat(said.err()).contains("expected to be signed in at http://127.0.0.1"))
        .satisfies(said -> assertThat(said.exitCode()).isEqualTo(1));
    assertThat(kizuna.runIn("ja", offer()).err())
        .contains("へのサインインが必要ですが", "`infra/kizuna sign-in`")
        .doesNotContain("expected");
  }

  @Test
  void whatFailsIsSaidInJapanese() {
    kizuna
        .answers(
            "POST /api/offers",
            503,
            "application/problem+json",
            "{\"title\":\"いまは受け付けられません\",\"status\":503}")
        .answers(
            "POST /api/dispatches/d/confirm",
            403,
            "application/problem+json",
            "{\"title\":\"この操作はできません\",\"status\":403}");

    assertThat(kizuna.runIn("ja", offer()).err())
        .startsWith("いまは受け付けられません" + System.lineSeparator())
        .contains("届いたか分からないときは、--key ");
    assertThat(kizuna.runIn("ja", "confirm", "d").err().lines()).first().isEqualTo("この操作はできません");
    assertThat(kizuna.runIn("ja", "confirm", "d").err()).contains("別のアカウントならできることがあります。");
    kizuna.close();
    assertThat(kizuna.runIn("ja", "summary").err())
        .contains("Kizuna が応答するはずですが、応答がありません。`infra/kizuna up` で起動する");
  }

  @Test
  void signingInIsGuidedInBothLanguages() {
    kizuna.answers(
        "POST /idp/oauth2/device_authorization",
        200,
        "{\"device_code\":\"d\",\"user_code\":\"ABCD-EFGH\",\"verification_uri\":\"http://k.example/device\","
            + "\"expires_in\":0,\"interval\":1}");

    assertThat(kizuna.run("sign-in").err())
        .contains("Open http://k.example/device in a browser", "    ABCD-EFGH")
        .contains("but it was not; run sign-in once more.");
    assertThat(kizuna.runIn("ja", "sign-in").err())
        .contains("ブラウザーで http://k.example/device を開いてサインインし", "    ABCD-EFGH")
        .contains("入力を待っています", "もう一度 sign-in を実行してください。");
  }

  @Test
  void aProviderWithoutCodesIsNamedInBothLanguages() {
    kizuna.answers("POST /idp/oauth2/device_authorization", 404, "{}");

    assertThat(kizuna.run("sign-in").err()).contains("(HTTP 404)", "set KIZUNA_TOKEN");
    assertThat(kizuna.runIn("ja", "sign-in").err()).contains("（HTTP 404）", "KIZUNA_TOKEN に設定");
  }

  @Test
  void aDispatchIsNamedByRequestAndLenderAndTheServerKnowsWhoReportsIt() {
    kizuna
        .answers("POST /api/facts", 202, receipt("DispatchConfirmed", ""))
        .answers(OUTCOME, 200, "{\"outcome\":\"ACCEPTED\",\"reasons\":[]}");

    assertThat(kizuna.run("confirm", "--request", "req-1", "--lender", "北区").exitCode()).isZero();

    assertThat(kizuna.asked("POST /api/facts").get(0).json().toString())
        .isEqualTo(
            "{\"dispatch\":{\"requestId\":\"req-1\",\"lender\":\"131172\"},\"kind\":\"DispatchConfirmed\"}");
  }

  @Test
  void whoReportsInWhoseNameWhenAndInWhichDrillIsSent() {
    takes("/api/dispatches/d/arrive", "\"dispatchId\":\"d\"")
        .answers(OUTCOME, 200, "{\"outcome\":\"ACCEPTED\",\"reasons\":[]}");

    Said said =
        kizuna.run(
            "arrive",
            "d",
            "--as",
            "desk:輪島市",
            "--at",
            "2024-01-04T09:00:00+09:00",
            "--drill",
            "first-hour",
            "--network",
            "tokyo23");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out()).contains("drill first-hour");
    Asked sent = kizuna.asked("POST /api/dispatches/d/arrive").get(0);
    assertThat(sent.uri().getQuery()).isEqualTo("drill=first-hour");
    assertThat(sent.json().toString())
        .isEqualTo(
            "{\"network\":\"tokyo23\",\"reporter\":{\"role\":\"DESK\",\"body\":\"172049\"},"
                + "\"occurredAt\":\"2024-01-04T09:00+09:00\"}");
    assertThat(kizuna.asked(OUTCOME).get(0).uri().getQuery()).contains("drill=first-hour");
  }

  @Test
  void anAgreementIsReadFromAFile(@TempDir Path folder) throws IOException {
    takes("/api/agreements", "\"agreementId\":\"a\"")
        .answers(OUTCOME, 200, "{\"outcome\":\"ACCEPTED\",\"reasons\":[]}");
    Path file = Files.writeString(folder.resolve("a.json"), "{\"agreementId\":\"a\"}");

    assertThat(kizuna.run("agree", file.toString()).exitCode()).isZero();
    assertThat(kizuna.asked("POST /api/agreements").get(0).content())
        .isEqualTo("{\"agreementId\":\"a\"}");

    // As Windows writes it.
    Files.writeString(file, "\uFEFF{\"agreementId\":\"b\"}\r\n");
    assertThat(kizuna.run("agree", file.toString()).exitCode()).isZero();
    assertThat(kizuna.asked("POST /api/agreements").get(1).content())
        .isEqualTo("{\"agreementId\":\"b\"}");
    Files.write(file, "{\"title\":\"協定\"}".getBytes(Charset.forName("Shift_JIS")));
    assertThat(kizuna.run("agree", file.toString()).err())
        .contains("expected UTF-8 in ")
        .contains("save the file as UTF-8");

    assertThat(kizuna.run("agree", folder.resolve("none.json").toString()).err())
        .contains("expected a file that can be read for FILE, but there is no ")
        .doesNotContain("Exception");
    assertThat(kizuna.run("agree", folder.toString()).err())
        .contains("expected a file that can be read for FILE, but ", " is a folder")
        .doesNotContain("Exception");
    Files.writeString(file, "[1]");
    assertThat(kizuna.run("agree", file.toString()).exitCode()).isEqualTo(2);
    Files.writeString(file, "{");
    assertThat(kizuna.run("agree", file.toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void aNeedByDaySaysThePeriodAndTheMostOfIt() {
    accepts("/api/requests");

    Said said =
        kizuna.run(
            "request",
            "--disaster",
            "noto-2024",
            "--receiver",
            "wajima",
            "--task",
            "LIAISON",
            "--damage",
            "断水",
            "--place",
            "市役所",
            "--route",
            "陸路",
            "--needs",
            "2024-01-03..2024-01-05:4,2024-01-07:9",
            "--overlap",
            "0");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(sent("/api/requests"))
        .contains(
            "\"headCount\":9,\"firstDay\":\"2024-01-03\",\"lastDay\":\"2024-01-07\","
                + "\"needs\":[{\"firstDay\":\"2024-01-03\",\"lastDay\":\"2024-01-05\",\"headCount\":4},"
                + "{\"firstDay\":\"2024-01-07\",\"lastDay\":\"2024-01-07\",\"headCount\":9}]")
        .contains("\"overlapDays\":0");
  }

  @Test
  void limitsOfAllWorkAndOfOneAreSentAsOneFact() {
    accepts("/api/lenders/131041/limits");

    Said said =
        kizuna.run("limits", "--lender", "新宿区", "--limit", "40,public-health:6", "--rest", "7");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(sent("/api/lenders/131041/limits"))
        .isEqualTo(
            "{\"limits\":[{\"headCount\":40},{\"taskType\":\"PUBLIC_HEALTH\",\"headCount\":6}],"
                + "\"restDays\":7}");
  }

  @Test
  void anOverrideSaysItsKindWhomItIsAboutAndWhy() {
    accepts("/api/overrides");

    Said said =
        kizuna.run(
            "waive",
            "req-1",
            "--lender",
            "kita",
            "--rule",
            "offer-has-qualifications",
            "--why",
            "資格者が 指導する");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out()).startsWith("OverrideMade ovr-1 req-1 recorded");
    assertThat(sent("/api/overrides"))
        .isEqualTo(
            "{\"kind\":\"WAIVE\",\"requestId\":\"req-1\",\"lender\":\"131172\","
                + "\"rule\":\"OFFER_HAS_QUALIFICATIONS\",\"reason\":\"資格者が 指導する\"}");
  }

  @Test
  void anAnswerToAnExtensionIsAYesOrANoWithItsReason() {
    accepts("/api/dispatches/d/answer-extension");

    assertThat(kizuna.run("answer-extension", "d", "--grant").exitCode()).isZero();
    assertThat(kizuna.run("answer-extension", "d", "--refuse", "other").exitCode()).isZero();

    assertThat(kizuna.asked("POST /api/dispatches/d/answer-extension"))
        .extracting(Asked::content)
        .containsExactly("{\"granted\":true}", "{\"granted\":false,\"reason\":\"OTHER\"}");
  }

  @Test
  void whatAnOptionSaysOfAnAgreementGoesBeforeWhatTheFileSays(@TempDir Path folder)
      throws IOException {
    accepts("/api/agreements");
    Path file = Files.writeString(folder.resolve("a.json"), "{\"travelDays\":2}");

    assertThat(
            kizuna
                .run(
                    "agree",
                    file.toString(),
                    "--travel-days",
                    "1",
                    "--lender-association",
                    "a-1,a-2",
                    "--recall-notice",
                    "3")
                .exitCode())
        .isZero();

    assertThat(sent("/api/agreements"))
        .isEqualTo(
            "{\"travelDays\":1,\"lenderAssociations\":[\"a-1\",\"a-2\"],\"recallNoticeDays\":3}");
  }

  private void accepts(String path) {
    kizuna
        .answers(
            "POST " + path,
            202,
            receipt("OverrideMade", "\"overrideId\":\"ovr-1\",\"requestId\":\"req-1\""))
        .answers(OUTCOME, 200, "{\"outcome\":\"ACCEPTED\",\"reasons\":[]}");
  }

  private String sent(String path) {
    return kizuna.asked("POST " + path).get(0).json().toString();
  }

  private String[] offer() {
    return new String[] {
      "offer",
      "--lender",
      "shinjuku",
      "--task",
      "SHELTER_OPERATION",
      "--people",
      "5",
      "--from",
      "2024-01-03",
      "--to",
      "2024-01-31"
    };
  }

  private StandIn takes(String path, String idField) {
    return kizuna.answers("POST " + path, 202, receipt("AidRequested", idField));
  }

  private static String receipt(String kind, String idField) {
    return "{\"kind\":\""
        + kind
        + "\","
        + (idField.isEmpty() ? "" : idField + ",")
        + "\"network\":\"tokyo23\",\"topic\":\"kizuna.live.intake\",\"partition\":0,\"offset\":7,"
        + "\"outcome\":\"/api/outcomes/tokyo23/7\"}";
  }
}
