package kizuna.infra.door;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import kizuna.infra.host.Ports;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.UserError;
import kizuna.infra.identity.IdentityProvider;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.TextReader;

/**
 * The settings of a door that runs as a service of its own, out of its environment. A launcher
 * writes a file instead.
 */
final class EnvironmentSettings {

  private static final String PUBLIC_URL = "KIZUNA_PUBLIC_URL";
  private static final String STREAMS_URL = "KIZUNA_STREAMS_URL";
  private static final String PRODUCERS_URL = "KIZUNA_PRODUCERS_URL";
  private static final String BOOTSTRAP_SERVERS = "KIZUNA_BOOTSTRAP_SERVERS";
  private static final String SCHEMA_REGISTRY = "KIZUNA_SCHEMA_REGISTRY";
  private static final String ISSUER = "KIZUNA_ISSUER";
  private static final String CLIENT_ID = "KIZUNA_CLIENT_ID";
  private static final String CLIENT_SECRET_FILE = "KIZUNA_CLIENT_SECRET_FILE";
  private static final String AUDIENCE = "KIZUNA_AUDIENCE";
  private static final String ROLE_CLAIM = "KIZUNA_ACCESS_ROLE_CLAIM";
  private static final String BODY_CLAIM = "KIZUNA_ACCESS_BODY_CLAIM";
  private static final String DATABASE_URL = "KIZUNA_DATABASE_URL";
  private static final String DATABASE_USER = "KIZUNA_DATABASE_USER";
  private static final String DATABASE_PASSWORD_FILE = "KIZUNA_DATABASE_PASSWORD_FILE";
  private static final String IDENTITY_DIR = "KIZUNA_IDENTITY_DIR";
  private static final String LISTEN = "SERVER_ADDRESS";
  private static final String PORT = "SERVER_PORT";

  private static final String USUAL_PORT = "8080";
  private static final String USUAL_CLIENT = "kizuna";
  private static final String USUAL_IDENTITY_DIR = "data/identity";
  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(10);

  private final Map<String, String> environment;

  private EnvironmentSettings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads the settings from environment variables.
   *
   * @throws UserError names the variable that is missing or wrong
   */
  static GatewayApplication.Settings of(Map<String, String> environment) {
    return new EnvironmentSettings(environment).settings();
  }

  private GatewayApplication.Settings settings() {
    GatewaySettings door =
        new GatewaySettings(
            port(),
            given(LISTEN).orElse(Ports.LOOPBACK),
            Optional.of(address(PUBLIC_URL, "publicUrl")),
            address(PRODUCERS_URL, "producers"),
            address(STREAMS_URL, "streams"),
            GatewaySettings.IDLE,
            GatewaySettings.Limits.USUAL);
    Path identityFolder = Path.of(given(IDENTITY_DIR).orElse(USUAL_IDENTITY_DIR));
    String servers = required(BOOTSTRAP_SERVERS, "brokers");
    URI registry = address(SCHEMA_REGISTRY, "registry");
    URI registryHealth = URI.create(registry + "/subjects");
    if (given(ISSUER).isPresent()) {
      return new GatewayApplication.Settings(
          door,
          ownProvider(),
          Optional.empty(),
          identityFolder,
          servers,
          registryHealth,
          sessions());
    }
    // Door and provider are one process: their shared secret lasts as long as the process.
    String secret = PrivateFiles.newSecret();
    int port = Ports.free();
    return new GatewayApplication.Settings(
        door,
        ProviderSettings.embedded(door.address(), port, secret),
        Optional.of(
            new IdentityProvider.Settings(
                port, door.address(), secret, ACCESS_TOKEN_LIFE, GatewaySettings.IDLE)),
        identityFolder,
        servers,
        registryHealth,
        sessions());
  }

  /** Empty: sessions are kept in the folder of the identity, for one door. */
  private Optional<GatewayApplication.SessionDatabase> sessions() {
    return given(DATABASE_URL)
        .map(
            url ->
                new GatewayApplication.SessionDatabase(
                    url,
                    required(DATABASE_USER, "databaseUser"),
                    Path.of(required(DATABASE_PASSWORD_FILE, "databasePassword"))));
  }

  private ProviderSettings ownProvider() {
    return ProviderSettings.discovered(
        address(ISSUER, "issuer"),
        given(CLIENT_ID).orElse(USUAL_CLIENT),
        clientSecret(),
        given(ROLE_CLAIM).orElse(ProviderSettings.ROLE_CLAIM),
        given(BODY_CLAIM).orElse(ProviderSettings.BODY_CLAIM),
        audience());
  }

  /** Without one, tokens that the provider signs for other applications would be accepted. */
  private Optional<String> audience() {
    String name = environment.get(AUDIENCE);
    if (name == null) {
      throw new UserError(DoorMessages.LIST.of("audience", required(ISSUER, "issuer"), AUDIENCE));
    }
    return given(AUDIENCE);
  }

  private String clientSecret() {
    Path file = Path.of(required(CLIENT_SECRET_FILE, "clientSecret"));
    try {
      return TextReader.file(file).strip();
    } catch (IOException e) {
      throw new UserError(DoorMessages.LIST.of("secret.unreadable", file, CLIENT_SECRET_FILE), e);
    }
  }

  private int port() {
    String port = given(PORT).orElse(USUAL_PORT);
    if (!port.matches("\\d{1,5}")) {
      throw expected(DoorMessages.LIST.of("port"), PORT, port);
    }
    return Integer.parseInt(port);
  }

  private Optional<String> given(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  /**
   * @param what key of its description
   */
  private String required(String variable, String what) {
    return given(variable)
        .orElseThrow(
            () -> expected(DoorMessages.LIST.of(what), variable, DoorMessages.LIST.of("nothing")));
  }

  private URI address(String variable, String what) {
    String text = required(variable, what);
    if (!text.matches("https?://[^/\\s]+(/\\S*)?")) {
      throw expected(DoorMessages.LIST.of("web", DoorMessages.LIST.of(what)), variable, text);
    }
    return URI.create(text);
  }

  private static UserError expected(Message what, String variable, Object fact) {
    return new UserError(DoorMessages.LIST.of("expected", what, variable, fact));
  }
}
