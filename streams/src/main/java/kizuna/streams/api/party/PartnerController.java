package kizuna.streams.api.party;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import kizuna.schemas.JapanTime;
import kizuna.schemas.drill.DrillConducts;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.PartnerEntry;
import kizuna.streams.ledger.model.RowPage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Relations of partners between disasters (平時の関係): lessons, contact tests, readiness. */
@RestController
final class PartnerController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final LastDrill lastDrill;

  PartnerController(
      Localizations localizations, ProjectionResolver resolver, DrillConducts conducts) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.lastDrill = new LastDrill(resolver.projections()::drills, conducts);
  }

  @GetMapping("/api/lessons")
  ObjectNode lessons(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String party = parameters.textOrNull("party");
    boolean open = parameters.flag("open");
    ListRequest list = ListRequest.of(parameters, resolver);
    return list.answer(
        list.view().preparedness().lessons(party, list.network(), open, list.after(), list.limit()),
        list.rows().preparedness()::lesson);
  }

  @GetMapping("/api/contact-tests")
  ObjectNode contactTests(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String party = parameters.textOrNull("party");
    ListRequest list = ListRequest.of(parameters, resolver);
    return list.answer(
        list.view().preparedness().contactTests(party, list.network(), list.after(), list.limit()),
        list.rows().preparedness()::contactTest);
  }

  /** All partners of a body with the readiness of both: its yearly report. */
  @GetMapping("/api/partners/{code}")
  ObjectNode partners(@PathVariable String code, HttpServletRequest request) {
    ListRequest list = ListRequest.of(new QueryParameters(request, localizations), resolver);
    return list.atOneMoment(() -> partners(code, list));
  }

  private static ObjectNode partners(String code, ListRequest list) {
    JsonMappers rows = list.rows();
    List<PartnerEntry> partners = list.view().partners().partners(code, list.network());
    return list.answer(
            RowPage.of(partners, p -> new PageCursor(0, p.code()), list.after(), list.limit()),
            p ->
                rows.preparedness()
                    .partner(
                        code,
                        p,
                        a ->
                            JsonNodeFactory.instance
                                .objectNode()
                                .put("agreementId", a.status().getAgreementId())
                                .put("title", a.status().getTitle()),
                        JsonNodeFactory.instance.objectNode()))
        .put("ofName", rows.names().municipality(code));
  }

  /** All data about two partners. */
  @GetMapping("/api/partners/{code}/{other}")
  ObjectNode pair(
      @PathVariable String code, @PathVariable String other, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String network = parameters.textOrNull("network");
    ServedLedger served = resolver.serve(parameters);
    ObjectNode row =
        served.atOneMoment(
            () -> {
              JsonMappers rows = new JsonMappers(served.view(), parameters.words());
              String name = rows.names().municipality(code);
              PartnerEntry partner =
                  served.view().partners().partners(code, network).stream()
                      .filter(p -> p.code().equals(other))
                      .findFirst()
                      .orElseThrow(() -> ReadAccess.noSuchBody(parameters, other));
              return rows.preparedness()
                  .partner(
                      code,
                      partner,
                      a -> rows.agreements().agreement(a, code),
                      ResponseJson.of(served.namespace()).put("of", code).put("ofName", name));
            });
    ObjectNode last = row.putObject("lastDrill");
    lastDrill
        .of(code, other)
        .ifPresent(d -> last.put("run", d.run()).put("endedAt", JapanTime.format(d.endedAt())));
    return row;
  }
}
