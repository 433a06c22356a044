package kizuna.streams.matching.rules;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import kizuna.streams.matching.NetworkAtWork;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.Offer;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.Request;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of a lender's offers is drawn on first: each term, where all before it tie. */
class OfferChoiceTest {

  private static final Request REQUEST = new RequestTerms().request();

  /** What makes an offer the one that is drawn on first by a term. */
  private static Consumer<OfferTerms> betterBy(OfferChoice choice) {
    return switch (choice) {
      case ANSWER_FIRST -> o -> o.answersRequestId = REQUEST.id();
      case BOUND_TO_DISASTER_FIRST -> o -> o.disasterId = NetworkAtWork.NOTO;
      case FEWEST_QUALIFICATIONS_FIRST -> o -> o.qualifications = Set.of();
      case FEWEST_TASKS_FIRST -> o -> o.taskTypes = Set.of(TaskType.SHELTER_OPERATION);
      case ENDS_FIRST -> o -> o.lastDay = day(8);
      case LOWEST_ID_FIRST -> o -> o.id = "o0";
    };
  }

  private static OfferTerms plain() {
    OfferTerms terms = new OfferTerms();
    terms.qualifications = Set.of(Qualification.CASEWORKER);
    terms.taskTypes = Set.of(TaskType.SHELTER_OPERATION, TaskType.LIAISON);
    terms.lastDay = day(9);
    return terms;
  }

  @ParameterizedTest
  @EnumSource(OfferChoice.class)
  void aTermDecidesWhereThoseBeforeItTieWhateverThoseBehindItSay(OfferChoice choice) {
    OfferTerms first = plain();
    OfferTerms second = plain();
    for (OfferChoice other : OfferChoice.values()) {
      if (other.compareTo(choice) < 0) {
        betterBy(other).accept(first);
        betterBy(other).accept(second);
      } else if (other.compareTo(choice) > 0) {
        betterBy(other).accept(second);
      }
    }
    betterBy(choice).accept(first);

    Comparator<Offer> order = OfferChoice.all(REQUEST);
    assertThat(order.compare(first.offer(), second.offer())).isNegative();
    assertThat(order.compare(second.offer(), first.offer())).isPositive();
  }

  @Test
  void anOfferThatAnswersAnotherRequestIsDrawnOnLast() {
    OfferTerms unasked = plain();
    OfferTerms answersAnother = plain();
    answersAnother.id = "o0";
    answersAnother.disasterId = NetworkAtWork.NOTO;
    answersAnother.answersRequestId = "r9";

    assertThat(OfferChoice.all(REQUEST).compare(unasked.offer(), answersAnother.offer()))
        .isNegative();
  }

  @Test
  void whoCanDoMoreStaysFreeForWhatOnlyTheyCanDo() {
    NetworkAtWork kizuna = new NetworkAtWork();
    kizuna.signed(new AgreementTerms());
    OfferTerms nurses = new OfferTerms();
    nurses.qualifications = Set.of(Qualification.PUBLIC_HEALTH_NURSE);
    kizuna.offered(nurses);
    OfferTerms anybody = new OfferTerms();
    anybody.id = "o2";
    kizuna.offered(anybody);

    kizuna.requested("r1", 5, 1, 8);
    RequestTerms forNurses = new RequestTerms();
    forNurses.id = "r2";
    forNurses.qualifications = Set.of(Qualification.PUBLIC_HEALTH_NURSE);
    kizuna.requested(forNurses);

    assertThat(List.of("r1-1", "r2-1"))
        .extracting(id -> kizuna.dispatch(id).offerId())
        .containsExactly("o2", "o1");
    assertThat(kizuna.dispatch("r1-1").lender()).isEqualTo(SHINJUKU);
  }
}
