package kizuna.streams.api.party;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import kizuna.codes.AgreementState;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.json.AgreementJson;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Agreements with their plan confirmations, and coordinators' decisions: counterparts, active
 * overrides, and requests passed on to another network.
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
    QueryParameters parameters = new QueryParameters(request, localizations);
    Set<AgreementState> states = parameters.codes("state", AgreementState.class);
    String party = parameters.textOrNull("party");
    ListRequest list = ListRequest.of(parameters, resolver);
    AgreementJson rows = list.rows().agreements();
    return list.answer(
        list.view()
            .agreements()
            .agreements(party, list.network(), states, list.after(), list.limit()),
        a -> rows.agreement(a, party));
  }

  @GetMapping("/api/counterparts")
  ObjectNode counterparts(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String receiver = parameters.textOrNull("receiver");
    ListRequest list = ListRequest.of(parameters, resolver);
    return list.answer(
        list.view()
            .coordination()
            .counterparts(receiver, list.network(), list.after(), list.limit()),
        list.rows().coordination()::counterpart);
  }

  @GetMapping("/api/duty-desks")
  ObjectNode dutyDesks(HttpServletRequest request) {
    ListRequest list = ListRequest.of(new QueryParameters(request, localizations), resolver);
    return list.answer(
        list.view().coordination().dutyDesks(list.network(), list.after(), list.limit()),
        list.rows().coordination()::dutyDesk);
  }

  @GetMapping("/api/overrides")
  ObjectNode overrides(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String requestId = parameters.textOrNull("request");
    ListRequest list = ListRequest.of(parameters, resolver);
    return list.answer(
        list.view().coordination().overrides(requestId, list.network(), list.after(), list.limit()),
        list.rows().coordination()::override);
  }

  @GetMapping("/api/escalations")
  ObjectNode escalations(HttpServletRequest request) {
    ListRequest list = ListRequest.of(new QueryParameters(request, localizations), resolver);
    return list.answer(
        list.view().requests().escalations(list.network(), list.after(), list.limit()),
        list.rows().requests()::request);
  }
}
