package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.dispatch;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.write.LedgerWriter.Message;
import kizuna.streams.ledger.write.LedgerWriter.Mutation;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch of records with the offsets behind it: whole or not at all, then published. */
class LedgerWriterTest {

  private static final TopicPartition LEDGER = new TopicPartition("dispatch-ledger", 0);

  private final WrittenRows ledger = new WrittenRows();
  private final LedgerView view = new LedgerView(ledger.database, "epoch");
  private final LedgerWriter writer = new LedgerWriter(ledger.database, view);

  LedgerWriterTest() throws IOException, SQLException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private static Message message(long offset, Mutation mutation) {
    return new Message("dispatch-ledger", 0, offset, mutation);
  }

  private void write(long next, Message... messages) throws SQLException {
    writer.write(
        List.of(messages), Map.of(LEDGER, next), (partition, offset) -> Optional.empty(), false);
  }

  private static Mutation proposed(String id) {
    return w -> w.ledger(id, dispatch(id, DispatchState.PROPOSED, 1).build());
  }

  @Test
  void rowsAndOffsetsAreWrittenTogether() throws SQLException {
    write(2, message(0, proposed("req-1-1")), message(1, proposed("req-1-2")));

    assertThat(ledger.rows("select id from dispatch order by id"))
        .containsExactly("req-1-1", "req-1-2");
    assertThat(writer.origin().positions()).containsExactly(Map.entry(LEDGER, 2L));
  }

  @Test
  void aRecordThatCannotBeAppliedIsListedAndTheOthersAreWritten() throws SQLException {
    write(
        3,
        message(0, proposed("req-1-1")),
        message(
            1,
            w -> {
              proposed("req-1-2").apply(w);
              throw new IllegalStateException("expected a number, but none");
            }),
        message(2, proposed("req-1-3")));

    assertThat(ledger.rows("select id from dispatch order by id"))
        .containsExactly("req-1-1", "req-1-3");
    assertThat(ledger.rows("select record_offset from read_error")).containsExactly("1");
    assertThat(ledger.rows("select dispatches from dispatch_total")).containsExactly("2");
    assertThat(writer.origin().positions()).containsExactly(Map.entry(LEDGER, 3L));
  }

  @Test
  void aFaultOfTheDatabaseTakesTheWholeBatchBack() throws SQLException {
    write(1, message(0, proposed("req-1-1")));

    assertThatThrownBy(
            () ->
                write(
                    3,
                    message(1, proposed("req-1-2")),
                    message(
                        2,
                        w -> {
                          throw new SQLException("disk I/O error", null, 10);
                        })))
        .isInstanceOf(SQLException.class);

    assertThat(ledger.rows("select id from dispatch")).containsExactly("req-1-1");
    assertThat(writer.origin().positions()).containsExactly(Map.entry(LEDGER, 1L));
    write(2, message(1, proposed("req-1-2")));
    assertThat(ledger.rows("select dispatches from dispatch_total")).containsExactly("2");
  }

  @Test
  void theTraceOfADecisionIsPublishedBehindWhatItChanged() throws SQLException {
    view.caughtUp();
    long before = view.feed().last();

    write(1, message(0, proposed("req-1-1")), message(0, w -> w.traced("n", "00-4bf9-00f0-01")));

    assertThat(Objects.requireNonNull(view.feed().after(before, 10)))
        .filteredOn(change -> change.kind() == ChangeFeed.Kind.TRACE)
        .singleElement()
        .satisfies(change -> assertThat(change.position()).isGreaterThan(before + 1))
        .satisfies(change -> assertThat(change.isAbout("n")).isTrue())
        .extracting(ChangeFeed.Change::id)
        .isEqualTo("00-4bf9-00f0-01");
  }

  @Test
  void changesArePublishedOnceTheyAreCommittedAndOnlyToAViewThatHasCaughtUp() throws SQLException {
    write(1, message(0, proposed("req-1-1")));
    assertThat(view.feed().last()).isZero();
    view.caughtUp();
    long before = view.feed().last();

    write(
        2,
        message(
            1, w -> w.ledger("req-1-1", dispatch("req-1-1", DispatchState.CONFIRMED, 2).build())));

    assertThat(Objects.requireNonNull(view.feed().after(before, 10)))
        .extracting(ChangeFeed.Change::kind)
        .contains(ChangeFeed.Kind.LEDGER);
    long published = view.feed().last();
    assertThatThrownBy(
            () ->
                write(
                    3,
                    message(2, w -> w.ledgerGone("req-1-1")),
                    message(
                        3,
                        w -> {
                          throw new SQLException("disk I/O error", null, 10);
                        })))
        .isInstanceOf(SQLException.class);
    assertThat(view.feed().last()).isEqualTo(published);
  }

  @Test
  void aFactThatIsWantedIsReadWithTheBatch() throws SQLException {
    writer.write(
        List.of(message(0, w -> w.wanted(NETWORK, 0, 7))),
        Map.of(LEDGER, 1L),
        (partition, offset) -> Optional.of(fact(FactKind.NETWORK_FORMED)),
        false);

    assertThat(writer.hasUnreadFacts()).isFalse();
    assertThat(ledger.rows("select name from network")).containsExactly("東京23区");
  }
}
