package kizuna.producers.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.TextReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chooses the access token of the command line: the one in the environment; else, on the machine of
 * the installation, the operator's; else that of the person who signed in.
 *
 * <p>A secret or a token is sent only to the installation that issued it.
 */
final class AccessTokens {

  private static final String COMMAND_LINE = "kizuna-cli";
  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final Duration SLOWER = Duration.ofSeconds(5);

  /** A command that renews the token is done within its own limit of an answer. */
  private static final Duration LONGEST_RENEWAL = LIMIT.plusSeconds(5);

  private static final int OK = 200;

  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, String> environment;
  private final Clock clock;
  private final Duration longestRenewal;
  private final Consumer<LocalizedText> warnings;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  /**
   * @param warnings receives problems that do not end the command
   */
  AccessTokens(Map<String, String> environment, Clock clock, Consumer<LocalizedText> warnings) {
    this(environment, clock, LONGEST_RENEWAL, warnings);
  }

  /**
   * @param longestRenewal how long a command waits for another one that renews the same token
   */
  AccessTokens(
      Map<String, String> environment,
      Clock clock,
      Duration longestRenewal,
      Consumer<LocalizedText> warnings) {
    this.environment = environment;
    this.clock = clock;
    this.longestRenewal = longestRenewal;
    this.warnings = warnings;
  }

  /** The token for the installation at an address, if there is one. */
  Optional<String> tokenFor(URI door) {
    String given = environment.get("KIZUNA_TOKEN");
    if (given != null && !TextReader.narrow(given).isBlank()) {
      return Optional.of(TextReader.narrow(given).strip());
    }
    return operatorToken(door).or(() -> personToken(door));
  }

  private Optional<String> operatorToken(URI door) {
    return identityFolder()
        .flatMap(
            folder -> {
              Optional<JsonNode> operator = TokenFile.read(folder.resolve("operator.json"));
              if (operator.isEmpty() || !isSame(door, operator.get().path("door").asString(""))) {
                return Optional.empty();
              }
              TokenFile kept = file(folder.resolve("operator-token.json"));
              return kept.inForce().or(() -> newOperatorToken(operator.get(), kept));
            });
  }

  private Optional<Path> identityFolder() {
    String data = environment.get("KIZUNA_DATA");
    if (data != null && !data.isBlank()) {
      return Optional.of(Path.of(data, "identity"));
    }
    String home = environment.get("KIZUNA_HOME");
    return home == null ? Optional.empty() : Optional.of(Path.of(home, "data", "identity"));
  }

  private Optional<String> newOperatorToken(JsonNode operator, TokenFile kept) {
    String credentials =
        operator.path("clientId").asString("") + ":" + operator.path("clientSecret").asString("");
    HttpRequest.Builder request =
        form(
                URI.create(operator.path("tokenAddress").asString("")),
                Map.of("grant_type", "client_credentials"))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    return keep(send(request), kept, Map.of());
  }

  private Optional<String> personToken(URI door) {
    TokenFile kept = file(personFile(door));
    return kept.inForce()
        .or(() -> kept.exists() ? kept.alone(() -> renewed(door, kept)) : Optional.empty());
  }

  /**
   * Renews the token, unless another command has meanwhile: a refresh token is valid for one use,
   * and a second use would end the sign-in.
   */
  private Optional<String> renewed(URI door, TokenFile kept) {
    return kept.inForce()
        .or(
            () ->
                kept.refreshToken()
                    .flatMap(
                        refresh ->
                            keep(
                                send(
                                    form(
                                        provider(door, "token"),
                                        Map.of(
                                            "grant_type",
                                            "refresh_token",
                                            "client_id",
                                            COMMAND_LINE,
                                            "refresh_token",
                                            refresh))),
                                kept,
                                Map.of())));
  }

  private TokenFile file(Path path) {
    return new TokenFile(path, clock, longestRenewal, warnings);
  }

  /** Keeps the token of an answer; empty if the answer has none. */
  private static Optional<String> keep(
      HttpResponse<String> answer, TokenFile file, Map<String, String> besides) {
    return TokenFile.object(answer.body())
        .filter(body -> answer.statusCode() == OK && body.has("access_token"))
        .map(body -> file.keep(body, besides));
  }

  /** A person is signing in elsewhere, with a browser. */
  record Waiting(String deviceCode, String userCode, URI address, Instant ends, Duration pause) {}

  /** Asks for a code that a person types in at the door's sign-in page (RFC 8628). */
  Waiting begin(URI door) {
    HttpResponse<String> answer =
        send(form(provider(door, "device_authorization"), Map.of("client_id", COMMAND_LINE)));
    Optional<ObjectNode> body = TokenFile.object(answer.body());
    if (answer.statusCode() != OK || body.isEmpty() || !body.get().has("device_code")) {
      throw new CommandFailure(
          ExitCodes.REFUSED, CliMessages.of("signIn.noProvider", door, answer.statusCode()));
    }
    JsonNode begun = body.get();
    return new Waiting(
        begun.path("device_code").asString(""),
        begun.path("user_code").asString(""),
        URI.create(begun.path("verification_uri").asString("")),
        clock.instant().plusSeconds(begun.path("expires_in").asLong(0)),
        Duration.ofSeconds(begun.path("interval").asLong(5)));
  }

  /** Waits until the user has entered the code; false on a timeout. */
  boolean await(URI door, Waiting waiting) throws InterruptedException {
    Duration pause = waiting.pause();
    while (clock.instant().isBefore(waiting.ends())) {
      HttpResponse<String> answer =
          send(
              form(
                  provider(door, "token"),
                  Map.of(
                      "grant_type",
                      DEVICE_CODE,
                      "client_id",
                      COMMAND_LINE,
                      "device_code",
                      waiting.deviceCode())));
      TokenFile kept = file(personFile(door));
      // A command that renews the sign-in of before must not write its token over the new one.
      if (answer.statusCode() == OK
          && kept.alone(() -> keep(answer, kept, Map.of("door", door.toString()))).isPresent()) {
        return true;
      }
      String why =
          TokenFile.object(answer.body()).map(b -> b.path("error").asString("")).orElse("");
      if (why.equals("slow_down")) {
        pause = pause.plus(SLOWER); // RFC 8628, section 3.5
      } else if (!why.equals("authorization_pending")) {
        return false;
      }
      Thread.sleep(pause.toMillis());
    }
    return false;
  }

  /** Where the token of the person who signed in is kept. */
  Path personFile(URI door) {
    String config = environment.get("XDG_CONFIG_HOME");
    Path root =
        config == null || config.isBlank()
            ? Path.of(environment.getOrDefault("HOME", "."), ".config")
            : Path.of(config);
    String name = authority(door).replaceAll("[^A-Za-z0-9.-]", "_");
    return root.resolve("kizuna").resolve("token-" + name + ".json");
  }

  private static URI provider(URI door, String endpoint) {
    return URI.create(door.toString().replaceAll("/+$", "") + "/idp/oauth2/" + endpoint);
  }

  private static HttpRequest.Builder form(URI address, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(address)
        .timeout(LIMIT)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    HttpRequest asked = request.build();
    try {
      return http.send(asked, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.NOT_REACHED, CliMessages.of("door.silent", authority(asked.uri())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCodes.NOT_REACHED, CliMessages.of("token.interrupted"));
    }
  }

  private static boolean isSame(URI door, String other) {
    try {
      return authority(door).equals(authority(URI.create(other)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Host and port; the names of this machine are one. */
  private static String authority(URI address) {
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    int usual = "https".equals(address.getScheme()) ? 443 : 80;
    return (LOCAL_NAMES.contains(host) ? "localhost" : host)
        + ":"
        + (address.getPort() < 0 ? usual : address.getPort());
  }
}
