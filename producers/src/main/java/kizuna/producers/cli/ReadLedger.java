package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.DispatchState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ledger}. */
@Command(
    name = "ledger",
    description = {
      "The dispatch ledger (派遣台帳): who goes where, from the first promise to the last return.",
      "",
      "  ${ROOT-COMMAND-NAME} ledger --disaster noto-2024",
      "  ${ROOT-COMMAND-NAME} ledger --lender shinjuku --state CONFIRMED,DEPARTED,ON_SITE",
      "  ${ROOT-COMMAND-NAME} ledger --from 2024-01-01 --to 2024-01-31 --csv > ledger.csv",
      ""
    })
final class ReadLedger extends PagedCommand {

  @Option(names = "--disaster", paramLabel = "DISASTER", description = "Only this disaster.")
  private @Nullable String disaster;

  @Option(names = "--request", paramLabel = "REQUEST", description = "Only this request.")
  private @Nullable String request;

  @Option(names = "--receiver", paramLabel = "PLACE", description = "Only this receiver (受援).")
  private @Nullable String receiver;

  @Option(names = "--lender", paramLabel = "WARD", description = "Only this lender (応援).")
  private @Nullable String lender;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      completionCandidates = CodeArguments.DispatchStates.class,
      description = "Only these states, with commas: ${COMPLETION-CANDIDATES}.")
  private List<String> states = List.of();

  @Option(
      names = "--not-reported",
      description = "Only dispatches of which a report is due and has not come (未報告).")
  private boolean notReported;

  @Option(names = "--from", paramLabel = "DAY", description = "Only from this day on (JST).")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "Only up to this day, included.")
  private @Nullable LocalDate to;

  @Option(names = "--csv", description = "Every row as CSV on stdout.")
  private boolean csv;

  ReadLedger() {
    super("/api/ledger");
  }

  @Override
  QueryString asked() {
    return query()
        .with("disaster", disaster)
        .with("request", request)
        .place("receiver", receiver)
        .lender("lender", lender)
        .codes("state", DispatchState.class, states)
        .with("notReported", notReported ? "true" : null)
        .with("from", from)
        .with("to", to);
  }

  @Override
  boolean csv() {
    return csv;
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("dispatch", "dispatchId"),
        field("lender", "lender"),
        field("", "lenderName"),
        field("receiver", "receiver"),
        field("", "receiverName"),
        label("task", "TaskType", "taskType"),
        field(">wave", "wave"),
        field(">people", "headCount"),
        new Column("days", DecisionPrint::period),
        label("state", "DispatchState", "state"),
        label("reportMissing", "MissingReport", "missingReport"));
  }
}
