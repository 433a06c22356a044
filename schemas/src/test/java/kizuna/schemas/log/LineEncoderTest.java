package kizuna.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing that a stranger sends makes a second line, or a long one. */
class LineEncoderTest {

  private final LineEncoder encoder = new LineEncoder();
  private final LoggerContext context = new LoggerContext();

  @Test
  void lineBreaksAndEscapesAreShownAsWhatTheyAre() {
    String line =
        line(
            "error=x\r\n2026-11-27T00:00:00.000Z INFO forged\u001b[31m\u202e\u2028\ud800", null, 0);

    assertThat(line).endsWith("\n");
    assertThat(line.strip().lines()).hasSize(1);
    assertThat(line)
        .contains(
            "error=x\\r\\n2026-11-27T00:00:00.000Z INFO forged\\u001b[31m\\u202e\\u2028\\ud800")
        .matches("(?s)[^\\p{Cc}\\p{Cf}]*\n");
  }

  @Test
  void wordsOfPeopleStayAsTheyAre() {
    assertThat(line("輪島市災害対策本部 🙏", null, 0)).contains("輪島市災害対策本部 🙏");
  }

  @Test
  void aMessageIsCutAndSaysByHowMuch() {
    String line = line("x".repeat(26_000), null, 0);

    assertThat(line.length()).isLessThan(LineEncoder.LONGEST_MESSAGE + 300);
    assertThat(line).contains("… (22000 more characters)");
  }

  @Test
  void aTraceIsBoundedAndWrittenOnceAMinute() {
    RuntimeException failure = deep(200);

    String first = line("failed", failure, 0);
    String again = line("failed", failure, LineEncoder.SAME_TRACE_MILLIS - 1);
    String later = line("failed", failure, LineEncoder.SAME_TRACE_MILLIS);

    assertThat(first.length()).isLessThan(26_000 / 2);
    assertThat(first).contains("IllegalStateException: a\\nb", "caused by ", " more\n");
    assertThat(first.lines().skip(1)).allMatch(each -> each.startsWith("\t"));
    assertThat(again.lines()).hasSize(1);
    assertThat(later).hasSameSizeAs(first);
  }

  private static RuntimeException deep(int frames) {
    return frames == 0
        ? new IllegalStateException("a\nb", new IllegalArgumentException("c\rd"))
        : deep(frames - 1);
  }

  private String line(String message, @Nullable Throwable failure, long time) {
    LoggingEvent event =
        new LoggingEvent(
            LineEncoderTest.class.getName(),
            context.getLogger("kizuna.test"),
            Level.INFO,
            message,
            failure,
            null);
    event.setTimeStamp(time);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
