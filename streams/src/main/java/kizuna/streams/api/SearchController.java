package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.facts.Municipality;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.LedgerText;
import kizuna.streams.ledger.LedgerView;
import kizuna.streams.ledger.RowPage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One search over everything: municipalities, requests and dispatches. */
@RestController
final class SearchController {

  /** Of each kind; what there is beyond is counted. */
  private static final int MOST_OF_A_KIND = 20;

  private static final int USUAL = 5;

  private final Localizations speech;
  private final ProjectionResolver looking;

  SearchController(Localizations speech, ProjectionResolver looking) {
    this.speech = speech;
    this.looking = looking;
  }

  @GetMapping("/api/search")
  ObjectNode search(HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, speech, "q", "limit");
    String typed = asked.needed("q");
    int limit = asked.number("limit", 1, MOST_OF_A_KIND, USUAL);
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    LedgerText text = new LedgerText(typed, view);
    RowJson rows = new RowJson(view, asked.words());
    ObjectNode answer = RowJson.answer(projection.namespace());
    answer.set("municipalities", municipalities(view, text, rows, limit));
    answer.set("requests", RowJson.page(view.requests().find(text, limit), rows::request));
    answer.set("dispatches", RowJson.page(view.dispatches().find(text, limit), rows::ledger));
    return answer;
  }

  /** Those that lend or ask for help come first. */
  private static ObjectNode municipalities(
      LedgerView view, LedgerText text, RowJson rows, int limit) {
    Set<String> lenders =
        view.parties().lenders(null).stream()
            .map(LedgerView.Lender::lender)
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
    return RowJson.page(
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
