package kizuna.streams.api.edge;

import java.util.function.Supplier;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;

/**
 * The read model that serves one request from start to end: it was complete, and a rebuild does not
 * replace it meanwhile.
 */
public record ServedLedger(LedgerProjection projection, LedgerView view) {

  public Namespace namespace() {
    return projection.namespace();
  }

  /** As {@link LedgerView#atOneMoment}: the answer must wait only for this read model. */
  public <T> T atOneMoment(Supplier<T> answer) {
    return view.atOneMoment(answer);
  }
}
