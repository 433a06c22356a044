package kizuna.streams.ledger;

import java.util.OptionalLong;

/**
 * Where the decision on each fact of one network lies, and when it was: thirty-two bytes a fact,
 * found by bisection.
 */
final class Positions {

  private final Numbers intakeOffsets = new Numbers();
  private final Numbers decisionOffsets = new Numbers();
  private final Numbers sequences = new Numbers();
  private final Numbers decidedAt = new Numbers();

  /**
   * The decisions of a network up to some moment, in order.
   *
   * @param decisionOffsets where they lie
   * @param sequences their positions in the network's log
   * @param decidedAt the log's time at each, milliseconds: the latest until then, for a refused
   *     fact may come from a clock that is ahead
   */
  record Taken(Numbers.Taken decisionOffsets, Numbers.Taken sequences, Numbers.Taken decidedAt) {}

  /** Notes where the answer to a fact lies. Facts of a network are answered in their order. */
  void add(long intakeOffset, long decisionOffset, long sequence, long at) {
    if (intakeOffsets.size() > 0 && intakeOffset <= intakeOffsets.last()) {
      return;
    }
    intakeOffsets.add(intakeOffset);
    decisionOffsets.add(decisionOffset);
    sequences.add(sequence);
    decidedAt.add(decidedAt.size() == 0 ? at : Math.max(at, decidedAt.last()));
  }

  OptionalLong decisionOn(long intakeOffset) {
    Numbers.Taken offsets = intakeOffsets.taken();
    int found = offsets.upTo(intakeOffset) - 1;
    return found < 0 || offsets.at(found) != intakeOffset
        ? OptionalLong.empty()
        : OptionalLong.of(decisionOffsets.taken().at(found));
  }

  /** The offset of the newest fact that is answered; -1 where there is none. */
  long lastAnswered() {
    return intakeOffsets.size() == 0 ? -1 : intakeOffsets.last();
  }

  Taken taken() {
    return new Taken(decisionOffsets.taken(), sequences.taken(), decidedAt.taken());
  }
}
