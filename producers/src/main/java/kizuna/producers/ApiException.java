package kizuna.producers;

import java.util.List;
import java.util.UUID;
import kizuna.codes.DenialCode;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The door's "no": which status, which message, which fields. Said in the caller's language at the
 * edge.
 */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ProblemType type;
  private final transient Object[] arguments;
  private final transient List<FormError> errors;
  private @Nullable DenialCode denied;
  private transient ObjectNode members = JsonNodeFactory.instance.objectNode();

  ApiException(ProblemType type, Object... arguments) {
    this(type, List.of(), arguments);
  }

  ApiException(ProblemType type, List<FormError> errors, Object... arguments) {
    super(type.code());
    this.type = type;
    this.errors = List.copyOf(errors);
    this.arguments = arguments.clone();
  }

  /**
   * Nobody knows whether the log took it: sent again with this key, it is never counted twice.
   *
   * @param key the caller's own, or the one that stands for none
   */
  static ApiException unacknowledged(UUID eventId, String key) {
    return new ApiException(ProblemType.LOG_UNACKNOWLEDGED, eventId, key)
        .with(JsonNodeFactory.instance.objectNode().put("idempotencyKey", key));
  }

  /** The same with more members of the problem (RFC 9457, section 3.2). */
  ApiException with(ObjectNode members) {
    this.members = members;
    return this;
  }

  ObjectNode members() {
    return members;
  }

  /** The same, and somebody tried what is not theirs: it is put on record. */
  ApiException denied(DenialCode why) {
    denied = why;
    return this;
  }

  /** Why it was denied; null: it was refused for another cause. */
  @Nullable DenialCode denied() {
    return denied;
  }

  ProblemType type() {
    return type;
  }

  HttpStatus status() {
    return HttpStatus.valueOf(type.status());
  }

  /** Key of the message, and the last part of the problem's type. */
  String code() {
    return type.code();
  }

  Object[] arguments() {
    return arguments.clone();
  }

  List<FormError> errors() {
    return errors;
  }
}
