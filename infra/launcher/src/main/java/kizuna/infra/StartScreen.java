package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.Installation;
import kizuna.infra.host.ProcessMemory;
import kizuna.producers.cli.TextTable;
import org.jspecify.annotations.Nullable;

/** The screen after start: the address, how to sign in, the next steps. */
final class StartScreen {

  /** Commands to try next, and the keys of their descriptions. */
  private static final List<Map.Entry<String, String>> NEXT =
      List.of(
          Map.entry("infra/kizuna drill run first-hour", "next.first"),
          Map.entry("infra/kizuna drill run noto-2024 --speed max", "next.noto"),
          Map.entry("infra/kizuna ledger", "next.ledger"),
          Map.entry("infra/kizuna status", "next.status"),
          Map.entry("infra/kizuna --help", "next.help"));

  private static final int USUAL_PORT = 8080;

  private final Platform platform;
  private final PlatformSettings settings;
  private final CommandMessages messages;

  StartScreen(Platform platform, PlatformSettings settings, CommandMessages messages) {
    this.platform = platform;
    this.settings = settings;
    this.messages = messages;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(messages.text("ready", platform.secondsSinceStart()));
    lines.add("");
    addServices(lines);
    platform
        .demonstrationPassword()
        .ifPresent(
            password -> {
              lines.add("");
              lines.add(messages.text("signIn", platform.address()));
              lines.add(
                  "  viewer  desk-wajima desk-suzu desk-mashiki  ward-nerima ward-shinjuku … (23)  coordinator  director");
              lines.add("  " + messages.text("password", password));
            });
    lines.add("");
    lines.add(messages.text("next"));
    exports(
            platform.dataFolder(),
            Installation.here().root().resolve("data"),
            URI.create("http://localhost:" + settings.port()))
        .ifPresent(export -> lines.add("  " + export));
    for (Map.Entry<String, String> next : NEXT) {
      lines.add("  " + padded(next.getKey(), 48) + " " + messages.text(next.getValue()));
    }
    lines.add("");
    lines.add(messages.text("ctrlC"));
    return lines;
  }

  /** The variables to export for the commands if folder or port are not the default ones. */
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
    lines.add(service("line.door", platform.address().toString(), ServiceSpecs.DOOR));
    lines.add(
        settings
            .bootstrapServers()
            .map(own -> line("line.cluster", own, null))
            .orElseGet(
                () ->
                    line(
                        "line.broker",
                        "localhost:" + settings.brokerPort(),
                        ProcessHandle.current().pid())));
    lines.add(
        service("line.registry", platform.schemaRegistry().toString(), ServiceSpecs.REGISTRY));
    settings.database().ifPresent(own -> lines.add(line("line.database", own.url(), null)));
    lines.add(service("line.streams", messages.text("line.streams.what"), ServiceSpecs.STREAMS));
    lines.add(
        service("line.producers", messages.text("line.producers.what"), ServiceSpecs.PRODUCERS));
    lines.add(
        line(
            "line.data",
            messages.text("line.data.free", platform.dataFolder(), platform.freeDiskBytes() >> 30),
            null));
    lines.add(line("line.logs", platform.dataFolder().resolve("logs").toString(), null));
  }

  /**
   * @param key key of its description
   */
  private String service(String key, String where, String service) {
    return line(key, where, platform.pid(service).orElse(null));
  }

  private String line(String key, String where, @Nullable Long pid) {
    return ("  " + padded(messages.text(key), 16) + " " + padded(where, 42) + " " + process(pid))
        .stripTrailing();
  }

  private String process(@Nullable Long pid) {
    if (pid == null) {
      return "";
    }
    OptionalLong bytes = ProcessMemory.residentBytes(pid);
    return bytes.isPresent()
        ? messages.text("process.memory", String.valueOf(pid), bytes.getAsLong() >> 20)
        : messages.text("process", String.valueOf(pid));
  }

  /** Fills up to a number of columns of the terminal; a Japanese character takes two. */
  static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - TextTable.width(text)));
  }
}
