package kizuna.streams.api.ledger;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import kizuna.codes.OfferState;
import kizuna.codes.RequestState;
import kizuna.edge.ApiException;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AcceptHeader;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.LegalActs;
import kizuna.streams.api.json.MeterJson;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.api.party.PartyController;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerFilter;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.OfferQuery;
import kizuna.streams.ledger.query.RequestQuery;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
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
  private final JsonMapper json = new JsonMapper();

  LedgerController(Localizations localizations, ProjectionResolver resolver, ReadAccess callers) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.callers = callers;
  }

  @GetMapping("/api/ledger")
  void ledger(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_LANGUAGE);
    boolean csv = AcceptHeader.rather(TableFormat.CSV.mediaType(), request);
    answer(request, response, csv ? TableFormat.CSV : null);
  }

  @GetMapping("/api/ledger.csv")
  void csv(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
    answer(request, response, TableFormat.CSV);
  }

  @GetMapping("/api/ledger.xlsx")
  void xlsx(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
    answer(request, response, TableFormat.XLSX);
  }

  private void answer(
      HttpServletRequest request, HttpServletResponse response, @Nullable TableFormat table)
      throws IOException {
    QueryParameters asked = new QueryParameters(request, localizations, LedgerParameters.NAMES);
    LedgerParameters wanted = LedgerParameters.of(asked, table != null);
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    LedgerFilter filter = wanted.filter(view);
    Namespace namespace = projection.namespace();
    if (table == null) {
      page(asked, wanted, namespace, view, filter, response);
      return;
    }
    LedgerTable ledger = new LedgerTable(namespace, asked.words(), view.names(asked.language()));
    save(
        asked,
        namespace,
        "csv.fileName",
        table,
        ledger.head(),
        view.dispatches()
            .lines(filter, wanted.order(), wanted.skip(), wanted.limit())
            .map(ledger::row),
        response);
  }

  private void page(
      QueryParameters asked,
      LedgerParameters wanted,
      Namespace namespace,
      LedgerView view,
      LedgerFilter filter,
      HttpServletResponse response)
      throws IOException {
    RowPage<LedgerEntry> page =
        view.dispatches()
            .page(filter, wanted.order(), wanted.after(), wanted.skip(), wanted.limit());
    JsonMappers rows = new JsonMappers(view, asked.words()).withPlacesOf(page.rows());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, asked.language().tag());
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
    json.writeValue(response.getOutputStream(), answer);
  }

  /** One dispatch, with every state that it was in: where a permanent link leads. */
  @GetMapping("/api/ledger/{network}/{id}")
  ObjectNode oneDispatch(
      @PathVariable String network, @PathVariable String id, HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, localizations);
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    LedgerEntry entry =
        view.dispatches()
            .one(network, id)
            .orElseThrow(
                () ->
                    ApiException.of(
                        ProblemType.NO_SUCH_DISPATCH, asked.words(), "error.dispatch", id));
    JsonMappers rows = new JsonMappers(view, asked.words());
    ObjectNode answer = ResponseJson.of(projection.namespace());
    answer.setAll(rows.dispatches().entry(entry));
    ArrayNode history = answer.putArray("history");
    view.dispatches()
        .statesOf(network, id)
        .forEach(state -> history.add(rows.dispatches().state(state)));
    return answer;
  }

  /**
   * Answers with a table as a file.
   *
   * @param key of the file's name, to which is added whether it is a drill's
   */
  static void save(
      QueryParameters asked,
      Namespace namespace,
      String key,
      TableFormat table,
      List<String> head,
      Stream<List<@Nullable Object>> rows,
      HttpServletResponse response)
      throws IOException {
    String title = asked.words().text(key);
    String name =
        namespace.isDrill()
            ? title + "-" + asked.words().label(namespace.mode()) + "-" + namespace.drillId()
            : title;
    response.setContentType(table.mediaType().toString());
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, asked.language().tag());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment()
            .filename(name + table.extension(), StandardCharsets.UTF_8)
            .build()
            .toString());
    table.write(
        title,
        sheet -> asked.words().sentence("table.continued", sheet),
        head,
        rows,
        response.getOutputStream());
    response.getOutputStream().flush();
  }

  @GetMapping("/api/requests")
  ObjectNode requests(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(
            request,
            localizations,
            "network",
            "disaster",
            "receiver",
            "state",
            "from",
            "to",
            "open",
            "after",
            "limit");
    LocalDate from = asked.date("from");
    LocalDate to = asked.date("to");
    asked.period(from, to);
    RequestQuery query =
        new RequestQuery(
            asked.textOrNull("network"),
            asked.textOrNull("disaster"),
            asked.textOrNull("receiver"),
            asked.codes("state", RequestState.class),
            from,
            to);
    boolean open = asked.flag("open");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    RequestQuery wanted = query.ofDisaster(view.disasterGoingOnAs(query.disaster()));
    RowPage<RequestStatus> page =
        open
            ? view.requests().open(wanted, after, limit)
            : view.requests().page(wanted, after, limit);
    JsonMappers rows = new JsonMappers(view, asked.words());
    boolean acts = callers.coordinates(asked);
    return ResponseJson.page(
        projection.namespace(),
        page,
        r ->
            acts
                ? rows.requests().request(r).set("acts", LegalActs.of(r))
                : rows.requests().request(r));
  }

  @GetMapping("/api/requests/{id}")
  ObjectNode oneRequest(@PathVariable String id, HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, localizations, "network");
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    RequestStatus status = oneRequest(view, id, asked.textOrNull("network"), asked);
    JsonMappers rows = new JsonMappers(view, asked.words());
    ObjectNode answer = ResponseJson.of(projection.namespace());
    answer.setAll(rows.requests().request(status));
    boolean acts = callers.coordinates(asked);
    if (acts) {
      answer.set("acts", LegalActs.of(status));
    }
    ArrayNode dispatches = answer.putArray("dispatches");
    List<LedgerEntry> entries =
        view.dispatches()
            .page(
                LedgerQuery.ofRequest(status.getNetworkId(), id),
                null,
                QueryParameters.LONGEST_PAGE)
            .rows();
    answer.set("days", MeterJson.days(view.meters().days(status, entries)));
    for (LedgerEntry e : entries) {
      ObjectNode row = rows.dispatches().entry(e);
      dispatches.add(
          acts ? row.set("acts", LegalActs.ofBothSides(e, PartyController.today(e, view))) : row);
    }
    return answer;
  }

  /** The request of an id, in the network that was named or the only one that has it. */
  public static RequestStatus oneRequest(
      LedgerView view, String id, @Nullable String network, QueryParameters asked) {
    List<String> networks = network == null ? view.requests().networksOf(id) : List.of(network);
    if (networks.size() > 1) {
      String all = String.join(", ", networks);
      throw ApiException.badQuery(
          asked.words().sentence("error.requestNetworks", id, all),
          List.of(
              new kizuna.schemas.form.FormError(
                  "network",
                  asked.words().sentence("expected.oneOf", all),
                  asked.words().text("expected.nothing"))));
    }
    return networks.stream()
        .findFirst()
        .flatMap(n -> view.requests().one(n, id))
        .orElseThrow(
            () -> ApiException.of(ProblemType.NO_SUCH_REQUEST, asked.words(), "error.request", id));
  }

  @GetMapping("/api/offers")
  ObjectNode offers(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(
            request, localizations, "network", "disaster", "lender", "state", "after", "limit");
    OfferQuery query =
        new OfferQuery(
            asked.textOrNull("network"),
            asked.textOrNull("disaster"),
            asked.textOrNull("lender"),
            asked.codes("state", OfferState.class));
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    JsonMappers rows = new JsonMappers(view, asked.words());
    boolean acts = callers.coordinates(asked);
    return ResponseJson.page(
        projection.namespace(),
        view.requests()
            .offers(query.ofDisaster(view.disasterGoingOnAs(query.disaster())), after, limit),
        o ->
            acts
                ? rows.requests().offer(o).set("acts", LegalActs.ofBothSides(o))
                : rows.requests().offer(o));
  }
}
