package kizuna.streams.ledger.database;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.apache.avro.specific.SpecificRecordBase;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableLike;
import org.jspecify.annotations.Nullable;

/** Reads rows page by page. */
public final class KeysetPager {

  /** Most keys in one statement. */
  private static final int KEYS_AT_ONCE = 500;

  private KeysetPager() {}

  /** Maps a row. */
  public interface Reader<R> {
    R read(Record row);
  }

  /** Decodes the Avro column of a row. */
  public static <R extends SpecificRecordBase> Reader<R> avro(
      AvroRow<R> rows, Field<byte[]> column) {
    return row -> rows.decode(row.get(column));
  }

  /**
   * One page. Sorts ranks and keys only; the rows of the page are read afterwards.
   *
   * @param columns that the reader needs
   * @param skip number of rows after the place to leave out
   * @param total of all pages
   */
  public static <R> RowPage<R> page(
      DSLContext sql,
      TableLike<?> table,
      Condition wanted,
      Keyset order,
      List<? extends Field<?>> columns,
      Reader<R> reader,
      @Nullable PageCursor after,
      int skip,
      int limit,
      int total) {
    List<PageCursor> places =
        new ArrayList<>(
            sql.select(order.rank(), order.key())
                .from(table)
                .where(wanted)
                .and(order.after(after))
                .orderBy(order.order())
                .limit(limit + 1)
                .offset(skip)
                .fetch(r -> order.place(r.value1(), r.value2())));
    boolean more = places.size() > limit;
    if (more) {
      places.remove(places.size() - 1);
    }
    return new RowPage<>(
        rows(
            sql,
            table,
            order.key(),
            places.stream().map(PageCursor::key).toList(),
            columns,
            reader),
        total,
        more && !places.isEmpty() ? places.get(places.size() - 1) : null);
  }

  /** The rows of some keys, in their order. */
  public static <R> List<R> rows(
      DSLContext sql,
      TableLike<?> table,
      Field<String> key,
      List<String> keys,
      List<? extends Field<?>> columns,
      Reader<R> reader) {
    List<Field<?>> selected = new ArrayList<>(List.of(key));
    selected.addAll(columns);
    Map<String, R> found = new HashMap<>();
    for (int i = 0; i < keys.size(); i += KEYS_AT_ONCE) {
      sql.select(selected)
          .from(table)
          .where(key.in(keys.subList(i, Math.min(keys.size(), i + KEYS_AT_ONCE))))
          .forEach(r -> found.put(r.get(key), reader.read(r)));
    }
    return keys.stream().filter(found::containsKey).map(found::get).toList();
  }

  /** One page, with the number of rows of all pages. */
  public static <R> RowPage<R> page(
      DSLContext sql,
      TableLike<?> table,
      Condition wanted,
      Keyset order,
      List<? extends Field<?>> columns,
      Reader<R> reader,
      @Nullable PageCursor after,
      int limit) {
    return page(
        sql, table, wanted, order, columns, reader, after, 0, limit, count(sql, table, wanted));
  }

  public static int count(DSLContext sql, TableLike<?> table, Condition wanted) {
    Integer count = sql.selectCount().from(table).where(wanted).fetchOne(0, Integer.class);
    return count == null ? 0 : count;
  }
}
