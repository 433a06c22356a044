package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.HOLD_MINUTES;
import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done to a dispatch (派遣) in each state, and where it stands then. */
class DispatchLifecycleTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  /** What may be done in which state, as the field does it (design, section 4), and leads where. */
  private static final Map<DispatchState, Map<Act, DispatchState>> LEGAL = legal();

  private static Map<DispatchState, Map<Act, DispatchState>> legal() {
    Map<DispatchState, Map<Act, DispatchState>> legal = new EnumMap<>(DispatchState.class);
    legal.put(
        DispatchState.PROPOSED,
        Map.of(
            Act.CONFIRM, DispatchState.CONFIRMED,
            Act.DECLINE, DispatchState.DECLINED,
            Act.LAPSE, DispatchState.LAPSED,
            Act.CANCEL, DispatchState.CANCELLED));
    legal.put(
        DispatchState.CONFIRMED,
        Map.of(
            Act.DEPART, DispatchState.DEPARTED,
            Act.CANCEL, DispatchState.CANCELLED,
            Act.ARRIVE, DispatchState.ON_SITE,
            Act.HAND_OVER, DispatchState.HANDING_OVER,
            Act.RELEASE, DispatchState.RELEASED,
            Act.RECALL, DispatchState.RECALLED,
            Act.RETURN, DispatchState.RETURNED,
            Act.ASK_EXTENSION, DispatchState.CONFIRMED,
            Act.ANSWER_EXTENSION, DispatchState.CONFIRMED));
    legal.put(
        DispatchState.DEPARTED,
        Map.of(
            Act.ARRIVE, DispatchState.ON_SITE,
            Act.HAND_OVER, DispatchState.HANDING_OVER,
            Act.RELEASE, DispatchState.RELEASED,
            Act.RECALL, DispatchState.RECALLED,
            Act.RETURN, DispatchState.RETURNED,
            Act.ASK_EXTENSION, DispatchState.DEPARTED,
            Act.ANSWER_EXTENSION, DispatchState.DEPARTED));
    legal.put(
        DispatchState.ON_SITE,
        Map.of(
            Act.HAND_OVER, DispatchState.HANDING_OVER,
            Act.RELEASE, DispatchState.RELEASED,
            Act.RECALL, DispatchState.RECALLED,
            Act.RETURN, DispatchState.RETURNED,
            Act.RETASK, DispatchState.ON_SITE,
            Act.ASK_EXTENSION, DispatchState.ON_SITE,
            Act.ANSWER_EXTENSION, DispatchState.ON_SITE));
    legal.put(
        DispatchState.HANDING_OVER,
        Map.of(
            Act.RELEASE, DispatchState.RELEASED,
            Act.RECALL, DispatchState.RECALLED,
            Act.RETURN, DispatchState.RETURNED,
            Act.RETASK, DispatchState.HANDING_OVER,
            Act.ASK_EXTENSION, DispatchState.HANDING_OVER,
            Act.ANSWER_EXTENSION, DispatchState.HANDING_OVER));
    legal.put(DispatchState.RELEASED, Map.of(Act.RETURN, DispatchState.RETURNED));
    legal.put(DispatchState.RECALLED, Map.of(Act.RETURN, DispatchState.RETURNED));
    for (DispatchState end :
        List.of(
            DispatchState.RETURNED,
            DispatchState.DECLINED,
            DispatchState.LAPSED,
            DispatchState.CANCELLED)) {
      legal.put(end, Map.of());
    }
    return legal;
  }

  @Test
  void everyStateHasItsLegalActs() {
    assertThat(LEGAL).containsOnlyKeys(DispatchState.values());
  }

  @ParameterizedTest
  @EnumSource(DispatchState.class)
  void inEachStateJustTheLegalActsAreTakenAndTheOthersChangeNothing(DispatchState state) {
    for (Act act : Act.values()) {
      if (act == Act.LAPSE) {
        continue;
      }
      NetworkAtWork k = bring(state);
      DispatchState to = LEGAL.getOrDefault(state, Map.of()).get(act);
      if (to == null) {
        assertThat(k.refuse(Role.COORDINATOR, ID, fact(act)))
            .as(act.name())
            .isEqualTo(
                new Reason.StateForbids(
                    RejectionCode.ILLEGAL_TRANSITION, "r1-1", state, statesThatAllow(act)));
      } else {
        Dispatch before = k.dispatch("r1-1");
        Decision decision = decided(k, act);
        assertThat(decision.reasons()).as(act.name()).isEmpty();
        assertThat(k.dispatch("r1-1")).as("deciding changes nothing").isEqualTo(before);
        decision.changes().forEach(k.network::apply);
        assertThat(k.dispatch("r1-1").state()).as(act.name()).isEqualTo(to);
      }
    }
  }

  private static Decision decided(NetworkAtWork k, Act act) {
    return Decider.decide(
        k.network, new Report(ID, k.now(), Role.COORDINATOR, ID, true, fact(act)), 99);
  }

  /** A dispatch in that state; where somebody may be asked to stay, they are asked already. */
  private static NetworkAtWork bring(DispatchState state) {
    NetworkAtWork k = new NetworkAtWork();
    k.signed(new AgreementTerms());
    k.offered("o1", SHINJUKU, 5, 1, 12);
    k.requested("r1", 5, 1, 8);
    if (state == DispatchState.LAPSED) {
      k.timePassed(k.now().plus(Duration.ofMinutes(HOLD_MINUTES)));
    } else {
      DispatchHandlerTest.WAYS.getOrDefault(state, List.of()).forEach(act -> k.acted(act, "r1-1"));
    }
    if (LEGAL.getOrDefault(state, Map.of()).containsKey(Act.ASK_EXTENSION)) {
      k.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), day(9)));
    }
    assertThat(k.dispatch("r1-1").state()).isEqualTo(state);
    return k;
  }

  private static Fact fact(Act act) {
    return switch (act) {
      case ASK_EXTENSION -> new Fact.ExtensionRequested(named("r1-1"), day(10));
      case ANSWER_EXTENSION -> new Fact.ExtensionAnswered(named("r1-1"), true);
      case RETASK -> new Fact.StaffRetasked(named("r1-1"), TaskType.RELIEF_GOODS);
      default -> act(act, "r1-1", null);
    };
  }

  private static List<DispatchState> statesThatAllow(Act act) {
    return java.util.Arrays.stream(DispatchState.values())
        .filter(s -> LEGAL.getOrDefault(s, Map.of()).containsKey(act))
        .toList();
  }

  @Test
  void onlyThePassingOfTimeLetsAHoldLapse() {
    assertThat(
            java.util.Arrays.stream(DispatchState.values())
                .filter(s -> s.allows(Act.LAPSE))
                .toList())
        .containsExactly(DispatchState.PROPOSED);
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);

    for (Role role : Role.values()) {
      assertThat(
              kizuna
                  .refuse(
                      role,
                      Map.of(Role.DESK, WAJIMA, Role.WARD, SHINJUKU, Role.COORDINATOR, ID)
                          .getOrDefault(role, "kizuna"),
                      act(Act.LAPSE, "r1-1", null))
                  .code())
          .isEqualTo(RejectionCode.NOT_YOURS);
    }
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(HOLD_MINUTES)));
    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.LAPSED);
  }

  @Test
  void nobodyDepartsBeforeTheyAreConfirmed() {
    assertThat(statesThatAllow(Act.DEPART)).containsExactly(DispatchState.CONFIRMED);
    assertThat(Set.of(DispatchState.CONFIRMED.after(Act.DEPART).orElseThrow()))
        .containsExactly(DispatchState.DEPARTED);
    assertThat(DispatchState.PROPOSED.after(Act.DEPART)).isEmpty();
  }
}
