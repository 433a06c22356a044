package kizuna.schemas.text;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times in the layout that logs have, 2024-01-01T16:10:00.25+09:00, with or without a fraction. A
 * formatter takes a sixth of the time in which the lines of a log are read.
 */
final class UsualTime {

  private static final String LAYOUT = "____-__-__T__:__:__";
  private static final int OFFSET_LENGTH = "+09:00".length();
  private static final int MAX_FRACTION_DIGITS = 9;

  private UsualTime() {}

  /** Null: another layout, or no time. */
  static @Nullable OffsetDateTime read(String text) {
    int fraction = LAYOUT.length();
    int offset = text.length() - OFFSET_LENGTH;
    if (offset < fraction || !hasLayout(text) || !hasOffset(text, offset)) {
      return null;
    }
    try {
      return OffsetDateTime.of(
          number(text, 0, 4),
          number(text, 5, 7),
          number(text, 8, 10),
          number(text, 11, 13),
          number(text, 14, 16),
          number(text, 17, 19),
          offset == fraction ? 0 : nanos(text, fraction, offset),
          offset(text, offset));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean hasLayout(String text) {
    for (int i = 0; i < LAYOUT.length(); i++) {
      char expected = LAYOUT.charAt(i);
      if (expected != '_' && text.charAt(i) != expected) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasOffset(String text, int from) {
    char sign = text.charAt(from);
    return (sign == '+' || sign == '-') && text.charAt(from + 3) == ':';
  }

  private static ZoneOffset offset(String text, int from) {
    int sign = text.charAt(from) == '-' ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(
        sign * number(text, from + 1, from + 3), sign * number(text, from + 4, from + 6));
  }

  private static int nanos(String text, int from, int to) {
    int digits = to - from - 1;
    if (text.charAt(from) != '.' || digits < 1 || digits > MAX_FRACTION_DIGITS) {
      throw new DateTimeException("no fraction");
    }
    int nanos = number(text, from + 1, to);
    for (int i = digits; i < MAX_FRACTION_DIGITS; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("no number");
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
