package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import kizuna.schemas.LogClock;
import kizuna.streams.state.Change;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A time far ahead of the log is not believed, whoever wrote it; and whoever knows the time sets
 * it, back too (時刻の設定).
 */
class ClockHandlerTest {

  private static final Duration FAR = Duration.ofDays(400);

  private final NetworkAtWork kizuna = new NetworkAtWork();
  private Instant begun = kizuna.now();

  @BeforeEach
  void somebodyIsAskedAndHeld() {
    kizuna.signed(new NetworkAtWork.AgreementTerms());
    kizuna.requested("r1", 4, 1, 8);
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    begun = kizuna.network.clock();
  }

  private Decision report(Instant at, Role role, String body, Fact fact) {
    return Decider.decide(kizuna.network, new Report(ID, at, role, body, true, fact), 1_000);
  }

  private Decision set(Instant to) {
    Decision decision = report(kizuna.network.clock(), Role.COORDINATOR, ID, new Fact.ClockSet(to));
    decision.changes().forEach(kizuna.network::apply);
    return decision;
  }

  private static List<Notice.Code> codes(Decision decision) {
    return decision.notices().stream().map(Notice::code).toList();
  }

  @Test
  void oneSpanIsStatedForTheDoorAndForTheRules() {
    assertThat(ClockHandler.MAX_AHEAD).isEqualTo(LogClock.MAX_REST);
  }

  @Test
  void timeThatIsToldFromFarAheadPassesNothing() {
    Decision told =
        report(begun.plus(FAR), Role.SYSTEM, "kizuna", new Fact.TimePassed(begun.plus(FAR)));

    assertThat(told.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(told.changes()).isEmpty();
    assertThat(codes(told)).containsExactly(Notice.Code.CLOCK_HELD);
    Instant most = begun.plus(ClockHandler.MAX_AHEAD);
    assertThat(report(most, Role.SYSTEM, "kizuna", new Fact.TimePassed(most)).changes())
        .isNotEmpty();
  }

  @Test
  void aReportFromFarAheadIsDecidedAtTheLogsTime() {
    Report report =
        new Report(ID, begun.plus(FAR), Role.COORDINATOR, ID, true, new Fact.DutyDeskPublished(ID));

    Decision decision = Decider.decide(kizuna.network, report, 1_000);

    assertThat(decision.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(codes(decision)).containsExactly(Notice.Code.CLOCK_HELD);
    assertThat(Decider.timeOf(kizuna.network, report)).isEqualTo(begun);
    decision.changes().forEach(kizuna.network::apply);
    assertThat(kizuna.network.clock()).isEqualTo(begun);
  }

  @Test
  void aDrillsLogIsBelievedWhateverItsGaps() {
    Instant later = begun.plus(FAR);
    Report drill =
        new Report(
            ID, later, later, Role.SYSTEM, "kizuna", true, false, new Fact.TimePassed(later));

    Decision decision = Decider.decide(kizuna.network, drill, 1_000);

    assertThat(codes(decision)).doesNotContain(Notice.Code.CLOCK_HELD);
    assertThat(Decider.timeOf(kizuna.network, drill)).isEqualTo(later);
  }

  @Test
  void onlyTheCoordinatorSetsTheTime() {
    for (Role role : List.of(Role.SYSTEM, Role.WARD, Role.DESK)) {
      assertThat(report(begun, role, SHINJUKU, new Fact.ClockSet(begun)).outcome())
          .isEqualTo(Outcome.REJECTED);
    }
  }

  @Test
  void setForwardWhatIsDueLapsesAtOnce() {
    Decision decision = set(begun.plus(FAR));

    assertThat(codes(decision)).contains(Notice.Code.CLOCK_SET_FORWARD);
    assertThat(kizuna.network.clock()).isEqualTo(begun.plus(FAR));
    assertThat(decision.changes())
        .filteredOn(Change.DispatchPut.class::isInstance)
        .extracting(change -> ((Change.DispatchPut) change).dispatch().state())
        .containsOnly(DispatchState.LAPSED)
        .isNotEmpty();
    assertThat(kizuna.network.openRequestCount()).isZero();
  }

  @Test
  void setBackWhatLapsedStaysLapsedAndRequestsAreServedAgain() {
    kizuna.offered("o2", SUMIDA, 1, 1, 8);
    kizuna.acted(DispatchState.Act.CONFIRM, "r1-2");
    set(begun.plus(FAR));

    Decision back = set(begun.plus(Duration.ofMinutes(5)));

    assertThat(codes(back)).contains(Notice.Code.CLOCK_SET_BACK);
    assertThat(kizuna.network.clock()).isEqualTo(begun.plus(Duration.ofMinutes(5)));
    assertThat(kizuna.network.timesSetBack()).isEqualTo(1);
    assertThat(kizuna.network.dispatchOf("r1-1").state()).isEqualTo(DispatchState.LAPSED);
    assertThat(kizuna.network.openRequestCount()).isEqualTo(1);
    assertThat(kizuna.network.state(kizuna.network.requestOf("r1")))
        .isEqualTo(RequestState.PARTIALLY_MATCHED);
    Decision next = kizuna.offered("o3", SHINJUKU, 2, 1, 8);
    assertThat(next.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(kizuna.network.held()).isNotEmpty();
    assertThat(Deadline.next(kizuna.network))
        .isBeforeOrEqualTo(begun.plus(Duration.ofDays(1)))
        .isAfter(kizuna.network.clock());
  }

  @Test
  void whatWasAskedAndHeldAtAWrongTimeWaitsForNoTimeThatIsFarAway() {
    set(begun.plus(ClockHandler.MAX_AHEAD));
    kizuna.offered("o4", SUMIDA, 2, 1, 8);
    assertThat(kizuna.network.held()).isNotEmpty();

    set(begun);

    assertThat(kizuna.network.held())
        .isNotEmpty()
        .allMatch(
            d ->
                !d.holdUntil().isAfter(begun.plus(Duration.ofMinutes(NetworkAtWork.HOLD_MINUTES))));
    kizuna
        .network
        .requests()
        .forEach(book -> assertThat(book.request().askedAt()).isBeforeOrEqualTo(begun));
  }
}
