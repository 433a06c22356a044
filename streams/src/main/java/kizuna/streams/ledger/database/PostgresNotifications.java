package kizuna.streams.ledger.database;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Changes over PostgreSQL's LISTEN and NOTIFY: all listeners receive them in commit order. */
record PostgresNotifications(String schema) implements ChangeChannel {

  /** PostgreSQL accepts at most 8,000 bytes. */
  private static final int LONGEST_NOTICE_BYTES = 7_000;

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
