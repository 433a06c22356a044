package kizuna.producers.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.JapanTime;
import kizuna.schemas.text.TextReader;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;

/** Reads the arguments of every command by {@link TextReader}: texts, days and whole numbers. */
public final class Arguments {

  private static final Pattern FROM_TODAY = Pattern.compile("\\+(\\d{1,3})");

  private Arguments() {}

  /**
   * Configures a command and all its subcommands to read their arguments this way, and to report
   * errors in the language of the user.
   */
  public static CommandLine readOn(CommandLine root) {
    ITypeConverter<Integer> number = Arguments::number;
    ITypeConverter<Long> large = Arguments::large;
    return root.setParameterExceptionHandler(new ParameterErrors())
        .registerConverter(String.class, Arguments::text)
        .registerConverter(LocalDate.class, Arguments::day)
        .registerConverter(int.class, number)
        .registerConverter(Integer.class, number)
        .registerConverter(long.class, large)
        .registerConverter(Long.class, large)
        .registerConverter(URI.class, Arguments::address);
  }

  /**
   * Text as typed: the server reads it. Broken text is refused here, where the reason is known:
   * Java decodes arguments by the locale, and replaces undecodable characters.
   */
  private static String text(String given) {
    OptionalInt broken = TextReader.broken(given);
    if (broken.isPresent()) {
      throw new InvalidArgument(
          CliMessages.of("argument.broken", TextReader.named(broken.getAsInt())));
    }
    return given;
  }

  private static LocalDate day(String given) {
    return readDay(given)
        .orElseThrow(() -> new InvalidArgument(CliMessages.of("argument.day", given)));
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
        .orElseThrow(() -> new InvalidArgument(CliMessages.of("argument.number", given)));
  }

  private static long large(String given) {
    try {
      return Long.parseLong(TextReader.narrow(given));
    } catch (NumberFormatException e) {
      throw new InvalidArgument(CliMessages.of("argument.number", given));
    }
  }

  private static URI address(String given) {
    try {
      return new URI(given.strip());
    } catch (URISyntaxException e) {
      throw new InvalidArgument(CliMessages.of("argument.address", given));
    }
  }

  /** The language of a command's output. */
  static final class Language implements ITypeConverter<Locale> {

    @Override
    public Locale convert(String given) {
      return readLanguage(given)
          .orElseThrow(() -> new InvalidArgument(CliMessages.of("argument.language", given)));
    }
  }

  /** A language by its tag; empty if there are no sentences in it. */
  static Optional<Locale> readLanguage(String given) {
    return switch (TextReader.narrow(given).toLowerCase(Locale.ROOT)) {
      case "ja" -> Optional.of(Locale.JAPANESE);
      case "en" -> Optional.of(Locale.ENGLISH);
      default -> Optional.empty();
    };
  }
}
