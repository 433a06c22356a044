package kizuna.producers.cli;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A column of a {@link TextTable}.
 *
 * @param head what stands above it; if that begins with {@code >}, there are figures under it,
 *     which stand right
 * @param cell what it shows of a row of an answer
 */
record Column(String head, Function<JsonNode, String> cell) {

  private static final String RIGHT = ">";

  /** A field of the row as it came. */
  static Column field(String head, String field) {
    return new Column(head, row -> ApiCommand.text(row, field));
  }

  boolean hasFigures() {
    return head.startsWith(RIGHT);
  }

  String title() {
    return hasFigures() ? head.substring(RIGHT.length()) : head;
  }
}
