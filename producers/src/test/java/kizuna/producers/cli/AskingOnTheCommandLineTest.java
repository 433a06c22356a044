package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import kizuna.producers.cli.StandIn.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskingOnTheCommandLineTest {

  private static final String LEDGER = "GET /api/ledger";

  private StandIn kizuna;

  @BeforeEach
  void open() throws IOException {
    kizuna = new StandIn();
  }

  @AfterEach
  void close() {
    kizuna.close();
  }

  private static String row(int n) {
    return """
        {"dispatchId":"req-1-%d","lender":"131041","lenderName":"新宿区","receiver":"172049",
         "receiverName":"輪島市","taskType":"SHELTER_OPERATION","wave":1,"headCount":%d,"firstDay":"2024-01-03",
         "lastDay":"2024-01-10","state":"CONFIRMED"}"""
        .formatted(n, n);
  }

  @Test
  void theLedgerIsATableWhoseColumnsStandUnderEachOther() {
    kizuna
        .answers(LEDGER, 200, "{\"total\":2,\"rows\":[" + row(5) + "," + row(12) + "]}")
        .answers(
            "GET /api/words",
            200,
            "{\"words\":{\"TaskType.SHELTER_OPERATION\":\"避難所運営\",\"DispatchState.CONFIRMED\":\"派遣決定\"}}");

    Said said = kizuna.run("ledger", "--receiver", "輪島市", "--state", "confirmed,on-site");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            "DISPATCH  LENDER          RECEIVER          TASK        WAVE  PEOPLE  DAYS              STATE     REPORT MISSING",
            "req-1-5   131041  新宿区  172049    輪島市  避難所運営     1       5  2024-01-03…01-10  派遣決定",
            "req-1-12  131041  新宿区  172049    輪島市  避難所運営     1      12  2024-01-03…01-10  派遣決定");
    assertThat(kizuna.asked(LEDGER).get(0).uri().getQuery())
        .isEqualTo("receiver=172049&state=CONFIRMED,ON_SITE&limit=100");
  }

  @Test
  void theHeadsAndTheRestAreJapaneseToo() {
    kizuna
        .answers(LEDGER, 200, "{\"total\":30,\"rows\":[" + row(5) + "],\"next\":\"p2\"}")
        .answers("GET /api/offers", 200, "{\"total\":0,\"rows\":[]}")
        .answers(
            "GET /api/lessons",
            200,
            "{\"total\":1,\"rows\":[{\"lessonId\":\"les-1\",\"open\":true}]}")
        .answers(
            "GET /api/partners/131041",
            200,
            "{\"total\":1,\"rows\":[{\"code\":\"172049\",\"ready\":false,\"missing\":[\"plans\",\"moon\"]}]}");

    Said ledger = kizuna.runIn("ja", "ledger", "--limit", "1", "--drill", "first-hour");

    assertThat(ledger.out())
        .startsWith("派遣     応援団体          受援団体          業務 ")
        .contains("req-1-5  131041    新宿区  172049    輪島市");
    assertThat(ledger.err()).isEqualToIgnoringNewLines("30件のうち 1件。--all ですべて表示します。");
    assertThat(kizuna.runIn("ja", "offers").out().strip()).isEqualTo("該当するものはありません。");
    assertThat(kizuna.runIn("ja", "lessons").out()).containsPattern("les-1 .*はい");
    assertThat(kizuna.run("lessons").out()).containsPattern("les-1 .*true");
    assertThat(kizuna.runIn("ja", "partners", "shinjuku").out())
        .containsPattern("172049 .*いいえ +計画が未確認, moon");
  }

  @Test
  void everyTableHasHeadsInBothLanguages() {
    assertThat(Commands.all())
        .filteredOn(ReadingCommand.class::isInstance)
        .hasSizeGreaterThan(8)
        .extracting(ReadingCommand.class::cast)
        .flatExtracting(ReadingCommand::columns)
        .filteredOn(column -> !column.head().isEmpty())
        .allSatisfy(
            column -> {
              assertThat(column.title(Locale.ENGLISH)).isUpperCase();
              assertThat(column.title(Locale.JAPANESE)).isNotBlank();
            });
  }

  @Test
  void asManyPagesAreReadAsItTakes() {
    kizuna
        .answers(LEDGER, 200, "{\"total\":3,\"rows\":[" + row(1) + "],\"next\":\"p2\"}")
        .answers(LEDGER, 200, "{\"total\":3,\"rows\":[" + row(2) + "],\"next\":\"p3\"}")
        .answers(LEDGER, 200, "{\"total\":3,\"rows\":[" + row(3) + "]}");

    Said said = kizuna.run("ledger", "--all", "--json");

    assertThat(said.json().path("rows").size()).isEqualTo(3);
    assertThat(said.json().has("next")).isFalse();
    assertThat(kizuna.asked(LEDGER))
        .extracting(a -> a.uri().getQuery())
        .containsExactly("limit=1000", "limit=1000&after=p2", "limit=1000&after=p3");
  }

  @Test
  void whatIsLeftOutIsSaidAside() {
    kizuna.answers(LEDGER, 200, "{\"total\":30,\"rows\":[" + row(1) + "],\"next\":\"p2\"}");

    Said said = kizuna.run("ledger", "--limit", "1");

    assertThat(said.err()).contains("1 of 30; --all for every one");
    assertThat(kizuna.asked(LEDGER)).hasSize(1);
  }

  @Test
  void theLedgerAsCsvIsGivenAsItComes() {
    kizuna.answers("GET /api/ledger.csv", 200, "text/csv", "\uFEFFa,b\r\n1,新宿区\r\n");

    Said said = kizuna.run("ledger", "--csv", "--drill", "first-hour");

    assertThat(said.out()).isEqualTo("\uFEFFa,b\r\n1,新宿区\r\n");
    assertThat(kizuna.asked().get(0).uri().getQuery()).isEqualTo("drill=first-hour");
  }

  @Test
  void anEmptyListIsSaid() {
    kizuna.answers("GET /api/offers", 200, "{\"total\":0,\"rows\":[]}");

    Said said = kizuna.run("offers", "--lender", "shibuya");

    assertThat(said.exitCode()).isZero();
    assertThat(said.out().strip()).isEqualTo("nothing");
    assertThat(kizuna.asked("GET /api/offers").get(0).uri().getQuery())
        .startsWith("lender=131130&");
  }

  @Test
  void aDrillIsNeverTakenForReal() {
    kizuna.answers(
        "GET /api/requests",
        200,
        """
        {"drill":"first-hour","mode":"EXERCISE","total":1,"rows":[{"requestId":"req-1","receiver":"172049",
         "receiverName":"輪島市","taskType":"WATER_SUPPLY","priority":"URGENT","headCount":4,
         "firstDay":"2023-12-30","lastDay":"2024-01-02","requestedPersonDays":16,"openPersonDays":8,"state":"OPEN"}]}
        """);

    Said said = kizuna.run("requests", "--open", "--drill", "first-hour");

    assertThat(said.out().lines().findFirst()).contains("DRILL 訓練 first-hour");
    assertThat(said.out())
        .contains("req-1", "WATER_SUPPLY", "2023-12-30…2024-01-02", "16", "8", "OPEN");
    assertThat(kizuna.asked("GET /api/requests").get(0).uri().getQuery())
        .isEqualTo("open=true&limit=100&drill=first-hour");
  }

  @Test
  void whyIsGivenInWordsAndInTheLanguageThatIsWanted() {
    kizuna.answers(
        "GET /api/requests/req-1/explanation", 200, "text/plain", "0 of 23 lenders fit.\n");

    Said said = kizuna.run("why", "req-1");

    assertThat(said.out()).isEqualTo("0 of 23 lenders fit." + System.lineSeparator());
    assertThat(kizuna.asked().get(0).header("Accept")).startsWith("text/plain");
    assertThat(kizuna.asked().get(0).header("Accept-Language")).isEqualTo("en");
  }

  @Test
  void whyListsThoseWithoutAnAgreementOnlyWhereThatIsAsked() {
    kizuna.answers(
        "GET /api/requests/req-1/explanation", 200, "text/plain", "0 of 23 lenders fit.\n");
    kizuna.answers(
        "GET /api/requests/req-1/explanation/lenders",
        200,
        "application/json",
        """
        {"total":2,"sentence":"2 have no agreement",
         "rows":[{"lender":"131041","lenderName":"Shinjuku Ward"},{"lender":"131075","lenderName":"Sumida Ward"}]}""");

    assertThat(kizuna.run("why", "req-1").out()).doesNotContain("Shinjuku");
    assertThat(kizuna.run("why", "req-1", "--all").out())
        .startsWith("0 of 23 lenders fit.")
        .contains("2 have no agreement", "- Shinjuku Ward (131041)", "- Sumida Ward (131075)");
  }

  @Test
  void whyOfARequestThatNobodyKnowsIsANo() {
    kizuna.answers(
        "GET /api/requests/req-9/explanation",
        404,
        "application/problem+json",
        "{\"title\":\"Not found\",\"detail\":\"No request req-9.\",\"status\":404}");

    Said text = kizuna.run("why", "req-9");
    Said json = kizuna.run("why", "req-9", "--json");

    assertThat(text.exitCode()).isEqualTo(1);
    assertThat(text.err()).contains("Not found: No request req-9.");
    assertThat(json.json().path("status").asInt()).isEqualTo(404);
  }

  @Test
  void theSummaryNamesWhatIsOpenAndWhoBearsHowMuch() {
    kizuna.answers(
        "GET /api/summary",
        200,
        """
        {"networks":[{"networkId":"tokyo23","name":"特別区","requests":3,"openRequests":1,
          "requestedPersonDays":120,"coveredPersonDays":80,"openPersonDays":40,"proposed":5,"confirmed":10,
          "inTransit":0,"onSite":2,"decisions":44,"rejections":1,"decisionHash":"ab12",
          "loads":[{"lender":"131041","lenderName":"新宿区","personDays":80}]}],
         "disasters":[{"disasterId":"noto","name":"地震","struckNames":["輪島市","珠洲市"]}],"deadLetters":1}
        """);

    Said said = kizuna.run("summary");

    assertThat(said.out())
        .contains("tokyo23 特別区")
        .contains("requests 3, unfilled 1; person-days (人日) asked 120, covered 80, unfilled 40")
        .contains("persons (人) proposed 5, confirmed 10, in transit 0, on site 2")
        .contains("hash ab12")
        .containsPattern("131041 +新宿区 +80")
        .contains("disaster noto 地震: 輪島市, 珠洲市")
        .contains("1 report could not be read");
    assertThat(kizuna.runIn("ja", "summary").out())
        .contains("要請 3件、うち不足 1件。人日: 必要 120、充足 80、不足 40")
        .contains("人: 提案中 5、派遣決定 10、移動中 0、活動中 2")
        .containsPattern("  応援団体 +延べ人日\\R  131041 +新宿区 +80")
        .contains("災害 noto 地震: 輪島市, 珠洲市")
        .contains("読めなかった報告が 1件あります");
  }

  @Test
  void anotherProgramAtTheAddressIsNotTakenForKizuna() {
    kizuna.answers("GET /api/summary", 200, "text/html", "<html>hello</html>");

    Said said = kizuna.run("summary");

    assertThat(said.exitCode()).isEqualTo(3);
    assertThat(said.err()).contains("is another program at this address?");
  }
}
