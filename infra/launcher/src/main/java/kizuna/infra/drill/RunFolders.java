package kizuna.infra.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders of the state of runs on this machine: each run has one of its own. */
final class RunFolders {

  private static final Logger LOG = LoggerFactory.getLogger(RunFolders.class);

  /** Prefix of state folders in the temporary folder; the process id follows. */
  private static final String STATE = "kizuna-drill-";

  private RunFolders() {}

  static Path create() throws IOException {
    return Files.createTempDirectory(STATE + ProcessHandle.current().pid() + "-");
  }

  /** Deletes the state of runs on this machine with a killed process. */
  static void deleteOrphans() {
    Pattern named = Pattern.compile(Pattern.quote(STATE) + "(\\d{1,9})-.*");
    try (var folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      for (Path folder : folders.toList()) {
        Matcher of = named.matcher(folder.getFileName().toString());
        if (of.matches() && ProcessHandle.of(Long.parseLong(of.group(1))).isEmpty()) {
          delete(folder);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("what a run that was killed left on disk could not be removed", e);
    }
  }

  static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
