package kizuna.streams.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a topic. Readers see it up to the first record of an open transaction, without
 * what was aborted.
 *
 * @param <K> type of the keys
 */
final class SimulatedPartition<K> {

  /**
   * One record.
   *
   * @param transaction null: written without one
   * @param from partition of the task that wrote it; negative: no task did
   * @param cause offset of the intake's record that led to it; negative: none did
   */
  record Entry<K>(
      K key,
      byte @Nullable [] value,
      @Nullable SimulatedTransaction transaction,
      int from,
      long cause) {

    boolean isCommitted() {
      return transaction == null || transaction.state == SimulatedTransaction.State.COMMITTED;
    }
  }

  private final List<Entry<K>> entries = new ArrayList<>();
  private int stableEnd;

  void append(Entry<K> entry) {
    entries.add(entry);
    if (entry.transaction() != null && entry.transaction().isOpen()) {
      entry.transaction().written.add(this);
    }
  }

  /** Ends a transaction here; it takes an offset, as at a real broker. */
  void mark() {
    Entry<K> last = entries.get(entries.size() - 1);
    entries.add(new Entry<>(last.key(), null, SimulatedTransaction.MARKER, -1, -1));
  }

  Entry<K> get(int offset) {
    return entries.get(offset);
  }

  /** Offset behind the last record that readers may see. */
  int stableEnd() {
    while (stableEnd < entries.size()) {
      SimulatedTransaction transaction = entries.get(stableEnd).transaction();
      if (transaction != null && transaction.isOpen()) {
        break;
      }
      stableEnd++;
    }
    return stableEnd;
  }

  /** Every record that readers see, in order. */
  List<Entry<K>> committed() {
    return entries.subList(0, stableEnd()).stream().filter(Entry::isCommitted).toList();
  }

  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }
}
