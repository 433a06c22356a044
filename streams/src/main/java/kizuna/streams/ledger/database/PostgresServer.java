package kizuna.streams.ledger.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** A PostgreSQL server with an account: opens connections. */
final class PostgresServer {

  static final int CONNECT_SECONDS = 5;

  /**
   * Longest wait for the server's answer to one statement. The server may be gone without a word,
   * and the operating system would wait a quarter of an hour. Statements write a few rows each; one
   * that takes longer fails, is rolled back and is tried again.
   */
  static final int ANSWER_SECONDS = 30;

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
    account.putAll(limits());
  }

  /** The driver's limits for a server that does not answer. The URL may set others. */
  Map<String, String> limits() {
    return Map.of(
        "connectTimeout", Integer.toString(CONNECT_SECONDS),
        "socketTimeout", Integer.toString(ANSWER_SECONDS),
        "tcpKeepAlive", "true");
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
