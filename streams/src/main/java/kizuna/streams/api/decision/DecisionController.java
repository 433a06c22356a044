package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.codes.AccountRole;
import kizuna.codes.RequestState;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Proposed;
import kizuna.edge.ApiException;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.AccountQuota;
import kizuna.schemas.access.Caller;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FormError;
import kizuna.states.RequestStatus;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AcceptHeader;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.api.ledger.LedgerController;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.RenderedExplanation;
import kizuna.streams.ledger.model.DeadLetterSummary;
import kizuna.streams.ledger.model.DecisionPosition;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.LedgerView;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was decided about each fact, and why: outcomes by receipt, explanations by request,
 * rejections and dead letters.
 */
@RestController
public final class DecisionController {

  private static final int LONGEST_WAIT_SECONDS = 30;
  private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

  /** Each who waits for a decision holds a thread of the server. */
  static final int MOST_WAITING = 10;

  public static final int MOST_WAITING_OF_ACCOUNT = 4;

  private final Localizations speech;
  private final ProjectionResolver looking;
  private final ReadAccess callers;
  private final AccountQuota waiting = new AccountQuota(MOST_WAITING, MOST_WAITING_OF_ACCOUNT);

  DecisionController(Localizations speech, ProjectionResolver looking, ReadAccess callers) {
    this.callers = callers;
    this.speech = speech;
    this.looking = looking;
  }

  @GetMapping("/api/requests/{id}/explanation")
  ResponseEntity<Object> explanation(@PathVariable String id, HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, speech, "network", "sequence");
    int sequence = asked.number("sequence", 1, Integer.MAX_VALUE, 0);
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    Explained explained = explained(projection, id, sequence, asked);
    MatchDecision decision = explained.decision();
    Explanation explanation = explained.explanation();
    JsonMappers rows = new JsonMappers(view, asked.words());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header(HttpHeaders.CONTENT_LANGUAGE, asked.language().tag())
            .varyBy(HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_LANGUAGE);
    if (AcceptHeader.rather(MediaType.TEXT_PLAIN, request)) {
      String mode =
          projection.namespace().isDrill()
              ? asked.words().sentence("why.drill", projection.namespace().drillId()) + "\n"
              : "";
      return answer
          .contentType(TEXT)
          .body(
              mode
                  + explained.ended().map(ended -> ended + "\n").orElse("")
                  + rows.text(decision.getNetworkId()).plainText(explanation, decision));
    }
    return answer
        .contentType(MediaType.APPLICATION_JSON)
        .body(json(projection.namespace(), rows, explained, asked));
  }

  /**
   * The lenders that no agreement binds to the receiver: a decision counts them and does not list
   * them. They are listed as the network has them now.
   */
  @GetMapping("/api/requests/{id}/explanation/lenders")
  ObjectNode unbound(@PathVariable String id, HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, speech, "network", "sequence", "after", "limit");
    int sequence = asked.number("sequence", 1, Integer.MAX_VALUE, 0);
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    Explained explained = explained(projection, id, sequence, asked);
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
                    after,
                    limit);
    JsonMappers rows = new JsonMappers(view, asked.words());
    ObjectNode answer =
        ResponseJson.page(projection.namespace(), page, rows.networks()::lenderName);
    return answer
        .put("network", network)
        .put("requestId", id)
        .put("sequence", explained.decision().getSequence())
        .put("counted", counted)
        .put("sentence", rows.text(network).unbound(explained.explanation(), page.total()));
  }

  /**
   * An explanation, its decision, and where all that are known lie.
   *
   * @param ended what cancelled the request since; empty: it is not cancelled
   */
  private record Explained(
      MatchDecision decision,
      Explanation explanation,
      List<DecisionPosition> known,
      Optional<String> ended) {}

  private Explained explained(
      LedgerProjection projection, String id, int sequence, QueryParameters asked) {
    LedgerView view = projection.view();
    RequestStatus status =
        LedgerController.oneRequest(view, id, asked.textOrNull("network"), asked);
    List<DecisionPosition> known = view.decisions().explanationsOf(status.getNetworkId(), id);
    DecisionPosition position =
        known.stream()
            .filter(p -> sequence == 0 || p.sequence() == sequence)
            .reduce((earlier, later) -> later)
            .orElseThrow(() -> missing(asked, id, sequence, known));
    MatchDecision decision = read(projection, position, asked);
    return new Explained(
        decision,
        decision.getExplanations().stream()
            .filter(e -> e.getRequestId().equals(id))
            .reduce((earlier, later) -> later)
            .orElseThrow(
                () ->
                    ApiException.of(
                        ProblemType.NO_DECISION, asked.words(), "error.explanation", id)),
        known,
        ended(projection, status, asked));
  }

  private static Optional<String> ended(
      LedgerProjection projection, RequestStatus request, QueryParameters asked) {
    if (request.getState() != RequestState.CANCELLED) {
      return Optional.empty();
    }
    LedgerView view = projection.view();
    // What cannot be read now is left out: the explanation is there all the same.
    return view.decisions()
        .cancellationOf(request.getNetworkId(), request.getRequestId())
        .flatMap(projection::decision)
        .map(
            by ->
                new JsonMappers(view, asked.words()).text().cancelled(by, request.getDisasterId()));
  }

  private static ApiException missing(
      QueryParameters asked, String id, int sequence, List<DecisionPosition> known) {
    if (known.isEmpty()) {
      return ApiException.of(ProblemType.NO_DECISION, asked.words(), "error.explanation", id);
    }
    String expected =
        asked
            .words()
            .sentence(
                "expected.oneOf",
                String.join(", ", known.stream().map(p -> Long.toString(p.sequence())).toList()));
    return ApiException.badQuery(
        asked.words().sentence("error.parameter", "sequence", expected, Integer.toString(sequence)),
        List.of(new FormError("sequence", expected, Integer.toString(sequence))));
  }

  private static ObjectNode json(
      Namespace namespace, JsonMappers rows, Explained explained, QueryParameters asked) {
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
    text.put("language", asked.language().tag());
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
    text.put("changes", asked.words().text("why.section.changes"));
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

  @GetMapping("/api/outcomes/{network}/{offset}")
  ObjectNode outcome(
      @PathVariable String network, @PathVariable String offset, HttpServletRequest request)
      throws InterruptedException {
    QueryParameters asked = new QueryParameters(request, speech, "wait");
    int wait = asked.number("wait", 0, LONGEST_WAIT_SECONDS, 0);
    long at = offset(offset, asked);
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    Optional<DecisionPosition> position =
        position(view, network, at, Duration.ofSeconds(wait), callers.of(request).account());
    if (position.isEmpty()) {
      return lost(projection, network, at, asked, callers.coordinates(asked));
    }
    MatchDecision decision = read(projection, position.get(), asked);
    JsonMappers rows = new JsonMappers(view, asked.words());
    ObjectNode answer = receipt(projection.namespace(), network, at);
    answer.put("outcome", decision.getOutcome().name());
    answer.put("label", asked.words().label(decision.getOutcome()));
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

  private Optional<DecisionPosition> position(
      LedgerView view, String network, long at, Duration wait, String account)
      throws InterruptedException {
    // When many wait, or many of one account, the others are told at once.
    if (wait.isZero() || !waiting.enter(account)) {
      return view.decisions().decisionOn(network, at);
    }
    try {
      return view.decisions().awaitDecisionOn(network, at, wait);
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

  /** A fact without a decision: a dead letter, or not there (yet). */
  private static ObjectNode lost(
      LedgerProjection projection,
      String network,
      long offset,
      QueryParameters asked,
      boolean whole) {
    LedgerView view = projection.view();
    Optional<DeadLetterSummary> lost =
        view.decisions().lostReport(projection.topics().intake.name(), network, offset);
    if (lost.isEmpty()) {
      boolean isPast = view.decisions().lastDecided(network) >= offset;
      throw ApiException.of(
          isPast ? ProblemType.NO_SUCH_REPORT : ProblemType.NOT_DECIDED,
          asked.words(),
          isPast ? "error.outcome.unknown" : "error.outcome.pending",
          network,
          Long.toString(offset));
    }
    ObjectNode answer = receipt(projection.namespace(), network, offset);
    answer.put("outcome", "DEAD_LETTER");
    answer.set(
        "deadLetter",
        new JsonMappers(view, asked.words()).decisions().deadLetter(lost.get(), whole));
    return answer;
  }

  private static ObjectNode receipt(Namespace namespace, String network, long offset) {
    return ResponseJson.of(namespace).put("network", network).put("offset", offset);
  }

  private static long offset(String text, QueryParameters asked) {
    if (text.matches("\\d{1,18}")) {
      return Long.parseLong(text);
    }
    String expected = asked.words().sentence("expected.number", 0, Long.MAX_VALUE);
    throw ApiException.badQuery(
        asked.words().sentence("error.parameter", "offset", expected, text),
        List.of(new FormError("offset", expected, text)));
  }

  private static MatchDecision read(
      LedgerProjection projection, DecisionPosition position, QueryParameters asked) {
    return projection
        .decision(position)
        .orElseThrow(
            () ->
                ApiException.of(ProblemType.RECORD_NOT_READ, asked.words(), "error.recordGone")
                    .retryAfter(2));
  }

  @GetMapping("/api/rejections")
  ObjectNode rejections(HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, speech, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    String network = asked.textOrNull("network");
    ObjectNode answer =
        ResponseJson.page(
            projection.namespace(),
            view.decisions().rejections(network, after, limit),
            new JsonMappers(view, asked.words()).decisions()::rejection);
    return answer.put(
        "count",
        view.figures().networks().stream()
            .filter(n -> network == null || network.equals(n.networkId()))
            .mapToLong(n -> n.sums().rejections())
            .sum());
  }

  /** What was denied to whom: for the operator, and for the coordinator of the network. */
  @GetMapping("/api/denials")
  ObjectNode denials(HttpServletRequest request) {
    QueryParameters asked =
        new QueryParameters(request, speech, "network", "account", "after", "limit");
    callers.demandOverseer(asked);
    PageCursor after = asked.after();
    int limit = asked.limit();
    Caller caller = callers.of(request);
    String wanted = asked.textOrNull("network");
    String network = caller.role() == AccountRole.COORDINATOR ? caller.body() : wanted;
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    String account = asked.textOrNull("account");
    ObjectNode answer =
        ResponseJson.page(
            projection.namespace(),
            view.decisions().denials(network, account, after, limit),
            new JsonMappers(view, asked.words()).decisions()::denial);
    return account == null ? answer.put("count", view.decisions().denied(network)) : answer;
  }

  @GetMapping("/api/dead-letters")
  ObjectNode deadLetters(HttpServletRequest request) {
    QueryParameters asked = new QueryParameters(request, speech, "network", "after", "limit");
    PageCursor after = asked.after();
    int limit = asked.limit();
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    JsonMappers rows = new JsonMappers(view, asked.words());
    return ResponseJson.page(
            projection.namespace(),
            view.decisions().lostReports(asked.textOrNull("network"), after, limit),
            lost -> rows.decisions().deadLetter(lost, callers.coordinates(asked)))
        .put("count", view.figures().losses().deadLetters());
  }
}
