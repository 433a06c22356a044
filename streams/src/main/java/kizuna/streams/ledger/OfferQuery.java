package kizuna.streams.ledger;

import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.OfferState;
import kizuna.states.OfferStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which offers are wanted. Null or an empty set: any.
 *
 * @param disaster offers for this disaster or for any
 */
public record OfferQuery(
    @Nullable String network,
    @Nullable String disaster,
    @Nullable String lender,
    Set<OfferState> states)
    implements Predicate<OfferStatus> {

  /** The same of another disaster. */
  public OfferQuery ofDisaster(@Nullable String id) {
    return new OfferQuery(network, id, lender, states);
  }

  @Override
  public boolean test(OfferStatus o) {
    return LedgerQuery.matches(network, o.getNetworkId())
        && (o.getDisasterId() == null || LedgerQuery.matches(disaster, o.getDisasterId()))
        && LedgerQuery.matches(lender, o.getLender())
        && (states.isEmpty() || states.contains(o.getState()));
  }
}
