package kizuna.streams.api;

import java.util.List;
import kizuna.codes.DenialCode;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import org.jspecify.annotations.Nullable;

/** A read that cannot be answered, with a sentence for the caller that says why. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ProblemType type;
  private final transient Language language;
  private final transient List<FormError> errors;
  private int retryAfterSeconds;
  private @Nullable DenialCode denied;
  private transient List<String> runs = List.of();

  private ApiException(
      ProblemType type, MessageCatalog words, String detail, List<FormError> errors) {
    super(detail);
    this.type = type;
    this.language = words.language();
    this.errors = List.copyOf(errors);
  }

  /**
   * @param key of the sentence that says why
   */
  static ApiException of(ProblemType type, MessageCatalog words, String key, Object... gaps) {
    return new ApiException(type, words, words.sentence(key, gaps), List.of());
  }

  static ApiException badRequest(MessageCatalog words, String detail, List<FormError> errors) {
    return new ApiException(ProblemType.BAD_QUERY, words, detail, errors);
  }

  /** The same, and trying again after so many seconds may help. */
  ApiException retryAfter(int seconds) {
    retryAfterSeconds = seconds;
    return this;
  }

  /** The same, with the runs among which the caller can choose. */
  ApiException runs(List<String> ids) {
    runs = List.copyOf(ids);
    return this;
  }

  List<String> runs() {
    return runs;
  }

  /** The same, but it is there and not for this caller. */
  ApiException denied(DenialCode why) {
    denied = why;
    return this;
  }

  /** Why it was denied; null: it was not. */
  @Nullable DenialCode denied() {
    return denied;
  }

  ProblemType type() {
    return type;
  }

  Language language() {
    return language;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  List<FormError> errors() {
    return errors;
  }

  /** After how many seconds trying again may help; 0: it does not. */
  int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
