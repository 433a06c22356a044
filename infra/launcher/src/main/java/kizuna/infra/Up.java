package kizuna.infra;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.door.ServiceStatus;
import kizuna.infra.drill.DrillStarter;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.LogFile;
import kizuna.infra.host.UserError;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.ClockStep;
import kizuna.streams.drills.DrillExpiry;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code infra/kizuna up}: runs everything until Ctrl-C. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Runs everything on this machine until Ctrl-C; started again, it continues where it was.",
      "",
      "A real Kafka broker and a real schema registry are embedded; their data lies in the data folder.",
      "With --bootstrap-servers and --schema-registry a cluster and a registry of your own are used instead.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  infra/kizuna up",
      "  infra/kizuna up --data /srv/kizuna --port 9080",
      "  infra/kizuna up --database-url jdbc:postgresql://db:5432/kizuna --database-user kizuna --database-password-file db.txt",
      "  infra/kizuna up --bootstrap-servers kafka1:9092,kafka2:9092 --schema-registry http://registry:8081 --kafka-properties kafka.properties",
      "",
      "Exit codes: 0, 130 or 143 stopped (by Ctrl-C or TERM), 1 something broke again and again,",
      "2 cannot start or go on (a sentence says why).",
      "While it runs, infra/kizuna status says how everything is."
    })
final class Up implements Callable<Integer> {

  /** Environment variable: the number of restarts by {@code infra/kizuna up}. */
  private static final String RESTARTS = "KIZUNA_RESTARTS";

  private static final int MAX_PORT = 65_535;

  /** Exit code: restart, the cause may pass. */
  private static final int TRY_AGAIN = 75;

  /** Exit code: the user must act, as printed; do not restart. */
  private static final int USER_MUST_ACT = 2;

  private static final Duration START_LIMIT = Duration.ofSeconds(120);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of all data (default: data in the project folder).")
  private @Nullable Path data;

  @Option(
      names = "--heads-folder",
      paramLabel = "DIR",
      description =
          "Where the heads of the hash chains are written once a day (default: heads in the data folder).")
  private @Nullable Path headsFolder;

  @Option(
      names = "--expire-drills-after",
      paramLabel = "DAYS",
      defaultValue = "${env:KIZUNA_DRILL_DAYS:-" + DrillExpiry.USUAL_DAYS + "}",
      description =
          "Days after its last use when a drill's run that nobody keeps is removed (default: ${DEFAULT-VALUE}; or environment KIZUNA_DRILL_DAYS).")
  private int expireDrillsAfter = DrillExpiry.USUAL_DAYS;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the one address for people and programs (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the embedded Kafka broker (default: ${DEFAULT-VALUE}).")
  private int brokerPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Port of the embedded schema registry (default: ${DEFAULT-VALUE}).")
  private int registryPort;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT[,...]",
      description = "A Kafka cluster of your own instead of the embedded broker.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description =
          "Full URL of a Confluent-compatible schema registry of your own instead of the embedded one.")
  private @Nullable URI schemaRegistry;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      defaultValue = "${env:" + ClientProperties.VARIABLE + "}",
      description = {
        "Client properties for that cluster and registry, as Kafka's tools take them (SASL, TLS, basic.auth.user.info);",
        "with --bootstrap-servers or --schema-registry (or environment KIZUNA_KAFKA_PROPERTIES)."
      })
  private @Nullable Path kafkaProperties;

  @Mixin private AccessOptions access = new AccessOptions();
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  private final PrintStream out = System.out;
  private final CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
  private final AtomicBoolean folderGoneReported = new AtomicBoolean();
  private volatile boolean stopping;

  @Override
  public Integer call() throws InterruptedException {
    requirePorts();
    PlatformSettings settings =
        new PlatformSettings(
            port,
            brokerPort,
            registryPort,
            Optional.ofNullable(bootstrapServers),
            Optional.ofNullable(schemaRegistry),
            clients(),
            access.settings(),
            database.settings());
    if (expireDrillsAfter < 1 || expireDrillsAfter > DrillExpiry.MAX_DAYS) {
      throw new UserError(messages.of("expected.days", DrillExpiry.MAX_DAYS, expireDrillsAfter));
    }
    Path where =
        (data == null ? Installation.here().root().resolve("data") : data)
            .toAbsolutePath()
            .normalize();
    DiskWatch disk = new DiskWatch(where, messages);
    if (System.getenv(RESTARTS) != null) {
      if (!DataFolder.wasOpened(where)) {
        throw new UserError(messages.of("folder.gone", where));
      }
      disk.awaitRoom(out);
    }
    DataFolder folder = DataFolder.open(where);
    LogFile.toFile(folder.log("launcher"));
    Platform platform = Platform.of(settings, folder, this::progress);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform), "stop"));
    // The broker halts the JVM when it cannot write its log: print the reason first.
    Exit.setHaltProcedure((status, message) -> brokerFailed(platform, disk, folder));
    Exit.setExitProcedure((status, message) -> brokerFailed(platform, disk, folder));
    ClockStep clock = ClockStep.ofThisMachine();
    try {
      platform.start();
    } catch (RuntimeException e) {
      if (stopping) {
        return 0; // Ctrl-C while starting
      }
      stopping = true;
      if (folder.isGone()) {
        return endWithoutFolder(platform);
      }
      platform.close();
      throw e;
    }
    if (platform.awaitReady(START_LIMIT)) {
      new StartScreen(platform, settings, messages).lines().forEach(out::println);
      out.flush();
    } else if (!stopping) {
      notReady(platform);
    }
    return watch(platform, clock, disk, folder);
  }

  private void requirePorts() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--port", port);
    if (bootstrapServers == null) {
      ports.put("--broker-port", brokerPort);
    }
    if (schemaRegistry == null) {
      ports.put("--registry-port", registryPort);
    }
    Map<Integer, String> taken = new HashMap<>();
    ports.forEach(
        (option, number) -> {
          if (number < 1 || number > MAX_PORT) {
            throw new UserError(messages.of("expected.port", option, MAX_PORT, number.toString()));
          }
          String other = taken.putIfAbsent(number, option);
          if (other != null) {
            throw new UserError(
                messages.of("expected.otherPort", option, other, number.toString()));
          }
        });
  }

  /** A variable that is set for other commands is not used for the embedded broker and registry. */
  private ClientProperties clients() {
    if (bootstrapServers == null && schemaRegistry == null) {
      return ClientProperties.NONE;
    }
    try {
      return ClientProperties.read(kafkaProperties);
    } catch (ClientProperties.Refused e) {
      throw new UserError(e, e);
    }
  }

  /**
   * Warns when the disk is about to be full. Returns when the machine's clock was set back: broker
   * and parts would wait for the earlier time, so all are restarted; and when the program of a part
   * or the data folder was deleted, because a restart would not help.
   */
  private int watch(Platform platform, ClockStep clock, DiskWatch disk, DataFolder folder)
      throws InterruptedException {
    boolean missing = false;
    try (DailyRecords records = DailyRecords.of(platform, headsFolder, expireDrillsAfter);
        DrillStarter drills = platform.startDrills()) {
      while (true) {
        Optional<Duration> back = clock.back();
        if (back.isPresent()) {
          progress(messages.text("clock.back", ClockDoubt.words(back.get(), messages)));
          stopping = true; // Not Ctrl-C: the shutdown hook prints nothing.
          platform.close();
          return TRY_AGAIN;
        }
        if (platform.programGone()) {
          stopping = true;
          platform.close();
          return USER_MUST_ACT;
        }
        // A mount may be away for a moment: the second look decides.
        if (folder.isGone() && missing) {
          return endWithoutFolder(platform);
        }
        missing = folder.isGone();
        records.startDue();
        disk.warning().ifPresent(this::progress);
        TimeUnit.SECONDS.sleep(2);
      }
    }
  }

  private void progress(String sentence) {
    LoggerFactory.getLogger(Up.class).info(sentence);
    out.println("  " + sentence);
  }

  private void notReady(Platform platform) {
    platform
        .health()
        .parts()
        .forEach(
            (part, status) -> {
              if (status != ServiceStatus.UP) {
                out.println(
                    messages.text("notReady", part, START_LIMIT.toSeconds(), platform.log(part)));
              }
            });
  }

  private void stop(Platform platform) {
    if (stopping) {
      return; // refused to start: the sentence says why
    }
    stopping = true;
    out.println();
    out.println(messages.text("stopping"));
    platform.close();
    out.println(messages.text("stopped"));
    out.flush();
  }

  /** Nothing can be saved any more: a restart would begin an empty log in the same place. */
  private int endWithoutFolder(Platform platform) {
    stopping = true;
    reportFolderGone(platform.dataFolder());
    platform.close();
    return USER_MUST_ACT;
  }

  private void reportFolderGone(Path folder) {
    if (folderGoneReported.compareAndSet(false, true)) {
      progress(messages.text("folder.gone", folder));
      out.flush();
    }
  }

  private void brokerFailed(Platform platform, DiskWatch disk, DataFolder folder) {
    boolean gone = folder.isGone();
    if (gone) {
      reportFolderGone(platform.dataFolder());
    } else {
      out.println(disk.brokerFailure(platform.log("launcher")));
      out.flush();
    }
    // Child processes end with this JVM. Its shutdown hooks would wait for the failed broker.
    Runtime.getRuntime().halt(gone ? USER_MUST_ACT : TRY_AGAIN);
  }
}
