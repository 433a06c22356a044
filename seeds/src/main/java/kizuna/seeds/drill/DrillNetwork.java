package kizuna.seeds.drill;

import java.util.List;
import kizuna.codes.Tier;

/**
 * A lending network of a drill.
 *
 * @param name display name, Japanese
 * @param tier its tier
 * @param lenders codes
 */
public record DrillNetwork(String id, String name, Tier tier, List<String> lenders) {

  public DrillNetwork {
    lenders = List.copyOf(lenders);
  }

  /** A network of agreement partners. */
  public DrillNetwork(String id, String name, List<String> lenders) {
    this(id, name, Tier.AGREEMENT, lenders);
  }
}
