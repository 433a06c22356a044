package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualTimeTest {

  private static final String TIME = "2024-02-29T23:59:59.123456789+09:00";

  private static @Nullable OffsetDateTime parsed(String text) {
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  @Test
  void timesOfAnyPrecisionAndOffsetAreReadAsAFormatterReadsThem() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(1_000_000_000) / powerOfTen(random.nextInt(10));
      String text =
          Instant.ofEpochSecond(random.nextLong(4_000_000_000L), nanos)
              .atOffset(ZoneOffset.ofTotalSeconds((random.nextInt(72) - 36) * 1_800))
              .toString();

      OffsetDateTime read = UsualTime.read(text);

      if (read != null) {
        assertThat(read).as(text).isEqualTo(OffsetDateTime.parse(text));
      } else {
        // Without seconds, or with Z.
        assertThat(text.length() < TIME.indexOf('.') + 6 || text.endsWith("Z")).as(text).isTrue();
      }
    }
  }

  private static long powerOfTen(int exponent) {
    return (long) Math.pow(10, exponent);
  }

  @Test
  void whatAFormatterRefusesIsNotRead() {
    Random random = new Random(2);
    String characters = "0123456789-+:.TZ /";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder(TIME.substring(0, 19 + random.nextInt(11)));
      text.append(TIME.substring(29));
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, characters.charAt(random.nextInt(characters.length())));
      }
      String changed = text.toString();

      OffsetDateTime read = UsualTime.read(changed);

      if (read != null) {
        assertThat(read).as(changed).isEqualTo(parsed(changed));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29T00:00:00+09:00",
        "2024-01-01T24:00:00+09:00",
        "2024-01-01T00:00:60+09:00",
        "2024-01-01T00:00:00.1234567890+09:00",
        "2024-01-01T00:00:00+19:00",
        "2024-01-01T00:00:00",
        "+024-01-01T00:00:00+09:00",
        ""
      })
  void noTimeIsLeftToTheFormatter(String text) {
    assertThat(UsualTime.read(text)).isNull();
    assertThat(parsed(text)).isNull();
  }

  @Test
  void theTimesOfLogsAreUsual() {
    assertThat(UsualTime.read(TIME)).isEqualTo(OffsetDateTime.parse(TIME));
    assertThat(UsualTime.read("2024-01-01T09:00:02+09:00"))
        .isEqualTo(OffsetDateTime.parse("2024-01-01T09:00:02+09:00"));
    assertThat(UsualTime.read("2024-01-01T09:00:02.1-03:30"))
        .isEqualTo(OffsetDateTime.parse("2024-01-01T09:00:02.1-03:30"));
  }
}
