package kizuna.seeds.drill;

import java.util.List;

/**
 * A lending network of a drill.
 *
 * @param name display name, Japanese
 * @param lenders codes
 */
public record DrillNetwork(String id, String name, List<String> lenders) {

  public DrillNetwork {
    lenders = List.copyOf(lenders);
  }
}
