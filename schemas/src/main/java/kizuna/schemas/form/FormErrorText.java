package kizuna.schemas.form;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.text.MessageList;

/** Renders the error of a field in the language of the caller. */
public final class FormErrorText {

  static final MessageList WORDS = MessageList.beside(FormErrorText.class, "form-errors");

  private static final Pattern STEP = Pattern.compile("([^\\[\\]]*)(?:\\[(\\d+)])?.*");

  private final Locale language;

  private FormErrorText(Locale language) {
    this.language = language;
  }

  /** In Japanese, naming the field as the pages do; in every other language as programs read it. */
  public static String sentence(FormError error, Locale language) {
    return isJapanese(language) ? forPeople(error, language) : error.message();
  }

  /** In Japanese or English, naming the field as the pages do. */
  public static String forPeople(FormError error, Locale language) {
    FormErrorText text = new FormErrorText(language);
    return text.sentence("sentence", text.field(error.path()), text.wrong(error));
  }

  /** For the author of a file: names the field as in the file, and the valid codes. */
  public static String inFile(FormError error, Locale language) {
    FormErrorText text = new FormErrorText(language);
    boolean codes = error.rule() == FormRule.NOT_OF_LIST && !error.arguments().isEmpty();
    return text.sentence(
        "inFile",
        error.path().startsWith("the ") && isJapanese(language)
            ? text.named(error.path())
            : error.path(),
        codes ? text.sentence("NOT_OF_LIST.codes", error.arguments().toArray()) : text.wrong(error),
        error.expected(),
        error.actual());
  }

  /** The same, with the number of its line. */
  public static String inLine(int line, FormError error, Locale language) {
    return WORDS.text(language, "line", line, inFile(error, language));
  }

  /** An error with the name of its file. */
  public static String ofFile(String file, String error, Locale language) {
    return WORDS.text(language, "file", file, error);
  }

  /** That these are the first errors of a file, and where others may be. */
  static String more(String file, List<LineError> first, Locale language) {
    int last = first.get(first.size() - 1).line();
    return WORDS.text(language, "file.more", file, first.size(), last);
  }

  private static boolean isJapanese(Locale language) {
    return language.getLanguage().equals(Locale.JAPANESE.getLanguage());
  }

  private String wrong(FormError error) {
    return sentence(error.rule().name(), error.arguments().toArray());
  }

  /** A path such as needs[0].headCount, step by step. */
  private String field(String path) {
    String all = "";
    for (String step : path.split("\\.", -1)) {
      Matcher parts = STEP.matcher(step);
      if (!parts.matches()) {
        return path;
      }
      String name = named(parts.group(1));
      String number = parts.group(2);
      String here = number == null ? name : sentence("entry", name, entry(number));
      all = all.isEmpty() ? here : sentence("within", all, here);
    }
    return all;
  }

  /** Counts from one, for people. A path may be user input, so its numbers may have any length. */
  private static String entry(String number) {
    return number.length() > 6 ? number : Integer.toString(Integer.parseInt(number) + 1);
  }

  private String named(String field) {
    String key = "field." + field;
    return WORDS.has(key) ? sentence(key) : field;
  }

  private String sentence(String key, Object... arguments) {
    return WORDS.text(language, key, arguments);
  }
}
