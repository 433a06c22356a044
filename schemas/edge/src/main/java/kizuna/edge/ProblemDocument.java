package kizuna.edge;

import java.util.List;
import java.util.Locale;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrorText;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The problem details (RFC 9457) that streams, producers and the front door answer. The members are
 * the same everywhere; {@code errors} is empty where no field is wrong.
 */
public final class ProblemDocument {

  /** Errors of fields in one document; its detail counts all of them. */
  private static final int MAX_ERRORS = 100;

  private ProblemDocument() {}

  /**
   * A document with every member but the extensions of a single problem.
   *
   * @param status HTTP status; differs from the type's where another server chose it
   * @param language of the title and the fields' sentences
   * @param detail the error and the remedy, in that language
   * @param instance path of the request
   * @param errors of which the first {@value #MAX_ERRORS} are shown
   */
  public static ObjectNode of(
      ProblemType type,
      int status,
      Locale language,
      String detail,
      String instance,
      List<FormError> errors) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", type.uri());
    body.put("code", type.code());
    body.put("title", type.title(language));
    body.put("status", status);
    body.put("detail", detail);
    body.put("instance", instance);
    body.put("remedy", type.remedy().code());
    ArrayNode list = body.putArray("errors");
    errors.stream()
        .limit(MAX_ERRORS)
        .forEach(
            e ->
                list.addObject()
                    .put("path", e.path())
                    .put("code", e.rule().name())
                    .put("expected", e.expected())
                    .put("actual", e.actual())
                    .put("message", FormErrorText.sentence(e, language))
                    .put("sentence", FormErrorText.forPeople(e, language)));
    return body;
  }
}
