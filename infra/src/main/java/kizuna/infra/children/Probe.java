package kizuna.infra.children;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
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

  /** Waits until the address answers 200; false if it has not by the limit, or gave up. */
  public static boolean await(URI address, Duration limit, BooleanSupplier hope) {
    return await(() -> isUp(address), limit, hope);
  }

  /** Waits until a check says so; false if it has not by the limit, or gave up. */
  public static boolean await(BooleanSupplier up, Duration limit, BooleanSupplier hope) {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end && hope.getAsBoolean()) {
      if (up.getAsBoolean()) {
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
