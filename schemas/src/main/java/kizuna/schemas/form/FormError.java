package kizuna.schemas.form;

import java.util.Arrays;
import java.util.List;

/**
 * One error in the form of a fact.
 *
 * @param path where, for example {@code dispatch.lender}
 * @param rule the violated rule, independent of the language
 * @param arguments arguments of the rule's message
 * @param expected the expected value
 * @param actual the given value
 */
public record FormError(
    String path, FormRule rule, List<String> arguments, String expected, String actual) {

  /** Limit of shown characters of the given value. */
  private static final int LONGEST_SHOWN = 500;

  public FormError {
    arguments = arguments.stream().map(FormError::shown).toList();
    actual = shown(actual);
  }

  /** The arguments of the rule's sentence last, as they are written in records. */
  public static FormError of(
      String path, FormRule rule, String expected, String actual, Object... arguments) {
    return new FormError(
        path, rule, Arrays.stream(arguments).map(Object::toString).toList(), expected, actual);
  }

  /** A response repeats only the beginning of the given value. */
  private static String shown(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
  }

  /** The message: the expected and the actual value. */
  public String message() {
    return "expected " + expected + " for " + path + ", but " + actual;
  }

  /** The same error at a longer path. */
  public FormError at(String deeper) {
    return new FormError(deeper, rule, arguments, expected, actual);
  }
}
