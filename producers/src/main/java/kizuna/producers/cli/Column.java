package kizuna.producers.cli;

import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A column of a {@link TextTable}.
 *
 * @param head key of its heading, empty for none; a leading {@code >} marks figures, which are
 *     right-aligned
 * @param cell its text for a row of a response
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
