package kizuna.producers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import kizuna.schemas.Namespace;
import kizuna.schemas.access.Caller;
import kizuna.schemas.access.Reporting;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.TextReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a whole fact of what came through the door: body, whose it is, when, and under which ids.
 */
final class FactDraft {

  private static final String KIND = "kind";
  private static final String FACT = "fact";
  private static final int SHORT_ID = 8;
  private static final long MOST_FUTURE_SECONDS = 300;

  private final String defaultNetwork;

  FactDraft(String defaultNetwork) {
    this.defaultNetwork = defaultNetwork;
  }

  /**
   * The fact.
   *
   * @param json the body; what is not of the fact itself (network, eventId, occurredAt, reporter)
   *     is taken out of it
   * @param caller whose name is stamped on it, where the caller has one
   * @throws Refused if it is reported in another's name
   * @throws FormErrors with everything that is wrong
   */
  Fact fact(
      DoorRoute route,
      Optional<String> pathId,
      ObjectNode json,
      UUID eventId,
      Namespace namespace,
      Instant now,
      Caller caller)
      throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    String network = text(json, "network", errors).orElse(defaultNetwork);
    Instant occurredAt = occurredAt(json, now, errors);
    Optional<Reporter> given = reporter(json, errors);
    Optional<Reporter> own = caller.reporter();
    if (own.isPresent() && given.isPresent() && !own.equals(given)) {
      throw new Refused(
              HttpStatus.FORBIDDEN,
              "not-your-name",
              own.get().getRole() + " " + own.get().getBody())
          .denied(DenialCode.NOT_YOUR_NAME);
    }
    fillIds(route, pathId.map(TextReader::narrow), json, eventId, errors);
    SpecificRecordBase body;
    try {
      body = FactForm.body(route.kind(), json);
    } catch (FormErrors e) {
      errors.addAll(e.errors());
      throw new FormErrors(errors);
    }
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    Fact fact =
        FactForm.envelope(
            eventId,
            network,
            occurredAt,
            now,
            own.or(() -> given).orElseGet(() -> usualReporter(body, network)),
            namespace.mode(),
            body);
    fact = FactForm.reportedBy(fact, caller.account());
    errors.addAll(FactForm.check(fact));
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    return fact;
  }

  /**
   * The desk asks, the ward offers and says how much it can bear, whoever was struck declares; for
   * the rest the coordinator of the network speaks.
   */
  private static Reporter usualReporter(SpecificRecordBase body, String network) {
    if (body instanceof AidRequested asked) {
      return new Reporter(Role.DESK, asked.getReceiver());
    } else if (body instanceof StaffOffered offered) {
      return new Reporter(Role.WARD, offered.getLender());
    } else if (body instanceof LenderLimitsSet limits) {
      return new Reporter(Role.WARD, limits.getLender());
    } else if (body instanceof DisasterDeclared declared) {
      return new Reporter(Role.DESK, declared.getStruck().get(0));
    }
    return new Reporter(Role.COORDINATOR, network);
  }

  private static void fillIds(
      DoorRoute route,
      Optional<String> pathId,
      ObjectNode json,
      UUID eventId,
      List<FormError> errors) {
    if (route.idField().isEmpty()) {
      return;
    }
    String field = route.idField().get();
    if (pathId.isPresent() && field.equals("dispatch")) {
      if (json.has(field)) {
        errors.add(
            new FormError(field, "the dispatch's id in the path only", json.get(field).toString()));
      }
      json.putObject(field).put("dispatchId", pathId.get());
    } else if (pathId.isPresent()) {
      if (json.has(field)
          && !TextReader.narrow(json.get(field).asString("")).equals(pathId.get())) {
        errors.add(
            new FormError(
                field, pathId.get() + ", the id in the path", json.get(field).toString()));
      }
      json.put(field, pathId.get());
    } else if (!json.has(field) && route.newId().isPresent()) {
      json.put(field, route.newId().get() + eventId.toString().substring(0, SHORT_ID));
    }
  }

  private static Instant occurredAt(ObjectNode json, Instant now, List<FormError> errors) {
    Optional<String> given = text(json, "occurredAt", errors);
    if (given.isEmpty()) {
      return now;
    }
    Optional<Instant> time = TextReader.time(given.get()).map(OffsetDateTime::toInstant);
    if (time.isPresent()) {
      Instant at = time.get();
      if (at.isAfter(now.plusSeconds(MOST_FUTURE_SECONDS))) {
        errors.add(
            new FormError(
                "occurredAt",
                FormRule.TIME_TO_COME,
                List.of(),
                "a time that has come",
                given.get()));
      }
      return at;
    }
    errors.add(
        new FormError(
            "occurredAt",
            FormRule.NOT_A_TIME,
            List.of(),
            "a time with its offset like 2024-01-01T16:10:00+09:00",
            "\"" + given.get() + "\""));
    return now;
  }

  private static Optional<Reporter> reporter(ObjectNode json, List<FormError> errors) {
    JsonNode node = json.remove("reporter");
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    try {
      Reporter reporter = FactForm.read(node, Reporter.class);
      if (reporter.getRole() == Role.SYSTEM) {
        errors.add(
            new FormError(
                "reporter.role", "DESK, WARD or COORDINATOR", "SYSTEM, which is Kizuna itself"));
      }
      FactForm.checkReporter(reporter, errors);
      return Optional.of(reporter);
    } catch (FormErrors e) {
      e.errors()
          .forEach(
              x ->
                  errors.add(
                      x.at(x.path().equals("the body") ? "reporter" : "reporter." + x.path())));
      return Optional.empty();
    }
  }

  private static Optional<String> text(ObjectNode json, String field, List<FormError> errors) {
    JsonNode node = json.remove(field);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isString()) {
      errors.add(new FormError(field, "text", node.toString()));
      return Optional.empty();
    }
    return Optional.of(TextReader.narrow(node.asString()));
  }

  /**
   * The kind that a body for {@link DoorRoute#ANY} names, taken out of it; and the route that such
   * facts usually take. It stands under {@code kind}; or, as in the lines of a drill, under {@code
   * fact}, for facts that have a kind of their own.
   */
  static DoorRoute anyRoute(ObjectNode json) throws FormErrors {
    String name = json.has(FACT) ? FACT : KIND;
    JsonNode node = json.remove(name);
    FactKind kind =
        node != null && node.isString() ? FactForm.kind(node.asString()) : FactKind.UNKNOWN;
    if (kind == FactKind.UNKNOWN) {
      throw new FormErrors(
          List.of(
              new FormError(
                  name,
                  "one of "
                      + String.join(", ", FactForm.kinds().stream().map(FactForm::name).toList()),
                  node == null ? "nothing" : node.toString())));
    }
    Optional<DoorRoute> usual = usualRoute(kind);
    Optional<String> newId = usual.flatMap(DoorRoute::newId);
    Optional<String> idField =
        newId.isEmpty() ? Optional.empty() : usual.flatMap(DoorRoute::idField);
    return new DoorRoute(DoorRoute.ANY, kind, idField, newId, "Any fact.");
  }

  /** The kinds that somebody reports who is not Kizuna itself. */
  static List<FactKind> reportable() {
    return FactForm.kinds().stream()
        .filter(kind -> Reporting.offices(kind).stream().anyMatch(office -> office != Role.SYSTEM))
        .toList();
  }

  /** Under which name a body for {@link DoorRoute#ANY} says its kind. */
  static String nameOfKind(FactKind kind) {
    return FactForm.schema(kind).getField(KIND) == null ? KIND : FACT;
  }

  /** The route that facts of a kind have to themselves. */
  static Optional<DoorRoute> usualRoute(FactKind kind) {
    return DoorRoute.ALL.stream().filter(route -> route.kind() == kind).findFirst();
  }

  /**
   * The event id of a key: the same key of the same account on the same path gives the same id,
   * also after a restart. Nobody takes an id from another account by guessing its keys.
   */
  static UUID eventId(Namespace namespace, String account, String path, String idempotencyKey) {
    return UUID.nameUUIDFromBytes(
        (namespace.name() + "\n" + account + "\n" + path + "\n" + idempotencyKey)
            .getBytes(StandardCharsets.UTF_8));
  }
}
