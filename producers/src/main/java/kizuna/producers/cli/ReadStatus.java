package kizuna.producers.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}. */
@Command(
    name = "status",
    description = {
      "Whether Kizuna is ready, part by part. Exit code 0 only if all of it is.",
      "",
      "  ${ROOT-COMMAND-NAME} status",
      ""
    })
final class ReadStatus extends DoorCommand {

  @Override
  int run() {
    ObjectNode health = door().anyAnswer("/actuator/health");
    String status = text(health, "status");
    if (json()) {
      printJson(health);
    } else {
      out().println(status);
      for (Map.Entry<String, JsonNode> part : health.path("components").properties()) {
        out().println("  " + part.getKey() + ": " + text(part.getValue(), "status"));
      }
    }
    return status.equals("UP") ? ExitCodes.OK : ExitCodes.REFUSED;
  }
}
