package kizuna.streams.api.ledger;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.OfferState;
import kizuna.codes.RequestState;
import kizuna.edge.ApiException;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.DispatchActs;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.LegalActs;
import kizuna.streams.api.json.MeterJson;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.LedgerFilter;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.OfferQuery;
import kizuna.streams.ledger.query.RequestQuery;
import kizuna.streams.tables.TableFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ledger, the requests and the offers: filtered, page by page, as JSON; the ledger as a table
 * too.
 */
@RestController
public final class LedgerController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;

  LedgerController(Localizations localizations, ProjectionResolver resolver, ReadAccess callers) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.callers = callers;
  }

  @GetMapping({"/api/ledger", "/api/ledger.csv", "/api/ledger.xlsx"})
  void ledger(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<TableFormat> table = TableResponse.format(request, response);
    QueryParameters parameters = new QueryParameters(request, localizations);
    LedgerParameters wanted = LedgerParameters.of(parameters, table.isPresent());
    ServedLedger served = resolver.serve(parameters);
    LedgerView view = served.view();
    Namespace namespace = served.namespace();
    if (table.isEmpty()) {
      TableResponse.json(
          parameters,
          served.atOneMoment(() -> page(parameters, wanted, namespace, view, wanted.filter(view))),
          response);
      return;
    }
    LedgerFilter filter = served.atOneMoment(() -> wanted.filter(view));
    LedgerTable ledger =
        new LedgerTable(namespace, parameters.words(), view.names(parameters.language()));
    TableResponse.file(
        parameters,
        namespace,
        "csv.fileName",
        table.get(),
        ledger.head(),
        view.dispatches()
            .lines(filter, wanted.order(), wanted.skip(), wanted.limit())
            .map(ledger::row),
        response);
  }

  private static ObjectNode page(
      QueryParameters parameters,
      LedgerParameters wanted,
      Namespace namespace,
      LedgerView view,
      LedgerFilter filter) {
    RowPage<LedgerEntry> page =
        view.dispatches()
            .page(filter, wanted.order(), wanted.after(), wanted.skip(), wanted.limit());
    JsonMappers rows = new JsonMappers(view, parameters.words()).withPlacesOf(page.rows());
    ObjectNode answer = ResponseJson.page(namespace, page, rows.dispatches()::entry);
    if (page.next() != null) {
      answer.put("next", QueryParameters.cursor(wanted.order(), page.next()));
    }
    if (wanted.counted()) {
      answer.set(
          "counts",
          new LedgerFilters(filter.query(), wanted.during())
              .counts(view.dispatches().groups(filter)));
    }
    if (wanted.at() != null) {
      answer.put("at", JapanTime.format(wanted.at()));
    }
    return answer;
  }

  /** One dispatch with all its states: the target of permanent links. */
  @GetMapping("/api/ledger/{network}/{id}")
  ObjectNode oneDispatch(
      @PathVariable String network, @PathVariable String id, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ServedLedger served = resolver.serve(parameters);
    return served.atOneMoment(() -> oneDispatch(network, id, parameters, served));
  }

  private static ObjectNode oneDispatch(
      String network, String id, QueryParameters parameters, ServedLedger served) {
    LedgerView view = served.view();
    LedgerEntry entry =
        view.dispatches()
            .one(network, id)
            .orElseThrow(
                () ->
                    ApiException.of(
                        ProblemType.NO_SUCH_DISPATCH, parameters.words(), "error.dispatch", id));
    JsonMappers rows = new JsonMappers(view, parameters.words());
    ObjectNode answer = ResponseJson.of(served.namespace());
    answer.setAll(rows.dispatches().entry(entry));
    ArrayNode history = answer.putArray("history");
    view.dispatches()
        .statesOf(network, id)
        .forEach(state -> history.add(rows.dispatches().state(state)));
    return answer;
  }

  @GetMapping("/api/requests")
  ObjectNode requests(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    LocalDate from = parameters.date("from");
    LocalDate to = parameters.date("to");
    parameters.period(from, to);
    RequestQuery query =
        new RequestQuery(
            parameters.textOrNull("network"),
            parameters.textOrNull("disaster"),
            parameters.textOrNull("receiver"),
            parameters.codes("state", RequestState.class),
            from,
            to);
    boolean open = parameters.flag("open");
    ListRequest list = ListRequest.of(parameters, resolver);
    boolean acts = callers.coordinates(parameters);
    return list.atOneMoment(() -> requests(list, query, open, acts));
  }

  private static ObjectNode requests(
      ListRequest list, RequestQuery query, boolean open, boolean acts) {
    LedgerView view = list.view();
    RequestQuery wanted = query.ofDisaster(view.disasterGoingOnAs(query.disaster()));
    RowPage<RequestStatus> page =
        open
            ? view.requests().open(wanted, list.after(), list.limit())
            : view.requests().page(wanted, list.after(), list.limit());
    JsonMappers rows = list.rows();
    Set<String> promised =
        acts
            ? view.dispatches()
                .requestsWith(
                    page.rows().stream()
                        .map(r -> r.getNetworkId() + "/" + r.getRequestId())
                        .toList(),
                    DispatchActs.PROMISED)
            : Set.of();
    return list.answer(
        page,
        r -> {
          ObjectNode row = rows.requests().request(r);
          if (acts) {
            boolean keepsPeople = promised.contains(r.getNetworkId() + "/" + r.getRequestId());
            row.set("acts", LegalActs.ofCoordinator(r, keepsPeople));
          }
          return row;
        });
  }

  @GetMapping("/api/requests/{id}")
  ObjectNode oneRequest(@PathVariable String id, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String network = parameters.textOrNull("network");
    ServedLedger served = resolver.serve(parameters);
    boolean acts = callers.coordinates(parameters);
    return served.atOneMoment(
        () ->
            oneRequest(
                served, oneRequest(served.view(), id, network, parameters), acts, parameters));
  }

  private static ObjectNode oneRequest(
      ServedLedger served, RequestStatus status, boolean acts, QueryParameters parameters) {
    LedgerView view = served.view();
    JsonMappers rows = new JsonMappers(view, parameters.words());
    ObjectNode answer = ResponseJson.of(served.namespace());
    answer.setAll(rows.requests().request(status));
    ArrayNode dispatches = answer.putArray("dispatches");
    List<LedgerEntry> entries =
        view.dispatches()
            .page(
                LedgerQuery.ofRequest(status.getNetworkId(), status.getRequestId()),
                null,
                QueryParameters.LONGEST_PAGE)
            .rows();
    if (acts) {
      answer.set("acts", LegalActs.ofCoordinator(status, DispatchActs.arePromised(entries)));
    }
    answer.set("days", MeterJson.days(view.meters().days(status, entries)));
    DispatchActs dispatchActs = new DispatchActs(view);
    for (LedgerEntry e : entries) {
      ObjectNode row = rows.dispatches().entry(e);
      dispatches.add(acts ? dispatchActs.ofBothSides(row, e, status) : row);
    }
    return answer;
  }

  /** The request of an id, in the given network or the only one that contains it. */
  public static RequestStatus oneRequest(
      LedgerView view, String id, @Nullable String network, QueryParameters parameters) {
    List<String> networks = network == null ? view.requests().networksOf(id) : List.of(network);
    if (networks.size() > 1) {
      String all = String.join(", ", networks);
      throw ApiException.badQuery(
          parameters.words().sentence("error.requestNetworks", id, all),
          List.of(
              FormError.of(
                  "network",
                  FormRule.REQUIRED,
                  parameters.words().sentence("expected.oneOf", all),
                  parameters.words().text("expected.nothing"))));
    }
    return networks.stream()
        .findFirst()
        .flatMap(n -> view.requests().one(n, id))
        .orElseThrow(
            () ->
                ApiException.of(
                    ProblemType.NO_SUCH_REQUEST, parameters.words(), "error.request", id));
  }

  @GetMapping("/api/offers")
  ObjectNode offers(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    OfferQuery query =
        new OfferQuery(
            parameters.textOrNull("network"),
            parameters.textOrNull("disaster"),
            parameters.textOrNull("lender"),
            parameters.codes("state", OfferState.class));
    ListRequest list = ListRequest.of(parameters, resolver);
    boolean acts = callers.coordinates(parameters);
    return list.atOneMoment(() -> offers(list, query, acts));
  }

  private static ObjectNode offers(ListRequest list, OfferQuery query, boolean acts) {
    LedgerView view = list.view();
    JsonMappers rows = list.rows();
    return list.answer(
        view.requests()
            .offers(
                query.ofDisaster(view.disasterGoingOnAs(query.disaster())),
                list.after(),
                list.limit()),
        o ->
            acts
                ? rows.requests().offer(o).set("acts", LegalActs.ofBothSides(o))
                : rows.requests().offer(o));
  }
}
