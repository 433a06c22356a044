package kizuna.streams.ledger;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableLike;
import org.jspecify.annotations.Nullable;

/** Reads rows page by page. */
final class Pages {

  private Pages() {}

  /** Makes something of a row. */
  interface Reader<R> {
    R read(Record row);
  }

  /** Decodes the Avro column of a row. */
  static <R extends SpecificRecordBase> Reader<R> avro(AvroRow<R> rows, Field<byte[]> column) {
    return row -> rows.decode(row.get(column));
  }

  /**
   * One page.
   *
   * @param columns that the reader needs beside rank and key
   * @param skip rows behind the place that are left out
   * @param total of all pages
   */
  static <R> Page<R> page(
      DSLContext sql,
      TableLike<?> table,
      Condition wanted,
      Keyset order,
      List<? extends Field<?>> columns,
      Reader<R> reader,
      @Nullable Place after,
      int skip,
      int limit,
      int total) {
    List<Field<?>> selected = new ArrayList<>(List.of(order.rank(), order.key()));
    selected.addAll(columns);
    List<Record> found =
        new ArrayList<>(
            sql.select(selected)
                .from(table)
                .where(wanted)
                .and(order.after(after))
                .orderBy(order.order())
                .limit(limit == Integer.MAX_VALUE ? limit : limit + 1)
                .offset(skip)
                .fetch());
    boolean more = found.size() > limit;
    if (more) {
      found.remove(found.size() - 1);
    }
    Place next =
        more && !found.isEmpty()
            ? order.place(
                found.get(found.size() - 1).get(order.rank()),
                found.get(found.size() - 1).get(order.key()))
            : null;
    return new Page<>(found.stream().map(reader::read).toList(), total, next);
  }

  /** One page, with how many rows all pages have. */
  static <R> Page<R> page(
      DSLContext sql,
      TableLike<?> table,
      Condition wanted,
      Keyset order,
      List<? extends Field<?>> columns,
      Reader<R> reader,
      @Nullable Place after,
      int limit) {
    return page(
        sql, table, wanted, order, columns, reader, after, 0, limit, count(sql, table, wanted));
  }

  static int count(DSLContext sql, TableLike<?> table, Condition wanted) {
    Integer count = sql.selectCount().from(table).where(wanted).fetchOne(0, Integer.class);
    return count == null ? 0 : count;
  }
}
