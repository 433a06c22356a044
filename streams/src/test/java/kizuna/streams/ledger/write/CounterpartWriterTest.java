package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who leads and who supports at a receiver, as the ledger keeps it. */
class CounterpartWriterTest {

  private final WrittenRows ledger = new WrittenRows();
  private final CounterpartWriter writer =
      new CounterpartWriter(ledger.sql, new JoinedDisasters(ledger.sql));

  CounterpartWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private void appointed(String disaster, String lender) throws SQLException {
    Fact fact =
        fact(
            FactKind.COUNTERPART_APPOINTED,
            body -> body.put("disasterId", disaster).put("lender", lender));
    writer.appointed(fact, fact.getCounterpartAppointed());
  }

  private List<String> counterparts() throws SQLException {
    return ledger.rows("select disaster, receiver, lender from counterpart order by 1, 2, 3");
  }

  @Test
  void whoHandsOverIsReplacedAndWhoIsRelievedIsGone() throws SQLException {
    appointed("noto-2024", "131041");
    Fact handsOver = fact(FactKind.COUNTERPART_RELIEVED);
    writer.relieved(handsOver, handsOver.getCounterpartRelieved());
    assertThat(counterparts()).containsExactly("noto-2024 172049 131059");

    Fact relieved =
        fact(
            FactKind.COUNTERPART_RELIEVED,
            body -> body.put("lender", "131059").remove("handsOverTo"));
    writer.relieved(relieved, relieved.getCounterpartRelieved());
    assertThat(counterparts()).isEmpty();
  }

  @Test
  void whoWasNeverAppointedHandsNothingOver() throws SQLException {
    Fact relieved = fact(FactKind.COUNTERPART_RELIEVED);
    writer.relieved(relieved, relieved.getCounterpartRelieved());

    assertThat(counterparts()).isEmpty();
  }

  @Test
  void counterpartsOfAJoinedDisasterMoveAndThoseThatAreThereStay() throws SQLException {
    appointed("dis-2", "131041");
    appointed("dis-2", "131059");
    appointed("noto-2024", "131041");
    writer.joined(NETWORK, fact(FactKind.DISASTERS_JOINED).getDisastersJoined());

    assertThat(counterparts())
        .containsExactly("noto-2024 172049 131041", "noto-2024 172049 131059");
    appointed("dis-2", "131075");
    assertThat(counterparts()).contains("noto-2024 172049 131075").hasSize(3);
  }
}
