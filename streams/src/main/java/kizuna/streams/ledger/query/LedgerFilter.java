package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.noCondition;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import kizuna.codes.TaskType;
import kizuna.schemas.JapanTime;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.model.LogMoment;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A filter of the ledger's lines, with the moment.
 *
 * @param tasks empty: any
 * @param text null: any
 * @param during null: any
 * @param at null: now
 */
public record LedgerFilter(
    LedgerQuery query,
    Set<TaskType> tasks,
    @Nullable LedgerText text,
    WorkPeriod.@Nullable Length during,
    @Nullable LogMoment at) {

  /** All lines of a query now. */
  public static LedgerFilter of(LedgerQuery query) {
    return new LedgerFilter(query, Set.of(), null, null, null);
  }

  /** Without the filters that are shown with counts: state, missing report, disaster, period. */
  public LedgerFilter uncounted() {
    return new LedgerFilter(
        new LedgerQuery(
            query.network(),
            null,
            query.request(),
            query.receiver(),
            query.lender(),
            Set.of(),
            null,
            query.from(),
            query.to()),
        tasks,
        text,
        null,
        at);
  }

  /**
   * The same for the database.
   *
   * @param clocks the log's time in each network
   */
  public Condition condition(Map<String, Instant> clocks) {
    Condition all = query.condition();
    if (!tasks.isEmpty()) {
      all = all.and(Dispatches.TASK.in(tasks.stream().map(Enum::name).toList()));
    }
    if (text != null) {
      all = all.and(text.ofDispatches());
    }
    return during == null ? all : all.and(within(during, clocks));
  }

  /** Whether a dispatch matches a period that begins today, in its network. */
  public static Condition within(WorkPeriod.Length length, Map<String, Instant> clocks) {
    Condition any = falseCondition();
    for (Map.Entry<String, Instant> clock : clocks.entrySet()) {
      LocalDate today = LocalDate.ofInstant(clock.getValue(), JapanTime.ZONE);
      any =
          any.or(
              Dispatches.NETWORK
                  .eq(clock.getKey())
                  .and(WorkPeriod.within(today, length.last(today))));
    }
    return any;
  }

  public static Condition eq(org.jooq.Field<String> field, @Nullable String wanted) {
    return wanted == null ? noCondition() : field.eq(wanted);
  }
}
