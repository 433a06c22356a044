package kizuna.infra.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;

/** A PostgreSQL of its own for one run; its data go with it. */
final class PeerDatabase implements AutoCloseable {

  private static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final ProcessHandle postmaster;

  private PeerDatabase(EmbeddedPostgres server) throws IOException, SQLException {
    this.server = server;
    this.postmaster = postmaster(server);
  }

  static PeerDatabase start(Durability durability) throws IOException, SQLException {
    return new PeerDatabase(
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", durability.fsync())
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .start());
  }

  private static ProcessHandle postmaster(EmbeddedPostgres server)
      throws IOException, SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement();
        ResultSet found = sql.executeQuery("select current_setting('data_directory')")) {
      found.next();
      Path pid = Path.of(found.getString(1)).resolve("postmaster.pid");
      try (Stream<String> lines = Files.lines(pid, StandardCharsets.UTF_8)) {
        return ProcessHandle.of(Long.parseLong(lines.findFirst().orElse("").strip())).orElseThrow();
      }
    }
  }

  /** A service that continues from the content of the database. */
  SqlPeer service(Topics topics, SchemaRegistry registry, int batch) {
    return new SqlPeer(server.getJdbcUrl(USER, USER), USER, topics, registry, batch);
  }

  /** Processor time of the server and of its connections that are open. */
  long cpuNanos() {
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .mapToLong(p -> p.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .sum();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
