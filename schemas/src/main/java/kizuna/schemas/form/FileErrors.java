package kizuna.schemas.form;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kizuna.schemas.text.LocalizedText;

/** Everything that is wrong with a file that people write, at once. */
public final class FileErrors extends Exception implements LocalizedText {
  private static final long serialVersionUID = 1;

  private final String file;
  private final transient List<LineError> errors;

  /** With the name of the file, for messages. */
  public FileErrors(String file, List<LineError> errors) {
    super(text(file, errors, Locale.ENGLISH));
    this.file = file;
    this.errors = List.copyOf(errors);
  }

  public List<LineError> errors() {
    return errors;
  }

  /** One error a line, each with its file and its line. */
  @Override
  public String in(Locale language) {
    return text(file, errors, language);
  }

  private static String text(String file, List<LineError> errors, Locale language) {
    return errors.stream()
        .map(e -> FormErrorText.ofFile(file, e.in(language), language))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
