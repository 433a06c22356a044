package kizuna.streams.pages;

import java.util.List;
import kizuna.codes.DenialCode;
import kizuna.schemas.form.FormError;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.Words;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A read that cannot be answered, with a sentence for the caller that says why. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final HttpStatus status;
  private final transient Language language;
  private final String title;
  private final transient List<FormError> errors;
  private final int retryAfterSeconds;
  private @Nullable DenialCode denied;
  private transient List<String> runs = List.of();

  private Refused(
      HttpStatus status,
      Words words,
      String title,
      String detail,
      List<FormError> errors,
      int retryAfterSeconds) {
    super(detail);
    this.status = status;
    this.language = words.language();
    this.title = words.text(title);
    this.errors = List.copyOf(errors);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static Refused notFound(Words words, String key, Object... gaps) {
    return new Refused(
        HttpStatus.NOT_FOUND,
        words,
        "error.title.notFound",
        words.sentence(key, gaps),
        List.of(),
        0);
  }

  static Refused badRequest(Words words, String detail, List<FormError> errors) {
    return new Refused(HttpStatus.BAD_REQUEST, words, "error.title.badRequest", detail, errors, 0);
  }

  static Refused notReady(Words words, String key, int retryAfterSeconds) {
    return new Refused(
        HttpStatus.SERVICE_UNAVAILABLE,
        words,
        "error.title.unavailable",
        words.sentence(key),
        List.of(),
        retryAfterSeconds);
  }

  /** It was, and will not be again. */
  static Refused over(Words words, String key) {
    return new Refused(
        HttpStatus.GONE, words, "error.title.over", words.sentence(key), List.of(), 0);
  }

  static Refused tooMany(Words words, String key, Object... gaps) {
    return new Refused(
        HttpStatus.SERVICE_UNAVAILABLE,
        words,
        "error.title.tooMany",
        words.sentence(key, gaps),
        List.of(),
        10);
  }

  /** The same, with the runs among which the caller can choose. */
  Refused runs(List<String> ids) {
    runs = List.copyOf(ids);
    return this;
  }

  List<String> runs() {
    return runs;
  }

  /** One account asks for more than its share. */
  static Refused tooManyOfOne(Words words, String key, Object... gaps) {
    return new Refused(
        HttpStatus.TOO_MANY_REQUESTS,
        words,
        "error.title.tooMany",
        words.sentence(key, gaps),
        List.of(),
        10);
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

  HttpStatus status() {
    return status;
  }

  Language language() {
    return language;
  }

  String title() {
    return title;
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
