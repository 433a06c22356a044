package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kizuna.infra.host.Installation;
import kizuna.infra.host.ProcessMemory;
import org.jspecify.annotations.Nullable;

/** What the user reads once everything is ready: where it is, how to sign in, what to do next. */
final class StartScreen {

  private static final List<Map.Entry<String, String>> NEXT =
      List.of(
          Map.entry("infra/kizuna drill run first-hour", "a small drill, read in one minute"),
          Map.entry("infra/kizuna drill run noto-2024 --speed max", "Noto 2024, real figures"),
          Map.entry("infra/kizuna ledger", "who is going where"),
          Map.entry("infra/kizuna status", "how everything is: parts, decisions, disk, clock"),
          Map.entry("infra/kizuna --help", "everything a desk or a ward can do"));

  private static final int USUAL_PORT = 8080;

  private final Platform platform;
  private final PlatformSettings settings;

  StartScreen(Platform platform, PlatformSettings settings) {
    this.platform = platform;
    this.settings = settings;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Kizuna is ready after " + platform.secondsSinceStart() + " s.");
    lines.add("");
    addServices(lines);
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
    exports(
            platform.dataFolder(),
            Installation.here().root().resolve("data"),
            URI.create("http://localhost:" + settings.port()))
        .ifPresent(export -> lines.add("  " + export));
    for (Map.Entry<String, String> next : NEXT) {
      lines.add(String.format(Locale.ROOT, "  %-48s %s", next.getKey(), next.getValue()));
    }
    lines.add("");
    lines.add("Ctrl-C stops everything; `infra/kizuna up` continues where it was.");
    return lines;
  }

  /** What the commands must be told first where folder or port are not the usual ones. */
  static Optional<String> exports(Path data, Path usual, URI address) {
    List<String> told = new ArrayList<>();
    if (!data.equals(usual.toAbsolutePath().normalize())) {
      told.add("KIZUNA_DATA='" + data.toString().replace("'", "'\\''") + "'");
    }
    if (address.getPort() != USUAL_PORT) {
      told.add("KIZUNA_URL=" + address);
    }
    return told.isEmpty() ? Optional.empty() : Optional.of("export " + String.join(" ", told));
  }

  private void addServices(List<String> lines) {
    lines.add(service("board and API", platform.address().toString(), ServiceSpecs.DOOR));
    lines.add(
        settings
            .bootstrapServers()
            .map(own -> line("Kafka cluster", own, null))
            .orElseGet(
                () ->
                    line(
                        "Kafka broker",
                        "localhost:" + settings.brokerPort(),
                        ProcessHandle.current().pid())));
    lines.add(
        service("schema registry", platform.schemaRegistry().toString(), ServiceSpecs.REGISTRY));
    settings.database().ifPresent(own -> lines.add(line("read models", own.url(), null)));
    lines.add(service("streams", "decides and answers", ServiceSpecs.STREAMS));
    lines.add(service("producers", "takes reports", ServiceSpecs.PRODUCERS));
    lines.add(
        line(
            "data",
            platform.dataFolder() + " (" + (platform.freeDiskBytes() >> 30) + " GB free)",
            null));
    lines.add(line("logs", platform.dataFolder().resolve("logs").toString(), null));
  }

  private String service(String what, String where, String service) {
    return line(what, where, platform.pid(service).orElse(null));
  }

  private static String line(String what, String where, @Nullable Long pid) {
    String process = "";
    if (pid != null) {
      OptionalLong bytes = ProcessMemory.residentBytes(pid);
      process = "pid " + pid + (bytes.isPresent() ? ", " + (bytes.getAsLong() >> 20) + " MB" : "");
    }
    return String.format(Locale.ROOT, "  %-16s %-42s %s", what, where, process).stripTrailing();
  }
}
