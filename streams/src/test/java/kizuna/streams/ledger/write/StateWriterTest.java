package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.dispatch;
import static kizuna.streams.ledger.write.WrittenRows.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import kizuna.codes.DispatchState;
import kizuna.codes.RequestState;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of dispatches and requests, with the versions before. */
class StateWriterTest {

  private static final LedgerEntry PROPOSED =
      dispatch("req-1-1", DispatchState.PROPOSED, 1).build();
  private static final LedgerEntry CONFIRMED =
      dispatch("req-1-1", DispatchState.CONFIRMED, 4).build();

  private final WrittenRows ledger = new WrittenRows();
  private final TotalsWriter totals = new TotalsWriter(ledger.sql);
  private final StateWriter writer = new StateWriter(ledger.sql, totals);

  StateWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void aDispatchIsReplacedAndItsVersionBeforeIsKeptWithTheSequencesOfItsLife() throws SQLException {
    assertThat(writer.dispatch("k", PROPOSED)).isNull();
    assertThat(writer.dispatch("k", CONFIRMED)).isEqualTo(PROPOSED);

    assertThat(ledger.rows("select sequence, first_sequence, state from dispatch"))
        .containsExactly("4 1 CONFIRMED");
    assertThat(ledger.rows("select sequence, to_sequence, state from dispatch_past"))
        .containsExactly("1 4 PROPOSED");
  }

  @Test
  void aDispatchThatIsGoneLeavesNoRowAndNoSum() throws SQLException {
    writer.dispatch("k", PROPOSED);
    writer.dispatch("k", CONFIRMED);

    assertThat(writer.dispatchGone("k")).isEqualTo(CONFIRMED);
    totals.flush();
    assertThat(writer.dispatchGone("k")).isNull();
    assertThat(ledger.rows("select key from dispatch union all select key from dispatch_past"))
        .isEmpty();
    assertThat(ledger.rows("select dispatches from dispatch_total")).containsExactly("0");
  }

  @Test
  void aRequestIsReplacedAndItsVersionBeforeIsKept() throws SQLException {
    RequestStatus open = request("req-1", RequestState.OPEN, 1).build();
    writer.request("k", open);
    assertThat(writer.request("k", request("req-1", RequestState.MATCHED, 3).build()))
        .isEqualTo(open);

    assertThat(ledger.rows("select sequence, state, open from request"))
        .containsExactly("3 MATCHED 1");
    assertThat(ledger.rows("select sequence, to_sequence, state from request_past"))
        .containsExactly("1 3 OPEN");
    assertThat(writer.requestGone("k")).isNotNull();
    assertThat(ledger.rows("select key from request union all select key from request_past"))
        .isEmpty();
  }
}
