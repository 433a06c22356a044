package kizuna.seeds.drill;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.FormText;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first line of a self-contained log: its own facts form its networks, so that no reference
 * data precede it.
 *
 * @param id id of the drill
 * @param network network of lines that name none
 * @param start the day (JST) from which relative days and times count; empty: there are none
 */
public record LogHeader(
    String id, String titleJa, String titleEn, String network, Optional<LocalDate> start) {

  /** The form of the file. */
  static final int FORMAT = 1;

  /** The field that distinguishes a header from a fact, and its form. */
  static final String FIELD = "log";

  private static final Set<String> FIELDS =
      Set.of(FIELD, "id", "titleJa", "titleEn", "network", "start");
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LONGEST_ID = 64;
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
   * @throws FormErrors with everything that is wrong
   */
  static LogHeader of(ObjectNode json) throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    JsonNode format = json.get(FIELD);
    if (format == null || !format.isIntegralNumber() || format.asLong() != FORMAT) {
      errors.add(
          FormError.of(
              FIELD,
              FormRule.SAME_AS,
              Integer.toString(FORMAT),
              came(format),
              FORMAT,
              came(format)));
    }
    for (String field : json.propertyNames()) {
      if (!FIELDS.contains(field)) {
        errors.add(
            FormError.of(
                field,
                FormRule.UNKNOWN_FIELD,
                "one of " + String.join(", ", FIELDS.stream().sorted().toList()),
                "another field"));
      }
    }
    LogHeader header =
        new LogHeader(
            id(json, errors),
            title(json, "titleJa", errors),
            title(json, "titleEn", errors),
            network(json, errors),
            day(json.get("start"), errors));
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    return header;
  }

  private static String id(ObjectNode json, List<FormError> errors) {
    String id = TextReader.narrow(json.path("id").asString(""));
    if (!ID.matcher(id).matches()) {
      errors.add(drillId(came(json.get("id"))));
    }
    return id;
  }

  /** The error of a drill's id that is none. */
  static FormError drillId(String came) {
    return FormError.of(
        "id",
        FormRule.LOWER_CASE_ID,
        "lower-case letters, digits and hyphens, at most " + LONGEST_ID,
        came,
        LONGEST_ID,
        came);
  }

  private static String network(ObjectNode json, List<FormError> errors) {
    String network = TextReader.narrow(json.path("network").asString(""));
    if (!NETWORK.matcher(network).matches()) {
      String came = came(json.get("network"));
      errors.add(FormError.of("network", FormRule.ID, "the id of a network", came, came));
    }
    return network;
  }

  private static String title(ObjectNode json, String field, List<FormError> errors) {
    JsonNode value = json.get(field);
    String text =
        value != null && value.isString()
            ? FormText.text(value.asString(), false, field, errors)
            : "";
    String expected = "text of at most " + LONGEST_TITLE + " characters";
    if (text.isBlank()) {
      errors.add(FormError.of(field, FormRule.REQUIRED, expected, came(value)));
    } else if (text.length() > LONGEST_TITLE) {
      errors.add(
          FormError.of(
              field,
              FormRule.TEXT_TOO_LONG,
              expected,
              Integer.toString(text.length()),
              LONGEST_TITLE,
              text.length()));
    }
    return text;
  }

  private static Optional<LocalDate> day(@Nullable JsonNode value, List<FormError> errors) {
    if (value == null) {
      return Optional.empty();
    }
    Optional<LocalDate> day =
        value.isString() ? TextReader.day(value.asString()) : Optional.empty();
    if (day.isEmpty()) {
      errors.add(FormError.of("start", FormRule.NOT_A_DAY, "a day like 2024-01-01", came(value)));
    }
    return day;
  }

  private static String came(@Nullable JsonNode value) {
    return value == null ? "nothing" : value.toString();
  }
}
