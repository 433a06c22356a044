package kizuna.infra.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports on the loopback address, the only one that Kizuna listens on. */
public final class Ports {

  public static final String LOOPBACK = "127.0.0.1";

  private static final int FIRST = 20_000;
  private static final int SPAN = 12_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(SPAN));

  private Ports() {}

  /**
   * A free port, never the same twice in one process. It is below the range of Linux for outgoing
   * connections (from 32768), so that none uses it while a service restarts.
   */
  public static int free() {
    for (int tried = 0; tried < SPAN; tried++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), SPAN);
      if (isFree(port)) {
        return port;
      }
    }
    throw new UserError(HostMessages.of("port.none", FIRST, FIRST + SPAN - 1));
  }

  /** Whether a program could listen on a port now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Without this, a port in TIME_WAIT from our own last run would look busy.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether an address is one of this machine. */
  public static boolean canListenOn(String address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Throws if a port is busy.
   *
   * @param listener the listener on that port: {@code door}, {@code broker}, {@code registry}
   * @param option the option that chooses another
   */
  public static void requireFree(int port, String listener, String option) {
    if (!isFree(port)) {
      throw new UserError(
          HostMessages.of("port.busy", port, HostMessages.of("listener." + listener), option));
    }
  }
}
