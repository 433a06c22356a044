package kizuna.infra.bench.quality;

import java.util.Arrays;

/**
 * The maximum number of persons that can be sent on one day: supplies, needs, and pairs that fit. A
 * pair may count against a limit that it shares with others.
 */
final class DayProblem {

  /** A pair that no limit holds back. */
  static final int UNLIMITED = -1;

  private final int[] supplies;
  private final int[] needs;
  private int[] pairs = new int[64 * 3];
  private int pairCount;
  private int[] limits = new int[8];
  private int limitCount;

  DayProblem(int[] supplies, int[] needs) {
    this.supplies = supplies.clone();
    this.needs = needs.clone();
  }

  /** A new limit; its number. */
  int limit(int most) {
    if (limitCount == limits.length) {
      limits = Arrays.copyOf(limits, limitCount * 2);
    }
    limits[limitCount] = most;
    return limitCount++;
  }

  /** Adds a pair that fits; ignored if the supply or the need is zero. */
  void pair(int supply, int need, int limit) {
    if (supplies[supply] <= 0 || needs[need] <= 0) {
      return;
    }
    if (pairCount * 3 == pairs.length) {
      pairs = Arrays.copyOf(pairs, pairs.length * 2);
    }
    pairs[pairCount * 3] = supply;
    pairs[pairCount * 3 + 1] = need;
    pairs[pairCount * 3 + 2] = limit;
    pairCount++;
  }

  int pairs() {
    return pairCount;
  }

  int supplyOf(int pair) {
    return pairs[pair * 3];
  }

  int needOf(int pair) {
    return pairs[pair * 3 + 1];
  }

  int limitOf(int pair) {
    return pairs[pair * 3 + 2];
  }

  int[] supplies() {
    return supplies;
  }

  int[] needs() {
    return needs;
  }

  int limits() {
    return limitCount;
  }

  int limitAt(int limit) {
    return limits[limit];
  }

  /** Whether the other is the same problem. */
  boolean sameAs(DayProblem other) {
    return pairCount == other.pairCount
        && limitCount == other.limitCount
        && Arrays.equals(supplies, other.supplies)
        && Arrays.equals(needs, other.needs)
        && Arrays.equals(pairs, 0, pairCount * 3, other.pairs, 0, pairCount * 3)
        && Arrays.equals(limits, 0, limitCount, other.limits, 0, limitCount);
  }

  /** An upper bound: the smaller of supply and need, over the pairs. */
  int bound() {
    boolean[] supplied = new boolean[supplies.length];
    boolean[] needed = new boolean[needs.length];
    int there = 0;
    int wanted = 0;
    for (int p = 0; p < pairCount; p++) {
      if (!supplied[supplyOf(p)]) {
        supplied[supplyOf(p)] = true;
        there += supplies[supplyOf(p)];
      }
      if (!needed[needOf(p)]) {
        needed[needOf(p)] = true;
        wanted += needs[needOf(p)];
      }
    }
    return Math.min(there, wanted);
  }
}
