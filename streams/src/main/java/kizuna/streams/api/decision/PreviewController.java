package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.codes.Documentation;
import kizuna.codes.MatchRule;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.Outcome;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.codes.Verdict;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.RuledOut;
import kizuna.edge.ApiException;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.facts.Municipality;
import kizuna.facts.Reporter;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrorText;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AccountLimiter;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.api.ledger.LedgerController;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.processing.Preview;
import org.apache.avro.specific.SpecificRecordBase;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Previews a request or a change of one: how many lenders are eligible, what would be proposed, and
 * what excludes the others. Changes nothing.
 */
@RestController
final class PreviewController {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final int TRY_AGAIN_SECONDS = 2;

  /** Earlier than all logs, and still valid. */
  private static final Instant FIRST_TIME = Instant.parse("1990-01-01T00:00:00Z");

  private static final int MAX_PERSONS = 1_000;
  private static final int USUAL_TOUR_DAYS = 8;
  private static final int LONGEST_TOUR_DAYS = 366;

  /** Findings that another offer of the same lender would resolve. */
  private static final Set<MatchRule> LACKS_AN_OFFER =
      EnumSet.of(
          MatchRule.STAFF_OFFERED,
          MatchRule.OFFER_FOR_THIS_DISASTER,
          MatchRule.OFFER_COVERS_TASK,
          MatchRule.OFFER_HAS_QUALIFICATIONS,
          MatchRule.OFFER_COVERS_PERIOD,
          MatchRule.STAFF_RESTED,
          MatchRule.CAPACITY_LEFT);

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;
  private final ObjectProvider<PreviewService> previewing;
  private final ObjectProvider<RemotePreview> remote;
  private final AccountLimiter turns = new AccountLimiter();

  PreviewController(
      Localizations localizations,
      ProjectionResolver resolver,
      ReadAccess callers,
      ObjectProvider<PreviewService> previewing,
      ObjectProvider<RemotePreview> remote) {
    this.callers = callers;
    this.localizations = localizations;
    this.resolver = resolver;
    this.previewing = previewing;
    this.remote = remote;
  }

  @GetMapping("/api/preview")
  ResponseEntity<?> preview(HttpServletRequest request) throws InterruptedException {
    QueryParameters parameters = new QueryParameters(request, localizations);
    Optional<String> existing = parameters.text("request");
    String network = parameters.textOrNull("network");
    Question question = existing.isPresent() ? null : newRequest(parameters);
    Integer headCount = headCount(parameters);
    LocalDate first = parameters.date("firstDay");
    LocalDate last = parameters.date("lastDay");
    Priority priority = one(parameters, "priority", Priority.class).orElse(null);
    parameters.period(first, last);
    ServedLedger served = resolver.serve(parameters);
    LedgerView view = served.view();
    Question wanted;
    if (question != null) {
      wanted = question;
    } else {
      RequestStatus status =
          served.atOneMoment(
              () -> LedgerController.oneRequest(view, existing.orElseThrow(), network, parameters));
      wanted =
          new Question(
              status.getNetworkId(),
              status.getReceiver(),
              AidRequestAmended.newBuilder()
                  .setRequestId(status.getRequestId())
                  .setHeadCount(headCount)
                  .setFirstDay(first)
                  .setLastDay(last)
                  .setPriority(priority)
                  .build());
    }
    Preview preview =
        ask(served.namespace(), wanted, logTime(view, wanted.networkId()), parameters);
    if (preview instanceof Preview.Decided decided) {
      return ResponseEntity.ok(
          answer(
              served.namespace(),
              wanted,
              decided,
              new JsonMappers(view, parameters.words()),
              view));
    }
    RemotePreview elsewhere = remote.getIfAvailable();
    if (preview == Preview.Missing.NOT_DECIDED_HERE && elsewhere != null) {
      var answer = elsewhere.ask(RemotePreview.ForwardedRequest.of(request), wanted.networkId());
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw missing((Preview.Missing) preview, wanted.networkId(), parameters);
  }

  /** A fact's body, its network and its receiver. */
  private record Question(String networkId, String receiver, SpecificRecordBase body) {}

  private static Question newRequest(QueryParameters parameters) {
    String network = parameters.needed("network");
    String receiver = parameters.needed("receiver");
    String disaster = parameters.needed("disaster");
    parameters.needed("task");
    parameters.needed("headCount");
    parameters.needed("firstDay");
    parameters.needed("lastDay");
    Optional<TaskType> task = one(parameters, "task", TaskType.class);
    Integer headCount = headCount(parameters);
    LocalDate first = parameters.date("firstDay");
    LocalDate last = parameters.date("lastDay");
    Optional<Priority> priority = one(parameters, "priority", Priority.class);
    int tourDays = parameters.number("tourDays", 1, LONGEST_TOUR_DAYS, USUAL_TOUR_DAYS);
    Set<Qualification> qualifications = parameters.codes("qualification", Qualification.class);
    parameters.check();
    return new Question(
        network,
        receiver,
        AidRequested.newBuilder()
            .setRequestId("preview-" + UUID.randomUUID())
            .setDisasterId(disaster)
            .setReceiver(receiver)
            // Required in a request; no effect on the decision.
            .setDamage("-")
            .setPlace("-")
            .setRoute("-")
            .setTaskType(task.orElseThrow())
            .setHeadCount(headCount == null ? 1 : headCount)
            .setFirstDay(first)
            .setLastDay(last)
            .setQualifications(List.copyOf(qualifications))
            .setPriority(priority.orElse(Priority.NORMAL))
            .setTourDays(tourDays)
            .setOverlapDays(tourDays > 1 ? 1 : 0)
            .setDocumentation(Documentation.ORAL)
            .build());
  }

  private static @org.jspecify.annotations.Nullable Integer headCount(QueryParameters parameters) {
    int persons = parameters.number("headCount", 1, MAX_PERSONS, 0);
    return persons == 0 ? null : persons;
  }

  private static <E extends Enum<E>> Optional<E> one(
      QueryParameters parameters, String name, Class<E> type) {
    return parameters.codes(name, type).stream().findFirst();
  }

  /** The log's own clock decides, which is never before what was seen of it. */
  private static Instant logTime(LedgerView view, String networkId) {
    return view.clock(networkId).orElse(FIRST_TIME);
  }

  private Preview ask(Namespace namespace, Question wanted, Instant at, QueryParameters parameters)
      throws InterruptedException {
    Fact fact =
        FactForm.envelope(
            UUID.randomUUID(),
            wanted.networkId(),
            at,
            at,
            new Reporter(Role.DESK, wanted.receiver()),
            namespace.mode(),
            wanted.body());
    List<FormError> errors = FactForm.check(fact);
    if (!errors.isEmpty()) {
      throw ApiException.badQuery(
          errors.stream()
              .map(
                  e ->
                      FormErrorText.forPeople(
                          e, Locale.forLanguageTag(parameters.language().tag())))
              .collect(Collectors.joining(" ")),
          errors);
    }
    PreviewService here = previewing.getIfAvailable();
    if (here == null) {
      return Preview.Missing.NOT_DECIDED_HERE;
    }
    String account = callers.of(parameters.request()).account();
    if (!turns.begin(account, LONGEST_WAIT)) {
      throw ApiException.of(
              ProblemType.TOO_MANY_PREVIEWS, parameters.words(), "error.preview.account")
          .retryAfter(TRY_AGAIN_SECONDS);
    }
    try {
      return here.ask(namespace, fact, LONGEST_WAIT);
    } finally {
      turns.end(account);
    }
  }

  private static ApiException missing(
      Preview.Missing why, String network, QueryParameters parameters) {
    return switch (why) {
      case UNKNOWN_NETWORK ->
          ApiException.of(
              ProblemType.NO_SUCH_NETWORK, parameters.words(), "error.network", network);
      case TOO_MANY ->
          ApiException.of(
                  ProblemType.TOO_MANY_PREVIEWS, parameters.words(), "error.preview.tooMany")
              .retryAfter(10);
      case NOT_DECIDED_HERE ->
          ApiException.of(ProblemType.PREVIEW_AWAY, parameters.words(), "error.preview.notHere")
              .retryAfter(TRY_AGAIN_SECONDS);
      case NOT_RUNNING ->
          ApiException.of(ProblemType.DRILL_OVER, parameters.words(), "error.preview.notRunning");
      case TOO_SLOW, FAILED ->
          ApiException.of(ProblemType.PREVIEW_SLOW, parameters.words(), "error.preview.tooSlow")
              .retryAfter(TRY_AGAIN_SECONDS);
    };
  }

  private static ObjectNode answer(
      Namespace namespace, Question wanted, Preview.Decided d, JsonMappers rows, LedgerView view) {
    MessageCatalog words = rows.words();
    ObjectNode answer = ResponseJson.of(namespace);
    answer.put("network", wanted.networkId());
    answer.put("sequence", d.sequence());
    answer.put("decidedAt", JapanTime.format(d.at()));
    answer.put("outcome", d.outcome().name());
    ArrayNode problems = rows.decisions().reasons(d.reasons());
    answer.set("problems", problems);
    answer.put("lenders", d.lenders());
    int fitting = count(d, v -> v.getVerdict() != Verdict.RULED_OUT);
    int couldBeAsked = count(d, PreviewController::couldBeAsked);
    int requested = d.request().map(RequestStatus::getRequestedPersonDays).orElse(0);
    int open = d.request().map(RequestStatus::getOpenPersonDays).orElse(0);
    answer.put("couldBeAsked", couldBeAsked);
    answer.put("offers", fitting);
    answer.put("requestedPersonDays", requested);
    answer.put("couldFillPersonDays", requested - open);
    answer.put("openPersonDays", open);
    ArrayNode proposals = answer.putArray("wouldPropose");
    d.proposals().forEach(p -> proposals.add(proposal(p, rows)));
    ArrayNode gaps = answer.putArray("gaps");
    for (OpenDays days : d.request().map(RequestStatus::getOpen).orElse(List.of())) {
      gaps.addObject()
          .put("firstDay", days.getFirstDay().toString())
          .put("lastDay", days.getLastDay().toString())
          .put("headCount", days.getHeadCount());
    }
    ArrayNode reasons = answer.putArray("reasons");
    for (RuledOut out : d.explanation().map(Explanation::getHistogram).orElse(List.of())) {
      reasons
          .addObject()
          .put("code", out.getRule().name())
          .put("label", words.label(out.getRule()))
          .put("lenders", out.getLenders())
          .put(
              "sentence", words.sentence("MatchRule." + out.getRule() + ".count", out.getLenders()))
          .put("anotherOfferWouldDo", LACKS_AN_OFFER.contains(out.getRule()));
    }
    answer.put("wouldMove", d.explanation().map(e -> e.getRearrangements().size()).orElse(0));
    answer.put("histogram", d.explanation().map(e -> rows.text().render(e).histogram()).orElse(""));
    answer.put(
        "sentence",
        d.outcome() == Outcome.REJECTED
            ? words.sentence("preview.rejected", sentences(problems))
            : sentence(d, couldBeAsked, fitting, requested, open, words, view));
    return answer;
  }

  private static String sentence(
      Preview.Decided d,
      int couldBeAsked,
      int fitting,
      int requested,
      int open,
      MessageCatalog words,
      LedgerView view) {
    if (d.explanation().isEmpty()) {
      return words.sentence("preview.nothingToFill", requested);
    }
    String whose = onlyWards(d, view) ? ".wards" : "";
    List<String> parts = new ArrayList<>();
    if (fitting == 0) {
      parts.add(words.text("preview.nobodyFits"));
      parts.add(
          couldBeAsked > 0
              ? words.sentence("preview.reaches" + whose, couldBeAsked)
              : words.sentence("preview.askable" + whose, couldBeAsked, d.lenders()));
    } else {
      parts.add(words.sentence("preview.askable" + whose, couldBeAsked, d.lenders()));
      parts.add(
          words.sentence(
              open == 0 ? "preview.filled" : "preview.partly",
              d.proposals().stream().map(LedgerEntry::getLender).distinct().count(),
              requested - open,
              requested,
              open));
    }
    return String.join(words.text("why.sentence.separator"), parts);
  }

  private static boolean onlyWards(Preview.Decided d, LedgerView view) {
    Set<String> wards =
        view.municipalities().stream()
            .filter(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD)
            .map(Municipality::getCode)
            .collect(Collectors.toSet());
    return d.explanation().orElseThrow().getVerdicts().stream()
        .map(LenderVerdict::getLender)
        .allMatch(wards::contains);
  }

  private static int count(Preview.Decided d, java.util.function.Predicate<LenderVerdict> wanted) {
    return (int)
        d.explanation().stream().flatMap(e -> e.getVerdicts().stream()).filter(wanted).count();
  }

  private static boolean couldBeAsked(LenderVerdict v) {
    return v.getVerdict() != Verdict.RULED_OUT
        || v.getFindings().stream().allMatch(f -> LACKS_AN_OFFER.contains(f.getRule()));
  }

  private static ObjectNode proposal(LedgerEntry p, JsonMappers rows) {
    ObjectNode row = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    row.put("lender", p.getLender());
    row.put("lenderName", rows.names().municipality(p.getLender()));
    row.put("persons", p.getHeadCount());
    row.put("firstDay", p.getFirstDay().toString());
    row.put("lastDay", p.getLastDay().toString());
    row.put("offerId", p.getOfferId());
    row.put("agreementId", p.getAgreementId());
    return row;
  }

  private static String sentences(ArrayNode problems) {
    List<String> all = new ArrayList<>();
    problems.forEach(p -> all.add(p.path("sentence").asString()));
    return String.join(" ", all);
  }
}
