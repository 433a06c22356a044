package kizuna.producers.cli;

import kizuna.codes.FactKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code duty-desk}. */
@Command(
    name = "duty-desk",
    description = {
      "Whom to call at a municipality or at the coordinator, day and night (連絡窓口): an office, never a person.",
      "",
      "  ${ROOT-COMMAND-NAME} duty-desk --of wajima --office 防災対策課 --phone 0768-22-2211",
      "  ${ROOT-COMMAND-NAME} duty-desk --network tokyo23 --office 調整担当 --phone 03-5210-9999 --second-phone 03-5210-9998",
      "  ${ROOT-COMMAND-NAME} duty-desk --of wajima --none",
      "",
      "What is said now replaces what was said before; --none takes it away.",
      ""
    })
final class DutyDeskCommand extends ReportCommand {

  @Option(
      names = "--of",
      paramLabel = "PLACE",
      description = "Whose, by code, name or romaji (default: the coordinator of --network).")
  private @Nullable String of;

  @Option(names = "--office", paramLabel = "NAME", description = "Name of the office.")
  private @Nullable String office;

  @Option(names = "--phone", paramLabel = "NUMBER", description = "Its telephone.")
  private @Nullable String phone;

  @Option(names = "--second-phone", paramLabel = "NUMBER", description = "A second telephone.")
  private @Nullable String secondPhone;

  @Option(names = "--remark", paramLabel = "TEXT", description = "What whoever calls must know.")
  private @Nullable String remark;

  @Option(names = "--none", description = "There is no duty desk any more.")
  private boolean none;

  @Override
  int run() {
    if (none != (office == null) || none != (phone == null)) {
      throw usage(CliMessages.of(none ? "dutyDesk.both" : "dutyDesk.incomplete"));
    }
    ObjectNode body = body();
    body.put(
        "body",
        of == null
            ? network()
                .orElseThrow(
                    () -> usage(CliMessages.of("either.neither", "--of", "--network", "duty-desk")))
            : place(of, "--of"));
    body.put("office", office == null ? "" : office);
    body.put("phone", phone == null ? "" : phone);
    if (secondPhone != null) {
      body.put("secondPhone", secondPhone);
    }
    if (remark != null) {
      body.put("remark", remark);
    }
    return report(FactKind.DUTY_DESK_PUBLISHED, body);
  }
}
