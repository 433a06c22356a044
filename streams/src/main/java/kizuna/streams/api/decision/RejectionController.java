package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import kizuna.codes.AccountRole;
import kizuna.schemas.access.Caller;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What was refused or lost: rejections, denied access and dead letters. */
@RestController
public final class RejectionController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;

  RejectionController(
      Localizations localizations, ProjectionResolver resolver, ReadAccess callers) {
    this.callers = callers;
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping("/api/rejections")
  ObjectNode rejections(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    String network = asked.textOrNull("network");
    ObjectNode answer =
        ResponseJson.page(
            projection.namespace(),
            view.decisions().rejections(network, after, limit),
            new JsonMappers(view, asked.words()).decisions()::rejection);
    return answer.put(
        "count",
        view.figures().networks().stream()
            .filter(n -> network == null || network.equals(n.networkId()))
            .mapToLong(n -> n.sums().rejections())
            .sum());
  }

  /** What was denied to whom: for the operator, and for the coordinator of the network. */
  @GetMapping("/api/denials")
  ObjectNode denials(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "network", "account", "after", "limit");
    callers.demandOverseer(asked);
    PageCursor after = asked.after();
    int limit = asked.limit();
    Caller caller = callers.of(request);
    String wanted = asked.textOrNull("network");
    String network = caller.role() == AccountRole.COORDINATOR ? caller.body() : wanted;
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    String account = asked.textOrNull("account");
    ObjectNode answer =
        ResponseJson.page(
            projection.namespace(),
            view.decisions().denials(network, account, after, limit),
            new JsonMappers(view, asked.words()).decisions()::denial);
    return account == null ? answer.put("count", view.decisions().denied(network)) : answer;
  }

  @GetMapping("/api/dead-letters")
  ObjectNode deadLetters(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    JsonMappers rows = new JsonMappers(view, asked.words());
    return ResponseJson.page(
            projection.namespace(),
            view.decisions().lostReports(asked.textOrNull("network"), after, limit),
            lost -> rows.decisions().deadLetter(lost, callers.coordinates(asked)))
        .put("count", view.figures().losses().deadLetters());
  }
}
