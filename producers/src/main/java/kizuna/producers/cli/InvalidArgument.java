package kizuna.producers.cli;

import java.util.Locale;
import kizuna.schemas.text.LocalizedText;
import picocli.CommandLine.TypeConversionException;

/** An invalid argument, with a message that is translated when it is printed. */
public final class InvalidArgument extends TypeConversionException {
  private static final long serialVersionUID = 1;

  private final transient LocalizedText sentence;

  public InvalidArgument(LocalizedText sentence) {
    super(sentence.in(Locale.ENGLISH));
    this.sentence = sentence;
  }

  LocalizedText sentence() {
    return sentence;
  }
}
