package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kizuna.infra.host.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door of its own is told by its environment where everything is. */
class EnvironmentSettingsTest {

  private static final Map<String, String> WHOLE =
      Map.of(
          "KIZUNA_PUBLIC_URL", "https://kizuna.example.jp",
          "KIZUNA_STREAMS_URL", "http://streams:8080",
          "KIZUNA_PRODUCERS_URL", "http://producers:8080",
          "KIZUNA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
          "KIZUNA_SCHEMA_REGISTRY", "http://registry:8080/apis/ccompat/v7",
          "KIZUNA_IDENTITY_DIR", "/data/identity",
          "SERVER_ADDRESS", "0.0.0.0",
          "SERVER_PORT", "9080");

  private static Map<String, String> with(String variable, String value) {
    Map<String, String> environment = new HashMap<>(WHOLE);
    environment.put(variable, value);
    return environment;
  }

  @Test
  void withoutAnIssuerTheBundledProviderIsUsed() {
    GatewayApplication.Settings settings = EnvironmentSettings.of(WHOLE);

    assertThat(settings.door().port()).isEqualTo(9080);
    assertThat(settings.door().listen()).isEqualTo("0.0.0.0");
    assertThat(settings.door().streams()).isEqualTo(URI.create("http://streams:8080"));
    assertThat(settings.door().producers()).isEqualTo(URI.create("http://producers:8080"));
    assertThat(settings.bootstrapServers()).isEqualTo("kafka-1:9092,kafka-2:9092");
    assertThat(settings.registryHealth())
        .isEqualTo(URI.create("http://registry:8080/apis/ccompat/v7/subjects"));
    assertThat(settings.provider().issuer()).isEqualTo(URI.create("https://kizuna.example.jp/idp"));
    assertThat(settings.identity().orElseThrow().doorSecret())
        .isEqualTo(settings.provider().clientSecret())
        .hasSizeGreaterThan(20);
  }

  @Test
  void sessionsLieInTheDatabaseWhereThereIsOne() {
    assertThat(EnvironmentSettings.of(WHOLE).sessions()).isEmpty();
    Map<String, String> environment = with("KIZUNA_DATABASE_URL", "jdbc:postgresql://db/kizuna");
    assertThatThrownBy(() -> EnvironmentSettings.of(environment))
        .hasMessageContaining("(KIZUNA_DATABASE_USER), but nothing");
    environment.put("KIZUNA_DATABASE_USER", "kizuna");
    environment.put("KIZUNA_DATABASE_PASSWORD_FILE", "/run/secrets/database");

    assertThat(EnvironmentSettings.of(environment).sessions())
        .contains(
            new GatewayApplication.SessionDatabase(
                "jdbc:postgresql://db/kizuna", "kizuna", Path.of("/run/secrets/database")));
  }

  @Test
  void whatIsMissingOrWrongIsNamedWithItsVariable() {
    for (String variable :
        new String[] {
          "KIZUNA_PUBLIC_URL",
          "KIZUNA_STREAMS_URL",
          "KIZUNA_PRODUCERS_URL",
          "KIZUNA_BOOTSTRAP_SERVERS",
          "KIZUNA_SCHEMA_REGISTRY"
        }) {
      assertThatThrownBy(() -> EnvironmentSettings.of(with(variable, " ")))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("(" + variable + "), but nothing");
    }
    assertThatThrownBy(() -> EnvironmentSettings.of(with("KIZUNA_STREAMS_URL", "streams:8080")))
        .hasMessageContaining("(KIZUNA_STREAMS_URL), but streams:8080");
    assertThatThrownBy(() -> EnvironmentSettings.of(with("SERVER_PORT", "http")))
        .hasMessageContaining("expected a port (SERVER_PORT), but http");
    assertThatThrownBy(() -> EnvironmentSettings.of(with("KIZUNA_ISSUER", "http://idp:1/realm")))
        .hasMessageContaining("(KIZUNA_CLIENT_SECRET_FILE), but nothing");
  }

  @Test
  void anIssuerOfOnesOwnNeedsAnAudience(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "of-kizuna");
    Map<String, String> environment = with("KIZUNA_ISSUER", "http://idp:1/realm");
    environment.put("KIZUNA_CLIENT_SECRET_FILE", secret.toString());

    assertThatThrownBy(() -> EnvironmentSettings.of(environment))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("KIZUNA_AUDIENCE, but it is not set");
  }
}
