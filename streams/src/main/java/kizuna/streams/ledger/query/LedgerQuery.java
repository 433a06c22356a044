package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;
import static org.jooq.impl.DSL.select;

import java.time.LocalDate;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.database.Tables.Requests;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A query of the ledger's lines. Null or an empty set: any.
 *
 * @param request id of a request; with the network, of exactly one
 * @param notReported true: only those with a missing report; false: only the others
 * @param from dispatches that last until this day (JST) or longer
 * @param to dispatches that begin on this day (JST) or earlier
 */
public record LedgerQuery(
    @Nullable String network,
    @Nullable String disaster,
    @Nullable String request,
    @Nullable String receiver,
    @Nullable String lender,
    Set<DispatchState> states,
    @Nullable Boolean notReported,
    @Nullable LocalDate from,
    @Nullable LocalDate to) {

  /** Every line. */
  public static final LedgerQuery ALL =
      new LedgerQuery(null, null, null, null, null, Set.of(), null, null, null);

  /** The lines of one request. */
  public static LedgerQuery ofRequest(String network, String request) {
    return new LedgerQuery(network, null, request, null, null, Set.of(), null, null, null);
  }

  Condition condition() {
    Condition all =
        eq(Dispatches.NETWORK, network)
            .and(eq(Dispatches.DISASTER, disaster))
            .and(eq(Dispatches.RECEIVER, receiver))
            .and(eq(Dispatches.LENDER, lender));
    if (request != null) {
      all =
          all.and(
              network == null
                  ? Dispatches.REQUEST.in(
                      select(Requests.KEY).from(Requests.TABLE).where(Requests.ID.eq(request)))
                  : Dispatches.REQUEST.eq(network + "/" + request));
    }
    if (!states.isEmpty()) {
      all = all.and(Dispatches.STATE.in(states.stream().map(Enum::name).toList()));
    }
    if (notReported != null) {
      all = all.and(Dispatches.MISSING.eq(notReported ? 1L : 0L));
    }
    if (from != null) {
      all = all.and(Dispatches.LAST_DAY.ge(from.toEpochDay()));
    }
    return to == null ? all : all.and(Dispatches.FIRST_DAY.le(to.toEpochDay()));
  }

  static boolean matches(@Nullable String wanted, @Nullable String is) {
    return wanted == null || wanted.equals(is);
  }
}
