package kizuna.infra.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports on the loopback address, the only one that Kizuna listens on. */
public final class Ports {

  public static final String LOOPBACK = "127.0.0.1";

  private static final int FIRST = 20_000;
  private static final int SPAN = 12_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(SPAN));

  private static final Path RESERVATIONS =
      Path.of(
          System.getProperty("java.io.tmpdir"), "kizuna-ports-" + System.getProperty("user.name"));

  /** Locked files of the ports that this process chose. */
  private static final Map<Integer, FileChannel> RESERVED = new HashMap<>();

  private Ports() {}

  /**
   * A free port, never the same twice in one process, nor in two processes of one user that run at
   * the same time. It is below the range of Linux for outgoing connections (from 32768), so that
   * none uses it while a service restarts.
   */
  public static int free() {
    for (int tried = 0; tried < SPAN; tried++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), SPAN);
      if (isFree(port) && reserve(port)) {
        return port;
      }
    }
    throw new UserError(HostMessages.LIST.of("port.none", FIRST, FIRST + SPAN - 1));
  }

  /**
   * Locks a port's file until this process ends. False if the port is reserved. Without a folder
   * for such files nothing is reserved, and the answer is true.
   */
  static synchronized boolean reserve(int port) {
    if (RESERVED.containsKey(port)) {
      return false;
    }
    try {
      Files.createDirectories(RESERVATIONS);
      FileChannel file =
          FileChannel.open(
              RESERVATIONS.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      if (file.tryLock() == null) {
        file.close();
        return false;
      }
      RESERVED.put(port, file);
      return true;
    } catch (IOException e) {
      return true;
    }
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
          HostMessages.LIST.of(
              "port.busy", port, HostMessages.LIST.of("listener." + listener), option));
    }
  }
}
