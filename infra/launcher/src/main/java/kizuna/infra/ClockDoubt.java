package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Warns the operator when streams does not trust the clock of the machine: once in {@code up}, and
 * in {@code status} as long as it lasts.
 */
final class ClockDoubt {

  private static final String HEALTH = "clock";

  private final Path file;
  private final Consumer<String> notices;
  private final CommandMessages messages = CommandMessages.ofUp(LanguageTag.ofMachine());
  private List<String> networks = List.of();

  /**
   * @param folder the installation's data folder
   * @param notices shows a sentence to the user of {@code up}
   */
  ClockDoubt(Path folder, Consumer<String> notices) {
    this.file = file(folder);
    this.notices = notices;
  }

  private static Path file(Path folder) {
    return folder.resolve("run/clock-not-believed");
  }

  /** Reads a response of the health endpoint of streams. */
  synchronized void observe(Optional<String> health) {
    TreeMap<String, String> found = new TreeMap<>();
    health.map(ClockDoubt::details).ifPresent(found::putAll);
    List<String> now = List.copyOf(found.keySet());
    if (health.isEmpty() || now.equals(networks)) {
      return;
    }
    networks = now;
    String sentences = found.isEmpty() ? "" : sentences(found);
    notices.accept(found.isEmpty() ? messages.text("clock.believed") : sentences);
    try {
      if (found.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, sentences + "\n", StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the warning of an earlier start. */
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String sentences(TreeMap<String, String> found) {
    StringBuilder where = new StringBuilder();
    found.forEach((network, why) -> where.append(network).append(' ').append(why).append("; "));
    return messages.text("clock.doubt", where);
  }

  /** A duration in words: days from two days on, hours from two hours on. */
  static String words(Duration time, CommandMessages messages) {
    Duration length = time.abs();
    if (length.toDays() >= 2) {
      return messages.text("days", length.toDays());
    }
    return length.toHours() >= 2
        ? messages.text("hours", length.toHours())
        : messages.text("seconds", length.toSeconds());
  }

  private static TreeMap<String, String> details(String health) {
    TreeMap<String, String> details = new TreeMap<>();
    try {
      JsonNode clock = JsonMapper.shared().readTree(health).path("components").path(HEALTH);
      clock
          .path("details")
          .properties()
          .forEach(entry -> details.put(entry.getKey(), entry.getValue().asString("")));
    } catch (JacksonException e) {
      return details; // Not a health document, or truncated: wait for the next one.
    }
    return details;
  }

  /** The warning of an installation; empty if its clock is trusted. */
  static Optional<String> kept(Path folder) {
    try {
      Path file = file(folder);
      return Files.exists(file)
          ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
