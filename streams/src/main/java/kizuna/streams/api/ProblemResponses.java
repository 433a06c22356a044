package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.database.ReadModelBusy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Says every "no" as problem details (RFC 9457), in the caller's language. */
@RestControllerAdvice
final class ProblemResponses {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);

  private static final int BUSY_RETRY_SECONDS = 3;

  private final Localizations localizations;

  ProblemResponses(Localizations localizations) {
    this.localizations = localizations;
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> refused(
      ApiException e, HttpServletRequest request, HttpServletResponse response) {
    if (e.denied() != null) {
      response.setHeader(ReadAccess.DENIED, e.denied().name());
    }
    ResponseEntity<ObjectNode> problem =
        problem(
            e.type(),
            localizations.in(e.language()),
            e.detail(),
            e.errors(),
            e.retryAfterSeconds(),
            request);
    ObjectNode body = problem.getBody();
    if (body != null && !e.runs().isEmpty()) {
      ArrayNode runs = body.putArray("runs");
      e.runs().forEach(runs::add);
    }
    return problem;
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> busy(ReadModelBusy e, HttpServletRequest request) {
    MessageCatalog words = localizations.forCaller(request);
    return problem(
        ProblemType.READS_BUSY,
        words,
        words.text("error.readsBusy"),
        List.of(),
        BUSY_RETRY_SECONDS,
        request);
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> noPage(NoResourceFoundException e, HttpServletRequest request) {
    MessageCatalog words = localizations.forCaller(request);
    return problem(
        ProblemType.NO_SUCH_PAGE,
        words,
        words.sentence("error.page", request.getRequestURI()),
        List.of(),
        0,
        request);
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> notAllowed(
      HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
    MessageCatalog words = localizations.forCaller(request);
    String[] supported = e.getSupportedMethods();
    return problem(
        ProblemType.METHOD_NOT_ALLOWED,
        words,
        words.sentence(
            "error.method",
            e.getMethod(),
            supported == null ? "GET" : String.join(", ", supported)),
        List.of(),
        0,
        request);
  }

  /** The reader has gone: there is nobody to answer. */
  @ExceptionHandler(AsyncRequestNotUsableException.class)
  void gone() {}

  @ExceptionHandler
  @Nullable ResponseEntity<ObjectNode> failed(Exception e, HttpServletRequest request) {
    MessageCatalog words = localizations.forCaller(request);
    if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
      return problem(
          ProblemType.of(known.getStatusCode().value()),
          words,
          String.valueOf(known.getBody().getDetail()),
          List.of(),
          0,
          request);
    }
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("{} {} failed ({})", request.getMethod(), request.getRequestURI(), id, e);
    return problem(
        ProblemType.FAILED, words, words.sentence("error.failed", id), List.of(), 0, request);
  }

  private static ResponseEntity<ObjectNode> problem(
      ProblemType type,
      MessageCatalog words,
      String detail,
      List<FormError> errors,
      int retryAfterSeconds,
      HttpServletRequest request) {
    ObjectNode body = document(type, words, detail, request);
    ArrayNode list = body.putArray("errors");
    errors.forEach(
        e ->
            list.addObject()
                .put("path", e.path())
                .put("expected", e.expected())
                .put("actual", e.actual()));
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(type.status())
            .contentType(MediaType.APPLICATION_PROBLEM_JSON)
            .header(HttpHeaders.CONTENT_LANGUAGE, words.language().tag());
    if (retryAfterSeconds > 0) {
      answer.header(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
    }
    return answer.body(body);
  }

  /** The members that every problem has. */
  static ObjectNode document(
      ProblemType type, MessageCatalog words, String detail, HttpServletRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", type.uri());
    body.put("title", words.text("problem." + type.code() + ".title"));
    body.put("status", type.status());
    body.put("detail", detail);
    body.put("instance", request.getRequestURI());
    body.put("remedy", type.remedy().code());
    return body;
  }
}
