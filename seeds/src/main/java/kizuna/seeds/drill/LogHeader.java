package kizuna.seeds.drill;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first line of a log that says everything itself: its networks are formed by facts of its own,
 * so that no reference data is put before it.
 *
 * @param id of the drill that it is
 * @param network of lines that name none
 * @param start the day (JST) from which relative days and times count; empty: there are none
 */
public record LogHeader(
    String id, String titleJa, String titleEn, String network, Optional<LocalDate> start) {

  /** The form of the file. */
  static final int FORMAT = 1;

  /** The field by which a header is told from a fact, and its form. */
  static final String FIELD = "log";

  private static final Set<String> FIELDS =
      Set.of(FIELD, "id", "titleJa", "titleEn", "network", "start");
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LONGEST_TITLE = 200;

  /** As the line is written. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(FIELD, FORMAT);
    json.put("id", id);
    json.put("titleJa", titleJa);
    json.put("titleEn", titleEn);
    json.put("network", network);
    start.ifPresent(day -> json.put("start", day.toString()));
    return json;
  }

  /**
   * Reads the line.
   *
   * @throws IllegalArgumentException saying what was expected, for which field, and what came
   */
  static LogHeader of(ObjectNode json) {
    JsonNode format = json.get(FIELD);
    if (format == null || !format.isIntegralNumber() || format.asLong() != FORMAT) {
      throw wrong(Integer.toString(FORMAT), FIELD, format);
    }
    for (String field : json.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw wrong("one of " + String.join(", ", FIELDS.stream().sorted().toList()), field, null);
      }
    }
    return new LogHeader(
        matching(json, "id", ID, "lower-case letters, digits and hyphens, at most 64"),
        title(json, "titleJa"),
        title(json, "titleEn"),
        matching(json, "network", NETWORK, "the id of a network"),
        day(json.get("start")));
  }

  private static String matching(ObjectNode json, String field, Pattern pattern, String expected) {
    JsonNode value = json.get(field);
    String text = value != null && value.isString() ? TextReader.narrow(value.asString()) : "";
    if (!pattern.matcher(text).matches()) {
      throw wrong(expected, field, value);
    }
    return text;
  }

  private static String title(ObjectNode json, String field) {
    JsonNode value = json.get(field);
    String text = value != null && value.isString() ? TextReader.free(value.asString()) : "";
    if (text.isBlank()
        || text.length() > LONGEST_TITLE
        || TextReader.refused(text).isPresent()
        || TextReader.broken(text).isPresent()) {
      throw wrong("text of at most " + LONGEST_TITLE + " characters", field, value);
    }
    return text;
  }

  private static Optional<LocalDate> day(@Nullable JsonNode value) {
    if (value == null) {
      return Optional.empty();
    }
    Optional<LocalDate> day =
        value.isString() ? TextReader.day(value.asString()) : Optional.empty();
    if (day.isEmpty()) {
      throw wrong("a day like 2024-01-01", "start", value);
    }
    return day;
  }

  private static IllegalArgumentException wrong(
      String expected, String field, @Nullable JsonNode value) {
    return new IllegalArgumentException(
        "expected "
            + expected
            + " for "
            + field
            + ", but "
            + (value == null ? "nothing or another field" : value.toString()));
  }
}
