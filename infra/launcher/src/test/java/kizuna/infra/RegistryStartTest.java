package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.door.HealthWatch;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.schemas.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema registry of a platform: waiting for it ends with an answer or a sentence. */
class RegistryStartTest {

  private static final URI SILENT = URI.create("http://127.0.0.1:" + Ports.free() + "/apis");

  @TempDir private Path folder;
  private DataFolder data;
  private HealthWatch health;
  private ServiceProcesses processes;

  @BeforeEach
  void open() {
    data = DataFolder.open(folder);
    health = new HealthWatch(List.of(ServiceSpecs.REGISTRY), name -> {});
    processes = new ServiceProcesses(notice -> {});
  }

  @AfterEach
  void close() {
    health.close();
    processes.stop();
    data.close();
  }

  @Test
  void theWaitEndsWhenTheRegistryAnswers() {
    health.check(ServiceSpecs.REGISTRY, () -> true);

    assertThatCode(() -> registry(Optional.empty()).await(Waiting.LIMIT))
        .doesNotThrowAnyException();
  }

  @Test
  void anEmbeddedRegistryThatCannotStartIsReportedWithItsDataAndLog() {
    RegistryStart registry = registry(Optional.empty());
    processes.launch(ChildService.thatCannotStart(folder, ServiceSpecs.REGISTRY));

    assertThatThrownBy(() -> registry.await(Waiting.LIMIT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(data.registry().toString())
        .hasMessageContaining(data.log(ServiceSpecs.REGISTRY).toString())
        .hasMessageContaining("--data DIR");
  }

  @Test
  void aRegistryOfTheUsersThatDoesNotAnswerIsReportedWithItsOption() {
    RegistryStart registry = registry(Optional.of(SILENT));
    registry.start(notice -> {});

    assertThatThrownBy(() -> registry.await(Duration.ofMillis(1)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(SILENT + "/subjects")
        .hasMessageContaining("--schema-registry");
  }

  @Test
  void theWaitEndsWhenEverythingIsBeingStopped() {
    processes.stop();

    assertThatThrownBy(() -> registry(Optional.empty()).await(Waiting.LIMIT))
        .isInstanceOf(UserError.class);
  }

  private RegistryStart registry(Optional<URI> own) {
    PlatformSettings free = PlatformSettings.onFreePorts();
    PlatformSettings settings =
        new PlatformSettings(
            free.port(),
            free.brokerPort(),
            free.registryPort(),
            free.bootstrapServers(),
            own,
            free.clients(),
            free.access(),
            free.database());
    Accounts accounts = Accounts.open(data.accounts());
    return new RegistryStart(
        settings, data, accounts, new ServiceSpecs(settings, data, accounts), processes, health);
  }
}
