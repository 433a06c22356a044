package kizuna.streams.ledger;

import java.util.Arrays;

/**
 * Whole numbers in the order in which they came, eight bytes each. What was taken of it once stays
 * as it was, whatever comes behind it.
 */
final class Numbers {

  private long[] values = new long[16];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size + size / 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long last() {
    return values[size - 1];
  }

  /** What there is now. */
  Taken taken() {
    return new Taken(values, size);
  }

  /** The numbers up to some moment. */
  static final class Taken {

    private final long[] values;
    private final int size;

    private Taken(long[] values, int size) {
      this.values = values;
      this.size = size;
    }

    int size() {
      return size;
    }

    long at(int i) {
      return values[i];
    }

    /** How many are at most this, where they never fall. */
    int upTo(long most) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (values[middle] <= most) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
