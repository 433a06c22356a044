package kizuna.streams.topology;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores state that its changelog lost, by deciding the log again: once for each partition. */
final class LostState {

  private static final Logger LOG = LoggerFactory.getLogger(LostState.class);

  private final DecisionEngine.@Nullable Redecision redecision;
  private final StateFolders folders;
  private final StateStatus status;
  private final Set<Integer> redecided = new HashSet<>();

  /**
   * @param redecision null: lost state is not restored
   */
  LostState(
      DecisionEngine.@Nullable Redecision redecision, StateFolders folders, StateStatus status) {
    this.redecision = redecision;
    this.folders = folders;
    this.status = status;
  }

  /**
   * Restores it.
   *
   * @throws StateStatus.StateLostException the same, if this is not possible or did not help before
   */
  void restore(StateStatus.StateLostException lost) {
    if (redecision == null || !redecided.add(lost.partition)) {
      throw lost;
    }
    LOG.warn("{}; the log is decided again from its start", lost.getMessage());
    redecision.restore(lost.partition);
    folders.delete(Optional.of("0_" + lost.partition));
    status.right(lost.partition);
  }
}
