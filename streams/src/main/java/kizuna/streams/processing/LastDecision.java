package kizuna.streams.processing;

import java.util.Arrays;
import java.util.Optional;

/**
 * The last committed decision on a partition of {@code match-decisions}. Restored state must end in
 * it.
 *
 * @param intakeOffset of the fact that it answers
 */
public record LastDecision(String networkId, long sequence, byte[] hash, long intakeOffset) {

  /** Reads it; each call waits for the broker. */
  public interface Source {
    /** The last decision of one partition; empty if there is none yet. */
    Optional<LastDecision> of(int partition);

    /** Whether a committed dead letter answers a record of a partition of the intake. */
    boolean isDeadLetter(int partition, long intakeOffset);
  }

  boolean is(HashChain.Head head) {
    return head.sequence() == sequence && Arrays.equals(head.hash(), hash);
  }
}
