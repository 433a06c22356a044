package kizuna.streams.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kizuna.codes.CostBearer;
import kizuna.codes.DispatchState;
import kizuna.codes.Documentation;
import kizuna.codes.MissingReport;
import kizuna.codes.Priority;
import kizuna.codes.RequestState;
import kizuna.codes.TaskType;
import kizuna.facts.DailyCount;
import kizuna.schemas.AvroLimits;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.model.Meter;
import org.junit.jupiter.api.Test;

/** Needed is what is met here or elsewhere and what is open; a handover counts apart. */
class MetersTest {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  private static final LocalDate DAY1 = LocalDate.of(2024, 1, 5);
  private static final Instant NOW = Instant.parse("2024-01-04T23:00:00Z");

  private LocalDate today = DAY1;

  @Test
  void eachStateHasItsMeter() {
    List<Meter> meters =
        meters(
            request(9, DAY1, DAY1, RequestState.PARTIALLY_MATCHED).build(),
            dispatch(DispatchState.PROPOSED, 1, DAY1, DAY1).build(),
            dispatch(DispatchState.CONFIRMED, 2, DAY1, DAY1).build(),
            dispatch(DispatchState.DEPARTED, 1, DAY1, DAY1).build(),
            dispatch(DispatchState.ON_SITE, 1, DAY1, DAY1).build(),
            dispatch(DispatchState.HANDING_OVER, 1, DAY1, DAY1).build(),
            dispatch(DispatchState.RETURNED, 1, DAY1, DAY1).build(),
            dispatch(DispatchState.DECLINED, 5, DAY1, DAY1).build());

    assertThat(meters)
        .containsExactly(
            new Meter(DAY1, TaskType.SHELTER_OPERATION, 9, 0, 1, 2, 1, 2, 0, 1, 2, 0, 0));
  }

  @Test
  void aWaveThatOverlapsCountsOnItsOverlapDaysApart() {
    LocalDate relief = DAY1.plusDays(2);
    List<Meter> meters =
        meters(
            request(4, DAY1, DAY1.plusDays(3), RequestState.MATCHED).build(),
            dispatch(DispatchState.ON_SITE, 4, DAY1, relief.minusDays(1)).build(),
            dispatch(DispatchState.CONFIRMED, 4, relief, relief.plusDays(1))
                .setOverlapDays(1)
                .build());

    assertThat(meters).extracting(Meter::needed).containsExactly(4, 4, 4, 4);
    assertThat(meters).extracting(Meter::onSite).containsExactly(4, 4, 0, 0);
    assertThat(meters).extracting(Meter::confirmed).containsExactly(0, 0, 4, 4);
    assertThat(meters).extracting(Meter::handover).containsExactly(0, 4, 0, 0);
  }

  @Test
  void needsByDayAreNeededAndTheNextTierCountsOnlyForWhatIsMissing() {
    List<Meter> meters =
        meters(
            request(3, DAY1, DAY1.plusDays(1), RequestState.ESCALATED)
                .setNeeds(
                    List.of(
                        new DailyCount(DAY1, DAY1, 3),
                        new DailyCount(DAY1.plusDays(1), DAY1.plusDays(1), 2)))
                .setCoveredElsewhere(List.of(new DailyCount(DAY1, DAY1.plusDays(1), 2)))
                .setOpen(List.of(new OpenDays(DAY1, DAY1, 1)))
                .build(),
            dispatch(DispatchState.CONFIRMED, 1, DAY1.plusDays(1), DAY1.plusDays(1)).build());

    assertThat(meters).extracting(Meter::needed).containsExactly(3, 2);
    assertThat(meters).extracting(Meter::coveredElsewhere).containsExactly(2, 1);
    assertThat(meters).extracting(Meter::open).containsExactly(1, 0);
  }

  @Test
  void whatAReleaseEndedIsNeededNoMore() {
    List<Meter> meters =
        meters(
            request(2, DAY1, DAY1.plusDays(2), RequestState.CLOSED).build(),
            dispatch(DispatchState.RELEASED, 2, DAY1, DAY1)
                .setPlannedLastDay(DAY1.plusDays(2))
                .setReleased(true)
                .build());

    assertThat(meters).extracting(Meter::needed).containsExactly(2, 0, 0);
    assertThat(meters).extracting(Meter::served).containsExactly(2, 0, 0);
  }

  @Test
  void aReleaseBeforeTheNeedWasStatedAnewEndsNoneOfItAndWhoComesHomeEarlierEndsNoMore() {
    LocalDate last = DAY1.plusDays(3);
    RequestStatus request = request(4, DAY1, last, RequestState.PARTIALLY_DEPLOYED).build();
    LedgerEntry.Builder released =
        dispatch(DispatchState.RETURNED, 4, DAY1, DAY1).setReleased(true).setPlannedLastDay(last);

    assertThat(meters(request, released.setReleasedLastDay(last).build()))
        .extracting(Meter::needed)
        .containsExactly(4, 4, 4, 4);
    assertThat(meters(request, released.setReleasedLastDay(DAY1.plusDays(1)).build()))
        .extracting(Meter::needed)
        .containsExactly(4, 4, 0, 0);
  }

  @Test
  void whoIsNotReportedIsCountedApartAndStillCoversTheNeed() {
    List<Meter> meters =
        meters(
            request(5, DAY1, DAY1, RequestState.MATCHED).build(),
            dispatch(DispatchState.CONFIRMED, 2, DAY1, DAY1)
                .setMissingReport(MissingReport.ARRIVAL)
                .setReportDueOn(DAY1)
                .build(),
            dispatch(DispatchState.DEPARTED, 2, DAY1, DAY1)
                .setMissingReport(MissingReport.ARRIVAL)
                .setReportDueOn(DAY1)
                .build(),
            // They were there on their days, though nobody reported their release.
            dispatch(DispatchState.ON_SITE, 1, DAY1, DAY1)
                .setMissingReport(MissingReport.RELEASE)
                .setReportDueOn(DAY1)
                .build());

    assertThat(meters)
        .containsExactly(
            new Meter(DAY1, TaskType.SHELTER_OPERATION, 5, 0, 0, 0, 0, 1, 4, 0, 0, 0, 0));
  }

  @Test
  void whatIsShortOnADayThatIsPastWasNeverMetAndIsNotOpen() {
    today = DAY1.plusDays(1);
    List<Meter> meters =
        meters(
            request(3, DAY1, DAY1.plusDays(2), RequestState.PARTIALLY_MATCHED).build(),
            dispatch(DispatchState.RETURNED, 1, DAY1, DAY1).build(),
            dispatch(DispatchState.CONFIRMED, 2, DAY1.plusDays(2), DAY1.plusDays(2)).build());

    assertThat(meters).extracting(Meter::unmet).containsExactly(2, 0, 0);
    assertThat(meters).extracting(Meter::open).containsExactly(0, 3, 1);
  }

  @Test
  void whatWasCancelledIsNotNeededButWhoIsThereIsThere() {
    List<Meter> meters =
        meters(
            request(2, DAY1, DAY1, RequestState.CANCELLED).build(),
            dispatch(DispatchState.ON_SITE, 1, DAY1, DAY1).build());

    assertThat(meters)
        .containsExactly(
            new Meter(DAY1, TaskType.SHELTER_OPERATION, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0));
  }

  private List<Meter> meters(RequestStatus request, LedgerEntry... dispatches) {
    return Meters.of(
        List.of(request),
        Map.of(Meters.key(request), Arrays.asList(dispatches)),
        null,
        null,
        network -> today);
  }

  private static RequestStatus.Builder request(
      int headCount, LocalDate first, LocalDate last, RequestState state) {
    return RequestStatus.newBuilder()
        .setNetworkId("tokyo23")
        .setRequestId("req-1")
        .setDisasterId("noto-2024")
        .setReceiver("172057")
        .setDamage("")
        .setTaskType(TaskType.SHELTER_OPERATION)
        .setHeadCount(headCount)
        .setPlace("")
        .setRoute("")
        .setFirstDay(first)
        .setLastDay(last)
        .setQualifications(List.of())
        .setPriority(Priority.NORMAL)
        .setTourDays(8)
        .setDocumentation(Documentation.ORAL)
        .setAskedAt(NOW)
        .setAmendedSequence(1)
        .setState(state)
        .setRequestedPersonDays(0)
        .setCoveredPersonDays(0)
        .setOpenPersonDays(0)
        .setOpen(List.of())
        .setSequence(1)
        .setChangedAt(NOW);
  }

  static LedgerEntry.Builder dispatch(
      DispatchState state, int headCount, LocalDate first, LocalDate last) {
    return LedgerEntry.newBuilder()
        .setNetworkId("tokyo23")
        .setDispatchId("req-1-1")
        .setRequestId("req-1")
        .setOfferId("off-1")
        .setDisasterId("noto-2024")
        .setLender("131041")
        .setReceiver("172057")
        .setTaskType(TaskType.SHELTER_OPERATION)
        .setState(state)
        .setWave(1)
        .setHeadCount(headCount)
        .setFirstDay(first)
        .setLastDay(last)
        .setPlannedLastDay(last)
        .setReleased(false)
        .setAgreementId("noto")
        .setAgreementVersion(1)
        .setCostBearer(CostBearer.RECEIVER)
        .setProposedAt(NOW)
        .setHoldUntil(NOW)
        .setSequence(1)
        .setChangedAt(NOW);
  }
}
