package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Proposed;
import kizuna.edge.ApiException;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.Topic;
import kizuna.schemas.access.AccountQuota;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.model.DecisionPosition;
import kizuna.streams.ledger.query.DecisionQueries;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.ReportOutcome;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The outcome of one reported fact: decided, a dead letter, or not decided yet. */
@RestController
public final class OutcomeController {

  private static final int LONGEST_WAIT_SECONDS = 30;

  private static final int RETRY_AFTER_SECONDS = 1;

  /** Each waiting caller holds a thread of the server. */
  static final int MAX_WAITING = 10;

  public static final int MAX_WAITING_OF_ACCOUNT = 4;

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;
  private final AccountQuota waiting = new AccountQuota(MAX_WAITING, MAX_WAITING_OF_ACCOUNT);

  OutcomeController(Localizations localizations, ProjectionResolver resolver, ReadAccess callers) {
    this.callers = callers;
    this.localizations = localizations;
    this.resolver = resolver;
  }

  @GetMapping("/api/outcomes/{network}/{offset}")
  ResponseEntity<ObjectNode> outcome(
      @PathVariable String network, @PathVariable String offset, HttpServletRequest request)
      throws InterruptedException {
    QueryParameters parameters = new QueryParameters(request, localizations);
    int wait = parameters.number("wait", 0, LONGEST_WAIT_SECONDS, 0);
    long at = offset(offset, parameters);
    ServedLedger served = resolver.serve(parameters);
    LedgerView view = served.view();
    ReportOutcome found =
        found(
            view.decisions(),
            served.projection().topics().intake,
            network,
            at,
            Duration.ofSeconds(wait),
            callers.of(request).account());
    if (found == ReportOutcome.Missing.UNKNOWN) {
      throw ApiException.of(
          ProblemType.NO_SUCH_REPORT,
          parameters.words(),
          "error.outcome.unknown",
          network,
          Long.toString(at));
    }
    ObjectNode answer = receipt(served.namespace(), network, at);
    if (found == ReportOutcome.Missing.PENDING) {
      // 202 (RFC 9110, 15.3.3): the client keeps polling this address; a 404 would end that.
      String pending = parameters.words().sentence("outcome.pending", network, Long.toString(at));
      return ResponseEntity.accepted()
          .header(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS))
          .body(answer.put("detail", pending));
    }
    if (found instanceof ReportOutcome.Lost lost) {
      boolean whole = callers.coordinates(parameters);
      answer.put("outcome", "DEAD_LETTER");
      answer.set(
          "deadLetter",
          served.atOneMoment(
              () ->
                  new JsonMappers(view, parameters.words())
                      .decisions()
                      .deadLetter(lost.letter(), whole)));
      return ResponseEntity.ok(answer);
    }
    DecisionPosition position = ((ReportOutcome.Decided) found).position();
    MatchDecision decision = ExplanationController.read(served.projection(), position, parameters);
    // Reads from Kafka: must not hold a database connection.
    Optional<DisasterDeclared> declared = declared(decision, served, network, at);
    return ResponseEntity.ok(
        served.atOneMoment(
            () -> {
              ArrayNode remarks = decided(answer, decision, view, parameters).putArray("remarks");
              declared
                  .flatMap(d -> RepeatedDeclaration.remark(network, d, view, parameters.words()))
                  .ifPresent(remarks::add);
              return answer;
            }));
  }

  /** The accepted declaration of a disaster; empty for any other fact. */
  private static Optional<DisasterDeclared> declared(
      MatchDecision decision, ServedLedger served, String network, long at) {
    return decision.getFactKind() == FactKind.DISASTER_DECLARED
            && decision.getOutcome() == Outcome.ACCEPTED
        ? served.projection().decisions().fact(network, at).map(Fact::getDisasterDeclared)
        : Optional.empty();
  }

  private static ObjectNode decided(
      ObjectNode answer, MatchDecision decision, LedgerView view, QueryParameters parameters) {
    JsonMappers rows = new JsonMappers(view, parameters.words());
    answer.put("outcome", decision.getOutcome().name());
    answer.put("label", parameters.words().label(decision.getOutcome()));
    answer.put("eventId", decision.getEventId().toString());
    answer.put("factKind", decision.getFactKind().name());
    answer.put("subject", decision.getSubject());
    answer.put("sequence", decision.getSequence());
    if (decision.getDuplicateOf() != null) {
      answer.put("duplicateOf", decision.getDuplicateOf());
    }
    answer.put("decidedAt", JapanTime.format(decision.getDecidedAt()));
    answer.put("rulesVersion", decision.getRulesVersion());
    answer.put("hash", HexFormat.of().formatHex(decision.getHash().bytes()));
    answer.set("reasons", rows.decisions().reasons(decision.getReasons()));
    ArrayNode notices = answer.putArray("notices");
    decision
        .getNotices()
        .forEach(n -> notices.add(AvroJson.write(n).put("sentence", rows.text().notice(n))));
    ArrayNode proposals = answer.putArray("proposals");
    ArrayNode explanations = answer.putArray("explanations");
    for (Explanation explanation : decision.getExplanations()) {
      explanations
          .addObject()
          .put("requestId", explanation.getRequestId())
          .put("openBefore", explanation.getOpenBefore())
          .put("openAfter", explanation.getOpenAfter())
          .put("histogram", rows.text().render(explanation).histogram());
      proposals(explanation, rows).forEach(proposals::add);
    }
    return answer;
  }

  private ReportOutcome found(
      DecisionQueries decisions,
      Topic<Fact> intake,
      String network,
      long at,
      Duration wait,
      String account)
      throws InterruptedException {
    // If too many wait, or too many of one account, responds at once.
    if (wait.isZero() || !waiting.enter(account)) {
      return decisions.outcomeOf(intake, network, at);
    }
    try {
      return decisions.awaitOutcomeOf(intake, network, at, wait);
    } finally {
      waiting.leave(account);
    }
  }

  private static List<ObjectNode> proposals(Explanation explanation, JsonMappers rows) {
    List<ObjectNode> proposals = new ArrayList<>();
    for (LenderVerdict verdict : explanation.getVerdicts()) {
      for (Proposed proposed : verdict.getProposals()) {
        proposals.add(
            AvroJson.write(proposed)
                .put("requestId", explanation.getRequestId())
                .put("lender", verdict.getLender())
                .put("lenderName", rows.names().municipality(verdict.getLender())));
      }
    }
    return proposals;
  }

  private static ObjectNode receipt(Namespace namespace, String network, long offset) {
    return ResponseJson.of(namespace).put("network", network).put("offset", offset);
  }

  private static long offset(String text, QueryParameters parameters) {
    if (text.matches("\\d{1,18}")) {
      return Long.parseLong(text);
    }
    String expected = parameters.words().sentence("expected.number", 0, Long.MAX_VALUE);
    throw ApiException.badQuery(
        parameters.words().sentence("error.parameter", "offset", expected, text),
        List.of(FormError.of("offset", FormRule.RANGE, expected, text, 0, Long.MAX_VALUE, text)));
  }
}
