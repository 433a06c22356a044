package kizuna.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.pages.SampleBoard;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The same log gives the same answers from PostgreSQL as from the embedded database. */
class PostgresAnswersAlikeTest {

  private static final int ROWS = 100;

  @Test
  void everyAnswerIsTheSameAndLivesOnAfterARestart() throws IOException {
    Optional<LocalPostgres> started = LocalPostgres.start();
    Assumptions.assumeTrue(started.isPresent(), "PostgreSQL is not installed on this machine");
    HeldTopics topics = new HeldTopics();
    SampleBoard.fill(topics.log(Namespace.LIVE), OperationMode.ACTUAL);
    try (LocalPostgres postgres = started.orElseThrow();
        LedgerDatabases databases = postgres.databases();
        LedgerProjection embedded = topics.project(Namespace.LIVE)) {
      for (int run = 0; run < 2; run++) {
        try (LedgerProjection other = topics.readAgain(databases).project(Namespace.LIVE)) {
          Awaiting.until("both", () -> embedded.isCaughtUp() && other.isCaughtUp());
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
    assertThat(b.parties().agreements("131041", null))
        .isEqualTo(a.parties().agreements("131041", null));
    NoticeQuery notices = new NoticeQuery(null, null, Set.of());
    assertThat(b.decisions().notices(notices, null, ROWS))
        .isEqualTo(a.decisions().notices(notices, null, ROWS));
    assertThat(b.decisions().lostReports(null, null, ROWS))
        .isEqualTo(a.decisions().lostReports(null, null, ROWS));
    MetersQuery meters = new MetersQuery(null, null, null, Set.of(), null, null);
    assertThat(b.meters().meters(meters, null)).isEqualTo(a.meters().meters(meters, null));
    Instant first = a.past().first().orElseThrow();
    Instant newest = a.past().newest().orElseThrow();
    assertThat(b.past().milestones(first, newest, 5))
        .isEqualTo(a.past().milestones(first, newest, 5));
    for (int i = 0; i <= 10; i++) {
      Instant at = first.plusMillis((newest.toEpochMilli() - first.toEpochMilli()) * i / 10);
      Moment moment = a.past().at(at);
      assertThat(b.past().at(at)).isEqualTo(moment);
      assertThat(without(b.past().snapshot(moment, ROWS)))
          .isEqualTo(without(a.past().snapshot(moment, ROWS)));
      assertThat(b.past().sums(List.of(at))).isEqualTo(a.past().sums(List.of(at)));
      assertThat(b.meters().meters(meters, moment)).isEqualTo(a.meters().meters(meters, moment));
    }
  }

  private static LedgerView.Snapshot without(LedgerView.Snapshot s) {
    return new LedgerView.Snapshot(
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
