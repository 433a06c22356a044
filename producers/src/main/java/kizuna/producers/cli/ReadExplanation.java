package kizuna.producers.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code why}. */
@Command(
    name = "why",
    description = {
      "Why a request got what it got: the histogram of reasons first, then lender by lender.",
      "",
      "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d",
      "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d --lang ja",
      "  ${ROOT-COMMAND-NAME} why req-1a2b3c4d --all",
      ""
    })
final class ReadExplanation extends ApiCommand {

  /** Lenders that one answer lists at most. */
  private static final int PAGE = 1_000;

  @Parameters(paramLabel = "REQUEST", description = "Id of the request.")
  private String request;

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description = "As it was decided at this position of the log (default: the last time).")
  private @Nullable Integer sequence;

  @Option(
      names = "--all",
      description =
          "Also each lender that no agreement binds to the receiver: they are counted only.")
  private boolean all;

  @Override
  int run() {
    String path = "/api/requests/" + ApiClient.segment(request) + "/explanation";
    Map<String, String> query = query().with("sequence", sequence).parameters();
    if (json()) {
      ObjectNode found = door().get(path, query);
      if (all) {
        ArrayNode unbound = found.putArray("unbound");
        eachPage(path, page -> page.path("rows").forEach(unbound::add));
      }
      printJson(found);
      return ExitCodes.OK;
    }
    out().println(door().text(path, query, "text/plain").stripTrailing());
    if (all) {
      boolean[] first = {true};
      eachPage(
          path,
          page -> {
            if (first[0] && page.path("total").asInt() > 0) {
              out().println();
              out().println(page.path("sentence").asString());
            }
            first[0] = false;
            page.path("rows")
                .forEach(
                    row ->
                        out()
                            .println(
                                "- "
                                    + row.path("lenderName").asString()
                                    + " ("
                                    + row.path("lender").asString()
                                    + ")"));
          });
    }
    return ExitCodes.OK;
  }

  private void eachPage(String path, java.util.function.Consumer<JsonNode> reader) {
    String after = null;
    do {
      JsonNode page =
          door()
              .get(
                  path + "/lenders",
                  query()
                      .with("sequence", sequence)
                      .with("limit", PAGE)
                      .with("after", after)
                      .parameters());
      reader.accept(page);
      after = page.path("next").isString() ? page.path("next").asString() : null;
    } while (after != null);
  }
}
