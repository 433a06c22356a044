package kizuna.infra;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import kizuna.infra.door.ProviderSettings;
import kizuna.infra.door.ServiceStatus;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.LanguageTag;
import kizuna.infra.host.LogFile;
import kizuna.infra.host.Ports;
import kizuna.infra.host.ProcessMemory;
import kizuna.infra.host.UserError;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.ClockStep;
import kizuna.schemas.text.TextReader;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.LedgerDatabases;
import kizuna.streams.ledger.PostgresDatabases;
import kizuna.streams.ledger.UnusableDatabase;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
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
      "  infra/kizuna up --bootstrap-servers kafka1:9092,kafka2:9092 --schema-registry http://registry:8081",
      "",
      "Exit codes: 0 stopped, 1 something broke again and again, 2 cannot start (a sentence says why).",
      "While it runs, infra/kizuna status says how everything is."
    })
final class Up implements Callable<Integer> {

  /** Environment variable: how often {@code infra/kizuna up} has started this again. */
  private static final String RESTARTS = "KIZUNA_RESTARTS";

  /** To be started again: something failed that may pass. */
  private static final int TRY_AGAIN = 75;

  private static final long SCARCE_BYTES = 256L * 1024 * 1024;
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
      names = "--database-url",
      paramLabel = "URL",
      defaultValue = "${env:KIZUNA_DATABASE_URL}",
      description = {
        "jdbc:postgresql://HOST:PORT/DATABASE: the ledger's read models in a PostgreSQL database of your own (12 or newer)",
        "instead of embedded ones, so that several machines can read the same; with --database-user and",
        "--database-password-file. One writes, the others follow (or environment KIZUNA_DATABASE_URL)."
      })
  private @Nullable String databaseUrl;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      defaultValue = "${env:KIZUNA_DATABASE_USER}",
      description =
          "Account there; it must be allowed to create schemas (or environment KIZUNA_DATABASE_USER).")
  private @Nullable String databaseUser;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      defaultValue = "${env:KIZUNA_DATABASE_PASSWORD_FILE}",
      description =
          "File whose first line is its password (or environment KIZUNA_DATABASE_PASSWORD_FILE).")
  private @Nullable Path databasePasswordFile;

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
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = Ports.LOOPBACK,
      description =
          "Address that the front door listens on (default: ${DEFAULT-VALUE}, this machine only).")
  private String listen = Ports.LOOPBACK;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "The front door's address as people type it, e.g. https://kizuna.example.jp behind a proxy that speaks TLS (default: http://localhost:PORT).")
  private @Nullable URI publicUrl;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = {
        "An OpenID Connect provider of your own instead of the embedded one and its demonstration accounts;",
        "with --client-id and --client-secret-file. Its redirect address is PUBLIC-URL/login/oauth2/code/kizuna."
      })
  private @Nullable URI issuer;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      defaultValue = "kizuna",
      description = "What Kizuna is called at that provider (default: ${DEFAULT-VALUE}).")
  private String clientId = "kizuna";

  @Option(
      names = "--client-secret-file",
      paramLabel = "FILE",
      description = "File with Kizuna's secret at that provider.")
  private @Nullable Path clientSecretFile;

  @Option(
      names = "--role-claim",
      paramLabel = "NAME",
      defaultValue = ProviderSettings.ROLE_CLAIM,
      description =
          "Claim of that provider's tokens that says what somebody may do (default: ${DEFAULT-VALUE}).")
  private String roleClaim = ProviderSettings.ROLE_CLAIM;

  @Option(
      names = "--body-claim",
      paramLabel = "NAME",
      defaultValue = ProviderSettings.BODY_CLAIM,
      description =
          "Claim that says for whom: a municipality's code or a network's id (default: ${DEFAULT-VALUE}).")
  private String bodyClaim = ProviderSettings.BODY_CLAIM;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      description =
          "Whom that provider's access tokens must be meant for (claim aud); give it where the provider signs for other applications too.")
  private @Nullable String audience;

  @Option(
      names = "--access-token-minutes",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How long an access token of the embedded provider is good for (default: ${DEFAULT-VALUE}).")
  private int accessTokenMinutes;

  private final PrintStream out = System.out;
  private volatile boolean stopping;

  @Override
  public Integer call() throws InterruptedException {
    PlatformSettings settings =
        new PlatformSettings(
            port,
            brokerPort,
            registryPort,
            Optional.ofNullable(bootstrapServers),
            Optional.ofNullable(schemaRegistry),
            access(),
            database());
    if (expireDrillsAfter < 1 || expireDrillsAfter > DrillExpiry.MOST_DAYS) {
      throw new UserError(
          "expected 1 to "
              + DrillExpiry.MOST_DAYS
              + " days for --expire-drills-after, but "
              + expireDrillsAfter
              + ".");
    }
    Path where = data == null ? Installation.here().root().resolve("data") : data;
    awaitRoom(where);
    DataFolder folder = DataFolder.open(where);
    LogFile.toFile(folder.log("launcher"));
    Platform platform = Platform.of(settings, folder, this::progress);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform), "stop"));
    // The broker halts the JVM when it can no longer write its log: the user must read why.
    Exit.setHaltProcedure((status, message) -> brokerFailed(platform));
    Exit.setExitProcedure((status, message) -> brokerFailed(platform));
    ClockStep clock = ClockStep.ofThisMachine();
    try {
      platform.start();
    } catch (RuntimeException e) {
      if (stopping) {
        return 0; // Ctrl-C while starting
      }
      stopping = true;
      platform.close();
      throw e;
    }
    if (platform.awaitReady(START_LIMIT)) {
      screen(platform);
    } else if (!stopping) {
      notReady(platform);
    }
    return watch(platform, clock);
  }

  /** Started again by itself after the disk was full, it goes on once there is room. */
  private void awaitRoom(Path where) throws InterruptedException {
    boolean said = System.getenv(RESTARTS) == null;
    while (System.getenv(RESTARTS) != null
        && DataFolder.freeBytesFor(where) < DataFolder.NEEDED_BYTES) {
      if (!said) {
        out.println(
            "  waiting for "
                + (DataFolder.NEEDED_BYTES >> 20)
                + " MB of free disk space for "
                + where
                + "; it goes on by itself then.");
        said = true;
      }
      TimeUnit.SECONDS.sleep(2);
    }
  }

  /** Tried at once: who starts it learns within seconds what is wrong. */
  private Optional<PlatformSettings.OwnDatabase> database() {
    String url = databaseUrl;
    if (url == null || url.isBlank()) {
      return Optional.empty();
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      // What follows the scheme may hold a password.
      throw refused("scheme", url.replaceFirst("(?s)[/@?].*", "…"));
    }
    if (url.contains("password=")) {
      throw refused("password-in-url");
    }
    String user = databaseUser;
    Path file = databasePasswordFile;
    if (user == null || user.isBlank()) {
      throw refused("no-user");
    }
    if (file == null) {
      throw refused("no-password-file");
    }
    try (LedgerDatabases tried =
        new PostgresDatabases(
            url, user, TextReader.file(file).lines().findFirst().orElse("").strip())) {
      return Optional.of(new PlatformSettings.OwnDatabase(tried.place(), user, file));
    } catch (UnusableDatabase e) {
      throw new UserError(e.sentence(LanguageTag.ofMachine()), e);
    } catch (IOException e) {
      throw refused("unreadable-file", file.toString());
    }
  }

  private static UserError refused(String what, Object... values) {
    return new UserError(
        MessageCatalog.of(LanguageTag.ofMachine()).sentence("error.database." + what, values));
  }

  private PlatformSettings.Access access() {
    if (accessTokenMinutes < 1) {
      throw new UserError(
          "expected a number of minutes for --access-token-minutes, but " + accessTokenMinutes);
    }
    if (publicUrl != null && (publicUrl.getHost() == null || !isWeb(publicUrl))) {
      throw new UserError(
          "expected an address like https://kizuna.example.jp for --public-url, but " + publicUrl);
    }
    return new PlatformSettings.Access(
        listen,
        Optional.ofNullable(publicUrl),
        Optional.ofNullable(issuer)
            .map(
                address ->
                    new PlatformSettings.OwnProvider(
                        address,
                        clientId,
                        clientSecret(),
                        roleClaim,
                        bodyClaim,
                        Optional.ofNullable(audience))),
        Duration.ofMinutes(accessTokenMinutes));
  }

  private static boolean isWeb(URI address) {
    return "http".equals(address.getScheme()) || "https".equals(address.getScheme());
  }

  private String clientSecret() {
    if (clientSecretFile == null) {
      throw new UserError(
          "expected --client-secret-file FILE with --issuer, but there is none; the secret comes from that provider.");
    }
    try {
      return TextReader.file(clientSecretFile).strip();
    } catch (IOException e) {
      throw new UserError(
          "expected Kizuna's secret in "
              + clientSecretFile
              + " (--client-secret-file), but it cannot be read.",
          e);
    }
  }

  /**
   * Says once, in time, that the disk is about to be full. Returns when the machine's clock was set
   * back: broker and parts would wait for the time of before, so all are started again.
   */
  private int watch(Platform platform, ClockStep clock) throws InterruptedException {
    boolean said = false;
    try (DailyRecords records = DailyRecords.of(platform, headsFolder, expireDrillsAfter)) {
      while (true) {
        Optional<Duration> back = clock.back();
        if (back.isPresent()) {
          progress(
              "this machine's clock was set back by "
                  + ClockDoubt.words(back.get())
                  + "; everything is started again, for nothing goes on well by a clock that goes back.");
          stopping = true; // This is no Ctrl-C: the hook has nothing to say.
          platform.close();
          return TRY_AGAIN;
        }
        records.look();
        boolean scarce = platform.freeDiskBytes() < SCARCE_BYTES;
        if (scarce && !said) {
          progress(
              "only "
                  + (platform.freeDiskBytes() >> 20)
                  + " MB of disk space are left for "
                  + platform.dataFolder()
                  + "; free some soon, the broker stops when there is none.");
        }
        said = scarce;
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
                    "expected "
                        + part
                        + " to be ready within "
                        + START_LIMIT.toSeconds()
                        + " s, but it is not; its log is "
                        + platform.log(part)
                        + ". It is tried further; Ctrl-C stops everything.");
              }
            });
  }

  private void screen(Platform platform) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Kizuna is ready after " + platform.secondsSinceStart() + " s.");
    lines.add("");
    long own = ProcessHandle.current().pid();
    lines.add(
        line(
            "board and API",
            platform.address().toString(),
            platform.pid(Platform.DOOR).orElse(null)));
    lines.add(
        bootstrapServers == null
            ? line("Kafka broker", "localhost:" + brokerPort, own)
            : line("Kafka cluster", bootstrapServers, null));
    lines.add(
        line(
            "schema registry",
            String.valueOf(
                schemaRegistry == null ? EmbeddedRegistry.url(registryPort) : schemaRegistry),
            platform.pid(Platform.REGISTRY).orElse(null)));
    if (databaseUrl != null && !databaseUrl.isBlank()) {
      lines.add(line("read models", databaseUrl, null));
    }
    lines.add(line("streams", "decides and answers", platform.pid(Platform.STREAMS).orElse(null)));
    lines.add(line("producers", "takes reports", platform.pid(Platform.PRODUCERS).orElse(null)));
    lines.add(
        line(
            "data",
            platform.dataFolder() + " (" + (platform.freeDiskBytes() >> 30) + " GB free)",
            null));
    lines.add(line("logs", platform.dataFolder().resolve("logs").toString(), null));
    platform
        .demonstrationPassword()
        .ifPresent(
            password -> {
              lines.add("");
              lines.add("Sign in at " + platform.address() + " with a demonstration account:");
              lines.add(
                  "  viewer  desk-wajima desk-suzu desk-mashiki  ward-nerima ward-shinjuku … (23)  coordinator  director");
              lines.add("  password of them all: " + password);
            });
    lines.add("");
    lines.add("Next, in another terminal:");
    for (Map.Entry<String, String> next : NEXT) {
      lines.add(String.format(Locale.ROOT, "  %-48s %s", next.getKey(), next.getValue()));
    }
    lines.add("");
    lines.add("Ctrl-C stops everything; `infra/kizuna up` continues where it was.");
    lines.forEach(out::println);
    out.flush();
  }

  private static final List<Map.Entry<String, String>> NEXT =
      List.of(
          Map.entry("infra/kizuna drill run first-hour", "a small drill, read in one minute"),
          Map.entry("infra/kizuna drill run noto-2024 --speed max", "Noto 2024, real figures"),
          Map.entry("infra/kizuna ledger", "who is going where"),
          Map.entry("infra/kizuna status", "how everything is: parts, decisions, disk, clock"),
          Map.entry("infra/kizuna --help", "everything a desk or a ward can do"));

  private static String line(String what, String where, @Nullable Long pid) {
    String process = "";
    if (pid != null) {
      OptionalLong bytes = ProcessMemory.residentBytes(pid);
      process = "pid " + pid + (bytes.isPresent() ? ", " + (bytes.getAsLong() >> 20) + " MB" : "");
    }
    return String.format(Locale.ROOT, "  %-16s %-42s %s", what, where, process).stripTrailing();
  }

  private void stop(Platform platform) {
    if (stopping) {
      return; // refused to start: the sentence says why
    }
    stopping = true;
    out.println();
    out.println("Stopping.");
    platform.close();
    out.println("Stopped. `infra/kizuna up` continues where it was.");
    out.flush();
  }

  private void brokerFailed(Platform platform) {
    long free = platform.freeDiskBytes() >> 20;
    out.println(
        free < 64
            ? "expected free disk space for "
                + platform.dataFolder()
                + ", but only "
                + free
                + " MB are left; free some, and it goes on by itself: nothing that was confirmed is lost."
            : "expected the broker to write its log in "
                + platform.dataFolder()
                + ", but it failed; see "
                + platform.log("launcher")
                + ". It is started again.");
    out.flush();
    // The children end with this JVM. Its own hooks would wait for the broker that just failed.
    Runtime.getRuntime().halt(TRY_AGAIN);
  }
}
