package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Records in the data folder where the read models are, for {@code infra/kizuna status}. */
final class ReadModelPlace {

  private static final String FILE = "read-models";

  private ReadModelPlace() {}

  static void write(Path data, Optional<PlatformSettings.OwnDatabase> database) {
    Path file = data.resolve("run").resolve(FILE);
    try {
      if (database.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.createDirectories(file.getParent());
        Files.writeString(file, database.get().url());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of the user's own database; empty: the read models are embedded. */
  static Optional<String> read(Path data) {
    try {
      return Optional.of(Files.readString(data.resolve("run").resolve(FILE)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
