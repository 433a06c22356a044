package kizuna.schemas.form;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import kizuna.schemas.text.TextReader;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the texts of a report by {@link TextReader} before a fact is made of them: free text, and
 * identifiers (ids, codes, days, times). Codes of lists are not changed.
 */
public final class FormText {

  /**
   * Fields with an identifier, code or telephone number and a name that does not end in Id or Ids.
   */
  private static final Set<String> NAMING =
      Set.of(
          "alsoStruck",
          "answeredBy",
          "askedBodies",
          "associations",
          "body",
          "by",
          "code",
          "codes",
          "confirmedBy",
          "escalatesTo",
          "facts",
          "handsOverTo",
          "into",
          "lender",
          "lenderAssociations",
          "lenders",
          "members",
          "notStruck",
          "objective",
          "origin",
          "ownerBody",
          "phone",
          "receiver",
          "receivers",
          "run",
          "secondPhone",
          "sentBy",
          "struck",
          "testedBy");

  private static final String REFUSED = "?";

  private FormText() {}

  /**
   * Returns the report with its texts as they are stored.
   *
   * @param errors receives the errors, by field
   */
  public static JsonNode read(JsonNode json, Schema schema, List<FormError> errors) {
    return read(json, schema, "", "", errors);
  }

  private static JsonNode read(
      JsonNode json, Schema schema, String path, String name, List<FormError> errors) {
    switch (schema.getType()) {
      case UNION -> {
        for (Schema type : schema.getTypes()) {
          if (type.getType() != Schema.Type.NULL) {
            return read(json, type, path, name, errors);
          }
        }
        return json;
      }
      case RECORD -> {
        return json instanceof ObjectNode object ? record(object, schema, path, errors) : json;
      }
      case ARRAY -> {
        return json instanceof ArrayNode array
            ? array(array, schema.getElementType(), path, name, errors)
            : json;
      }
      case STRING, INT, LONG -> {
        return json.isString() ? string(json, isNaming(schema, name), path, errors) : json;
      }
      default -> {
        return json;
      }
    }
  }

  private static JsonNode string(
      JsonNode json, boolean naming, String path, List<FormError> errors) {
    String typed = json.asString();
    String read = text(typed, naming, path, errors);
    return read.equals(typed) ? json : JsonNodeFactory.instance.stringNode(read);
  }

  /** The same object where every text is kept as typed, which is nearly always so. */
  private static ObjectNode record(
      ObjectNode json, Schema schema, String path, List<FormError> errors) {
    Map<String, JsonNode> changed = new HashMap<>();
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      String name = property.getKey();
      Schema.Field field = schema.getField(name);
      if (field != null) {
        String at = path.isEmpty() ? name : path + "." + name;
        JsonNode read = read(property.getValue(), field.schema(), at, name, errors);
        if (!read.equals(property.getValue())) {
          changed.put(name, read);
        }
      }
    }
    return changed.isEmpty()
        ? json
        : JsonNodeFactory.instance.objectNode().setAll(json).setAll(changed);
  }

  private static ArrayNode array(
      ArrayNode json, Schema elements, String path, String name, List<FormError> errors) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode(json.size());
    boolean changed = false;
    for (int i = 0; i < json.size(); i++) {
      JsonNode read = read(json.get(i), elements, path + "[" + i + "]", name, errors);
      changed |= !read.equals(json.get(i));
      all.add(read);
    }
    return changed ? all : json;
  }

  /** Days, times and UUIDs count as identifiers; a whole number is no text. */
  private static boolean isNaming(Schema schema, String name) {
    return schema.getLogicalType() != null
        || name.endsWith("Id")
        || name.endsWith("Ids")
        || NAMING.contains(name);
  }

  /**
   * Returns the text as it is stored. A refused text is replaced, so that it is refused once.
   *
   * @param naming whether it is an identifier or a code
   * @param errors receives the error
   */
  public static String text(String typed, boolean naming, String path, List<FormError> errors) {
    OptionalInt broken = TextReader.broken(typed);
    if (broken.isPresent()) {
      String what = TextReader.named(broken.getAsInt());
      errors.add(
          new FormError(
              path,
              FormRule.TEXT_BROKEN,
              List.of(what),
              "whole characters of UTF-8",
              what + ": what stood there was lost on the way"));
      return REFUSED;
    }
    if (naming) {
      return TextReader.narrow(typed);
    }
    String text = TextReader.free(typed);
    OptionalInt refused = TextReader.refused(text);
    refused.ifPresent(character -> errors.add(controls(path, character)));
    return refused.isPresent() ? REFUSED : text;
  }

  static FormError controls(String path, int character) {
    String what = TextReader.named(character);
    return new FormError(
        path, FormRule.TEXT_CONTROLS, List.of(what), "text without control characters", what);
  }
}
