package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;

import java.time.LocalDate;
import java.util.Set;
import kizuna.codes.RequestState;
import kizuna.streams.ledger.database.Tables.Requests;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A query of aid requests. Null or an empty set: any.
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
    @Nullable LocalDate to) {

  /** The same of another disaster. */
  public RequestQuery ofDisaster(@Nullable String id) {
    return new RequestQuery(network, id, receiver, states, from, to);
  }

  Condition condition() {
    Condition all =
        eq(Requests.NETWORK, network)
            .and(eq(Requests.DISASTER, disaster))
            .and(eq(Requests.RECEIVER, receiver));
    if (!states.isEmpty()) {
      all = all.and(Requests.STATE.in(states.stream().map(Enum::name).toList()));
    }
    if (from != null) {
      all = all.and(Requests.LAST_DAY.ge(from.toEpochDay()));
    }
    return to == null ? all : all.and(Requests.FIRST_DAY.le(to.toEpochDay()));
  }
}
