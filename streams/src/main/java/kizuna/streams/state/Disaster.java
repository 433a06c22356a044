package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared disaster with the codes of the struck municipalities.
 *
 * @param declaredBy code of the body that declared it, or the network's id; empty: not known
 * @param endedOn the day (JST) on which it ended; null: it has not ended
 */
public record Disaster(
    String id,
    String name,
    HazardType hazard,
    Set<String> struck,
    Instant struckAt,
    String declaredBy,
    @Nullable LocalDate endedOn) {

  public Disaster {
    struck = Set.copyOf(struck);
  }

  /** A disaster that has not ended. */
  public Disaster(String id, String name, HazardType hazard, Set<String> struck, Instant struckAt) {
    this(id, name, hazard, struck, struckAt, "", null);
  }

  /** Whether it is over. */
  public boolean ended() {
    return endedOn != null;
  }

  /** The same, declared by a body. */
  public Disaster declaredBy(String body) {
    return new Disaster(id, name, hazard, struck, struckAt, body, endedOn);
  }

  /** The same, ended on a day; null: not ended. */
  Disaster endedOn(@Nullable LocalDate day) {
    return new Disaster(id, name, hazard, struck, struckAt, declaredBy, day);
  }

  /** The same with other struck municipalities. */
  Disaster striking(Set<String> codes) {
    return new Disaster(id, name, hazard, codes, struckAt, declaredBy, endedOn);
  }
}
