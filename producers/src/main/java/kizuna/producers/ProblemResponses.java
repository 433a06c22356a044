package kizuna.producers;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import kizuna.schemas.ProblemType;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrorText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says every "no" of the door as problem details (RFC 9457), in Japanese or English as the caller
 * prefers.
 */
@Component
class ProblemResponses {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemResponses.class);
  private static final String RETRY_AFTER_SECONDS = "5";

  private final MessageSource messages;
  private final JsonMapper json = new JsonMapper();

  ProblemResponses(MessageSource messages) {
    this.messages = messages;
  }

  ServerResponse say(Throwable e, HttpServletRequest request) {
    if (e instanceof ApiException refused) {
      return problem(refused, request);
    } else if (e instanceof IntakeProducer.FactTooLarge) {
      return problem(
          new ApiException(ProblemType.TOO_LARGE, ReportController.LARGEST_BODY), request);
    } else if (e instanceof IntakeProducer.LogUnavailable
        || e instanceof SchemaRegistry.RegistryUnavailable) {
      LOG.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
      return problem(new ApiException(ProblemType.LOG_UNAVAILABLE), request);
    }
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("{} {} failed ({})", request.getMethod(), request.getRequestURI(), id, e);
    return problem(new ApiException(ProblemType.FAILED, id), request);
  }

  private ServerResponse problem(ApiException refused, HttpServletRequest request) {
    ServerResponse.BodyBuilder answer =
        ServerResponse.status(refused.status())
            .contentType(MediaType.APPLICATION_PROBLEM_JSON)
            .header(HttpHeaders.CONTENT_LANGUAGE, language(request).getLanguage());
    if (refused.status() == HttpStatus.METHOD_NOT_ALLOWED) {
      answer.header(HttpHeaders.ALLOW, "POST");
    }
    if (refused.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return answer.body(body(refused, request));
  }

  /** The same, written before any route was found. */
  void write(ApiException refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(refused.status().value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language(request).getLanguage());
    if (refused.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    response.getWriter().write(json.writeValueAsString(body(refused, request)));
  }

  private ObjectNode body(ApiException refused, HttpServletRequest request) {
    Locale locale = language(request);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", refused.type().uri());
    body.put("remedy", refused.type().remedy().code());
    body.put("title", messages.getMessage(refused.code() + ".title", null, locale));
    body.put("status", refused.status().value());
    body.put(
        "detail", messages.getMessage(refused.code() + ".detail", refused.arguments(), locale));
    body.put("instance", request.getRequestURI());
    for (Object argument : refused.arguments()) {
      if (argument instanceof UUID eventId) {
        body.put("eventId", eventId.toString());
      }
    }
    refused.members().properties().forEach(p -> body.set(p.getKey(), p.getValue()));
    List<FormError> errors = refused.errors();
    if (!errors.isEmpty()) {
      ArrayNode list = body.putArray("errors");
      errors.forEach(
          e ->
              list.addObject()
                  .put("path", e.path())
                  .put("code", e.rule().name())
                  .put("expected", e.expected())
                  .put("actual", e.actual())
                  .put("message", FormErrorText.sentence(e, locale))
                  .put("sentence", FormErrorText.forPeople(e, locale)));
    }
    return body;
  }

  /** Japanese if it is asked for before English; else English. */
  private static Locale language(HttpServletRequest request) {
    String asked = request.getHeader(HttpHeaders.ACCEPT_LANGUAGE);
    if (asked == null) {
      return Locale.ENGLISH;
    }
    try {
      Locale best =
          Locale.lookup(
              Locale.LanguageRange.parse(asked), List.of(Locale.JAPANESE, Locale.ENGLISH));
      return best == null ? Locale.ENGLISH : best;
    } catch (IllegalArgumentException e) {
      return Locale.ENGLISH;
    }
  }
}
