package kizuna.seeds.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.LineError;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of a log, read by itself, so that several threads can read lines. {@link DrillLog}
 * reports errors that depend on other lines.
 *
 * @param number from 1
 * @param fact null: the line has errors
 * @param at the time as written; null: none
 * @param earlier whether the line is marked as earlier than the line above
 * @param idGiven whether it contains its event id
 * @param errors its errors
 */
record LogLine(
    int number,
    @Nullable Fact fact,
    @Nullable JsonNode at,
    boolean earlier,
    boolean idGiven,
    List<LineError> errors) {

  static final int LONGEST = 100_000;
  private static final int LONGEST_SHOWN = 60;
  private static final String EARLIER = "earlier";
  private static final UUID UNUSED_ID = new UUID(0, 0);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The time as it was written, for messages. */
  String time() {
    return shown(at);
  }

  /** Whether there is nothing to read. */
  static boolean isComment(String content) {
    return content.isEmpty() || content.startsWith("//");
  }

  /** The header that a line is; empty: it is none. */
  static Optional<ObjectNode> header(String content) {
    if (content.length() > LONGEST || !content.contains("\"" + LogHeader.FIELD + "\"")) {
      return Optional.empty();
    }
    try {
      return JSON.readTree(content) instanceof ObjectNode object && object.has(LogHeader.FIELD)
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** State shared by the lines of a log. */
  record Reader(
      String drillId, String network, boolean formsNetworks, @Nullable RelativeTimes times) {

    /**
     * @param content stripped
     */
    LogLine read(int number, String content) {
      return new Reading(this, number).line(content);
    }
  }

  private static final class Reading {
    private final Reader log;
    private final int number;
    private final List<LineError> errors = new ArrayList<>();
    private @Nullable JsonNode at;
    private boolean earlier;
    private boolean idGiven;

    Reading(Reader log, int number) {
      this.log = log;
      this.number = number;
    }

    LogLine line(String content) {
      return new LogLine(number, fact(content), at, earlier, idGiven, errors);
    }

    private @Nullable Fact fact(String content) {
      if (content.length() > LONGEST) {
        wrong(
            FormError.of(
                "the line",
                FormRule.TEXT_TOO_LONG,
                "at most " + LONGEST + " characters",
                "" + content.length(),
                LONGEST,
                content.length()));
        return null;
      }
      try {
        JsonNode parsed = JSON.readTree(content);
        if (parsed instanceof ObjectNode object) {
          return fact(object);
        }
        notAnObject(shown(parsed));
      } catch (JacksonException e) {
        wrong(
            FormError.of("the line", FormRule.NOT_JSON, "one JSON object", message(e), message(e)));
      }
      return null;
    }

    private @Nullable Fact fact(ObjectNode object) {
      at = object.has("at") ? object.get("at") : object.get("occurredAt");
      try {
        FactKind kind = FactReader.takeKind(object);
        if (kind == FactKind.NETWORK_FORMED && !log.formsNetworks) {
          wrong(
              FormError.of(
                  "fact",
                  FormRule.ALREADY_FORMED,
                  "a fact about the drill's networks",
                  "they are formed already"));
          return null;
        }
        Schema body = FactForm.schema(kind);
        mark(object, body);
        if (log.times != null) {
          log.times.resolve(object, body);
        } else if (object.path("at").isString()
            && RelativeTimes.isRelative(object.path("at").asString())) {
          wrong(
              FormError.of(
                  "at",
                  FormRule.START_NEEDED,
                  "a start in the first line of a log with relative times",
                  shown(at),
                  shown(at)));
          return null;
        }
        FactReader.Reading reading =
            FactReader.read(kind, object, defaults(defaultId(object), recordedAt(object)));
        idGiven = reading.choseEventId();
        return errors.isEmpty() ? reading.fact() : null;
      } catch (FormErrors e) {
        e.errors().forEach(this::wrong);
        return null;
      }
    }

    private void mark(ObjectNode object, Schema body) {
      JsonNode mark = body.getField(EARLIER) == null ? object.remove(EARLIER) : null;
      if (mark != null && !mark.isBoolean()) {
        wrong(
            FormError.of(
                EARLIER, FormRule.TRUE_OR_FALSE, "true or nothing", shown(mark), shown(mark)));
      }
      earlier = mark != null && mark.asBoolean(false);
    }

    /** With both times, {@code at} is the time of recording; with one, they are the same. */
    private @Nullable Instant recordedAt(ObjectNode object) {
      if (!object.hasNonNull("at") || !object.hasNonNull("occurredAt")) {
        return null;
      }
      JsonNode recorded = object.remove("at");
      Optional<OffsetDateTime> read =
          recorded.isString() ? TextReader.time(recorded.asString()) : Optional.empty();
      if (read.isEmpty()) {
        wrong(
            FormError.of(
                "at",
                FormRule.NOT_A_TIME,
                "a time with its offset like 2024-01-01T16:10:00+09:00",
                shown(recorded)));
      }
      return read.map(OffsetDateTime::toInstant).orElse(Instant.EPOCH);
    }

    /** The event id of a line without one; of the others, which are nearly all, it is not used. */
    private UUID defaultId(ObjectNode object) {
      return object.hasNonNull("eventId")
          ? UNUSED_ID
          : UUID.nameUUIDFromBytes(
              ("kizuna/drill/" + log.drillId + "/line/" + number).getBytes(StandardCharsets.UTF_8));
    }

    /** The drill's own clock: each line gives its time. */
    private FactReader.Defaults defaults(UUID eventId, @Nullable Instant recordedAt) {
      return new FactReader.Defaults(
          log.network, eventId, recordedAt, OperationMode.EXERCISE, Optional.empty());
    }

    private void notAnObject(String came) {
      wrong(FormError.of("the line", FormRule.NOT_AN_OBJECT, "one JSON object", came, came));
    }

    private void wrong(FormError error) {
      errors.add(new LineError(number, error));
    }
  }

  private static String message(JacksonException e) {
    return JsonFault.of(e)
        + (e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr());
  }

  private static String shown(@Nullable JsonNode node) {
    if (node == null) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
