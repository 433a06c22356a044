package kizuna.streams.api.party;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import kizuna.codes.AgreementState;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Agreements with their plan confirmations, and what coordinators decided: counterparts, overrides
 * that stand, and requests that went to another network.
 */
@RestController
final class CoordinationController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;

  CoordinationController(Localizations localizations, ProjectionResolver resolver) {
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping("/api/agreements")
  ObjectNode agreements(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "party", "network", "state", "after", "limit");
    Set<AgreementState> states = asked.codes("state", AgreementState.class);
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    String party = asked.textOrNull("party");
    JsonMappers rows = new JsonMappers(view, asked.words());
    return ResponseJson.page(
        projection.namespace(),
        view.agreements().agreements(party, asked.textOrNull("network"), states, after, limit),
        a -> rows.agreements().agreement(a, party));
  }

  @GetMapping("/api/counterparts")
  ObjectNode counterparts(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "receiver", "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    return ResponseJson.page(
        projection.namespace(),
        view.coordination()
            .counterparts(asked.textOrNull("receiver"), asked.textOrNull("network"), after, limit),
        new JsonMappers(view, asked.words()).coordination()::counterpart);
  }

  @GetMapping("/api/duty-desks")
  ObjectNode dutyDesks(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    return ResponseJson.page(
        projection.namespace(),
        view.coordination().dutyDesks(asked.textOrNull("network"), after, limit),
        new JsonMappers(view, asked.words()).coordination()::dutyDesk);
  }

  @GetMapping("/api/overrides")
  ObjectNode overrides(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "request", "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    return ResponseJson.page(
        projection.namespace(),
        view.coordination()
            .overrides(asked.textOrNull("request"), asked.textOrNull("network"), after, limit),
        new JsonMappers(view, asked.words()).coordination()::override);
  }

  @GetMapping("/api/escalations")
  ObjectNode escalations(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    return ResponseJson.page(
        projection.namespace(),
        view.requests().escalations(asked.textOrNull("network"), after, limit),
        new JsonMappers(view, asked.words()).requests()::request);
  }
}
