package kizuna.schemas.form;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kizuna.schemas.text.LocalizedText;

/** Everything that is wrong with the form of a fact, at once. */
public final class FormErrors extends Exception implements LocalizedText {
  private static final long serialVersionUID = 1;

  private final transient List<FormError> errors;

  public FormErrors(List<FormError> errors) {
    super(errors.stream().map(FormError::message).collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  @Override
  public String in(Locale language) {
    return errors.stream()
        .map(e -> FormErrorText.inFile(e, language))
        .collect(Collectors.joining("; "));
  }

  /** The errors of a file, one a line. */
  public String inFile(String file, Locale language) {
    return errors.stream()
        .map(e -> FormErrorText.ofFile(file, FormErrorText.inFile(e, language), language))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  public List<FormError> errors() {
    return errors;
  }
}
