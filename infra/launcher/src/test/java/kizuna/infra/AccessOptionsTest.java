package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kizuna.infra.host.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A provider that signs for other applications too lets in nobody who came for those. */
class AccessOptionsTest {

  @TempDir private Path folder;

  private PlatformSettings.OwnProvider provider(String... more) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "of-kizuna\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--issuer",
                "https://id.example.jp/realms/city",
                "--client-secret-file",
                secret.toString()));
    arguments.addAll(List.of(more));
    AccessOptions options = new AccessOptions();
    new CommandLine(options).parseArgs(arguments.toArray(String[]::new));
    return options.settings().provider().orElseThrow();
  }

  @Test
  void anIssuerNeedsAnAudience() throws Exception {
    assertThatThrownBy(this::provider)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--audience NAME with --issuer https://id.example.jp/realms/city")
        .hasMessageContaining("signs for another application");
    assertThat(provider("--audience", "kizuna").audience()).contains("kizuna");
  }

  @Test
  void whoSignsForNobodyElseSaysSo() throws Exception {
    assertThat(provider("--audience", "").audience()).isEmpty();
  }
}
