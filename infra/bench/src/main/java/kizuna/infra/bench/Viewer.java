package kizuna.infra.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** One viewer of the board over a plain socket. */
final class Viewer {

  private static final String KEY = "\"key\":\"";

  private Viewer() {}

  /** Page, words, places and snapshot for one more viewer: milliseconds, and those of the last. */
  static double[] firstView(BoardCalls calls) throws IOException {
    long start = System.nanoTime();
    for (String path : List.of("/", "/board.js", "/map.json", "/api/words", "/api/places")) {
      calls.get(path);
    }
    long asked = System.nanoTime();
    try (Socket socket = calls.stream(false);
        InputStream in = BoardCalls.reading(socket)) {
      for (String line = line(in); !line.startsWith("data: "); line = line(in)) {
        // Until the snapshot itself.
      }
    }
    long end = System.nanoTime();
    return new double[] {(end - start) / 1e6, (end - asked) / 1e6};
  }

  /** Reads changes until the stream ends; the first event is the snapshot. */
  static void read(Socket socket, CountDownLatch seated, ArrivalTimes arrivals) {
    Set<String> seen = new HashSet<>();
    boolean first = true;
    try (InputStream in = BoardCalls.reading(socket)) {
      while (true) {
        String line = line(in);
        if (!line.startsWith("data: ")) {
          continue;
        }
        if (first) {
          first = false;
          seated.countDown();
          continue;
        }
        int at = line.indexOf(KEY);
        if (at >= 0) {
          String key = line.substring(at + KEY.length(), line.indexOf('"', at + KEY.length()));
          if (seen.add(key)) {
            arrivals.record(key, System.nanoTime());
          }
        }
      }
    } catch (IOException e) {
      // The end of the measurement, or of the connection: then a change is missing, which is
      // reported.
    }
  }

  /** Number of connections closed by the server: the rest of them ends or fails. */
  static int cutOff(List<Socket> stalled) {
    int cut = 0;
    for (Socket socket : stalled) {
      try {
        socket.setSoTimeout(200);
        InputStream in = socket.getInputStream();
        byte[] rest = new byte[64 << 10];
        while (true) {
          if (in.read(rest) < 0) {
            cut++;
            break;
          }
        }
      } catch (java.net.SocketTimeoutException e) {
        // Still there.
      } catch (IOException e) {
        cut++;
      }
    }
    return cut;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the stream ended");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
