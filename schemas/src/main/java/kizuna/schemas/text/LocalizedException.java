package kizuna.schemas.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a sentence for a person, in the language of that person. Logs get its message,
 * which is English.
 */
public abstract class LocalizedException extends RuntimeException implements LocalizedText {
  private static final long serialVersionUID = 1;

  private final transient LocalizedText sentence;

  protected LocalizedException(LocalizedText sentence, @Nullable Throwable cause) {
    super(sentence.in(Locale.ENGLISH), cause);
    this.sentence = sentence;
  }

  @Override
  public String in(Locale language) {
    return sentence.in(language);
  }
}
