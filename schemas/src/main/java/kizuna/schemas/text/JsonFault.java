package kizuna.schemas.text;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** What is wrong with a text that should be JSON, for whoever wrote it. */
public final class JsonFault {

  /** What Jackson adds for programmers: its settings, its classes, and sources that it hides. */
  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile(
          ": (?:enable|not allowed as per) `.*"
              + "| \\((?:start marker at|bound as) .*"
              + "|, from `[^`]*`"
              + "|(?<=`)JsonToken\\.");

  private JsonFault() {}

  /** The first line of the parser's message, without what only programmers of Kizuna could use. */
  public static String of(JacksonException e) {
    String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    String first = message.lines().findFirst().orElse("it cannot be read");
    return FOR_PROGRAMMERS.matcher(first).replaceAll("").replace("`", "");
  }
}
