package kizuna.streams.ledger.projection;

import static kizuna.schemas.Waiting.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.PostgresDatabases;

/**
 * A PostgreSQL of the machine's own, started for a test; there is none where it is not installed.
 */
final class LocalPostgres implements AutoCloseable {

  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  private final Process server;
  private final Path data;
  private final String url;

  private LocalPostgres(Process server, Path data, String url) {
    this.server = server;
    this.data = data;
    this.url = url;
  }

  /** Empty where PostgreSQL is not installed, or cannot be started as somebody other than root. */
  static Optional<LocalPostgres> start() {
    Optional<Path> bin = bin();
    boolean root = "root".equals(System.getProperty("user.name"));
    if (bin.isEmpty() || root && !Files.exists(Path.of("/usr/sbin/runuser"))) {
      return Optional.empty();
    }
    try {
      Path data = Files.createTempDirectory("kizuna-postgres");
      if (root) {
        run(List.of("chown", "postgres", data.toString()));
      }
      run(
          command(
              root,
              bin.get().resolve("initdb"),
              "-D",
              data + "/db",
              "-A",
              "trust",
              "-U",
              "kizuna"));
      int port = freePort();
      Process server =
          new ProcessBuilder(
                  command(
                      root,
                      bin.get().resolve("postgres"),
                      "-D",
                      data + "/db",
                      "-p",
                      Integer.toString(port),
                      "-h",
                      "127.0.0.1",
                      "-k",
                      data.toString(),
                      "-c",
                      "fsync=off"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      LocalPostgres started =
          new LocalPostgres(server, data, "jdbc:postgresql://127.0.0.1:" + port + "/postgres");
      await("PostgreSQL").until(started::answers);
      return Optional.of(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> bin() {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(v -> v.resolve("bin"))
          .filter(b -> Files.isExecutable(b.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(boolean root, Path program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (root) {
      command.addAll(List.of("/usr/sbin/runuser", "-u", "postgres", "--"));
    }
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("expected " + command + " to succeed, but " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try {
      DriverManager.getConnection(url, "kizuna", "").close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  LedgerDatabases databases() {
    return new PostgresDatabases(url, "kizuna", "");
  }

  /** Where another database of the same server is. */
  String url(String database) {
    return url.substring(0, url.lastIndexOf('/') + 1) + database;
  }

  /** Does something as its administrator. */
  void run(String sql) {
    try (var connection = DriverManager.getConnection(url("template1"), "kizuna", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.descendants().forEach(ProcessHandle::destroy);
    server.destroy();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
