package kizuna.infra.drill;

import java.util.List;
import kizuna.infra.drill.DecidedDrill.Pairing;

/**
 * So many person-days less, more or open because of this.
 *
 * @param sentence that describes it; empty where the sentence of another difference describes both
 */
record Difference(Pairing pairing, long personDays, ComparisonReason reason, String sentence) {

  static long sum(List<Difference> differences) {
    return differences.stream().mapToLong(Difference::personDays).sum();
  }

  /** Those of a receiver in a disaster. */
  static List<Difference> at(List<Difference> all, String disaster, String receiver) {
    return all.stream().filter(d -> d.pairing().isAt(disaster, receiver)).toList();
  }
}
