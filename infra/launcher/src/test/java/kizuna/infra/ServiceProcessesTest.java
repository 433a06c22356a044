package kizuna.infra;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import kizuna.infra.host.UserError;
import kizuna.infra.process.ServiceSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The child processes of a platform. */
class ServiceProcessesTest {

  @TempDir private Path folder;
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private final ServiceProcesses processes = new ServiceProcesses(notices::add);

  @AfterEach
  void stop() {
    processes.stop();
  }

  @Test
  void stopEndsEveryServiceForGood() {
    processes.launch(ChildService.thatRuns(folder, ServiceSpecs.STREAMS));
    processes.launch(ChildService.thatRuns(folder, ServiceSpecs.DOOR));
    List<ProcessHandle> running = List.of(handle(ServiceSpecs.STREAMS), handle(ServiceSpecs.DOOR));

    processes.stop();

    assertThat(running).noneMatch(ProcessHandle::isAlive);
    assertThat(processes.pid(ServiceSpecs.STREAMS)).isEmpty();
    assertThatThrownBy(() -> processes.launch(ChildService.thatRuns(folder, ServiceSpecs.DOOR)))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(processes::requireOpen).isInstanceOf(UserError.class);
  }

  /** A service manager sends TERM to all processes at once. */
  @Test
  void whatEndsWhileEverythingIsStoppedIsNotStartedAgain() {
    processes.launch(ChildService.thatRuns(folder, ServiceSpecs.STREAMS));
    processes.launch(ChildService.thatTakesTimeToEnd(folder, ServiceSpecs.DOOR));
    ProcessHandle streams = handle(ServiceSpecs.STREAMS);
    ProcessHandle door = handle(ServiceSpecs.DOOR);
    await("the door handles TERM")
        .until(
            () ->
                Files.exists(folder.resolve("logs/door.log"))
                    && Files.readString(folder.resolve("logs/door.log")).contains("handles TERM"));
    Thread stop = new Thread(processes::stop);
    stop.start();
    await("the door is being stopped")
        .until(() -> Files.readString(folder.resolve("logs/door.log")).contains("ends"));

    streams.destroy();
    streams.onExit().join();
    door.destroyForcibly();

    await("all are stopped").until(() -> !stop.isAlive());
    assertThat(notices).as("nothing was restarted").isEmpty();
  }

  @Test
  void theEndsOfAServiceAreCounted() {
    assertThat(processes.ends(ServiceSpecs.REGISTRY)).isZero();

    processes.launch(ChildService.thatCannotStart(folder, ServiceSpecs.REGISTRY));

    await("the second end").until(() -> processes.ends(ServiceSpecs.REGISTRY) >= 2);
  }

  @Test
  void whatAKilledLauncherLeftBehindIsEndedAndSaid() {
    ServiceSpec streams = ChildService.thatRuns(folder, ServiceSpecs.STREAMS);
    processes.launch(streams);
    ProcessHandle leftover = handle(ServiceSpecs.STREAMS);

    new ServiceProcesses(notices::add).endLeftovers(List.of(streams));

    assertThat(leftover.isAlive()).isFalse();
    assertThat(notices)
        .anySatisfy(
            notice ->
                assertThat(notice).contains(ServiceSpecs.STREAMS, Long.toString(leftover.pid())));
  }

  private ProcessHandle handle(String service) {
    return ProcessHandle.of(processes.pid(service).orElseThrow()).orElseThrow();
  }
}
