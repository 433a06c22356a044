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
 * Who may read what: everybody who is signed in reads the state; what is of one desk, of one ward
 * or of those who coordinate is shown to them only. To anybody else it is answered as what does not
 * exist, word for word; a header beside it tells the front door that it was a denial, so that it is
 * put on record.
 */
@Component
public final class ReadAccess {

  /** Header that says why a read was denied; the front door takes it out. */
  public static final String DENIED = "Kizuna-Denied";

  /** Who asks. */
  public Caller of(HttpServletRequest request) {
    if (request.getUserPrincipal() instanceof CallerAuthentication signedIn) {
      return signedIn.caller();
    }
    // Nothing but static files is reached without signing in.
    throw new IllegalStateException(
        "expected a signed-in caller of " + request.getRequestURI() + ", but nobody");
  }

  /**
   * Goes on only for the desk of a municipality and for those who see every desk.
   *
   * @throws ApiException as {@link #noSuchBody}
   */
  public void demandDesk(QueryParameters asked, String code) {
    demandBody(asked, AccountRole.DESK, code);
  }

  /**
   * Goes on only for the ward and for those who see every ward.
   *
   * @throws ApiException as {@link #noSuchBody}
   */
  public void demandWard(QueryParameters asked, String code) {
    demandBody(asked, AccountRole.WARD, code);
  }

  private void demandBody(QueryParameters asked, AccountRole role, String code) {
    if (!of(asked.request()).is(role, code) && !coordinates(asked)) {
      throw noSuchBody(asked, code).denied(DenialCode.RESTRICTED_READ);
    }
  }

  /** What a code is answered with that is nobody's here; a denial says the same. */
  public static ApiException noSuchBody(QueryParameters asked, String code) {
    return ApiException.of(ProblemType.NO_SUCH_BODY, asked.words(), "error.body", code);
  }

  /**
   * Goes on only for coordinators, the operator, and a drill's director in a drill.
   *
   * @throws ApiException as an address that does not exist
   */
  public void demandCoordinator(QueryParameters asked) {
    if (!coordinates(asked)) {
      throw noSuchPage(asked);
    }
  }

  /**
   * Goes on only for coordinators and the operator.
   *
   * @throws ApiException as an address that does not exist
   */
  public void demandOverseer(QueryParameters asked) {
    AccountRole role = of(asked.request()).role();
    if (role != AccountRole.COORDINATOR && role != AccountRole.OPERATOR) {
      throw noSuchPage(asked);
    }
  }

  private static ApiException noSuchPage(QueryParameters asked) {
    return ApiException.of(
            ProblemType.NO_SUCH_PAGE, asked.words(), "error.page", asked.request().getRequestURI())
        .denied(DenialCode.RESTRICTED_READ);
  }

  /** Whether the caller sees what concerns everybody of the namespace that was asked for. */
  public boolean coordinates(QueryParameters asked) {
    return switch (of(asked.request()).role()) {
      case COORDINATOR, OPERATOR -> true;
      case DIRECTOR -> asked.namespace().isDrill();
      case VIEWER, DESK, WARD, SERVICE, UNKNOWN -> false;
    };
  }
}
