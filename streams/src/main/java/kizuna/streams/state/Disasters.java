package kizuna.streams.state;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The declared disasters, and the remaining id of each after a join. Immutable. */
final class Disasters {

  static final Disasters NONE = new Disasters(Map.of(), Map.of());

  private final Map<String, Disaster> byId;

  /** The id of the remaining disaster, by its former id. */
  private final Map<String, String> joined;

  private final Set<String> struck = new HashSet<>();

  private Disasters(Map<String, Disaster> byId, Map<String, String> joined) {
    this.byId = byId;
    this.joined = joined;
    byId.values().stream().filter(d -> !d.ended()).forEach(d -> struck.addAll(d.struck()));
  }

  private Disasters with(Disaster disaster) {
    Map<String, Disaster> all = new LinkedHashMap<>(byId);
    all.put(disaster.id(), disaster);
    return new Disasters(all, joined);
  }

  /** A second declaration only adds municipalities: a mistake is corrected by its own fact. */
  Disasters declared(Fact.DisasterDeclared fact) {
    Disaster declared = fact.disaster();
    Disaster before = get(declared.id());
    return with(
        before == null
            ? declared
            : before
                .striking(union(declared.struck(), before.struck()))
                .endedOn(fact.passedOn() ? null : before.endedOn()));
  }

  Disasters corrected(Fact.DisasterCorrected fact) {
    return changed(
        fact.disasterId(),
        d -> {
          Set<String> struckThen = union(d.struck(), fact.alsoStruck());
          struckThen.removeAll(fact.notStruck());
          return new Disaster(
              d.id(),
              fact.name() == null ? d.name() : fact.name(),
              fact.hazard() == null ? d.hazard() : fact.hazard(),
              struckThen,
              fact.struckAt() == null ? d.struckAt() : fact.struckAt(),
              d.declaredBy(),
              d.endedOn());
        });
  }

  /** With a disaster changed; itself if there is no such disaster. */
  Disasters changed(String id, UnaryOperator<Disaster> change) {
    Disaster disaster = get(id);
    return disaster == null ? this : with(change.apply(disaster));
  }

  /** Joins one disaster into another; itself if one of them does not exist. */
  Disasters joined(String id, String into) {
    Disaster ends = byId.get(id);
    Disaster goesOn = byId.get(into);
    if (ends == null || goesOn == null) {
      return this;
    }
    Map<String, Disaster> left = new LinkedHashMap<>(byId);
    left.remove(id);
    left.put(into, goesOn.striking(union(goesOn.struck(), ends.struck())));
    Map<String, String> ids = new LinkedHashMap<>(joined);
    ids.replaceAll((former, now) -> now.equals(id) ? into : now);
    ids.put(id, into);
    return new Disasters(left, ids);
  }

  /** Without a disaster and its former ids. */
  Disasters without(String id) {
    Map<String, Disaster> left = new LinkedHashMap<>(byId);
    left.remove(id);
    Map<String, String> ids = new LinkedHashMap<>(joined);
    ids.values().removeIf(id::equals);
    return new Disasters(left, ids);
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /** The disaster of an id, also of a former one. */
  @Nullable Disaster get(String id) {
    return byId.get(currentId(id));
  }

  String currentId(String id) {
    return joined.getOrDefault(id, id);
  }

  /** Every disaster, by id. */
  List<Disaster> all() {
    return byId.values().stream().sorted(Comparator.comparing(Disaster::id)).toList();
  }

  List<String> formerIds(String id) {
    return joined.entrySet().stream()
        .filter(e -> e.getValue().equals(id))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Whether a disaster that has not ended struck a municipality. */
  boolean isStruck(String code) {
    return struck.contains(code);
  }
}
