package kizuna.streams.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of many.
 *
 * @param total how many rows there are in all pages
 * @param next behind which place the next page starts; null on the last one
 */
public record Page<R>(List<R> rows, int total, @Nullable Place next) {

  public Page {
    rows = List.copyOf(rows);
  }

  /** The same without its first rows. */
  public Page<R> without(int skipped) {
    return new Page<>(rows.subList(Math.min(skipped, rows.size()), rows.size()), total, next);
  }
}
