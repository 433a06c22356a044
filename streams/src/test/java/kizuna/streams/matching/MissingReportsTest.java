package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static kizuna.streams.matching.NetworkAtWork.morningOf;
import static kizuna.streams.matching.NetworkAtWork.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.MissingReport;
import kizuna.streams.state.MissingReport.Due;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A report that is due and has not come is missing from the next day on, and those whom it concerns
 * are told.
 */
class MissingReportsTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void fiveFromShinjukuAreProposed() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    RequestTerms terms = new RequestTerms();
    terms.documentation = Documentation.DOCUMENTED;
    kizuna.requested(terms);
  }

  private Optional<Due> missing() {
    return MissingReport.of(kizuna.network.dispatchOf("r1-1"), kizuna.network.today());
  }

  private List<Notice> dayCame(int day) {
    return kizuna.timePassed(morningOf(day(day))).notices().stream()
        .filter(n -> n.code() != Notice.Code.GAP_FORESEEN)
        .toList();
  }

  private static Notice told(String code, LocalDate due) {
    return new Notice(Notice.Code.REPORT_MISSING, "r1-1", code, due, 5);
  }

  @Test
  void whoShouldHaveArrivedIsNotReportedFromTheNextDayOnAndBothSidesAreToldOnce() {
    kizuna.acted(Act.CONFIRM, "r1-1");

    assertThat(dayCame(1)).as("on the first day it is due, not missing").isEmpty();
    assertThat(missing()).isEmpty();

    assertThat(dayCame(2)).containsExactlyInAnyOrder(told(SHINJUKU, day(1)), told(WAJIMA, day(1)));
    assertThat(missing()).contains(new Due(MissingReport.ARRIVAL, day(1)));
    assertThat(dayCame(3)).as("told once").isEmpty();
  }

  @Test
  void aReportThatComesLateIsMissingNoMore() {
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.acted(Act.DEPART, "r1-1");
    dayCame(2);
    assertThat(missing()).contains(new Due(MissingReport.ARRIVAL, day(1)));

    kizuna.acted(Act.ARRIVE, "r1-1");

    assertThat(missing()).isEmpty();
  }

  @Test
  void whoIsNotReleasedAfterTheLastDayAndNotHomeAfterTheJourneyIsNotReported() {
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    LocalDate last = kizuna.network.dispatchOf("r1-1").lastDay();
    int lastDay = (int) (last.toEpochDay() - day(0).toEpochDay());

    assertThat(dayCame(lastDay)).isEmpty();
    assertThat(dayCame(lastDay + 1))
        .containsExactlyInAnyOrder(told(SHINJUKU, last), told(WAJIMA, last));
    assertThat(missing()).contains(new Due(MissingReport.RELEASE, last));

    kizuna.acted(Act.RELEASE, "r1-1", last);

    assertThat(missing()).contains(new Due(MissingReport.RETURN, last));
    kizuna.acted(Act.RETURN, "r1-1");
    assertThat(missing()).isEmpty();
  }

  @Test
  void whatNobodyAnsweredLapsesAndItsLenderIsTold() {
    assertThat(kizuna.timePassed(morningOf(day(1))).notices())
        .contains(new Notice(Notice.Code.ANSWER_MISSING, "r1-1", SHINJUKU, day(1), 5));
  }

  @Test
  void anExtensionThatNobodyAnsweredByTheLastDayIsToldToTheLender() {
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    LocalDate last = kizuna.network.dispatchOf("r1-1").lastDay();
    kizuna.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), last.plusDays(1)));

    assertThat(dayCame((int) (last.toEpochDay() - day(0).toEpochDay()) + 1))
        .contains(
            new Notice(Notice.Code.EXTENSION_UNANSWERED, "r1-1", SHINJUKU, last.plusDays(1), 5));
  }

  @Test
  void whoIsRecalledOrReleasedIsAskedForNoAnswer() {
    List.of(Act.CONFIRM, Act.DEPART, Act.ARRIVE).forEach(act -> kizuna.acted(act, "r1-1"));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.ExtensionRequested(named("r1-1"), day(9)));
    kizuna.acted(Act.RELEASE, "r1-1", day(3));
    assertThat(kizuna.dispatch("r1-1").waitsForExtension()).isEmpty();

    kizuna.accept(Role.COORDINATOR, ID, new Fact.ReportRetracted(named("r1-1"), null));
    assertThat(kizuna.dispatch("r1-1").waitsForExtension()).contains(day(9));

    kizuna.acted(Act.RELEASE, "r1-1", day(3));
    assertThat(dayCame(9)).containsExactly(told(SHINJUKU, day(3)));
  }
}
