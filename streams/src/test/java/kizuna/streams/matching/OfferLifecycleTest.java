package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done to an offer (職員派遣の申出) in each state, and where it stands then. */
class OfferLifecycleTest {

  private static final Set<OfferState.Act> BOTH =
      Set.of(OfferState.Act.WITHDRAW, OfferState.Act.REJECT);
  private static final Set<OfferState.Act> WITHDRAW = Set.of(OfferState.Act.WITHDRAW);

  /** Who has promised people is not turned away; what has ended stays so. */
  private static final Map<OfferState, Set<OfferState.Act>> LEGAL =
      Map.of(
          OfferState.AVAILABLE, BOTH,
          OfferState.HELD, BOTH,
          OfferState.COMMITTED, WITHDRAW,
          OfferState.CONSUMED, WITHDRAW,
          OfferState.EXPIRED, WITHDRAW,
          OfferState.WITHDRAWN, Set.of(),
          OfferState.REJECTED, Set.of());

  @Test
  void everyStateHasItsLegalActs() {
    assertThat(LEGAL).containsOnlyKeys(OfferState.values());
  }

  @ParameterizedTest
  @EnumSource(OfferState.class)
  void inEachStateJustTheLegalActsAreTakenAndTheOthersChangeNothing(OfferState state) {
    for (OfferState.Act act : OfferState.Act.values()) {
      NetworkAtWork kizuna = bring(state);
      if (LEGAL.getOrDefault(state, Set.of()).contains(act)) {
        kizuna.accept(Role.COORDINATOR, ID, fact(act));
        assertThat(state(kizuna))
            .isEqualTo(act == OfferState.Act.WITHDRAW ? OfferState.WITHDRAWN : OfferState.REJECTED);
      } else {
        assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact(act)))
            .as(act.name())
            .isEqualTo(
                new Reason.StateForbids(
                    state == OfferState.COMMITTED
                        ? RejectionCode.OFFER_PROMISED
                        : RejectionCode.OFFER_OVER,
                    "o1",
                    state,
                    Arrays.stream(OfferState.values())
                        .filter(s -> LEGAL.getOrDefault(s, Set.of()).contains(act))
                        .toList()));
        assertThat(state(kizuna)).isEqualTo(state);
      }
    }
  }

  private static OfferState state(NetworkAtWork kizuna) {
    return kizuna.network.offerOf("o1").state(kizuna.network.today());
  }

  private static Fact fact(OfferState.Act act) {
    return switch (act) {
      case WITHDRAW -> new Fact.OfferWithdrawn("o1", RefusalReason.OTHER);
      case REJECT -> new Fact.OfferRejected("o1", RefusalReason.RECEPTION_NOT_READY);
    };
  }

  private static NetworkAtWork bring(OfferState state) {
    NetworkAtWork kizuna = new NetworkAtWork();
    kizuna.signed(new AgreementTerms());
    kizuna.offered(new OfferTerms());
    switch (state) {
      case AVAILABLE -> {}
      case HELD -> kizuna.requested("r1", 5, 1, 8);
      case COMMITTED -> served(kizuna, List.of(Act.CONFIRM));
      case CONSUMED -> {
        served(kizuna, DispatchHandlerTest.WAYS.getOrDefault(DispatchState.RELEASED, List.of()));
        kizuna.at(morningOf(day(8)));
        kizuna.acted(Act.RETURN, "r1-1");
      }
      case WITHDRAWN -> kizuna.accept(Role.COORDINATOR, ID, fact(OfferState.Act.WITHDRAW));
      case EXPIRED -> kizuna.timePassed(morningOf(day(9)));
      case REJECTED -> kizuna.accept(Role.COORDINATOR, ID, fact(OfferState.Act.REJECT));
    }
    assertThat(state(kizuna)).isEqualTo(state);
    return kizuna;
  }

  private static void served(NetworkAtWork kizuna, List<Act> acts) {
    kizuna.requested("r1", 5, 1, 8);
    acts.forEach(act -> kizuna.acted(act, "r1-1"));
  }

  @Test
  void aHoldThatEndsMakesItAvailableAgain() {
    NetworkAtWork kizuna = bring(OfferState.HELD);
    kizuna.acted(Act.DECLINE, "r1-1");

    assertThat(state(kizuna)).isEqualTo(OfferState.AVAILABLE);
  }

  @Test
  void whatIsNotThereIsNeitherWithdrawnNorRejected() {
    NetworkAtWork kizuna = new NetworkAtWork();

    for (OfferState.Act act : OfferState.Act.values()) {
      assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact(act)))
          .isEqualTo(Reason.unknown(RejectionCode.UNKNOWN_OFFER, "o1", "o1"));
    }
  }
}
