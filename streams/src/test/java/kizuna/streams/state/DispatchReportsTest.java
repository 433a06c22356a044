package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.DispatchState.Report;
import org.junit.jupiter.api.Test;

/** What a report changes, which earlier ones it implies, and that taking it back leaves nothing. */
class DispatchReportsTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);
  private static final LocalDate LAST = DAY.plusDays(7);
  private static final Instant NOW = Instant.parse("2024-01-05T00:00:00Z");

  private static Dispatch confirmed() {
    return new Dispatch(
        "dsp-1",
        "req-1",
        "off-1",
        "noto",
        "131041",
        "172049",
        TaskType.LIAISON,
        DispatchState.CONFIRMED,
        1,
        3,
        DAY,
        LAST,
        LAST,
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
        NOW,
        NOW,
        NOW,
        null,
        null,
        null,
        null,
        null,
        Set.of(),
        null,
        List.of(),
        1,
        NOW);
  }

  private static Dispatch after(Dispatch d, Act act, LocalDate last) {
    return DispatchReports.reported(d, act, Role.WARD, "131041", last, null, 2, NOW);
  }

  @Test
  void anArrivalImpliesADepartureThatNobodyReportedAndALateOneFillsItIn() {
    Dispatch there = after(confirmed(), Act.ARRIVE, LAST);

    assertThat(there.state()).isEqualTo(DispatchState.ON_SITE);
    assertThat(there.implied()).containsExactly(Report.DEPARTURE);
    assertThat(there.departedAt()).isNull();
    assertThat(there.isLate(Act.DEPART)).isTrue();

    Dispatch filled = after(there, Act.DEPART, LAST);
    assertThat(filled.state())
        .as("a late report moves nobody back")
        .isEqualTo(DispatchState.ON_SITE);
    assertThat(filled.implied()).isEmpty();
    assertThat(filled.departedAt()).isEqualTo(NOW);
  }

  @Test
  void aReturnOfPeopleWhoWorkedImpliesAllThatIsMissing() {
    assertThat(DispatchReports.impliedBy(confirmed(), Act.RETURN, LAST))
        .containsExactlyInAnyOrder(Report.DEPARTURE, Report.ARRIVAL, Report.RELEASE);
  }

  @Test
  void whoTurnedBackOnTheWayNeverArrived() {
    assertThat(DispatchReports.impliedBy(confirmed(), Act.RETURN, DAY.minusDays(1)))
        .containsExactlyInAnyOrder(Report.DEPARTURE, Report.RELEASE);
    assertThat(DispatchReports.impliedBy(confirmed(), Act.RECALL, DAY))
        .containsExactly(Report.DEPARTURE);
  }

  @Test
  void aLastDayBeforeTheFirstIsNoDayAtAll() {
    Dispatch released = after(after(confirmed(), Act.DEPART, LAST), Act.RELEASE, DAY.minusDays(5));

    assertThat(released.lastDay()).isEqualTo(DAY.minusDays(1));
    assertThat(released.released()).isTrue();
    assertThat(released.releasedUntil()).isEqualTo(DAY.minusDays(1));
  }

  @Test
  void whatIsTakenBackIsAsItWasButForWhoChangedItLast() {
    Dispatch before = after(confirmed(), Act.DEPART, LAST);
    for (Act act : List.of(Act.ARRIVE, Act.RELEASE, Act.RECALL, Act.RETURN)) {
      Dispatch after = after(before, act, LAST.minusDays(2));
      assertThat(after.state()).as("%s", act).isNotEqualTo(before.state());

      Dispatch back = DispatchReports.retracted(after, 2, NOW);
      assertThat(back).as("%s", act).isEqualTo(before);
    }
  }
}
