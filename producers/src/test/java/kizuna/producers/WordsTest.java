package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the door says when it refuses is whole in both languages, and read as it is written. */
class WordsTest {

  private final Properties english = words("messages.properties");
  private final Properties japanese = words("messages_ja.properties");

  @Test
  void bothLanguagesSayTheSameThings() {
    assertThat(japanese.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
  }

  @Test
  void titlesAreNoPatternsAndDetailsAre() {
    for (Properties words : new Properties[] {english, japanese}) {
      for (String key : words.stringPropertyNames()) {
        if (key.endsWith(".title")) {
          // Shown as it stands.
          assertThat(words.getProperty(key)).as(key).doesNotContain("''", "{");
        } else {
          // A lone apostrophe would hide the parameters behind it.
          assertThat(words.getProperty(key).replace("''", "")).as(key).doesNotContain("'");
        }
      }
    }
  }

  private static Properties words(String file) {
    Properties words = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(WordsTest.class.getResourceAsStream("/" + file), file),
            StandardCharsets.UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return words;
  }
}
