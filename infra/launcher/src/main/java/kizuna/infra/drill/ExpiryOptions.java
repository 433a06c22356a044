package kizuna.infra.drill;

import kizuna.infra.host.UserError;
import kizuna.streams.drills.DrillExpiry;
import picocli.CommandLine.Option;

/** Option of a command: after how many days a run expires. */
final class ExpiryOptions {

  @Option(
      names = "--expire-after",
      paramLabel = "DAYS",
      defaultValue = "${env:KIZUNA_DRILL_DAYS:-" + DrillExpiry.USUAL_DAYS + "}",
      description =
          "days after which a run that nobody keeps expires (default: ${DEFAULT-VALUE}; or environment KIZUNA_DRILL_DAYS)")
  private int days = DrillExpiry.USUAL_DAYS;

  int days() {
    if (days < 1 || days > DrillExpiry.MAX_DAYS) {
      throw new UserError(DrillCommand.words().of("days", days, DrillExpiry.MAX_DAYS));
    }
    return days;
  }
}
