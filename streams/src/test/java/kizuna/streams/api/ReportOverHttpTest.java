package kizuna.streams.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A report is compared by a press of a link on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportOverHttpTest {

  private BoardFixture board;

  @BeforeAll
  void open() {
    board = new BoardFixture();
    for (String run : List.of("small-1", "small-2", "other-1")) {
      board.namespaces.put(Namespace.drill(run), run);
      SampleBoard.fill(board.topics.log(Namespace.drill(run)), OperationMode.EXERCISE);
    }
    board.namespaces.put(Namespace.drill("empty-1"), "empty");
  }

  @AfterAll
  void close() {
    board.close();
  }

  private HttpResponse<String> report(String query) {
    return board.get("/api/report?drill=small-2&" + query);
  }

  @Test
  void thePageOffersTheOtherRunsThoseOfTheSameDrillFirst() {
    String page = report("lang=en").body();

    assertThat(page)
        .contains("href=\"report?drill=small-2&amp;lang=en&amp;compare=small-1\">Compare with")
        .contains("compare=other-1")
        .contains("href=\"report.zip?drill=small-2&amp;lang=en\"")
        .doesNotContain("compare=small-2", "aria-current=\"true\"", "<script");
    assertThat(page.indexOf("compare=small-1")).isLessThan(page.indexOf("compare=other-1"));
    assertThat(report("lang=ja").body()).contains("small-1 と比較");
  }

  @Test
  void aComparisonStandsInTheFiguresAndIsTakenAwayByItsLink() {
    String page = report("lang=en&compare=small-1,other-1").body();

    assertThat(page)
        .contains("<th scope=\"col\">small-1</th><th scope=\"col\">other-1</th>")
        .contains(
            "href=\"report?drill=small-2&amp;lang=en&amp;compare=other-1\" aria-current=\"true\">")
        .contains("href=\"report.zip?drill=small-2&amp;lang=en&amp;compare=small-1,other-1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "history, 400, bad-parameter, re-tells no history, 史実をもとにしたものではない",
    "nobody-1, 404, no-such-drill, nobody-1, nobody-1",
    "Not.A.Run, 404, no-such-drill, Not.A.Run, Not.A.Run",
    "a;b;c;d;e, 400, bad-query, at most 4, 4 個以下",
    "empty-1, 409, not-decided, no decisions yet, empty-1"
  })
  void whatCannotBeComparedIsRefused(
      String compare, int status, String code, String english, String japanese) {
    String query = "compare=" + compare.replace(';', ',');

    HttpResponse<String> refused = report(query + "&lang=en");

    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(refused.body()).contains("\"code\":\"" + code + "\"").contains(english);
    assertThat(report(query + "&lang=ja").body()).contains(japanese);
  }
}
