package kizuna.schemas.form;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.schemas.AvroLimits;
import kizuna.schemas.JapanTime;
import kizuna.schemas.text.EditDistance;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts records of the contract to JSON and back: dates as 2024-01-03, times with their offset,
 * codes by name. Optional fields may be left out.
 */
public final class AvroJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int LONGEST_SHOWN = 60;

  /** A reader's value for an unknown code. */
  private static final String FOR_READERS_ONLY = "UNKNOWN";

  private static final Instant EARLIEST_TIME = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant LATEST_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

  static {
    AvroLimits.apply();
  }

  private AvroJson() {}

  /** A record as JSON; times in Japan's offset. */
  public static ObjectNode write(SpecificRecordBase record) {
    ObjectNode node = JSON.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null) {
        node.set(field.name(), value(value));
      }
    }
    return node;
  }

  private static JsonNode value(Object value) {
    if (value instanceof SpecificRecordBase record) {
      return write(record);
    } else if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      list.forEach(v -> array.add(value(v)));
      return array;
    } else if (value instanceof Instant time) {
      return JSON.stringNode(
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(JapanTime.ZONE)));
    } else if (value instanceof Integer number) {
      return JSON.numberNode(number);
    } else if (value instanceof Long number) {
      return JSON.numberNode(number);
    } else if (value instanceof Double number) {
      return JSON.numberNode(number);
    } else if (value instanceof Boolean yes) {
      return JSON.booleanNode(yes);
    } else if (value instanceof GenericFixed fixed) {
      return JSON.stringNode(HexFormat.of().formatHex(fixed.bytes()));
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return JSON.stringNode(Base64.getEncoder().encodeToString(copy));
    }
    return JSON.stringNode(value.toString());
  }

  /**
   * A record from JSON. Fields that are left out get the schema's default.
   *
   * @throws FormErrors with everything that is wrong, unknown fields too
   */
  public static <R extends SpecificRecordBase> R read(JsonNode json, Class<R> type)
      throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    Schema schema = SpecificData.get().getSchema(type);
    Object record = record(json, schema, "", errors);
    if (!errors.isEmpty() || record == null) {
      throw new FormErrors(errors);
    }
    return type.cast(record);
  }

  private static @Nullable Object record(
      JsonNode json, Schema schema, String path, List<FormError> errors) {
    if (!json.isObject()) {
      errors.add(
          FormError.of(
              path.isEmpty() ? "the body" : path,
              FormRule.NOT_THE_FORM,
              "an object with fields",
              shown(json)));
      return null;
    }
    for (String name : json.propertyNames()) {
      if (schema.getField(name) == null) {
        errors.add(
            FormError.of(
                at(path, shortened(name)),
                FormRule.UNKNOWN_FIELD,
                "a field of " + schema.getName() + known(schema, name),
                "this unknown one"));
      }
    }
    SpecificRecordBase record = newRecord(schema);
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = json.get(field.name());
      if (value == null || value.isNull()) {
        if (field.hasDefaultValue()) {
          // Avro keeps one object for the default of a field: an addition to that list would be in
          // every record.
          record.put(
              field.pos(),
              SpecificData.get()
                  .deepCopy(field.schema(), SpecificData.get().getDefaultValue(field)));
        } else if (field.schema().getType() == Schema.Type.ARRAY && value == null) {
          record.put(field.pos(), new ArrayList<>());
        } else {
          errors.add(
              FormError.of(
                  at(path, field.name()), FormRule.REQUIRED, described(field.schema()), "nothing"));
        }
      } else {
        Object read = value(value, field.schema(), at(path, field.name()), errors);
        if (read != null) {
          record.put(field.pos(), read);
        }
      }
    }
    return record;
  }

  private static SpecificRecordBase newRecord(Schema schema) {
    return (SpecificRecordBase)
        SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
  }

  private static @Nullable Object value(
      JsonNode json, Schema schema, String path, List<FormError> errors) {
    Schema s = present(schema);
    Optional<Object> value =
        switch (s.getType()) {
          case RECORD -> Optional.ofNullable(record(json, s, path, errors));
          case ARRAY -> Optional.ofNullable(array(json, s, path, errors));
          default -> {
            Optional<Object> scalar = scalar(json, s);
            if (scalar.isEmpty()) {
              String[] codes =
                  s.getType() == Schema.Type.ENUM
                      ? new String[] {String.join(", ", codes(s)), shown(json)}
                      : new String[0];
              errors.add(FormError.of(path, rule(s), described(s), shown(json), (Object[]) codes));
            }
            yield scalar;
          }
        };
    return value.orElse(null);
  }

  private static @Nullable Object array(
      JsonNode json, Schema schema, String path, List<FormError> errors) {
    if (!json.isArray()) {
      errors.add(FormError.of(path, FormRule.NOT_THE_FORM, described(schema), shown(json)));
      return null;
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      Object element = value(json.get(i), schema.getElementType(), path + "[" + i + "]", errors);
      if (element != null) {
        list.add(element);
      }
    }
    return list;
  }

  private static Optional<Object> scalar(JsonNode json, Schema s) {
    LogicalType logical = s.getLogicalType();
    try {
      return switch (s.getType()) {
        case STRING ->
            !json.isString() || !isUnicode(json.asString())
                ? Optional.empty()
                : logical != null && logical.getName().equals("uuid")
                    ? uuid(json.asString())
                    : Optional.of(json.asString());
        case INT ->
            logical != null
                ? (json.isString() ? day(json.asString()) : Optional.empty())
                : (json.isIntegralNumber() && json.canConvertToInt()
                    ? Optional.of(json.asInt())
                    : Optional.empty());
        case LONG ->
            logical != null
                ? (json.isString() ? time(json.asString()) : Optional.empty())
                : (json.isIntegralNumber() && json.canConvertToLong()
                    ? Optional.of(json.asLong())
                    : Optional.empty());
        case DOUBLE -> json.isNumber() ? Optional.of(json.asDouble()) : Optional.empty();
        case BOOLEAN -> json.isBoolean() ? Optional.of(json.asBoolean()) : Optional.empty();
        case ENUM ->
            json.isString() && isCode(s, json.asString())
                ? Optional.of(SpecificData.get().createEnum(json.asString(), s))
                : Optional.empty();
        case FIXED ->
            json.isString() && json.asString().length() == 2 * s.getFixedSize()
                ? Optional.of(
                    SpecificData.get()
                        .createFixed(null, HexFormat.of().parseHex(json.asString()), s))
                : Optional.empty();
        case BYTES ->
            json.isString()
                ? Optional.of(ByteBuffer.wrap(Base64.getDecoder().decode(json.asString())))
                : Optional.empty();
        default -> Optional.empty();
      };
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Refuses a day that Avro cannot hold: Avro would store another day. */
  private static Optional<Object> day(String text) {
    LocalDate day = LocalDate.parse(text);
    return day.toEpochDay() == (int) day.toEpochDay() ? Optional.of(day) : Optional.empty();
  }

  /** Truncates a time to the stored precision, so that it equals the value read back. */
  private static Optional<Object> time(String text) {
    Instant time = OffsetDateTime.parse(text).toInstant();
    return time.isBefore(EARLIEST_TIME) || time.isAfter(LATEST_TIME)
        ? Optional.empty()
        : Optional.of(time.truncatedTo(ChronoUnit.MILLIS));
  }

  /** Refuses half a surrogate pair: it is no character and would be stored as another one. */
  private static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
      }
    }
    return true;
  }

  private static Optional<Object> uuid(String text) {
    UUID uuid = UUID.fromString(text);
    // UUID.fromString also takes short forms, which are another text for the same id.
    return uuid.toString().equalsIgnoreCase(text) ? Optional.of(uuid) : Optional.empty();
  }

  private static Schema present(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    for (Schema type : schema.getTypes()) {
      if (type.getType() != Schema.Type.NULL) {
        return type;
      }
    }
    return schema;
  }

  private static boolean isCode(Schema s, String code) {
    return s.hasEnumSymbol(code) && !code.equals(FOR_READERS_ONLY);
  }

  /** The codes that may be written. */
  private static List<String> codes(Schema s) {
    return s.getEnumSymbols().stream().filter(c -> isCode(s, c)).toList();
  }

  /** The error of a value that cannot be read. */
  private static FormRule rule(Schema s) {
    LogicalType logical = s.getLogicalType();
    if (logical != null) {
      return switch (logical.getName()) {
        case "date" -> FormRule.NOT_A_DAY;
        case "timestamp-millis" -> FormRule.NOT_A_TIME;
        default -> FormRule.NOT_THE_FORM;
      };
    }
    return switch (s.getType()) {
      case STRING -> FormRule.NOT_TEXT;
      case INT, LONG, DOUBLE -> FormRule.NOT_A_NUMBER;
      case ENUM -> FormRule.NOT_OF_LIST;
      default -> FormRule.NOT_THE_FORM;
    };
  }

  private static String described(Schema schema) {
    Schema s = present(schema);
    LogicalType logical = s.getLogicalType();
    if (logical != null) {
      return switch (logical.getName()) {
        case "date" -> "a date like 2024-01-03";
        case "timestamp-millis" -> "a time with its offset like 2024-01-01T16:10:00+09:00";
        case "uuid" -> "a UUID";
        default -> logical.getName();
      };
    }
    return switch (s.getType()) {
      case STRING -> "text";
      case INT, LONG -> "a whole number";
      case DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case ENUM -> codes(s).stream().collect(Collectors.joining(", ", "one of ", ""));
      case ARRAY -> "a list of " + described(s.getElementType()).replaceFirst("^an? ", "");
      case RECORD -> "an object with the fields of " + s.getName();
      case FIXED -> s.getFixedSize() + " bytes in hexadecimal";
      case BYTES -> "bytes in Base64";
      default -> s.getType().getName();
    };
  }

  private static String known(Schema schema, String wrong) {
    return schema.getFields().stream()
        .map(Schema.Field::name)
        .filter(
            name ->
                // Names that differ much in length are not alike; comparing them would take long.
                Math.abs(name.length() - wrong.length()) <= 2
                    && EditDistance.between(
                            name.toLowerCase(java.util.Locale.ROOT),
                            wrong.toLowerCase(java.util.Locale.ROOT))
                        <= 2)
        .findFirst()
        .map(name -> " (did you mean " + name + "?)")
        .orElseGet(
            () ->
                schema.getFields().stream()
                    .map(Schema.Field::name)
                    .collect(Collectors.joining(", ", " (", ")")));
  }

  static String shown(JsonNode json) {
    return shortened(json.toString());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
