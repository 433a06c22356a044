package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class MessageListTest {

  private final MessageList list = MessageList.beside(MessageListTest.class, "example");

  @Test
  void aMessageIsWrittenInTheLanguageOfItsReader() {
    Message message = list.of("lines", 12_345);

    assertThat(message.in(Locale.JAPANESE)).isEqualTo("12,345 行あります。");
    assertThat(message.in(Locale.JAPAN)).isEqualTo(message.in(Locale.JAPANESE));
    assertThat(message.in(Locale.FRENCH)).isEqualTo("There are 12,345 lines.");
    assertThat(message).hasToString(message.in(Locale.ENGLISH));
  }

  @Test
  void aTextWithinAMessageGetsItsLanguage() {
    Message message = list.of("within", list.of("lines", 2), 18080, "a'{0}");

    assertThat(message.in(Locale.ENGLISH)).isEqualTo("It's port 18080: There are 2 lines. a'{0}");
    assertThat(message.in(Locale.JAPANESE)).isEqualTo("ポート 18080：2 行あります。a'{0}");
  }

  @Test
  void whatIsNotThereIsNoErrorOfItsOwn() {
    assertThat(list.of("within", "a", 1, null).in(Locale.ENGLISH)).isEqualTo("It's port 1: a null");
  }

  @Test
  void aKeyWithoutASentenceIsAnErrorThatNamesIt() {
    assertThat(list.has("lines")).isTrue();
    assertThat(list.has("line")).isFalse();
    assertThatThrownBy(() -> list.text(Locale.ENGLISH, "line"))
        .hasMessageContaining("line in example_en.properties");
    assertThatThrownBy(
            () -> MessageList.beside(MessageListTest.class, "none").text(Locale.ENGLISH, "line"))
        .hasMessageContaining("none_en.properties");
  }
}
