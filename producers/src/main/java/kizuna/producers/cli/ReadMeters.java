package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code meters}. */
@Command(
    name = "meters",
    description = {
      "How far the need is met, by day and task: needed (必要), proposed (提案中), confirmed (派遣決定), on site (活動中), unfilled (不足).",
      "",
      "  ${ROOT-COMMAND-NAME} meters --receiver wajima",
      "  ${ROOT-COMMAND-NAME} meters --task SHELTER_OPERATION --from 2024-01-05 --to 2024-01-12",
      "  ${ROOT-COMMAND-NAME} meters --disaster noto-2024 --csv > meters.csv",
      ""
    })
final class ReadMeters extends PagedCommand {

  @Option(names = "--disaster", paramLabel = "DISASTER", description = "Only this disaster.")
  private @Nullable String disaster;

  @Option(names = "--receiver", paramLabel = "PLACE", description = "Only this receiver (受援).")
  private @Nullable String receiver;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      split = ",",
      completionCandidates = CodeArguments.Tasks.class,
      description = "Only this work, several with commas: ${COMPLETION-CANDIDATES}.")
  private List<String> tasks = List.of();

  @Option(names = "--from", paramLabel = "DAY", description = "Only from this day on (JST).")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "Only up to this day, included.")
  private @Nullable LocalDate to;

  @Option(names = "--csv", description = "As CSV on stdout.")
  private boolean csv;

  ReadMeters() {
    super("/api/meters");
  }

  @Override
  QueryString asked() {
    return query()
        .with("disaster", disaster)
        .place("receiver", receiver)
        .codes("task", TaskType.class, tasks)
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
        field("day", "day"),
        label("task", "TaskType", "taskType"),
        field(">needed", "needed"),
        field(">elsewhere", "coveredElsewhere"),
        field(">proposed", "proposed"),
        field(">confirmed", "confirmed"),
        field(">transit", "inTransit"),
        field(">onSite", "onSite"),
        field(">notReported", "notReported"),
        field(">served", "served"),
        field(">unfilled", "open"),
        field(">neverFilled", "unmet"),
        field(">handover", "handover"));
  }
}
