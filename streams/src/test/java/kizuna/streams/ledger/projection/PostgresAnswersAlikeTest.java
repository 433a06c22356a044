package kizuna.streams.ledger.projection;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.api.SampleBoard;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.PostgresDatabases;
import kizuna.streams.ledger.database.UnusableDatabase;
import kizuna.streams.ledger.model.BoardSnapshot;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.LedgerFilter;
import kizuna.streams.ledger.query.LedgerOrder;
import kizuna.streams.ledger.query.LedgerQuery;
import kizuna.streams.ledger.query.LedgerText;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.query.MetersQuery;
import kizuna.streams.ledger.query.NoticeQuery;
import kizuna.streams.ledger.query.WorkPeriod;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The same log gives the same answers from PostgreSQL as from the embedded database. */
class PostgresAnswersAlikeTest {

  private static final int ROWS = 100;

  private static Optional<LocalPostgres> started = Optional.empty();

  @BeforeAll
  static void start() {
    started = LocalPostgres.start();
    Assumptions.assumeTrue(started.isPresent(), "PostgreSQL is not installed on this machine");
  }

  @AfterAll
  static void stop() throws IOException {
    if (started.isPresent()) {
      started.get().close();
    }
  }

  private static PostgresDatabases database(String name, UnaryOperator<Connection> writers) {
    return database(name, writers, AvroRows.FORMAT, AvroRows.MEANING);
  }

  private static PostgresDatabases database(
      String name, UnaryOperator<Connection> writers, String format, int version) {
    return new PostgresDatabases(
        started.orElseThrow().url(name), "kizuna", "", writers, format, version);
  }

  /** Readers that start together on an empty database: one makes the tables, the others wait. */
  @Test
  void whoComesWhileTheTablesAreMadeFollowsNothingYetAndReportsNoFault() throws Exception {
    LocalPostgres postgres = started.orElseThrow();
    postgres.run("create database empty");
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    Logger database = (Logger) LoggerFactory.getLogger(PostgresDatabases.class.getPackageName());
    said.start();
    database.addAppender(said);
    try (PostgresDatabases reader = database("empty", writing -> writing);
        Connection other = DriverManager.getConnection(postgres.url("empty"), "kizuna", "")) {
      try (PreparedStatement register =
          other.prepareStatement(
              "insert into kizuna.read_model (schema_name, namespace, generation, format, version)"
                  + " values ('ledger_being_made', 'live', 1, ?, ?)")) {
        register.setString(1, AvroRows.FORMAT);
        register.setInt(2, AvroRows.MEANING);
        register.executeUpdate();
      }
      assertThat(reader.follow(Namespace.LIVE)).isEmpty();
      try (Statement make = other.createStatement()) {
        make.execute("create schema ledger_being_made");
      }
      assertThat(reader.follow(Namespace.LIVE)).isEmpty();
      assertThat(said.list).isEmpty();
    } finally {
      database.detachAppender(said);
    }
  }

  /** Of all who read, one writes; the others follow, and one of them takes over. */
  @Test
  void ofSeveralThatReadOneWritesAndAnotherTakesOver() {
    LocalPostgres postgres = started.orElseThrow();
    postgres.run("create database several");
    HeldTopics topics = new HeldTopics();
    DecidedLog log = topics.log(Namespace.LIVE);
    FactBuilder f = new FactBuilder();
    log.put(
        f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", FactBuilder.WAJIMA),
        f.offered("off-1", FactBuilder.SHINJUKU, 4, 8),
        f.offered("off-2", FactBuilder.SUMIDA, 2, 8));
    try (LedgerProjection embedded = topics.project(Namespace.LIVE);
        LedgerProjection first = reader(topics);
        LedgerProjection second = reader(topics)) {
      await("all").until(() -> first.isCaughtUp() && second.isCaughtUp());
      assertThat(first.isWriting()).isTrue();
      assertThat(second.isWriting()).isFalse();

      LedgerView followed = second.view();
      long before = followed.feed().last();
      log.put(f.requested("req-1", 6, 8));
      await("told by the follower")
          .until(
              () ->
                  Objects.requireNonNullElse(
                          followed.feed().after(before, 100), List.<ChangeFeed.Change>of())
                      .stream()
                      .map(ChangeFeed.Change::kind)
                      .collect(Collectors.toSet())
                      .containsAll(
                          Set.of(
                              ChangeFeed.Kind.LEDGER,
                              ChangeFeed.Kind.REQUEST,
                              ChangeFeed.Kind.OFFER,
                              ChangeFeed.Kind.COUNTS)));
      read(embedded, first, second);
      same(embedded.view(), second.view());

      // As a process that dies: the server ends its connections.
      first.close();
      await("taken over").until(() -> second.isWriting() && second.isCaughtUp());
      try (LedgerProjection third = reader(topics)) {
        await("followed").until(third::isCaughtUp);
        assertThat(third.isWriting()).isFalse();
        LedgerView written = second.view();
        LedgerView read = third.view();
        // Every connection is cut, as by a server that was started again.
        postgres.run(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'several'");
        log.put(f.confirmed("req-1", FactBuilder.SUMIDA));
        await("one writes again")
            .until(
                () ->
                    second.view() != written
                        && third.view() != read
                        && second.isWriting() != third.isWriting()
                        && second.isCaughtUp()
                        && third.isCaughtUp());
        read(embedded, second, third);
        same(embedded.view(), second.view());
        same(embedded.view(), third.view());
      }

      // An earlier version of the program.
      assertThatThrownBy(
              () ->
                  database("several", c -> c, "earlier", AvroRows.MEANING - 1)
                      .claim(Namespace.LIVE))
          .isInstanceOf(UnusableDatabase.class)
          .hasMessageContaining("a later Kizuna uses this database");
    }
  }

  private static LedgerProjection reader(HeldTopics topics) {
    return topics.readAgain(database("several", c -> c)).project(Namespace.LIVE);
  }

  private static void read(LedgerProjection... all) {
    await("everything read")
        .until(
            () ->
                Arrays.stream(all)
                    .allMatch(
                        p ->
                            p.isCaughtUp()
                                && p.lag() == 0
                                && ReadModelFiles.nothingIsWaiting(p.view())
                                && sequence(p) == sequence(all[0])));
  }

  private static long sequence(LedgerProjection p) {
    return p.view().figures().networks().stream().mapToLong(NetworkFigures::sequence).sum();
  }

  /** The promises of the embedded database: see DatabaseIsTheFoldOfTheLog. */
  @Test
  void killedBetweenStatementsOrPutBackFromAnEarlierCopyItEndsWithTheSameRows() {
    LocalPostgres postgres = started.orElseThrow();
    postgres.run("create database killed");
    // Each lives longer than the one before, until one comes to the end.
    AtomicLong lives = new AtomicLong(10);
    KilledConnections connections =
        new KilledConnections(() -> lives.getAndUpdate(n -> n * 3 / 2 + 1));
    HeldTopics topics = new HeldTopics();
    DecidedLog log = topics.log(Namespace.LIVE);
    SampleBoard.fill(log, OperationMode.ACTUAL);
    HeldTopics elsewhere = topics.readAgain(database("killed", connections));
    try (LedgerProjection embedded = topics.project(Namespace.LIVE)) {
      try (LedgerProjection killed = elsewhere.project(Namespace.LIVE)) {
        read(embedded, killed);
        same(embedded.view(), killed.view());
      }
      assertThat(connections.killed()).isGreaterThan(3);
      postgres.run("create database earlier template killed");
      log.put(new FactBuilder().networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
      HeldTopics restored = topics.readAgain(database("earlier", c -> c));
      try (LedgerProjection other = restored.project(Namespace.LIVE)) {
        read(embedded, other);
        same(embedded.view(), other.view());
      }
    }
  }

  @Test
  void whatCannotBeUsedIsSaidWithinSeconds() {
    assertThatThrownBy(() -> database("absent", c -> c))
        .hasMessageContaining("there is none: create it");
    assertThatThrownBy(() -> new PostgresDatabases("jdbc:postgresql://127.0.0.1:1/x", "a", "b"))
        .hasMessageContaining("nothing answers there");
    started.orElseThrow().run("create role guest login");
    assertThatThrownBy(
            () -> new PostgresDatabases(started.orElseThrow().url("template1"), "guest", ""))
        .hasMessageContaining("grant create on database");
  }

  @Test
  void everyAnswerIsTheSameAndLivesOnAfterARestart() {
    HeldTopics topics = new HeldTopics();
    SampleBoard.fill(topics.log(Namespace.LIVE), OperationMode.ACTUAL);
    try (LedgerDatabases databases = started.orElseThrow().databases();
        LedgerProjection embedded = topics.project(Namespace.LIVE)) {
      for (int run = 0; run < 2; run++) {
        try (LedgerProjection other = topics.readAgain(databases).project(Namespace.LIVE)) {
          await("both").until(() -> embedded.isCaughtUp() && other.isCaughtUp());
          same(embedded.view(), other.view());
        }
        assertThat(databases.held()).containsExactly(Namespace.LIVE);
      }
      databases.drop(Namespace.LIVE);
      assertThat(databases.held()).isEmpty();
    }
  }

  private static void same(LedgerView a, LedgerView b) {
    assertThat(without(b.snapshot(ROWS))).isEqualTo(without(a.snapshot(ROWS)));
    LedgerText text = new LedgerText("杉並", a);
    for (String order : LedgerOrder.names()) {
      for (String name : List.of(order, "-" + order)) {
        LedgerOrder by = LedgerOrder.of(name).orElseThrow();
        for (LedgerFilter filter :
            List.of(
                LedgerFilter.of(LedgerQuery.ALL),
                new LedgerFilter(LedgerQuery.ALL, Set.of(), text, WorkPeriod.Length.WEEK, null))) {
          assertThat(b.dispatches().page(filter, by, null, 1, 3))
              .as(name)
              .isEqualTo(a.dispatches().page(filter, by, null, 1, 3));
          assertThat(b.dispatches().groups(filter))
              .containsExactlyInAnyOrderElementsOf(a.dispatches().groups(filter));
        }
      }
    }
    assertThat(b.requests().find(text, ROWS)).isEqualTo(a.requests().find(text, ROWS));
    assertThat(b.requests().receivers()).isEqualTo(a.requests().receivers());
    assertThat(b.parties().lenders(null)).isEqualTo(a.parties().lenders(null));
    assertThat(b.parties().desk("172049")).isEqualTo(a.parties().desk("172049"));
    assertThat(b.parties().ward("131041")).isEqualTo(a.parties().ward("131041"));
    for (String party : new String[] {null, "131041"}) {
      assertThat(b.agreements().agreements(party, null, Set.of(), null, 100))
          .isEqualTo(a.agreements().agreements(party, null, Set.of(), null, 100));
    }
    assertThat(b.coordination().counterparts(null, null, null, 100))
        .isEqualTo(a.coordination().counterparts(null, null, null, 100));
    PageCursor start = new PageCursor(0, "");
    assertThat(b.coordination().counterparts(null, null, start, 100))
        .isEqualTo(a.coordination().counterparts(null, null, null, 100));
    assertThat(b.coordination().overrides(null, null, start, 100))
        .isEqualTo(a.coordination().overrides(null, null, null, 100));
    assertThat(b.coordination().dutyDesks(null, start, 100))
        .isEqualTo(a.coordination().dutyDesks(null, null, 100));
    assertThat(b.requests().escalations(null, start, 100))
        .isEqualTo(a.requests().escalations(null, null, 100));
    NoticeQuery notices = new NoticeQuery(null, null, Set.of());
    assertThat(b.decisions().notices(notices, null, ROWS))
        .isEqualTo(a.decisions().notices(notices, null, ROWS));
    assertThat(b.decisions().lostReports(null, null, ROWS))
        .isEqualTo(a.decisions().lostReports(null, null, ROWS));
    MetersQuery meters = new MetersQuery(null, null, null, Set.of(), null, null);
    assertThat(b.meters().meters(meters)).isEqualTo(a.meters().meters(meters));
    Instant first = a.past().first().orElseThrow();
    Instant newest = a.past().newest().orElseThrow();
    assertThat(b.past().milestones(first, newest, 5))
        .isEqualTo(a.past().milestones(first, newest, 5));
    for (int i = 0; i <= 10; i++) {
      Instant at = first.plusMillis((newest.toEpochMilli() - first.toEpochMilli()) * i / 10);
      LogMoment moment = a.past().at(at);
      assertThat(b.past().at(at)).isEqualTo(moment);
      assertThat(without(b.past().snapshot(moment, ROWS)))
          .isEqualTo(without(a.past().snapshot(moment, ROWS)));
      assertThat(b.past().sums(List.of(at))).isEqualTo(a.past().sums(List.of(at)));
      assertThat(b.meters().meters(meters, moment)).isEqualTo(a.meters().meters(meters, moment));
    }
  }

  private static BoardSnapshot without(BoardSnapshot s) {
    return new BoardSnapshot(
        0,
        true,
        s.networks(),
        s.disasters(),
        s.openRequests(),
        s.ledger(),
        s.flows(),
        s.deadLetters(),
        s.unreadable());
  }
}
