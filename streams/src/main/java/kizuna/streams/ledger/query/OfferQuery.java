package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;

import java.util.Set;
import kizuna.codes.OfferState;
import kizuna.streams.ledger.database.Tables.Offers;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A query of offers. Null or an empty set: any.
 *
 * @param disaster offers for this disaster or for any
 */
public record OfferQuery(
    @Nullable String network,
    @Nullable String disaster,
    @Nullable String lender,
    Set<OfferState> states) {

  /** The same of another disaster. */
  public OfferQuery ofDisaster(@Nullable String id) {
    return new OfferQuery(network, id, lender, states);
  }

  Condition condition() {
    Condition all = eq(Offers.NETWORK, network).and(eq(Offers.LENDER, lender));
    if (disaster != null) {
      all = all.and(Offers.DISASTER.isNull().or(Offers.DISASTER.eq(disaster)));
    }
    return states.isEmpty()
        ? all
        : all.and(Offers.STATE.in(states.stream().map(Enum::name).toList()));
  }
}
