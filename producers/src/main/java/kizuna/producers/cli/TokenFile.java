package kizuna.producers.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The file that keeps an access token between two commands; only its owner can read it. */
final class TokenFile {

  /** Time before its expiry when a token counts as expired. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final long LOOK_AGAIN_MILLIS = 20;

  /** Seconds of an instant that does not come. */
  private static final long NEVER = Instant.MAX.getEpochSecond();

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final Clock clock;
  private final Duration longestRenewal;
  private final Consumer<LocalizedText> warnings;

  /**
   * @param longestRenewal how long a command waits for another one that renews the same token
   * @param warnings receives a warning if a token could not be stored
   */
  TokenFile(Path file, Clock clock, Duration longestRenewal, Consumer<LocalizedText> warnings) {
    this.file = file;
    this.clock = clock;
    this.longestRenewal = longestRenewal;
    this.warnings = warnings;
  }

  /** A token that came while the clock was ahead is not in force: the server would refuse it. */
  Optional<String> inForce() {
    Instant now = clock.instant();
    return read(file)
        .filter(
            token ->
                Instant.ofEpochSecond(token.path("receivedAt").asLong(NEVER))
                        .isBefore(now.plus(MARGIN))
                    && Instant.ofEpochSecond(token.path("expiresAt").asLong(0))
                        .isAfter(now.plus(MARGIN)))
        .map(token -> token.path("accessToken").asString(""))
        .filter(token -> !token.isEmpty());
  }

  boolean exists() {
    return read(file).isPresent();
  }

  Optional<String> refreshToken() {
    return read(file)
        .map(token -> token.path("refreshToken").asString(""))
        .filter(refresh -> !refresh.isEmpty());
  }

  /**
   * Does something while no other command on this machine does it for this file.
   *
   * @throws CommandFailure if another one does not end in time
   */
  <T> T alone(Supplier<T> work) {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try {
      Files.createDirectories(folder());
      try (FileChannel channel =
              FileChannel.open(
                  lockFile,
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(OWNER_ONLY));
          FileLock lock = lock(channel, lockFile)) {
        return work.get();
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCodes.REFUSED,
          CliMessages.of("token.notWritable", folder(), e.getClass().getSimpleName()));
    }
  }

  private FileLock lock(FileChannel channel, Path lockFile) throws IOException {
    long end = System.nanoTime() + longestRenewal.toNanos();
    try {
      while (true) {
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return lock;
        }
        if (System.nanoTime() > end) {
          throw new CommandFailure(
              ExitCodes.NOT_REACHED,
              CliMessages.of("token.held", longestRenewal.toSeconds(), lockFile));
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCodes.NOT_REACHED, CliMessages.of("token.interrupted"));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Held by another thread of this JVM.
    }
  }

  /**
   * Keeps the token of an answer of the identity provider, and returns it.
   *
   * @param besides kept with it
   */
  String keep(JsonNode token, Map<String, String> besides) {
    Map<String, Object> kept = new LinkedHashMap<>(besides);
    kept.put("accessToken", token.path("access_token").asString(""));
    long now = clock.instant().getEpochSecond();
    kept.put("receivedAt", now);
    kept.put("expiresAt", now + token.path("expires_in").asLong(0));
    if (token.has("refresh_token")) {
      kept.put("refreshToken", token.path("refresh_token").asString(""));
    }
    write(JsonMapper.shared().writeValueAsString(kept));
    return token.path("access_token").asString("");
  }

  private void write(String text) {
    Path folder = folder();
    try {
      Files.createDirectories(folder);
      Path draft =
          Files.createTempFile(
              folder, "token", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try {
        Files.writeString(draft, text, StandardCharsets.UTF_8);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      // The token still works for this command; the next one requests a new token.
      warnings.accept(CliMessages.of("token.notKept", file, e));
    }
  }

  private Path folder() {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /** The JSON object in a file; empty if there is none. */
  static Optional<JsonNode> read(Path file) {
    try {
      return Files.isReadable(file)
          ? object(TextReader.file(file)).map(node -> node)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The JSON object that a text is; empty if it is none. */
  static Optional<ObjectNode> object(@Nullable String text) {
    try {
      return text != null && JsonMapper.shared().readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
