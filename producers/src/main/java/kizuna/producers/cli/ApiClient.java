package kizuna.producers.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.schemas.JapanTime;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** HTTP client of the Kizuna API: GET, POST, and errors as messages. */
final class ApiClient {

  private static final int ACCEPTED = 202;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int MAX_WAITS = 20;
  private static final int LONGEST_PAUSE_SECONDS = 60;

  /** Requested delay of a response by the server, within its own limit of 30 s. */
  private static final long LONGEST_HELD_SECONDS = 5;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(40);
  private static final int FIRST_NOT_OK = 300;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(JapanTime.ZONE);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Characters of an id, but not dots alone, which lead to another folder. */
  private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9._-]+");

  private final URI address;
  private final Optional<String> drill;
  private final Locale language;
  private final AccessTokens tokens;
  private @Nullable Optional<String> token;
  private @Nullable LocalizedText asOf;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  /**
   * @param address root, for example http://localhost:8080
   * @param drill id of the drill; empty for live
   * @param language language of the server's messages
   * @param tokens access tokens of the command line's user
   */
  ApiClient(URI address, Optional<String> drill, Locale language, AccessTokens tokens) {
    this.address = address;
    this.drill = drill;
    this.language = language;
    this.tokens = tokens;
  }

  /** Reports a fact; the same key is never counted twice. */
  ObjectNode post(String path, ObjectNode body, String idempotencyKey) {
    HttpRequest request =
        request(path, Map.of(), "application/json")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "\"" + idempotencyKey + "\"")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return object(good(send(request)));
  }

  /**
   * Retries while the server responds with a wait, at most {@link #MAX_WAITS} times; no report is
   * counted twice.
   */
  ObjectNode postPatiently(String path, ObjectNode body) {
    HttpRequest request =
        request(path, Map.of(), "application/json")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = send(request);
    for (int wait = 0; wait < MAX_WAITS && asksToWait(answer); wait++) {
      sleep(Duration.ofSeconds(seconds(answer)));
      answer = send(request);
    }
    return object(good(answer));
  }

  private static boolean asksToWait(HttpResponse<String> answer) {
    return answer.statusCode() == TOO_MANY || answer.statusCode() == UNAVAILABLE;
  }

  private static long seconds(HttpResponse<String> answer) {
    String given = answer.headers().firstValue("Retry-After").orElse("");
    return given.matches("[0-9]{1,4}")
        ? Math.max(1, Math.min(Long.parseLong(given), LONGEST_PAUSE_SECONDS))
        : 1;
  }

  /** Reads an object. */
  ObjectNode get(String path, Map<String, String> parameters) {
    return object(good(send(request(path, parameters, "application/json").GET().build())));
  }

  /**
   * Waits for the decision about a report in the log; empty on a timeout.
   *
   * @param receipt receipt of the report
   */
  Optional<ObjectNode> awaitOutcome(JsonNode receipt, Duration longest) {
    String path =
        "/api/outcomes/"
            + segment(receipt.path("network").asString(""))
            + "/"
            + receipt.path("offset").asLong(-1);
    long end = System.nanoTime() + longest.toNanos();
    for (long left = longest.toNanos(); left > 0; left = end - System.nanoTime()) {
      // The server delays the response until there is a decision; 202 means that it timed out.
      long wait = Math.max(1, Math.min(TimeUnit.NANOSECONDS.toSeconds(left), LONGEST_HELD_SECONDS));
      HttpResponse<String> answer =
          send(
              request(path, Map.of("wait", Long.toString(wait)), "application/json").GET().build());
      if (answer.statusCode() != ACCEPTED && !asksToWait(answer)) {
        return Optional.of(object(good(answer)));
      }
      long pause = TimeUnit.SECONDS.toNanos(seconds(answer));
      sleep(Duration.ofNanos(Math.max(0, Math.min(pause, end - System.nanoTime()))));
    }
    return Optional.empty();
  }

  private void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  /** Reads an object; empty where there is none (yet). */
  Optional<ObjectNode> find(String path, Map<String, String> parameters) {
    HttpResponse<String> answer = send(request(path, parameters, "application/json").GET().build());
    return answer.statusCode() == NOT_FOUND || answer.statusCode() == SERVICE_UNAVAILABLE
        ? Optional.empty()
        : Optional.of(object(good(answer)));
  }

  /** Reads text of a media type, byte for byte as it was written. */
  String text(String path, Map<String, String> parameters, String mediaType) {
    return good(send(request(path, parameters, mediaType).GET().build())).body();
  }

  /**
   * An id as a part of a path.
   *
   * @throws CommandFailure if it is none: it would be another path
   */
  static String segment(String id) {
    String given = TextReader.narrow(id);
    if (!ID.matcher(given).matches()) {
      throw new CommandFailure(ExitCodes.USAGE, CliMessages.of("argument.id", id));
    }
    return given;
  }

  private HttpRequest.Builder request(
      String path, Map<String, String> parameters, String mediaType) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    if (path.startsWith("/api/")) {
      drill.ifPresent(id -> all.put("drill", id));
    }
    String query =
        all.entrySet().stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String root = address.toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path + (query.isEmpty() ? "" : "?" + query)))
            .timeout(ANSWER_LIMIT)
            .header("Accept", mediaType + ", application/problem+json;q=0.9")
            .header("Accept-Language", language.toLanguageTag());
    token().ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  /** A note on the age of the response; empty if it is current. */
  Optional<LocalizedText> asOf() {
    return Optional.ofNullable(asOf);
  }

  private static LocalizedText age(String at, String percent) {
    return CliMessages.of("door.asOf", MINUTE.format(OffsetDateTime.parse(at)), percent);
  }

  private Optional<String> token() {
    Optional<String> known = token;
    if (known == null) {
      known = tokens.tokenFor(address);
      token = known;
    }
    return known;
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> answer =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      answer
          .headers()
          .firstValue("Kizuna-As-Of")
          .ifPresent(
              at -> asOf = age(at, answer.headers().firstValue("Kizuna-Progress").orElse("0")));
      return answer;
    } catch (ConnectException e) {
      throw new CommandFailure(ExitCodes.NOT_REACHED, CliMessages.of("door.silent", address));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.NOT_REACHED,
          CliMessages.of(
              "door.broken",
              address,
              e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private CommandFailure interrupted() {
    return new CommandFailure(ExitCodes.NOT_REACHED, CliMessages.of("door.interrupted", address));
  }

  private HttpResponse<String> good(HttpResponse<String> answer) {
    if (answer.statusCode() < FIRST_NOT_OK) {
      return answer;
    }
    int exitCode =
        answer.statusCode() >= FIRST_SERVER_ERROR
            ? ExitCodes.NOT_REACHED
            : answer.statusCode() == BAD_REQUEST ? ExitCodes.USAGE : ExitCodes.REFUSED;
    Optional<ObjectNode> problem = parsed(answer.body());
    if (answer.statusCode() == UNAUTHORIZED) {
      String why = token().isPresent() ? "door.tokenRefused" : "door.notSignedIn";
      throw new CommandFailure(exitCode, CliMessages.of(why, address), problem);
    }
    if (problem.isEmpty()) {
      throw new CommandFailure(
          exitCode, CliMessages.of("door.noProblem", answer.uri(), answer.statusCode()));
    }
    String sentences = sentences(problem.get());
    CommandFailure failure = new CommandFailure(exitCode, asked -> sentences, problem);
    throw answer.statusCode() == FORBIDDEN
        ? failure.and(CliMessages.of("door.otherAccount"))
        : failure;
  }

  /** Returns the server's messages, in the requested language. */
  private static String sentences(ObjectNode problem) {
    StringBuilder text = new StringBuilder(problem.path("title").asString(""));
    String detail = problem.path("detail").asString("");
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    for (JsonNode error : problem.path("errors")) {
      text.append(System.lineSeparator()).append("  ").append(error.path("message").asString(""));
    }
    return text.toString();
  }

  private ObjectNode object(HttpResponse<String> answer) {
    return parsed(answer.body())
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCodes.NOT_REACHED, CliMessages.of("door.noJson", answer.uri())));
  }

  private static Optional<ObjectNode> parsed(String text) {
    try {
      return JSON.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
