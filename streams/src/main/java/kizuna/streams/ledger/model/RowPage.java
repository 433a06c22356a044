package kizuna.streams.ledger.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows.
 *
 * @param total number of rows in all pages
 * @param next the place after which the next page starts; null on the last one
 */
public record RowPage<R>(List<R> rows, int total, @Nullable PageCursor next) {

  public RowPage {
    rows = List.copyOf(rows);
  }

  /**
   * A page of rows in memory, in the order of their places.
   *
   * @param after the place after which the page starts; null: the first page
   */
  public static <R> RowPage<R> of(
      Collection<R> all,
      Function<? super R, PageCursor> place,
      @Nullable PageCursor after,
      int limit) {
    List<R> behind =
        all.stream()
            .filter(r -> after == null || place.apply(r).compareTo(after) > 0)
            .sorted(Comparator.comparing(place))
            .toList();
    List<R> rows = behind.subList(0, Math.min(limit, behind.size()));
    return new RowPage<>(
        rows,
        all.size(),
        rows.size() == behind.size() ? null : place.apply(rows.get(rows.size() - 1)));
  }

  /** The same without its first rows. */
  public RowPage<R> without(int skipped) {
    return new RowPage<>(rows.subList(Math.min(skipped, rows.size()), rows.size()), total, next);
  }
}
