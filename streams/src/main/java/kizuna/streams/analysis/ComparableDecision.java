package kizuna.streams.analysis;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A decision as path and value, without its position: positions, offsets and hashes differ between
 * two runs if one has an additional fact, and between live and a drill.
 */
final class ComparableDecision {

  private static final Set<String> OF_THE_PLACE =
      Set.of(
          "sequence",
          "duplicateOf",
          "intakeOffset",
          "eventsHash",
          "factHash",
          "previousHash",
          "hash",
          "sealedBooks");

  private ComparableDecision() {}

  static SortedMap<String, String> of(MatchDecision decision, List<DispatchEvent> events) {
    SortedMap<String, String> fields = new TreeMap<>();
    add("", decision, fields);
    for (int i = 0; i < events.size(); i++) {
      add("events[" + number(i) + "].", events.get(i), fields);
    }
    return fields;
  }

  private static void add(
      String path, SpecificRecordBase record, SortedMap<String, String> fields) {
    for (Schema.Field field : record.getSchema().getFields()) {
      if (!OF_THE_PLACE.contains(field.name())) {
        value(path + field.name(), record.get(field.pos()), fields);
      }
    }
  }

  private static void value(
      String path,
      @org.jspecify.annotations.Nullable Object value,
      SortedMap<String, String> fields) {
    if (value instanceof SpecificRecordBase record) {
      add(path + ".", record, fields);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        value(path + "[" + number(i) + "]", list.get(i), fields);
      }
    } else if (value != null && !(value instanceof GenericFixed)) {
      fields.put(path, value.toString());
    }
  }

  /** Keeps the paths in the order of the list. */
  private static String number(int i) {
    return i < 10 ? "0" + i : Integer.toString(i);
  }
}
