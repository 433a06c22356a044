package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ESCALATE_AFTER_MINUTES;
import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.formed;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done to an aid request (応援要請) in each state. */
class RequestLifecycleTest {

  private static final Set<RequestState.Act> ALWAYS =
      EnumSet.of(
          RequestState.Act.DOCUMENT,
          RequestState.Act.AMEND,
          RequestState.Act.CANCEL,
          RequestState.Act.REPRIORITISE,
          RequestState.Act.MERGE);
  private static final Set<RequestState.Act> OF_WHAT_IS_OVER =
      EnumSet.of(RequestState.Act.DOCUMENT, RequestState.Act.AMEND, RequestState.Act.CANCEL);

  private static final Map<RequestState, Set<RequestState.Act>> LEGAL =
      Map.of(
          RequestState.OPEN, EnumSet.allOf(RequestState.Act.class),
          RequestState.PARTIALLY_MATCHED, EnumSet.allOf(RequestState.Act.class),
          RequestState.MATCHED, ALWAYS,
          RequestState.PARTIALLY_DEPLOYED, ALWAYS,
          RequestState.FULFILLED, ALWAYS,
          RequestState.ESCALATED, ALWAYS,
          RequestState.CLOSED, OF_WHAT_IS_OVER,
          RequestState.EXPIRED, OF_WHAT_IS_OVER,
          RequestState.CANCELLED, Set.of(RequestState.Act.AMEND),
          RequestState.MERGED, Set.of());

  /** People have gone to these: they cannot be merged away, whatever the state says. */
  private static final Set<RequestState> PROMISED =
      EnumSet.of(RequestState.PARTIALLY_DEPLOYED, RequestState.FULFILLED);

  @Test
  void everyStateHasItsLegalActs() {
    assertThat(LEGAL).containsOnlyKeys(RequestState.values());
  }

  @ParameterizedTest
  @EnumSource(RequestState.class)
  void inEachStateJustTheLegalActsAreTakenAndTheOthersChangeNothing(RequestState state) {
    for (RequestState.Act act : RequestState.Act.values()) {
      if (act == RequestState.Act.ESCALATE) {
        continue;
      }
      NetworkAtWork kizuna = bring(state);
      if (act == RequestState.Act.MERGE && PROMISED.contains(state)) {
        assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact(act)).code())
            .isEqualTo(RejectionCode.CONFIRMED_ELSEWHERE);
      } else if (LEGAL.getOrDefault(state, Set.of()).contains(act)) {
        kizuna.accept(Role.COORDINATOR, ID, fact(act));
      } else {
        assertThat(kizuna.refuse(Role.COORDINATOR, ID, fact(act)))
            .as(act.name())
            .isEqualTo(
                state == RequestState.MERGED
                    ? new Reason.GoesOnAs(RejectionCode.REQUEST_MERGED, "r1", "r9")
                    : new Reason.StateForbids(
                        RejectionCode.REQUEST_OVER, "r1", state, statesThatAllow(act)));
        assertThat(kizuna.requestState("r1")).isEqualTo(state);
      }
    }
  }

  private static List<RequestState> statesThatAllow(RequestState.Act act) {
    return Arrays.stream(RequestState.values())
        .filter(s -> LEGAL.getOrDefault(s, Set.of()).contains(act))
        .toList();
  }

  /** Nobody reports an escalation: it happens when the deadline passes, where it is legal. */
  @ParameterizedTest
  @EnumSource(RequestState.class)
  void theDeadlinePassesOnJustWhatIsOpen(RequestState state) {
    NetworkAtWork kizuna = bring(state);
    if (state == RequestState.MATCHED) {
      // What is only held lapses before the deadline, and is open then.
      kizuna.acted(Act.CONFIRM, "r1-1");
      kizuna.acted(Act.CONFIRM, "r1-2");
      assertThat(kizuna.requestState("r1")).isEqualTo(state);
    }
    String before = kizuna.network.requestOf("r1").request().escalatedTo();
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(ESCALATE_AFTER_MINUTES)));

    boolean passedOn =
        LEGAL.getOrDefault(state, Set.of()).contains(RequestState.Act.ESCALATE)
            || state == RequestState.ESCALATED;
    assertThat(kizuna.network.requestOf("r1").request().escalatedTo())
        .isEqualTo(passedOn ? "block" : null);
    assertThat(before).isEqualTo(state == RequestState.ESCALATED ? "block" : null);
    for (RequestState each : RequestState.values()) {
      assertThat(each.allows(RequestState.Act.ESCALATE))
          .isEqualTo(LEGAL.getOrDefault(each, Set.of()).contains(RequestState.Act.ESCALATE));
    }
  }

  @Test
  void whatIsOnlyHeldLapsesAndIsPassedOnWithTheDeadline() {
    NetworkAtWork kizuna = bring(RequestState.MATCHED);
    kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(ESCALATE_AFTER_MINUTES)));

    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.ESCALATED);
    assertThat(kizuna.network.requestOf("r1").request().escalatedTo()).isEqualTo("block");
  }

  private static Fact fact(RequestState.Act act) {
    return switch (act) {
      case DOCUMENT -> new Fact.AidRequestDocumented("r1", "第1号");
      case AMEND -> new Fact.AidRequestAmended("r1", null, null, null, day(20), null);
      case REPRIORITISE ->
          new Fact.OverrideMade(
              new OverrideDecision(
                  "v1",
                  OverrideDecision.Kind.REPRIORITISE,
                  "r1",
                  null,
                  Priority.LIFE_SAFETY,
                  null));
      case CANCEL -> new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED);
      case MERGE -> new Fact.AidRequestMerged("r1", "r9");
      case ESCALATE -> throw new IllegalArgumentException("expected an act that people report");
    };
  }

  /** The request r1 in that state, beside r9, which asks for the same much later. */
  private static NetworkAtWork bring(RequestState state) {
    NetworkAtWork kizuna = new NetworkAtWork(ID, formed("block"));
    kizuna.signed(new AgreementTerms());
    kizuna.requested("r1", 4, 1, 8);
    RequestTerms later = new RequestTerms();
    later.id = "r9";
    later.firstDay = day(100);
    later.lastDay = day(101);
    kizuna.requested(later);
    switch (state) {
      case OPEN -> {}
      case PARTIALLY_MATCHED -> kizuna.offered("o1", SHINJUKU, 2, 1, 8);
      case MATCHED -> offered(kizuna);
      case PARTIALLY_DEPLOYED -> {
        offered(kizuna);
        arrived(kizuna, "r1-1");
        kizuna.acted(Act.CONFIRM, "r1-2");
      }
      case FULFILLED -> {
        offered(kizuna);
        arrived(kizuna, "r1-1");
        arrived(kizuna, "r1-2");
      }
      case CLOSED -> {
        offered(kizuna);
        for (String id : List.of("r1-1", "r1-2")) {
          arrived(kizuna, id);
        }
        kizuna.at(morningOf(day(8)));
        for (String id : List.of("r1-1", "r1-2")) {
          kizuna.acted(Act.RELEASE, id);
          kizuna.acted(Act.RETURN, id);
        }
      }
      case CANCELLED -> kizuna.accept(Role.COORDINATOR, ID, fact(RequestState.Act.CANCEL));
      case MERGED -> kizuna.accept(Role.COORDINATOR, ID, fact(RequestState.Act.MERGE));
      case ESCALATED ->
          kizuna.timePassed(kizuna.now().plus(Duration.ofMinutes(ESCALATE_AFTER_MINUTES)));
      case EXPIRED -> kizuna.at(morningOf(day(9))).offered("o9", SHINJUKU, 1, 50, 50);
    }
    assertThat(kizuna.requestState("r1")).isEqualTo(state);
    return kizuna;
  }

  private static void offered(NetworkAtWork kizuna) {
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.offered("o2", SUMIDA, 2, 1, 8);
  }

  private static void arrived(NetworkAtWork kizuna, String dispatch) {
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, dispatch));
  }

  @Test
  void aNeedThatExpiredComesBackWhenItsPeriodIsAmended() {
    NetworkAtWork kizuna = bring(RequestState.EXPIRED);
    kizuna.accept(Role.COORDINATOR, ID, fact(RequestState.Act.AMEND));

    assertThat(kizuna.requestState("r1")).isEqualTo(RequestState.OPEN);
  }
}
