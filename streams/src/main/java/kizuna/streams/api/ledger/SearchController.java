package kizuna.streams.api.ledger;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.facts.Municipality;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.LenderFigures;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.LedgerText;
import kizuna.streams.ledger.query.LedgerView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One search over everything: municipalities, requests and dispatches. */
@RestController
final class SearchController {

  /** Of each kind; further matches are only counted. */
  private static final int MAX_OF_A_KIND = 20;

  private static final int USUAL = 5;

  private final Localizations localizations;
  private final ProjectionResolver resolver;

  SearchController(Localizations localizations, ProjectionResolver resolver) {
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping("/api/search")
  ObjectNode search(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String typed = parameters.needed("q");
    int limit = parameters.number("limit", 1, MAX_OF_A_KIND, USUAL);
    ServedLedger served = resolver.serve(parameters);
    return served.atOneMoment(() -> search(typed, limit, served, parameters));
  }

  private static ObjectNode search(
      String typed, int limit, ServedLedger served, QueryParameters parameters) {
    LedgerView view = served.view();
    LedgerText text = new LedgerText(typed, view);
    JsonMappers rows = new JsonMappers(view, parameters.words());
    ObjectNode answer = ResponseJson.of(served.namespace());
    answer.set("municipalities", municipalities(view, text, rows, limit));
    answer.set(
        "requests", ResponseJson.page(view.requests().find(text, limit), rows.requests()::request));
    answer.set(
        "dispatches",
        ResponseJson.page(view.dispatches().find(text, limit), rows.dispatches()::entry));
    return answer;
  }

  /** Lenders and receivers first. */
  private static ObjectNode municipalities(
      LedgerView view, LedgerText text, JsonMappers rows, int limit) {
    Set<String> lenders =
        view.parties().lenders(null).stream()
            .map(LenderFigures::lender)
            .collect(Collectors.toSet());
    Set<String> receivers = view.requests().receivers();
    List<Municipality> found =
        view.municipalities().stream()
            .filter(text::finds)
            .sorted(
                Comparator.comparing(
                        (Municipality m) ->
                            !lenders.contains(m.getCode()) && !receivers.contains(m.getCode()))
                    .thenComparing(Municipality::getCode))
            .toList();
    return ResponseJson.page(
        new RowPage<>(found.stream().limit(limit).toList(), found.size(), null),
        m ->
            JsonNodeFactory.instance
                .objectNode()
                .put("code", m.getCode())
                .put("name", rows.names().municipality(m.getCode()))
                .put("lends", lenders.contains(m.getCode()))
                .put("asks", receivers.contains(m.getCode())));
  }
}
