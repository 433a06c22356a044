package kizuna.seeds.scenario;

import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import kizuna.facts.Fact;
import kizuna.seeds.drill.LogHeader;

/**
 * The events, requests and offers of a disaster, without people's answers. The same seed and size
 * give the same facts.
 */
public interface Scenario {

  /** The ids of the scenarios. */
  List<String> IDS = List.of(NankaiScenario.ID, TokyoInlandScenario.ID);

  /** Most facts of a log. */
  int MAX_FACTS = 2_000_000;

  /** Fewest facts: less is no large disaster. */
  int FEWEST_FACTS = 1_000;

  /**
   * A scenario.
   *
   * @param size about how many facts its log has once people have answered, without the ground
   * @param start day (JST) of its beginning
   * @throws IllegalArgumentException if there is no such scenario or size
   */
  static Scenario of(String id, long seed, int size, LocalDate start) {
    if (size < FEWEST_FACTS || size > MAX_FACTS) {
      throw new IllegalArgumentException(
          "expected " + FEWEST_FACTS + " to " + MAX_FACTS + " facts, but " + size);
    }
    return switch (id) {
      case NankaiScenario.ID -> new NankaiScenario(seed, size, start);
      case TokyoInlandScenario.ID -> new TokyoInlandScenario(seed, size, start);
      default ->
          throw new IllegalArgumentException(
              "expected one of " + String.join(", ", IDS) + ", but " + id);
    };
  }

  LogHeader header();

  /** Its facts in the order of their times, created on demand. */
  Iterator<Fact> facts();
}
