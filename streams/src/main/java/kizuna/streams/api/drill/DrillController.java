package kizuna.streams.api.drill;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import kizuna.codes.AccountRole;
import kizuna.schemas.Namespace;
import kizuna.schemas.access.Caller;
import kizuna.schemas.drill.DrillConducts;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.projection.LedgerProjection;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conduct of a run. Directors see everything; participants see the drill's state and the
 * injects sent to them; observers see all injects that were sent.
 */
@RestController
final class DrillController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess access;
  private final DrillConducts conducts;

  DrillController(
      Localizations localizations,
      ProjectionResolver resolver,
      ReadAccess access,
      DrillConducts conducts) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.access = access;
    this.conducts = conducts;
  }

  /** For the live namespace, only that it is not a drill. */
  @GetMapping("/api/drill")
  ObjectNode drill(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    LedgerProjection projection = resolver.resolve(parameters);
    Namespace namespace = projection.namespace();
    ObjectNode answer = ResponseJson.of(namespace);
    if (!namespace.isDrill()) {
      return answer;
    }
    Caller caller = access.of(request);
    boolean directs =
        caller.role() == AccountRole.DIRECTOR || caller.role() == AccountRole.OPERATOR;
    DrillJson json =
        new DrillJson(
            parameters.words(),
            projection.view().names(parameters.language()),
            directs,
            caller.body());
    conducts.read(namespace, conduct -> json.write(conduct, Instant.now(), answer));
    return answer;
  }
}
