package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code lesson}. */
@Command(
    name = "lesson",
    description = {
      "A lesson (教訓): what is to be done better, by whom and until when.",
      "",
      "  ${ROOT-COMMAND-NAME} lesson 集合場所を要請時に書く --from noto-2024-1 --task SHELTER_OPERATION \\",
      "      --owner wajima --office 防災対策課 --due 2026-03-31 --tested-by noto-2024",
      "",
      "It is shown where that agreement, body or work is used, until a drill closes it.",
      ""
    })
final class LessonCommand extends ReportCommand {

  @Parameters(paramLabel = "TEXT", description = "What is to be done better; no personal data.")
  private String text = "";

  @Option(
      names = "--from",
      paramLabel = "RUN",
      required = true,
      description = "Id of the drill's run or of the disaster that it comes from.")
  private String from = "";

  @Option(
      names = "--facts",
      paramLabel = "FACT",
      split = ",",
      description = "Facts that it comes from, as network and number of the log; with commas.")
  private List<String> facts = List.of();

  @Option(names = "--agreement", paramLabel = "AGREEMENT", description = "It concerns this one.")
  private @Nullable String agreement;

  @Option(names = "--about", paramLabel = "PLACE", description = "It concerns this body.")
  private @Nullable String about;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      completionCandidates = CodeArguments.Tasks.class,
      description = "It concerns this work: ${COMPLETION-CANDIDATES}.")
  private @Nullable String task;

  @Option(
      names = "--owner",
      paramLabel = "PLACE",
      description = "Whose task it is (default: the coordinator of --network).")
  private @Nullable String owner;

  @Option(
      names = "--office",
      paramLabel = "NAME",
      required = true,
      description = "Office of the owner, never a person.")
  private String office = "";

  @Option(
      names = "--due",
      paramLabel = "DAY",
      required = true,
      description = "Day (JST) until which it is to be done.")
  private @Nullable LocalDate due;

  @Option(
      names = "--tested-by",
      paramLabel = "DRILL",
      description = "Id of the drill that tests it again.")
  private @Nullable String testedBy;

  @Override
  int run() {
    if (agreement == null && about == null && task == null) {
      throw usage(
          CliMessages.of(
              "anyOf.none",
              String.join(", ", List.of("--agreement", "--about", "--task")),
              "lesson"));
    }
    ObjectNode body = body();
    body.put("text", text).put("origin", from).put("ownerOffice", office);
    body.put("dueOn", String.valueOf(due));
    ArrayNode shown = body.putArray("facts");
    facts.forEach(shown::add);
    body.put(
        "ownerBody",
        owner == null
            ? network()
                .orElseThrow(
                    () -> usage(CliMessages.of("either.neither", "--owner", "--network", "lesson")))
            : place(owner, "--owner"));
    if (agreement != null) {
      body.put("agreementId", agreement);
    }
    if (about != null) {
      body.put("body", place(about, "--about"));
    }
    if (task != null) {
      body.put("taskType", code(TaskType.class, task, "--task"));
    }
    if (testedBy != null) {
      body.put("testedBy", testedBy);
    }
    return report(FactKind.LESSON_RECORDED, body);
  }
}
