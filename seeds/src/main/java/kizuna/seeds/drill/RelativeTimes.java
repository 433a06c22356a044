package kizuna.seeds.drill;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.JapanTime;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Days and times of a log counted from the day (JST) of its start: {@code +3} is three days after
 * it, {@code -365} a year before, {@code +3T16:14:00} is 16:14 in Japan on that day. Such a log can
 * be moved to another day by its start alone.
 */
final class RelativeTimes {

  private static final Pattern DAY = Pattern.compile("([+-]\\d{1,7})");
  private static final Pattern TIME =
      Pattern.compile("([+-]\\d{1,7})T(\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?)");
  private static final List<String> OF_THE_LINE = List.of("at", "occurredAt");

  /** Most days, and most times, that are remembered: a log names the same ones often. */
  static final int MAX_REMEMBERED = 4_096;

  private final LocalDate start;

  /** Lines of a log are read by several threads. */
  private final Map<String, String> days = new ConcurrentHashMap<>();

  private final Map<String, String> times = new ConcurrentHashMap<>();

  RelativeTimes(LocalDate start) {
    this.start = start;
  }

  /** Whether a text is such a day or time. */
  static boolean isRelative(String text) {
    return (text.startsWith("+") || text.startsWith("-"))
        && (DAY.matcher(text).matches() || TIME.matcher(text).matches());
  }

  /** Replaces the relative days and times of a line by those of the calendar. */
  void resolve(ObjectNode line, Schema body) {
    change(line, body, true);
  }

  /** Replaces the days and times of a line by relative ones. */
  void relate(ObjectNode line, Schema body) {
    change(line, body, false);
  }

  private void change(ObjectNode line, Schema body, boolean toCalendar) {
    for (String name : OF_THE_LINE) {
      JsonNode value = body.getField(name) == null ? line.get(name) : null;
      if (value != null && value.isString()) {
        set(
            line,
            name,
            toCalendar
                ? remembered(times, value.asString(), this::time)
                : relativeTime(value.asString()));
      }
    }
    record(line, body, toCalendar);
  }

  private void record(ObjectNode object, Schema schema, boolean toCalendar) {
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = object.get(field.name());
      Schema type = present(field.schema());
      if (value instanceof ObjectNode inner && type.getType() == Schema.Type.RECORD) {
        record(inner, type, toCalendar);
      } else if (value instanceof ArrayNode list
          && type.getType() == Schema.Type.ARRAY
          && type.getElementType().getType() == Schema.Type.RECORD) {
        for (JsonNode element : list) {
          if (element instanceof ObjectNode inner) {
            record(inner, type.getElementType(), toCalendar);
          }
        }
      } else if (value != null && value.isString() && type.getLogicalType() != null) {
        set(object, field.name(), changed(type.getLogicalType(), value.asString(), toCalendar));
      }
    }
  }

  private @Nullable String changed(LogicalType type, String text, boolean toCalendar) {
    return switch (type.getName()) {
      case "date" -> toCalendar ? remembered(days, text, this::day) : relativeDay(text);
      case "timestamp-millis" ->
          toCalendar ? remembered(times, text, this::time) : relativeTime(text);
      default -> null;
    };
  }

  private static void set(ObjectNode object, String name, @Nullable String text) {
    if (text != null) {
      object.set(name, JsonNodeFactory.instance.stringNode(text));
    }
  }

  private static @Nullable String remembered(
      Map<String, String> all, String text, Function<String, @Nullable String> reading) {
    String known = all.get(text);
    if (known == null) {
      known = reading.apply(text);
      if (known != null && all.size() < MAX_REMEMBERED) {
        all.put(text, known);
      }
    }
    return known;
  }

  private @Nullable String day(String text) {
    Matcher m = DAY.matcher(text);
    return m.matches() ? start.plusDays(Long.parseLong(m.group(1))).toString() : null;
  }

  private @Nullable String time(String text) {
    Matcher m = TIME.matcher(text);
    if (!m.matches()) {
      return null;
    }
    try {
      LocalTime clock = LocalTime.parse(m.group(2));
      return JapanTime.format(
          start
              .plusDays(Long.parseLong(m.group(1)))
              .atTime(clock)
              .atZone(JapanTime.ZONE)
              .toInstant());
    } catch (DateTimeException e) {
      // The reader of the line names it: no time of the day.
      return null;
    }
  }

  private @Nullable String relativeDay(String text) {
    return String.format(
        Locale.ROOT, "%+d", LocalDate.parse(text).toEpochDay() - start.toEpochDay());
  }

  private @Nullable String relativeTime(String text) {
    Instant at = OffsetDateTime.parse(text).toInstant();
    return String.format(
        Locale.ROOT,
        "%+dT%s",
        JapanTime.dayOf(at).toEpochDay() - start.toEpochDay(),
        at.atZone(JapanTime.ZONE).toLocalTime());
  }

  private static Schema present(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    return schema.getTypes().stream()
        .filter(t -> t.getType() != Schema.Type.NULL)
        .findFirst()
        .orElse(schema);
  }
}
