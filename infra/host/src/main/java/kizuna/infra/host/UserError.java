package kizuna.infra.host;

import java.util.Locale;
import kizuna.schemas.text.LocalizedText;

/**
 * An error that only the user can fix: one sentence that says what is wrong and what to do, in the
 * language of the user. Printed without a stack trace; logs get it in English.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient LocalizedText sentence;

  public UserError(LocalizedText sentence) {
    super(sentence.in(Locale.ENGLISH));
    this.sentence = sentence;
  }

  public UserError(LocalizedText sentence, Throwable cause) {
    super(sentence.in(Locale.ENGLISH), cause);
    this.sentence = sentence;
  }

  /** The sentence for the user. */
  public String in(Locale language) {
    return sentence.in(language);
  }
}
