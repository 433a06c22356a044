package kizuna.infra.host;

import java.util.Locale;
import kizuna.schemas.text.LocalizedText;

/**
 * An error that only the user can fix: one sentence with the cause and the remedy, in the language
 * of the user. Printed without a stack trace; logged in English.
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
