package kizuna.streams.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import kizuna.codes.AgreementState;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.LedgerView;
import kizuna.streams.ledger.Place;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Agreements with their plan confirmations, and what coordinators decided: counterparts, overrides
 * that stand, and requests that went to another network.
 */
@RestController
final class CoordinationPages {

  private final Speech speech;
  private final Looking looking;

  CoordinationPages(Speech speech, Looking looking) {
    this.speech = speech;
    this.looking = looking;
  }

  @GetMapping("/api/agreements")
  ObjectNode agreements(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "party", "network", "state", "after", "limit");
    Set<AgreementState> states = asked.codes("state", AgreementState.class);
    Place after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    String party = asked.textOrNull("party");
    Rows rows = new Rows(view, asked.words());
    return Rows.page(
        projection.namespace(),
        view.parties().agreements(party, asked.textOrNull("network"), states, after, limit),
        a -> rows.agreement(a, party));
  }

  @GetMapping("/api/counterparts")
  ObjectNode counterparts(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "receiver", "network", "after", "limit");
    Place after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return Rows.page(
        projection.namespace(),
        view.parties()
            .counterparts(asked.textOrNull("receiver"), asked.textOrNull("network"), after, limit),
        new Rows(view, asked.words())::counterpart);
  }

  @GetMapping("/api/duty-desks")
  ObjectNode dutyDesks(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "network", "after", "limit");
    Place after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return Rows.page(
        projection.namespace(),
        view.parties().dutyDesks(asked.textOrNull("network"), after, limit),
        new Rows(view, asked.words())::dutyDesk);
  }

  @GetMapping("/api/overrides")
  ObjectNode overrides(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "request", "network", "after", "limit");
    Place after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return Rows.page(
        projection.namespace(),
        view.parties()
            .overrides(asked.textOrNull("request"), asked.textOrNull("network"), after, limit),
        new Rows(view, asked.words())::override);
  }

  @GetMapping("/api/escalations")
  ObjectNode escalations(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "network", "after", "limit");
    Place after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return Rows.page(
        projection.namespace(),
        view.requests().escalations(asked.textOrNull("network"), after, limit),
        new Rows(view, asked.words())::request);
  }
}
