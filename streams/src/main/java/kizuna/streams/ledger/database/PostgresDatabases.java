package kizuna.streams.ledger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import kizuna.schemas.Namespace;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Read models in PostgreSQL: one schema for each namespace and generation, in one database with a
 * JDBC URL, for any number of processes.
 *
 * <p>One process writes a namespace, the others follow it. The writer holds two advisory locks: one
 * of the namespace, to create and drop generations, and one of the schema, on the connection that
 * writes: a writer that loses this lock has lost the connection, and cannot write. A process that
 * ends loses its locks at once; after a failure of the machine or network the server releases them
 * after about 20 s. Locks are by version of the rows' format, so that two versions of the program
 * never write the same schema.
 */
public final class PostgresDatabases implements LedgerDatabases {

  /** The oldest supported server version. */
  static final int OLDEST_SERVER = 12;

  private final PostgresServer server;
  private final PostgresSchemas schemas;
  private final UnaryOperator<Connection> writers;
  private final String format;

  /**
   * @param url as {@code jdbc:postgresql://host:port/database}
   * @throws UnusableDatabase with the reason and what to do
   */
  public PostgresDatabases(String url, String user, String password) {
    this(url, user, password, UnaryOperator.identity(), AvroRows.FORMAT, AvroRows.MEANING);
  }

  /**
   * @param writers wraps each writing connection
   * @param format of the rows
   * @param version of that format; a later one is never touched
   */
  public PostgresDatabases(
      String url,
      String user,
      String password,
      UnaryOperator<Connection> writers,
      String format,
      int version) {
    this.server = new PostgresServer(url, user, password);
    this.schemas = new PostgresSchemas(server, format, version);
    this.writers = writers;
    this.format = format;
    try (Connection connection = server.connect("")) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      if (major < OLDEST_SERVER) {
        throw new UnusableDatabase(
            UnusableDatabase.Reason.TOO_OLD, url, user, Integer.toString(major), null);
      }
      PostgresSchemas.createRegister(connection);
    } catch (SQLException e) {
      throw UnusableDatabase.of(e, url, user);
    }
    schemas.of(Namespace.LIVE);
  }

  @Override
  public Optional<WriteClaim> claim(Namespace namespace) {
    schemas.of(namespace);
    try {
      Connection connection = server.connect("");
      if (!PostgresLock.take(connection, namespace.name() + " " + format)) {
        connection.close();
        return Optional.empty();
      }
      return Optional.of(new PostgresLock.Claim(connection));
    } catch (SQLException e) {
      throw new IllegalStateException("expected to reach " + server.url() + ", but " + e, e);
    }
  }

  @Override
  public Optional<LedgerDatabase> newest(Namespace namespace) {
    List<PostgresSchemas.Schema> held = schemas.of(namespace);
    Optional<PostgresSchemas.Schema> chosen = schemas.chosen(held);
    held.stream().filter(h -> !chosen.equals(Optional.of(h))).forEach(h -> drop(h.name()));
    return chosen.map(h -> write(h.name()));
  }

  @Override
  public Optional<LedgerDatabase> follow(Namespace namespace) {
    return schemas.chosen(schemas.of(namespace)).map(h -> read(h.name()));
  }

  @Override
  public boolean isNewest(Namespace namespace, LedgerDatabase database) {
    return schemas
        .chosen(schemas.of(namespace))
        .filter(h -> h.name().equals(database.toString()))
        .isPresent();
  }

  @Override
  public LedgerDatabase create(Namespace namespace) {
    int generation =
        schemas.of(namespace).stream().mapToInt(PostgresSchemas.Schema::generation).max().orElse(0)
            + 1;
    String schema = PostgresSchemas.name(namespace, generation);
    // Registered first, so that an unfinished schema is found and dropped after a crash.
    schemas.register(namespace, generation, schema);
    Flyway.configure(PostgresDatabases.class.getClassLoader())
        .dataSource(server.url(), server.user(), server.password())
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .locations("classpath:" + AvroRows.MIGRATIONS)
        .placeholders(Map.of("text", "text collate \"C\"", "blob", "bytea"))
        .load()
        .migrate();
    try (Connection connection = server.connect("")) {
      connection.setSchema(schema);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into origin (id, format, complete, unreadable) values (1, ?, 0, 0)")) {
        insert.setString(1, format);
        insert.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("expected a new schema " + schema + ", but " + e, e);
    }
    return write(schema);
  }

  /** Opens a schema for its writer. */
  private LedgerDatabase write(String schema) {
    try {
      Connection writing = server.connect("");
      try {
        writing.setSchema(schema);
        if (!PostgresLock.tryAcquire(writing, schema)) {
          throw new SQLException(
              "expected to be the only one that writes " + schema + ", but another process does");
        }
        writing.setAutoCommit(false);
        return open(schema, writers.apply(writing), () -> drop(schema));
      } catch (SQLException | RuntimeException e) {
        writing.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("expected to open " + schema + ", but " + e, e);
    }
  }

  /** Opens a schema that another process writes. */
  private LedgerDatabase read(String schema) {
    try {
      Connection listening = server.connect("-c default_transaction_read_only=on");
      try {
        listening.setSchema(schema);
        DSL.using(listening, SQLDialect.POSTGRES).execute("listen {0}", DSL.name(schema));
        listening.setAutoCommit(false);
        return open(schema, listening, () -> {});
      } catch (SQLException | RuntimeException e) {
        listening.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("expected to open " + schema + ", but " + e, e);
    }
  }

  private LedgerDatabase open(String schema, Connection own, Runnable dropping) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("read-" + schema);
    pool.setJdbcUrl(server.url());
    pool.setUsername(server.user());
    pool.setPassword(server.password());
    pool.setReadOnly(true);
    pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    // Session settings: a setting made in a transaction is lost on rollback.
    pool.addDataSourceProperty(
        "options",
        "-c search_path="
            + schema
            + " -c statement_timeout="
            + LedgerDatabase.LONGEST_ANSWER.toMillis());
    server.limits().forEach(pool::addDataSourceProperty);
    pool.setMaximumPoolSize(LedgerDatabase.MAX_READERS);
    pool.setMinimumIdle(0);
    pool.setConnectionTimeout(LedgerDatabase.LONGEST_WAIT.toMillis());
    pool.setInitializationFailTimeout(-1);
    pool.setAutoCommit(false);
    return new LedgerDatabase(
        schema,
        SQLDialect.POSTGRES,
        own,
        new HikariDataSource(pool),
        new PostgresNotifications(schema),
        dropping);
  }

  /** Drops a schema, unless another process writes it. */
  private void drop(String schema) {
    try (Connection connection = server.connect("");
        PreparedStatement forget =
            connection.prepareStatement("delete from kizuna.read_model where schema_name = ?")) {
      if (!PostgresLock.tryAcquire(connection, schema)) {
        return;
      }
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
    schemas.of(namespace).forEach(h -> drop(h.name()));
  }

  @Override
  public String place() {
    return server.url();
  }

  @Override
  public void close() {}

  @Override
  public Set<Namespace> held() {
    Set<Namespace> namespaces = new TreeSet<>(Comparator.comparing(Namespace::name));
    schemas.all().forEach(h -> namespaces.add(h.namespace()));
    return namespaces;
  }
}
