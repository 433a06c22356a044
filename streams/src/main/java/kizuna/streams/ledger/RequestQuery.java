package kizuna.streams.ledger;

import java.time.LocalDate;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.RequestState;
import kizuna.states.RequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which aid requests are wanted. Null or an empty set: any.
 *
 * @param from requests whose period lasts until this day (JST) or longer
 * @param to requests whose period begins on this day (JST) or earlier
 */
public record RequestQuery(
    @Nullable String network,
    @Nullable String disaster,
    @Nullable String receiver,
    Set<RequestState> states,
    @Nullable LocalDate from,
    @Nullable LocalDate to)
    implements Predicate<RequestStatus> {

  /** The same of another disaster. */
  public RequestQuery ofDisaster(@Nullable String id) {
    return new RequestQuery(network, id, receiver, states, from, to);
  }

  @Override
  public boolean test(RequestStatus r) {
    return LedgerQuery.matches(network, r.getNetworkId())
        && LedgerQuery.matches(disaster, r.getDisasterId())
        && LedgerQuery.matches(receiver, r.getReceiver())
        && (states.isEmpty() || states.contains(r.getState()))
        && (from == null || !r.getLastDay().isBefore(from))
        && (to == null || !r.getFirstDay().isAfter(to));
  }
}
