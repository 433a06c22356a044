package kizuna.infra.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded registry keeps every schema it gave an id, also when it is killed. The tests share
 * one, for a start takes four seconds of a processor; who kills it leaves the next one to start it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedRegistryTest {

  private static final String JSON = "application/vnd.schemaregistry.v1+json";

  @TempDir static Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable EmbeddedRegistry shared;

  @AfterAll
  void close() {
    if (shared != null) {
      shared.close();
    }
  }

  /** The one that runs, else one that is started on the same folder. */
  private EmbeddedRegistry registry() {
    EmbeddedRegistry running = shared;
    return running == null ? start() : running;
  }

  private EmbeddedRegistry start() {
    EmbeddedRegistry started = EmbeddedRegistry.start(folder.resolve("registry"), 0);
    shared = started;
    return started;
  }

  @Test
  void aSchemaKeepsItsIdThroughAKill() throws Exception {
    EmbeddedRegistry killed = registry();
    String registered = post(killed, Account.STREAMS, "/subjects/ward-value/versions").body();
    killed.kill();
    killed.close();
    shared = null;
    assertThat(registered).matches("\\{\"id\":\\d+}");

    String id = registered.replaceAll("\\D", "");
    assertThat(send(registry(), Account.READER, "GET", "/schemas/ids/" + id).body())
        .contains("\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"");
  }

  @Test
  void theProcessThatAKilledLauncherLeftIsEndedAtTheNextStart() {
    EmbeddedRegistry left = registry();

    EmbeddedRegistry next = start();

    assertThat(next.pid()).isNotEqualTo(left.pid());
    assertThat(ProcessHandle.of(left.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void whoProvesNoAccountReadsNothingAndWritesNothing() throws Exception {
    EmbeddedRegistry registry = registry();
    String kept = registry.accounts().client(Account.STREAMS).registryUser().orElseThrow();
    String before = send(registry, Account.READER, "GET", "/subjects").body();
    for (String claimed : List.of("", "streams:guessed", "nobody:", kept + "x")) {
      assertThat(send(registry, claimed, "GET", "/subjects").statusCode()).isEqualTo(401);
      assertThat(send(registry, claimed, "POST", "/subjects/x/versions").statusCode())
          .isEqualTo(401);
      assertThat(send(registry, claimed, "DELETE", "/subjects/x").statusCode()).isEqualTo(401);
    }
    assertThat(post(registry, Account.READER, "/subjects/x/versions").statusCode())
        .as("a reader reads")
        .isEqualTo(403);
    assertThat(send(registry, Account.LAUNCHER, "DELETE", "/subjects/x").statusCode())
        .as("records in the log name schemas: nobody deletes one")
        .isEqualTo(403);
    assertThat(send(registry, Account.READER, "GET", "/../registry/v2/system/info").statusCode())
        .isEqualTo(404);
    assertThat(send(registry, Account.READER, "GET", "/subjects").body())
        .isEqualTo(before)
        .doesNotContain("\"x\"");
    assertThat(listeners(registry.pid())).as("ports of the registry itself").isEmpty();
  }

  /** A web page that calls itself by a name of its own reaches nothing through a browser. */
  @Test
  void anotherHostIsRefused() throws Exception {
    Accounts accounts = Accounts.open(folder.resolve("others"));
    accounts.writeRegistry(URI.create("http://localhost:1"));
    try (RegistryProxy proxy = RegistryProxy.open(0, folder.resolve("nobody"), accounts);
        Socket socket = new Socket("127.0.0.1", proxy.port())) {
      String user = accounts.client(Account.READER).registryUser().orElseThrow();
      socket
          .getOutputStream()
          .write(
              ("GET /apis/ccompat/v7/subjects HTTP/1.1\r\nHost: evil.example\r\nAuthorization: "
                      + basic(user)
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 421 ");
    }
  }

  /** Inodes of TCP sockets on which a process listens. */
  private static List<String> listeners(long pid) throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors.toList()) {
        String target = Files.readSymbolicLink(descriptor).toString();
        if (target.startsWith("socket:[")) {
          own.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    List<String> listening = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
        String[] words = line.strip().split("\\s+");
        if (words.length > 9 && words[3].equals("0A") && own.contains(words[9])) {
          listening.add(words[1]);
        }
      }
    }
    return listening;
  }

  private HttpResponse<String> post(EmbeddedRegistry registry, Account account, String path)
      throws IOException, InterruptedException {
    return send(registry, account, "POST", path);
  }

  private HttpResponse<String> send(
      EmbeddedRegistry registry, Account account, String method, String path)
      throws IOException, InterruptedException {
    String user = registry.accounts().client(account).registryUser().orElseThrow();
    return send(registry, user, method, path);
  }

  private HttpResponse<String> send(
      EmbeddedRegistry registry, String user, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher body =
        method.equals("POST")
            ? HttpRequest.BodyPublishers.ofString("{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}")
            : HttpRequest.BodyPublishers.noBody();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(registry.url() + path))
            .method(method, body)
            .header("Content-Type", JSON);
    if (!user.isEmpty()) {
      request.header("Authorization", basic(user));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }
}
