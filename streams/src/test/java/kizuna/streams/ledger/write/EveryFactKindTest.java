package kizuna.streams.ledger.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.ValidBodies;
import kizuna.streams.ledger.database.Statements;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of fact that its row in {@link FactKinds} lists is kept by the ledger. */
class EveryFactKindTest {

  static Stream<FactKind> listed() {
    Set<FactKind> listed = FactKinds.where(FactDescriptor::listed);
    assertThat(listed).isNotEmpty();
    return listed.stream();
  }

  @ParameterizedTest
  @MethodSource("listed")
  void isKeptWhereItIsListed(FactKind kind) throws Exception {
    Fact fact =
        FactForm.envelope(
            UUID.randomUUID(),
            "tokyo23",
            Instant.EPOCH,
            Instant.EPOCH,
            new Reporter(Role.SYSTEM, "kizuna"),
            OperationMode.TEST,
            FactForm.body(kind, ValidBodies.of(kind)));

    // The database has no tables: only whether anybody keeps the kind is asked.
    try (Connection empty = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statements sql = new Statements(empty)) {
      Throwable thrown =
          Assertions.catchThrowable(
              () -> new ReferenceWriter(sql, new JoinedDisasters(sql)).accepted(fact));

      assertThat(thrown)
          .as("expected a case for %s in ReferenceWriter.accepted, for FactKinds lists it", kind)
          .isNotInstanceOf(IllegalStateException.class);
    }
  }
}
