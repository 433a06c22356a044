package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import kizuna.producers.cli.StandIn.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meters, lenders and notices as people ask for them. */
class MetersOnTheCommandLineTest {

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
  void metersAreATableByDayAndTask() {
    kizuna.answers(
        "GET /api/meters",
        200,
        """
        {"total":1,"rows":[{"day":"2024-01-05","taskType":"SHELTER_OPERATION","needed":12,"coveredElsewhere":1,
         "proposed":2,"confirmed":3,"inTransit":1,"onSite":4,"notReported":1,"served":0,"open":1,"unmet":0,"handover":2}]}""");

    Said said =
        kizuna.run(
            "meters", "--receiver", "輪島市", "--task", "shelter-operation", "--from", "2024-01-05");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            "DAY         TASK               NEEDED  ELSEWHERE  PROPOSED  CONFIRMED  TRANSIT  ON SITE  NOT REPORTED  SERVED  UNFILLED  NEVER FILLED  HANDOVER",
            "2024-01-05  SHELTER_OPERATION      12          1         2          3        1        4             1       0         1             0         2");
    assertThat(kizuna.asked("GET /api/meters").get(0).uri().getQuery())
        .isEqualTo("receiver=172049&task=SHELTER_OPERATION&from=2024-01-05&limit=100");
  }

  @Test
  void lendersShowShareLimitsAndWhoIsAway() {
    kizuna.answers(
        "GET /api/lenders",
        200,
        """
        {"total":2,"rows":[{"lender":"131041","lenderName":"新宿区","personDays":96,"sharePercent":75.0,
         "away":4,"limits":[{"headCount":10},{"taskType":"SHELTER_OPERATION","headCount":4}],"restDays":3},
         {"lender":"131075","lenderName":"墨田区","personDays":32,"sharePercent":25.0,"away":0}]}""");

    Said said = kizuna.run("lenders");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out()).contains("all 10, SHELTER_OPERATION 4").contains("75.0").contains("墨田区");
  }

  @Test
  void noticesAreSentencesForAPlaceOrANetwork() {
    String notices =
        """
        {"total":1,"rows":[{"at":"2024-01-05T09:00:00+09:00","addressee":"172049","addresseeName":"輪島市",
         "code":"GAP_FORESEEN","sentence":"要請 req-1 は、2024年1月8日から3人の不足が見込まれます。"}]}""";
    kizuna.answers("GET /api/notices", 200, notices).answers("GET /api/notices", 200, notices);

    Said said = kizuna.run("notices", "--addressee", "輪島市", "--code", "gap-foreseen");
    kizuna.run("notices", "--addressee", "tokyo23");

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.out()).contains("2024-01-05 09:00").contains("3人の不足が見込まれます");
    assertThat(kizuna.asked("GET /api/notices"))
        .extracting(a -> a.uri().getQuery())
        .containsExactly(
            "addressee=172049&code=GAP_FORESEEN&limit=100", "addressee=tokyo23&limit=100");
  }
}
