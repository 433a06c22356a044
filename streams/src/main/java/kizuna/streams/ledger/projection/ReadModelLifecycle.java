package kizuna.streams.ledger.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.UnusableDatabase;
import kizuna.streams.ledger.database.WriteClaim;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.write.LedgerWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases of one namespace: the one in use, the one being filled, the claim to write, and
 * reopening, rebuilding and dropping. Used by the projection's thread only; any thread may call
 * {@link #view}.
 */
final class ReadModelLifecycle implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReadModelLifecycle.class);

  /** Limit for another process to create the database that this one follows. */
  private static final Duration OPENING_TIMEOUT = Duration.ofSeconds(20);

  /**
   * Interval at which a follower tries to become the writer, and a writer checks its claim. A
   * follower takes over within twice this time after the other process has ended.
   */
  static final Duration CLAIM_CHECK_INTERVAL = Duration.ofSeconds(2);

  /** A replaced database stays open for running queries for this time. */
  private static final Duration RETIRED_KEPT = Duration.ofSeconds(30);

  /** The database failed and must be opened again. */
  static final class DatabaseFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DatabaseFailedException(Exception cause) {
      super(cause.toString(), cause);
    }
  }

  private record Retired(LedgerView view, long since) {}

  private final Namespace namespace;
  private final LedgerDatabases databases;
  private final Deque<Retired> retired = new ArrayDeque<>();

  /** Null: this process follows another writer. */
  private @Nullable WriteClaim claim;

  private long claimCheckedAt = System.nanoTime();

  /** The view that is being filled: the one in use, or its replacement. */
  private LedgerView filling;

  private LedgerWriter writer;
  private volatile LedgerView view;
  private volatile boolean rebuilding;

  /**
   * @param pause between attempts to open a database that another process is creating
   */
  ReadModelLifecycle(Namespace namespace, LedgerDatabases databases, Duration pause) {
    this.namespace = namespace;
    this.databases = databases;
    Opened opened = awaitOpened(pause);
    this.claim = opened.claim();
    this.filling = opened.view();
    this.writer = opened.writer();
    this.view = filling;
  }

  /** The view in use. */
  LedgerView view() {
    return view;
  }

  /** The view that is being filled. */
  LedgerView filling() {
    return filling;
  }

  /** Writes into the view that is being filled. */
  LedgerWriter writer() {
    return writer;
  }

  /** Whether this process writes, not another one. */
  boolean isWriting() {
    return claim != null;
  }

  boolean isRebuilding() {
    return rebuilding;
  }

  /**
   * @throws DatabaseFailedException if a database turned out to be damaged
   */
  void requireWhole() {
    if (filling.database().isBroken() || view.database().isBroken()) {
      throw new DatabaseFailedException(new IllegalStateException("damaged"));
    }
  }

  /**
   * The initial database.
   *
   * @param claim null: this process follows another writer
   */
  private record Opened(@Nullable WriteClaim claim, LedgerView view, LedgerWriter writer) {}

  /** Waits while another process is creating the database. */
  private Opened awaitOpened(Duration pause) {
    long end = System.nanoTime() + OPENING_TIMEOUT.toNanos();
    while (true) {
      try {
        return open();
      } catch (UnusableDatabase e) {
        throw e;
      } catch (IllegalStateException | DatabaseFailedException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LOG.info("{} is opened again: {}", namespace.name(), e.getMessage());
        try {
          Thread.sleep(pause.toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  /** Claims the right to write, or follows the process that has it. */
  private Opened open() {
    WriteClaim mine = databases.claim(namespace).orElse(null);
    try {
      LedgerView opened =
          newView(
              mine == null
                  ? databases
                      .follow(namespace)
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "expected the process that writes it to have made "
                                      + namespace.name()
                                      + ", but it has not yet"))
                  : databases.newest(namespace).orElseGet(() -> databases.create(namespace)));
      return new Opened(mine, opened, newWriter(opened));
    } catch (RuntimeException e) {
      if (mine != null) {
        mine.close();
      }
      throw e;
    }
  }

  private static LedgerView newView(LedgerDatabase database) {
    return new LedgerView(database, UUID.randomUUID().toString().substring(0, 8));
  }

  private static LedgerWriter newWriter(LedgerView view) {
    try {
      return new LedgerWriter(view.database(), view);
    } catch (SQLException e) {
      throw new DatabaseFailedException(e);
    }
  }

  /** Checks periodically that the claim is still held; the database itself admits one writer. */
  void requireClaim() {
    if (System.nanoTime() - claimCheckedAt > CLAIM_CHECK_INTERVAL.toNanos()) {
      claimCheckedAt = System.nanoTime();
      WriteClaim held = claim;
      if (held == null || !held.isHeld()) {
        throw new DatabaseFailedException(
            new IllegalStateException("another process may write it now"));
      }
    }
  }

  /** Whether another process still writes the followed database. */
  boolean isFollowing() {
    Optional<WriteClaim> free = databases.claim(namespace);
    free.ifPresent(WriteClaim::close);
    return free.isEmpty() && databases.isNewest(namespace, filling.database());
  }

  /** Puts the filled view, which is complete, into use. */
  void serveFilled() throws SQLException {
    writer.complete();
    if (!filling.isCaughtUp()) {
      filling.caughtUp();
    }
    LedgerView before = view;
    view = filling;
    if (before != filling) {
      before.feed().restart();
      retired.add(new Retired(before, System.nanoTime()));
    }
    rebuilding = false;
  }

  /**
   * Starts a new database.
   *
   * @param keepServing whether the current database stays in use meanwhile
   */
  void rebuild(String why, boolean keepServing) {
    LOG.warn("{} is rebuilt from the topics: {}", filling.database(), why);
    LedgerView former = filling;
    filling = newView(databases.create(namespace));
    writer = newWriter(filling);
    if (former != view) {
      retired.add(new Retired(former, System.nanoTime()));
    }
    if (!keepServing || !view.isComplete() && !view.isCaughtUp()) {
      LedgerView before = view;
      view = filling;
      before.feed().restart();
      retired.add(new Retired(before, System.nanoTime()));
    }
    rebuilding = filling != view;
  }

  /** Releases everything and starts again, as the writer or as a follower. */
  void reopenAll() {
    LedgerView before = view;
    if (filling != before) {
      filling.database().close();
    }
    if (claim != null) {
      // Closing its connections releases its locks.
      before.database().close();
    } else {
      if (retired.stream().noneMatch(one -> one.view() == before)) {
        retired.add(new Retired(before, System.nanoTime()));
      }
    }
    releaseClaim();
    Opened opened = open();
    claim = opened.claim();
    claimCheckedAt = System.nanoTime();
    filling = opened.view();
    writer = opened.writer();
    view = filling;
    rebuilding = false;
    before.feed().restart();
  }

  /** Opens the database again after a failure; replaces a damaged one. */
  void reopen() {
    WriteClaim held = claim;
    if (held == null || !held.isHeld()) {
      reopenAll();
      return;
    }
    boolean answered = filling == view;
    LedgerView former = filling;
    former.database().close();
    if (former.database().isBroken()) {
      former.database().drop();
    }
    if (view.database().isBroken() && !answered) {
      view.database().drop();
      answered = true;
    }
    filling =
        newView(
            answered
                ? databases.newest(namespace).orElseGet(() -> databases.create(namespace))
                : databases.create(namespace));
    writer = newWriter(filling);
    if (answered) {
      LedgerView before = view;
      view = filling;
      before.feed().restart();
    }
    rebuilding = filling != view;
  }

  /** Drops databases that were replaced longer than {@link #RETIRED_KEPT} ago. */
  void dropRetired() {
    while (!retired.isEmpty()
        && System.nanoTime() - retired.getFirst().since() > RETIRED_KEPT.toNanos()) {
      retired.removeFirst().view().database().drop();
    }
  }

  private void releaseClaim() {
    WriteClaim held = claim;
    claim = null;
    if (held != null) {
      held.close();
    }
  }

  @Override
  public void close() {
    retired.forEach(r -> r.view().database().drop());
    if (filling != view) {
      filling.database().close();
    }
    view.database().close();
    releaseClaim();
  }
}
