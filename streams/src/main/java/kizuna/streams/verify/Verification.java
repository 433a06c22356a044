package kizuna.streams.verify;

import java.util.List;
import java.util.Optional;
import kizuna.schemas.text.Message;

/**
 * The result of deciding a namespace's log again.
 *
 * @param facts records of the intake log
 * @param decisions that were compared and are the same, byte for byte, and rightly chained
 * @param chained decisions of other versions of the rules with the right chain and hashes
 * @param deadLetters records that could not be read, then as now
 * @param undecided facts behind the last decision: not decided yet
 * @param decisionHash over the last hash of every network
 * @param ranges the decisions of each version of the rules, by network
 * @param difference the first difference, if there is one
 */
public record Verification(
    String namespace,
    long facts,
    long decisions,
    long chained,
    long deadLetters,
    long undecided,
    String decisionHash,
    List<Range> ranges,
    Optional<Difference> difference) {

  /**
   * Decisions of a network that one version of the rules made.
   *
   * @param decidedAgain whether they were decided again, from the beginning or from a sealed state;
   *     else the release with these rules does it
   */
  public record Range(
      String networkId,
      String rulesVersion,
      long firstSequence,
      long lastSequence,
      boolean decidedAgain) {}

  /**
   * A difference between then and now.
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

    /** The subject, the expected value and the actual value. */
    public Message message() {
      return VerifyMessages.LIST.of(
          "difference", sequence, networkId, partition, intakeOffset, field, decidedAgain, decided);
    }

    /** The same in English, for logs. */
    public String sentence() {
      return message().toString();
    }
  }
}
