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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the operator of a machine's clock that is not believed, as the health of streams says it:
 * once in {@code up}, and in {@code status} for as long as it lasts.
 */
final class ClockDoubt {

  private static final String HEALTH = "clock";

  private final Path file;
  private final Consumer<String> say;
  private List<String> networks = List.of();

  /**
   * @param folder the installation's data folder
   * @param say tells whoever runs {@code up}
   */
  ClockDoubt(Path folder, Consumer<String> say) {
    this.file = file(folder);
    this.say = say;
  }

  private static Path file(Path folder) {
    return folder.resolve("run/clock-not-believed");
  }

  /** Looks at what the health of streams says now. */
  synchronized void observe(Optional<String> health) {
    TreeMap<String, String> found = new TreeMap<>();
    health.map(ClockDoubt::details).ifPresent(found::putAll);
    List<String> now = List.copyOf(found.keySet());
    if (health.isEmpty() || now.equals(networks)) {
      return;
    }
    networks = now;
    String sentences = found.isEmpty() ? "" : sentences(found);
    say.accept(found.isEmpty() ? "the clock of this machine is believed again" : sentences);
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

  /** Forgets what an earlier start kept. */
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sentences(TreeMap<String, String> found) {
    StringBuilder said = new StringBuilder("expected a clock that can be believed, but in ");
    found.forEach((network, why) -> said.append(network).append(' ').append(why).append("; "));
    return said.append(
            "reports are taken and decided at the log's time. If this machine's clock is")
        .append(" right: infra/kizuna clock --confirm. If not, correct it; nothing else is to do.")
        .toString();
  }

  /** How long something is, as people say it: days from two days on, hours from two hours on. */
  static String words(Duration time) {
    Duration length = time.abs();
    if (length.toDays() >= 2) {
      return length.toDays() + " days";
    }
    return length.toHours() >= 2 ? length.toHours() + " hours" : length.toSeconds() + " s";
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
      return details; // Not ours, or cut off: the next answer tells.
    }
    return details;
  }

  /** What is to be told of an installation's clock; empty: it is believed. */
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
