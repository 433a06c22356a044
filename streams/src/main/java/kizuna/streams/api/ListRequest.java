package kizuna.streams.api;

import java.util.function.Function;
import java.util.function.Supplier;
import kizuna.schemas.Namespace;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for one page of a list, and the read model that answers it.
 *
 * @param network null: all networks, or the list takes no network
 * @param after null: the first page
 * @param limit most rows of the page
 */
public record ListRequest(
    QueryParameters parameters,
    @Nullable String network,
    @Nullable PageCursor after,
    int limit,
    ServedLedger ledger) {

  private static final String NETWORK = "network";

  /**
   * Reads network, cursor and limit, and checks all parameters. The caller reads its own parameters
   * before.
   */
  public static ListRequest of(QueryParameters parameters, ProjectionResolver resolver) {
    String network = parameters.takes(NETWORK) ? parameters.textOrNull(NETWORK) : null;
    PageCursor after = parameters.after();
    int limit = parameters.limit();
    return new ListRequest(parameters, network, after, limit, resolver.serve(parameters));
  }

  public LedgerView view() {
    return ledger.view();
  }

  public Namespace namespace() {
    return ledger.namespace();
  }

  public JsonMappers rows() {
    return new JsonMappers(view(), parameters.words());
  }

  /** As {@link ServedLedger#atOneMoment}. */
  public ObjectNode atOneMoment(Supplier<ObjectNode> answer) {
    return ledger.atOneMoment(answer);
  }

  /** The page as the answer. */
  public <R> ObjectNode answer(RowPage<R> page, Function<R, ObjectNode> row) {
    return ResponseJson.page(namespace(), page, row);
  }
}
