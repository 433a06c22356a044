package kizuna.streams.ledger.database;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

import java.util.List;
import kizuna.streams.ledger.model.PageCursor;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jspecify.annotations.Nullable;

/**
 * A total order of rows that is read page by page: by rank, then by key. A page starts after a
 * place, regardless of rows added or deleted since.
 *
 * @param descending whether the greatest rank comes first; keys always rise
 */
public record Keyset(Field<Long> rank, boolean descending, Field<String> key) {

  private static final Field<Long> NONE = inline(0L);

  /** By key alone. */
  public static Keyset byKey(Field<String> key) {
    return new Keyset(NONE, false, key);
  }

  public List<OrderField<?>> order() {
    return rank == NONE
        ? List.of(key.asc())
        : List.of(descending ? rank.desc() : rank.asc(), key.asc());
  }

  public Condition after(@Nullable PageCursor place) {
    if (place == null) {
      return noCondition();
    }
    if (rank == NONE) {
      return key.gt(place.key());
    }
    long value = descending ? -place.rank() : place.rank();
    // The first part alone bounds the scan of an index.
    return (descending ? rank.le(value) : rank.ge(value))
        .and(rank.ne(value).or(key.gt(place.key())));
  }

  public PageCursor place(long value, String keyOfRow) {
    return new PageCursor(descending ? -value : value, keyOfRow);
  }
}
