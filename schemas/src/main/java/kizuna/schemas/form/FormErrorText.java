package kizuna.schemas.form;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with a field in the language of whoever filled it in. */
public final class FormErrorText {

  private static final ResourceBundle JAPANESE =
      ResourceBundle.getBundle("kizuna.schemas.form.form-errors", Locale.JAPANESE);

  private static final Pattern STEP = Pattern.compile("([^\\[\\]]*)(?:\\[(\\d+)])?.*");

  private FormErrorText() {}

  /** In Japanese, naming the field as the pages do; in every other language as programs read it. */
  public static String sentence(FormError error, Locale language) {
    return language.getLanguage().equals(Locale.JAPANESE.getLanguage())
        ? said("sentence", field(error.path()), wrong(error))
        : error.message();
  }

  private static String wrong(FormError error) {
    return error.rule() == FormRule.OTHER
        ? said(FormRule.OTHER.name(), error.expected(), error.actual())
        : said(error.rule().name(), error.arguments().toArray());
  }

  /** A path such as needs[0].headCount, step by step. */
  private static String field(String path) {
    String all = "";
    for (String step : path.split("\\.", -1)) {
      Matcher parts = STEP.matcher(step);
      if (!parts.matches()) {
        return path;
      }
      String name = named(parts.group(1));
      String number = parts.group(2);
      String here = number == null ? name : said("entry", name, entry(number));
      all = all.isEmpty() ? here : said("within", all, here);
    }
    return all;
  }

  /**
   * People count from one. A path may be what somebody sent, so its numbers may be of any length.
   */
  private static String entry(String number) {
    return number.length() > 6 ? number : Integer.toString(Integer.parseInt(number) + 1);
  }

  private static String named(String field) {
    String key = "field." + field;
    return JAPANESE.containsKey(key) ? JAPANESE.getString(key) : field;
  }

  private static String said(String key, Object... arguments) {
    return new MessageFormat(JAPANESE.getString(key), Locale.JAPANESE).format(arguments);
  }
}
