package kizuna.infra.bench;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kizuna.infra.host.Installation;
import kizuna.schemas.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bench that is over or killed leaves no platform behind: its ports and its memory are the next
 * one's.
 */
class KilledBenchTest {

  @TempDir private Path folder;

  /** A bench that has just begun. */
  public static final class Begun {
    public static void main(String[] args) throws IOException {
      RunningPlatform.start("killed");
    }
  }

  private static Optional<ProcessHandle> up(Process bench) {
    return bench
        .descendants()
        .filter(
            process ->
                process.info().arguments().stream().flatMap(Arrays::stream).anyMatch("up"::equals))
        .findFirst();
  }

  @Test
  void itsPlatformIsGoneWhenItIsOver() throws Exception {
    RunningPlatform platform = new RunningPlatform(Files.createDirectory(folder.resolve("over")));
    ProcessHandle up = ProcessHandle.of(platform.launcherPid()).orElseThrow();
    await("its first part").until(() -> up.descendants().findAny().isPresent());
    List<ProcessHandle> all = Stream.concat(Stream.of(up), up.descendants()).toList();
    Path data = platform.data();

    platform.close();

    assertThat(all).noneMatch(ProcessHandle::isAlive);
    assertThat(data).doesNotExist();
  }

  @Test
  void itsPlatformEndsWithItWhereItIsKilled() throws Exception {
    Process bench =
        new ProcessBuilder(
                Installation.java(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                Installation.ownClassPath(),
                Begun.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("bench.log").toFile())
            .start();
    try {
      await("its platform").until(() -> up(bench).isPresent() || !bench.isAlive());
      ProcessHandle up = up(bench).orElseThrow();
      ProcessHandle[] all =
          Stream.concat(Stream.of(up), up.descendants()).toArray(ProcessHandle[]::new);

      bench.destroyForcibly();

      for (ProcessHandle process : all) {
        assertThat(process.onExit().get(Waiting.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
            .isEqualTo(process);
      }
    } finally {
      bench.descendants().forEach(ProcessHandle::destroyForcibly);
      bench.destroyForcibly();
    }
  }
}
