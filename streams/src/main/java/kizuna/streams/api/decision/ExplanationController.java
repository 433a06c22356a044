package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.codes.RequestState;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.edge.ApiException;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.states.RequestStatus;
import kizuna.streams.api.ListRequest;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AcceptHeader;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.api.ledger.LedgerController;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.RenderedExplanation;
import kizuna.streams.ledger.model.DecisionPosition;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Explanations of a request: why which lender was chosen, outranked or ruled out. */
@RestController
public final class ExplanationController {

  private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

  /**
   * An explanation with its decision, and the positions of all known ones of the request.
   *
   * @param ended what cancelled the request since; empty: it is not cancelled
   */
  private record Explained(
      MatchDecision decision,
      Explanation explanation,
      List<DecisionPosition> known,
      Optional<String> ended) {}

  /** The read model's rows of a request at one moment, before any decision is read. */
  private record Known(
      RequestStatus status,
      List<DecisionPosition> explanations,
      Optional<DecisionPosition> cancellation) {

    static Known of(
        LedgerView view, @Nullable String network, String id, QueryParameters parameters) {
      RequestStatus status = LedgerController.oneRequest(view, id, network, parameters);
      return new Known(
          status,
          view.decisions().explanationsOf(status.getNetworkId(), id),
          status.getState() == RequestState.CANCELLED
              ? view.decisions().cancellationOf(status.getNetworkId(), id)
              : Optional.empty());
    }
  }

  private final Localizations localizations;
  private final ProjectionResolver resolver;

  ExplanationController(Localizations localizations, ProjectionResolver resolver) {
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping("/api/requests/{id}/explanation")
  ResponseEntity<Object> explanation(@PathVariable String id, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    String only = parameters.textOrNull("network");
    int sequence = parameters.number("sequence", 1, Integer.MAX_VALUE, 0);
    ServedLedger served = resolver.serve(parameters);
    LedgerView view = served.view();
    Explained explained = explained(served, only, id, sequence, parameters);
    MatchDecision decision = explained.decision();
    Explanation explanation = explained.explanation();
    JsonMappers rows = new JsonMappers(view, parameters.words());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header(HttpHeaders.CONTENT_LANGUAGE, parameters.language().tag())
            .varyBy(HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_LANGUAGE);
    if (AcceptHeader.prefers(MediaType.TEXT_PLAIN, request)) {
      String mode =
          served.namespace().isDrill()
              ? parameters.words().sentence("why.drill", served.namespace().drillId()) + "\n"
              : "";
      return answer
          .contentType(TEXT)
          .body(
              mode
                  + explained.ended().map(ended -> ended + "\n").orElse("")
                  + served.atOneMoment(
                      () -> rows.text(decision.getNetworkId()).plainText(explanation, decision)));
    }
    return answer
        .contentType(MediaType.APPLICATION_JSON)
        .body(served.atOneMoment(() -> json(served.namespace(), rows, explained, parameters)));
  }

  /**
   * The lenders that no agreement binds to the receiver: a decision counts them and does not list
   * them. They are listed as the network has them now.
   */
  @GetMapping("/api/requests/{id}/explanation/lenders")
  ObjectNode unbound(@PathVariable String id, HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    int sequence = parameters.number("sequence", 1, Integer.MAX_VALUE, 0);
    ListRequest list = ListRequest.of(parameters, resolver);
    Explained explained = explained(list.ledger(), list.network(), id, sequence, parameters);
    return list.atOneMoment(() -> unbound(id, list, explained));
  }

  private static ObjectNode unbound(String id, ListRequest list, Explained explained) {
    LedgerView view = list.view();
    String network = explained.decision().getNetworkId();
    int counted = ExplanationRenderer.unbound(explained.explanation());
    RowPage<String> page =
        counted == 0
            ? new RowPage<>(List.of(), 0, null)
            : view.parties()
                .lendersWithout(
                    network,
                    explained.explanation().getVerdicts().stream()
                        .map(LenderVerdict::getLender)
                        .collect(Collectors.toSet()),
                    list.after(),
                    list.limit());
    JsonMappers rows = list.rows();
    return list.answer(page, rows.networks()::lenderName)
        .put("network", network)
        .put("requestId", id)
        .put("sequence", explained.decision().getSequence())
        .put("counted", counted)
        .put("sentence", rows.text(network).unbound(explained.explanation(), page.total()));
  }

  private Explained explained(
      ServedLedger served,
      @Nullable String network,
      String id,
      int sequence,
      QueryParameters parameters) {
    LedgerView view = served.view();
    Known known = served.atOneMoment(() -> Known.of(view, network, id, parameters));
    DecisionPosition position =
        known.explanations().stream()
            .filter(p -> sequence == 0 || p.sequence() == sequence)
            .reduce((earlier, later) -> later)
            .orElseThrow(() -> missing(parameters, id, sequence, known.explanations()));
    MatchDecision decision = read(served.projection(), position, parameters);
    return new Explained(
        decision,
        decision.getExplanations().stream()
            .filter(e -> e.getRequestId().equals(id))
            .reduce((earlier, later) -> later)
            .orElseThrow(
                () ->
                    ApiException.of(
                        ProblemType.NO_DECISION, parameters.words(), "error.explanation", id)),
        known.explanations(),
        // An unreadable part is left out: the explanation is still returned.
        known
            .cancellation()
            .flatMap(served.projection().decisions()::decision)
            .map(
                by ->
                    new JsonMappers(view, parameters.words())
                        .text()
                        .cancelled(by, known.status().getDisasterId())));
  }

  private static ApiException missing(
      QueryParameters parameters, String id, int sequence, List<DecisionPosition> known) {
    if (known.isEmpty()) {
      return ApiException.of(ProblemType.NO_DECISION, parameters.words(), "error.explanation", id);
    }
    String expected =
        parameters
            .words()
            .sentence(
                "expected.oneOf",
                String.join(", ", known.stream().map(p -> Long.toString(p.sequence())).toList()));
    return ApiException.badQuery(
        parameters
            .words()
            .sentence("error.parameter", "sequence", expected, Integer.toString(sequence)),
        List.of(
            FormError.of("sequence", FormRule.NOT_OF_LIST, expected, Integer.toString(sequence))));
  }

  /** Reads a decision; a problem response if the broker does not give it in time. */
  static MatchDecision read(
      LedgerProjection projection, DecisionPosition position, QueryParameters parameters) {
    return projection
        .decisions()
        .decision(position)
        .orElseThrow(
            () ->
                ApiException.of(ProblemType.RECORD_NOT_READ, parameters.words(), "error.recordGone")
                    .retryAfter(2));
  }

  private static ObjectNode json(
      Namespace namespace, JsonMappers rows, Explained explained, QueryParameters parameters) {
    MatchDecision decision = explained.decision();
    Explanation explanation = explained.explanation();
    ObjectNode answer = ResponseJson.of(namespace);
    answer.put("network", decision.getNetworkId());
    answer.put("requestId", explanation.getRequestId());
    answer.put("sequence", decision.getSequence());
    answer.put("decidedAt", JapanTime.format(decision.getDecidedAt()));
    answer.put("rulesVersion", decision.getRulesVersion());
    answer.put("eventId", decision.getEventId().toString());
    answer.put("factKind", decision.getFactKind().name());
    answer.put("hash", HexFormat.of().formatHex(decision.getHash().bytes()));
    ArrayNode sequences = answer.putArray("sequences");
    explained.known().forEach(p -> sequences.add(p.sequence()));
    answer.set("explanation", AvroJson.write(explanation));
    RenderedExplanation told = rows.text(decision.getNetworkId()).render(explanation);
    ObjectNode text = answer.putObject("text");
    text.put("language", parameters.language().tag());
    explained.ended().ifPresent(ended -> text.put("ended", ended));
    text.put("histogram", told.histogram());
    text.put("subject", told.subject());
    text.put("days", told.days());
    told.chosen().forEach(text.putArray("chosen")::add);
    told.outranked().forEach(text.putArray("outranked")::add);
    told.rearranged().forEach(text.putArray("rearranged")::add);
    ArrayNode counts = text.putArray("counts");
    told.counts()
        .forEach(c -> counts.addObject().put("text", c.text()).put("lenders", c.lenders()));
    groups(told.sending(), text.putArray("sending"));
    groups(told.ruledOut(), text.putArray("ruledOut"));
    text.put("unbound", ExplanationRenderer.unbound(explanation));
    text.put("changes", parameters.words().text("why.section.changes"));
    text.put("decision", rows.text().decision(decision));
    return answer;
  }

  private static void groups(List<RenderedExplanation.LenderGroup> groups, ArrayNode array) {
    for (RenderedExplanation.LenderGroup some : groups) {
      ObjectNode one = array.addObject();
      ArrayNode lenders = one.putArray("lenders");
      some.lenders()
          .forEach(l -> lenders.addObject().put("lender", l.code()).put("name", l.name()));
      ArrayNode findings = one.putArray("findings");
      some.findings()
          .forEach(
              f -> findings.addObject().put("rule", f.rule().name()).put("sentence", f.sentence()));
      one.put("change", some.change());
    }
  }
}
