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
import java.util.Optional;
import kizuna.codes.NoticeCode;
import kizuna.codes.TaskType;
import kizuna.schemas.Namespace;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.json.DecisionJson;
import kizuna.streams.api.json.MeterJson;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.Language;
import kizuna.streams.ledger.model.Meter;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.MetersQuery;
import kizuna.streams.ledger.query.NoticeQuery;
import kizuna.streams.tables.TableFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Coverage of the need by day and work, load of each lender, and notices. */
@RestController
final class MeterController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;

  MeterController(Localizations localizations, ProjectionResolver resolver) {
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping({"/api/meters", "/api/meters.csv", "/api/meters.xlsx"})
  void meters(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<TableFormat> table = TableResponse.format(request, response);
    QueryParameters parameters = new QueryParameters(request, localizations);
    LocalDate from = parameters.date("from");
    LocalDate to = parameters.date("to");
    parameters.period(from, to);
    MetersQuery query =
        new MetersQuery(
            parameters.textOrNull("network"),
            parameters.textOrNull("disaster"),
            parameters.textOrNull("receiver"),
            parameters.codes("task", TaskType.class),
            from,
            to);
    Instant at = parameters.time("at");
    ListRequest list = ListRequest.of(parameters, resolver);
    LedgerView view = list.view();
    MetersQuery wanted = query.ofDisaster(view.disasterGoingOnAs(query.disaster()));
    List<Meter> meters =
        at == null
            ? view.meters().meters(wanted)
            : view.atOneMoment(() -> view.meters().meters(wanted, view.past().at(at)));
    if (table.isEmpty()) {
      TableResponse.json(
          parameters,
          list.answer(
              RowPage.of(meters, MeterController::byDayAndTask, list.after(), list.limit()),
              MeterJson::meter),
          response);
      return;
    }
    Namespace namespace = list.namespace();
    MetersTable all = new MetersTable(namespace, parameters.words());
    TableResponse.file(
        parameters,
        namespace,
        "meters.fileName",
        table.get(),
        all.head(),
        meters.stream().map(all::row),
        response);
  }

  private static PageCursor byDayAndTask(Meter m) {
    return new PageCursor(
        m.day().toEpochDay(), String.format(Locale.ROOT, "%03d", m.taskType().ordinal()));
  }

  @GetMapping("/api/lenders")
  ObjectNode lenders(HttpServletRequest request) {
    ListRequest list = ListRequest.of(new QueryParameters(request, localizations), resolver);
    return list.atOneMoment(
        () ->
            list.answer(
                RowPage.of(
                    list.view().parties().lenders(list.network()),
                    l -> new PageCursor(0, l.networkId() + "/" + l.lender()),
                    list.after(),
                    list.limit()),
                list.rows().networks()::lender));
  }

  @GetMapping("/api/notices")
  ObjectNode notices(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    NoticeQuery query =
        new NoticeQuery(
            parameters.textOrNull("network"),
            parameters.textOrNull("addressee"),
            parameters.codes("code", NoticeCode.class));
    ListRequest list = ListRequest.of(parameters, resolver);
    return list.atOneMoment(() -> notices(list, query));
  }

  private ObjectNode notices(ListRequest list, NoticeQuery query) {
    LedgerView view = list.view();
    DecisionJson rows = list.rows().decisions();
    Map<Language, ExplanationRenderer> texts = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      texts.put(
          language, new ExplanationRenderer(localizations.in(language), view.names(language)));
    }
    return list.answer(
        view.decisions().notices(query, list.after(), list.limit()),
        n -> {
          ObjectNode row = rows.notice(n);
          texts.forEach(
              (language, text) ->
                  row.put(
                      "sentence" + language.tag().toUpperCase(Locale.ROOT),
                      text.notice(n.notice())));
          return row;
        });
  }
}
