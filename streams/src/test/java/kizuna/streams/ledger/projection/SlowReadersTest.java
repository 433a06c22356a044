package kizuna.streams.ledger.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.database.ReadModelBusy;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.ledger.database.Tables;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.ledger.write.LedgerWriter;
import org.apache.kafka.common.TopicPartition;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A slow answer is ended, too many are told to come back, and none of them stops the writer. */
class SlowReadersTest {

  private static final TopicPartition PARTITION = new TopicPartition("topic", 0);

  private final LedgerDatabase database =
      new SqliteDatabases(TemporaryFolder.make()).create(Namespace.LIVE);
  private final LedgerView view = new LedgerView(database, "epoch");
  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void close() {
    over.countDown();
    database.close();
  }

  private static Integer countWithoutEnd(DSLContext sql) {
    return sql.fetchOne(
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n")
        .get(0, Integer.class);
  }

  @Test
  void anAnswerThatTakesTooLongIsEnded() {
    database.limit(Duration.ofMillis(300));

    assertThatThrownBy(() -> database.read(SlowReadersTest::countWithoutEnd))
        .isInstanceOf(ReadModelBusy.class);
    assertThat(view.figures().networks()).isEmpty();
  }

  @Test
  void whoReadsSlowlyStopsNeitherTheWriterNorSeesWhatItWrites() throws Exception {
    LedgerWriter writer = new LedgerWriter(database, view);
    CountDownLatch reading = new CountDownLatch(1);
    CompletableFuture<Integer> slow =
        CompletableFuture.supplyAsync(
            () ->
                database.read(
                    sql -> {
                      int before = networks(sql);
                      reading.countDown();
                      await(over);
                      return networks(sql) - before;
                    }));
    reading.await();

    for (int i = 0; i < 50; i++) {
      write(writer, i);
    }
    assertThat(view.figures().networks()).hasSize(50);
    over.countDown();

    assertThat(slow.get()).isZero();
  }

  @Test
  void moreThanAFewAtOnceAreToldToComeBack() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(LedgerDatabase.MAX_READERS);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < LedgerDatabase.MAX_READERS; i++) {
      Thread reader =
          new Thread(
              () ->
                  database.read(
                      sql -> {
                        reading.countDown();
                        await(over);
                        return 0;
                      }));
      reader.start();
      readers.add(reader);
    }
    reading.await();

    assertThatThrownBy(() -> view.figures().networks()).isInstanceOf(ReadModelBusy.class);
    over.countDown();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(view.figures().networks()).isEmpty();
  }

  private static int networks(DSLContext sql) {
    return sql.fetchCount(Tables.Register.NETWORK.table());
  }

  private static void write(LedgerWriter writer, int i) throws SQLException {
    writer.write(
        List.of(new LedgerWriter.Message("topic", 0, i, w -> w.named("network-" + i, "n"))),
        Map.of(PARTITION, i + 1L),
        (partition, offset) -> Optional.empty(),
        false);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
