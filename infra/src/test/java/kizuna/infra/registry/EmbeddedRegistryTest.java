package kizuna.infra.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded registry keeps every schema it gave an id, also when it is killed. */
class EmbeddedRegistryTest {

  private static final String JSON = "application/vnd.schemaregistry.v1+json";

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aSchemaKeepsItsIdThroughAKill() throws Exception {
    String registered;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
      registered =
          post(
              URI.create(registry.url() + "/subjects/ward-value/versions"),
              "{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}");
      registry.kill();
    }
    assertThat(registered).matches("\\{\"id\":\\d+}");

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
      String id = registered.replaceAll("\\D", "");
      assertThat(get(URI.create(registry.url() + "/schemas/ids/" + id)))
          .contains("\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"");
    }
  }

  @Test
  void theProcessThatAKilledLauncherLeftIsEndedAtTheNextStart() {
    EmbeddedRegistry left = EmbeddedRegistry.start(folder, 0);

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
      assertThat(registry.pid()).isNotEqualTo(left.pid());
      assertThat(ProcessHandle.of(left.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  private String post(URI uri, String body) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String get(URI uri) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
