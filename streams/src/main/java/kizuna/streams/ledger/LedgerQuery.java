package kizuna.streams.ledger;

import java.time.LocalDate;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.DispatchState;
import kizuna.states.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the ledger are wanted. Null or an empty set: any.
 *
 * @param notReported true: only those of which a report is missing; false: only the others
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
    @Nullable LocalDate to)
    implements Predicate<LedgerEntry> {

  /** Every line. */
  public static final LedgerQuery ALL =
      new LedgerQuery(null, null, null, null, null, Set.of(), null, null, null);

  /** The lines of one request. */
  public static LedgerQuery ofRequest(String network, String request) {
    return new LedgerQuery(network, null, request, null, null, Set.of(), null, null, null);
  }

  @Override
  public boolean test(LedgerEntry e) {
    return matches(network, e.getNetworkId())
        && matches(disaster, e.getDisasterId())
        && matches(request, e.getRequestId())
        && matches(receiver, e.getReceiver())
        && matches(lender, e.getLender())
        && (states.isEmpty() || states.contains(e.getState()))
        && (notReported == null || notReported == (e.getMissingReport() != null))
        && (from == null || !e.getLastDay().isBefore(from))
        && (to == null || !e.getFirstDay().isAfter(to));
  }

  static boolean matches(@Nullable String wanted, @Nullable String is) {
    return wanted == null || wanted.equals(is);
  }
}
