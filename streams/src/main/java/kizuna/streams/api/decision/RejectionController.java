package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import kizuna.codes.AccountRole;
import kizuna.schemas.access.Caller;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.json.DecisionJson;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Rejections, denied access and dead letters. */
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
    ListRequest list = ListRequest.of(new QueryParameters(request, localizations), resolver);
    String network = list.network();
    return list.atOneMoment(
        () ->
            list.answer(
                    list.view().decisions().rejections(network, list.after(), list.limit()),
                    list.rows().decisions()::rejection)
                .put(
                    "count",
                    list.view().figures().networks().stream()
                        .filter(n -> network == null || network.equals(n.networkId()))
                        .mapToLong(n -> n.sums().rejections())
                        .sum()));
  }

  /** Denials: an operator reads all, a coordinator those of the own network. */
  @GetMapping("/api/denials")
  ObjectNode denials(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    callers.demandOverseer(parameters);
    String account = parameters.textOrNull("account");
    ListRequest list = ListRequest.of(parameters, resolver);
    Caller caller = callers.of(request);
    String network = caller.role() == AccountRole.COORDINATOR ? caller.body() : list.network();
    return list.atOneMoment(
        () -> {
          ObjectNode answer =
              list.answer(
                  list.view().decisions().denials(network, account, list.after(), list.limit()),
                  list.rows().decisions()::denial);
          return account == null
              ? answer.put("count", list.view().decisions().denied(network))
              : answer;
        });
  }

  @GetMapping("/api/dead-letters")
  ObjectNode deadLetters(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ListRequest list = ListRequest.of(parameters, resolver);
    boolean whole = callers.coordinates(parameters);
    return list.atOneMoment(
        () -> {
          DecisionJson rows = list.rows().decisions();
          return list.answer(
                  list.view().decisions().lostReports(list.network(), list.after(), list.limit()),
                  lost -> rows.deadLetter(lost, whole))
              .put("count", list.view().figures().losses().deadLetters());
        });
  }
}
