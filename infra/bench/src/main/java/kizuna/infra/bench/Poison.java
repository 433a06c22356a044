package kizuna.infra.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Undecidable records, mixed into a log: each becomes a dead letter. */
final class Poison {

  /** One record in so many. */
  static final int ONE_IN = 100;

  private Poison() {}

  /** The log with one record more behind each 99, of the same key: empty, cut short, or text. */
  static List<byte[][]> mixedInto(List<byte[][]> log) {
    List<byte[][]> mixed = new ArrayList<>(log.size() + log.size() / (ONE_IN - 1));
    for (byte[][] good : log) {
      mixed.add(good);
      if (mixed.size() % ONE_IN == ONE_IN - 1) {
        mixed.add(new byte[][] {good[0], bad(mixed.size() / ONE_IN, good[1])});
      }
    }
    return mixed;
  }

  private static byte[] bad(int number, byte[] good) {
    return switch (number % 3) {
      case 0 -> new byte[0];
      case 1 -> Arrays.copyOf(good, good.length / 2);
      default -> "not a fact".getBytes(StandardCharsets.UTF_8);
    };
  }
}
