package kizuna.streams.afteraction.document;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import kizuna.schemas.JapanTime;
import kizuna.streams.afteraction.Figure;
import kizuna.streams.afteraction.Measure;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import org.jspecify.annotations.Nullable;

/** The words and number formats of a report in one language. */
record ReportText(MessageCatalog words, PlaceNames names) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(JapanTime.ZONE);

  String say(String key, Object... gaps) {
    return gaps.length == 0 ? words.text("report." + key) : words.sentence("report." + key, gaps);
  }

  String label(Enum<?> code) {
    return words.label(code);
  }

  Locale locale() {
    return words.language().locale();
  }

  boolean isJapanese() {
    return words.language() == Language.JA;
  }

  String body(@Nullable String code) {
    return code == null || code.isEmpty() ? "" : names.municipality(code);
  }

  /** A cell as text. */
  String cell(@Nullable Object value) {
    return value == null
        ? ""
        : value instanceof Instant time
            ? TIME.format(time)
            : value instanceof LocalDate day
                ? day.toString()
                : value instanceof Duration duration
                    ? duration(duration)
                    : value instanceof Number number
                        ? number(number.longValue())
                        : value.toString();
  }

  String number(long number) {
    return NumberFormat.getIntegerInstance(locale()).format(number);
  }

  /** Two units at most: 3 days 4 hours, 2 hours 5 minutes, 7 minutes, 12 seconds. */
  String duration(Duration d) {
    return d.toDays() > 0
        ? say("time.days", d.toDays(), d.toHoursPart())
        : d.toHours() > 0
            ? say("time.hours", d.toHours(), d.toMinutesPart())
            : d.toMinutes() > 0
                ? say("time.minutes", d.toMinutes())
                : say("time.seconds", d.toSeconds());
  }

  String figure(Figure figure, @Nullable Long value) {
    if (value == null) {
      return say("none");
    }
    return switch (figure.unit()) {
      case NUMBER -> number(value);
      case PERCENT -> number(value) + " %";
      case MILLISECONDS -> duration(Duration.ofMillis(value));
    };
  }

  String amount(Measure.Unit unit, long value) {
    return switch (unit) {
      case MINUTES -> duration(Duration.ofMinutes(value));
      case DAYS -> say("unit.days", value);
      case PERSONS -> say("unit.persons", value);
      case PERCENT -> say("unit.points", value);
    };
  }
}
