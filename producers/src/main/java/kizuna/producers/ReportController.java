package kizuna.producers;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import kizuna.codes.DenialCode;
import kizuna.edge.ApiException;
import kizuna.producers.LoggedReports.Recorded;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormErrors;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** Takes one report: who may, which form, whether it came before, then into the log. */
final class ReportController {

  /** Fields that only this application stamps. */
  private static final List<String> STAMPED = List.of("mode", "recordedAt", "networkId", "account");

  private final NamespaceParameter namespaces;
  private final ReportAuthorization authorization;
  private final ReportIntake intake;
  private final AttemptRecorder attempts;

  ReportController(
      NamespaceParameter namespaces,
      ReportAuthorization authorization,
      ReportIntake intake,
      AttemptRecorder attempts) {
    this.namespaces = namespaces;
    this.authorization = authorization;
    this.intake = intake;
    this.attempts = attempts;
  }

  /** A report of the kind in its path. */
  ServerResponse report(ServerRequest request, ReportRoute route) throws IOException {
    return handle(request, Optional.of(route));
  }

  /** A report of the kind in its body. */
  ServerResponse anyReport(ServerRequest request) throws IOException {
    return handle(request, Optional.empty());
  }

  private ServerResponse handle(ServerRequest request, Optional<ReportRoute> known)
      throws IOException {
    ReportAttempt attempt = new ReportAttempt(request, namespaces.of(request));
    try {
      return handle(request, known, attempt);
    } catch (ApiException e) {
      if (e.denied() != null) {
        attempts.record(attempt, e.denied());
      }
      throw e;
    }
  }

  private ServerResponse handle(
      ServerRequest request, Optional<ReportRoute> known, ReportAttempt attempt)
      throws IOException {
    if (known.isPresent()) {
      demandKind(known.get(), attempt);
    }
    byte[] content = JsonBody.bytes(request);
    Optional<String> key = IdempotencyKey.of(request);
    ObjectNode json = JsonBody.object(content);
    boolean stamped = STAMPED.stream().anyMatch(json::has);
    attempt.network = json.path("network").isString() ? json.path("network").asString() : null;
    try {
      ReportRoute route = known.isPresent() ? known.get() : FactAssembler.anyRoute(json);
      demandKind(route, attempt);
      PendingReport report =
          intake.read(
              route,
              Optional.ofNullable(request.pathVariables().get("id")),
              request.path(),
              json,
              key,
              attempt);
      attempt.about = ReportAuthorization.idOf(FactForm.bodyOf(report.fact()));
      authorization.require(attempt.caller, report.fact(), attempt.namespace);
      Optional<Recorded> before = intake.before(report, attempt);
      return Receipts.accepted(
          before.isPresent() ? before.get() : intake.append(report), attempt.namespace);
    } catch (FormErrors e) {
      ApiException refused =
          new ApiException(ProblemType.MALFORMED_FACT, e.errors(), e.errors().size());
      throw stamped ? refused.denied(DenialCode.STAMPED_FIELD) : refused;
    }
  }

  private static void demandKind(ReportRoute route, ReportAttempt attempt) {
    attempt.kind = route.kind();
    ReportAuthorization.demandKind(attempt.caller, route.kind(), attempt.namespace);
  }
}
