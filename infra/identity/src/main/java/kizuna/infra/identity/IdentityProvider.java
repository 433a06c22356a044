package kizuna.infra.identity;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import kizuna.infra.host.Ports;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The embedded identity provider: OpenID Connect and OAuth 2 for an installation without its own
 * provider. Listens on the loopback address; people reach it through the front door under {@link
 * #PATH}.
 */
public final class IdentityProvider implements AutoCloseable {

  /** Its path below the gateway. */
  public static final String PATH = "/idp";

  /** The client id of the gateway. */
  public static final String DOOR = "kizuna-door";

  /** The client id of the command line when a person signs in with it; it has no secret. */
  public static final String COMMAND_LINE = "kizuna-cli";

  /**
   * Whom its access tokens are meant for (claim {@code aud}). Its identity tokens are meant for the
   * gateway: they open nothing.
   */
  public static final String AUDIENCE = "kizuna-api";

  private final ServletWebServerApplicationContext context;

  private IdentityProvider(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  /**
   * Its settings.
   *
   * @param port port it listens on
   * @param door the public address of the gateway
   * @param doorSecret the client secret of the gateway
   * @param accessTokenLife lifetime of an access token
   * @param idle idle time until a user must sign in again
   */
  public record Settings(
      int port, URI door, String doorSecret, Duration accessTokenLife, Duration idle) {

    /** The issuer that the tokens name. */
    public URI issuer() {
      return issuer(door);
    }

    /** The issuer for an address of the gateway. */
    public static URI issuer(URI door) {
      return URI.create(door.toString().replaceAll("/+$", "") + PATH);
    }

    /** The issuer at its own port, for the services of this installation. */
    public static URI inside(int port) {
      return URI.create("http://" + Ports.LOOPBACK + ":" + port + PATH);
    }
  }

  /** Starts it; it answers requests when this returns. */
  public static IdentityProvider start(Settings settings, IdentityFolder folder) {
    // Logging is configured already.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    SpringApplication application = new SpringApplication(IdentityConfiguration.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.setRegisterShutdownHook(false);
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean(Settings.class, () -> settings);
          beans.registerBean(IdentityFolder.class, () -> folder);
        });
    application.setDefaultProperties(Map.of("spring.config.name", "identity"));
    return new IdentityProvider(
        (ServletWebServerApplicationContext)
            application.run(
                "--server.address=" + Ports.LOOPBACK,
                "--server.port=" + settings.port(),
                "--server.servlet.session.cookie.secure="
                    + "https".equals(settings.door().getScheme())));
  }

  @Override
  public void close() {
    context.close();
  }
}
