package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import kizuna.codes.AgreementState;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.LedgerView;
import kizuna.streams.ledger.PageCursor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Agreements with their plan confirmations, and what coordinators decided: counterparts, overrides
 * that stand, and requests that went to another network.
 */
@RestController
final class CoordinationController {

  private final Localizations speech;
  private final ProjectionResolver looking;

  CoordinationController(Localizations speech, ProjectionResolver looking) {
    this.speech = speech;
    this.looking = looking;
  }

  @GetMapping("/api/agreements")
  ObjectNode agreements(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, speech, "party", "network", "state", "after", "limit");
    Set<AgreementState> states = asked.codes("state", AgreementState.class);
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    String party = asked.textOrNull("party");
    RowJson rows = new RowJson(view, asked.words());
    return RowJson.page(
        projection.namespace(),
        view.parties().agreements(party, asked.textOrNull("network"), states, after, limit),
        a -> rows.agreement(a, party));
  }

  @GetMapping("/api/counterparts")
  ObjectNode counterparts(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, speech, "receiver", "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return RowJson.page(
        projection.namespace(),
        view.parties()
            .counterparts(asked.textOrNull("receiver"), asked.textOrNull("network"), after, limit),
        new RowJson(view, asked.words())::counterpart);
  }

  @GetMapping("/api/duty-desks")
  ObjectNode dutyDesks(HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, speech, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return RowJson.page(
        projection.namespace(),
        view.parties().dutyDesks(asked.textOrNull("network"), after, limit),
        new RowJson(view, asked.words())::dutyDesk);
  }

  @GetMapping("/api/overrides")
  ObjectNode overrides(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, speech, "request", "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return RowJson.page(
        projection.namespace(),
        view.parties()
            .overrides(asked.textOrNull("request"), asked.textOrNull("network"), after, limit),
        new RowJson(view, asked.words())::override);
  }

  @GetMapping("/api/escalations")
  ObjectNode escalations(HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, speech, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return RowJson.page(
        projection.namespace(),
        view.requests().escalations(asked.textOrNull("network"), after, limit),
        new RowJson(view, asked.words())::request);
  }
}
