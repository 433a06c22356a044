package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parts of the reference data: {@link Disasters}, {@link Counterparts}, {@link Overrides}. */
class ReferenceStateTest {

  private static final String SHINJUKU = "131041";
  private static final String SUMIDA = "131075";
  private static final String WAJIMA = "172049";
  private static final String SUZU = "172057";

  private static Disaster disaster(String id, String... struck) {
    return new Disaster(id, id, HazardType.EARTHQUAKE, Set.of(struck), Instant.EPOCH);
  }

  private static ReferenceState after(Fact... facts) {
    ReferenceState state =
        ReferenceState.EMPTY.with(
            new Fact.NetworkFormed(
                List.of(SUMIDA, SHINJUKU), 60, 15, 24, Tier.AGREEMENT, null, 120, 30));
    for (Fact fact : facts) {
      state = state.with(fact);
    }
    return state;
  }

  private static Fact declared(String id, String... struck) {
    return new Fact.DisasterDeclared(disaster(id, struck), false, false);
  }

  @Test
  void aJoinedDisasterGoesOnUnderTheOtherIdWithItsCounterparts() {
    ReferenceState state =
        after(
            declared("noto", WAJIMA),
            declared("suzu", SUZU),
            new Fact.CounterpartAppointed("suzu", SUZU, SHINJUKU, CounterpartRole.LEAD),
            new Fact.DisastersJoined("suzu", "noto"));

    assertThat(state.disasterId("suzu")).isEqualTo("noto");
    assertThat(state.formerIds("noto")).containsExactly("suzu");
    assertThat(state.disasters()).extracting(Disaster::id).containsExactly("noto");
    assertThat(state.isStruck(SUZU)).isTrue();
    assertThat(state.counterpart("noto", SUZU, SHINJUKU)).contains(CounterpartRole.LEAD);
    assertThat(state.counterpart("suzu", SUZU, SHINJUKU)).contains(CounterpartRole.LEAD);

    ReferenceState removed = state.withoutDisaster("noto");
    assertThat(removed.disasters()).isEmpty();
    assertThat(removed.formerIds("noto")).isEmpty();
    assertThat(removed.counterpart("noto", SUZU, SHINJUKU)).isEmpty();
  }

  @Test
  void anEndedDisasterStrikesNobodyAnyMore() {
    ReferenceState state =
        after(
            declared("noto", WAJIMA),
            new Fact.DisasterEnded("noto", false, LocalDate.of(2024, 2, 1)));
    assertThat(state.isStruck(WAJIMA)).isFalse();
    assertThat(state.with(new Fact.DisasterReopened("noto")).isStruck(WAJIMA)).isTrue();
  }

  @Test
  void aLenderThatLeavesIsNoCounterpartAnyMore() {
    ReferenceState state =
        after(
            declared("noto", WAJIMA),
            new Fact.CounterpartAppointed("noto", WAJIMA, SHINJUKU, CounterpartRole.LEAD),
            new Fact.LenderLeft(SHINJUKU));
    assertThat(state.lenders()).containsExactly(SUMIDA);
    assertThat(state.isLender(SHINJUKU)).isFalse();
    assertThat(state.counterpart("noto", WAJIMA, SHINJUKU)).isEmpty();
  }

  @Test
  void theLastPriorityThatStillStandsCounts() {
    ReferenceState state =
        after(priority("o2", Priority.LIFE_SAFETY), priority("o1", Priority.NORMAL));
    assertThat(state.priorityGivenTo("req-1")).contains(Priority.NORMAL);
    assertThat(state.overridesFor("req-1"))
        .extracting(OverrideDecision::id)
        .containsExactly("o1", "o2");

    ReferenceState revoked = state.with(new Fact.OverrideRevoked("o1"));
    assertThat(revoked.priorityGivenTo("req-1")).contains(Priority.LIFE_SAFETY);
    assertThat(revoked.withoutOverridesFor("req-1").override("o2")).isNull();
    assertThat(revoked.withoutOverridesFor("req-2")).isSameAs(revoked);
  }

  private static Fact priority(String id, Priority priority) {
    return new Fact.OverrideMade(
        new OverrideDecision(
            id, OverrideDecision.Kind.REPRIORITISE, "req-1", null, priority, null));
  }
}
