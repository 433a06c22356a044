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
 * The parameters of a read of the ledger; {@link kizuna.edge.ReadRoute} lists their names.
 *
 * @param notReported null: dispatches with and without a missing report
 * @param text the text of the search field
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

  private static final int MAX_SKIPPED = 1_000_000;

  /**
   * @param table a table has no pages: its default limit is none
   */
  static LedgerParameters of(QueryParameters parameters, boolean table) {
    LocalDate from = parameters.date("from");
    LocalDate to = parameters.date("to");
    parameters.period(from, to);
    LedgerOrder order = parameters.order("sort");
    return new LedgerParameters(
        parameters.textOrNull("network"),
        parameters.textOrNull("disaster"),
        parameters.textOrNull("request"),
        parameters.textOrNull("receiver"),
        parameters.textOrNull("lender"),
        parameters.codes("state", DispatchState.class),
        parameters.text("notReported").isEmpty() ? null : parameters.flag("notReported"),
        from,
        to,
        parameters.codes("task", TaskType.class),
        parameters.during("during"),
        parameters.text("q"),
        order,
        parameters.time("at"),
        parameters.after(order),
        parameters.number("skip", 0, MAX_SKIPPED, 0),
        table
            ? parameters.number("limit", 1, Integer.MAX_VALUE, Integer.MAX_VALUE)
            : parameters.limit(),
        parameters.flag("counts"));
  }

  /** The filter of these parameters in a view. */
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
