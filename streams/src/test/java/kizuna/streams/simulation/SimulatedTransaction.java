package kizuna.streams.simulation;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A transaction of one instance: its records become visible together, or never. */
final class SimulatedTransaction {

  /** Where it stands. */
  enum State {
    OPEN,
    /** Its offsets are sent: only the coordinator can end it now. */
    PREPARED,
    COMMITTED,
    ABORTED
  }

  /** Of the records that mark the end of a transaction: nobody reads them. */
  static final SimulatedTransaction MARKER = new SimulatedTransaction();

  State state = State.OPEN;

  /** The next record of each partition of the intake, once it is prepared. */
  final Map<Integer, Integer> offsets = new TreeMap<>();

  final Set<SimulatedPartition<?>> written = new LinkedHashSet<>();

  static {
    MARKER.state = State.ABORTED;
  }

  /** It ends: its records are seen from now on, or never. */
  void endsAs(boolean committed) {
    state = committed ? State.COMMITTED : State.ABORTED;
  }

  boolean isOpen() {
    return state == State.OPEN || state == State.PREPARED;
  }
}
