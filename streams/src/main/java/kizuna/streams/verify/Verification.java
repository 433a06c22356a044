package kizuna.streams.verify;

import java.util.Optional;

/**
 * What deciding a namespace's log again gave.
 *
 * @param facts records of the intake log
 * @param decisions that were compared and are the same, byte for byte, and rightly chained
 * @param deadLetters records that could not be read, then as now
 * @param undecided facts behind the last decision: not decided yet
 * @param decisionHash over the last hash of every network
 * @param difference the first difference, if there is one
 */
public record Verification(
    String namespace,
    long facts,
    long decisions,
    long deadLetters,
    long undecided,
    String decisionHash,
    Optional<Difference> difference) {

  /**
   * Where then and now differ.
   *
   * @param field the first field that differs
   */
  public record Difference(
      int partition,
      long intakeOffset,
      String networkId,
      long sequence,
      String field,
      String decided,
      String decidedAgain) {

    /** Expected what, for which, but what. */
    public String sentence() {
      return "first difference at decision "
          + sequence
          + " of network "
          + networkId
          + " (intake partition "
          + partition
          + ", offset "
          + intakeOffset
          + "): expected "
          + field
          + " = "
          + decidedAgain
          + ", but the log says "
          + decided;
    }
  }
}
