package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.LenderLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stay that is longer than a tour may be is cut into waves as a coordinator would cut it. */
class WavesTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void agreement(int longestTourDays, int travelDays) {
    AgreementTerms terms = new AgreementTerms();
    terms.longestTourDays = longestTourDays;
    terms.travelDays = travelDays;
    kizuna.signed(terms);
  }

  private void offered(String id, String lender, int headCount, int firstDay, int lastDay) {
    OfferTerms terms = new OfferTerms();
    terms.id = id;
    terms.lender = lender;
    terms.headCount = headCount;
    terms.firstDay = day(firstDay);
    terms.lastDay = day(lastDay);
    kizuna.offered(terms);
  }

  private void requested(int headCount, int firstDay, int lastDay) {
    RequestTerms terms = new RequestTerms();
    terms.headCount = headCount;
    terms.tourDays = 10;
    terms.firstDay = day(firstDay);
    terms.lastDay = day(lastDay);
    kizuna.requested(terms);
  }

  // Even waves.

  @ParameterizedTest
  @CsvSource({
    "9, 8, '1-5 6-9'",
    "8, 8, '1-8'",
    "16, 8, '1-8 9-16'",
    "17, 8, '1-6 7-12 13-17'",
    "10, 8, '1-5 6-10'",
    "7, 3, '1-3 4-5 6-7'",
    "3, 2, '1-2 3-3'"
  })
  void wavesAreOfEvenLength(int days, int longest, String waves) {
    agreement(longest, 0);
    offered("o1", SHINJUKU, 5, 1, 20);
    requested(5, 1, days);

    assertThat(String.join(" ", kizuna.dispatches("r1")).replace(SHINJUKU + " 5 ", ""))
        .isEqualTo(waves);
    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void withJourneysOthersOfTheSameOfferRelieve() {
    agreement(10, 1);
    offered("o1", SHINJUKU, 10, 0, 20);
    requested(5, 1, 9);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-5", SHINJUKU + " 5 6-9");
  }

  @Test
  void anotherLenderMayRelieve() {
    agreement(10, 1);
    offered("o1", SHINJUKU, 5, 0, 20);
    offered("o2", SUMIDA, 5, 0, 20);
    requested(5, 1, 9);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-5", SUMIDA + " 5 6-9");
  }

  @Test
  void whereNobodyCouldRelieveTheyStayAsLongAsTheyMay() {
    agreement(10, 1);
    offered("o1", SHINJUKU, 5, 0, 20);
    requested(5, 1, 9);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
  }

  @Test
  void whereWhoRelievesComesLaterTheyStayUntilThen() {
    agreement(8, 0);
    offered("o1", SHINJUKU, 5, 1, 8);
    offered("o2", SUMIDA, 5, 7, 20);
    requested(5, 1, 9);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-6", SUMIDA + " 5 7-9");
  }

  @Test
  void whereFewerCouldRelieveNobodyGoesEarly() {
    agreement(8, 0);
    offered("o1", SHINJUKU, 5, 1, 8);
    offered("o2", SUMIDA, 4, 1, 20);
    requested(5, 1, 9);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8", SUMIDA + " 4 9-9");
  }

  @Test
  void whoRestsBetweenToursDoesNotRelieveItself() {
    agreement(8, 0);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(), 2));
    offered("o1", SHINJUKU, 5, 1, 20);
    requested(5, 1, 9);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
  }

  // The shortest tour.

  @Test
  void whoCanComeForADayGivesWayToWhomCanStay() {
    agreement(8, 0);
    offered("o1", SHINJUKU, 5, 1, 2);
    offered("o2", SUMIDA, 5, 1, 8);
    requested(5, 1, 8);

    assertThat(kizuna.dispatches("r1")).containsExactly(SUMIDA + " 5 1-8");
  }

  @Test
  void whereNobodyElseCouldComeADayIsBetterThanNothing() {
    agreement(8, 0);
    offered("o1", SHINJUKU, 5, 1, 1);
    offered("o2", SUMIDA, 5, 2, 8);
    requested(5, 1, 8);

    assertThat(kizuna.dispatches("r1"))
        .containsExactlyInAnyOrder(SHINJUKU + " 5 1-1", SUMIDA + " 5 2-8");
    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void aStayThatIsShorterItselfIsGivenToWhoComesFirst() {
    agreement(8, 0);
    offered("o1", SHINJUKU, 5, 1, 2);
    offered("o2", SUMIDA, 5, 1, 8);
    requested(5, 1, 2);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-2");
  }

  @Test
  void threeDaysAreEnough() {
    agreement(8, 0);
    offered("o1", SHINJUKU, 5, 1, 3);
    offered("o2", SUMIDA, 5, 1, 8);
    requested(5, 1, 8);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-3", SUMIDA + " 5 4-8");
  }
}
