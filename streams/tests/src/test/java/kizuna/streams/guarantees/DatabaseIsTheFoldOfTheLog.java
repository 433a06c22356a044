package kizuna.streams.guarantees;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.ledger.projection.KilledConnections;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.projection.ReadModelFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * I4 in the database: after each fact its rows are what the naive model has, whatever statement it
 * was killed at; and a database that was put back from an earlier copy, damaged, lost or of another
 * log ends with the same rows as one that read everything at once.
 */
class DatabaseIsTheFoldOfTheLog {

  private static final int HISTORIES = 8;

  @TestFactory
  Stream<DynamicTest>
      afterEveryFactTheRowsAreWhatTheNaiveModelHasThoughItIsKilledBetweenStatements() {
    AtomicLong killed = new AtomicLong();
    return Seeds.eachInParallel(
        HISTORIES,
        seed -> {
          Random random = new Random(seed);
          ReadModelFiles files = new ReadModelFiles();
          KilledConnections connections = new KilledConnections(() -> 20 + random.nextInt(500));
          HeldTopics topics = new HeldTopics().with(files.databases(connections));
          DecidedIntoDatabase kizuna = new DecidedIntoDatabase(topics);
          Oracle oracle = new Oracle();
          tell(seed, kizuna, oracle::check);
          same("seed " + seed, rows(kizuna.projection()), rowsReadAtOnce(topics));
          kizuna.projection().close();
          killed.addAndGet(connections.killed());
        },
        "it was killed often",
        () -> assertThat(killed.get()).isGreaterThan(HISTORIES * 5L));
  }

  @Test
  void aDatabaseThatIsPutBackDamagedLostOrOfAnotherLogEndsWithTheSameRows() {
    ReadModelFiles files = new ReadModelFiles();
    HeldTopics topics = new HeldTopics().with(files.databases());
    DecidedIntoDatabase kizuna = new DecidedIntoDatabase(topics);
    AtomicLong facts = new AtomicLong();
    Map<Long, Map<String, byte[]>> copies = new java.util.HashMap<>();
    tell(
        100,
        kizuna,
        (fact, answered) -> {
          if (facts.incrementAndGet() % 40 == 0) {
            kizuna.meanwhile(() -> copies.put(facts.get(), files.copy()));
          }
        });
    assertThat(copies).hasSizeGreaterThan(2);
    Map<String, List<String>> right = rowsReadAtOnce(topics);

    same("opened several times", rows(kizuna.projection()), right);
    copies.forEach(
        (at, copy) -> {
          kizuna.meanwhile(() -> files.restore(copy));
          same("put back as of fact " + at, rows(kizuna.projection()), right);
        });
    kizuna.meanwhile(files::damage);
    same("damaged", rows(kizuna.projection()), right);
    kizuna.meanwhile(() -> files.restore(Map.of()));
    same("lost", rows(kizuna.projection()), right);
    kizuna.meanwhile(topics::becomeOtherTopics);
    same("of another log", rows(kizuna.projection()), right);
    kizuna.projection().close();
  }

  private static void tell(long seed, Kizuna kizuna, BiConsumer<Fact, Kizuna.Answered> watch) {
    Histories.tell(seed, kizuna, fact -> {}, watch);
  }

  private static void same(
      String what, Map<String, List<String>> actual, Map<String, List<String>> right) {
    assertThat(actual.keySet()).isEqualTo(right.keySet());
    right.forEach(
        (table, rows) ->
            assertThat(actual.get(table))
                .as("%s: %s", what, table)
                .containsExactlyElementsOf(rows));
  }

  private static Map<String, List<String>> rowsReadAtOnce(HeldTopics topics) {
    HeldTopics others = topics.readAgain(new ReadModelFiles().databases());
    try (LedgerProjection projection = others.project(Namespace.LIVE)) {
      return rows(projection);
    }
  }

  private static Map<String, List<String>> rows(LedgerProjection projection) {
    await("everything read")
        .until(
            () ->
                projection.isCaughtUp()
                    && projection.lag() == 0
                    && ReadModelFiles.nothingIsWaiting(projection.view()));
    return ReadModelFiles.rows(projection.view());
  }
}
