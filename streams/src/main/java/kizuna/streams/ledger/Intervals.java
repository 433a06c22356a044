package kizuna.streams.ledger;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Rows with the sequences for which they held: what holds now lies in one table, what held before
 * in another with the sequence until which it did.
 */
final class Intervals {

  private Intervals() {}

  /**
   * The rows of a moment, under the name of the table of what holds now.
   *
   * @param columns of both, that are wanted
   */
  static Table<?> at(
      Table<Record> now,
      Table<Record> past,
      String name,
      @Nullable Moment moment,
      List<? extends Field<?>> columns) {
    if (moment == null || moment.latest()) {
      return now;
    }
    List<? extends Field<?>> plain =
        columns.stream().map(c -> field(name(c.getName()), c.getDataType())).toList();
    Field<String> network = field(name("network"), String.class);
    Field<Long> sequence = field(name("sequence"), Long.class);
    Field<Long> until = field(name("to_sequence"), Long.class);
    return DSL.select(plain)
        .from(now)
        .where(each(moment, n -> network.eq(n.getKey()).and(sequence.le(n.getValue()))))
        .unionAll(
            DSL.select(plain)
                .from(past)
                .where(
                    each(
                        moment,
                        n ->
                            network
                                .eq(n.getKey())
                                .and(until.gt(n.getValue()))
                                .and(sequence.le(n.getValue())))))
        .asTable(name);
  }

  private static Condition each(
      Moment moment, java.util.function.Function<Map.Entry<String, Long>, Condition> held) {
    Condition any = DSL.falseCondition();
    for (Map.Entry<String, Long> network : moment.sequences().entrySet()) {
      any = any.or(held.apply(network));
    }
    return any;
  }
}
