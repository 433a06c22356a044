package kizuna.streams.ledger.database;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import kizuna.schemas.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The register of read models on a server: the namespace and format of each schema. */
final class PostgresSchemas {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSchemas.class);

  /** PostgreSQL cuts names at 63 bytes; a longer name ends with a checksum instead. */
  private static final int LONGEST_NAME = 40;

  private static final String PREFIX = "kizuna_";

  /** A registered schema. */
  record Schema(String name, Namespace namespace, int generation, String format, int version) {}

  private final PostgresServer server;
  private final String format;
  private final int version;

  /**
   * @param format of the rows
   * @param version of that format; a later one is never touched
   */
  PostgresSchemas(PostgresServer server, String format, int version) {
    this.server = server;
    this.format = format;
    this.version = version;
  }

  /** Creates the register if it is missing; several processes may do so at once. */
  static void createRegister(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    PostgresServer.execute(
        connection, "select pg_advisory_xact_lock(hashtextextended('kizuna', 0))");
    try (PreparedStatement known =
            connection.prepareStatement("select to_regclass('kizuna.read_model') is not null");
        ResultSet there = known.executeQuery()) {
      if (!there.next() || !there.getBoolean(1)) {
        PostgresServer.execute(connection, "create schema if not exists kizuna");
        PostgresServer.execute(
            connection,
            "create table kizuna.read_model (schema_name text primary key,"
                + " namespace text not null, generation integer not null, format text not null,"
                + " version integer not null)");
      }
    }
    connection.commit();
  }

  List<Schema> all() {
    try (Connection connection = server.connect("");
        PreparedStatement select =
            connection.prepareStatement(
                "select schema_name, namespace, generation, format, version"
                    + " from kizuna.read_model order by generation desc");
        ResultSet rows = select.executeQuery()) {
      List<Schema> held = new ArrayList<>();
      while (rows.next()) {
        held.add(
            new Schema(
                rows.getString(1),
                new Namespace(rows.getString(2)),
                rows.getInt(3),
                rows.getString(4),
                rows.getInt(5)));
      }
      return held;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "expected the read models in " + server.url() + ", but " + e, e);
    }
  }

  /**
   * The schemas of a namespace, the newest first.
   *
   * @throws UnusableDatabase if a later version of the program has made one
   */
  List<Schema> of(Namespace namespace) {
    List<Schema> held = all().stream().filter(h -> h.namespace().equals(namespace)).toList();
    held.stream()
        .filter(h -> h.version() > version)
        .max(Comparator.comparing(Schema::version))
        .ifPresent(
            h -> {
              throw new UnusableDatabase(
                  UnusableDatabase.Reason.LATER_VERSION,
                  server.url(),
                  server.user(),
                  Integer.toString(h.version()),
                  null);
            });
    return held;
  }

  /** The newest complete schema of this format, else the newest unfinished one. */
  Optional<Schema> chosen(List<Schema> held) {
    Schema unfinished = null;
    for (Schema h : held) {
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

  /** Whether its read model is complete; empty: not created to the end, or unreadable. */
  private Optional<Boolean> isComplete(Schema h) {
    try (Connection connection = server.connect("")) {
      connection.setSchema(h.name());
      if (!hasOrigin(connection)) {
        return Optional.empty();
      }
      try (PreparedStatement select =
              connection.prepareStatement("select format, complete from origin where id = 1");
          ResultSet origin = select.executeQuery()) {
        return origin.next() && origin.getString(1).equals(format)
            ? Optional.of(origin.getInt(2) == 1)
            : Optional.empty();
      }
    } catch (SQLException e) {
      LOG.info("{} cannot be read: {}", h.name(), e.toString());
      return Optional.empty();
    }
  }

  /** A schema is registered before its tables are created; another process may be creating them. */
  private static boolean hasOrigin(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select to_regclass('origin') is not null");
        ResultSet there = select.executeQuery()) {
      return there.next() && there.getBoolean(1);
    }
  }

  void register(Namespace namespace, int generation, String schema) {
    try (Connection connection = server.connect("");
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

  /** The name of a new schema. */
  static String name(Namespace namespace, int generation) {
    String plain = PREFIX + namespace.name().replace('.', '_').replace('-', '_');
    CRC32 checksum = new CRC32();
    checksum.update(namespace.name().getBytes(StandardCharsets.UTF_8));
    // "a-b" and "a.b" must not collide either.
    return plain.substring(0, Math.min(plain.length(), LONGEST_NAME))
        + "_"
        + Long.toHexString(checksum.getValue())
        + "_"
        + generation;
  }
}
