package kizuna.infra.host;

import kizuna.schemas.text.LocalizedException;
import kizuna.schemas.text.LocalizedText;

/**
 * An error that only the user can fix: one sentence with the cause and the remedy, in the language
 * of the user. Printed without a stack trace; logged in English.
 */
public final class UserError extends LocalizedException {
  private static final long serialVersionUID = 1;

  public UserError(LocalizedText sentence) {
    super(sentence, null);
  }

  public UserError(LocalizedText sentence, Throwable cause) {
    super(sentence, cause);
  }
}
