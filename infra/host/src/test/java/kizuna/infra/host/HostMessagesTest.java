package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostMessagesTest {

  @Test
  void bothLanguagesHaveTheSameSentences() {
    assertThat(HostMessages.in("en").keys())
        .isEqualTo(HostMessages.in("ja").keys())
        .hasSizeGreaterThan(12);
  }

  @Test
  void aSentenceIsWholeInBothLanguages() {
    assertThat(HostMessages.in("en").filled("port.busy", 8080, "broker", "--broker-port"))
        .startsWith("expected port 8080 to be free for the broker, but")
        .contains("grep :8080`")
        .endsWith("--broker-port.");
    assertThat(HostMessages.in("ja").filled("port.busy", 8080, "ブローカー", "--broker-port"))
        .startsWith("ブローカーにはポート 8080 が空いている必要があります");
  }
}
