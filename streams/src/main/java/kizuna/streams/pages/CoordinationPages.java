package kizuna.streams.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import kizuna.codes.AgreementState;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.LedgerView;
import kizuna.streams.ledger.LedgerView.PartysAgreement;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
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
    Asked asked = new Asked(request, speech, "party", "network", "state");
    Set<AgreementState> states = asked.codes("state", AgreementState.class);
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    String party = asked.textOrNull("party");
    List<PartysAgreement> found =
        view.parties().agreements(party, asked.textOrNull("network")).stream()
            .filter(a -> states.isEmpty() || states.contains(a.status().getState()))
            .sorted(Rows.dueFirst(party))
            .toList();
    Rows rows = new Rows(view, asked.words());
    return answer(projection, found, a -> rows.agreement(a, party));
  }

  @GetMapping("/api/counterparts")
  ObjectNode counterparts(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "receiver", "network");
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return answer(
        projection,
        view.parties().counterparts(asked.textOrNull("receiver"), asked.textOrNull("network")),
        new Rows(view, asked.words())::counterpart);
  }

  @GetMapping("/api/duty-desks")
  ObjectNode dutyDesks(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "network");
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return answer(
        projection,
        view.parties().dutyDesks(asked.textOrNull("network")),
        new Rows(view, asked.words())::dutyDesk);
  }

  @GetMapping("/api/overrides")
  ObjectNode overrides(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "request", "network");
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return answer(
        projection,
        view.parties().overrides(asked.textOrNull("request"), asked.textOrNull("network")),
        new Rows(view, asked.words())::override);
  }

  @GetMapping("/api/escalations")
  ObjectNode escalations(HttpServletRequest request) {
    Asked asked = new Asked(request, speech, "network");
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    return answer(
        projection,
        view.requests().escalations(asked.textOrNull("network")),
        new Rows(view, asked.words())::request);
  }

  private static <R> ObjectNode answer(
      LedgerProjection projection, List<R> found, Function<R, ObjectNode> row) {
    ObjectNode answer = Rows.answer(projection.namespace()).put("total", found.size());
    ArrayNode rows = answer.putArray("rows");
    found.forEach(r -> rows.add(row.apply(r)));
    return answer;
  }
}
