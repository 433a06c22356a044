package kizuna.producers.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code why}. */
@Command(
    name = "why",
    description = {
      "Why a request got what it got: the histogram of reasons first, then lender by lender.",
      "",
      "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d",
      "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d --lang ja",
      ""
    })
final class ReadExplanation extends DoorCommand {

  @Parameters(paramLabel = "REQUEST", description = "Id of the request.")
  private String request;

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description = "As it was decided at this position of the log (default: the last time).")
  private @Nullable Integer sequence;

  @Override
  int run() {
    String path = "/api/requests/" + Door.segment(request) + "/explanation";
    Map<String, String> query = query().with("sequence", sequence).parameters();
    if (json()) {
      printJson(door().get(path, query));
    } else {
      out().println(door().text(path, query, "text/plain").stripTrailing());
    }
    return ExitCodes.OK;
  }
}
