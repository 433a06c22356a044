package kizuna.producers;

import kizuna.codes.FactKind;
import kizuna.edge.CallerAuthentication;
import kizuna.schemas.Namespace;
import kizuna.schemas.access.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;

/** The attempted report of a caller, as far as it was read, to record a denial. */
final class ReportAttempt {

  final Caller caller;
  final Namespace namespace;
  final String method;
  final String path;
  @Nullable FactKind kind;
  @Nullable String about;
  @Nullable String network;

  ReportAttempt(ServerRequest request, Namespace namespace) {
    this.caller = caller(request);
    this.namespace = namespace;
    this.method = request.method().name();
    this.path = request.path();
    this.about = request.pathVariables().get("id");
  }

  private static Caller caller(ServerRequest request) {
    if (request.principal().orElse(null) instanceof CallerAuthentication signedIn) {
      return signedIn.caller();
    }
    throw new IllegalStateException("expected a signed-in caller, but nobody");
  }
}
