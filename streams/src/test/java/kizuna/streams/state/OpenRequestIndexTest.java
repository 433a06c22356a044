package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Also of {@link EscalationIndex}: a request is due there while it is open. */
class OpenRequestIndexTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);
  private static final Instant ASKED = Instant.parse("2024-01-02T00:00:00Z");

  private final OpenRequestIndex index = new OpenRequestIndex();
  private final ReferenceState reference = terms("block");

  private static ReferenceState terms(@Nullable String escalatesTo) {
    return ReferenceState.EMPTY.with(
        new Fact.NetworkFormed(
            List.of("131041"), 60, 15, 24, Tier.AGREEMENT, escalatesTo, 120, 30));
  }

  private static RequestCoverage request(String id, Priority priority) {
    Period period = new Period(DAY, DAY.plusDays(3));
    return new RequestCoverage(
        new Request(
            id,
            "noto",
            "172049",
            "",
            TaskType.SHELTER_OPERATION,
            List.of(new DailyCount(period, 2)),
            "",
            "",
            period,
            Set.of(),
            priority,
            null,
            8,
            1,
            Documentation.ORAL,
            null,
            ASKED,
            0,
            null,
            Request.End.NONE,
            null,
            null,
            null,
            null,
            List.of()));
  }

  @Test
  void requestsAreServedInTheirOrderAndCounted() {
    index.add(request("a", Priority.NORMAL), DAY, reference);
    index.add(request("b", Priority.LIFE_SAFETY), DAY.plusDays(1), reference);

    assertThat(index.receivers()).containsExactly("172049");
    assertThat(index.of("172049", TaskType.SHELTER_OPERATION))
        .extracting(OpenRequest::id)
        .containsExactly("b", "a");
    assertThat(index.of("172049", TaskType.LIAISON)).isEmpty();
    assertThat(index.openRequests()).isEqualTo(2);
    assertThat(index.openPersonDays()).isEqualTo(8 + 6);
    assertThat(index.unmetPersonDays()).isEqualTo(2);
    assertThat(index.ids()).containsExactly("a", "b");
  }

  @Test
  void aRequestEscalatesAtItsDeadlineWhileItIsOpen() {
    RequestCoverage urgent = request("b", Priority.LIFE_SAFETY);
    index.add(request("a", Priority.NORMAL), DAY, reference);
    index.add(urgent, DAY, reference);

    Instant first = ASKED.plus(Duration.ofMinutes(30));
    assertThat(index.escalations().first()).hasValue(first);
    assertThat(index.escalations().dueBy(first.minusMillis(1))).isEmpty();
    assertThat(index.escalations().dueBy(ASKED.plus(Duration.ofMinutes(120))))
        .containsExactly("b", "a");

    index.remove(urgent, reference);
    assertThat(index.escalations().dueBy(Instant.MAX)).containsExactly("a");
    assertThat(EscalationIndex.deadline(urgent.request(), terms(null).network()))
        .as("the last tier")
        .isEmpty();
  }

  @Test
  void removingWhatWasAddedLeavesNothing() {
    RequestCoverage over = request("a", Priority.NORMAL);
    index.add(over, DAY.plusDays(9), reference);
    assertThat(index.openRequests()).as("all of it is unmet").isZero();
    assertThat(index.unmetPersonDays()).isEqualTo(8);

    index.remove(over, reference);
    index.remove(over, reference);

    assertThat(index.ids()).isEmpty();
    assertThat(index.receivers()).isEmpty();
    assertThat(index.openPersonDays()).isZero();
    assertThat(index.unmetPersonDays()).isZero();
  }
}
