package kizuna.streams.pages;

import java.util.List;
import kizuna.codes.DenialCode;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.Words;
import org.jspecify.annotations.Nullable;

/** A read that cannot be answered, with a sentence for the caller that says why. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ProblemType type;
  private final transient Language language;
  private final transient List<FormError> errors;
  private int retryAfterSeconds;
  private @Nullable DenialCode denied;
  private transient List<String> runs = List.of();

  private Refused(ProblemType type, Words words, String detail, List<FormError> errors) {
    super(detail);
    this.type = type;
    this.language = words.language();
    this.errors = List.copyOf(errors);
  }

  /**
   * @param key of the sentence that says why
   */
  static Refused of(ProblemType type, Words words, String key, Object... gaps) {
    return new Refused(type, words, words.sentence(key, gaps), List.of());
  }

  static Refused badRequest(Words words, String detail, List<FormError> errors) {
    return new Refused(ProblemType.BAD_QUERY, words, detail, errors);
  }

  /** The same, and trying again after so many seconds may help. */
  Refused retryAfter(int seconds) {
    retryAfterSeconds = seconds;
    return this;
  }

  /** The same, with the runs among which the caller can choose. */
  Refused runs(List<String> ids) {
    runs = List.copyOf(ids);
    return this;
  }

  List<String> runs() {
    return runs;
  }

  /** The same, but it is there and not for this caller. */
  Refused denied(DenialCode why) {
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
