package kizuna.infra.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import kizuna.schemas.ClientProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs start with on a cluster and registry of one's own. */
class AccountsTest {

  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\\\\b\""
          + " password=\"canary\";";

  @TempDir Path folder;

  @Test
  void everyProgramIsMadeWithTheUsersPropertiesAndSecretsOfTheEmbeddedOnesStayHere()
      throws Exception {
    Path file =
        Files.write(
            folder.resolve("own.properties"),
            List.of(
                "security.protocol=SASL_SSL",
                "sasl.jaas.config=" + LOGIN.replace("\\", "\\\\"),
                "client.rack=tokyo",
                "basic.auth.user.info=kizuna:registry-canary"));
    ClientProperties own = ClientProperties.read(file);
    Accounts accounts = Accounts.open(folder.resolve("accounts"));

    accounts.writeBroker("kafka1:9092,kafka2:9092", own);
    accounts.writeRegistry(URI.create("https://registry:8081"), own);

    for (Account account : Account.values()) {
      assertThat(accounts.cluster(account, "kafka1:9092").settings())
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("sasl.jaas.config", LOGIN)
          .containsEntry("client.rack", "tokyo")
          .doesNotContainKey("basic.auth.user.info");
      ClientProperties client = accounts.client(account);
      assertThat(client.bootstrapServers()).contains("kafka1:9092,kafka2:9092");
      assertThat(client.schemaRegistry()).contains("https://registry:8081");
      assertThat(client.registryUser()).contains("kizuna:registry-canary");
      assertThat(client.toString()).doesNotContain("canary");
      Path written = accounts.clientFile(account);
      assertThat(Files.readString(written)).doesNotContain(accounts.kafkaSecret(account));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
          .isEqualTo("rw-------");
    }

    accounts.writeRegistry(URI.create("http://127.0.0.1:8081"));
    assertThat(accounts.client(Account.STREAMS).registryUser().orElseThrow())
        .as("the embedded registry beside a cluster of one's own")
        .startsWith("streams:")
        .doesNotContain("canary");
  }
}
