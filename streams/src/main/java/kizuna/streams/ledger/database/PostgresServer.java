package kizuna.streams.ledger.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;

/** A PostgreSQL server with an account: opens connections. */
final class PostgresServer {

  static final int CONNECT_SECONDS = 5;

  /** The server drops a client that does not answer for about 20 s. */
  private static final String KEEPALIVE =
      "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

  private final String url;
  private final Properties account = new Properties();

  /**
   * @param url as {@code jdbc:postgresql://host:port/database}
   */
  PostgresServer(String url, String user, String password) {
    this.url = url;
    account.setProperty("user", user);
    account.setProperty("password", password);
    account.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
    account.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    account.setProperty("tcpKeepAlive", "true");
  }

  String url() {
    return url;
  }

  String user() {
    return account.getProperty("user");
  }

  String password() {
    return account.getProperty("password");
  }

  /**
   * @param settings of the session
   */
  Connection connect(String settings) throws SQLException {
    Properties all = new Properties();
    all.putAll(account);
    all.setProperty("options", (KEEPALIVE + " " + settings).strip());
    return DriverManager.getConnection(url, all);
  }

  /** Executes one statement. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
