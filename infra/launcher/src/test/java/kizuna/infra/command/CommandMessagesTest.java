package kizuna.infra.command;

import static org.assertj.core.api.Assertions.assertThat;

import kizuna.streams.explain.Language;
import org.junit.jupiter.api.Test;

class CommandMessagesTest {

  @Test
  void aSentenceIsWholeInBothLanguages() {
    assertThat(CommandMessages.ofUp(Language.EN).text("clock.back", "3 hours"))
        .startsWith("this machine's clock was set back by 3 hours.");
    assertThat(CommandMessages.ofUp(Language.JA).text("clock.back", "3時間"))
        .startsWith("このコンピューターの時計が 3時間戻されました。");
    assertThat(CommandMessages.ofVerification(Language.EN).text("written", "f.zip", 12_345, "ab"))
        .isEqualTo("f.zip: 12,345 facts, head ab");
    assertThat(CommandMessages.ofVerification(Language.JA).text("written", "f.zip", 12_345, "ab"))
        .isEqualTo("f.zip：報告 12,345 件、連鎖の先頭 ab");
  }
}
