package kizuna.streams.state;

import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Proposals by the end of their hold. */
final class HoldIndex {

  private static final String LAST_ID = "￿";

  private record Hold(Instant until, String dispatchId) implements Comparable<Hold> {
    @Override
    public int compareTo(Hold other) {
      int byTime = until.compareTo(other.until);
      return byTime != 0 ? byTime : dispatchId.compareTo(other.dispatchId);
    }
  }

  private final NavigableSet<Hold> holds = new TreeSet<>();

  void add(Dispatch proposal) {
    holds.add(new Hold(proposal.holdUntil(), proposal.id()));
  }

  void remove(Dispatch proposal) {
    holds.remove(new Hold(proposal.holdUntil(), proposal.id()));
  }

  boolean isEmpty() {
    return holds.isEmpty();
  }

  /** All ids, the first to lapse first. */
  List<String> all() {
    return holds.stream().map(Hold::dispatchId).toList();
  }

  /** Ids of holds that have ended at a time, the longest ended first. */
  List<String> endedAt(Instant time) {
    return holds.headSet(new Hold(time, LAST_ID), true).stream().map(Hold::dispatchId).toList();
  }

  Optional<Instant> firstEnd() {
    return holds.isEmpty() ? Optional.empty() : Optional.of(holds.first().until());
  }
}
