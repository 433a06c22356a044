package kizuna.producers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.edge.ApiException;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.Caller;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FactReader.Reading;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.TextReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds a complete fact from a request: the fields that {@link FactReader} reads, the id from the
 * path, and what only the server can set: the reporter and the time.
 */
final class FactAssembler {

  private static final String KIND = "kind";
  private static final String FACT = "fact";

  private final String defaultNetwork;

  FactAssembler(String defaultNetwork) {
    this.defaultNetwork = defaultNetwork;
  }

  /**
   * Returns the fact, and the filled-in fields.
   *
   * @param json the body; fields that are not part of the fact itself (network, eventId,
   *     occurredAt, reporter) are removed from it
   * @param caller caller that is set as the reporter, if the caller has an office
   * @throws ApiException if it is reported in another's name
   * @throws FormErrors with all errors
   */
  Reading read(
      ReportRoute route,
      Optional<String> pathId,
      ObjectNode json,
      UUID eventId,
      Namespace namespace,
      Instant now,
      Caller caller)
      throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    route
        .idField()
        .ifPresent(
            field -> pathId.map(TextReader::narrow).ifPresent(id -> fill(field, id, json, errors)));
    Optional<Reporter> own = caller.reporter();
    Reading reading;
    try {
      reading =
          FactReader.read(
              route.kind(),
              json,
              new FactReader.Defaults(defaultNetwork, eventId, now, namespace.mode(), own));
    } catch (FormErrors e) {
      errors.addAll(e.errors());
      throw new FormErrors(errors);
    }
    Fact fact = reading.fact();
    if (own.isPresent() && !own.get().equals(fact.getReporter())) {
      throw new ApiException(
              ProblemType.NOT_YOUR_NAME, own.get().getRole() + " " + own.get().getBody())
          .denied(DenialCode.NOT_YOUR_NAME);
    }
    stamps(reading, caller.mayReportForAnyBody(namespace.isDrill()), now, errors);
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    FactForm.reportedBy(fact, caller.account());
    return reading;
  }

  /** Refuses valid fields that this caller may not set. */
  private static void stamps(
      Reading reading, boolean mayReportForAnyBody, Instant now, List<FormError> errors) {
    Fact fact = reading.fact();
    errors.addAll(FactForm.notToBeReported(fact, now));
    if (reading.choseEventId() && !mayReportForAnyBody) {
      // Ids of future facts can be guessed: a caller that uses one first would block that fact.
      errors.add(
          FormError.of(
              "eventId",
              FormRule.NOT_NEEDED,
              "no event id, for the door gives it (an Idempotency-Key makes a report safe to send again)",
              fact.getEventId().toString(),
              fact.getEventId()));
    }
  }

  /** Sets a field of the body from the id in the path. */
  private static void fill(String field, String id, ObjectNode json, List<FormError> errors) {
    if (field.equals("dispatch")) {
      if (json.has(field)) {
        errors.add(
            FormError.of(
                field,
                FormRule.NOT_NEEDED,
                "the dispatch's id in the path only",
                json.get(field).toString(),
                json.get(field)));
      }
      json.putObject(field).put("dispatchId", id);
    } else {
      if (json.has(field) && !TextReader.narrow(json.get(field).asString("")).equals(id)) {
        errors.add(
            FormError.of(
                field,
                FormRule.SAME_AS,
                id + ", the id in the path",
                json.get(field).toString(),
                id,
                json.get(field)));
      }
      json.put(field, id);
    }
  }

  /** The route of a body for {@link ReportRoute#ANY}, by its kind, which is removed from it. */
  static ReportRoute anyRoute(ObjectNode json) throws FormErrors {
    return new ReportRoute(
        ReportRoute.ANY, FactReader.takeKind(json), Optional.empty(), "Any fact.");
  }

  /** The kinds that others than Kizuna itself report, in the order of the codes. */
  static List<FactKind> reportable() {
    return FactKinds.kinds().stream().filter(kind -> FactKinds.of(kind).reportable()).toList();
  }

  /** The name of a kind in a body for {@link ReportRoute#ANY}. */
  static String nameOfKind(FactKind kind) {
    return FactForm.schema(kind).getField(KIND) == null ? KIND : FACT;
  }

  /**
   * The event id of a key: the same key of the same account on the same path gives the same id,
   * also after a restart. A caller cannot take an id of another account by guessing its keys.
   */
  static UUID eventId(Namespace namespace, String account, String path, String idempotencyKey) {
    return UUID.nameUUIDFromBytes(
        (namespace.name() + "\n" + account + "\n" + path + "\n" + idempotencyKey)
            .getBytes(StandardCharsets.UTF_8));
  }
}
