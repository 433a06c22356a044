package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry of one's own: over TLS, with a token or a password. */
class ConfluentRegistryTest {

  private static final String PASSWORD = "changeit";
  private static final String TOKEN = "a-token-of-streams";
  private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);

  @TempDir static Path folder;
  private static HttpsServer server;

  /** With a certificate that no machine trusts by itself. */
  @BeforeAll
  static void open() throws Exception {
    Path keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", ConfluentRegistryTest::answer);
    server.start();
  }

  @AfterAll
  static void close() {
    server.stop(0);
  }

  /** How often a subject or its rule is refused, for somebody else makes it at that moment. */
  private static final AtomicInteger CONFLICTS = new AtomicInteger();

  private static volatile String conflictAt = "/config/";

  private static void answer(HttpExchange exchange) throws IOException {
    String proof = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    boolean known = proof.equals("Bearer " + TOKEN);
    boolean conflict =
        known && path.startsWith(conflictAt) && CONFLICTS.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    String body =
        !known
            ? "{\"error_code\":40101,\"message\":\"Unauthorized\"}"
            : conflict
                ? "{\"error_code\":0,\"message\":\"A rule named 'COMPATIBILITY' already exists.\"}"
                : path.startsWith("/config/")
                    ? "{\"compatibility\":\"FULL_TRANSITIVE\"}"
                    : path.startsWith("/schemas/ids/")
                        ? "{\"schema\":\"\\\"string\\\"\"}"
                        : "{\"id\":7}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(conflict ? 409 : known ? 200 : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static ConfluentRegistry registry(Map<String, String> lines) throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    StringBuilder text = new StringBuilder();
    lines.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Files.writeString(file, text);
    return new ConfluentRegistry(
        "https://localhost:" + server.getAddress().getPort(), ClientProperties.read(file));
  }

  private static Map<String, String> trusting(String name, String value) {
    return Map.of(
        name,
        value,
        "schema.registry.ssl.truststore.location",
        folder.resolve("keys.p12").toString(),
        "schema.registry.ssl.truststore.type",
        "PKCS12",
        "schema.registry.ssl.truststore.password",
        PASSWORD);
  }

  @Test
  void aTokenIsSentOverTls() throws Exception {
    ConfluentRegistry registry = registry(trusting(ClientProperties.REGISTRY_TOKEN, TOKEN));

    assertThat(registry.register("facts-value", SCHEMA)).isEqualTo(7);
    assertThat(registry.byId(7)).contains(SCHEMA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/config/", "/subjects/"})
  void twoProgramsMakeANewSubjectOrItsRuleAtOnce(String at) throws Exception {
    ConfluentRegistry registry = registry(trusting(ClientProperties.REGISTRY_TOKEN, TOKEN));
    conflictAt = at;
    CONFLICTS.set(2);

    assertThat(registry.register("events-value", SCHEMA)).isEqualTo(7);
    assertThat(CONFLICTS).hasValue(0);
  }

  @Test
  void aSchemaThatDoesNotFitIsRefusedAfterAFewTries() throws Exception {
    ConfluentRegistry registry = registry(trusting(ClientProperties.REGISTRY_TOKEN, TOKEN));
    conflictAt = "/subjects/";
    CONFLICTS.set(100);

    assertThatThrownBy(() -> registry.register("facts-value", SCHEMA))
        .isInstanceOf(SchemaRegistry.RegistryRefused.class)
        .hasMessageContaining("FULL_TRANSITIVE compatible");
    assertThat(CONFLICTS.getAndSet(0)).isEqualTo(96);
  }

  @Test
  void anotherTokenIsRefusedAndNotShown() throws Exception {
    ConfluentRegistry registry =
        registry(trusting(ClientProperties.REGISTRY_TOKEN, "a-token-that-ended"));

    assertThatThrownBy(() -> registry.register("facts-value", SCHEMA))
        .isInstanceOf(SchemaRegistry.RegistryRefused.class)
        .hasMessageContaining("Unauthorized")
        .hasMessageNotContaining("a-token-that-ended");
    assertThatThrownBy(() -> registry.byId(7))
        .isInstanceOf(SchemaRegistry.RegistryUnavailable.class);
  }

  @Test
  void aCertificateThatNobodyTrustsEndsTheCallBeforeTheTokenIsSent() throws Exception {
    ConfluentRegistry registry = registry(Map.of(ClientProperties.REGISTRY_TOKEN, TOKEN));

    assertThatThrownBy(() -> registry.register("facts-value", SCHEMA))
        .isInstanceOf(SchemaRegistry.RegistryUnavailable.class)
        .hasMessageNotContaining(TOKEN);
  }
}
