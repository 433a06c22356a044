package kizuna.streams.ledger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import kizuna.schemas.Namespace;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read models in PostgreSQL: one schema for each namespace and generation, all in one database that
 * is reached by a JDBC URL, by any number of processes.
 *
 * <p>One process writes a namespace, the others follow it. Who writes holds two advisory locks: one
 * of the namespace, by which it makes and drops generations, and one of the schema, on the very
 * connection that writes: who has lost the lock has lost the connection, and can write nothing
 * more. A process that dies loses its locks at once; one whose machine or line is gone after about
 * 20 s, when the server has missed it. Locks are by version of the rows' format, so that two
 * versions of the program never write the same schema.
 */
public final class PostgresDatabases implements LedgerDatabases {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabases.class);

  /** PostgreSQL cuts names at 63 bytes; what is longer ends with a checksum instead. */
  private static final int LONGEST_NAME = 40;

  private static final String PREFIX = "kizuna_";

  /** The oldest server with what is used here. */
  static final int OLDEST_SERVER = 12;

  private static final int CONNECT_SECONDS = 5;
  private static final int LONGEST_LOCK_MILLIS = 1_000;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** PostgreSQL takes at most 8,000 bytes. */
  private static final int LONGEST_NOTICE_BYTES = 7_000;

  /** When the server takes a client for gone. */
  private static final String KEEPALIVE =
      "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

  private final String url;
  private final Properties account = new Properties();
  private final UnaryOperator<Connection> writers;
  private final String format;
  private final int version;

  /**
   * @param url as {@code jdbc:postgresql://host:port/database}
   * @throws UnusableDatabase says why and what to do
   */
  public PostgresDatabases(String url, String user, String password) {
    this(url, user, password, UnaryOperator.identity(), AvroRows.FORMAT, AvroRows.MEANING);
  }

  /**
   * @param writers what is put before each connection that writes
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
    this.url = url;
    this.writers = writers;
    this.format = format;
    this.version = version;
    account.setProperty("user", user);
    account.setProperty("password", password);
    account.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
    account.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    account.setProperty("tcpKeepAlive", "true");
    try (Connection connection = connect("")) {
      int server = connection.getMetaData().getDatabaseMajorVersion();
      if (server < OLDEST_SERVER) {
        throw new UnusableDatabase(
            UnusableDatabase.Reason.TOO_OLD, url, user, Integer.toString(server), null);
      }
      makeRegister(connection);
    } catch (SQLException e) {
      throw UnusableDatabase.of(e, url, user);
    }
    held(Namespace.LIVE);
  }

  /** Once, whoever comes first; several may come at the same moment. */
  private static void makeRegister(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    run(connection, "select pg_advisory_xact_lock(hashtextextended('kizuna', 0))");
    try (PreparedStatement known =
            connection.prepareStatement("select to_regclass('kizuna.read_model') is not null");
        ResultSet there = known.executeQuery()) {
      if (!there.next() || !there.getBoolean(1)) {
        run(connection, "create schema if not exists kizuna");
        run(
            connection,
            "create table kizuna.read_model (schema_name text primary key,"
                + " namespace text not null, generation integer not null, format text not null,"
                + " version integer not null)");
      }
    }
    connection.commit();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  /**
   * @param settings of the session
   */
  private Connection connect(String settings) throws SQLException {
    Properties all = new Properties();
    all.putAll(account);
    all.setProperty("options", (KEEPALIVE + " " + settings).strip());
    return DriverManager.getConnection(url, all);
  }

  /** A schema that is held. */
  private record Held(
      String schema, Namespace namespace, int generation, String format, int version) {}

  private List<Held> all() {
    try (Connection connection = connect("");
        PreparedStatement select =
            connection.prepareStatement(
                "select schema_name, namespace, generation, format, version"
                    + " from kizuna.read_model order by generation desc");
        ResultSet rows = select.executeQuery()) {
      List<Held> held = new ArrayList<>();
      while (rows.next()) {
        held.add(
            new Held(
                rows.getString(1),
                new Namespace(rows.getString(2)),
                rows.getInt(3),
                rows.getString(4),
                rows.getInt(5)));
      }
      return held;
    } catch (SQLException e) {
      throw new IllegalStateException("expected the read models in " + url + ", but " + e, e);
    }
  }

  /**
   * The newest first.
   *
   * @throws UnusableDatabase if a later version of the program has made one
   */
  private List<Held> held(Namespace namespace) {
    List<Held> held = all().stream().filter(h -> h.namespace().equals(namespace)).toList();
    held.stream()
        .filter(h -> h.version() > version)
        .max(Comparator.comparing(Held::version))
        .ifPresent(
            h -> {
              throw new UnusableDatabase(
                  UnusableDatabase.Reason.LATER_VERSION,
                  url,
                  account.getProperty("user"),
                  Integer.toString(h.version()),
                  null);
            });
    return held;
  }

  @Override
  public Optional<WriteClaim> claim(Namespace namespace) {
    held(namespace);
    try {
      Connection connection = connect("");
      if (!takeLock(connection, namespace.name() + " " + format)) {
        connection.close();
        return Optional.empty();
      }
      return Optional.of(new Claim(connection));
    } catch (SQLException e) {
      throw new IllegalStateException("expected to reach " + url + ", but " + e, e);
    }
  }

  /** Held for as long as its connection lives. */
  private record Claim(Connection connection) implements WriteClaim {
    @Override
    public boolean isHeld() {
      try {
        return connection.isValid(CONNECT_SECONDS);
      } catch (SQLException e) {
        return false;
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("expected to give back a lock, but {}", e.toString());
      }
    }
  }

  /** The one that was complete last, else the newest unfinished one, of our format. */
  private Optional<Held> chosen(List<Held> held) {
    Held unfinished = null;
    for (Held h : held) {
      Optional<Boolean> standing =
          h.format().equals(format) ? isComplete(h) : Optional.<Boolean>empty();
      if (standing.equals(Optional.of(true))) {
        return Optional.of(h);
      }
      if (unfinished == null && standing.isPresent()) {
        unfinished = h;
      }
    }
    return Optional.ofNullable(unfinished);
  }

  @Override
  public Optional<LedgerDatabase> newest(Namespace namespace) {
    List<Held> held = held(namespace);
    Optional<Held> chosen = chosen(held);
    held.stream().filter(h -> !chosen.equals(Optional.of(h))).forEach(h -> drop(h.schema()));
    return chosen.map(h -> write(h.schema()));
  }

  @Override
  public Optional<LedgerDatabase> follow(Namespace namespace) {
    return chosen(held(namespace)).map(h -> read(h.schema()));
  }

  @Override
  public boolean isNewest(Namespace namespace, LedgerDatabase database) {
    return chosen(held(namespace)).filter(h -> h.schema().equals(database.toString())).isPresent();
  }

  /** Empty: it is not made to the end, or cannot be read. */
  private Optional<Boolean> isComplete(Held h) {
    try (Connection connection = connect("")) {
      connection.setSchema(h.schema());
      try (PreparedStatement select =
              connection.prepareStatement("select format, complete from origin where id = 1");
          ResultSet origin = select.executeQuery()) {
        return origin.next() && origin.getString(1).equals(format)
            ? Optional.of(origin.getInt(2) == 1)
            : Optional.empty();
      }
    } catch (SQLException e) {
      LOG.info("{} cannot be read: {}", h.schema(), e.toString());
      return Optional.empty();
    }
  }

  @Override
  public LedgerDatabase create(Namespace namespace) {
    int generation = held(namespace).stream().mapToInt(Held::generation).max().orElse(0) + 1;
    String schema = schema(namespace, generation);
    // Registered first: what a crash leaves unfinished is found and dropped.
    register(namespace, generation, schema);
    Flyway.configure(PostgresDatabases.class.getClassLoader())
        .dataSource(url, account.getProperty("user"), account.getProperty("password"))
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .locations("classpath:" + AvroRows.MIGRATIONS)
        .placeholders(Map.of("text", "text collate \"C\"", "blob", "bytea"))
        .load()
        .migrate();
    try (Connection connection = connect("")) {
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

  private void register(Namespace namespace, int generation, String schema) {
    try (Connection connection = connect("");
        PreparedStatement register =
            connection.prepareStatement(
                "insert into kizuna.read_model (schema_name, namespace, generation, format,"
                    + " version) values (?, ?, ?, ?, ?)")) {
      register.setString(1, schema);
      register.setString(2, namespace.name());
      register.setInt(3, generation);
      register.setString(4, format);
      register.setInt(5, version);
      register.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("expected to register " + schema + ", but " + e, e);
    }
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

  /** Opens a schema for the one that writes it. */
  private LedgerDatabase write(String schema) {
    try {
      Connection writing = connect("");
      try {
        writing.setSchema(schema);
        if (!takeLockSoon(writing, schema)) {
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
      Connection listening = connect("-c default_transaction_read_only=on");
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
        schema,
        SQLDialect.POSTGRES,
        own,
        new HikariDataSource(pool),
        new Notifications(schema),
        dropping);
  }

  /** What is told is heard in the order of the commits, by all who listen. */
  private record Notifications(String schema) implements ChangeChannel {

    @Override
    public void tell(Connection writing, Collection<Row> rows) throws SQLException {
      StringBuilder notice = new StringBuilder();
      for (Row row : ChangeChannel.bounded(rows)) {
        String one = row.kind() + " " + row.key();
        int bytes = (notice + "\n" + one).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_NOTICE_BYTES) {
          send(writing, notice.toString());
          notice.setLength(0);
        }
        notice.append(notice.isEmpty() ? "" : "\n").append(one);
      }
      if (!notice.isEmpty()) {
        send(writing, notice.toString());
      }
    }

    private void send(Connection writing, String notice) throws SQLException {
      try (PreparedStatement notify = writing.prepareStatement("select pg_notify(?, ?)")) {
        notify.setString(1, schema);
        notify.setString(2, notice);
        notify.execute();
      }
    }

    @Override
    public List<Row> await(Connection reading, Duration longest) throws SQLException {
      PGNotification @Nullable [] heard =
          reading.unwrap(PGConnection.class).getNotifications((int) longest.toMillis());
      if (heard == null) {
        return List.of();
      }
      return ChangeChannel.bounded(
          Arrays.stream(heard)
              .flatMap(n -> n.getParameter().lines())
              .map(line -> line.split(" ", 2))
              .map(parts -> new Row(parts[0], parts.length == 1 ? "" : parts[1]))
              .toList());
    }
  }

  /** The same; who has just closed a connection is waited for. */
  private static boolean takeLockSoon(Connection connection, String name) throws SQLException {
    run(connection, "set lock_timeout = " + LONGEST_LOCK_MILLIS);
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
      lock.setString(1, name);
      lock.execute();
      return true;
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    } finally {
      run(connection, "set lock_timeout = 0");
    }
  }

  /** Takes a lock for as long as the connection lives; false: another one has it. */
  private static boolean takeLock(Connection connection, String name) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
      lock.setString(1, name);
      try (ResultSet taken = lock.executeQuery()) {
        return taken.next() && taken.getBoolean(1);
      }
    }
  }

  /** Drops a schema, unless another process writes it. */
  private void drop(String schema) {
    try (Connection connection = connect("");
        PreparedStatement forget =
            connection.prepareStatement("delete from kizuna.read_model where schema_name = ?")) {
      if (!takeLockSoon(connection, schema)) {
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
    held(namespace).forEach(h -> drop(h.schema()));
  }

  @Override
  public Set<Namespace> held() {
    Set<Namespace> namespaces = new TreeSet<>(Comparator.comparing(Namespace::name));
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
