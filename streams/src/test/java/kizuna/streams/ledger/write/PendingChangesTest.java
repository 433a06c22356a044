package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.dispatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import kizuna.codes.DispatchState;
import kizuna.streams.ledger.database.ChangeChannel;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.LedgerView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a transaction changes is published when it is committed, and never before. */
class PendingChangesTest {

  private final WrittenRows ledger = new WrittenRows();
  private final LedgerView view = new LedgerView(ledger.database, "epoch");
  private final PendingChanges changes = new PendingChanges(view, ledger.database.own());

  PendingChangesTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private List<String> published(long after) {
    return Objects.requireNonNull(view.feed().after(after, 100)).stream()
        .map(change -> change.kind() + " " + change.key())
        .toList();
  }

  @Test
  void rowsAreAppendedAfterTheCommit() throws SQLException {
    view.caughtUp();
    long before = view.feed().last();
    changes.row(ChangeFeed.Kind.OFFER, "n/off-1", null);
    assertThat(published(before)).isEmpty();

    changes.publish(() -> assertThat(published(before)).isEmpty());

    assertThat(published(before)).containsExactly("OFFER n/off-1");
    changes.publish(() -> {});
    assertThat(published(before)).as("each once").hasSize(1);
  }

  @Test
  void aCommitThatFailsPublishesNothing() {
    view.caughtUp();
    long before = view.feed().last();
    changes.row(ChangeFeed.Kind.OFFER, "n/off-1", null);

    assertThatThrownBy(
            () ->
                changes.publish(
                    () -> {
                      throw new SQLException("disk full");
                    }))
        .isInstanceOf(SQLException.class);
    assertThat(published(before)).isEmpty();
  }

  @Test
  void aViewThatCatchesUpIsReadAgainWholeByThoseThatFollow() {
    changes.row(ChangeFeed.Kind.OFFER, "n/off-1", null);

    assertThat(changes.changed()).containsExactly(ChangeChannel.EVERYTHING);
  }

  @Test
  void theFiguresOfAChangedDispatchGoWithIt() throws SQLException {
    ledger.sql.update("insert into network (id, name) values (?, ?)", "tokyo23", "東京23区");
    view.caughtUp();
    long before = view.feed().last();
    changes.figuresOf(dispatch("req-1-1", DispatchState.PROPOSED, 1).build());
    changes.addFigures();
    changes.references();
    assertThat(changes.changed()).contains(ChangeChannel.REFERENCES);

    changes.publish(() -> {});

    assertThat(published(before)).contains("COUNTS tokyo23").anyMatch(c -> c.startsWith("FLOW "));
  }

  @Test
  void whatIsClearedIsNotPublished() throws SQLException {
    view.caughtUp();
    long before = view.feed().last();
    changes.row(ChangeFeed.Kind.OFFER, "n/off-1", null);
    changes.clear();
    changes.publish(() -> {});

    assertThat(published(before)).isEmpty();
  }
}
