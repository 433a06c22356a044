package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import kizuna.infra.door.ProviderSettings;
import kizuna.infra.host.Ports;
import kizuna.schemas.ClientProperties;

/**
 * The settings of a platform.
 *
 * @param port port of the one address for people and programs
 * @param brokerPort port of the embedded broker
 * @param registryPort port of the embedded schema registry
 * @param bootstrapServers the user's own Kafka cluster; empty for the embedded broker
 * @param schemaRegistry full URL of the user's own schema registry; empty for the embedded one
 * @param clients client settings of every program of Kizuna for that cluster and registry
 * @param access addresses and sign-in
 * @param database database of the read models; empty for embedded ones
 */
public record PlatformSettings(
    int port,
    int brokerPort,
    int registryPort,
    Optional<String> bootstrapServers,
    Optional<URI> schemaRegistry,
    ClientProperties clients,
    Access access,
    Optional<OwnDatabase> database) {

  /** Everything embedded, on free ports, for a second platform on the machine. */
  public static PlatformSettings onFreePorts() {
    return new PlatformSettings(
        Ports.free(),
        Ports.free(),
        Ports.free(),
        Optional.empty(),
        Optional.empty(),
        ClientProperties.NONE,
        Access.DEMONSTRATION,
        Optional.empty());
  }

  /**
   * The user's own PostgreSQL database for the read models.
   *
   * @param url as {@code jdbc:postgresql://host:port/database}, without a password
   * @param passwordFile file with the password in its first line
   */
  public record OwnDatabase(String url, String user, Path passwordFile) {}

  /**
   * Addresses of the gateway, and its identity provider.
   *
   * @param listen the address that the front door listens on
   * @param publicUrl the public address of the gateway; empty for localhost
   * @param provider the user's own identity provider; empty for the embedded one
   * @param accessTokenLife life of an access token of the embedded one
   */
  public record Access(
      String listen,
      Optional<URI> publicUrl,
      Optional<OwnProvider> provider,
      Duration accessTokenLife) {

    public static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(10);

    /** On this machine only, with the demonstration accounts. */
    public static final Access DEMONSTRATION =
        new Access(Ports.LOOPBACK, Optional.empty(), Optional.empty(), ACCESS_TOKEN_LIFE);
  }

  /**
   * The user's own identity provider (OpenID Connect).
   *
   * @param issuer its address, under which it publishes its metadata
   * @param clientId client id of the gateway
   * @param clientSecret client secret of the gateway
   * @param roleClaim name of the claim that holds the role
   * @param bodyClaim name of the claim that holds the body that the account acts for
   * @param audience required audience of its tokens; empty if it signs for no other application
   */
  public record OwnProvider(
      URI issuer,
      String clientId,
      String clientSecret,
      String roleClaim,
      String bodyClaim,
      Optional<String> audience) {

    ProviderSettings discovered() {
      return ProviderSettings.discovered(
          issuer, clientId, clientSecret, roleClaim, bodyClaim, audience);
    }
  }
}
