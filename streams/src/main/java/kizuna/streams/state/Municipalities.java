package kizuna.streams.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The listed municipalities and their places. Immutable. */
final class Municipalities {

  static final Municipalities NONE = new Municipalities(Map.of());

  private static final int UNKNOWN_DISTANCE_KM = 99_999;

  private final Map<String, Municipality> byCode;

  private Municipalities(Map<String, Municipality> byCode) {
    this.byCode = byCode;
  }

  Municipalities with(List<Municipality> listed) {
    Map<String, Municipality> all = new HashMap<>(byCode);
    listed.forEach(m -> all.put(m.code(), m));
    return new Municipalities(all);
  }

  boolean contains(String code) {
    return byCode.containsKey(code);
  }

  /** Great-circle distance; 99,999 km if the place of one is not known. */
  int distanceKm(String from, String to) {
    Municipality a = byCode.get(from);
    Municipality b = byCode.get(to);
    return a == null || b == null ? UNKNOWN_DISTANCE_KM : a.distanceKm(b);
  }
}
