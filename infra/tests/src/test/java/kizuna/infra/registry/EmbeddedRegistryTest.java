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
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
      registered = post(registry, Account.STREAMS, "/subjects/ward-value/versions").body();
      registry.kill();
    }
    assertThat(registered).matches("\\{\"id\":\\d+}");

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
      String id = registered.replaceAll("\\D", "");
      assertThat(send(registry, Account.READER, "GET", "/schemas/ids/" + id).body())
          .contains("\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"");
    }
  }

  @Test
  void theProcessThatAKilledLauncherLeftIsEndedAtTheNextStart() {
    EmbeddedRegistry left = EmbeddedRegistry.start(folder.resolve("registry"), 0);

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
      assertThat(registry.pid()).isNotEqualTo(left.pid());
      assertThat(ProcessHandle.of(left.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void whoProvesNoAccountReadsNothingAndWritesNothing() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
      String kept = registry.accounts().client(Account.STREAMS).registryUser().orElseThrow();
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
      assertThat(send(registry, Account.READER, "GET", "/subjects").body()).isEqualTo("[]");
      assertThat(listeners(registry.pid())).as("ports of the registry itself").isEmpty();
    }
  }

  /** A web page that calls itself by a name of its own reaches nothing through a browser. */
  @Test
  void anotherHostIsRefused() throws Exception {
    Accounts accounts = Accounts.open(folder.resolve("accounts"));
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
