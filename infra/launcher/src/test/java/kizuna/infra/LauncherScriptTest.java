package kizuna.infra;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.Installation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code infra/kizuna up} starts the launcher again when it fails, with a java that only pretends.
 */
class LauncherScriptTest {

  @TempDir Path root;

  private Path runs;
  private String language = "en";

  @BeforeEach
  void script() throws IOException {
    Path target = Files.createDirectories(root.resolve("infra/launcher/target"));
    Files.copy(
        Installation.here().root().resolve("infra/kizuna"),
        root.resolve("infra/kizuna"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(target.resolve("runtime.classpath"), "nothing.jar");
    Path bench = Files.createDirectories(root.resolve("infra/bench/target"));
    Files.writeString(bench.resolve("runtime.classpath"), "nothing.jar:solver.jar");
    Files.createDirectories(root.resolve("infra/target"));
    Files.writeString(root.resolve("infra/target/built.stamp"), "");
    Path home = root.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    runs = root.resolve("runs");
    Path java = home.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/usr/bin/env bash
        n=$(cat "$RUNS" 2>/dev/null | wc -l)
        codes=($CODES)
        echo "$(umask) ${KIZUNA_RESTARTS:-first} ${*: -1}" >> "$RUNS"
        echo "${*: -1} $CLASSPATH" >> "$RUNS.classpath"
        code=${codes[$n]}
        echo $$ > "$RUNS.pid"
        if [[ $code == wait ]]; then trap 'exit 143' TERM; while :; do sleep 0.1; done; fi
        if [[ $code == kill ]]; then kill -9 $$; fi
        target=$(dirname "$RUNS")/infra/launcher/target
        if [[ $code == gone ]]; then rm -r "$target"; exit 1; fi
        if [[ $code == replaced ]]; then
          mv "$target" "$target.old"
          { sleep 3; mv "$target.old" "$target"; } &
          exit 1
        fi
        exit "$code"
        """);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process up(String codes) throws IOException {
    return run("up", codes);
  }

  private Process run(String command, String codes) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("infra/kizuna").toString(), command);
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().put("RUNS", runs.toString());
    builder.environment().put("CODES", codes);
    builder.environment().put("KIZUNA_LANG", language);
    return builder.redirectErrorStream(true).redirectOutput(root.resolve("out").toFile()).start();
  }

  private List<String> runs() throws IOException {
    return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
  }

  @Test
  void oneThatWasKilledOrHadNoDiskIsStartedAgain() throws Exception {
    Process up = up("kill 75 0");

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isZero();
    assertThat(runs()).containsExactly("0077 first up", "0077 1 up", "0077 2 up");
    assertThat(Files.readString(root.resolve("out")))
        .contains("exit code 137")
        .contains("exit code 75");
  }

  @Test
  void whereTheUserMustActItIsNotStartedAgain() throws Exception {
    Process up = up("2 0");

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(2);
    assertThat(runs()).hasSize(1);
  }

  @Test
  void itSaysSoInTheLanguageOfTheCaller() throws Exception {
    language = "ja_JP.UTF-8";

    assertThat(up("75 0").waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(Files.readString(root.resolve("out")))
        .isEqualTo("起動役がひとりでに終了しました（終了コード 75）。1 秒後に起動し直します。\n");
  }

  @Test
  void whereItsProgramWasDeletedItIsNotStartedAgain() throws Exception {
    Process up = up("gone 0");

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(2);
    assertThat(runs()).hasSize(1);
    assertThat(Files.readString(root.resolve("out")))
        .contains("expected Kizuna's program in " + root.resolve("infra/launcher/target"));
  }

  @Test
  void whereItsProgramIsReplacedItIsStartedAgain() throws Exception {
    Process up = up("replaced 0");

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isZero();
    assertThat(runs()).hasSize(2);
  }

  /** Its pid is the one that {@code status}, {@code ps} and a service manager show. */
  @Test
  void aSignalToTheLauncherItselfStopsEverything() throws Exception {
    Process up = up("wait 0");
    Path pid = runs.resolveSibling("runs.pid");
    await("it runs").until(() -> Files.exists(pid) && Files.size(pid) > 0);

    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow().destroy();

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(143);
    assertThat(runs()).as("not started again").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"129", "130", "143"})
  void oneThatASignalStoppedIsNotStartedAgain(int code) throws Exception {
    Process up = up(code + " 0");

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(code);
    assertThat(runs()).hasSize(1);
  }

  @Test
  void whoStopsItStopsTheLauncher() throws Exception {
    Process up = up("wait 0");
    await("it runs").until(() -> runs().size() == 1);

    up.destroy();

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(runs()).as("not started again").hasSize(1);
  }

  /** The fake JDK has no compiler: the script says so where it would build. */
  @ParameterizedTest
  @CsvSource({
    "pom.xml, true",
    "schemas/edge/pom.xml, true",
    "streams/src/main/java/kizuna/A.java, true",
    "infra/door/src/main/resources/door.yml, true",
    "schemas/edge/src/main/java/kizuna/A.java, true",
    "infra/tests/src/test/java/kizuna/ATest.java, false",
    "streams/target/src/main/A.java, false",
    "data/src/main/A.java, false"
  })
  void aChangedSourceOfAnyModuleIsBuiltAnew(String file, boolean stale) throws Exception {
    Path built = root.resolve("infra/target/built.stamp");
    Path changed = root.resolve(file);
    Files.createDirectories(changed.getParent());
    Files.writeString(changed, "");
    Files.setLastModifiedTime(
        changed, FileTime.from(Files.getLastModifiedTime(built).toInstant().plusSeconds(60)));

    Process up = up("0");

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(stale ? 2 : 0);
    if (stale) {
      assertThat(Files.readString(root.resolve("out"))).contains("expected a JDK with javac");
    }
  }

  @ParameterizedTest
  @CsvSource({"bench, true", "--help, true", "up, false", "status, false", "drill, false"})
  void theSolversAreOnTheClassPathOfTheBenchAlone(String command, boolean solvers)
      throws Exception {
    assertThat(run(command, "0").waitFor(60, TimeUnit.SECONDS)).isTrue();

    String classPath = Files.readString(root.resolve("runs.classpath"));
    assertThat(classPath).startsWith(command + " ").contains("nothing.jar");
    assertThat(classPath.contains("solver.jar")).isEqualTo(solvers);
  }
}
