package kizuna.infra.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.infra.host.Ports;

/** Every call that a measurement makes to streams: the one place where headers are set. */
final class BoardCalls {

  private static final int STALLED_WINDOW = 2_048;

  private final int port;
  private final List<String> accounts;
  private final Map<String, String> headers;
  private final AtomicInteger streams = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * @param accounts values of the header Authorization; the streams use them in turn
   * @param headers sent with every call; an Authorization header among them wins
   */
  BoardCalls(int port, List<String> accounts, Map<String, String> headers) {
    this.port = port;
    this.accounts = List.copyOf(accounts);
    this.headers = new TreeMap<>(headers);
  }

  private Map<String, String> headers(int caller) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Authorization", accounts.get(caller % accounts.size()));
    all.putAll(headers);
    return all;
  }

  /** Returns the response to a GET, as text. */
  String get(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + Ports.LOOPBACK + ":" + port + path));
    headers(0).forEach(request::header);
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "expected 200 for " + path + ", but " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A requested stream of events, not read yet. */
  Socket stream(boolean stalled) throws IOException {
    Socket socket = new Socket();
    if (stalled) {
      socket.setReceiveBufferSize(STALLED_WINDOW);
    }
    socket.connect(new InetSocketAddress(Ports.LOOPBACK, port));
    StringBuilder request =
        new StringBuilder("GET /api/stream HTTP/1.1\r\nHost: " + Ports.LOOPBACK + "\r\n");
    headers(streams.getAndIncrement())
        .forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    socket
        .getOutputStream()
        .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  static InputStream reading(Socket socket) throws IOException {
    return new BufferedInputStream(socket.getInputStream(), 16 << 10);
  }
}
