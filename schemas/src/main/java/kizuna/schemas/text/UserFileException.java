package kizuna.schemas.text;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a file named by the user cannot be used; the message gives the cause and what is
 * expected.
 */
public final class UserFileException extends IOException implements LocalizedText {
  private static final long serialVersionUID = 1;

  private final transient Message sentence;

  public UserFileException(Message sentence) {
    this(sentence, null);
  }

  public UserFileException(Message sentence, @Nullable Throwable cause) {
    super(sentence.toString(), cause);
    this.sentence = sentence;
  }

  @Override
  public String in(Locale language) {
    return sentence.in(language);
  }
}
