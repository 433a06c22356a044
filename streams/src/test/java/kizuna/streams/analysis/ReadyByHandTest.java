package kizuna.streams.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillLog;
import kizuna.seeds.drill.DrillNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A case so small that it is worked out by hand. Wajima asks for 10 persons and Suzu for 3, both on
 * 4 and 5 January. Shinjuku offers 6, Setagaya 5. Only Shinjuku has an agreement, with Wajima. So
 * Shinjuku sends 6 to Wajima: 12 of 26 person-days are filled, Wajima lacks 4 a day (8), Suzu 3 a
 * day (6). Setagaya has 5 idle: with Wajima it would fill 8 of them, with Suzu 6.
 */
class ReadyByHandTest {

  private static final String SHINJUKU = "131041";
  private static final String SETAGAYA = "131121";
  private static final String WAJIMA = "172049";
  private static final String SUZU = "172057";
  private static final LocalDate FOURTH = LocalDate.of(2024, 1, 4);

  private static final String AGREED =
      """
      {"at":"2024-01-01T16:00:00+09:00","fact":"AgreementSigned","by":"SYSTEM","agreementId":"%s","version":1,\
      "title":"協定","lenders":["%s"],"receivers":["%s"],"costBearer":"RECEIVER","validFrom":"2015-04-01",\
      "source":"test","certainty":"ILLUSTRATIVE"}
      """;

  private static final String REST =
      """
      {"at":"2024-01-01T16:14:00+09:00","fact":"DisasterDeclared","by":"DESK 172049","disasterId":"quake","name":"地震（訓練）","hazard":"EARTHQUAKE","struck":["172049","172057"],"struckAt":"2024-01-01T16:10:00+09:00"}
      {"at":"2024-01-01T16:20:00+09:00","fact":"AidRequested","by":"DESK 172049","requestId":"wajima","disasterId":"quake","receiver":"172049","damage":"避難所","taskType":"SHELTER_OPERATION","headCount":10,"place":"会館","route":"陸路","firstDay":"2024-01-04","lastDay":"2024-01-05","priority":"NORMAL","documentation":"ORAL"}
      {"at":"2024-01-01T16:21:00+09:00","fact":"AidRequested","by":"DESK 172057","requestId":"suzu","disasterId":"quake","receiver":"172057","damage":"避難所","taskType":"SHELTER_OPERATION","headCount":3,"place":"会館","route":"陸路","firstDay":"2024-01-04","lastDay":"2024-01-05","priority":"NORMAL","documentation":"ORAL"}
      {"at":"2024-01-01T16:30:00+09:00","fact":"StaffOffered","by":"WARD 131041","offerId":"shinjuku","lender":"131041","disasterId":"quake","taskTypes":["SHELTER_OPERATION"],"headCount":6,"firstDay":"2024-01-04","lastDay":"2024-01-05"}
      {"at":"2024-01-01T16:31:00+09:00","fact":"StaffOffered","by":"WARD 131121","offerId":"setagaya","lender":"131121","disasterId":"quake","taskTypes":["SHELTER_OPERATION"],"headCount":5,"firstDay":"2024-01-04","lastDay":"2024-01-05"}
      {"at":"2024-01-01T18:00:00+09:00","fact":"DispatchConfirmed","by":"WARD 131041","dispatch":{"requestId":"wajima","lender":"131041"}}
      {"at":"2024-01-06T00:00:00+09:00","fact":"TimePassed","by":"SYSTEM","to":"2024-01-06T00:00:00+09:00"}
      """;

  private LogQuestion.Log log = List.<Fact>of()::iterator;

  private static List<Fact> facts(String agreements) throws Exception {
    List<DrillNetwork> networks =
        List.of(
            new DrillNetwork(
                ReferenceData.TOKYO_23, "特別区", Tier.AGREEMENT, List.of(SHINJUKU, SETAGAYA)));
    return new Drill(
            "by-hand",
            "手計算",
            "By hand",
            networks,
            DrillLog.read("by-hand", networks, "by-hand.jsonl", agreements + REST),
            java.util.Optional.empty())
        .facts();
  }

  @BeforeEach
  void readTheLog() throws Exception {
    List<Fact> facts = facts(AGREED.formatted("shinjuku-wajima", SHINJUKU, WAJIMA));
    log = facts::iterator;
  }

  @Test
  void asItStandsTwelveOfTwentySixAreFilled() {
    LogFigures run = new LogQuestion(log).unchanged();

    assertThat(run.rejected()).isZero();
    assertThat(run.requestedPersonDays()).isEqualTo(26);
    assertThat(run.filledPersonDays()).isEqualTo(12);
    assertThat(run.missingBy(LogFigures.RequestFigures::receiver))
        .isEqualTo(new TreeMap<>(Map.of(WAJIMA, 8L, SUZU, 6L)));
    assertThat(run.missingByDay())
        .isEqualTo(new TreeMap<>(Map.of(FOURTH, 7L, FOURTH.plusDays(1), 7L)));
    assertThat(run.sentByLender()).isEqualTo(new TreeMap<>(Map.of(SHINJUKU, 12L)));
  }

  @Test
  void oneMoreAgreementHelpsMostBetweenSetagayaAndWajima() {
    LogQuestion question = new LogQuestion(log);
    LogFigures run = question.withWillingLenders(List.of());
    AgreementFinder finder = new AgreementFinder(run, log.open());

    assertThat(finder.absent())
        .containsExactly(
            new AgreementFinder.Candidate(ReferenceData.TOKYO_23, SETAGAYA, WAJIMA, 8),
            new AgreementFinder.Candidate(ReferenceData.TOKYO_23, SETAGAYA, SUZU, 6));
    assertThat(more(question, run, () -> LogChanges.agreed(SETAGAYA, WAJIMA))).isEqualTo(8);
    assertThat(more(question, run, () -> LogChanges.agreed(SETAGAYA, SUZU))).isEqualTo(6);
  }

  private static long more(LogQuestion question, LogFigures run, Supplier<FactChange> change) {
    return FiguresComparison.of(run, question.withWillingLenders(List.of(change))).filledMore();
  }

  @Test
  void todaysAgreementsHoldInPlaceOfThoseOfTheScenario() throws Exception {
    List<Fact> today = facts(AGREED.formatted("setagaya-suzu", SETAGAYA, SUZU));

    LogFigures run =
        new LogQuestion(log).withWillingLenders(List.of(() -> LogChanges.agreementsOf(today)));

    assertThat(run.filledPersonDays()).isEqualTo(6);
    assertThat(run.sentByAgreement()).isEqualTo(new TreeMap<>(Map.of("setagaya-suzu", 6L)));
  }

  @Test
  void aLenderWithMorePeopleSendsMore() {
    LogQuestion question = new LogQuestion(log);
    LogFigures before = question.unchanged();

    LogFigures after = question.with(before, List.of(() -> LogChanges.capacity(SHINJUKU, 10)));

    FiguresComparison compared = FiguresComparison.of(before, after);
    assertThat(compared.filledMore()).isEqualTo(8);
    assertThat(compared.byReceiver())
        .isEqualTo(new TreeMap<>(Map.of(WAJIMA, new FiguresComparison.Pair(8, 0))));
    assertThat(compared.byLender())
        .isEqualTo(new TreeMap<>(Map.of(SHINJUKU, new FiguresComparison.Pair(12, 20))));
  }

  @Test
  void anAgreementWithMorePartnersIsAskedOfThoseWhomTheLogDoesNotHave() {
    LogQuestion question = new LogQuestion(log);
    LogFigures before = question.unchanged();

    LogFigures after = question.with(before, List.of(() -> LogChanges.agreed(SETAGAYA, SUZU)));

    assertThat(FiguresComparison.of(before, after).filledMore()).isEqualTo(6);
    assertThat(FiguresComparison.of(before, after).first()).isOne();
    assertThat(after.rejected()).isZero();
  }

  @Test
  void withoutTheAgreementNobodyComesAndTheConfirmationIsRefused() {
    LogQuestion question = new LogQuestion(log);
    LogFigures before = question.unchanged();

    LogFigures after = question.with(before, List.of(() -> LogChanges.without("shinjuku-wajima")));

    assertThat(after.filledPersonDays()).isZero();
    assertThat(after.rejected()).isOne();
    assertThat(FiguresComparison.of(before, after).none()).isOne();
  }

  @Test
  void aPlanThatWasNotConfirmedIsFoundAndWouldFillNoMoreHere() {
    LogQuestion question = new LogQuestion(log);
    LogFigures before = question.unchanged();

    assertThat(new AgreementFinder(before, log.open()).unconfirmed())
        .containsExactly("shinjuku-wajima");
    LogFigures after =
        question.with(before, List.of(() -> LogChanges.confirmed("shinjuku-wajima")));
    assertThat(FiguresComparison.of(before, after).filledMore()).isZero();
    assertThat(after.rejected()).isZero();
  }

  @Test
  void factsArePutInAtTheirTimes() throws Exception {
    List<Fact> more =
        DrillLog.read(
            "more",
            List.of(new DrillNetwork(ReferenceData.TOKYO_23, "特別区", List.of(SHINJUKU))),
            "more.jsonl",
            AGREED.formatted("setagaya-wajima", SETAGAYA, WAJIMA).replace("16:00:00", "17:00:00")
                + "{\"at\":\"2024-01-07T00:00:00+09:00\",\"fact\":\"TimePassed\",\"by\":\"SYSTEM\",\"to\":\"2024-01-07T00:00:00+09:00\"}");
    LogQuestion question = new LogQuestion(log);
    LogFigures before = question.unchanged();

    LogFigures after =
        question.with(
            before,
            List.of(
                () ->
                    LogChanges.facts(
                        more,
                        f ->
                            f.getStaffOffered() != null
                                && f.getStaffOffered().getOfferId().equals("shinjuku"))));

    assertThat(after.sentByLender()).isEqualTo(new TreeMap<>(Map.of(SETAGAYA, 10L)));
  }
}
