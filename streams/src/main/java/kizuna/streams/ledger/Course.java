package kizuna.streams.ledger;

/**
 * How some sums of a network went: a line for each decision after which one of them was another.
 * Guarded by its owner; what was taken of it is read without any lock.
 */
final class Course {

  private final Numbers sequences = new Numbers();
  private final Numbers[] sums;
  private final long[] now;

  Course(int columns) {
    this.sums = new Numbers[columns];
    this.now = new long[columns];
    for (int i = 0; i < columns; i++) {
      sums[i] = new Numbers();
    }
  }

  /**
   * Adds to the sums, from a decision on.
   *
   * @param sequence its position in the network's log; they come in order
   */
  void add(long sequence, long... more) {
    boolean changed = false;
    for (int i = 0; i < now.length; i++) {
      now[i] += more[i];
      changed |= more[i] != 0;
    }
    if (changed) {
      sequences.add(sequence);
      for (int i = 0; i < now.length; i++) {
        sums[i].add(now[i]);
      }
    }
  }

  Taken taken() {
    Numbers.Taken[] columns = new Numbers.Taken[sums.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = sums[i].taken();
    }
    return new Taken(sequences.taken(), columns);
  }

  /** The course up to some moment. */
  static final class Taken {
    private final Numbers.Taken sequences;
    private final Numbers.Taken[] columns;

    private Taken(Numbers.Taken sequences, Numbers.Taken[] columns) {
      this.sequences = sequences;
      this.columns = columns;
    }

    /** A sum as it was when a decision had been made. */
    long at(int column, long sequence) {
      int lines = sequences.upTo(sequence);
      return lines == 0 ? 0 : columns[column].at(lines - 1);
    }
  }
}
