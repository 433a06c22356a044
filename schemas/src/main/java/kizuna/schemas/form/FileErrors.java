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
  private final boolean more;

  /** With the name of the file, for messages. */
  public FileErrors(String file, List<LineError> errors) {
    this(file, errors, false);
  }

  private FileErrors(String file, List<LineError> errors, boolean more) {
    super(text(file, errors, more, Locale.ENGLISH));
    this.file = file;
    this.errors = List.copyOf(errors);
    this.more = more;
  }

  /** The first errors of a file with more; behind the last of them it was not checked. */
  public static FileErrors first(String file, List<LineError> errors) {
    return new FileErrors(file, errors, true);
  }

  public List<LineError> errors() {
    return errors;
  }

  /** One error a line, each with its file and its line; at the end, whether there may be more. */
  @Override
  public String in(Locale language) {
    return text(file, errors, more, language);
  }

  private static String text(String file, List<LineError> errors, boolean more, Locale language) {
    String listed =
        errors.stream()
            .map(e -> FormErrorText.ofFile(file, e.in(language), language))
            .collect(Collectors.joining(System.lineSeparator()));
    return more
        ? listed + System.lineSeparator() + FormErrorText.more(file, errors, language)
        : listed;
  }
}
