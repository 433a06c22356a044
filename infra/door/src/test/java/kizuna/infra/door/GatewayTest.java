package kizuna.infra.door;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One address for everything: each request reaches its part, and the door guards and answers. */
class GatewayTest {

  /** More than a pool of connections usually holds. */
  private static final int CROWD = 600;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ExecutorService threads = Executors.newCachedThreadPool();
  private static final CountDownLatch sendSecondEvent = new CountDownLatch(1);
  private static final AtomicBoolean brokerUp = new AtomicBoolean(true);
  private static final BlockingQueue<String> denials = new LinkedBlockingQueue<>();
  private static HttpServer producers;
  private static HttpServer streams;
  private static HealthWatch health;
  private static StandInIdentity identity;
  private static Gateway door;
  private static String token;

  @BeforeAll
  static void open() throws IOException {
    producers = standIn("producers");
    streams = standIn("streams");
    streams.createContext("/api/stream", GatewayTest::events);
    streams.createContext(
        "/own-policy", e -> answer(e, "page", "Content-Security-Policy", "default-src 'none'"));
    streams.createContext(
        "/endless",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });
    streams.createContext(
        "/denied",
        exchange -> {
          exchange.getResponseHeaders().set("Kizuna-Denied", "OTHER_BODY");
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    producers.createContext(
        "/api/denials",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (exchange.getRequestHeaders().getFirst("Authorization") != null) {
            denials.add(body);
          }
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    health = new HealthWatch(List.of("broker", "streams"), name -> {});
    identity = new StandInIdentity();
    // Time stands still: however long a machine pauses, no connection is overdue.
    door =
        Gateway.open(
            GatewaySettings.local(0, address(producers), address(streams)),
            identity::provider,
            health,
            () -> 0);
    token = identity.token("desk-wajima", "DESK");
  }

  @AfterAll
  static void close() {
    sendSecondEvent.countDown();
    door.close();
    health.close();
    producers.stop(0);
    streams.stop(0);
    identity.close();
    threads.shutdownNow();
  }

  /** "Accepted" is said by nobody while nothing is decided; reading goes on, drills too. */
  @Test
  void reportsAreRefusedWhileNothingIsDecided() throws Exception {
    String failed = "{\"components\":{\"decisions\":{\"details\":{\"state\":\"%s\"}}}}";
    health.decisions().update(Optional.of(failed.formatted("FAILED")), Duration.ofMinutes(1));
    try {
      for (String language : List.of("ja", "en")) {
        HttpResponse<String> refused =
            send(
                request("/api/requests")
                    .header("Accept-Language", language)
                    .POST(BodyPublishers.ofString("{}")));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("10");
        assertThat(refused.body())
            .contains("https://kizuna.invalid/problems/not-deciding")
            .contains(language.equals("ja") ? "受け付けていません" : "was not taken");
      }
      assertThat(
              send(request("/api/requests?drill=x").POST(BodyPublishers.ofString("{}")))
                  .statusCode())
          .isEqualTo(200);
      assertThat(send(request("/api/requests").GET()).statusCode()).isEqualTo(200);
    } finally {
      health.decisions().update(Optional.of(failed.formatted("DECIDING")));
    }
    assertThat(send(request("/api/requests").POST(BodyPublishers.ofString("{}"))).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/requests, producers",
    "PUT, /api/offers/off-1/withdraw, producers",
    "DELETE, /api/agreements/a, producers",
    "GET, /v3/api-docs, producers",
    "GET, /v3/api-docs/swagger-config, producers",
    "GET, /swagger-ui/index.html, producers",
    "GET, /api/requests, streams",
    "GET, /api/ledger?drill=x&state=CONFIRMED, streams",
    "GET, /, streams",
    "HEAD, /board.js, streams",
    "POST, /elsewhere, streams",
    "GET, /api/dispatches/a%20b+c?q=%E6%96%B0%E5%AE%BF, streams"
  })
  void eachRequestReachesThePartItBelongsTo(String method, String path, String part)
      throws Exception {
    HttpResponse<String> response =
        send(request(path).method(method, BodyPublishers.ofString("{}")));

    assertThat(response.headers().firstValue("X-Part")).contains(part);
    assertThat(response.headers().firstValue("X-Asked")).contains(method + " " + path);
  }

  @Test
  void aBodyOfExactlyTheLimitGoesThroughWhole() throws Exception {
    String body = "x".repeat(BodyLimitFilter.MAX_BYTES);

    HttpResponse<String> response = send(request("/api/facts").POST(BodyPublishers.ofString(body)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Body-Length")).contains("65536");
  }

  @Test
  void aLargerBodyIsRefusedWhetherItsLengthIsSaidOrNot() throws Exception {
    byte[] body = new byte[BodyLimitFilter.MAX_BYTES + 1];

    for (HttpRequest.BodyPublisher publisher :
        List.of(
            BodyPublishers.ofByteArray(body),
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))) {
      HttpResponse<String> response =
          send(request("/api/facts").header("Accept-Language", "en").POST(publisher));
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      assertThat(response.body()).contains("expected at most 64 KiB");
    }
  }

  /** A connection that is closed with unread bytes is reset, and its answer is lost. */
  @ParameterizedTest
  @CsvSource({"a caller,413", "nobody,401"})
  void whoSendsTooLargeABodySeesTheAnswer(String from, int expected) throws Exception {
    byte[] body = new byte[16 * BodyLimitFilter.MAX_BYTES];
    for (boolean chunked : List.of(false, true)) {
      try (Socket socket = new Socket(InetAddress.getByName(Ports.LOOPBACK), door.port())) {
        String head =
            "POST /api/facts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + (from.equals("nobody") ? "" : "Authorization: Bearer " + token + "\r\n")
                + (chunked
                    ? "Transfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length)
                        + "\r\n"
                    : "Content-Length: " + body.length + "\r\n\r\n");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        if (chunked) {
          socket.getOutputStream().write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(statusOn(socket)).startsWith("HTTP/1.1 " + expected + " ");
      }
    }
  }

  /** The rest is read and thrown away; only then the connection ends. */
  @ParameterizedTest
  @CsvSource({"a caller,413", "nobody,401"})
  void whoSendsOnAfterTheAnswerIsNotReset(String from, int expected) throws Exception {
    byte[] body = new byte[16 * BodyLimitFilter.MAX_BYTES];
    try (Socket socket = new Socket(InetAddress.getByName(Ports.LOOPBACK), door.port())) {
      String head =
          "POST /api/facts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + (from.equals("nobody") ? "" : "Authorization: Bearer " + token + "\r\n")
              + "Content-Length: "
              + body.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(statusOn(socket)).startsWith("HTTP/1.1 " + expected + " ");
      for (int sent = 0; sent < body.length; sent += BodyLimitFilter.MAX_BYTES) {
        socket.getOutputStream().write(body, sent, BodyLimitFilter.MAX_BYTES);
      }
      socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void eventsArriveOneByOneWhileTheStreamStaysOpen() throws Exception {
    HttpResponse<java.io.InputStream> response =
        http.send(
            request("/api/stream").header("Accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());

    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: first");
      sendSecondEvent.countDown(); // the second is written only now: the first was not delayed
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("data: second");
    }
  }

  @Test
  void eventsOfATokenEndWithIt() throws Exception {
    // It has just expired, and is still taken because clocks differ.
    String brief =
        identity.token(
            "desk-wajima", "DESK", StandInIdentity.ISSUER, Instant.now().minusSeconds(5));
    HttpResponse<java.io.InputStream> response =
        http.send(
            bare("/endless")
                .header("Authorization", "Bearer " + brief)
                .header("Accept", "text/event-stream")
                .build(),
            BodyHandlers.ofInputStream());

    assertThat(response.statusCode()).isEqualTo(200);
    try (java.io.InputStream events = response.body()) {
      // The part itself would end it after 30 s of silence.
      assertThat(threads.submit(() -> endOf(events)).get(15, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void asManyBoardsAreOpenAtOnceAsMayBeAndOneMoreIsToldToComeBack() throws Exception {
    GatewaySettings crowded = limited(new GatewaySettings.Limits(600, 10, CROWD, 10, 10, 10));
    List<HttpResponse<java.io.InputStream>> open = new ArrayList<>();
    try (Gateway hall = Gateway.open(crowded, identity::provider, health)) {
      while (open.size() < CROWD) {
        // Each account opens as many at once as it may.
        open.add(
            http.send(
                board(hall, open.size() / RateLimitFilter.STREAMS_OPENED_AT_ONCE),
                BodyHandlers.ofInputStream()));
      }

      for (HttpResponse<java.io.InputStream> one : open) {
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(one.body().readNBytes(13)).asString().isEqualTo("data: first\n\n");
      }
      HttpResponse<String> more = http.send(board(hall, CROWD), BodyHandlers.ofString());
      assertThat(more.statusCode()).isEqualTo(503);
      assertThat(more.headers().firstValue("Retry-After")).contains("3");
      // Other reads have places of their own.
      assertThat(send(request(hall, "/api/ledger")).statusCode()).isEqualTo(200);
    } finally {
      for (HttpResponse<java.io.InputStream> one : open) {
        one.body().close();
      }
    }
  }

  private static HttpRequest board(Gateway door, int account) {
    return request(door, "/endless")
        .setHeader("Authorization", "Bearer " + identity.token("board-" + account, "VIEWER"))
        .header("Accept", "text/event-stream")
        .build();
  }

  /** Each stream begins with a whole board: whoever opens one after the other waits in between. */
  @Test
  void anAccountThatOpensStreamsAllTheTimeIsSentAwayAndOthersOpenTheirs() throws Exception {
    List<HttpResponse<java.io.InputStream>> open = new ArrayList<>();
    int refused = 0;
    try {
      while (refused == 0 && open.size() < 20 * RateLimitFilter.STREAMS_OPENED_AT_ONCE) {
        HttpResponse<java.io.InputStream> answer =
            http.send(board(door, -1), BodyHandlers.ofInputStream());
        open.add(answer);
        if (answer.statusCode() == 503) {
          assertThat(answer.headers().firstValue("Retry-After")).contains("3");
          refused++;
        }
      }
      assertThat(refused).isPositive();
      assertThat(open.size()).isGreaterThan(RateLimitFilter.STREAMS_OPENED_AT_ONCE);
      open.add(http.send(board(door, -2), BodyHandlers.ofInputStream()));
      assertThat(open.get(open.size() - 1).statusCode()).isEqualTo(200);
    } finally {
      for (HttpResponse<java.io.InputStream> one : open) {
        one.body().close();
      }
    }
  }

  private static boolean endOf(java.io.InputStream events) {
    try {
      events.readAllBytes();
      return true;
    } catch (IOException cutOff) {
      return true;
    }
  }

  @Test
  void aPartThatIsDownIsNamedInTheCallersLanguage() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + Ports.free());
    HttpResponse<String> english;
    HttpResponse<String> japanese;
    try (Gateway alone =
        Gateway.open(
            GatewaySettings.local(0, nobody, address(streams)), identity::provider, health)) {
      english =
          send(
              request(alone, "/api/requests?lang=en")
                  .header("Accept-Language", "ja")
                  .POST(BodyPublishers.ofString("{}")));
      japanese =
          send(
              request(alone, "/api/requests")
                  .header("Accept-Language", "ja-JP,en;q=0.5")
                  .POST(BodyPublishers.ofString("{}")));
    }

    assertThat(english.statusCode()).isEqualTo(503);
    assertThat(english.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(english.headers().firstValue("Retry-After")).contains("3");
    assertThat(english.body()).contains("expected an answer from producers, but it is not running");
    assertThat(english.body())
        .contains("\"code\":\"part-away\"", "\"title\":\"Not available now\"", "\"errors\":[]");
    assertThat(japanese.statusCode()).isEqualTo(503);
    assertThat(japanese.body()).contains("producers が現在応答していません");
  }

  @Test
  void whoOpensAPageMeanwhileGetsAPageThatTriesAgain() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + Ports.free());
    HttpResponse<String> page;
    try (Gateway alone =
        Gateway.open(
            GatewaySettings.local(0, address(producers), nobody), identity::provider, health)) {
      page =
          send(
              request(alone, "/icon.svg")
                  .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                  .header("Accept-Language", "ja"));
    }

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body())
        .contains("<html lang=\"ja\">", "http-equiv=\"refresh\" content=\"3\"", "そのままお待ちください")
        .contains("href=\"/icon.svg\"")
        .doesNotContain("streams", "Idempotency-Key");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 413, 414, 429, 431, 500, 503, 504})
  void whatAPartRefusesIsAPageOfOursForWhoOpenedIt(int status) throws Exception {
    for (String language : List.of("ja", "en")) {
      HttpResponse<String> page =
          send(
              request("/status/" + status)
                  .header("Accept", "text/html,*/*;q=0.8")
                  .header("Accept-Language", language));
      assertThat(page.statusCode()).isEqualTo(status);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
      assertThat(page.headers().allValues("Content-Security-Policy"))
          .singleElement()
          .asString()
          .doesNotContain("unsafe");
      assertThat(page.body())
          .contains("<html lang=\"" + language + "\">", "class=\"on\" href=\"/")
          .doesNotContain("Tomcat", "HTTP", "about:blank", ">" + status, "{0}");
    }
    HttpResponse<String> program =
        send(request("/status/" + status).header("Accept", "application/json"));
    assertThat(program.statusCode()).isEqualTo(status);
    assertThat(program.body()).isEqualTo("Tomcat says " + status);
    HttpResponse<String> api = send(request("/api/status/" + status).header("Accept", "text/html"));
    assertThat(api.body()).isEqualTo("Tomcat says " + status);
  }

  @Test
  void theHealthIsThatOfAllParts() throws Exception {
    assertThat(send(request("/actuator/health")).body()).contains("\"status\":\"STARTING\"");

    health.check("broker", brokerUp::get);
    health.check("streams", () -> true);
    assertThat(health.awaitUp("streams", Duration.ofSeconds(10))).isTrue();
    HttpResponse<String> up = send(request("/actuator/health"));
    assertThat(up.statusCode()).isEqualTo(200);
    assertThat(up.body())
        .isEqualTo(
            "{\"status\":\"UP\",\"components\":{\"broker\":{\"status\":\"UP\"},\"streams\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\"}");

    brokerUp.set(false);
    assertThat(health.awaitDown("broker", Duration.ofSeconds(10))).isTrue();
    HttpResponse<String> down = send(request("/actuator/health"));
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body())
        .contains("\"status\":\"DOWN\",\"components\":{\"broker\":{\"status\":\"DOWN\"}");
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws Exception {
    for (String path : List.of("/", "/actuator/health", "/api/ledger")) {
      HttpResponse<String> response = send(request(path));
      HostOriginFilter.SECURITY_HEADERS.forEach(
          (name, value) ->
              assertThat(response.headers().allValues(name)).as(path).containsExactly(value));
    }
  }

  @Test
  void aPagesOwnPolicyReplacesTheDoors() throws Exception {
    HttpResponse<String> response = send(request("/own-policy"));

    assertThat(response.headers().allValues("Content-Security-Policy"))
        .containsExactly("default-src 'none'");
  }

  @Test
  void anotherSitesPageCannotWrite() throws Exception {
    HttpResponse<String> foreign =
        send(
            request("/api/requests")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString("{}")));
    HttpResponse<String> own =
        send(
            request("/api/requests")
                .header("Origin", "http://localhost:" + door.port())
                .POST(BodyPublishers.ofString("{}")));

    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(own.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 421",
    "'GET /api/ledger?a=| HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400",
    "'GET /api/ledger?a[]=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400",
    "'GET /api/requests/%E3%81 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400",
    "'GET /api/search?q=%E3%81 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400",
    "'GET /api/requests?%00=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400",
    "'TRACE /api/ledger HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405",
    "'get /api/ledger HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 405",
    "'GET /api/ledger HTTP/1.1\r\nConnection: close\r\n\r\n', 400",
    "'GET /api/ledger HTTP/1.0\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400",
    "'GET /api/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n', 400",
    "'nonsense\r\n\r\n', 400"
  })
  void whatNoBrowserOfThisMachineWouldSendIsAProblem(String raw, String status) throws Exception {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), door.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(raw.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("application/problem+json");
    }
  }

  @Test
  void aBrowserWhoseHeadIsTooLargeGetsAPage() throws Exception {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), door.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET /desk.html HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: ja\r\nCookie: a="
                      + "a".repeat(16_390)
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 431 ")
          .contains("text/html", "このページは開けません", "href=\"/\"");
    }
  }

  @Test
  void withoutATokenOrWithOneThatIsNotInForceNothingIsAnswered() throws Exception {
    Instant later = Instant.now().plusSeconds(600);
    for (String bad :
        List.of(
            identity.token(
                "desk-wajima", "DESK", StandInIdentity.ISSUER, Instant.now().minusSeconds(300)),
            identity.token("desk-wajima", "DESK", URI.create("http://other.example"), later),
            StandInIdentity.token(
                StandInIdentity.newKey(),
                "desk-wajima",
                "DESK",
                StandInIdentity.ISSUER,
                List.of(StandInIdentity.AUDIENCE),
                later),
            identity.tokenFor(List.of("another")),
            identity.tokenFor(List.of("kizuna-2", "kizuna-door")),
            identity.tokenFor(List.of()),
            unsigned(),
            identity.token("desk-wajima", "DESK", StandInIdentity.ISSUER, null),
            StandInIdentity.encrypted("desk-wajima", later),
            "nonsense")) {
      HttpResponse<String> answer =
          http.send(
              bare("/api/ledger").header("Authorization", "Bearer " + bad).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(bad).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.headers().firstValue("X-Part")).isEmpty();
    }
    assertThat(http.send(bare("/api/ledger").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
    assertThat(
            http.send(
                    bare("/api/requests").POST(BodyPublishers.ofString("{}")).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void whatACallerSaysAboutItselfInHeadersDoesNotGoThrough() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/api/ledger")
                .header("Kizuna-Denied", "x")
                .header("Kizuna-Account", "director")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=10.0.0.1")
                .header("Cookie", "a=b"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Names").orElseThrow())
        .contains("authorization")
        .doesNotContain("kizuna")
        .doesNotContain("forwarded")
        .doesNotContain("cookie");
    assertThat(answer.headers().firstValue("X-Authorization")).contains("Bearer " + token);
  }

  @Test
  void aDeniedReadIsReportedToProducersAndNotToldToTheReader() throws Exception {
    HttpResponse<String> answer = send(request("/denied/172049"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Kizuna-Denied")).isEmpty();
    String report = denials.poll(20, TimeUnit.SECONDS);
    assertThat(report)
        .contains("\"account\":\"desk-wajima\"")
        .contains("\"role\":\"DESK\"")
        .contains("\"method\":\"GET\"")
        .contains("\"path\":\"/denied/172049\"")
        .contains("\"code\":\"OTHER_BODY\"");
  }

  @Test
  void anAnswerOfTheApiIsKeptByNobody() throws Exception {
    assertThat(send(request("/api/ledger")).headers().firstValue("Cache-Control"))
        .contains("no-store");
    assertThat(
            send(request("/api/requests").POST(BodyPublishers.ofString("{}")))
                .headers()
                .firstValue("Cache-Control"))
        .contains("no-store");
  }

  /**
   * The next report on a connection comes in two parts, and many strangers come between them: those
   * of its own address do not push it out, for its last report was somebody's who is signed in. Of
   * somebody whom nobody knows yet, those of another address do not.
   */
  @Test
  void strangersPushOutNoConnectionOfWhoIsSignedInNorOfAnotherAddress() throws Exception {
    String head =
        "POST /api/facts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\nContent-Length: 2\r\n\r\n";
    List<Socket> strangers = new ArrayList<>();
    // Time stands still: however long this takes, no connection is overdue.
    try (Gateway besieged =
            Gateway.open(
                limited(GatewaySettings.Limits.USUAL), identity::provider, health, () -> 0);
        Socket known = new Socket(InetAddress.getByName(Ports.LOOPBACK), besieged.port());
        Socket unknown = new Socket(InetAddress.getByName(Ports.LOOPBACK), besieged.port())) {
      known.getOutputStream().write((head + "{}").getBytes(StandardCharsets.US_ASCII));
      assertThat(statusOn(known)).isEqualTo("HTTP/1.1 200 OK");
      String first = head.substring(0, head.length() / 2);
      for (Socket socket : List.of(known, unknown)) {
        socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
      }
      // Those of another address first: they leave the unknown one alone.
      besiege(besieged, strangers, "127.0.0.2", ConnectionLimiter.Limits.USUAL.ofAddress() + 50);
      unknown
          .getOutputStream()
          .write((head.substring(first.length()) + "{}").getBytes(StandardCharsets.US_ASCII));
      assertThat(statusOn(unknown)).isEqualTo("HTTP/1.1 200 OK");

      besiege(
          besieged, strangers, Ports.LOOPBACK, ConnectionLimiter.Limits.USUAL.unfinished() + 50);
      known
          .getOutputStream()
          .write((head.substring(first.length()) + "{}").getBytes(StandardCharsets.US_ASCII));
      assertThat(statusOn(known)).isEqualTo("HTTP/1.1 200 OK");
    } finally {
      for (Socket socket : strangers) {
        socket.close();
      }
    }
  }

  /**
   * Half-sent requests of one address; returns when those over its limit are sent away. Which they
   * are is not known: the door takes new connections by several threads, in no order.
   */
  private static void besiege(Gateway besieged, List<Socket> strangers, String from, int number)
      throws IOException {
    List<Socket> mine = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Socket socket = new Socket();
      strangers.add(socket);
      mine.add(socket);
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), besieged.port()), 60_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    await("those over the limit are sent away")
        .atMost(Duration.ofSeconds(50)) // An idle connection is closed after 60 s.
        .until(
            () -> {
              mine.removeIf(GatewayTest::isClosed);
              return mine.size() <= ConnectionLimiter.Limits.USUAL.ofAddress();
            });
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** The first line of the next answer on a connection, which is read to its end. */
  private static String statusOn(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    StringBuilder answer = new StringBuilder();
    int length = -1;
    for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
      answer.append((char) c);
      if (length < 0 && answer.toString().endsWith("\r\n\r\n")) {
        Matcher said = LENGTH.matcher(answer);
        length = said.find() ? Integer.parseInt(said.group(1)) : 0;
        socket.getInputStream().readNBytes(length);
        break;
      }
    }
    return answer.toString().lines().findFirst().orElse("closed without an answer");
  }

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

  @Test
  void halfSentRequestsHoldUpNobodyAndTheOldestGoes() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    String body = "x".repeat(BodyLimitFilter.MAX_BYTES - 1);
    try (Gateway besieged =
        Gateway.open(limited(GatewaySettings.Limits.USUAL), identity::provider, health)) {
      for (int i = 0; i < 1_200; i++) {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), besieged.port());
        strangers.add(socket);
        String head =
            switch (i % 4) {
              case 0 ->
                  "POST /api/facts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n"
                      + body;
              case 1 ->
                  "POST /idp/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000\r\n\r\nusername=";
              case 2 ->
                  "POST /api/facts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + token
                      + "\r\nContent-Length: 65536\r\n\r\n"
                      + body;
              default -> "GET / HTTP/1.1\r\nHost: local";
            };
        try {
          socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException closedMeanwhile) {
          // As it should be.
        }
        if (i % 100 == 99) {
          assertThat(send(request(besieged, "/api/ledger")).statusCode()).isEqualTo(200);
          // The share of an address, and that of the account that is signed in there.
          assertThat(besieged.connections().unfinished())
              .isLessThanOrEqualTo(
                  ConnectionLimiter.Limits.USUAL.ofAddress()
                      + ConnectionLimiter.Limits.USUAL.ofAccount());
        }
      }
      assertThat(
              send(request(besieged, "/api/facts").POST(BodyPublishers.ofString("{}")))
                  .statusCode())
          .isEqualTo(200);
    } finally {
      for (Socket socket : strangers) {
        socket.close();
      }
    }
  }

  @Test
  void whoReportsTooOftenIsToldWhenToTryAgain() throws Exception {
    GatewaySettings slow = limited(new GatewaySettings.Limits(2, 10, 10, 10, 10, 10));
    try (Gateway strict = Gateway.open(slow, identity::provider, health)) {
      List<Integer> answers = new ArrayList<>();
      HttpResponse<String> last;
      do {
        last = send(request(strict, "/api/facts").POST(BodyPublishers.ofString("{}")));
        answers.add(last.statusCode());
      } while (answers.size() < 3);
      assertThat(answers).containsExactly(200, 200, 429);
      assertThat(Integer.parseInt(last.headers().firstValue("Retry-After").orElseThrow()))
          .isBetween(1, 30);
    }
  }

  @Test
  void aBusyPortIsNamedWithTheOptionThatChoosesAnother() {
    assertThatThrownBy(
            () ->
                Gateway.open(
                    GatewaySettings.local(door.port(), address(producers), address(streams)),
                    identity::provider,
                    health))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expected port " + door.port() + " to be free for the front door")
        .hasMessageContaining("--port");
  }

  private static GatewaySettings limited(GatewaySettings.Limits limits) {
    GatewaySettings usual = GatewaySettings.local(0, address(producers), address(streams));
    return new GatewaySettings(
        0,
        usual.listen(),
        usual.publicUrl(),
        usual.producers(),
        usual.streams(),
        usual.idle(),
        limits);
  }

  private static HttpRequest.Builder request(String path) {
    return request(door, path);
  }

  private static HttpRequest.Builder request(Gateway door, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + door.port() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  private static HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + door.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  /** The oldest trick: a token that says itself that it needs no signature. */
  private static String unsigned() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString(
            ("{\"sub\":\"director\",\"iss\":\""
                    + StandInIdentity.ISSUER
                    + "\",\"aud\":\"kizuna\",\"exp\":9999999999}")
                .getBytes(StandardCharsets.UTF_8))
        + ".";
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpServer standIn(String part) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, part, "X-Part", part));
    server.createContext("/status/", GatewayTest::refuse);
    server.createContext("/api/status/", GatewayTest::refuse);
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, String text, String header, String value)
      throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set(header, value);
    exchange
        .getResponseHeaders()
        .set("X-Asked", exchange.getRequestMethod() + " " + exchange.getRequestURI());
    exchange
        .getResponseHeaders()
        .set(
            "X-Names",
            String.join(",", exchange.getRequestHeaders().keySet()).toLowerCase(Locale.ROOT));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      exchange.getResponseHeaders().set("X-Authorization", authorization);
    }
    exchange.getResponseHeaders().set("X-Body-Length", Integer.toString(body.length));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : text.length());
    if (!head) {
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    }
    exchange.close();
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int status = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    byte[] text = ("Tomcat says " + status).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    exchange.sendResponseHeaders(status, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private static void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(sendSecondEvent.await(20, TimeUnit.SECONDS)).isTrue();
      out.write("data: second\n\n".getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static URI address(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
