package kizuna.streams.ledger.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read model: one connection that writes, for one thread, and a few that read. A query reads
 * one committed snapshot and has a time limit; a slow one does not block the writer.
 */
public final class LedgerDatabase implements ReadQuery, AutoCloseable {

  static {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  /** Answers at once. */
  public static final int MAX_READERS = 4;

  /** Longest wait of a query for a connection. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** Time limit of a query. */
  public static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(LedgerDatabase.class);
  private static final Settings SETTINGS =
      new Settings().withExecuteLogging(false).withCacheRecordMappers(true);
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_NOT_A_DATABASE = 26;
  private static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_TOO_BIG = 18;
  private static final int SQLITE_INTERRUPT = 9;
  private static final String POSTGRES_CANCELLED = "57014";

  /** Deadline of this thread's query, as {@link System#nanoTime}; 0: no limit. */
  public static final ThreadLocal<Long> DEADLINE = ThreadLocal.withInitial(() -> 0L);

  private final String name;
  private final SQLDialect dialect;
  private final Connection writing;
  private final HikariDataSource reading;
  private final ChangeChannel channel;
  private final Runnable dropping;
  private final Statements statements;

  /** The current query of a thread. */
  private final ThreadLocal<@Nullable DSLContext> answering = new ThreadLocal<>();

  private final AtomicLong answers = new AtomicLong();
  private volatile Duration longestAnswer = LONGEST_ANSWER;
  private volatile boolean broken;

  /**
   * @param name for people
   * @param writing of a writer; of a follower, the connection that listens
   * @param channel to other readers
   * @param dropping deletes it after it is closed
   */
  public LedgerDatabase(
      String name,
      SQLDialect dialect,
      Connection writing,
      HikariDataSource reading,
      ChangeChannel channel,
      Runnable dropping) {
    this.name = name;
    this.dialect = dialect;
    this.writing = writing;
    this.reading = reading;
    this.channel = channel;
    this.dropping = dropping;
    this.statements = new Statements(writing);
  }

  /** Statements of the only writing transaction. */
  public Statements statements() {
    return statements;
  }

  /** Notifies other processes of the changes of the current transaction. */
  public void tell(java.util.Collection<ChangeChannel.Row> rows) throws SQLException {
    channel.tell(writing, rows);
  }

  /** Waits until the writing process announces changes. */
  public java.util.List<ChangeChannel.Row> awaitChanges(Duration longest) throws SQLException {
    return channel.await(writing, longest);
  }

  /** Sets the time limit of a query, for tests. */
  public void limit(Duration longest) {
    longestAnswer = longest;
  }

  /** Reads the writer's changes, committed or not. Only for the writing thread. */
  public ReadQuery own() {
    return ReadQuery.within(DSL.using(writing, dialect, SETTINGS));
  }

  /** Number of completed queries, each at its own moment. */
  public long answers() {
    return answers.get();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Nested reads of a thread use the same snapshot and the same connection.
   */
  @Override
  public <T> T read(Function<DSLContext, T> question) {
    DSLContext begun = answering.get();
    if (begun != null) {
      return question.apply(begun);
    }
    try (Connection connection = reading.getConnection()) {
      DEADLINE.set(System.nanoTime() + longestAnswer.toNanos());
      DSLContext sql = DSL.using(connection, dialect, SETTINGS);
      answering.set(sql);
      try {
        return question.apply(sql);
      } finally {
        answering.remove();
        answers.incrementAndGet();
        DEADLINE.set(0L);
        connection.rollback();
      }
    } catch (DataAccessException e) {
      SQLException cause = e.getCause(SQLException.class);
      if (cause != null && isTooLate(cause)) {
        throw new ReadModelBusy(
            "expected an answer from " + name + " within " + longestAnswer + ", but none", e);
      }
      notice(cause);
      if (broken) {
        throw new ReadModelBusy("expected " + name + " to be whole, but it is rebuilt now", e);
      }
      throw e;
    } catch (SQLTransientConnectionException e) {
      throw new ReadModelBusy(
          "expected one of " + MAX_READERS + " connections to be free, but all are in use", e);
    } catch (SQLException e) {
      if (reading.isClosed()) {
        throw new ReadModelBusy("expected " + name + " to be open, but it is being replaced", e);
      }
      notice(e);
      throw new DataAccessException("expected an answer from " + name + ", but " + e, e);
    }
  }

  private static boolean isTooLate(SQLException e) {
    return (e.getErrorCode() & 0xff) == SQLITE_INTERRUPT
        || POSTGRES_CANCELLED.equals(e.getSQLState());
  }

  /** Records that the database is damaged: it is not trusted any more. */
  public void notice(@Nullable SQLException e) {
    int code = e == null ? 0 : e.getErrorCode() & 0xff;
    if (dialect == SQLDialect.SQLITE
        && (code == SQLITE_CORRUPT || code == SQLITE_NOT_A_DATABASE)
        && !broken) {
      broken = true;
      LOG.warn("{} is damaged and is rebuilt from the topics: {}", name, String.valueOf(e));
    }
  }

  public boolean isBroken() {
    return broken;
  }

  /** Whether the error is caused by a record, not the database: it would fail again. */
  public static boolean isOfRecord(SQLException e) {
    int code = e.getErrorCode() & 0xff;
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return code == SQLITE_CONSTRAINT
        || code == SQLITE_TOO_BIG
        || state.startsWith("22")
        || state.startsWith("23");
  }

  @Override
  public void close() {
    reading.close();
    try {
      statements.close();
      writing.close();
    } catch (SQLException e) {
      LOG.warn("expected {} to close in order, but {}", name, e.toString());
    }
  }

  /** Closes and deletes it. */
  public void drop() {
    close();
    dropping.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
