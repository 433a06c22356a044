package kizuna.infra.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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

  /** Between the choice of a port and its use, only the reservation tells others. */
  @Test
  void aPortThatAnotherProcessChoseIsPassedOver() throws Exception {
    int next = Ports.free() + 1;
    Process other =
        new ProcessBuilder(
                Installation.java(),
                "-cp",
                System.getProperty("java.class.path"),
                Chooser.class.getName(),
                Integer.toString(next))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("true");

      assertThat(Ports.isFree(next)).as("not in use yet").isTrue();
      assertThat(Ports.free()).isGreaterThan(next);
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(Ports.reserve(next)).as("after its end").isTrue();
    assertThat(Ports.reserve(next)).as("once in one process").isFalse();
  }

  /** Reserves a port and holds it until it is ended. */
  static final class Chooser {
    private Chooser() {}

    public static void main(String[] args) throws Exception {
      System.out.println(Ports.reserve(Integer.parseInt(args[0])));
      new CountDownLatch(1).await();
    }
  }
}
