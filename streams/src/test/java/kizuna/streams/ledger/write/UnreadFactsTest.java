package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.FactKind;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.ledger.query.LedgerView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accepted facts whose content is still to be read. */
class UnreadFactsTest {

  private final WrittenRows ledger = new WrittenRows();
  private final UnreadFacts unread = new UnreadFacts(ledger.sql);
  private final LedgerWriter writer =
      new LedgerWriter(ledger.database, new LedgerView(ledger.database, "epoch"));

  UnreadFactsTest() throws IOException, SQLException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void aFactWaitsOnceUntilItIsRead() throws SQLException {
    unread.add(NETWORK, 0, 7);
    unread.add(NETWORK, 0, 7);
    assertThat(unread.hasFacts()).isTrue();

    unread.read((partition, offset) -> Optional.of(fact(FactKind.LENDER_JOINED)), false, writer);

    assertThat(unread.hasFacts()).isFalse();
    assertThat(ledger.rows("select code from lender")).containsExactly("131041");
  }

  @Test
  void whatTheBrokerDoesNotGiveNowWaitsOn() throws SQLException {
    unread.add(NETWORK, 0, 7);
    unread.add(NETWORK, 0, 8);

    unread.read(
        (partition, offset) ->
            offset == 7 ? Optional.of(fact(FactKind.LENDER_JOINED)) : Optional.empty(),
        false,
        writer);

    assertThat(ledger.rows("select intake_offset from unread_fact")).containsExactly("8");
  }

  @Test
  void whatCannotBeReadIsListedAndNoLongerWaits() throws SQLException {
    unread.add(NETWORK, 0, 7);

    unread.read(
        (partition, offset) -> {
          throw new UnreadableRecord(DeadLetterCause.UNKNOWN_SCHEMA_ID, "no schema 12");
        },
        false,
        writer);

    assertThat(unread.hasFacts()).isFalse();
    assertThat(ledger.rows("select topic, record_offset, error from read_error"))
        .containsExactly("intake 7 no schema 12");
  }

  @Test
  void theOldestOfTooManyDenialsIsDropped() throws SQLException {
    for (int offset = 0; offset <= UnreadFacts.DENIALS_WAITING; offset++) {
      unread.addDenial(NETWORK, 0, offset);
    }
    unread.addDenial("quiet", 0, 5_000);

    assertThat(ledger.rows("select min(intake_offset), count(*) from unread_fact"))
        .containsExactly("1 " + (UnreadFacts.DENIALS_WAITING + 1));
    assertThat(unread.hasDenials()).isTrue();
    assertThat(unread.hasFacts()).isFalse();
  }

  @Test
  void whatWasRolledBackDoesNotWait() throws SQLException {
    ledger.sql.connection().commit();
    unread.add(NETWORK, 0, 7);
    ledger.sql.connection().rollback();
    unread.count();

    assertThat(unread.hasFacts()).isFalse();
  }
}
