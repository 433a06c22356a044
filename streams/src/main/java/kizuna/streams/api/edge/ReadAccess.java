package kizuna.streams.api.edge;

import jakarta.servlet.http.HttpServletRequest;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.edge.ApiException;
import kizuna.edge.CallerAuthentication;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.Caller;
import kizuna.streams.api.QueryParameters;
import org.springframework.stereotype.Component;

/**
 * Authorizes reads: all signed-in callers read the state; data of one desk, one lender or the
 * coordinators is shown to them only. Other callers get exactly the response for what does not
 * exist; a header marks it as a denial, so that the front door records it.
 */
@Component
public final class ReadAccess {

  /** Header with the reason of a denied read; the front door removes it. */
  public static final String DENIED = "Kizuna-Denied";

  /** The caller. */
  public Caller of(HttpServletRequest request) {
    if (request.getUserPrincipal() instanceof CallerAuthentication signedIn) {
      return signedIn.caller();
    }
    // Only static files are accessible without sign-in.
    throw new IllegalStateException(
        "expected a signed-in caller of " + request.getRequestURI() + ", but nobody");
  }

  /**
   * Allows only the desk of the municipality and those who see every desk.
   *
   * @throws ApiException as {@link #noSuchBody}
   */
  public void demandDesk(QueryParameters parameters, String code) {
    demandBody(parameters, AccountRole.DESK, code);
  }

  /**
   * Allows only the lender itself and those who see every lender.
   *
   * @throws ApiException as {@link #noSuchBody}
   */
  public void demandWard(QueryParameters parameters, String code) {
    demandBody(parameters, AccountRole.WARD, code);
  }

  private void demandBody(QueryParameters parameters, AccountRole role, String code) {
    if (!of(parameters.request()).is(role, code) && !coordinates(parameters)) {
      throw noSuchBody(parameters, code).denied(DenialCode.RESTRICTED_READ);
    }
  }

  /** The error for an unknown code; a denial returns the same. */
  public static ApiException noSuchBody(QueryParameters parameters, String code) {
    return ApiException.of(ProblemType.NO_SUCH_BODY, parameters.words(), "error.body", code);
  }

  /**
   * Allows only coordinators, the operator, and a drill's director in a drill.
   *
   * @throws ApiException as an address that does not exist
   */
  public void demandCoordinator(QueryParameters parameters) {
    if (!coordinates(parameters)) {
      throw noSuchPage(parameters);
    }
  }

  /**
   * Allows only coordinators and the operator.
   *
   * @throws ApiException as an address that does not exist
   */
  public void demandOverseer(QueryParameters parameters) {
    AccountRole role = of(parameters.request()).role();
    if (role != AccountRole.COORDINATOR && role != AccountRole.OPERATOR) {
      throw noSuchPage(parameters);
    }
  }

  private static ApiException noSuchPage(QueryParameters parameters) {
    return ApiException.of(
            ProblemType.NO_SUCH_PAGE,
            parameters.words(),
            "error.page",
            parameters.request().getRequestURI())
        .denied(DenialCode.RESTRICTED_READ);
  }

  /** Whether the caller may see data of all bodies of the requested namespace. */
  public boolean coordinates(QueryParameters parameters) {
    return switch (of(parameters.request()).role()) {
      case COORDINATOR, OPERATOR -> true;
      case DIRECTOR -> parameters.namespace().isDrill();
      case VIEWER, DESK, WARD, SERVICE, UNKNOWN -> false;
    };
  }
}
