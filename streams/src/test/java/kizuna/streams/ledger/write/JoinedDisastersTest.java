package kizuna.streams.ledger.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import kizuna.streams.ledger.write.JoinedDisasters.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Under which key a disaster goes on. */
class JoinedDisastersTest {

  private final WrittenRows ledger = new WrittenRows();
  private final JoinedDisasters joins = new JoinedDisasters(ledger.sql);

  JoinedDisastersTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void everyFormerKeyLeadsToTheLastOne() throws SQLException {
    joins.join(Source.INTAKE, "n/a", "n/b");
    joins.join(Source.INTAKE, "n/b", "n/c");

    assertThat(joins.goesOnAs(Source.INTAKE, "n/a")).isEqualTo("n/c");
    assertThat(joins.goesOnAs(Source.INTAKE, "n/b")).isEqualTo("n/c");
    assertThat(joins.goesOnAs(Source.INTAKE, "n/c")).isEqualTo("n/c");
  }

  @Test
  void aJoinHoldsForTheTopicThatReportedIt() throws SQLException {
    joins.join(Source.INTAKE, "n/a", "n/b");

    assertThat(joins.goesOnAs(Source.DISASTERS, "n/a")).isEqualTo("n/a");
  }
}
