package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.host.DataFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that strangers reach has no class that it does not need. */
class DoorClassPathTest {

  @TempDir Path folder;

  @Test
  void theDoorRunsOnTheClassPathOfItsOwnModule() {
    try (DataFolder data = DataFolder.open(folder.resolve("data"))) {
      ServiceSpecs specs =
          new ServiceSpecs(
              PlatformSettings.onFreePorts(), data, Accounts.open(folder.resolve("accounts")));

      List<String> files =
          Stream.of(specs.door().classPath().split(File.pathSeparator))
              .map(file -> Path.of(file).toString())
              .toList();

      assertThat(files).anyMatch(file -> file.contains("spring-cloud-gateway"));
      assertThat(files.get(0)).endsWith(Path.of("infra/door/target/classes").toString());
      assertThat(files)
          .as("neither the launcher, nor the broker, nor what takes reports")
          .noneMatch(file -> file.contains("kizuna-infra-launcher"))
          .noneMatch(file -> file.contains("launcher" + File.separator + "target"))
          .noneMatch(file -> file.contains("kafka_2.13"))
          .noneMatch(file -> file.contains("kizuna-producers"));
    }
  }
}
