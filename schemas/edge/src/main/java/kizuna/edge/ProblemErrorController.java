package kizuna.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import kizuna.schemas.ProblemType;
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
  ResponseEntity<ObjectNode> problem(HttpServletRequest dispatched, HttpServletResponse response) {
    HttpServletRequest request = new Refused(dispatched);
    ProblemType type =
        ProblemType.of(
            request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? status
                : HttpStatus.NOT_FOUND.value());
    ApiException refusal =
        switch (type) {
          case METHOD_NOT_ALLOWED ->
              ApiException.methodNotAllowed(request.getMethod(), allowed(response));
          case NO_SUCH_PAGE -> new ApiException(type, request.getRequestURI());
          default -> ApiException.saying(type, type.sentence(RequestLanguage.of(request)));
        };
    return problems.answer(refusal, request);
  }

  private static List<String> allowed(HttpServletResponse response) {
    String set = response.getHeader(HttpHeaders.ALLOW);
    return set == null ? List.of("GET") : List.of(set.split(",\\s*"));
  }

  /** The request that was refused: the container dispatches its error as GET of another address. */
  private static final class Refused extends HttpServletRequestWrapper {

    Refused(HttpServletRequest dispatched) {
      super(dispatched);
    }

    @Override
    public String getMethod() {
      return getAttribute(RequestDispatcher.ERROR_METHOD) instanceof String method
          ? method
          : super.getMethod();
    }

    @Override
    public String getRequestURI() {
      return getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String address
          ? address
          : super.getRequestURI();
    }
  }
}
