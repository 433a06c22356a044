package kizuna.infra.bench;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A user that signs in with the real pages and works, while others flood the door. */
final class FloodBrowser {

  private static final Duration LONGEST_WAIT_FOR_LEDGER = Duration.ofMinutes(10);

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 5;
  private static final Pattern HIDDEN =
      Pattern.compile("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"");

  private final URI door;
  private final Duration limit;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http;

  FloodBrowser(URI door) {
    this(door, LIMIT);
  }

  /**
   * @param limit of each answer, from its request to its last byte
   */
  FloodBrowser(URI door, Duration limit) {
    this.door = door;
    this.limit = limit;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .cookieHandler(cookies)
            .connectTimeout(limit)
            .build();
  }

  /**
   * Types account and password.
   *
   * @return who is signed in then
   */
  JsonNode signIn(String account, String password) throws IOException, InterruptedException {
    Map<String, String> fields = hidden(get("/").body());
    fields.put("username", account);
    fields.put("password", password);
    form("/idp/sign-in", fields);
    return me();
  }

  JsonNode me() throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(get("/api/me").body());
  }

  boolean isSignedIn() throws IOException, InterruptedException {
    return me().path("signedIn").asBoolean(false);
  }

  String csrf() throws IOException, InterruptedException {
    return me().path("csrf").path("token").asString("");
  }

  /** The cookies as a header has them. */
  String cookies() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> !cookie.hasExpired())
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(door.resolve(path))
            .header("Accept", path.startsWith("/api/") ? "application/json" : "text/html"));
  }

  /** Waits for the whole answer: the limit that a request has of Java ends with its head. */
  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest sent = request.build();
    CompletableFuture<HttpResponse<String>> answer = http.sendAsync(sent, BodyHandlers.ofString());
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException(
          "expected an answer from "
              + sent.uri()
              + " within "
              + limit.toMillis()
              + " ms, but there was none");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  /**
   * Asks again until the answer is 200.
   *
   * @throws IllegalStateException if it is not by then; it has the last answer
   */
  HttpResponse<String> awaitOk(String path, Duration longest)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    HttpResponse<String> answer = get(path);
    while (answer.statusCode() != 200) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "expected %s to be 200 within %d ms, but it was %d: %s"
                .formatted(path, longest.toMillis(), answer.statusCode(), answer.body()));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      answer = get(path);
    }
    return answer;
  }

  /** The lines of a stream of events, as they come, until it is closed. */
  Stream<String> lines(String path) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> stream =
        http.send(
            HttpRequest.newBuilder(door.resolve(path))
                .header("Accept", "text/event-stream")
                .build(),
            BodyHandlers.ofLines());
    if (stream.statusCode() != 200) {
      throw new IOException("expected a stream of " + path + ", but " + stream.statusCode());
    }
    return stream.body();
  }

  HttpResponse<String> form(String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(door.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "text/html,application/json")
            .POST(BodyPublishers.ofString(encoded(fields))));
  }

  /** Reports once: a connection that is lost meanwhile is a failure. */
  HttpResponse<String> report(String path, Object body, String csrf)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(door.resolve(path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("X-CSRF-TOKEN", csrf)
            .header("Idempotency-Key", "\"" + UUID.randomUUID() + "\"")
            .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
  }

  static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** The hidden fields of a page's form. */
  static Map<String, String> hidden(String page) {
    Map<String, String> fields = new java.util.LinkedHashMap<>();
    Matcher field = HIDDEN.matcher(page);
    while (field.find()) {
      fields.put(field.group(1), HtmlUtils.htmlUnescape(field.group(2)));
    }
    return fields;
  }

  /** Waits until the ledger that viewers read has this many dispatches, ended ones too. */
  void awaitLedger(int dispatches) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_WAIT_FOR_LEDGER.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      HttpResponse<String> answer = get("/api/ledger?limit=1&counts=true");
      last = answer.body();
      if (answer.statusCode() == 200
          && JsonMapper.shared().readTree(last).path("total").asInt(-1) >= dispatches) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException(
        "expected %,d dispatches on the ledger, but %s".formatted(dispatches, last));
  }
}
