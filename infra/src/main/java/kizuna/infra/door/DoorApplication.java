package kizuna.infra.door;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kizuna.infra.children.Probe;
import kizuna.infra.host.Logs;
import kizuna.infra.identity.IdentityFolder;
import kizuna.infra.identity.IdentityProvider;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process that strangers reach: the front door and, where none is brought, the identity
 * provider. It has a heap and direct memory of its own, so that no flood at the door takes memory
 * from the broker.
 */
public final class DoorApplication {

  /** Environment variable: the file with the {@link Settings}, readable by its owner alone. */
  public static final String SETTINGS_FILE = "KIZUNA_DOOR_SETTINGS";

  /** Name of that file in the identity folder. */
  public static final String FILE = "door.json";

  public static final String BROKER = "broker";
  public static final String REGISTRY = "registry";
  public static final String STREAMS = "streams";
  public static final String PRODUCERS = "producers";

  private static final int FAILED = 1;

  private DoorApplication() {}

  /**
   * What the process needs to know.
   *
   * @param door the front door
   * @param provider who says who somebody is
   * @param identity the embedded identity provider; empty where another one is used
   * @param identityFolder its keys and passwords
   * @param bootstrapServers the brokers, host:port, whose health the door tells
   * @param registryHealth address that answers 200 while the registry does
   */
  public record Settings(
      DoorSettings door,
      Provider provider,
      Optional<IdentityProvider.Settings> identity,
      Path identityFolder,
      String bootstrapServers,
      URI registryHealth) {

    /** Writes the settings, which hold secrets, into the folder of secrets. */
    public Path write(IdentityFolder folder) {
      return folder.write(FILE, JsonMapper.shared().writeValueAsString(this));
    }
  }

  public static void main(String[] args) {
    Settings settings =
        JsonMapper.shared().readValue(Path.of(System.getenv(SETTINGS_FILE)), Settings.class);
    Logs.toStandardOutput();
    try {
      run(settings);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(DoorApplication.class).error("the door cannot open", e);
      System.err.println("the door cannot open: " + e);
      System.exit(FAILED); // the identity provider's threads would keep the process alive
    }
  }

  private static void run(Settings settings) {
    HealthWatch health = new HealthWatch(List.of(BROKER, REGISTRY, STREAMS, PRODUCERS), name -> {});
    health.check(BROKER, () -> Probe.accepts(settings.bootstrapServers()));
    health.check(REGISTRY, () -> Probe.isUp(settings.registryHealth()));
    health.check(
        STREAMS,
        () -> {
          Probe.Answer answer = Probe.ask(settings.door().streams().resolve(Me.HEALTH));
          health.decisions().note(answer.body());
          return answer.isUp();
        });
    health.check(PRODUCERS, () -> Probe.isUp(settings.door().producers().resolve(Me.HEALTH)));
    FrontDoor door = FrontDoor.open(settings.door(), address -> settings.provider(), health);
    Runtime.getRuntime().addShutdownHook(new Thread(door::close, "stop-door"));
    // Nobody can sign in before it is there; the door says so meanwhile.
    settings
        .identity()
        .map(
            identity ->
                IdentityProvider.start(identity, IdentityFolder.open(settings.identityFolder())))
        .ifPresent(
            provider ->
                Runtime.getRuntime().addShutdownHook(new Thread(provider::close, "stop-identity")));
  }
}
