package kizuna.producers;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.facts.AccessDenied;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.producers.FactLog.Receipt;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.access.Caller;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP door: every fact comes in through {@link DoorRoute}s, its form is checked, and the
 * answer is where it lies in the log.
 */
@Configuration(proxyBeanMethods = false)
class FactDoor {

  private static final Logger LOG = LoggerFactory.getLogger(FactDoor.class);

  /** Largest body, bytes. */
  static final int LARGEST_BODY = 64 * 1024;

  static final String DRILL = "drill";

  /** Where the front door tells what was denied elsewhere. */
  static final String DENIALS = "/api/denials";

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
  private final Clock clock;
  private final FactDraft draft;
  private final MeterRegistry meters;
  private final Gate gate;
  private final Owners owners;
  private final Denials denials;
  private final String defaultNetwork;
  private final Repeats repeats = new Repeats();

  FactDoor(
      Intake intake,
      Namespaces namespaces,
      Clock clock,
      DoorSettings settings,
      Owners owners,
      Denials denials,
      MeterRegistry meters) {
    this.gate = new Gate(owners);
    this.owners = owners;
    this.denials = denials;
    this.defaultNetwork = settings.defaultNetwork();
    this.meters = meters;
    this.intake = intake;
    this.namespaces = namespaces;
    this.clock = clock;
    this.draft = new FactDraft(settings.defaultNetwork());
  }

  @Bean
  RouterFunction<ServerResponse> ways(Problems problems) {
    RouterFunctions.Builder ways = RouterFunctions.route();
    for (DoorRoute route : DoorRoute.ALL) {
      ways.route(
          RequestPredicates.POST(route.path()), request -> take(request, Optional.of(route)));
      ways.route(RequestPredicates.path(route.path()), FactDoor::notAllowed);
    }
    ways.route(RequestPredicates.POST(DoorRoute.ANY), request -> take(request, Optional.empty()));
    ways.route(RequestPredicates.path(DoorRoute.ANY), FactDoor::notAllowed);
    ways.route(RequestPredicates.POST(DENIALS), this::denial);
    ways.route(RequestPredicates.path(DENIALS), FactDoor::notAllowed);
    ways.route(
        RequestPredicates.path("/api/**"),
        request -> {
          throw new Refused(HttpStatus.NOT_FOUND, "no-such-path", request.path());
        });
    ways.onError(e -> true, (e, request) -> problems.say(e, request.servletRequest()));
    return ways.build();
  }

  private static ServerResponse notAllowed(ServerRequest request) {
    throw new Refused(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", request.method().name());
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
    if (request.principal().orElse(null) instanceof SignedIn signedIn) {
      return signedIn.caller();
    }
    throw new IllegalStateException("expected a signed-in caller, but nobody");
  }

  private ServerResponse take(ServerRequest request, Optional<DoorRoute> known) throws IOException {
    Attempt attempt = new Attempt(caller(request), namespace(request));
    try {
      return take(request, known, attempt);
    } catch (Refused e) {
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

  private ServerResponse take(ServerRequest request, Optional<DoorRoute> known, Attempt attempt)
      throws IOException {
    Namespace namespace = attempt.namespace;
    attempt.about = request.pathVariables().get("id");
    if (known.isPresent()) {
      attempt.kind = known.get().kind();
      Gate.demandKind(attempt.caller, known.get().kind(), namespace);
    }
    byte[] content = content(request);
    Optional<String> key = idempotencyKey(request);
    if (key.isEmpty()) {
      return response(answer(request, known, attempt, content, UUID.randomUUID()));
    }
    String account = attempt.caller.account();
    String scope = namespace.name() + "\n" + account + "\n" + request.path() + "\n" + key.get();
    Optional<ResponseEntity<ObjectNode>> before = repeats.begin(scope, content);
    if (before.isPresent()) {
      return response(before.get());
    }
    boolean done = false;
    try {
      ResponseEntity<ObjectNode> answer =
          answer(
              request,
              known,
              attempt,
              content,
              FactDraft.eventId(namespace, account, request.path(), key.get()));
      repeats.answered(scope, answer);
      done = true;
      return response(answer);
    } finally {
      if (!done) {
        repeats.failed(scope);
      }
    }
  }

  private ResponseEntity<ObjectNode> answer(
      ServerRequest request,
      Optional<DoorRoute> known,
      Attempt attempt,
      byte[] content,
      UUID usualEventId) {
    Namespace namespace = attempt.namespace;
    ObjectNode json = object(content);
    boolean stamped = STAMPED.stream().anyMatch(json::has);
    attempt.network = json.path("network").isString() ? json.path("network").asString() : null;
    Instant now = clock.instant();
    Fact fact;
    try {
      UUID eventId = eventId(json).orElse(usualEventId);
      DoorRoute route = known.isPresent() ? known.get() : FactDraft.anyRoute(json);
      Optional<String> pathId = Optional.ofNullable(request.pathVariables().get("id"));
      attempt.kind = route.kind();
      Gate.demandKind(attempt.caller, route.kind(), namespace);
      fact = draft.fact(route, pathId, json, eventId, namespace, now, attempt.caller);
    } catch (FormErrors e) {
      Refused refused =
          new Refused(HttpStatus.BAD_REQUEST, "malformed-fact", e.errors(), e.errors().size());
      throw stamped ? refused.denied(DenialCode.STAMPED_FIELD) : refused;
    }
    attempt.about = Gate.idOf(FactForm.bodyOf(fact));
    gate.demand(attempt.caller, fact, namespace);
    try {
      Receipt receipt = append(namespace, fact);
      count(fact, "taken");
      gate.taken(fact, namespace);
      return accepted(fact, receipt, namespace);
    } catch (FactLog.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
      count(fact, "log-away");
      LOG.warn("{} was not acknowledged: {}", fact.getEventId(), e.getMessage());
      throw Refused.unacknowledged(fact.getEventId());
    }
  }

  /** The front door tells what was denied to whom elsewhere. */
  private ServerResponse denial(ServerRequest request) throws IOException {
    Attempt attempt = new Attempt(caller(request), namespace(request));
    if (attempt.caller.role() != AccountRole.SERVICE) {
      record(request, attempt, DenialCode.NOT_OF_ROLE);
      throw new Refused(HttpStatus.FORBIDDEN, "not-of-role", attempt.caller.role().name(), DENIALS);
    }
    AccessDenied denied;
    try {
      denied = (AccessDenied) FactForm.body(FactKind.ACCESS_DENIED, object(content(request)));
    } catch (FormErrors e) {
      throw new Refused(HttpStatus.BAD_REQUEST, "malformed-fact", e.errors(), e.errors().size());
    }
    denials.record(attempt.namespace, defaultNetwork, denied);
    return ServerResponse.accepted()
        .contentType(MediaType.APPLICATION_JSON)
        .body(JsonNodeFactory.instance.objectNode());
  }

  private void count(Fact fact, String outcome) {
    meters
        .counter("kizuna.reports", "kind", FactForm.name(fact.getKind()), "outcome", outcome)
        .increment();
  }

  private Receipt append(Namespace namespace, Fact fact) {
    try {
      return intake
          .append(namespace, fact)
          .toCompletableFuture()
          .get(APPEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new FactLog.LogUnavailable(
          "expected an acknowledgement within " + APPEND_SECONDS + " s, but none came", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FactLog.LogUnavailable("interrupted", e);
    }
  }

  private static ResponseEntity<ObjectNode> accepted(
      Fact fact, Receipt receipt, Namespace namespace) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("eventId", fact.getEventId().toString());
    body.put("kind", FactForm.name(fact.getKind()));
    ids(FactForm.bodyOf(fact), body);
    body.put("network", receipt.network());
    body.put("topic", receipt.topic());
    body.put("partition", receipt.partition());
    body.put("offset", receipt.offset());
    body.put("recordedAt", receipt.recordedAt().toString());
    String drill = namespace.isDrill() ? "?" + DRILL + "=" + namespace.drillId() : "";
    String outcome = "/api/outcomes/" + receipt.network() + "/" + receipt.offset() + drill;
    body.put("outcome", outcome);
    return ResponseEntity.accepted().header(HttpHeaders.LOCATION, outcome).body(body);
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

  private static ServerResponse response(ResponseEntity<ObjectNode> answer) {
    ObjectNode body = answer.getBody();
    return ServerResponse.status(answer.getStatusCode())
        .headers(h -> h.addAll(answer.getHeaders()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(body == null ? JsonNodeFactory.instance.objectNode() : body);
  }

  private Namespace namespace(ServerRequest request) {
    checkParameters(request);
    Optional<String> drill = request.param(DRILL);
    if (drill.isEmpty()) {
      return Namespace.LIVE;
    }
    Namespace namespace;
    try {
      namespace = Namespace.drill(drill.get());
    } catch (IllegalArgumentException e) {
      throw new Refused(HttpStatus.NOT_FOUND, "no-such-drill", drill.get());
    }
    if (!namespaces.exists(namespace)) {
      throw new Refused(HttpStatus.NOT_FOUND, "no-such-drill", drill.get());
    }
    return namespace;
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
              }
            });
    if (!errors.isEmpty()) {
      throw new Refused(HttpStatus.BAD_REQUEST, "bad-parameter", errors, errors.size());
    }
  }

  private static byte[] content(ServerRequest request) throws IOException {
    byte[] content = request.servletRequest().getInputStream().readNBytes(LARGEST_BODY + 1);
    if (content.length > LARGEST_BODY) {
      throw new Refused(HttpStatus.CONTENT_TOO_LARGE, "too-large", LARGEST_BODY)
          .denied(DenialCode.TOO_LARGE);
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
      throw new Refused(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", type.toString());
    }
  }

  private static MediaType mediaType(ServerRequest request) {
    String given = request.servletRequest().getContentType();
    try {
      return given == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(given);
    } catch (org.springframework.http.InvalidMediaTypeException e) {
      throw new Refused(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", given);
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

  private static Refused malformed(String what) {
    return new Refused(
        HttpStatus.BAD_REQUEST,
        "malformed-json",
        List.of(new FormError("the body", "a JSON object", what)),
        what);
  }

  private static Optional<UUID> eventId(ObjectNode json) throws FormErrors {
    JsonNode node = json.remove("eventId");
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    List<FormError> errors = new ArrayList<>();
    try {
      UUID id = UUID.fromString(node.asString(""));
      if (id.toString().equalsIgnoreCase(node.asString(""))) {
        return Optional.of(id);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    errors.add(new FormError("eventId", "a UUID", node.toString()));
    throw new FormErrors(errors);
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
    if (given.size() > 1
        || key.isEmpty()
        || key.length() > LONGEST_KEY
        || key.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new Refused(HttpStatus.BAD_REQUEST, "idempotency-key-malformed", LONGEST_KEY);
    }
    return Optional.of(key);
  }
}
