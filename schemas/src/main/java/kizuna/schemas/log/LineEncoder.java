package kizuna.schemas.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as one line, also with untrusted input: control characters are escaped, and the
 * length is limited. A stack trace follows in lines that begin with a tab, its first frames only;
 * the same trace at most once a minute, because the line already reports the repetition.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

  /** Longest message, characters. */
  static final int LONGEST_MESSAGE = 4_000;

  static final int LONGEST_LINE_OF_TRACE = 300;
  static final int MAX_FRAMES = 12;
  static final int MAX_CAUSES = 4;
  static final long SAME_TRACE_MILLIS = 60_000;
  private static final int MAX_TRACES_REMEMBERED = 200;
  private static final int LONGEST_LOGGER = 40;
  private static final byte[] NOTHING = {};
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  /** When each trace was written last, by its exception and first frame. */
  private final Map<String, Long> traces =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_TRACES_REMEMBERED;
        }
      };

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(event.getLevel()).append(" [");
    append(line, event.getThreadName(), LONGEST_LOGGER);
    line.append("] ");
    String logger = event.getLoggerName();
    append(line, logger.substring(Math.max(0, logger.length() - LONGEST_LOGGER)), LONGEST_LOGGER);
    line.append(' ');
    append(line, event.getFormattedMessage(), LONGEST_MESSAGE);
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure == null) {
      line.append('\n');
    } else {
      line.append(": ");
      append(line, message(failure), LONGEST_LINE_OF_TRACE);
      line.append('\n');
      if (isNews(failure, event.getTimeStamp())) {
        trace(line, failure);
      }
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private synchronized boolean isNews(IThrowableProxy failure, long now) {
    StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
    String what = failure.getClassName() + (frames.length == 0 ? "" : frames[0].getSTEAsString());
    Long last = traces.get(what);
    if (last != null && now - last < SAME_TRACE_MILLIS) {
      return false;
    }
    traces.put(what, now);
    return true;
  }

  private static void trace(StringBuilder line, IThrowableProxy failure) {
    IThrowableProxy one = failure;
    for (int causes = 0; one != null && causes < MAX_CAUSES; causes++) {
      if (causes > 0) {
        line.append("\tcaused by ");
        append(line, message(one), LONGEST_LINE_OF_TRACE);
        line.append('\n');
      }
      StackTraceElementProxy[] frames = one.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
        line.append('\t');
        append(line, frames[i].getSTEAsString(), LONGEST_LINE_OF_TRACE);
        line.append('\n');
      }
      if (frames.length > MAX_FRAMES) {
        line.append("\t… ").append(frames.length - MAX_FRAMES).append(" more\n");
      }
      one = one.getCause();
    }
  }

  private static String message(IThrowableProxy failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClassName() : failure.getClassName() + ": " + message;
  }

  private static void append(StringBuilder line, @Nullable String text, int longest) {
    if (text == null) {
      return;
    }
    int end = line.length() + longest;
    for (int i = 0; i < text.length(); ) {
      if (line.length() >= end) {
        line.append("… (").append(text.length() - i).append(" more characters)");
        return;
      }
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      switch (Character.getType(character)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            escape(line, character);
        default -> line.appendCodePoint(character);
      }
    }
  }

  private static void escape(StringBuilder line, int character) {
    switch (character) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> line.append(String.format("\\u%04x", character));
    }
  }
}
