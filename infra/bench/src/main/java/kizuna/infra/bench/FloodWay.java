package kizuna.infra.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One way that an anonymous caller, or one account, uses at full speed.
 *
 * @param name its name
 * @param atOnce number of concurrent tries
 * @param hits makes one try; returns the HTTP status, 0 for none
 */
record FloodWay(String name, int atOnce, Hit hits) {

  /** One try. */
  interface Hit {
    int hit(int number) throws IOException, InterruptedException;

    /** Closes its open connections. */
    default void end() {}
  }

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int CALLERS = 24;
  private static final int MAX_SOCKETS = 2_400;
  private static final int MAX_STREAMS = 500;
  private static final int CODE_BYTES = 6_000;
  private static final int BODY_BYTES = 60_000;

  /** Ways open to anonymous callers. */
  static List<FloodWay> anonymous(URI door, FloodBrowser stranger)
      throws IOException, InterruptedException {
    String longCode = "A".repeat(CODE_BYTES);
    Map<String, String> form = FloodBrowser.hidden(stranger.get("/").body());
    List<FloodWay> ways = new ArrayList<>();
    ways.add(gets("sign-in page", door, n -> "/idp/sign-in"));
    ways.add(gets("a page, to be signed in for", door, n -> "/desk.html?body=" + n));
    ways.add(gets("sign-ins begun", door, n -> "/oauth2/authorization/kizuna?return=/" + n));
    ways.add(
        gets("activate with a code of 6 KB", door, n -> "/idp/activate?user_code=" + longCode));
    ways.add(gets("activate", door, n -> "/idp/activate?user_code=" + n));
    ways.add(
        new FloodWay(
            "wrong guesses",
            CALLERS,
            n -> {
              Map<String, String> fields = new java.util.LinkedHashMap<>(form);
              fields.put("username", n % 10 == 0 ? "ward-ota" : "nobody-" + n);
              fields.put("password", "wrong-" + n);
              return stranger.form("/idp/sign-in", fields).statusCode();
            }));
    ways.add(
        posts(
            "codes for a command line",
            door,
            "/idp/oauth2/device_authorization",
            n -> "client_id=kizuna-cli"));
    ways.add(
        posts(
            "grants that are none",
            door,
            "/idp/oauth2/token",
            n -> "grant_type=refresh_token&client_id=kizuna-cli&refresh_token=made-up-" + n));
    ways.add(
        requests(
            "made-up tokens",
            n ->
                HttpRequest.newBuilder(door.resolve("/api/ledger"))
                    .header("Authorization", "Bearer " + madeUpToken(n))));
    ways.add(
        gets(
            "answers that nobody asked for",
            door,
            n -> "/login/oauth2/code/kizuna?error=x%0d%0aforged&state=s" + n));
    ways.add(
        gets(
            "files and health",
            door,
            n -> List.of("/board.js", "/api/me", "/actuator/health").get(n % 3)));
    ways.addAll(openSockets(door));
    return ways;
  }

  /** Connections of strangers that stay open and send a part of something, or nothing. */
  private static List<FloodWay> openSockets(URI door) {
    List<FloodWay> ways = new ArrayList<>();
    ways.add(
        new FloodWay(
            "half-sent bodies",
            CALLERS,
            new OpenSockets(
                door,
                MAX_SOCKETS,
                "POST /api/facts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n"
                    + "x".repeat(BODY_BYTES))));
    ways.add(
        new FloodWay(
            "half-sent forms",
            CALLERS,
            new OpenSockets(
                door,
                MAX_SOCKETS,
                "POST /idp/sign-in HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8000\r\n\r\n"
                    + "username=x".repeat(100))));
    ways.add(
        new FloodWay(
            "half-sent headers",
            CALLERS,
            new OpenSockets(door, MAX_SOCKETS, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ")));
    ways.add(
        new FloodWay(
            "connections that say nothing", CALLERS, new OpenSockets(door, MAX_SOCKETS, "")));
    return ways;
  }

  /** Ways for one account that is signed in. */
  static List<FloodWay> signedIn(URI door, FloodBrowser viewer, FloodBrowser ward)
      throws IOException, InterruptedException {
    String cookies = viewer.cookies();
    String csrf = ward.csrf();
    List<FloodWay> ways = new ArrayList<>();
    ways.add(
        requests(
            "viewer: reads",
            n ->
                HttpRequest.newBuilder(door.resolve("/api/ledger?limit=1000"))
                    .header("Cookie", cookies)));
    ways.add(
        new FloodWay(
            "viewer: 500 event streams",
            CALLERS,
            new OpenSockets(
                door,
                MAX_STREAMS,
                "GET /api/stream HTTP/1.1\r\nHost: localhost:"
                    + door.getPort()
                    + "\r\nAccept: text/event-stream\r\nCookie: "
                    + cookies
                    + "\r\n\r\n")));
    ways.add(
        requests(
            "ward: padded reports, new keys",
            n ->
                HttpRequest.newBuilder(door.resolve("/api/offers"))
                    .header("Cookie", ward.cookies())
                    .header("X-CSRF-TOKEN", csrf)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "\"flood-" + n + "\"")
                    .POST(BodyPublishers.ofString("{\"x\":\"" + "x".repeat(BODY_BYTES) + "\"}"))));
    ways.add(
        requests(
            "ward: ids that are not there",
            n ->
                HttpRequest.newBuilder(door.resolve("/api/offers/none-" + n + "/withdraw"))
                    .header("Cookie", ward.cookies())
                    .header("X-CSRF-TOKEN", csrf)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"reason\":\"OTHER\"}"))));
    return ways;
  }

  private static FloodWay gets(String name, URI door, IntFunction<String> path) {
    return requests(
        name,
        n -> HttpRequest.newBuilder(door.resolve(path.apply(n))).header("Accept", "text/html"));
  }

  private static FloodWay posts(String name, URI door, String path, IntFunction<String> form) {
    return requests(
        name,
        n ->
            HttpRequest.newBuilder(door.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.apply(n))));
  }

  private static FloodWay requests(String name, IntFunction<HttpRequest.Builder> request) {
    HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
    return new FloodWay(
        name,
        CALLERS,
        n ->
            http.send(request.apply(n).timeout(LIMIT).build(), BodyHandlers.discarding())
                .statusCode());
  }

  /** A well-formed token, signed by a key unknown to the provider. */
  private static String madeUpToken(int number) {
    var base64 = java.util.Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString(
            ("{\"alg\":\"RS256\",\"kid\":\"" + number + "\"}").getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString("{\"sub\":\"director\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString(new byte[256]);
  }

  /** Connections that send a part of something and stay; the oldest of too many is let go. */
  private static final class OpenSockets implements Hit {
    private final URI door;
    private final int most;
    private final byte[] begin;
    private final Deque<Socket> open = new ArrayDeque<>();

    OpenSockets(URI door, int most, String begin) {
      this.door = door;
      this.most = most;
      this.begin = begin.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int hit(int number) throws IOException {
      Socket socket = new Socket(door.getHost(), door.getPort());
      socket.getOutputStream().write(begin);
      Socket oldest = keep(socket);
      if (oldest != null) {
        oldest.close();
      }
      return 0;
    }

    private synchronized @Nullable Socket keep(Socket socket) {
      open.addLast(socket);
      return open.size() > most ? open.pollFirst() : null;
    }

    @Override
    public synchronized void end() {
      for (Socket socket : open) {
        try {
          socket.close();
        } catch (IOException alreadyGone) {
          // As it should be.
        }
      }
      open.clear();
    }
  }
}
