package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Ports that nobody types are free when they are chosen. */
@Isolated("takes the port that is next")
class PortsTest {

  @Test
  void aPortThatAnotherProgramHasIsPassedOver() throws IOException {
    int next = Ports.free() + 1;
    try (ServerSocket taken = new ServerSocket(next, 1, InetAddress.getByName(Ports.LOOPBACK))) {
      assertThat(taken.isBound()).isTrue();
      Set<Integer> chosen = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        chosen.add(Ports.free());
      }
      assertThat(chosen).hasSize(20).doesNotContain(next);
      // Outgoing connections get theirs from 32768 on.
      assertThat(chosen).allMatch(port -> port >= 20_000 && port < 32_768);
      assertThatThrownBy(() -> Ports.requireFree(next, "door", "--port"))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("expected port " + next + " to be free for the front door");
    }
  }
}
