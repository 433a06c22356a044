package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Also of {@link HoldIndex}: a dispatch is held while it is only proposed. */
class DispatchIndexTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);
  private static final Instant UNTIL = Instant.parse("2024-01-02T00:00:00Z");

  private final DispatchIndex index = new DispatchIndex();

  private static Dispatch dispatch(String id, DispatchState state, Instant held) {
    return new Dispatch(
        id,
        "req-1",
        "off-1",
        "noto",
        "131041",
        "172049",
        TaskType.LIAISON,
        state,
        1,
        3,
        DAY,
        DAY.plusDays(7),
        DAY.plusDays(7),
        1,
        0,
        0,
        false,
        null,
        "a1",
        1,
        CostBearer.RECEIVER,
        null,
        null,
        held,
        held,
        null,
        null,
        null,
        null,
        null,
        null,
        Set.of(),
        null,
        List.of(),
        1,
        held);
  }

  @Test
  void proposalsLapseInTheOrderInWhichTheirHoldsEnd() {
    index.put(null, dispatch("b", DispatchState.PROPOSED, UNTIL));
    index.put(null, dispatch("a", DispatchState.PROPOSED, UNTIL));
    index.put(null, dispatch("c", DispatchState.PROPOSED, UNTIL.minusSeconds(1)));

    assertThat(index.holds().all()).containsExactly("c", "a", "b");
    assertThat(index.holds().firstEnd()).hasValue(UNTIL.minusSeconds(1));
    assertThat(index.holds().endedAt(UNTIL.minusMillis(1))).containsExactly("c");
    assertThat(index.holds().endedAt(UNTIL)).containsExactly("c", "a", "b");
  }

  @Test
  void aDispatchThatMovesOnIsHeldNoMoreAndItsNextReportIsDue() {
    Dispatch proposed = dispatch("a", DispatchState.PROPOSED, UNTIL);
    Dispatch departed = dispatch("a", DispatchState.DEPARTED, UNTIL);
    index.put(null, proposed);
    assertThat(index.persons(DispatchState.PROPOSED)).isEqualTo(3);

    index.put(proposed, departed);

    assertThat(index.holds().isEmpty()).isTrue();
    assertThat(index.persons(DispatchState.PROPOSED)).isZero();
    assertThat(index.persons(DispatchState.DEPARTED)).isEqualTo(3);
    assertThat(index.reportsDue().within(DAY, DAY.plusDays(1))).containsExactly("a");
    index.remove(departed);
    assertThat(index.reportsDue().from(LocalDate.MIN)).isEmpty();
    assertThat(index.persons(DispatchState.DEPARTED)).isZero();
  }
}
