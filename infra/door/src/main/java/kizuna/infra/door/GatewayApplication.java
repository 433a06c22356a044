package kizuna.infra.door;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.infra.host.LogFile;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.UserError;
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.identity.IdentityProvider;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.schemas.HeapWatchdog;
import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.TextReader;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main class of the publicly reachable process: the gateway and, unless another is used, the
 * identity provider. It has a heap and direct memory of its own, so that a flood of requests takes
 * no memory from the broker.
 */
public final class GatewayApplication {

  /** Environment variable: the file with the {@link Settings}, readable by its owner alone. */
  public static final String SETTINGS_FILE = "KIZUNA_DOOR_SETTINGS";

  /** Name of that file in the identity folder. */
  public static final String FILE = "door.json";

  public static final String BROKER = "broker";
  public static final String REGISTRY = "registry";
  public static final String STREAMS = "streams";
  public static final String PRODUCERS = "producers";

  private static final int FAILED = 1;
  private static final int USER_MUST_ACT = 2;

  private GatewayApplication() {}

  /**
   * The settings of the process.
   *
   * @param door the front door
   * @param provider the identity provider
   * @param identity the embedded identity provider; empty where another one is used
   * @param identityFolder folder of its keys and passwords
   * @param bootstrapServers the brokers, host:port, whose health the door reports
   * @param registryHealth address that returns 200 while the registry is up
   * @param sessions database of the sessions, for several doors; empty: a file beside the keys
   */
  public record Settings(
      GatewaySettings door,
      ProviderSettings provider,
      Optional<IdentityProvider.Settings> identity,
      Path identityFolder,
      String bootstrapServers,
      URI registryHealth,
      Optional<SessionDatabase> sessions) {

    /** Writes the settings, which hold secrets, into the folder of secrets. */
    public Path write(IdentityFolder folder) {
      return folder.write(FILE, JsonMapper.shared().writeValueAsString(this));
    }
  }

  /**
   * A PostgreSQL database.
   *
   * @param passwordFile file with the password in its first line
   */
  public record SessionDatabase(String url, String user, Path passwordFile) {

    SealedStore.DatabaseAddress place() {
      try {
        return new SealedStore.DatabaseAddress(
            url, user, TextReader.file(passwordFile).lines().findFirst().orElse("").strip());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static void main(String[] args) {
    LogFile.toStandardOutput();
    HeapWatchdog.start();
    try {
      run(settings(System.getenv()));
    } catch (UserError e) {
      System.err.println(e.in(MachineLanguage.locale()));
      System.exit(USER_MUST_ACT);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(GatewayApplication.class).error("the door cannot open", e);
      System.err.println(DoorMessages.LIST.local("notOpen", e));
      System.exit(FAILED); // the identity provider's threads would keep the process running
    }
  }

  /** Reads the settings from the launcher's file; without one, from the environment. */
  private static Settings settings(Map<String, String> environment) {
    String file = environment.get(SETTINGS_FILE);
    return file == null
        ? EnvironmentSettings.of(environment)
        : JsonMapper.shared().readValue(Path.of(file), Settings.class);
  }

  private static void run(Settings settings) {
    HealthWatch health = new HealthWatch(List.of(BROKER, REGISTRY, STREAMS, PRODUCERS), name -> {});
    health.check(BROKER, () -> HttpHealthCheck.accepts(settings.bootstrapServers()));
    health.check(REGISTRY, () -> HttpHealthCheck.isServed(settings.registryHealth()));
    health.check(
        STREAMS,
        () -> {
          HttpHealthCheck.Answer answer =
              HttpHealthCheck.ask(settings.door().streams().resolve(CurrentUserController.HEALTH));
          health.decisions().update(answer.body());
          return answer.isUp();
        });
    health.check(
        PRODUCERS,
        () ->
            HttpHealthCheck.isUp(
                settings.door().producers().resolve(CurrentUserController.HEALTH)));
    IdentityFolder folder = IdentityFolder.open(settings.identityFolder());
    Gateway door =
        Gateway.open(
            settings.door(),
            address -> settings.provider(),
            health,
            settings.sessions().map(SessionDatabase::place).orElseGet(folder::sessions),
            folder.sealer());
    Runtime.getRuntime().addShutdownHook(new Thread(door::close, "stop-door"));
    // Sign-in works once it has started; until then the gateway reports that it is starting.
    settings
        .identity()
        .map(identity -> IdentityProvider.start(identity, folder))
        .ifPresent(
            provider ->
                Runtime.getRuntime().addShutdownHook(new Thread(provider::close, "stop-identity")));
  }
}
