package kizuna.schemas.log;

import java.util.UUID;

/**
 * Maps event ids to their lines in a log. Uses 20 bytes for an entry instead of a hundred, so that
 * a log of a million facts fits in memory.
 */
public final class EventIdLines {

  private static final int SMALLEST = 1 << 10;

  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];
  private int[] lines = new int[SMALLEST];
  private int size;

  /**
   * Adds an id.
   *
   * @param line from 1
   * @return the line that had it before; 0: none
   */
  public int put(UUID id, int line) {
    if (size * 3L > high.length * 2L) {
      grow();
    }
    int at = slot(id.getMostSignificantBits(), id.getLeastSignificantBits());
    if (lines[at] != 0) {
      return lines[at];
    }
    high[at] = id.getMostSignificantBits();
    low[at] = id.getLeastSignificantBits();
    lines[at] = line;
    size++;
    return 0;
  }

  private int slot(long h, long l) {
    long mixed = (h ^ (l * 0x9E3779B97F4A7C15L)) * 0xC2B2AE3D27D4EB4FL;
    int at = (int) (mixed >>> 33) & (high.length - 1);
    while (lines[at] != 0 && (high[at] != h || low[at] != l)) {
      at = (at + 1) & (high.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldLines = lines;
    high = new long[oldHigh.length * 2];
    low = new long[oldHigh.length * 2];
    lines = new int[oldHigh.length * 2];
    for (int i = 0; i < oldLines.length; i++) {
      if (oldLines[i] != 0) {
        int at = slot(oldHigh[i], oldLow[i]);
        high[at] = oldHigh[i];
        low[at] = oldLow[i];
        lines[at] = oldLines[i];
      }
    }
  }
}
