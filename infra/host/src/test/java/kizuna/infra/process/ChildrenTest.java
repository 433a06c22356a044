package kizuna.infra.process;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.Installation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Child processes are restarted when they end, and never outlive their launcher. */
class ChildrenTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final List<Supervisor> supervised = new ArrayList<>();

  @AfterEach
  void stop() {
    supervised.forEach(s -> s.stop(Duration.ofSeconds(2)));
  }

  @Test
  void aPartThatEndsByItselfIsStartedAgainAndSaid() throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();

    supervise(StandIn.FailsOnce.class, said);

    assertThat(said.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .startsWith("streams ended by itself (exit code 4, log: ")
        .contains("; its last error: [main] it cannot go on)")
        .matches("(?s).*; it is started again (now|in 1 s)\\.");
    assertThat(pidThatRuns()).isPositive();
  }

  @Test
  void aPartThatIsKilledIsStartedAgain() throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    Supervisor part = supervise(StandIn.Patient.class, said);
    long first = pidThatRuns();
    Files.delete(notes(folder));

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    long second = pidThatRuns();
    assertThat(second).isNotEqualTo(first);
    assertThat(part.pid()).contains(second);
    assertThat(said).hasSize(1);
  }

  /** No start would help: whoever runs it is told which file is missing, and that once. */
  @Test
  void aPartWhoseProgramWasDeletedIsNotStartedAgain() throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    Path library = Files.createFile(folder.resolve("library.jar"));
    Supervisor supervisor = Supervisor.start(partWith(library), said::add, Duration.ofMillis(100));
    supervised.add(supervisor);
    long pid = pidThatRuns();
    assertThat(supervisor.programGone()).isFalse();
    Files.delete(library);

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    assertThat(said.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .startsWith("expected the program of streams to stay where it is while it runs, but ")
        .contains(library + " is not there any more");
    await("it is noted").until(supervisor::programGone);
    assertThat(supervisor.pid()).isEmpty();
    assertThat(said).isEmpty();
  }

  /** A build that runs beside it takes a jar away and puts the new one there. */
  @Test
  void aPartWhoseProgramIsReplacedIsStartedAgain() throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    Path library = Files.createFile(folder.resolve("library.jar"));
    Supervisor supervisor = Supervisor.start(partWith(library), said::add, LIMIT);
    supervised.add(supervisor);
    long pid = pidThatRuns();
    Files.delete(notes(folder));
    Files.delete(library);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await("its end is seen").until(() -> supervisor.ends() == 1);

    Files.createFile(library);

    assertThat(pidThatRuns()).isNotEqualTo(pid);
    assertThat(supervisor.programGone()).isFalse();
    assertThat(said).singleElement().asString().contains("; it is started again ");
  }

  private ServiceSpec partWith(Path library) {
    ServiceSpec part = part(folder, StandIn.Patient.class);
    return new ServiceSpec(
        part.name(),
        part.java(),
        part.classPath() + File.pathSeparator + library + File.pathSeparator + "never",
        part.mainClass(),
        part.environment(),
        part.log(),
        part.pidFile(),
        part.health());
  }

  @Test
  void aPartThatWasOutOfMemoryGetsTwiceTheHeap() throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();

    supervise(StandIn.OutOfMemoryOnce.class, said);

    assertThat(said.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).contains("(exit code 3, log: ");
    assertThat(said.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .isEqualTo("streams was out of memory with a heap of 32 MiB; it gets 64 MiB now.");
    assertThat(pidThatRuns()).as("MiB that it can use").isBetween(50L, 64L);
  }

  @Test
  void aPartGetsNoMoreThanItsShareOfTheMachine() {
    ServiceSpec part = part(folder, StandIn.Patient.class);

    assertThat(Supervisor.moreHeap(part, 1_000)).contains(part.withHeap(64));
    assertThat(Supervisor.moreHeap(part, 48)).contains(part.withHeap(48));
    assertThat(Supervisor.moreHeap(part.withHeap(48), 48)).isEmpty();
  }

  @Test
  void aPauseOnlySparesStartsThatFollowOneAnother() {
    Duration spacing = Duration.ofSeconds(4);

    assertThat(Supervisor.pause(Duration.ofMillis(500), spacing))
        .isEqualTo(Duration.ofMillis(3_500));
    assertThat(Supervisor.pause(spacing, spacing)).isZero();
    assertThat(Supervisor.pause(Duration.ofSeconds(20), spacing)).isZero();
  }

  @Test
  void aPartThatWillNotEndIsEndedByForce() throws Exception {
    Supervisor part = supervise(StandIn.Stubborn.class, new LinkedBlockingQueue<>());
    long pid = pidThatRuns();

    part.stop(Duration.ofMillis(300));

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(part(folder, StandIn.Stubborn.class).pidFile()).doesNotExist();
  }

  @Test
  void aChildEndsWhenItsLauncherIsKilled() throws Exception {
    Process launcher =
        new ProcessBuilder(
                Installation.java(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                StandIn.Launcher.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("launcher.log").toFile())
            .directory(folder.toFile())
            .start();
    ProcessHandle child = ProcessHandle.of(pidThatRuns()).orElseThrow();

    launcher.destroyForcibly();

    assertThat(child.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(child);
  }

  @Test
  void ctrlCInTheTerminalDoesNotReachAChild() throws Exception {
    supervise(StandIn.Patient.class, new LinkedBlockingQueue<>());
    long pid = pidThatRuns();

    new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
    new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();

    // QUIT makes a JVM write its threads to its log: it has taken its signals and lives.
    Path log = part(folder, StandIn.Patient.class).log();
    await("the dump").until(() -> Files.readString(log).contains("Full thread dump"));
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isPresent();
  }

  @Test
  void theLogOfAChildIsBoundedWhileItRuns() throws Exception {
    supervise(StandIn.Patient.class, new LinkedBlockingQueue<>());
    pidThatRuns();
    Path log = part(folder, StandIn.Patient.class).log();

    Files.write(log, new byte[11 * 1024 * 1024], java.nio.file.StandardOpenOption.APPEND);

    await("a new log file").until(() -> Files.size(log) < 1024 * 1024);
    assertThat(Files.size(log.resolveSibling("streams.log.1"))).isGreaterThan(10 * 1024 * 1024);
  }

  @Test
  void aProcessThatIsNotOursIsLeftAlone() throws Exception {
    ServiceSpec part = part(folder, StandIn.Patient.class);
    Process stranger =
        new ProcessBuilder("sleep", "60").redirectInput(ProcessBuilder.Redirect.PIPE).start();
    try {
      Files.createDirectories(folder.resolve("run"));
      PidFile.write(part, stranger.toHandle());

      assertThat(PidFile.endLeftover(part)).isEmpty();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aDamagedPidFileIsNoObstacle() throws IOException {
    ServiceSpec part = part(folder, StandIn.Patient.class);
    Files.createDirectories(folder.resolve("run"));
    for (String damaged : List.of("", "12", "one two", "1 2 3")) {
      Files.writeString(part.pidFile(), damaged, StandardCharsets.UTF_8);
      assertThat(PidFile.endLeftover(part)).as(damaged).isEmpty();
    }
  }

  private Supervisor supervise(Class<?> main, BlockingQueue<String> said) {
    Supervisor started = Supervisor.start(part(folder, main), said::add);
    supervised.add(started);
    return started;
  }

  static ServiceSpec part(Path folder, Class<?> main) {
    List<String> java =
        List.of(Installation.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m");
    return new ServiceSpec(
        "streams",
        java,
        System.getProperty("java.class.path"),
        main.getName(),
        Map.of("NOTES", notes(folder).toString()),
        folder.resolve("logs/streams.log"),
        folder.resolve("run/streams.pid"),
        URI.create("http://127.0.0.1:1/"));
  }

  private static Path notes(Path folder) {
    return folder.resolve("notes");
  }

  private long pidThatRuns() throws Exception {
    Path notes = notes(folder);
    await("it runs").until(() -> Files.exists(notes));
    return Long.parseLong(Files.readString(notes).substring("runs ".length()));
  }
}
