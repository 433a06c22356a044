package kizuna.streams.api.edge;

import java.util.function.Supplier;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;

/**
 * The read model that answers one request, from its beginning to its end: it was found whole, and a
 * rebuild that begins meanwhile puts no other in its place.
 */
public record ServedLedger(LedgerProjection projection, LedgerView view) {

  public Namespace namespace() {
    return projection.namespace();
  }

  /** As {@link LedgerView#atOneMoment}: the answer waits for nothing but this read model. */
  public <T> T atOneMoment(Supplier<T> answer) {
    return view.atOneMoment(answer);
  }
}
