package kizuna.infra;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
