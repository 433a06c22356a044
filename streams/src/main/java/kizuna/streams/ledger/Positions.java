package kizuna.streams.ledger;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Where the decision on each fact of one network lies: sixteen bytes a fact, found by bisection.
 */
final class Positions {

  private long[] intakeOffsets = new long[64];
  private long[] decisionOffsets = new long[64];
  private int size;

  /** Notes where the answer to a fact lies. Facts of a network are answered in their order. */
  void add(long intakeOffset, long decisionOffset) {
    if (size > 0 && intakeOffset <= intakeOffsets[size - 1]) {
      return;
    }
    if (size == intakeOffsets.length) {
      intakeOffsets = Arrays.copyOf(intakeOffsets, size * 2);
      decisionOffsets = Arrays.copyOf(decisionOffsets, size * 2);
    }
    intakeOffsets[size] = intakeOffset;
    decisionOffsets[size] = decisionOffset;
    size++;
  }

  OptionalLong decisionOn(long intakeOffset) {
    int found = Arrays.binarySearch(intakeOffsets, 0, size, intakeOffset);
    return found < 0 ? OptionalLong.empty() : OptionalLong.of(decisionOffsets[found]);
  }

  /** The offset of the newest fact that is answered; -1 where there is none. */
  long lastAnswered() {
    return size == 0 ? -1 : intakeOffsets[size - 1];
  }
}
