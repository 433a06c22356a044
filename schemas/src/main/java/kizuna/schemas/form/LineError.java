package kizuna.schemas.form;

import java.util.Locale;

/**
 * One error in a line of a file.
 *
 * @param line its number, from 1
 * @param error the error
 */
public record LineError(int line, FormError error) {

  /** The error with the number of its line, and with its field as the file names it. */
  public String in(Locale language) {
    return FormErrorText.inLine(line, error, language);
  }

  @Override
  public String toString() {
    return in(Locale.ENGLISH);
  }
}
