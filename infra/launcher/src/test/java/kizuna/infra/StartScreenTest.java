package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is read once everything is ready can be typed as it stands. */
class StartScreenTest {

  private static final Path USUAL = Path.of("/opt/kizuna/data");

  @Test
  void theCommandsAreToldOfAnotherFolderAndAnotherPort() {
    assertThat(StartScreen.exports(USUAL, USUAL, URI.create("http://localhost:8080"))).isEmpty();
    assertThat(
            StartScreen.exports(
                Path.of("/srv/it's here"), USUAL, URI.create("http://localhost:9080")))
        .hasValue("export KIZUNA_DATA='/srv/it'\\''s here' KIZUNA_URL=http://localhost:9080");
  }
}
