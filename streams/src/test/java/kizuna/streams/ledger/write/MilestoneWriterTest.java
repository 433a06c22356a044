package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.dispatch;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static kizuna.streams.ledger.write.WrittenRows.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.RequestState;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a timeline shows. */
class MilestoneWriterTest {

  private final WrittenRows ledger = new WrittenRows();
  private final MilestoneWriter writer = new MilestoneWriter(ledger.sql);

  MilestoneWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private List<String> milestones() throws SQLException {
    return ledger.rows("select kind, subject from milestone order by rowid");
  }

  @Test
  void onlyTheFirstDepartureOfALenderToAReceiverIsShown() throws SQLException {
    LedgerEntry confirmed = dispatch("req-1-1", DispatchState.CONFIRMED, 1).build();
    writer.dispatch(null, confirmed);
    writer.dispatch(confirmed, dispatch("req-1-1", DispatchState.DEPARTED, 2).build());
    writer.dispatch(null, dispatch("req-1-2", DispatchState.DEPARTED, 3).build());
    writer.dispatch(
        null, dispatch("req-1-3", DispatchState.DEPARTED, 4).setLender("131059").build());

    assertThat(milestones()).containsExactly("FIRST_DEPARTED req-1-1", "FIRST_DEPARTED req-1-3");
  }

  @Test
  void aStateThatStaysIsNoMilestone() throws SQLException {
    LedgerEntry recalled = dispatch("req-1-1", DispatchState.RECALLED, 1).build();
    writer.dispatch(null, recalled);
    writer.dispatch(recalled, dispatch("req-1-1", DispatchState.RECALLED, 2).build());

    assertThat(milestones()).containsExactly("RECALLED req-1-1");
  }

  @Test
  void aRequestIsShownWhenItIsMadeProposedPassedOnAndOver() throws SQLException {
    RequestStatus open = request("req-1", RequestState.OPEN, 1).build();
    RequestStatus proposed =
        request("req-1", RequestState.ESCALATED, 2)
            .setFirstProposedAt(WrittenRows.NOW)
            .setEscalatedTo("kanto")
            .build();
    writer.request(null, open);
    writer.request(open, proposed);
    writer.request(
        proposed,
        RequestStatus.newBuilder(proposed).setState(RequestState.CANCELLED).setSequence(3).build());

    assertThat(milestones())
        .containsExactly(
            "REQUESTED req-1", "FIRST_PROPOSED req-1", "ESCALATED req-1", "CANCELLED req-1");
  }

  @Test
  void aDisasterStrikesOnceHoweverOftenItIsDeclared() throws SQLException {
    writer.disaster(fact(FactKind.DISASTER_DECLARED));
    writer.disaster(fact(FactKind.DISASTER_DECLARED));
    writer.disasterChanged(fact(FactKind.DISASTER_ENDED), "noto-2024");
    writer.disasterChanged(fact(FactKind.DISASTER_REOPENED), "noto-2024");
    writer.disasterChanged(fact(FactKind.DISASTER_CORRECTED), "noto-2024");
    writer.disasterChanged(fact(FactKind.DISASTERS_JOINED), "noto-2024");

    assertThat(milestones())
        .containsExactly(
            "STRUCK noto-2024",
            "DECLARED noto-2024",
            "DECLARED noto-2024",
            "ENDED noto-2024",
            "REOPENED noto-2024",
            "CORRECTED noto-2024",
            "JOINED noto-2024");
  }
}
