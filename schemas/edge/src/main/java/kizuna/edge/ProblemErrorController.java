package kizuna.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import kizuna.schemas.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what the container refuses without an exception handler of ours, such as POST to a page,
 * as a problem like every other.
 */
@RestController
final class ProblemErrorController implements ErrorController {

  private final ProblemResponses problems;

  ProblemErrorController(ProblemResponses problems) {
    this.problems = problems;
  }

  @RequestMapping("${server.error.path:${error.path:/error}}")
  ResponseEntity<ObjectNode> problem(HttpServletRequest request, HttpServletResponse response) {
    return problems.answer(
        of(
            request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? status
                : HttpStatus.NOT_FOUND.value(),
            request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String address
                ? address
                : request.getRequestURI(),
            response.getHeader(HttpHeaders.ALLOW),
            request),
        request);
  }

  private static ApiException of(
      int status, String address, @Nullable String allowed, HttpServletRequest request) {
    ProblemType type = ProblemType.of(status);
    return switch (type) {
      case METHOD_NOT_ALLOWED ->
          ApiException.methodNotAllowed(
              request.getMethod(), List.of((allowed == null ? "GET" : allowed).split(",\\s*")));
      case NO_SUCH_PAGE -> new ApiException(type, address);
      default -> ApiException.saying(type, type.sentence(RequestLanguage.of(request)));
    };
  }
}
