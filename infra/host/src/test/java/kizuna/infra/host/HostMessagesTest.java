package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class HostMessagesTest {

  @Test
  void aSentenceIsWholeInBothLanguages() {
    assertThat(busy(Locale.ENGLISH))
        .startsWith("expected port 8080 to be free for the broker, but")
        .contains("grep :8080`")
        .endsWith("--broker-port.");
    assertThat(busy(Locale.JAPANESE)).startsWith("ブローカーにはポート 8080 が空いている必要があります");
  }

  private static String busy(Locale language) {
    return HostMessages.LIST
        .of("port.busy", 8080, HostMessages.LIST.of("listener.broker"), "--broker-port")
        .in(language);
  }
}
