package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import org.junit.jupiter.api.Test;

/** A wave that relieves another comes early enough to take over (引継ぎ重複日). */
class HandoverTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private int overlapOfSecondWave(int travelDays, int offeredFrom, int overlapDays) {
    AgreementTerms agreement = new AgreementTerms();
    agreement.lenders = Set.of(SHINJUKU);
    kizuna.signed(agreement);
    AgreementTerms far = new AgreementTerms();
    far.id = "a2";
    far.lenders = Set.of(SUMIDA);
    far.travelDays = travelDays;
    kizuna.signed(far);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, offeredFrom, 20);
    RequestTerms terms = new RequestTerms();
    terms.lastDay = day(12);
    // Longer than the first offer: else the stay would be cut evenly.
    terms.tourDays = 9;
    terms.overlapDays = overlapDays;
    kizuna.requested(terms);
    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8", SUMIDA + " 5 9-12");
    assertThat(kizuna.dispatch("r1-1").overlapDays()).as("the first wave").isZero();
    return kizuna.dispatch("r1-2").overlapDays();
  }

  @Test
  void itComesAsEarlyAsTheRequestAsks() {
    assertThat(overlapOfSecondWave(0, 5, 2)).isEqualTo(2);
  }

  @Test
  void itComesOnTheDayItselfWhereNothingIsAsked() {
    assertThat(overlapOfSecondWave(0, 5, 0)).isZero();
  }

  @Test
  void itCannotComeBeforeItsOfferBegins() {
    assertThat(overlapOfSecondWave(0, 9, 1)).isZero();
  }

  @Test
  void oneDayBeforeIsEnoughForOne() {
    assertThat(overlapOfSecondWave(0, 8, 2)).isEqualTo(1);
  }

  @Test
  void theJourneyIsBeforeThat() {
    assertThat(overlapOfSecondWave(2, 6, 2)).isEqualTo(1);
  }

  @Test
  void theNeedOfTheDayCountsOnce() {
    overlapOfSecondWave(0, 5, 2);

    assertThat(kizuna.byDay("r1")).containsExactlyElementsOf(Collections.nCopies(12, "5+0/0"));
    assertThat(kizuna.network.personDays(SUMIDA)).isEqualTo(5 * 4);
  }

  @Test
  void wavesThatBeginOnTheSameDayRelieveNobody() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 3, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
    kizuna.requested("r1", 5, 1, 8);

    assertThat(List.of("r1-1", "r1-2"))
        .extracting(id -> kizuna.dispatch(id).overlapDays())
        .containsExactly(0, 0);
  }
}
