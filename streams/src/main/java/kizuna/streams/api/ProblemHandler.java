package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import kizuna.edge.ApiException;
import kizuna.edge.ProblemResponses;
import kizuna.schemas.ProblemType;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.ledger.database.ReadModelBusy;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.node.ObjectNode;

/** Converts exceptions of reads into problem responses. */
@RestControllerAdvice
final class ProblemHandler {

  private static final int BUSY_RETRY_SECONDS = 3;

  private final ProblemResponses problems;

  ProblemHandler(ProblemResponses problems) {
    this.problems = problems;
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> refused(
      ApiException e, HttpServletRequest request, HttpServletResponse response) {
    if (e.denied() != null) {
      response.setHeader(ReadAccess.DENIED, e.denied().name());
    }
    return problems.answer(e, request);
  }

  @ExceptionHandler(ReadModelBusy.class)
  ResponseEntity<ObjectNode> busy(HttpServletRequest request) {
    return problems.answer(
        new ApiException(ProblemType.READS_BUSY).retryAfter(BUSY_RETRY_SECONDS), request);
  }

  @ExceptionHandler(NoResourceFoundException.class)
  ResponseEntity<ObjectNode> noPage(HttpServletRequest request) {
    return problems.answer(
        new ApiException(ProblemType.NO_SUCH_PAGE, request.getRequestURI()), request);
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> notAllowed(
      HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
    String[] supported = e.getSupportedMethods();
    return problems.answer(
        ApiException.methodNotAllowed(
            e.getMethod(), supported == null ? List.of("GET") : List.of(supported)),
        request);
  }

  /** The client has disconnected: no response is possible. */
  @ExceptionHandler(AsyncRequestNotUsableException.class)
  void gone() {}

  @ExceptionHandler
  ResponseEntity<ObjectNode> failed(Exception e, HttpServletRequest request) {
    boolean callersFault =
        e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError();
    return problems.answer(
        callersFault ? ofSpring((ErrorResponse) e) : ProblemResponses.unexpected(e, request),
        request);
  }

  private static ApiException ofSpring(ErrorResponse known) {
    return ApiException.saying(
        ProblemType.of(known.getStatusCode().value()), String.valueOf(known.getBody().getDetail()));
  }
}
