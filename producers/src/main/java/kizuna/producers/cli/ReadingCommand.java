package kizuna.producers.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/**
 * Common part of every query with rows as its result: a table for people, JSON or CSV for programs.
 * Queries are read-only.
 */
@Command
abstract class ReadingCommand extends ApiCommand {

  private final String path;

  /**
   * @param path under which the rows are; with {@code .csv}, where CSV is offered
   */
  ReadingCommand(String path) {
    this.path = path;
  }

  /** The parameters that select rows; by default only the network. */
  QueryString asked() {
    return query();
  }

  /** The columns of the printed table. */
  abstract List<Column> columns();

  /** Whether the user requested CSV. */
  boolean csv() {
    return false;
  }

  @Override
  final int run() {
    if (csv() && json()) {
      throw usage(CliMessages.of("rows.csvAndJson"));
    }
    Map<String, String> query = asked().parameters();
    if (csv()) {
      out().print(door().text(path + ".csv", query, "text/csv"));
      return ExitCodes.OK;
    }
    ObjectNode answer = read(path, query);
    if (json()) {
      printJson(answer);
    } else {
      show(answer);
    }
    return ExitCodes.OK;
  }

  ObjectNode read(String path, Map<String, String> query) {
    return door().get(path, query);
  }

  void show(ObjectNode answer) {
    TextTable table = new TextTable(columns(), answer.path("rows"), language());
    mode(answer);
    if (table.isEmpty()) {
      out().println(say("rows.none"));
    } else {
      table.print(out());
    }
  }

  /** A code, as people call it. */
  final Column label(String head, String list, String field) {
    return new Column(head, row -> labels().of(list, text(row, field)));
  }

  /** Whether something is so. */
  final Column flag(String head, String field) {
    return new Column(head, row -> say(row.path(field).asBoolean() ? "flag.true" : "flag.false"));
  }
}
