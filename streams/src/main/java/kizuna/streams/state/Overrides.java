package kizuna.streams.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Overrides in force, in the order in which they were made. Immutable. */
final class Overrides {

  static final Overrides NONE = new Overrides(Map.of());

  private final Map<String, OverrideDecision> byId;
  private final Map<String, List<OverrideDecision>> byRequest = new HashMap<>();
  private final boolean anyWaives;

  private Overrides(Map<String, OverrideDecision> byId) {
    this.byId = byId;
    this.anyWaives = byId.values().stream().anyMatch(o -> o.kind() == OverrideDecision.Kind.WAIVE);
    byId.values().stream()
        .sorted(Comparator.comparing(OverrideDecision::id))
        .forEach(o -> byRequest.computeIfAbsent(o.requestId(), r -> new ArrayList<>()).add(o));
  }

  Overrides with(OverrideDecision override) {
    Map<String, OverrideDecision> all = new LinkedHashMap<>(byId);
    all.put(override.id(), override);
    return new Overrides(all);
  }

  Overrides without(String id) {
    Map<String, OverrideDecision> left = new LinkedHashMap<>(byId);
    left.remove(id);
    return new Overrides(left);
  }

  Overrides withoutRequest(String requestId) {
    Map<String, OverrideDecision> left = new LinkedHashMap<>(byId);
    left.values().removeIf(o -> o.requestId().equals(requestId));
    return new Overrides(left);
  }

  @Nullable OverrideDecision get(String id) {
    return byId.get(id);
  }

  boolean hasWaivers() {
    return anyWaives;
  }

  /** Those for a request, by id. */
  List<OverrideDecision> of(String requestId) {
    return byRequest.getOrDefault(requestId, List.of());
  }

  /** The class that a request was given last; empty: none. */
  Optional<Priority> lastPriorityOf(String requestId) {
    Priority newest = null;
    for (OverrideDecision o : byId.values()) {
      if (o.kind() == OverrideDecision.Kind.REPRIORITISE && o.requestId().equals(requestId)) {
        newest = o.priority();
      }
    }
    return Optional.ofNullable(newest);
  }
}
