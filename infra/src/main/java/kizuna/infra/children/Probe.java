package kizuna.infra.children;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Asks a part over HTTP whether it is ready. */
public final class Probe {

  private static final int TIMEOUT_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 100;

  private Probe() {}

  /** Whether the address answers 200 now. */
  public static boolean isUp(URI address) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      boolean up = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      try (InputStream body = up ? connection.getInputStream() : connection.getErrorStream()) {
        if (body != null) {
          body.readAllBytes(); // so that the connection can be used again
        }
      }
      return up;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether one of several addresses takes connections now.
   *
   * @param servers host:port, separated by commas
   */
  public static boolean accepts(String servers) {
    for (String server : servers.split(",", -1)) {
      int colon = server.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                server.substring(0, colon).strip(),
                Integer.parseInt(server.substring(colon + 1).strip())),
            TIMEOUT_MILLIS);
        return true;
      } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
        // The next one.
      }
    }
    return false;
  }

  /** Waits until the address answers 200; false if it has not by the limit, or gave up. */
  public static boolean await(URI address, Duration limit, BooleanSupplier hope) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end && hope.getAsBoolean()) {
      if (isUp(address)) {
        return true;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}
