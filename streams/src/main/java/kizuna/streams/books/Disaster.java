package kizuna.streams.books;

import java.time.Instant;
import java.util.Set;

/** A declared disaster and the codes of those it struck. */
public record Disaster(
    String id, String name, HazardType hazard, Set<String> struck, Instant struckAt) {

  public Disaster {
    struck = Set.copyOf(struck);
  }
}
