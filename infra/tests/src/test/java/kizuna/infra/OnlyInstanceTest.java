package kizuna.infra;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.host.Ports;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How `up` meets a cluster of its user's; that it refuses a second decider: HostileInputTest. */
class OnlyInstanceTest {

  private static final Duration OTHERS = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();

  /** After a power cut, the machines of a cluster and this one start at the same time. */
  @Test
  void aClusterThatIsStillStartingIsWaitedFor() throws Exception {
    int port = Ports.free();
    // A cluster that ran before: its accounts are in its metadata.
    EmbeddedBroker.start(folder.resolve("broker"), port).close();
    try (Admin admin = admin(port)) {
      FutureTask<Boolean> required =
          new FutureTask<>(
              () -> {
                OnlyInstance.require(
                    admin, Namespace.LIVE, said::add, Duration.ofMinutes(2), OTHERS);
                return true;
              });
      new Thread(required, "up").start();
      await("said that it waits").until(() -> !said.isEmpty());

      try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), port)) {
        assertThat(required.get(1, TimeUnit.MINUTES)).isTrue();
      }
    }
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).startsWith("waiting up to 120 s for the Kafka cluster");
  }

  @Test
  void aClusterThatStaysAwayIsNamedWithTheOptionsThatSayWhereItIs() {
    try (Admin admin = admin(Ports.free())) {
      assertThatThrownBy(
              () -> OnlyInstance.require(admin, Namespace.LIVE, said::add, Duration.ZERO, OTHERS))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("check --bootstrap-servers and --kafka-properties");
    }
    assertThat(said).isEmpty();
  }

  private Admin admin(int port) {
    String address = Ports.LOOPBACK + ":" + port;
    Accounts accounts = Accounts.beside(folder.resolve("broker"));
    accounts.writeBroker(address);
    Map<String, Object> settings = accounts.cluster(Account.LAUNCHER, address).settings();
    settings.put("default.api.timeout.ms", 800);
    settings.put("request.timeout.ms", 800);
    return Admin.create(settings);
  }
}
