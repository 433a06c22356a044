package kizuna.schemas.form;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders the error of a field in the language of the caller. */
public final class FormErrorText {

  private static final ResourceBundle JAPANESE =
      ResourceBundle.getBundle("kizuna.schemas.form.form-errors", Locale.JAPANESE);

  private static final ResourceBundle ENGLISH =
      ResourceBundle.getBundle("kizuna.schemas.form.form-errors", Locale.ENGLISH);

  private static final Pattern STEP = Pattern.compile("([^\\[\\]]*)(?:\\[(\\d+)])?.*");

  private final ResourceBundle words;

  private FormErrorText(ResourceBundle words) {
    this.words = words;
  }

  /** In Japanese, naming the field as the pages do; in every other language as programs read it. */
  public static String sentence(FormError error, Locale language) {
    return isJapanese(language) ? forPeople(error, language) : error.message();
  }

  /** In Japanese or English, naming the field as the pages do. */
  public static String forPeople(FormError error, Locale language) {
    FormErrorText text = new FormErrorText(isJapanese(language) ? JAPANESE : ENGLISH);
    return text.sentence("sentence", text.field(error.path()), text.wrong(error));
  }

  private static boolean isJapanese(Locale language) {
    return language.getLanguage().equals(Locale.JAPANESE.getLanguage());
  }

  private String wrong(FormError error) {
    return error.rule() == FormRule.OTHER
        ? sentence(FormRule.OTHER.name(), error.expected(), error.actual())
        : sentence(error.rule().name(), error.arguments().toArray());
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

  /**
   * People count from one. A path may be what somebody sent, so its numbers may be of any length.
   */
  private static String entry(String number) {
    return number.length() > 6 ? number : Integer.toString(Integer.parseInt(number) + 1);
  }

  private String named(String field) {
    String key = "field." + field;
    return words.containsKey(key) ? words.getString(key) : field;
  }

  private String sentence(String key, Object... arguments) {
    return new MessageFormat(words.getString(key), words.getLocale()).format(arguments);
  }
}
