package kizuna.producers;

import java.io.IOException;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.edge.ApiException;
import kizuna.facts.AccessDenied;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormErrors;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.JsonNodeFactory;

/** Accepts denials of the gateway; only from Kizuna's own services. */
final class DenialController {

  static final String PATH = "/api/denials";

  private final NamespaceParameter namespaces;
  private final AttemptRecorder attempts;

  DenialController(NamespaceParameter namespaces, AttemptRecorder attempts) {
    this.namespaces = namespaces;
    this.attempts = attempts;
  }

  ServerResponse denial(ServerRequest request) throws IOException {
    ReportAttempt attempt = new ReportAttempt(request, namespaces.of(request));
    if (attempt.caller.role() != AccountRole.SERVICE) {
      attempts.record(attempt, DenialCode.NOT_OF_ROLE);
      throw new ApiException(ProblemType.NOT_OF_ROLE, attempt.caller.role().name(), PATH);
    }
    try {
      attempts.recordElsewhere(
          attempt.namespace,
          (AccessDenied) FactForm.body(FactKind.ACCESS_DENIED, JsonBody.of(request)));
    } catch (FormErrors e) {
      throw new ApiException(ProblemType.MALFORMED_FACT, e.errors(), e.errors().size());
    }
    return Receipts.accepted(JsonNodeFactory.instance.objectNode());
  }
}
