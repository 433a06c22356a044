package kizuna.infra.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on the loopback address, the only one that Kizuna listens on. */
public final class Ports {

  public static final String LOOPBACK = "127.0.0.1";

  private Ports() {}

  /** A port that is free now. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a program could listen on a port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Without this a port in TIME_WAIT, just left by our own last run, would look busy.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Refuses a busy port.
   *
   * @param what what wants to listen there
   * @param option the option that chooses another
   */
  public static void demandFree(int port, String what, String option) {
    if (!isFree(port)) {
      throw new Refusal(
          "expected port "
              + port
              + " to be free for the "
              + what
              + ", but another program listens there; stop it (`ss -ltnp | grep :"
              + port
              + "` names it), or choose another port with "
              + option
              + ".");
    }
  }
}
