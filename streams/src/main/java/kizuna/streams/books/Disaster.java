package kizuna.streams.books;

import java.util.Set;

/** A declared disaster and the codes of those it struck. */
public record Disaster(String id, HazardType hazard, Set<String> struck) {

  public Disaster {
    struck = Set.copyOf(struck);
  }
}
