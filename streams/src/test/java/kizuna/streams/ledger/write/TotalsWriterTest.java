package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.dispatch;
import static kizuna.streams.ledger.write.WrittenRows.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import kizuna.codes.DispatchState;
import kizuna.codes.RequestState;
import kizuna.states.LedgerEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sums of dispatches and requests, now and at each earlier sequence. */
class TotalsWriterTest {

  private static final LedgerEntry PROPOSED =
      dispatch("req-1-1", DispatchState.PROPOSED, 1).build();
  private static final LedgerEntry CONFIRMED =
      dispatch("req-1-1", DispatchState.CONFIRMED, 2).build();

  private final WrittenRows ledger = new WrittenRows();
  private final TotalsWriter totals = new TotalsWriter(ledger.sql);

  TotalsWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private List<String> dispatches(String table) throws SQLException {
    return ledger.rows(
        "select sequence, dispatches, proposed, confirmed from " + table + " order by sequence");
  }

  @Test
  void sumsFollowEachChangeAndTheEarlierOnesStayWithTheirSequence() throws SQLException {
    totals.dispatch(null, PROPOSED);
    totals.flush();
    totals.dispatch(PROPOSED, CONFIRMED);
    totals.dispatch(null, dispatch("req-1-2", DispatchState.PROPOSED, 2).build());
    totals.flush();

    assertThat(dispatches("dispatch_total")).containsExactly("2 2 4 4");
    assertThat(dispatches("dispatch_total_past")).containsExactly("1 1 4 0");
    assertThat(ledger.rows("select sequence, proposed, confirmed from persons_course order by 1"))
        .containsExactly("1 4 0", "2 4 4");
  }

  @Test
  void whatIsGoneIsTakenOff() throws SQLException {
    totals.dispatch(null, PROPOSED);
    totals.flush();
    totals.dispatch(PROPOSED, null);
    totals.flush();

    assertThat(dispatches("dispatch_total")).containsExactly("1 0 0 0");
  }

  @Test
  void whatIsForgottenIsNotStored() throws SQLException {
    totals.dispatch(null, PROPOSED);
    totals.forget();
    totals.flush();
    assertThat(dispatches("dispatch_total")).isEmpty();

    totals.dispatch(null, CONFIRMED);
    totals.flush();
    assertThat(dispatches("dispatch_total")).containsExactly("2 1 0 4");
  }

  @Test
  void openPersonDaysAreSummedByReceiver() throws SQLException {
    totals.request(null, request("req-1", RequestState.PARTIALLY_MATCHED, 1).build());
    totals.request(null, request("req-2", RequestState.CANCELLED, 2).setOpenPersonDays(0).build());
    totals.request(null, request("req-3", RequestState.OPEN, 3).setReceiver("172057").build());
    totals.flush();

    assertThat(
            ledger.rows(
                "select receiver, requests, open_requests, open from request_total order by 1"))
        .containsExactly("172049 2 1 6", "172057 1 1 6");
    assertThat(ledger.rows("select sequence, open from missing_course order by 1"))
        .containsExactly("1 6", "3 12");
  }
}
