package kizuna.infra.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Checks over HTTP whether a service is ready. */
public final class HttpHealthCheck {

  private static final int TIMEOUT_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 100;

  private HttpHealthCheck() {}

  /**
   * The response of an address.
   *
   * @param status 0 if there was no answer
   * @param body empty if there was no answer
   */
  public record Answer(int status, Optional<String> body) {
    public boolean isUp() {
      return status == HttpURLConnection.HTTP_OK;
    }
  }

  /** Whether the address returns 200 now. */
  public static boolean isUp(URI address) {
    return ask(address).isUp();
  }

  /** Whether a server responds there now, also one that requires authentication. */
  public static boolean isServed(URI address) {
    int status = ask(address).status();
    return status == HttpURLConnection.HTTP_OK
        || status == HttpURLConnection.HTTP_UNAUTHORIZED
        || status == HttpURLConnection.HTTP_FORBIDDEN;
  }

  /** The response of the address now. */
  public static Answer ask(URI address) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      boolean up = status == HttpURLConnection.HTTP_OK;
      try (InputStream body = up ? connection.getInputStream() : connection.getErrorStream()) {
        // Reads the whole body so that the connection can be reused.
        byte[] bytes = body == null ? new byte[0] : body.readAllBytes();
        return new Answer(status, Optional.of(new String(bytes, StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      return new Answer(0, Optional.empty());
    }
  }

  /**
   * Whether one of several addresses accepts connections now.
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
        // Try the next one.
      }
    }
    return false;
  }

  /**
   * Waits until the address returns 200; false at the limit, or when waiting makes no sense any
   * more.
   */
  public static boolean await(URI address, Duration limit, BooleanSupplier mayContinue) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end && mayContinue.getAsBoolean()) {
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
