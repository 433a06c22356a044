package kizuna.streams.api.ledger;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kizuna.codes.NoticeCode;
import kizuna.codes.TaskType;
import kizuna.schemas.Namespace;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AcceptHeader;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.MeterJson;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.Language;
import kizuna.streams.ledger.model.LenderFigures;
import kizuna.streams.ledger.model.Meter;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.MetersQuery;
import kizuna.streams.ledger.query.NoticeQuery;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far the need is met by day and work, what each lender bears, and what somebody should know.
 */
@RestController
final class MeterController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final JsonMapper json = new JsonMapper();

  MeterController(Localizations localizations, ProjectionResolver resolver) {
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping("/api/meters")
  void meters(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_LANGUAGE);
    boolean csv = AcceptHeader.rather(TableFormat.CSV.mediaType(), request);
    answer(request, response, csv ? TableFormat.CSV : null);
  }

  @GetMapping("/api/meters.csv")
  void csv(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
    answer(request, response, TableFormat.CSV);
  }

  @GetMapping("/api/meters.xlsx")
  void xlsx(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
    answer(request, response, TableFormat.XLSX);
  }

  private void answer(
      HttpServletRequest request, HttpServletResponse response, @Nullable TableFormat table)
      throws IOException {
    QueryParameters asked =
        new QueryParameters(
            request,
            localizations,
            "network",
            "disaster",
            "receiver",
            "task",
            "from",
            "to",
            "at",
            "after",
            "limit");
    LocalDate from = asked.date("from");
    LocalDate to = asked.date("to");
    asked.period(from, to);
    MetersQuery query =
        new MetersQuery(
            asked.textOrNull("network"),
            asked.textOrNull("disaster"),
            asked.textOrNull("receiver"),
            asked.codes("task", TaskType.class),
            from,
            to);
    Instant at = asked.time("at");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    Namespace namespace = projection.namespace();
    List<Meter> meters =
        meters(
            projection.view(),
            query.ofDisaster(projection.view().disasterGoingOnAs(query.disaster())),
            at);
    if (table != null) {
      MetersTable all = new MetersTable(namespace, asked.words());
      LedgerController.save(
          asked,
          namespace,
          "meters.fileName",
          table,
          all.head(),
          meters.stream().map(all::row),
          response);
    } else {
      ObjectNode answer =
          ResponseJson.page(
              namespace,
              RowPage.of(meters, MeterController::byDayAndTask, after, limit),
              MeterJson::meter);
      response.setHeader(HttpHeaders.CONTENT_LANGUAGE, asked.language().tag());
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      json.writeValue(response.getOutputStream(), answer);
    }
  }

  private static PageCursor byDayAndTask(Meter m) {
    return new PageCursor(
        m.day().toEpochDay(), String.format(Locale.ROOT, "%03d", m.taskType().ordinal()));
  }

  private static List<Meter> meters(LedgerView view, MetersQuery query, @Nullable Instant at) {
    return view.meters().meters(query, at == null ? null : view.past().at(at));
  }

  @GetMapping("/api/lenders")
  ObjectNode lenders(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, localizations, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    JsonMappers rows = new JsonMappers(view, asked.words());
    List<LenderFigures> lenders = view.parties().lenders(asked.textOrNull("network"));
    return ResponseJson.page(
        projection.namespace(),
        RowPage.of(lenders, l -> new PageCursor(0, l.networkId() + "/" + l.lender()), after, limit),
        rows.networks()::lender);
  }

  @GetMapping("/api/notices")
  ObjectNode notices(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(
            request, localizations, "network", "addressee", "code", "after", "limit");
    NoticeQuery query =
        new NoticeQuery(
            asked.textOrNull("network"),
            asked.textOrNull("addressee"),
            asked.codes("code", NoticeCode.class));
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = resolver.requireCaughtUp(asked);
    LedgerView view = projection.view();
    JsonMappers rows = new JsonMappers(view, asked.words());
    Map<Language, ExplanationRenderer> texts = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      texts.put(
          language, new ExplanationRenderer(localizations.in(language), view.names(language)));
    }
    return ResponseJson.page(
        projection.namespace(),
        view.decisions().notices(query, after, limit),
        n -> {
          ObjectNode row = rows.decisions().notice(n);
          texts.forEach(
              (language, text) ->
                  row.put(
                      "sentence" + language.tag().toUpperCase(Locale.ROOT),
                      text.notice(n.notice())));
          return row;
        });
  }
}
