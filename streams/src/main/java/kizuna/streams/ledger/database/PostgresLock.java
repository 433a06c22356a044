package kizuna.streams.ledger.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Advisory locks, held until their connection closes. */
final class PostgresLock {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresLock.class);
  private static final int LONGEST_LOCK_MILLIS = 1_000;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** Held until its connection closes. */
  record Claim(Connection connection) implements WriteClaim {
    @Override
    public boolean isHeld() {
      try {
        return connection.isValid(PostgresServer.CONNECT_SECONDS);
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

  private PostgresLock() {}

  /** Takes a lock without waiting; false: another connection has it. */
  static boolean take(Connection connection, String name) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
      lock.setString(1, name);
      try (ResultSet taken = lock.executeQuery()) {
        return taken.next() && taken.getBoolean(1);
      }
    }
  }

  /** The same; waits for a connection that is just being closed. */
  static boolean tryAcquire(Connection connection, String name) throws SQLException {
    PostgresServer.execute(connection, "set lock_timeout = " + LONGEST_LOCK_MILLIS);
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
      PostgresServer.execute(connection, "set lock_timeout = 0");
    }
  }
}
