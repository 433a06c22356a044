package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import kizuna.codes.FactKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reference data and overrides, as the ledger keeps them. */
class ReferenceWriterTest {

  private final WrittenRows ledger = new WrittenRows();
  private final ReferenceWriter writer =
      new ReferenceWriter(ledger.sql, new JoinedDisasters(ledger.sql));

  ReferenceWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  @Test
  void lendersComeAndGo() throws SQLException {
    writer.accepted(fact(FactKind.NETWORK_FORMED));
    writer.accepted(fact(FactKind.LENDER_JOINED, body -> body.put("lender", "131075")));
    writer.accepted(fact(FactKind.LENDER_LEFT));

    assertThat(ledger.rows("select code from lender order by code"))
        .containsExactly("131059", "131075");
  }

  @Test
  void aNameIsNewOnlyOnce() throws SQLException {
    writer.accepted(fact(FactKind.NETWORK_FORMED));
    assertThat(writer.named(NETWORK, "東京23区")).isFalse();

    writer.accepted(fact(FactKind.NETWORK_TERMS_CHANGED));
    assertThat(ledger.rows("select id, name from network")).containsExactly(NETWORK + " 特別区");
  }

  @Test
  void anAssociationHasTheMembersOfItsLastList() throws SQLException {
    writer.accepted(fact(FactKind.ASSOCIATION_LISTED));
    writer.accepted(
        fact(FactKind.ASSOCIATION_LISTED, body -> body.putArray("members").add("172057")));

    assertThat(ledger.rows("select code from association_member")).containsExactly("172057");
  }

  @Test
  void aDutyDeskWithoutATelephoneIsGone() throws SQLException {
    writer.accepted(fact(FactKind.DUTY_DESK_PUBLISHED));
    assertThat(ledger.rows("select key from duty_desk")).containsExactly(NETWORK + "/172049");

    writer.accepted(
        fact(
            FactKind.DUTY_DESK_PUBLISHED,
            body ->
                body.put("phone", "").put("office", "").remove(List.of("secondPhone", "remark"))));
    assertThat(ledger.rows("select key from duty_desk")).isEmpty();
  }

  @Test
  void anOverrideStandsUntilItIsRevoked() throws SQLException {
    writer.accepted(fact(FactKind.OVERRIDE_MADE));
    assertThat(ledger.rows("select key, request from override_made"))
        .containsExactly(NETWORK + "/ovr-1 req-1");

    writer.accepted(fact(FactKind.OVERRIDE_REVOKED));
    assertThat(ledger.rows("select key from override_made")).isEmpty();
  }

  @Test
  void aFactThatTheLedgerDoesNotListIsAFaultOfTheProgram() {
    assertThatThrownBy(() -> writer.accepted(fact(FactKind.STAFF_DEPARTED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("STAFF_DEPARTED");
  }
}
