package kizuna.streams.api.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.codes.TaskType;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.query.LedgerFilter;
import kizuna.streams.ledger.query.LedgerOrder;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerText;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.WorkPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request for the ledger, checked.
 *
 * @param notReported null: dispatches with and without a missing report
 * @param text what somebody typed into the search field
 * @param at an earlier moment; null: now
 * @param counted whether the answer counts rows by group
 */
record LedgerParameters(
    @Nullable String network,
    @Nullable String disaster,
    @Nullable String requestId,
    @Nullable String receiver,
    @Nullable String lender,
    Set<DispatchState> states,
    @Nullable Boolean notReported,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    Set<TaskType> tasks,
    WorkPeriod.@Nullable Length during,
    Optional<String> text,
    LedgerOrder order,
    @Nullable Instant at,
    @Nullable PageCursor after,
    int skip,
    int limit,
    boolean counted) {

  private static final int MOST_SKIPPED = 1_000_000;

  /** Names of the parameters. */
  static final String[] NAMES = {
    "network",
    "disaster",
    "request",
    "receiver",
    "lender",
    "state",
    "notReported",
    "task",
    "from",
    "to",
    "during",
    "q",
    "sort",
    "at",
    "after",
    "skip",
    "limit",
    "counts"
  };

  /**
   * @param table a table has no pages: its default limit is none
   */
  static LedgerParameters of(QueryParameters asked, boolean table) {
    LocalDate from = asked.date("from");
    LocalDate to = asked.date("to");
    asked.period(from, to);
    LedgerOrder order = asked.order("sort");
    return new LedgerParameters(
        asked.textOrNull("network"),
        asked.textOrNull("disaster"),
        asked.textOrNull("request"),
        asked.textOrNull("receiver"),
        asked.textOrNull("lender"),
        asked.codes("state", DispatchState.class),
        asked.text("notReported").isEmpty() ? null : asked.flag("notReported"),
        from,
        to,
        asked.codes("task", TaskType.class),
        asked.during("during"),
        asked.text("q"),
        order,
        asked.time("at"),
        asked.after(order),
        asked.number("skip", 0, MOST_SKIPPED, 0),
        table ? asked.number("limit", 1, Integer.MAX_VALUE, Integer.MAX_VALUE) : asked.limit(),
        asked.flag("counts"));
  }

  /** The filter that these parameters mean in a view. */
  LedgerFilter filter(LedgerView view) {
    return new LedgerFilter(
        new LedgerQuery(
            network,
            view.disasterGoingOnAs(disaster),
            requestId,
            receiver,
            lender,
            states,
            notReported,
            from,
            to),
        tasks,
        text.map(t -> new LedgerText(t, view)).orElse(null),
        during,
        at == null ? null : view.past().at(at));
  }
}
