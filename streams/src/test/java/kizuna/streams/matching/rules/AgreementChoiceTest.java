package kizuna.streams.matching.rules;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of several agreements that cover a pairing applies: each term, where all before it tie. */
class AgreementChoiceTest {

  private static final LocalDate TODAY = day(1);

  /**
   * An agreement of the receiver's association, long in force, of which nobody confirmed a plan.
   */
  private static final class Terms {
    final AgreementTerms agreement = new AgreementTerms();
    boolean confirmed;

    Terms() {
      agreement.receivers = Set.of();
      agreement.associations = List.of("shichokai");
    }

    Agreement signed() {
      Agreement signed = agreement.signed();
      return confirmed
          ? signed.withConfirmation(SHINJUKU, TODAY).withConfirmation(WAJIMA, TODAY)
          : signed;
    }
  }

  /** What makes an agreement the one that applies by a term. */
  private static Consumer<Terms> betterBy(AgreementChoice choice) {
    return switch (choice) {
      case STANDING_PLAN_FIRST ->
          t ->
              t.agreement.advanceParties =
                  List.of(
                      new AdvanceParty(
                          SHINJUKU, WAJIMA, TaskType.LIAISON, 2, 5, "市役所", "陸路", "先遣隊"));
      case CONFIRMED_PLAN_FIRST -> t -> t.confirmed = true;
      case OWN_PARTNER_FIRST -> t -> t.agreement.receivers = Set.of(WAJIMA);
      case YOUNGEST_FIRST -> t -> t.agreement.validFrom = LocalDate.of(2023, 4, 1);
      case LOWEST_ID_FIRST -> t -> t.agreement.id = "a0";
    };
  }

  private static Comparator<Agreement> order() {
    return AgreementChoice.all(
        new AgreementChoice.Pairing(SHINJUKU, WAJIMA, TODAY, a -> !a.advanceParties().isEmpty()));
  }

  @ParameterizedTest
  @EnumSource(AgreementChoice.class)
  void aTermDecidesWhereThoseBeforeItTieWhateverThoseBehindItSay(AgreementChoice choice) {
    Terms first = new Terms();
    Terms second = new Terms();
    for (AgreementChoice other : AgreementChoice.values()) {
      if (other.compareTo(choice) < 0) {
        betterBy(other).accept(first);
        betterBy(other).accept(second);
      } else if (other.compareTo(choice) > 0) {
        betterBy(other).accept(second);
      }
    }
    betterBy(choice).accept(first);

    assertThat(order().compare(first.signed(), second.signed())).isNegative();
    assertThat(order().compare(second.signed(), first.signed())).isPositive();
  }

  @Test
  void aPlanCountsOnlyIfBothSidesOfThisPairingConfirmedItForToday() {
    Agreement plain = new Terms().signed();
    AgreementTerms terms = new Terms().agreement;
    terms.id = "a9";
    Agreement other = terms.signed();

    assertThat(
            List.of(
                other.withConfirmation(SHINJUKU, TODAY),
                other.withConfirmation(SHINJUKU, TODAY).withConfirmation(SUZU, TODAY),
                other.withConfirmation(SUMIDA, TODAY).withConfirmation(WAJIMA, TODAY),
                other
                    .withConfirmation(SHINJUKU, TODAY.minusDays(1))
                    .withConfirmation(WAJIMA, TODAY)))
        .allSatisfy(half -> assertThat(order().compare(plain, half)).isNegative());
  }
}
