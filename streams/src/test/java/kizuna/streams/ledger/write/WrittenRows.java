package kizuna.streams.ledger.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kizuna.codes.CostBearer;
import kizuna.codes.DispatchState;
import kizuna.codes.Documentation;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.AvroLimits;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.ValidBodies;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.ledger.database.Statements;
import tools.jackson.databind.node.ObjectNode;

/** An empty ledger database, records to write into it, and its rows as text. */
final class WrittenRows implements AutoCloseable {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  static final String NETWORK = "tokyo23";
  static final Instant NOW = Instant.parse("2024-01-02T00:00:00Z");
  static final LocalDate DAY = LocalDate.of(2024, 1, 5);

  private final Path folder;
  final LedgerDatabase database;
  final Statements sql;

  WrittenRows() throws IOException {
    folder = Files.createTempDirectory("kizuna-rows");
    database = new SqliteDatabases(folder).create(Namespace.LIVE);
    sql = database.statements();
  }

  /** The rows of a query, a line each, with a blank between columns. */
  List<String> rows(String query) throws SQLException {
    return sql.all(
        query,
        row -> {
          StringBuilder line = new StringBuilder();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            line.append(i == 1 ? "" : " ").append(row.getString(i));
          }
          return line.toString();
        });
  }

  /** A fact of a kind with a valid body. */
  static Fact fact(FactKind kind) {
    return fact(kind, body -> {});
  }

  /** The same with some of its fields changed. */
  static Fact fact(FactKind kind, Consumer<ObjectNode> changed) {
    return fact(kind, Role.SYSTEM, NOW, changed);
  }

  static Fact fact(FactKind kind, Role by, Instant at, Consumer<ObjectNode> changed) {
    ObjectNode body = ValidBodies.of(kind);
    changed.accept(body);
    try {
      return FactForm.envelope(
          UUID.randomUUID(),
          NETWORK,
          at,
          at,
          new Reporter(by, "172049"),
          OperationMode.TEST,
          FactForm.body(kind, body));
    } catch (FormErrors e) {
      throw new IllegalArgumentException(kind + " " + body, e);
    }
  }

  /** A dispatch of four persons for a week. */
  static LedgerEntry.Builder dispatch(String id, DispatchState state, long sequence) {
    return LedgerEntry.newBuilder()
        .setNetworkId(NETWORK)
        .setDispatchId(id)
        .setRequestId("req-1")
        .setOfferId("off-1")
        .setDisasterId("noto-2024")
        .setLender("131041")
        .setReceiver("172049")
        .setTaskType(TaskType.SHELTER_OPERATION)
        .setState(state)
        .setWave(1)
        .setHeadCount(4)
        .setFirstDay(DAY)
        .setLastDay(DAY.plusDays(6))
        .setPlannedLastDay(DAY.plusDays(6))
        .setReleased(false)
        .setAgreementId("tokyo23-wajima")
        .setAgreementVersion(1)
        .setCostBearer(CostBearer.RECEIVER)
        .setProposedAt(NOW)
        .setHoldUntil(NOW)
        .setSequence(sequence)
        .setChangedAt(NOW.plusSeconds(sequence));
  }

  /** A request for ten persons. */
  static RequestStatus.Builder request(String id, RequestState state, long sequence) {
    return RequestStatus.newBuilder()
        .setNetworkId(NETWORK)
        .setRequestId(id)
        .setDisasterId("noto-2024")
        .setReceiver("172049")
        .setDamage("")
        .setTaskType(TaskType.SHELTER_OPERATION)
        .setHeadCount(10)
        .setPlace("輪島市役所")
        .setRoute("")
        .setFirstDay(DAY)
        .setLastDay(DAY)
        .setQualifications(List.of())
        .setPriority(Priority.NORMAL)
        .setTourDays(8)
        .setDocumentation(Documentation.ORAL)
        .setAskedAt(NOW)
        .setAmendedSequence(1)
        .setState(state)
        .setRequestedPersonDays(10)
        .setCoveredPersonDays(4)
        .setOpenPersonDays(6)
        .setOpen(List.of())
        .setSequence(sequence)
        .setChangedAt(NOW.plusSeconds(sequence));
  }

  @Override
  public void close() throws IOException {
    database.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
