package kizuna.producers.cli;

import static kizuna.producers.cli.Column.field;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code duty-desks}. */
@Command(
    name = "duty-desks",
    description = {
      "Whom to call (連絡窓口), by body: office and telephones.",
      "",
      "  ${ROOT-COMMAND-NAME} duty-desks",
      ""
    })
final class ReadDutyDesks extends PagedCommand {

  ReadDutyDesks() {
    super("/api/duty-desks");
  }

  @Override
  List<Column> columns() {
    return List.of(
        field("body", "body"),
        field("", "bodyName"),
        field("office", "office"),
        field("phone", "phone"),
        field("", "secondPhone"),
        field("remark", "remark"));
  }
}
