package kizuna.producers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import kizuna.codes.DenialCode;
import kizuna.edge.ApiException;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.producers.LoggedReports.Recorded;
import kizuna.schemas.ProblemType;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes many reports at once from an operator, in their order: all of them or, if one is not right,
 * none. Each has a key of its own, so that the same batch sent again records nothing twice.
 */
final class BatchController {

  private static final Logger LOG = LoggerFactory.getLogger(BatchController.class);

  static final String PATH = "/api/facts/batch";

  /** Most reports in one batch. */
  static final int MAX_REPORTS = 200;

  private final NamespaceParameter namespaces;
  private final ReportAuthorization authorization;
  private final ReportIntake intake;
  private final AttemptRecorder attempts;

  BatchController(
      NamespaceParameter namespaces,
      ReportAuthorization authorization,
      ReportIntake intake,
      AttemptRecorder attempts) {
    this.namespaces = namespaces;
    this.authorization = authorization;
    this.intake = intake;
    this.attempts = attempts;
  }

  ServerResponse batch(ServerRequest request) throws IOException {
    ReportAttempt attempt = new ReportAttempt(request, namespaces.of(request));
    if (!attempt.caller.mayReportForAnyBody(attempt.namespace.isDrill())) {
      attempts.record(attempt, DenialCode.NOT_OF_ROLE);
      throw new ApiException(ProblemType.NOT_OF_ROLE, attempt.caller.role().name(), PATH);
    }
    List<PendingReport> reports = reports(JsonBody.of(request).path("reports"), attempt);
    Set<PendingReport> open = new LinkedHashSet<>();
    try {
      List<Optional<Recorded>> before = new ArrayList<>();
      for (PendingReport report : reports) {
        Optional<Recorded> first = intake.before(report, attempt);
        before.add(first);
        if (first.isEmpty()) {
          open.add(report);
        }
      }
      return Receipts.accepted(append(reports, before, open, attempt));
    } catch (IntakeProducer.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
      LOG.warn("a batch was not acknowledged: {}", e.getMessage());
      throw new ApiException(ProblemType.BATCH_UNACKNOWLEDGED);
    } finally {
      open.forEach(intake::abandon);
    }
  }

  /**
   * Appends those that are new.
   *
   * @param open those; each is taken out when the log has it
   * @return a receipt for each report
   */
  private ObjectNode append(
      List<PendingReport> reports,
      List<Optional<Recorded>> before,
      Set<PendingReport> open,
      ReportAttempt attempt) {
    Map<PendingReport, CompletionStage<Receipt>> sent = new LinkedHashMap<>();
    open.forEach(report -> sent.put(report, intake.send(report)));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode receipts = answer.putArray("receipts");
    for (int i = 0; i < reports.size(); i++) {
      PendingReport report = reports.get(i);
      CompletionStage<Receipt> append = sent.get(report);
      Recorded recorded =
          append == null ? before.get(i).orElseThrow() : intake.acknowledged(report, append);
      open.remove(report);
      receipts.add(Receipts.of(recorded, attempt.namespace).put("again", append == null));
    }
    return answer;
  }

  private List<PendingReport> reports(JsonNode given, ReportAttempt attempt) {
    List<FormError> errors = new ArrayList<>();
    List<PendingReport> reports = new ArrayList<>();
    if (!given.isArray() || given.isEmpty() || given.size() > MAX_REPORTS) {
      errors.add(
          given.isArray()
              ? FormError.of(
                  "reports",
                  FormRule.ENTRIES,
                  "1 to " + MAX_REPORTS + " objects, each with a key and a report",
                  Integer.toString(given.size()),
                  1,
                  MAX_REPORTS,
                  given.size())
              : FormError.of(
                  "reports",
                  FormRule.NOT_THE_FORM,
                  "1 to " + MAX_REPORTS + " objects, each with a key and a report",
                  "something else"));
    } else {
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < given.size(); i++) {
        report("reports[" + i + "]", given.get(i), keys, attempt, errors).ifPresent(reports::add);
      }
    }
    if (!errors.isEmpty()) {
      throw new ApiException(ProblemType.MALFORMED_FACT, errors, errors.size());
    }
    return reports;
  }

  private Optional<PendingReport> report(
      String path,
      JsonNode given,
      Set<String> keys,
      ReportAttempt attempt,
      List<FormError> errors) {
    String key = given.path("key").asString("");
    if (!IdempotencyKey.isKey(key)
        || !keys.add(key)
        || !(given.path("report") instanceof ObjectNode body)) {
      errors.add(
          FormError.of(
              path,
              FormRule.NOT_THE_FORM,
              "a report, and a key of visible ASCII characters that no other report has",
              "another form"));
      return Optional.empty();
    }
    try {
      PendingReport report =
          intake.read(
              FactAssembler.anyRoute(body),
              Optional.empty(),
              PATH,
              body,
              Optional.of(key),
              attempt);
      authorization.require(attempt.caller, report.fact(), attempt.namespace);
      return Optional.of(report);
    } catch (FormErrors e) {
      e.errors().forEach(error -> errors.add(error.at(path + "." + error.path())));
      return Optional.empty();
    }
  }
}
