package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lessons}. */
@Command(
    name = "lessons",
    description = {
      "Lessons (教訓) with their owners and dates.",
      "",
      "  ${ROOT-COMMAND-NAME} lessons --open",
      "  ${ROOT-COMMAND-NAME} lessons --of wajima",
      ""
    })
final class ReadLessons extends PagedCommand {

  @Option(names = "--of", paramLabel = "PLACE", description = "Only those that concern this body.")
  private @Nullable String of;

  @Option(names = "--open", description = "Only those that are open.")
  private boolean open;

  ReadLessons() {
    super("/api/lessons");
  }

  @Override
  QueryString asked() {
    return query().place("party", of).with("open", open ? "true" : null);
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("lesson", "lessonId"),
        field("due", "dueOn"),
        field("owner", "ownerName"),
        field("", "ownerOffice"),
        field("agreement", "agreementId"),
        field("about", "bodyName"),
        field("task", "taskLabel"),
        flag("open", "open"),
        field("text", "text"));
  }
}
