package kizuna.producers.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A read command with paged output. */
@Command
abstract class PagedCommand extends ReadingCommand {

  private static final int LONGEST_PAGE = 1_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most rows (default: ${DEFAULT-VALUE}).",
      order = 70)
  private int limit;

  @Option(names = "--all", description = "Every row.", order = 71)
  private boolean all;

  PagedCommand(String path) {
    super(path);
  }

  /** Reads as many pages as needed for the requested rows and joins them in one answer. */
  @Override
  ObjectNode read(String path, Map<String, String> asked) {
    int most = all ? Integer.MAX_VALUE : limit;
    if (most < 1) {
      throw usage(CliMessages.of("rows.limit", limit));
    }
    Map<String, String> query = new LinkedHashMap<>(asked);
    query.put("limit", Integer.toString(Math.min(most, LONGEST_PAGE)));
    ObjectNode first = door().get(path, query);
    ArrayNode rows = first.withArray("rows");
    JsonNode next = first.path("next");
    while (next.isString() && rows.size() < most) {
      query.put("after", next.asString());
      query.put("limit", Integer.toString(Math.min(most - rows.size(), LONGEST_PAGE)));
      ObjectNode page = door().get(path, query);
      page.path("rows").forEach(rows::add);
      next = page.path("next");
    }
    if (next.isString()) {
      first.set("next", next);
    } else {
      first.remove("next");
    }
    return first;
  }

  @Override
  final void show(ObjectNode answer) {
    super.show(answer);
    int total = answer.path("total").asInt(0);
    int shown = answer.path("rows").size();
    if (shown > 0 && total > shown) {
      err().println(say("rows.shown", shown, total));
    }
  }
}
