package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import kizuna.states.DrillStatus;
import org.junit.jupiter.api.Test;

/** A run that nobody keeps expires after a stated time, announced before, by the machine's time. */
class DrillExpiryTest {

  private static final int DAYS = 90;
  private static final Instant BEGUN = Instant.parse("2026-11-28T01:00:00Z");

  private static Instant day(int day) {
    return BEGUN.plus(Duration.ofDays(day));
  }

  private static DrillStatus looked(DrillStatus before, int day) {
    return DrillExpiry.looked(before, "noto-1", 5, false, day(day), DAYS);
  }

  /** As it is when somebody has looked every day. */
  private static DrillStatus daily(DrillStatus status, int from, int to) {
    DrillStatus now = status;
    for (int day = from; day <= to; day++) {
      now = looked(now, day);
    }
    return now;
  }

  private static DrillStatus begun() {
    return looked(DrillExpiry.begun("noto-1", BEGUN, DAYS), 0);
  }

  @Test
  void expiresAfterItsTimeAndIsAnnouncedBefore() {
    assertThat(DrillExpiry.expiresAt(begun(), BEGUN)).contains(day(DAYS));
    assertThat(daily(begun(), 1, 82).getAnnouncedAt()).isNull();
    DrillStatus announced = daily(begun(), 1, 83);
    assertThat(announced.getAnnouncedAt()).isEqualTo(day(83));
    assertThat(DrillExpiry.expiresAt(announced, day(83))).contains(day(DAYS));
    assertThat(DrillExpiry.isDue(daily(begun(), 1, 89), day(89))).isFalse();
    assertThat(DrillExpiry.isDue(daily(begun(), 1, 90), day(90))).isTrue();
  }

  @Test
  void whatRunsOrHasNewFactsStartsItsTimeAnew() {
    DrillStatus running = DrillExpiry.looked(begun(), "noto-1", 5, true, day(200), DAYS);
    assertThat(DrillExpiry.expiresAt(running, day(200))).contains(day(290));
    DrillStatus facts =
        DrillExpiry.looked(daily(begun(), 1, 89), "noto-1", 6, false, day(90), DAYS);
    assertThat(DrillExpiry.isDue(facts, day(90))).isFalse();
    assertThat(facts.getAnnouncedAt()).isNull();
  }

  @Test
  void whatIsKeptStaysAndOneThatIsNoLongerKeptIsAnnouncedFirst() {
    DrillStatus kept = DrillExpiry.kept(daily(begun(), 1, 85), null);
    assertThat(DrillExpiry.expiresAt(kept, day(85))).isEmpty();
    DrillStatus later = daily(kept, 86, 400);
    assertThat(DrillExpiry.isDue(later, day(400))).isFalse();

    DrillStatus released = DrillExpiry.released(later);
    assertThat(DrillExpiry.expiresAt(released, day(400))).contains(day(407));
    assertThat(DrillExpiry.isDue(released, day(400))).isFalse();
    assertThat(DrillExpiry.isDue(daily(released, 401, 407), day(407))).isFalse();
    assertThat(DrillExpiry.isDue(daily(released, 401, 408), day(408))).isTrue();
  }

  @Test
  void keptUntilADayItStaysToTheEndOfThatDayInJapan() {
    DrillStatus kept = DrillExpiry.kept(begun(), LocalDate.parse("2027-04-10"));
    assertThat(DrillExpiry.expiresAt(kept, day(1))).contains(Instant.parse("2027-04-10T15:00:00Z"));
    // Its own time is longer.
    assertThat(
            DrillExpiry.expiresAt(DrillExpiry.kept(begun(), LocalDate.parse("2026-12-01")), BEGUN))
        .contains(day(DAYS));
  }

  /** Machines come up with clocks that are years off. */
  @Test
  void aClockThatIsYearsAheadForAWhileRemovesNothing() {
    DrillStatus wrong = looked(begun(), 5 * 365);
    assertThat(DrillExpiry.isDue(wrong, day(5 * 365))).isFalse();

    DrillStatus right = looked(wrong, 1);
    assertThat(right.getAnnouncedAt()).isNull();
    assertThat(DrillExpiry.expiresAt(right, day(1))).contains(day(DAYS));
  }

  @Test
  void anInstallationThatWasSwitchedOffAnnouncesFirst() {
    DrillStatus announced = looked(begun(), 400);
    assertThat(DrillExpiry.isDue(announced, day(400))).isFalse();
    assertThat(DrillExpiry.expiresAt(announced, day(400))).contains(day(407));
    assertThat(DrillExpiry.isDue(looked(announced, 407), day(407))).isTrue();
  }

  @Test
  void whatIsGoneIsRememberedAndForgottenOnceNothingIsLeft() {
    DrillStatus going = DrillExpiry.removed(begun(), true, day(90));
    assertThat(DrillExpiry.isGone(going)).isTrue();
    assertThat(DrillExpiry.isDue(going, day(99))).isFalse();
    assertThat(DrillExpiry.removed(going, false, day(91)).getExpired())
        .as("removed again, it stays as it was")
        .isTrue();
    assertThat(DrillExpiry.isForgotten(going, day(2_000))).isFalse();
    DrillStatus gone = DrillStatus.newBuilder(going).setLeftovers(false).build();
    assertThat(DrillExpiry.isForgotten(gone, day(90 + 366))).isFalse();
    assertThat(DrillExpiry.isForgotten(gone, day(90 + 367))).isTrue();
  }
}
