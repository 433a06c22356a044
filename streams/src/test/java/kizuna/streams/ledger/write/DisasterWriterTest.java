package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.NOW;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.query.ReferenceCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a disaster is after each fact about it. */
class DisasterWriterTest {

  private static final String NOTO = NETWORK + "/noto-2024";

  private final WrittenRows ledger = new WrittenRows();
  private final DisasterWriter writer =
      new DisasterWriter(
          ledger.sql, new MilestoneWriter(ledger.sql), new JoinedDisasters(ledger.sql));

  DisasterWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private DisasterEntry disaster(String key) {
    return Objects.requireNonNull(ReferenceCache.load(ledger.database.own()).disaster(key));
  }

  private static void struck(ObjectNode body, String... codes) {
    var list = body.putArray("struck");
    for (String code : codes) {
      list.add(code);
    }
  }

  private static Fact declared(String id, String... struck) {
    return fact(
        FactKind.DISASTER_DECLARED,
        body -> {
          body.put("disasterId", id);
          struck(body, struck);
        });
  }

  @Test
  void aSecondDeclarationWidensTheFirst() throws SQLException {
    assertThat(writer.declared(declared("noto-2024", "172049"))).isEqualTo(NOTO);
    writer.declared(declared("noto-2024", "172057", "172049"));

    assertThat(disaster(NOTO).declared().getStruck()).containsExactly("172049", "172057");
  }

  @Test
  void anEndHoldsUntilTheDisasterIsReopened() throws SQLException {
    writer.declared(declared("noto-2024", "172049"));
    // 23:30 UTC is the next day in Japan.
    Fact end =
        fact(
            FactKind.DISASTER_ENDED,
            Role.COORDINATOR,
            Instant.parse("2024-02-01T23:30:00Z"),
            body -> {});
    assertThat(writer.changed(end)).isEqualTo(NOTO);
    assertThat(disaster(NOTO).endedOn()).isEqualTo(LocalDate.of(2024, 2, 2));

    writer.changed(fact(FactKind.DISASTER_REOPENED));
    assertThat(disaster(NOTO).endedOn()).isNull();
  }

  @Test
  void onlyAnotherNetworkReopensByDeclaringAgain() throws SQLException {
    writer.declared(declared("noto-2024", "172049"));
    writer.changed(fact(FactKind.DISASTER_ENDED));
    writer.declared(fact(FactKind.DISASTER_DECLARED, Role.DESK, NOW, body -> {}));
    assertThat(disaster(NOTO).endedOn()).isNotNull();

    writer.declared(fact(FactKind.DISASTER_DECLARED, Role.SYSTEM, NOW, body -> {}));
    assertThat(disaster(NOTO).endedOn()).isNull();
  }

  @Test
  void aCorrectionChangesWhatItNamesAndNothingElse() throws SQLException {
    writer.declared(declared("noto-2024", "172049", "131041"));
    writer.changed(fact(FactKind.DISASTER_CORRECTED, body -> body.remove("struckAt")));

    var corrected = disaster(NOTO).declared();
    assertThat(corrected.getName()).isEqualTo("能登半島地震");
    assertThat(corrected.getHazard()).isEqualTo(HazardType.TSUNAMI);
    assertThat(corrected.getStruck()).containsExactly("172049", "172057");
    assertThat(corrected.getStruckAt()).isEqualTo(Instant.parse("2024-01-01T07:10:00Z"));
  }

  @Test
  void whatIsNotKnownIsNotChanged() throws SQLException {
    assertThat(writer.changed(fact(FactKind.DISASTER_ENDED))).isNull();
    assertThat(writer.joined(fact(FactKind.DISASTERS_JOINED))).isNull();
    assertThat(ledger.rows("select key from declaration")).isEmpty();
  }

  @Test
  void aJoinedDisasterIsFoundUnderTheOther() throws SQLException {
    writer.declared(declared("noto-2024", "172049"));
    writer.declared(declared("dis-2", "172057"));

    assertThat(writer.joined(fact(FactKind.DISASTERS_JOINED)))
        .isEqualTo(new DisasterWriter.Joined(NETWORK + "/dis-2", NOTO));
    assertThat(disaster(NOTO).declared().getStruck()).containsExactly("172049", "172057");
    assertThat(writer.declared(declared("dis-2", "172022"))).isEqualTo(NOTO);
    assertThat(disaster(NOTO).declared().getStruck()).contains("172022");
    assertThat(writer.joined(fact(FactKind.DISASTERS_JOINED))).as("again").isNull();
  }
}
