package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.need;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.LenderLimits;
import org.junit.jupiter.api.Test;

/**
 * Who can stay, stays: tours are laid in layers, the longest first, for as many as all of its days
 * have room for.
 */
class ToursInLayersTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private void agreement(int longestTourDays) {
    AgreementTerms terms = new AgreementTerms();
    terms.longestTourDays = longestTourDays;
    kizuna.signed(terms);
  }

  private void requested(String id, DailyCount... needs) {
    RequestTerms terms = new RequestTerms();
    terms.id = id;
    terms.needs = List.of(needs);
    terms.lastDay = needs[needs.length - 1].days().last();
    kizuna.requested(terms);
  }

  private List<Integer> overlaps(String request) {
    return kizuna.network.requestOf(request).dispatchIds().stream()
        .map(id -> kizuna.dispatch(id).overlapDays())
        .toList();
  }

  // The need.

  @Test
  void whereTheNeedFallsThoseStayWhoAreStillNeeded() {
    agreement(8);
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested("r1", need(8, 1, 3), need(4, 4, 8));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 4 1-8", SHINJUKU + " 4 1-3");
    assertThat(overlaps("r1")).as("nobody relieves anybody").containsExactly(0, 0);
    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void whereItFallsStepByStepSomeGoHomeAtEachStep() {
    agreement(8);
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested("r1", need(6, 1, 2), need(3, 3, 5), need(1, 6, 8));

    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 1 1-8", SHINJUKU + " 2 1-5", SHINJUKU + " 3 1-2");
  }

  @Test
  void whereTheNeedRisesOthersCome() {
    agreement(8);
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested("r1", need(4, 1, 3), need(8, 4, 8));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 4 1-8", SHINJUKU + " 4 4-8");
    assertThat(overlaps("r1")).containsExactly(0, 0);
  }

  @Test
  void whatOneLenderCannotTakeOfALayerTheNextOneTakes() {
    agreement(8);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
    requested("r1", need(8, 1, 3), need(4, 4, 8));

    assertThat(kizuna.dispatches("r1"))
        .containsExactlyInAnyOrder(SHINJUKU + " 4 1-8", SHINJUKU + " 1 1-3", SUMIDA + " 3 1-3");
    assertThat(kizuna.open("r1")).isZero();
  }

  // The offer.

  @Test
  void anOfferThatIsShorterThanTheNeedGivesWhatItHas() {
    agreement(8);
    kizuna.offered("o1", SHINJUKU, 8, 2, 5);
    requested("r1", need(8, 1, 3), need(4, 4, 8));

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 4 2-5", SHINJUKU + " 4 2-3");
  }

  @Test
  void whereFewerAreFreeInBetweenOnlyTheseStayOverIt() {
    agreement(8);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    requested("r1", need(3, 4, 4));
    requested("r2", need(5, 1, 8));

    assertThat(kizuna.dispatches("r2"))
        .containsExactly(SHINJUKU + " 2 1-8", SHINJUKU + " 3 1-3", SHINJUKU + " 3 5-8");
    assertThat(kizuna.open("r2")).isEqualTo(3);
  }

  // What else limits tours.

  @Test
  void noLayerIsLongerThanTheLongestTour() {
    agreement(5);
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested("r1", need(8, 1, 3), need(4, 4, 8));

    assertThat(kizuna.dispatches("r1"))
        .containsExactly(SHINJUKU + " 4 1-4", SHINJUKU + " 4 1-3", SHINJUKU + " 4 5-8");
  }

  @Test
  void whatTheAgreementBearsOnAllDaysGoesForAllOfThem() {
    AgreementTerms terms = new AgreementTerms();
    terms.headCountLimit = 5;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 9, 1, 8);
    requested("r1", need(3, 6, 8));
    requested("r2", need(5, 1, 8));

    assertThat(kizuna.dispatches("r2")).containsExactly(SHINJUKU + " 2 1-8", SHINJUKU + " 3 1-5");
  }

  @Test
  void whoCannotRestBeforeAnotherTourDoesNotStaySoLong() {
    agreement(8);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(), 2));
    OfferTerms offer = new OfferTerms();
    offer.lastDay = NetworkAtWork.day(12);
    kizuna.offered(offer);
    requested("r1", need(3, 9, 10));
    requested("r2", need(5, 1, 8));

    assertThat(kizuna.dispatches("r2"))
        .as("three are to be rested on day 9")
        .containsExactly(SHINJUKU + " 2 1-8", SHINJUKU + " 3 1-6");
  }
}
