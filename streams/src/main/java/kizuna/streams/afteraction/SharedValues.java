package kizuna.streams.afteraction;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps one object for equal codes and days: each record contains its own, and a large run would
 * hold each of them a hundred thousand times.
 */
final class SharedValues {

  /** Most of each; further ones are not shared. */
  private static final int MOST = 100_000;

  private final Map<String, String> texts = new HashMap<>();
  private final Map<LocalDate, LocalDate> days = new HashMap<>();

  String text(String text) {
    return one(texts, text);
  }

  LocalDate day(LocalDate day) {
    return one(days, day);
  }

  private static <V> V one(Map<V, V> known, V value) {
    V first = known.get(value);
    if (first != null) {
      return first;
    }
    if (known.size() < MOST) {
      known.put(value, value);
    }
    return value;
  }
}
