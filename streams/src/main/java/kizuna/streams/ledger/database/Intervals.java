package kizuna.streams.ledger.database;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kizuna.streams.ledger.model.LogMoment;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Rows with the sequences for which they were valid: one table has the current rows, another the
 * earlier rows with their last sequence.
 */
public final class Intervals {

  /** Longer than any log: 2^40 decisions of a network. */
  private static final int MAX_SPAN = 40;

  private static final Field<String> NETWORK = field(name("network"), String.class);
  private static final Field<Long> SEQUENCE = field(name("sequence"), Long.class);
  private static final Field<Long> TO_SEQUENCE = field(name("to_sequence"), Long.class);
  private static final Field<Integer> SPAN = field(name("span"), Integer.class);
  private static final Field<String> WINDOW_NETWORK = field(name("window_network"), String.class);
  private static final Field<Integer> WINDOW_SPAN = field(name("window_span"), Integer.class);
  private static final Field<Long> WINDOW_AFTER = field(name("window_after"), Long.class);
  private static final Field<Long> WINDOW_UNTIL = field(name("window_until"), Long.class);

  private Intervals() {}

  /**
   * The rows of a moment, under the name of the table of current rows.
   *
   * @param columns requested columns of both
   */
  public static Table<?> at(
      Table<Record> now,
      Table<Record> past,
      String name,
      @Nullable LogMoment moment,
      List<? extends Field<?>> columns) {
    if (moment == null || moment.latest()) {
      return now;
    }
    List<? extends Field<?>> plain =
        columns.stream().map(c -> field(name(c.getName()), c.getDataType())).toList();
    return DSL.select(plain)
        .from(now)
        .where(begun(moment))
        .unionAll(
            DSL.select(plain)
                .from(past)
                .join(windows(moment))
                .on(NETWORK.eq(WINDOW_NETWORK))
                .and(SPAN.eq(WINDOW_SPAN))
                .and(SEQUENCE.gt(WINDOW_AFTER))
                .and(SEQUENCE.le(WINDOW_UNTIL))
                .where(TO_SEQUENCE.gt(WINDOW_UNTIL)))
        .asTable(name);
  }

  /** The span of an interval: number of bits of its length; 0: empty. */
  public static int span(long from, long to) {
    return Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, to - from));
  }

  private static RowN window(String network, int span, long after, long until) {
    return DSL.row(
        List.of(DSL.inline(network), DSL.inline(span), DSL.inline(after), DSL.inline(until)));
  }

  private static Condition begun(LogMoment moment) {
    Condition any = DSL.falseCondition();
    for (Map.Entry<String, Long> network : moment.sequences().entrySet()) {
      any = any.or(NETWORK.eq(network.getKey()).and(SEQUENCE.le(network.getValue())));
    }
    return any;
  }

  /**
   * The start ranges of intervals that contain a moment, by network and span: an index finds them,
   * regardless of the log's length.
   */
  private static Table<?> windows(LogMoment moment) {
    List<RowN> rows = new ArrayList<>();
    moment
        .sequences()
        .forEach(
            (network, until) -> {
              for (int span = 1; span <= MAX_SPAN; span++) {
                rows.add(window(network, span, until - (1L << span), until));
              }
            });
    if (rows.isEmpty()) {
      rows.add(window("", 0, 0, 0));
    }
    return DSL.values(rows.toArray(new RowN[0]))
        .as(
            "moment",
            WINDOW_NETWORK.getName(),
            WINDOW_SPAN.getName(),
            WINDOW_AFTER.getName(),
            WINDOW_UNTIL.getName());
  }
}
