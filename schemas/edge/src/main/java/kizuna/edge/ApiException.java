package kizuna.edge;

import java.util.List;
import java.util.UUID;
import kizuna.codes.DenialCode;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.text.Sentences;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that is refused or cannot be answered. {@link ProblemResponses} writes it in the
 * caller's language.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int USUAL_RETRY_SECONDS = 5;

  private final ProblemType type;
  private final @Nullable String detail;
  private final transient Object[] arguments;
  private final transient List<FormError> errors;
  private final transient ObjectNode members = JsonNodeFactory.instance.objectNode();
  private transient List<String> allowed = List.of();
  private int retryAfterSeconds;
  private @Nullable DenialCode denied;

  private ApiException(
      ProblemType type, @Nullable String detail, List<FormError> errors, Object[] arguments) {
    super(detail == null ? type.code() : detail);
    this.type = type;
    this.detail = detail;
    this.errors = List.copyOf(errors);
    this.arguments = arguments.clone();
  }

  /**
   * A problem with the sentence that all of its type have.
   *
   * @param arguments of the sentence
   */
  public ApiException(ProblemType type, Object... arguments) {
    this(type, null, List.of(), arguments);
  }

  /** The same, with every field that is not as expected. */
  public ApiException(ProblemType type, List<FormError> errors, Object... arguments) {
    this(type, null, errors, arguments);
  }

  /**
   * A problem with its own message.
   *
   * @param sentences messages in the caller's language
   * @param key key of the message with the reason
   */
  public static ApiException of(ProblemType type, Sentences sentences, String key, Object... gaps) {
    return new ApiException(type, sentences.sentence(key, gaps), List.of(), new Object[0]);
  }

  /** A problem with a sentence that is in the caller's language already. */
  public static ApiException saying(ProblemType type, String detail) {
    return new ApiException(type, detail, List.of(), new Object[0]);
  }

  /** Parameters of a read that are not as expected, with a sentence in the caller's language. */
  public static ApiException badQuery(String detail, List<FormError> errors) {
    return new ApiException(ProblemType.BAD_QUERY, detail, errors, new Object[0]);
  }

  /** A method that the path does not have. */
  public static ApiException methodNotAllowed(String method, List<String> allowed) {
    ApiException refused =
        new ApiException(
            ProblemType.METHOD_NOT_ALLOWED,
            null,
            List.of(),
            new Object[] {method, String.join(", ", allowed)});
    refused.allowed = List.copyOf(allowed);
    return refused;
  }

  /**
   * It is unknown whether the log has the fact; a retry with this key is never counted twice.
   *
   * @param key the caller's own key, or the one generated if there was none
   */
  public static ApiException unacknowledged(UUID eventId, String key) {
    ApiException refused = new ApiException(ProblemType.LOG_UNACKNOWLEDGED, eventId, key);
    refused.members.put("eventId", eventId.toString()).put("idempotencyKey", key);
    return refused;
  }

  /** Adds members to the problem (RFC 9457, section 3.2). */
  public ApiException with(ObjectNode more) {
    more.properties().forEach(member -> members.set(member.getKey(), member.getValue()));
    return this;
  }

  /** Adds the runs of a drill among which the caller can choose. */
  public ApiException runs(List<String> ids) {
    ArrayNode runs = members.putArray("runs");
    ids.forEach(runs::add);
    return this;
  }

  /** Trying again after so many seconds may help. */
  public ApiException retryAfter(int seconds) {
    retryAfterSeconds = seconds;
    return this;
  }

  /** The caller is not authorized: the attempt is recorded. */
  public ApiException denied(DenialCode why) {
    denied = why;
    return this;
  }

  /** Why it was denied; null: it was refused for another cause. */
  public @Nullable DenialCode denied() {
    return denied;
  }

  public ProblemType type() {
    return type;
  }

  public HttpStatus status() {
    return HttpStatus.valueOf(type.status());
  }

  /** Its own sentence, in the caller's language; null: the type's. */
  @Nullable String detail() {
    return detail;
  }

  /** Arguments of the type's sentence. */
  Object[] arguments() {
    return arguments.clone();
  }

  public List<FormError> errors() {
    return errors;
  }

  ObjectNode members() {
    return members;
  }

  /** The methods that the path has; empty: the method was not the reason. */
  List<String> allowed() {
    return allowed;
  }

  /** After how many seconds trying again may help; 0: it does not. */
  int retryAfterSeconds() {
    return retryAfterSeconds == 0 && type.status() == HttpStatus.SERVICE_UNAVAILABLE.value()
        ? USUAL_RETRY_SECONDS
        : retryAfterSeconds;
  }
}
