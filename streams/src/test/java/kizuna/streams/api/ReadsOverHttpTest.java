package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static kizuna.streams.topology.FactBuilder.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.DisasterEnded;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What people and programs read over HTTP. */
class ReadsOverHttpTest {

  private static final String DRILL = "noto-test";
  private static final BoardFixture BOARD = new BoardFixture();

  @BeforeAll
  static void fill() {
    BOARD.namespaces.put(Namespace.drill(DRILL), "made");
    SampleBoard.fill(BOARD.topics.log(Namespace.drill(DRILL)), OperationMode.EXERCISE);
    SampleBoard.fill(BOARD.topics.log(Namespace.LIVE), OperationMode.ACTUAL);
    await("the drill").until(() -> BOARD.json("/api/namespaces").path("namespaces").size() == 2);
    await("the live dispatches")
        .until(() -> BOARD.json("/api/ledger?limit=1").path("total").asInt() == 8);
  }

  @AfterAll
  static void close() {
    BOARD.close();
  }

  // The ledger ---------------------------------------------------------------------------------

  @Test
  void theLedgerHasEachDispatchWithTheNamesOfWhoHelpsWhom() {
    JsonNode ledger = BOARD.json("/api/ledger?lender=131041&receiver=172049&state=DEPARTED");

    assertThat(ledger.path("namespace").asString()).isEqualTo("live");
    assertThat(ledger.path("mode").asString()).isEqualTo("ACTUAL");
    JsonNode row = ledger.path("rows").get(0);
    assertThat(row.path("lenderName").asString()).isEqualTo("新宿区");
    assertThat(row.path("receiverName").asString()).isEqualTo("輪島市");
    assertThat(row.path("disasterName").asString()).isEqualTo("令和6年能登半島地震");
    assertThat(row.path("departedAt").asString()).endsWith("+09:00");
    assertThat(
            BOARD
                .json("/api/ledger?lang=en&lender=131041")
                .path("rows")
                .get(0)
                .path("lenderName")
                .asString())
        .isEqualTo("Shinjuku Ward");
  }

  @Test
  void pagesShowEachLineOnce() {
    List<String> seen = new ArrayList<>();
    String after = "";
    int pages = 0;
    do {
      JsonNode page = BOARD.json("/api/ledger?limit=3" + after);
      page.path("rows").forEach(row -> seen.add(row.path("dispatchId").asString()));
      after = page.has("next") ? "&after=" + page.path("next").asString() : "";
      pages++;
    } while (!after.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(seen).hasSize(8).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "disaster=noto, 8",
    "disaster=elsewhere, 0",
    "state=PROPOSED, 4",
    "'state=PROPOSED,DEPARTED', 5",
    "from=2024-01-10, 4",
    "to=2024-01-02, 3",
    "request=req-suzu-water, 1",
    "network=tokyo23, 8",
    "network=other, 0"
  })
  void filtersNarrowTheLedger(String filter, int lines) {
    assertThat(BOARD.json("/api/ledger?" + filter).path("total").asInt()).isEqualTo(lines);
  }

  /** In the sample's log it is 1 January: who departs today counts, also for work from tomorrow. */
  @Test
  void whatMovesTodayOrThisWeekIsOneFilter() {
    JsonNode today = BOARD.json("/api/ledger?during=today&counts=true");
    JsonNode week = BOARD.json("/api/ledger?during=week&counts=true");

    for (JsonNode row : today.path("rows")) {
      assertThat(List.of(row.path("firstDay").asString(), row.path("departedAt").asString("")))
          .anyMatch(day -> day.startsWith("2024-01-01"));
      assertThat(row.path("state").asString()).isNotIn("DECLINED", "LAPSED", "CANCELLED");
    }
    for (JsonNode row : week.path("rows")) {
      assertThat(row.path("firstDay").asString()).isLessThanOrEqualTo("2024-01-07");
    }
    assertThat(today.path("total").asInt()).isPositive().isLessThan(week.path("total").asInt());
    assertThat(BOARD.get("/api/ledger?during=year").statusCode()).isEqualTo(400);
    assertThat(BOARD.get("/api/ledger.csv?during=week").body().lines().count())
        .isEqualTo(1 + week.path("total").asInt());
  }

  /** Each count beside a filter is the number of lines that it would leave. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "state=PROPOSED&",
        "state=PROPOSED,DEPARTED&during=week&",
        "lender=131041&",
        "notReported=false&during=today&",
        "disaster=noto&sort=persons&",
        "at=2024-01-01T12:00:00%2B09:00&during=week&"
      })
  void countsOfFiltersAreWhatTheFiltersLeave(String filters) {
    JsonNode ledger = BOARD.json("/api/ledger?counts=true&limit=1&" + filters);
    JsonNode counts = ledger.path("counts");
    for (String value :
        List.of("state=PROPOSED", "state=DEPARTED", "state=DECLINED", "notReported=true")) {
      String name = value.substring(0, value.indexOf('='));
      JsonNode count = counts.path(name);
      int said =
          name.equals("state")
              ? count.path(value.substring(value.indexOf('=') + 1)).asInt()
              : count.asInt();
      assertThat(lines(without(filters, name) + value)).as(filters + value).isEqualTo(said);
    }
    for (String length : List.of("today", "week")) {
      assertThat(lines(without(filters, "during") + "during=" + length))
          .isEqualTo(counts.path("during").path(length).asInt());
    }
    assertThat(lines(without(filters, "disaster") + "disaster=noto"))
        .isEqualTo(counts.path("disaster").path("noto").asInt());
    assertThat(lines(filters)).isEqualTo(ledger.path("total").asInt());
  }

  private static int lines(String filters) {
    return BOARD.json("/api/ledger?limit=1&" + filters).path("total").asInt();
  }

  private static String without(String filters, String name) {
    return filters.replaceAll(name + "=[^&]*&", "");
  }

  @Test
  void aPageOfTheLedgerIsFoundByItsNumber() {
    for (String order : List.of("", "&sort=persons", "&counts=true")) {
      List<String> whole = ids("/api/ledger?limit=8" + order);
      List<String> pages = new ArrayList<>();
      for (int skip = 0; skip < 9; skip += 3) {
        JsonNode page = BOARD.json("/api/ledger?limit=3&skip=" + skip + order);
        assertThat(page.path("total").asInt()).isEqualTo(8);
        page.path("rows").forEach(row -> pages.add(row.path("dispatchId").asString()));
      }
      assertThat(pages).isEqualTo(whole).hasSize(8);
      assertThat(ids("/api/ledger?limit=3&skip=1000000" + order)).isEmpty();
    }
    assertThat(BOARD.get("/api/ledger?skip=-1").statusCode()).isEqualTo(400);
  }

  private static List<String> ids(String path) {
    return BOARD
        .json(path)
        .path("rows")
        .valueStream()
        .map(row -> row.path("dispatchId").asString())
        .toList();
  }

  /** A disaster has the figures of a network, of its own requests and dispatches. */
  @Test
  void aDisasterHasFiguresOfItsOwn() {
    JsonNode past = BOARD.json("/api/past?at=2030-01-01T00:00:00%2B09:00");
    JsonNode disaster = past.path("disasters").get(0);
    JsonNode network = past.path("networks").get(0);
    for (String figure : List.of("openPersonDays", "openRequests", "proposed", "onSite", "away")) {
      assertThat(disaster.path(figure).isNumber()).as(figure).isTrue();
      assertThat(disaster.path(figure).asLong())
          .as(figure)
          .isEqualTo(network.path(figure).asLong());
    }
    assertThat(past.path("flows").get(0).path("disasterId").asString()).isEqualTo("noto");
    assertThat(past.path("ledger").path("rows").get(0).path("place").asString()).isNotEmpty();
  }

  @Test
  void theLedgerAsCsvOpensInASpreadsheetInJapan() {
    HttpResponse<String> csv = BOARD.get("/api/ledger.csv?drill=" + DRILL);

    assertThat(csv.headers().firstValue("content-type").orElse(""))
        .startsWith("text/csv")
        .containsIgnoringCase("utf-8");
    assertThat(csv.body()).startsWith("\uFEFF区分,災害番号,災害名,");
    String[] lines = csv.body().split("\r\n", -1);
    assertThat(lines).hasSize(1 + 8 + 1);
    assertThat(lines[1]).startsWith("訓練,noto,令和6年能登半島地震,");
    assertThat(
            java.net.URLDecoder.decode(
                csv.headers().firstValue("content-disposition").orElse(""), StandardCharsets.UTF_8))
        .contains("派遣台帳-訓練-" + DRILL + ".csv");
  }

  @Test
  void whoAcceptsCsvGetsItInTheirLanguage() {
    HttpResponse<String> csv =
        BOARD.get("/api/ledger?lender=131041", "Accept", "text/csv", "Accept-Language", "en");

    assertThat(csv.body()).startsWith("\uFEFFMode,Disaster id,Disaster,").contains("\r\nactual,");
    assertThat(BOARD.get("/api/ledger", "Accept", "text/html,*/*;q=0.8").body()).startsWith("{");
    assertThat(BOARD.get("/api/ledger", "Accept", "application/json, text/csv;q=0.5").body())
        .startsWith("{");
  }

  // Requests, offers and why -------------------------------------------------------------------

  @Test
  void openRequestsComeByUrgencyAndThenByAge() {
    assertThat(BOARD.json("/api/requests?open=true").path("rows").valueStream())
        .extracting(row -> row.path("requestId").asString())
        .containsExactly("req-suzu-water", "req-suzu-damage", "req-anamizu-health");
  }

  @Test
  void oneRequestComesWithItsDispatches() {
    JsonNode request = BOARD.json("/api/requests/req-wajima-shelter");

    assertThat(request.path("receiverName").asString()).isEqualTo("輪島市");
    assertThat(request.path("dispatches")).hasSize(4);
  }

  @Test
  void offersCanBeListedByLender() {
    assertThat(BOARD.json("/api/offers?lender=131121").path("rows").valueStream())
        .extracting(row -> row.path("offerId").asString())
        .containsExactly("off-setagaya");
    assertThat(BOARD.json("/api/offers?state=WITHDRAWN").path("total").asInt()).isZero();
  }

  @Test
  void whyIsPlainTextForPeople() {
    HttpResponse<String> why =
        BOARD.get(
            "/api/requests/req-wajima-shelter/explanation",
            "Accept",
            "text/plain",
            "Accept-Language",
            "ja");

    assertThat(why.headers().firstValue("content-language")).hasValue("ja");
    assertThat(why.body()).startsWith("10団体のうち適合は3団体。対象外の内訳: ").contains("杉並区（131156）を選定");
    assertThat(
            BOARD
                .get(
                    "/api/requests/req-wajima-shelter/explanation?drill=" + DRILL,
                    "Accept",
                    "text/plain",
                    "Accept-Language",
                    "en")
                .body()
                .lines()
                .limit(2))
        .containsExactly(
            "[DRILL noto-test] This is not a real disaster.",
            "3 of 10 lenders fit: 2 have no agreement, 2 have offered nobody, 2 offered for other"
                + " tasks, 1 has an agreement for other tasks; nearest miss: Ota Ward (131113), whose offer off-ota does not cover"
                + " shelter operation.");
  }

  /** Its last matching alone would look as if people were still sought. */
  @Test
  void whyOfACancelledRequestSaysWhatCancelledIt() {
    FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.EXERCISE);
    Namespace drill = Namespace.drill("ended-test");
    BOARD.namespaces.put(drill, "ended");
    DecidedLog log = BOARD.topics.log(drill);
    log.put(
        f.networkFormed(FactBuilder.SHINJUKU),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", FactBuilder.WAJIMA),
        f.requested("by-desk", 3, 8),
        f.requested("by-end", 3, 8),
        f.cancelledRequest("by-desk"));
    await("the drill").until(() -> BOARD.json("/api/namespaces").path("namespaces").size() == 3);
    await("its requests")
        .until(() -> BOARD.json("/api/requests?drill=ended-test").path("total").asInt() == 2);
    String path = "/api/requests/by-end/explanation?drill=ended-test&lang=en";
    assertThat(BOARD.json(path).path("text").has("ended")).isFalse();

    log.put(
        f.fact(
            Role.COORDINATOR,
            FactBuilder.NETWORK,
            FactKind.DISASTER_ENDED,
            new DisasterEnded("noto", true)));

    await("the end").until(() -> BOARD.json(path).path("text").has("ended"));
    String name =
        BOARD.json("/api/requests/by-end?drill=ended-test").path("disasterName").asString();
    String sentence =
        "This request was cancelled because its disaster, " + name + ", ended (decision";
    assertThat(BOARD.json(path).path("text").path("ended").asString()).startsWith(sentence);
    assertThat(BOARD.get(path, "Accept", "text/plain").body().lines().skip(1).findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith(sentence));
    assertThat(BOARD.json(path.replace("lang=en", "lang=ja")).path("text").path("ended").asString())
        .contains("災害「" + name + "」の終了により取り消されました");
    assertThat(BOARD.json(path.replace("by-end", "by-desk")).path("text").path("ended").asString())
        .startsWith("This request was cancelled (decision");
    BOARD.namespaces.remove(drill);
    await("the drill gone")
        .until(() -> BOARD.json("/api/namespaces").path("namespaces").size() == 2);
  }

  /** Counted in the decision, listed only when somebody asks, page by page. */
  @Test
  void lendersThatNoAgreementBindsAreListedOnRequest() {
    String path = "/api/requests/req-wajima-shelter/explanation";
    JsonNode why = BOARD.json(path + "?lang=en");
    assertThat(why.path("text").path("unbound").asInt()).isEqualTo(2);

    JsonNode all = BOARD.json(path + "/lenders?lang=en");
    assertThat(all.path("counted").asInt()).isEqualTo(2);
    assertThat(all.path("total").asInt()).isEqualTo(2);
    assertThat(all.path("sentence").asString()).isEqualTo("2 have no agreement");
    List<String> listed = new ArrayList<>();
    all.path("rows").forEach(row -> listed.add(row.path("lender").asString()));
    Set<String> judged = new HashSet<>();
    why.path("explanation").path("verdicts").forEach(v -> judged.add(v.path("lender").asString()));
    assertThat(listed).hasSize(2).isSorted().doesNotContainAnyElementsOf(judged);
    assertThat(all.path("rows").get(0).path("lenderName").asString()).isNotBlank();

    JsonNode first = BOARD.json(path + "/lenders?limit=1");
    JsonNode second = BOARD.json(path + "/lenders?limit=1&after=" + first.path("next").asString());
    assertThat(first.path("rows").get(0).path("lender").asString()).isEqualTo(listed.get(0));
    assertThat(second.path("rows").get(0).path("lender").asString()).isEqualTo(listed.get(1));
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void whyIsJsonForPrograms() {
    JsonNode why = BOARD.json("/api/requests/req-wajima-shelter/explanation?lang=en");

    // Two of the ten have no agreement with the receiver: they are counted, and not looked at.
    JsonNode explanation = why.path("explanation");
    assertThat(explanation.path("lenders").asInt()).isEqualTo(10);
    assertThat(explanation.path("verdicts")).hasSize(8);
    assertThat(
            explanation
                .path("histogram")
                .valueStream()
                .mapToInt(some -> some.path("lenders").asInt())
                .sum())
        .isEqualTo(7);
    assertThat(why.path("text").path("histogram").asString()).startsWith("3 of 10 lenders fit");
    // What came nearest first, then those of whom the same is said, the most of them first.
    JsonNode ruledOut = why.path("text").path("ruledOut");
    assertThat(ruledOut.get(0).path("findings").get(0).path("rule").asString())
        .isEqualTo("OFFER_COVERS_TASK");
    assertThat(ruledOut.valueStream().mapToInt(some -> some.path("lenders").size()).sum())
        .isEqualTo(5);
    assertThat(ruledOut.get(1).path("lenders").size()).isEqualTo(2);
    assertThat(why.path("hash").asString()).hasSize(64);
  }

  // Outcomes -----------------------------------------------------------------------------------

  @Test
  void theReceiptOfAFactLeadsToItsOutcome() {
    int offset = 0;
    while (!BOARD
        .json("/api/outcomes/" + NETWORK + "/" + offset)
        .path("subject")
        .asString()
        .equals("req-wajima-shelter")) {
      offset++;
    }
    JsonNode outcome = BOARD.json("/api/outcomes/" + NETWORK + "/" + offset);

    assertThat(outcome.path("outcome").asString()).isEqualTo("ACCEPTED");
    assertThat(outcome.path("factKind").asString()).isEqualTo("AID_REQUESTED");
    assertThat(outcome.path("proposals")).hasSize(4);
    assertThat(outcome.path("proposals").get(0).path("lenderName").asString()).isEqualTo("杉並区");
  }

  @Test
  void aRefusedFactSaysWhyInASentence() {
    JsonNode rejections = BOARD.json("/api/rejections?lang=en");
    JsonNode first = rejections.path("rows").get(0);

    assertThat(rejections.path("count").asInt()).isEqualTo(rejections.path("total").asInt());
    assertThat(first.path("reasons").get(0).path("sentence").asString()).endsWith(".");
    JsonNode outcome =
        BOARD.json(
            "/api/outcomes/" + NETWORK + "/" + first.path("intakeOffset").asInt() + "?lang=en");
    assertThat(outcome.path("outcome").asString()).isEqualTo("REJECTED");
    assertThat(outcome.path("reasons").get(0).path("sentence").asString())
        .isEqualTo(first.path("reasons").get(0).path("sentence").asString());
  }

  @Test
  void aReportThatNobodyCouldReadIsADeadLetterWithACause() {
    JsonNode lost = BOARD.json("/api/dead-letters?lang=en");

    assertThat(lost.path("count").asInt()).isEqualTo(1);
    JsonNode letter = lost.path("rows").get(0);
    assertThat(letter.path("cause").asString()).isEqualTo("TOO_SHORT");
    assertThat(letter.path("label").asString()).isEqualTo("too short");
    assertThat(
            BOARD
                .json("/api/outcomes/" + NETWORK + "/" + letter.path("offset").asInt())
                .path("outcome")
                .asString())
        .isEqualTo("DEAD_LETTER");
  }

  @Test
  void anOutcomeThatIsNotThereYetIsToBeAskedForAgain() {
    String path = "/api/outcomes/" + NETWORK + "/999?wait=0";

    HttpResponse<String> pending = BOARD.get(path, "Accept-Language", "en");

    assertThat(pending.statusCode()).isEqualTo(202);
    assertThat(pending.headers().firstValue("Retry-After")).contains("1");
    assertThat(pending.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(pending.body())
        .contains("\"offset\":999", "is not decided yet, or has not come")
        .doesNotContain("\"outcome\"");
    assertThat(BOARD.get(path, "Accept-Language", "ja").body()).contains("まだ判定されていない");
  }

  // Namespaces ---------------------------------------------------------------------------------

  @Test
  void namespacesAreListedAndLiveIsSuggestedWhereThereIsADisaster() {
    JsonNode answer = BOARD.json("/api/namespaces");

    assertThat(answer.path("namespaces").valueStream())
        .extracting(n -> n.path("namespace").asString())
        .containsExactly("live", "drill." + DRILL);
    assertThat(answer.path("suggested").asString()).isEqualTo("live");
  }

  @Test
  void aSummaryHasTheFiguresOfEachNetwork() {
    JsonNode summary = BOARD.json("/api/summary?drill=" + DRILL);
    JsonNode network = summary.path("networks").get(0);

    assertThat(summary.path("mode").asString()).isEqualTo("EXERCISE");
    assertThat(network.path("openPersonDays").asInt())
        .isEqualTo(
            network.path("requestedPersonDays").asInt() - network.path("coveredPersonDays").asInt())
        .isPositive();
    assertThat(network.path("decisionHash").asString()).hasSize(64);
    assertThat(summary.path("deadLetters").asInt()).isEqualTo(1);
    assertThat(summary.path("disasters").get(0).path("struckNames").get(0).asString())
        .isEqualTo("輪島市");
  }

  @Test
  void municipalitiesAndWordsAreThere() {
    assertThat(BOARD.json("/api/municipalities").path("total").asInt()).isEqualTo(13);
    assertThat(
            BOARD.json("/api/words?lang=en").path("words").path("DispatchState.ON_SITE").asString())
        .isEqualTo("on site");
  }

  // What is wrong is said ----------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/ledger?limit=0 | limit | a whole number from 1 to 1,000 | 0",
        "/api/ledger?limit=many | limit | a whole number from 1 to 1,000 | many",
        "/api/ledger?from=soon | from | a date like 2024-01-05 | soon",
        "/api/ledger?after=x | after | the value \"next\" of the page before | x",
        "/api/ledger?reciever=172049 | reciever | one of | reciever",
        "/api/ledger?state=GONE | state | one of PROPOSED, CONFIRMED | GONE",
        "/api/ledger?drill=Noto_2024 | drill | a drill id of lower-case letters | Noto_2024",
        "/api/ledger?drill= | drill | a drill id of lower-case letters | nothing",
        "/api/ledger?from=2024-02-01&to=2024-01-01 | from | a date not after 2024-01-01 | 2024-02-01",
        "/api/requests?open=yes | open | true or false | yes",
        "/api/ledger?lang=fr&network=a | lang | one of ja, en | fr",
        "/api/outcomes/tokyo23/last | offset | a whole number from 0 | last",
        "/api/requests/req-wajima-shelter/explanation?sequence=1 | sequence | one of | 1",
        "/api/stream?from=now | from | one of | from"
      })
  void badParametersAreNamedWithWhatWasExpected(
      String path, String name, String expected, String actual) {
    HttpResponse<String> refused = BOARD.get(path, "Accept-Language", "en");
    JsonNode problem = BOARD.json(path, "Accept-Language", "en");
    JsonNode error = problem.path("errors").get(0);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(error.path("path").asString()).isEqualTo(name);
    assertThat(error.path("actual").asString()).isEqualTo(actual);
    if (!path.contains("lang=fr")) {
      assertThat(error.path("expected").asString()).startsWith(expected);
      assertThat(problem.path("detail").asString()).contains(name).contains(actual);
    }
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertThat(BOARD.json("/api/ledger?limit=-1&from=x&foo=1").path("errors")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/requests/nobody",
        "/api/requests/nobody/explanation",
        "/api/ledger?drill=nowhere",
        "/api/stream?drill=nowhere",
        "/nothing/here",
        "/api/outcomes/nowhere/0"
      })
  void whatIsNotThereIs404InTheCallersLanguage(String path) {
    HttpResponse<String> ja = BOARD.get(path, "Accept-Language", "ja");
    HttpResponse<String> en = BOARD.get(path, "Accept-Language", "en");

    assertThat(ja.statusCode()).isEqualTo(404);
    assertThat(ja.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(ja.headers().firstValue("content-language")).hasValue("ja");
    assertThat(ja.body()).containsPattern("(見つかり|あり|い)ません");
    assertThat(en.body().toLowerCase(Locale.ROOT))
        .contains("\"status\":404")
        .containsPattern("there is no|has no report");
  }

  @Test
  void whatTheServerItselfRefusesIsAProblemToo() throws Exception {
    HttpResponse<String> posted =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + BOARD.port() + "/"))
                    .header("Accept-Language", "en")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    HttpResponse<String> named = BOARD.get("/api/requests?%00=1", "Accept-Language", "ja");

    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(posted.headers().firstValue("allow").orElse("")).contains("GET", "HEAD");
    assertThat(posted.body()).contains("\"code\":\"method-not-allowed\"", "but POST");
    assertThat(named.statusCode()).isEqualTo(400);
    assertThat(named.body()).contains("\"code\":\"bad-address\"", "使えない文字");
    assertThat(BOARD.get("/api/requests/nobody", "X-Large", "x".repeat(20_000)).statusCode())
        .as("a head as large as the door lets through, and a token")
        .isEqualTo(404);
  }

  // The board ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/board.js, text/javascript",
    "/stream.js, text/javascript",
    "/board.css, text/css",
    "/icon.svg, image/svg+xml"
  })
  void theBoardIsServedWithHeadersThatLetNothingElseRun(String path, String type) {
    HttpResponse<String> answer = BOARD.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith(type);
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("x-frame-options")).hasValue("DENY");
    assertThat(answer.headers().firstValue("referrer-policy")).hasValue("no-referrer");
  }

  @Test
  void theBoardHasNoInlineScriptAndNothingFromElsewhere() {
    String page = BOARD.get("/").body();

    assertThat(page).contains("<html lang=\"ja\">", "<script type=\"module\" src=\"board.js\">");
    assertThat(page).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("style=\"");
    assertThat(page + BOARD.get("/board.js").body() + BOARD.get("/board.css").body())
        .doesNotContain("http://", "https://", "innerHTML");
  }

  @Test
  void everyWordOfThePagesIsInTheList() throws IOException {
    JsonNode words = BOARD.json("/api/words").path("words");
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/kizuna/streams/board"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        sources.append(Files.readString(file));
      }
    }

    List<String> used =
        Pattern.compile("\\bsay\\('([a-zA-Z][\\w.-]*)'")
            .matcher(sources)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();

    assertThat(used).hasSizeGreaterThan(500).allMatch(words::has);
  }

  @Test
  void oneSearchFindsPlacesRequestsAndDispatches() {
    JsonNode found = BOARD.json("/api/search?q=わじま&lang=en");
    assertThat(found.path("municipalities").path("rows").get(0).path("name").asString())
        .isEqualTo("Wajima City");
    assertThat(found.path("municipalities").path("rows").get(0).path("asks").asBoolean()).isTrue();
    assertThat(found.path("requests").path("rows"))
        .isNotEmpty()
        .allMatch(r -> r.path("receiver").asString().equals("172049"));
    assertThat(found.path("dispatches").path("rows")).isNotEmpty().hasSizeLessThanOrEqualTo(5);
    assertThat(found.path("dispatches").path("total").asInt()).isGreaterThanOrEqualTo(5);

    JsonNode ward = BOARD.json("/api/search?q=ＳＨＩＮＪＵＫＵ&limit=1");
    assertThat(ward.path("municipalities").path("rows").get(0).path("lends").asBoolean()).isTrue();
    assertThat(ward.path("requests").path("total").asInt()).isZero();

    assertThat(BOARD.get("/api/search").statusCode()).isEqualTo(400);
    assertThat(BOARD.get("/api/search?q=a&limit=21").statusCode()).isEqualTo(400);
  }
}
