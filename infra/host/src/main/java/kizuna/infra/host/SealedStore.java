package kizuna.infra.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects by key in a table of a database, until they expire: available after a restart, and at
 * once to other processes on the same database. The database reveals neither keys nor values.
 */
public final class SealedStore implements AutoCloseable {

  /** The database does not answer. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unavailable(SQLException cause) {
      super("expected the database of sessions to answer, but " + cause.getMessage(), cause);
    }
  }

  /**
   * A database.
   *
   * @param url JDBC URL, of SQLite or PostgreSQL
   */
  public record DatabaseAddress(String url, @Nullable String user, @Nullable String password) {

    /** In this process only, and lost when it ends. */
    public static final DatabaseAddress MEMORY =
        new DatabaseAddress("jdbc:sqlite::memory:", null, null);

    /** The URL alone. */
    @Override
    public String toString() {
      return url;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(SealedStore.class);
  private static final String SCHEMA = "kizuna_sessions";
  private static final int MAX_BYTES = 256 << 10;

  /** Only classes of these packages are deserialized; the data is authenticated first. */
  private static final ObjectInputFilter OURS =
      ObjectInputFilter.Config.createFilter(
          "maxbytes="
              + MAX_BYTES
              + ";maxdepth=50;java.**;org.springframework.security.**;kizuna.**;!*");

  private final DatabaseAddress place;
  private final String table;
  private final Sealer sealer;
  private final Clock clock;
  private @Nullable Connection connection;

  /**
   * @param table name of the table; made if it is missing
   */
  public SealedStore(DatabaseAddress place, String table, Sealer sealer, Clock clock) {
    this.place = place;
    this.table = table;
    this.sealer = sealer;
    this.clock = clock;
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** A connection that broke is replaced once. */
  private synchronized <T> T with(Work<T> work) {
    try {
      return work.on(connection());
    } catch (SQLException first) {
      close();
      try {
        return work.on(connection());
      } catch (SQLException e) {
        close();
        throw new Unavailable(e);
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      Properties login = new Properties();
      String user = place.user();
      String password = place.password();
      if (user != null) {
        login.put("user", user);
        login.put("password", password == null ? "" : password);
        login.put("connectTimeout", "3");
        login.put("socketTimeout", "5");
      }
      open = DriverManager.getConnection(place.url(), login);
      try (Statement statement = open.createStatement()) {
        if (place.url().startsWith("jdbc:sqlite:")) {
          statement.execute("pragma busy_timeout = 3000");
          statement.execute("pragma journal_mode = wal");
          statement.execute("pragma synchronous = normal");
        } else {
          // The account may create schemas, but nothing in the public schema.
          statement.execute("create schema if not exists " + SCHEMA);
          statement.execute("set search_path to " + SCHEMA);
        }
        statement.execute(
            "create table if not exists "
                + table
                + " (id varchar(64) primary key, owner varchar(64) not null,"
                + " expires bigint not null, value bytea not null)");
      }
      connection = open;
    }
    return open;
  }

  /** Keeps a value in the place of the one before. */
  public void put(String key, String owner, Serializable value, Instant expires) {
    String id = sealer.digest(key);
    byte[] encrypted = sealer.seal(bytes(value), context(id));
    with(
        c ->
            update(
                c,
                "insert into "
                    + table
                    + " (id, owner, expires, value) values (?, ?, ?, ?) on conflict (id) do update"
                    + " set owner = excluded.owner, expires = excluded.expires, value ="
                    + " excluded.value",
                id,
                sealer.digest(owner),
                expires.toEpochMilli(),
                encrypted));
  }

  /**
   * Replaces an existing value; false: there is none, and nothing is stored. A value removed by
   * another process is not restored.
   */
  public boolean replace(String key, String owner, Serializable value, Instant expires) {
    String id = sealer.digest(key);
    byte[] encrypted = sealer.seal(bytes(value), context(id));
    return with(
            c ->
                update(
                    c,
                    "update " + table + " set owner = ?, expires = ?, value = ? where id = ?",
                    sealer.digest(owner),
                    expires.toEpochMilli(),
                    encrypted,
                    id))
        == 1;
  }

  /** Another time at which a value expires. */
  public void touch(String key, Instant expires) {
    with(
        c ->
            update(
                c,
                "update " + table + " set expires = ? where id = ?",
                expires.toEpochMilli(),
                sealer.digest(key)));
  }

  /** The value; empty if there is none, it has expired, or it cannot be read by this version. */
  public Optional<Object> get(String key) {
    String id = sealer.digest(key);
    return with(c -> {
          try (PreparedStatement select =
                  prepared(
                      c,
                      "select value from " + table + " where id = ? and expires > ?",
                      id,
                      clock.millis());
              ResultSet found = select.executeQuery()) {
            return found.next() ? Optional.of(found.getBytes(1)) : Optional.<byte[]>empty();
          }
        })
        .flatMap(encrypted -> sealer.open(encrypted, context(id)))
        .flatMap(SealedStore::object);
  }

  /** A row is of no use in the place of another. */
  private String context(String id) {
    return table + "/" + id;
  }

  /** All values that have not expired and can be read by this version. */
  public List<Object> values() {
    List<byte[]> plain =
        with(
            c -> {
              List<byte[]> opened = new ArrayList<>();
              try (PreparedStatement select =
                      prepared(
                          c,
                          "select id, value from " + table + " where expires > ? and owner <> ''",
                          clock.millis());
                  ResultSet found = select.executeQuery()) {
                while (found.next()) {
                  sealer
                      .open(found.getBytes(2), context(found.getString(1)))
                      .ifPresent(opened::add);
                }
              }
              return opened;
            });
    return plain.stream().flatMap(bytes -> object(bytes).stream()).toList();
  }

  public void remove(String key) {
    with(c -> update(c, "delete from " + table + " where id = ?", sealer.digest(key)));
  }

  /** Acquires an exclusive lock, until it is removed or expires; false: it is already taken. */
  public boolean claim(String key, Duration longest) {
    long now = clock.millis();
    return with(
            c ->
                update(
                    c,
                    "insert into "
                        + table
                        + " (id, owner, expires, value) values (?, '', ?, ?) on conflict (id) do"
                        + " update set expires = excluded.expires where "
                        + table
                        + ".expires <= ?",
                    sealer.digest(key),
                    now + longest.toMillis(),
                    new byte[0],
                    now))
        == 1;
  }

  /** The results of {@link #digest} for the keys of all entries that have not expired. */
  public Set<String> alive() {
    return with(
        c -> {
          Set<String> ids = new HashSet<>();
          try (PreparedStatement select =
                  prepared(
                      c,
                      "select id from " + table + " where expires > ? and owner <> ''",
                      clock.millis());
              ResultSet found = select.executeQuery()) {
            while (found.next()) {
              ids.add(found.getString(1));
            }
          }
          return ids;
        });
  }

  public String digest(String key) {
    return sealer.digest(key);
  }

  public int size() {
    return with(
        c -> {
          try (PreparedStatement select =
                  prepared(
                      c,
                      "select count(*) from " + table + " where expires > ? and owner <> ''",
                      clock.millis());
              ResultSet found = select.executeQuery()) {
            return found.next() ? found.getInt(1) : 0;
          }
        });
  }

  public void removeExpired() {
    with(c -> update(c, "delete from " + table + " where expires <= ?", clock.millis()));
  }

  /**
   * Removes the values that expire first of the owner who has most.
   *
   * @param share one of so many of them, at least one
   */
  public void removeOfLargestOwner(int share) {
    with(
        c -> {
          String owner = null;
          int count = 0;
          try (PreparedStatement select =
                  prepared(
                      c,
                      "select owner, count(*) from "
                          + table
                          + " where owner <> '' group by owner order by 2 desc, 1 limit 1");
              ResultSet found = select.executeQuery()) {
            if (found.next()) {
              owner = found.getString(1);
              count = found.getInt(2);
            }
          }
          return owner == null
              ? 0
              : update(
                  c,
                  "delete from "
                      + table
                      + " where id in (select id from "
                      + table
                      + " where owner = ? order by expires, id limit ?)",
                  owner,
                  Math.max(1, count / share));
        });
  }

  private static int update(Connection c, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(c, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepared(Connection c, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = c.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else {
        statement.setObject(i + 1, values[i]);
      }
    }
    return statement;
  }

  private static byte[] bytes(Serializable value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new IllegalArgumentException("expected a value that can be kept, but " + e, e);
    }
    if (bytes.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "expected a value of at most " + MAX_BYTES + " bytes, but " + bytes.size());
    }
    return bytes.toByteArray();
  }

  private static Optional<Object> object(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      in.setObjectInputFilter(OURS);
      return Optional.of(in.readObject());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      LOG.info("a kept value is of another version, and is dropped: {}", e.toString());
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("expected to close a connection, but {}", e.toString());
      }
    }
  }
}
