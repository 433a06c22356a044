package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.JapanTime;
import kizuna.schemas.text.TextReader;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the arguments of every command by {@link TextReader}: texts, days and whole numbers. */
public final class Arguments {

  private static final Pattern FROM_TODAY = Pattern.compile("\\+(\\d{1,3})");

  private Arguments() {}

  /** Makes a command and all commands mounted under it read their arguments so. */
  public static CommandLine readOn(CommandLine root) {
    ITypeConverter<Integer> number = Arguments::number;
    return root.registerConverter(String.class, Arguments::text)
        .registerConverter(LocalDate.class, Arguments::day)
        .registerConverter(int.class, number)
        .registerConverter(Integer.class, number);
  }

  /**
   * Text as it was typed: the door reads it. Broken text is refused here, where the reason is
   * known: Java decodes arguments by the locale, and replaces what that cannot hold.
   */
  private static String text(String given) {
    OptionalInt broken = TextReader.broken(given);
    if (broken.isPresent()) {
      throw new TypeConversionException(
          "expected whole characters of UTF-8, but "
              + TextReader.named(broken.getAsInt())
              + ": the locale cannot hold what was typed; set LC_ALL=C.UTF-8");
    }
    return given;
  }

  private static LocalDate day(String given) {
    return readDay(given)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a day of the calendar like 2026-12-25, 2026/12/25 or 令和8年12月25日, or +3 for"
                        + " in three days, but "
                        + given));
  }

  /** A day as it is typed; +3 is in three days, by Japan's calendar. Empty if it is none. */
  static Optional<LocalDate> readDay(String given) {
    Matcher later = FROM_TODAY.matcher(TextReader.narrow(given));
    return later.matches()
        ? Optional.of(LocalDate.now(JapanTime.ZONE).plusDays(Integer.parseInt(later.group(1))))
        : TextReader.day(given);
  }

  private static int number(String given) {
    return TextReader.number(given)
        .orElseThrow(
            () -> new TypeConversionException("expected a whole number like 10, but " + given));
  }
}
