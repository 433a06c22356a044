package kizuna.streams.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import kizuna.schemas.Namespace;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read models in PostgreSQL: one schema for each namespace and generation, all in one database that
 * is reached by a JDBC URL. One process writes a namespace at a time: it holds an advisory lock for
 * as long as its connection lives.
 */
public final class PostgresDatabases implements LedgerDatabases {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabases.class);

  /** PostgreSQL cuts names at 63 bytes; what is longer ends with a checksum instead. */
  private static final int LONGEST_NAME = 40;

  private static final String PREFIX = "kizuna_";

  private final String url;
  private final Properties account = new Properties();

  /**
   * @param url as {@code jdbc:postgresql://host:port/database}
   */
  public PostgresDatabases(String url, String user, String password) {
    this.url = url;
    account.setProperty("user", user);
    account.setProperty("password", password);
    try (Connection connection = connect();
        PreparedStatement make =
            connection.prepareStatement(
                "create table if not exists public.kizuna_namespace"
                    + " (schema_name text primary key, namespace text not null,"
                    + " generation integer not null)")) {
      make.execute();
    } catch (SQLException e) {
      throw new IllegalStateException("expected to reach " + url + " as " + user + ", but " + e, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, account);
  }

  /** A schema that is held. */
  private record Held(String schema, Namespace namespace, int generation) {}

  private List<Held> all() {
    try (Connection connection = connect();
        PreparedStatement select =
            connection.prepareStatement(
                "select schema_name, namespace, generation from public.kizuna_namespace"
                    + " order by generation desc");
        ResultSet rows = select.executeQuery()) {
      List<Held> held = new ArrayList<>();
      while (rows.next()) {
        held.add(new Held(rows.getString(1), new Namespace(rows.getString(2)), rows.getInt(3)));
      }
      return held;
    } catch (SQLException e) {
      throw new IllegalStateException("expected the read models in " + url + ", but " + e, e);
    }
  }

  /** The newest first. */
  private List<Held> held(Namespace namespace) {
    return all().stream().filter(h -> h.namespace().equals(namespace)).toList();
  }

  @Override
  public Optional<LedgerDatabase> newest(Namespace namespace) {
    Held unfinished = null;
    Held complete = null;
    for (Held h : held(namespace)) {
      Optional<Boolean> standing = isComplete(h);
      if (complete == null && standing.equals(Optional.of(true))) {
        complete = h;
      } else if (unfinished == null && standing.equals(Optional.of(false))) {
        unfinished = h;
      }
    }
    Held chosen = complete == null ? unfinished : complete;
    held(namespace).stream().filter(h -> !h.equals(chosen)).forEach(h -> drop(h.schema()));
    return chosen == null ? Optional.empty() : Optional.of(open(chosen.schema()));
  }

  /** Empty: it is of another version. */
  private Optional<Boolean> isComplete(Held h) {
    try (Connection connection = connect()) {
      connection.setSchema(h.schema());
      try (PreparedStatement select =
              connection.prepareStatement("select format, complete from origin where id = 1");
          ResultSet origin = select.executeQuery()) {
        return origin.next() && origin.getString(1).equals(AvroRows.FORMAT)
            ? Optional.of(origin.getInt(2) == 1)
            : Optional.empty();
      }
    } catch (SQLException e) {
      LOG.warn("{} cannot be read and is rebuilt from the topics: {}", h.schema(), e.toString());
      return Optional.empty();
    }
  }

  @Override
  public LedgerDatabase create(Namespace namespace) {
    int generation = held(namespace).stream().mapToInt(Held::generation).max().orElse(0) + 1;
    String schema = schema(namespace, generation);
    drop(schema);
    Flyway.configure(PostgresDatabases.class.getClassLoader())
        .dataSource(url, account.getProperty("user"), account.getProperty("password"))
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .locations("classpath:" + AvroRows.MIGRATIONS)
        .placeholders(Map.of("text", "text collate \"C\"", "blob", "bytea"))
        .load()
        .migrate();
    try (Connection connection = connect()) {
      connection.setSchema(schema);
      try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into origin (id, format, complete, unreadable) values (1, ?, 0, 0)");
          PreparedStatement register =
              connection.prepareStatement(
                  "insert into public.kizuna_namespace (schema_name, namespace, generation)"
                      + " values (?, ?, ?)")) {
        insert.setString(1, AvroRows.FORMAT);
        insert.executeUpdate();
        register.setString(1, schema);
        register.setString(2, namespace.name());
        register.setInt(3, generation);
        register.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("expected a new schema " + schema + ", but " + e, e);
    }
    return open(schema);
  }

  private static String schema(Namespace namespace, int generation) {
    String plain = PREFIX + namespace.name().replace('.', '_').replace('-', '_');
    CRC32 checksum = new CRC32();
    checksum.update(namespace.name().getBytes(StandardCharsets.UTF_8));
    // "a-b" and "a.b" must not meet either.
    return plain.substring(0, Math.min(plain.length(), LONGEST_NAME))
        + "_"
        + Long.toHexString(checksum.getValue())
        + "_"
        + generation;
  }

  private LedgerDatabase open(String schema) {
    try {
      Connection writing = connect();
      try {
        writing.setSchema(schema);
        takeLock(writing, schema);
        writing.setAutoCommit(false);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("read-" + schema);
        pool.setJdbcUrl(url);
        pool.setUsername(account.getProperty("user"));
        pool.setPassword(account.getProperty("password"));
        pool.setReadOnly(true);
        pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        // Settings of the session: what is set in a transaction goes when that is rolled back.
        pool.addDataSourceProperty(
            "options",
            "-c search_path="
                + schema
                + " -c statement_timeout="
                + LedgerDatabase.LONGEST_ANSWER.toMillis());
        pool.setMaximumPoolSize(LedgerDatabase.MOST_READERS);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(LedgerDatabase.LONGEST_WAIT.toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(false);
        return new LedgerDatabase(
            schema, SQLDialect.POSTGRES, writing, new HikariDataSource(pool), () -> drop(schema));
      } catch (SQLException | RuntimeException e) {
        writing.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("expected to open " + schema + ", but " + e, e);
    }
  }

  private static void takeLock(Connection connection, String schema) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_lock(hashtext(?))")) {
      lock.setString(1, schema);
      try (ResultSet taken = lock.executeQuery()) {
        if (!taken.next() || !taken.getBoolean(1)) {
          throw new SQLException(
              "expected to be the only one that writes " + schema + ", but another process does");
        }
      }
    }
  }

  private void drop(String schema) {
    try (Connection connection = connect();
        PreparedStatement forget =
            connection.prepareStatement(
                "delete from public.kizuna_namespace where schema_name = ?")) {
      DSL.using(connection, SQLDialect.POSTGRES)
          .dropSchemaIfExists(DSL.name(schema))
          .cascade()
          .execute();
      forget.setString(1, schema);
      forget.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("expected to drop " + schema + ", but " + e, e);
    }
  }

  @Override
  public void drop(Namespace namespace) {
    held(namespace).forEach(h -> drop(h.schema()));
  }

  @Override
  public Set<Namespace> held() {
    Set<Namespace> namespaces = new TreeSet<>(java.util.Comparator.comparing(Namespace::name));
    all().forEach(h -> namespaces.add(h.namespace()));
    return namespaces;
  }

  @Override
  public String place() {
    return url;
  }

  @Override
  public void close() {}
}
