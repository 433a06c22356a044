package kizuna.producers.cli;

import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A column of a {@link TextTable}.
 *
 * @param head key of what stands above it, empty for nothing; if it begins with {@code >}, there
 *     are figures under it, which stand right
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

  String title(Locale language) {
    String key = hasFigures() ? head.substring(RIGHT.length()) : head;
    return key.isEmpty() ? "" : CliMessages.of("column." + key).in(language);
  }
}
