package kizuna.producers;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.facts.AccessDenied;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.producers.LoggedReports.Recorded;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.access.Caller;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactContent;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.text.TextReader;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP door: every fact comes in through {@link ReportRoute}s, its form is checked, and the
 * answer is where it lies in the log.
 */
@Configuration(proxyBeanMethods = false)
class ReportController {

  private static final Logger LOG = LoggerFactory.getLogger(ReportController.class);

  /** Largest body, bytes. */
  static final int LARGEST_BODY = 64 * 1024;

  static final String DRILL = "drill";

  /** Where the front door tells what was denied elsewhere. */
  static final String DENIALS = "/api/denials";

  /** Many reports at once: an operator's import. */
  static final String BATCH = "/api/facts/batch";

  /** Most reports in one batch. */
  static final int MOST_IN_BATCH = 200;

  private static final int LONGEST_SHOWN = 200;

  /** What only this door stamps. */
  private static final List<String> STAMPED = List.of("mode", "recordedAt", "networkId", "account");

  private static final int LONGEST_KEY = 255;
  private static final long APPEND_SECONDS = 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Intake intake;
  private final Namespaces namespaces;
  private final LogTimes times;
  private final FactAssembler draft;
  private final MeterRegistry meters;
  private final ReportAuthorization gate;
  private final ResourceOwners owners;
  private final LoggedReports firstReports;
  private final DenialRecorder denials;
  private final String defaultNetwork;
  private final IdempotencyCache repeats = new IdempotencyCache();

  ReportController(
      Intake intake,
      Namespaces namespaces,
      LogTimes times,
      ProducerSettings settings,
      ResourceOwners owners,
      LoggedReports firstReports,
      DenialRecorder denials,
      MeterRegistry meters) {
    this.gate = new ReportAuthorization(owners);
    this.owners = owners;
    this.firstReports = firstReports;
    this.denials = denials;
    this.defaultNetwork = settings.defaultNetwork();
    this.meters = meters;
    this.intake = intake;
    this.namespaces = namespaces;
    this.times = times;
    this.draft = new FactAssembler(settings.defaultNetwork());
  }

  @Bean
  RouterFunction<ServerResponse> ways(ProblemResponses problems) {
    RouterFunctions.Builder ways = RouterFunctions.route();
    for (ReportRoute route : ReportRoute.ALL) {
      ways.route(
          RequestPredicates.POST(route.path()), request -> take(request, Optional.of(route)));
      ways.route(RequestPredicates.path(route.path()), ReportController::notAllowed);
    }
    ways.route(RequestPredicates.POST(ReportRoute.ANY), request -> take(request, Optional.empty()));
    ways.route(RequestPredicates.path(ReportRoute.ANY), ReportController::notAllowed);
    ways.route(RequestPredicates.POST(BATCH), this::batch);
    ways.route(RequestPredicates.path(BATCH), ReportController::notAllowed);
    ways.route(RequestPredicates.POST(DENIALS), this::denial);
    ways.route(RequestPredicates.path(DENIALS), ReportController::notAllowed);
    ways.route(
        RequestPredicates.path("/api/**"),
        request -> {
          throw new ApiException(ProblemType.NO_SUCH_PATH, request.path());
        });
    ways.onError(e -> true, (e, request) -> problems.say(e, request.servletRequest()));
    return ways.build();
  }

  private static ServerResponse notAllowed(ServerRequest request) {
    throw new ApiException(ProblemType.METHOD_NOT_ALLOWED, request.method().name());
  }

  /** What somebody is about to report, for the record if it is denied. */
  private static final class Attempt {
    final Caller caller;
    final Namespace namespace;
    @Nullable FactKind kind;
    @Nullable String about;
    @Nullable String network;

    Attempt(Caller caller, Namespace namespace) {
      this.caller = caller;
      this.namespace = namespace;
    }
  }

  private static Caller caller(ServerRequest request) {
    if (request.principal().orElse(null) instanceof CallerAuthentication signedIn) {
      return signedIn.caller();
    }
    throw new IllegalStateException("expected a signed-in caller, but nobody");
  }

  private ServerResponse take(ServerRequest request, Optional<ReportRoute> known)
      throws IOException {
    Attempt attempt = new Attempt(caller(request), namespace(request));
    try {
      return take(request, known, attempt);
    } catch (ApiException e) {
      if (e.denied() != null) {
        record(request, attempt, e.denied());
      }
      throw e;
    }
  }

  private void record(ServerRequest request, Attempt attempt, DenialCode code) {
    String network = attempt.network;
    denials.record(
        attempt.namespace,
        // A network that somebody made up gets no log of its own by it.
        network != null && owners.knows(attempt.namespace, network) ? network : defaultNetwork,
        AccessDenied.newBuilder()
            .setAccount(attempt.caller.account())
            .setRole(attempt.caller.role())
            .setBody(attempt.caller.body())
            .setMethod(request.method().name())
            .setPath(shown(request.path()))
            .setAttempted(attempt.kind)
            .setAbout(attempt.about == null ? null : shown(attempt.about))
            .setCode(code)
            .build());
  }

  /**
   * Text for the record, in a form that the record takes whatever somebody tried: of bounded
   * length, without what a terminal or a page would obey.
   */
  static String shown(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    int characters = line.codePointCount(0, line.length());
    String cut =
        characters <= LONGEST_SHOWN
            ? line
            : line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
    return cut.isBlank() ? "-" : cut;
  }

  private ServerResponse take(ServerRequest request, Optional<ReportRoute> known, Attempt attempt)
      throws IOException {
    Namespace namespace = attempt.namespace;
    attempt.about = request.pathVariables().get("id");
    if (known.isPresent()) {
      attempt.kind = known.get().kind();
      ReportAuthorization.demandKind(attempt.caller, known.get().kind(), namespace);
    }
    byte[] content = content(request);
    Optional<String> key = idempotencyKey(request);
    ObjectNode json = object(content);
    boolean stamped = STAMPED.stream().anyMatch(json::has);
    attempt.network = json.path("network").isString() ? json.path("network").asString() : null;
    try {
      ReportRoute route = known.isPresent() ? known.get() : FactAssembler.anyRoute(json);
      attempt.kind = route.kind();
      ReportAuthorization.demandKind(attempt.caller, route.kind(), namespace);
      Sending sending =
          sending(
              route,
              Optional.ofNullable(request.pathVariables().get("id")),
              request.path(),
              json,
              key,
              attempt);
      attempt.about = ReportAuthorization.idOf(FactForm.bodyOf(sending.fact()));
      gate.demand(attempt.caller, sending.fact(), namespace);
      Optional<Recorded> before = before(sending, attempt);
      return accepted(before.isPresent() ? before.get() : take(sending), namespace);
    } catch (FormErrors e) {
      ApiException refused =
          new ApiException(ProblemType.MALFORMED_FACT, e.errors(), e.errors().size());
      throw stamped ? refused.denied(DenialCode.STAMPED_FIELD) : refused;
    }
  }

  /**
   * A fact on its way into the log.
   *
   * @param reading the fact, and what was filled in
   * @param key the Idempotency-Key, or one that was made up, by which the caller can send it again
   * @param keyGiven whether it is the caller's own
   * @param digest of the fact's content
   */
  private record Sending(
      Namespace namespace,
      FactReader.Reading reading,
      String key,
      boolean keyGiven,
      byte[] digest) {

    Fact fact() {
      return reading.fact();
    }

    String id() {
      return namespace.name() + " " + fact().getEventId();
    }
  }

  private Sending sending(
      ReportRoute route,
      Optional<String> pathId,
      String path,
      ObjectNode json,
      Optional<String> given,
      Attempt attempt)
      throws FormErrors {
    String key = given.orElseGet(() -> UUID.randomUUID().toString());
    String network = json.path("network").asString(defaultNetwork);
    // What is known of the network's time must have been read before anything is stamped.
    owners.isFormed(attempt.caller.account(), attempt.namespace, network);
    FactReader.Reading reading =
        draft.read(
            route,
            pathId,
            json,
            FactAssembler.eventId(attempt.namespace, attempt.caller.account(), path, key),
            attempt.namespace,
            times.now(attempt.namespace, network),
            attempt.caller);
    return new Sending(
        attempt.namespace, reading, key, given.isPresent(), FactContent.digest(reading.fact()));
  }

  /**
   * The same report, where it lies already: as this door remembers it, or as the log itself says.
   * Where it does not, it is this caller's turn, which ends with {@link IdempotencyCache#taken} or
   * {@link IdempotencyCache#failed}.
   *
   * @throws ApiException 409 if it is being taken right now, 422 if the first one says something
   *     else
   */
  private Optional<Recorded> before(Sending sending, Attempt attempt) {
    if (!sending.keyGiven()) {
      return Optional.empty();
    }
    Optional<IdempotencyCache.Before> remembered = repeats.begin(sending.id(), sending.digest());
    if (remembered.isPresent()) {
      Receipt place = remembered.get().receipt();
      return Optional.of(
          remembered.get().same()
              ? new Recorded(sending.fact(), place)
              : same(
                  firstReports.at(
                      attempt.caller.account(),
                      attempt.namespace,
                      place.partition(),
                      place.offset()),
                  sending,
                  attempt));
    }
    boolean mine = false;
    try {
      Optional<Recorded> first =
          firstReports.find(
              attempt.caller.account(),
              attempt.namespace,
              sending.fact().getNetworkId(),
              sending.fact().getEventId());
      if (first.isPresent()) {
        Recorded same = same(first.get(), sending, attempt);
        repeats.taken(sending.id(), FactContent.digest(same.fact()), same.receipt());
      }
      mine = true;
      return first;
    } finally {
      if (!mine) {
        repeats.failed(sending.id());
      }
    }
  }

  private Recorded same(Recorded first, Sending now, Attempt attempt) {
    List<FactContent.Difference> differences =
        FactContent.differences(first.fact(), now.fact(), now.reading().filled());
    if (differences.isEmpty()) {
      return first;
    }
    ApiException refused =
        IdempotencyKeyReused.refused(
            first,
            now.fact(),
            differences,
            outcome(first.receipt(), attempt.namespace),
            parameter(attempt.namespace));
    throw repeats.tooManyMistakes(attempt.caller.account())
        ? refused.denied(DenialCode.KEY_REUSED)
        : refused;
  }

  private Recorded take(Sending sending) {
    Fact fact = sending.fact();
    boolean done = false;
    try {
      Recorded recorded = taken(sending, intake.append(sending.namespace(), fact));
      done = true;
      return recorded;
    } catch (IntakeProducer.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
      count(fact, "log-away");
      LOG.warn("{} was not acknowledged: {}", fact.getEventId(), e.getMessage());
      throw ApiException.unacknowledged(fact.getEventId(), sending.key());
    } finally {
      if (!done) {
        repeats.failed(sending.id());
      }
    }
  }

  private Recorded taken(Sending sending, CompletionStage<Receipt> append) {
    Receipt receipt = acknowledged(append);
    repeats.taken(sending.id(), sending.digest(), receipt);
    count(sending.fact(), "taken");
    owners.taken(sending.namespace(), sending.fact());
    if (sending.fact().getClockSet() != null) {
      times.set(sending.namespace(), receipt.network(), sending.fact().getClockSet().getTo());
    }
    return new Recorded(sending.fact(), receipt);
  }

  /**
   * Takes many reports at once from an operator, in their order: all of them or, if one is not
   * right, none. Each has a key of its own, so that the same batch again records nothing twice.
   */
  private ServerResponse batch(ServerRequest request) throws IOException {
    Attempt attempt = new Attempt(caller(request), namespace(request));
    if (!attempt.caller.speaksForAnybody(attempt.namespace.isDrill())) {
      record(request, attempt, DenialCode.NOT_OF_ROLE);
      throw new ApiException(ProblemType.NOT_OF_ROLE, attempt.caller.role().name(), BATCH);
    }
    List<Sending> sendings = sendings(object(content(request)).path("reports"), attempt);
    Set<Sending> open = new LinkedHashSet<>();
    try {
      List<Optional<Recorded>> before = new ArrayList<>();
      for (Sending sending : sendings) {
        Optional<Recorded> first = before(sending, attempt);
        before.add(first);
        if (first.isEmpty()) {
          open.add(sending);
        }
      }
      Map<Sending, CompletionStage<Receipt>> written = new LinkedHashMap<>();
      open.forEach(s -> written.put(s, intake.append(s.namespace(), s.fact())));
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      ArrayNode receipts = answer.putArray("receipts");
      for (int i = 0; i < sendings.size(); i++) {
        Sending sending = sendings.get(i);
        CompletionStage<Receipt> append = written.get(sending);
        Recorded recorded = append == null ? before.get(i).orElseThrow() : taken(sending, append);
        open.remove(sending);
        receipts.add(receipt(recorded, attempt.namespace).put("again", append == null));
      }
      return ServerResponse.accepted().contentType(MediaType.APPLICATION_JSON).body(answer);
    } catch (IntakeProducer.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
      LOG.warn("a batch was not acknowledged: {}", e.getMessage());
      throw new ApiException(ProblemType.BATCH_UNACKNOWLEDGED);
    } finally {
      open.forEach(sending -> repeats.failed(sending.id()));
    }
  }

  private List<Sending> sendings(JsonNode reports, Attempt attempt) {
    List<FormError> errors = new ArrayList<>();
    List<Sending> sendings = new ArrayList<>();
    if (!reports.isArray() || reports.isEmpty() || reports.size() > MOST_IN_BATCH) {
      errors.add(
          new FormError(
              "reports",
              "1 to " + MOST_IN_BATCH + " objects, each with a key and a report",
              reports.isArray() ? Integer.toString(reports.size()) : "something else"));
    } else {
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < reports.size(); i++) {
        String path = "reports[" + i + "]";
        String key = reports.get(i).path("key").asString("");
        if (!isKey(key)
            || !keys.add(key)
            || !(reports.get(i).path("report") instanceof ObjectNode report)) {
          errors.add(
              new FormError(
                  path,
                  "a report, and a key of visible ASCII characters that no other report has",
                  "another form"));
          continue;
        }
        try {
          ReportRoute route = FactAssembler.anyRoute(report);
          Sending sending =
              sending(route, Optional.empty(), BATCH, report, Optional.of(key), attempt);
          gate.demand(attempt.caller, sending.fact(), attempt.namespace);
          sendings.add(sending);
        } catch (FormErrors e) {
          e.errors().forEach(error -> errors.add(error.at(path + "." + error.path())));
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new ApiException(ProblemType.MALFORMED_FACT, errors, errors.size());
    }
    return sendings;
  }

  /** The front door tells what was denied to whom elsewhere. */
  private ServerResponse denial(ServerRequest request) throws IOException {
    Attempt attempt = new Attempt(caller(request), namespace(request));
    if (attempt.caller.role() != AccountRole.SERVICE) {
      record(request, attempt, DenialCode.NOT_OF_ROLE);
      throw new ApiException(ProblemType.NOT_OF_ROLE, attempt.caller.role().name(), DENIALS);
    }
    AccessDenied denied;
    try {
      denied = (AccessDenied) FactForm.body(FactKind.ACCESS_DENIED, object(content(request)));
    } catch (FormErrors e) {
      throw new ApiException(ProblemType.MALFORMED_FACT, e.errors(), e.errors().size());
    }
    String body = denied.getBody();
    denials.record(
        attempt.namespace,
        // A coordinator is of one network; of whom else it concerns the front door does not know.
        denied.getRole() == AccountRole.COORDINATOR
                && body != null
                && owners.knows(attempt.namespace, body)
            ? body
            : defaultNetwork,
        denied);
    return ServerResponse.accepted()
        .contentType(MediaType.APPLICATION_JSON)
        .body(JsonNodeFactory.instance.objectNode());
  }

  private void count(Fact fact, String outcome) {
    meters
        .counter("kizuna.reports", "kind", FactForm.name(fact.getKind()), "outcome", outcome)
        .increment();
  }

  private static Receipt acknowledged(CompletionStage<Receipt> append) {
    try {
      return append.toCompletableFuture().get(APPEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IntakeProducer.LogUnavailable(
          "expected an acknowledgement within " + APPEND_SECONDS + " s, but none came", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IntakeProducer.LogUnavailable("interrupted", e);
    }
  }

  private static ServerResponse accepted(Recorded recorded, Namespace namespace) {
    return ServerResponse.accepted()
        .header(HttpHeaders.LOCATION, outcome(recorded.receipt(), namespace))
        .contentType(MediaType.APPLICATION_JSON)
        .body(receipt(recorded, namespace));
  }

  private static ObjectNode receipt(Recorded recorded, Namespace namespace) {
    Fact fact = recorded.fact();
    Receipt receipt = recorded.receipt();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("eventId", fact.getEventId().toString());
    body.put("kind", FactForm.name(fact.getKind()));
    ids(FactForm.bodyOf(fact), body);
    body.put("network", receipt.network());
    body.put("topic", receipt.topic());
    body.put("partition", receipt.partition());
    body.put("offset", receipt.offset());
    body.put("recordedAt", receipt.recordedAt().toString());
    body.put("outcome", outcome(receipt, namespace));
    return body;
  }

  /** Where the outcome of a fact can be read. */
  private static String outcome(Receipt receipt, Namespace namespace) {
    return "/api/outcomes/" + receipt.network() + "/" + receipt.offset() + parameter(namespace);
  }

  private static String parameter(Namespace namespace) {
    return namespace.isDrill() ? "?" + DRILL + "=" + namespace.drillId() : "";
  }

  /** What the fact is about, by its ids: callers go on with them. */
  private static void ids(SpecificRecordBase about, ObjectNode into) {
    for (Schema.Field field : about.getSchema().getFields()) {
      Object value = about.get(field.pos());
      if (value instanceof DispatchReference reference) {
        AvroJson.write(reference)
            .properties()
            .forEach(property -> into.set(property.getKey(), property.getValue()));
      } else if (field.name().endsWith("Id") && value != null) {
        into.put(field.name(), value.toString());
      }
    }
  }

  private Namespace namespace(ServerRequest request) {
    checkParameters(request);
    Optional<String> drill = request.param(DRILL);
    if (drill.isEmpty()) {
      return Namespace.LIVE;
    }
    String id = drill.get();
    Namespace namespace;
    try {
      namespace = Namespace.drill(id);
    } catch (IllegalArgumentException e) {
      throw noSuchDrill(id, List.of());
    }
    if (namespaces.exists(namespace)) {
      return namespace;
    }
    // The name of the drill stands for its run, where there is only one.
    List<String> runs = namespaces.runs(id);
    if (runs.size() == 1) {
      return Namespace.drill(runs.get(0));
    }
    throw noSuchDrill(id, runs);
  }

  private static ApiException noSuchDrill(String id, List<String> runs) {
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    ArrayNode list = members.putArray("runs");
    runs.forEach(list::add);
    return runs.isEmpty()
        ? new ApiException(ProblemType.NO_SUCH_DRILL, id).with(members)
        : new ApiException(ProblemType.SEVERAL_RUNS, id, String.join(", ", runs)).with(members);
  }

  /** A misspelt drill must not write to the live log. */
  private static void checkParameters(ServerRequest request) {
    List<FormError> errors = new ArrayList<>();
    request
        .params()
        .forEach(
            (name, values) -> {
              if (!name.equals(DRILL)) {
                errors.add(new FormError(name, "no parameter but " + DRILL, "this one"));
              } else if (values.size() > 1) {
                errors.add(new FormError(name, "it once", values.size() + " times"));
              } else if (values.get(0).isBlank()) {
                errors.add(new FormError(name, "the id of a drill run", "nothing"));
              }
            });
    if (!errors.isEmpty()) {
      throw new ApiException(ProblemType.BAD_PARAMETER, errors, errors.size());
    }
  }

  private static byte[] content(ServerRequest request) throws IOException {
    byte[] content = request.servletRequest().getInputStream().readNBytes(LARGEST_BODY + 1);
    if (content.length > LARGEST_BODY) {
      throw new ApiException(ProblemType.TOO_LARGE, LARGEST_BODY).denied(DenialCode.TOO_LARGE);
    }
    if (content.length > 0) {
      checkType(request);
    }
    return content;
  }

  /** JSON is UTF-8 (RFC 8259): another charset would be misread. */
  private static void checkType(ServerRequest request) {
    MediaType type = mediaType(request);
    String charset = type.getParameter("charset");
    if (!MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
        || (charset != null && !charset.replace("\"", "").equalsIgnoreCase("utf-8"))) {
      throw new ApiException(ProblemType.NOT_JSON, type.toString());
    }
  }

  private static MediaType mediaType(ServerRequest request) {
    String given = request.servletRequest().getContentType();
    try {
      return given == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(given);
    } catch (org.springframework.http.InvalidMediaTypeException e) {
      throw new ApiException(ProblemType.NOT_JSON, given);
    }
  }

  private static ObjectNode object(byte[] content) {
    // An act that needs nothing but its path may come with nothing.
    if (content.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode json = JSON.readTree(TextReader.decode(content));
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw malformed("something else: " + json.getNodeType());
    } catch (CharacterCodingException e) {
      throw malformed("bytes that are not UTF-8");
    } catch (JacksonException e) {
      throw malformed(e.getOriginalMessage());
    }
  }

  private static ApiException malformed(String what) {
    return new ApiException(
        ProblemType.MALFORMED_JSON,
        List.of(new FormError("the body", "a JSON object", what)),
        what);
  }

  /** As the draft has it: a quoted string; unquoted is taken too. */
  private static Optional<String> idempotencyKey(ServerRequest request) {
    List<String> given = request.headers().header("Idempotency-Key");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String key = given.get(0).strip();
    if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    if (given.size() > 1 || !isKey(key)) {
      throw new ApiException(ProblemType.IDEMPOTENCY_KEY_MALFORMED, LONGEST_KEY);
    }
    return Optional.of(key);
  }

  private static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= LONGEST_KEY
        && key.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
  }
}
