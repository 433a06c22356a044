package kizuna.streams.ledger.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import kizuna.schemas.Namespace;
import kizuna.streams.guarantees.Seeds;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.database.SqliteDatabases;
import kizuna.streams.ledger.database.Tables.Newest;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Paging shows each row once, also while rows come and go. */
class PagesOfRowsTest {

  private static final Newest ROWS = Newest.REJECTIONS;
  private static final Keyset RISING = new Keyset(ROWS.at(), false, ROWS.key());

  private final LedgerDatabase database =
      new SqliteDatabases(TemporaryFolder.make()).create(Namespace.LIVE);

  @BeforeEach
  void empty() throws SQLException {
    database.statements().update("delete from rejection");
    database.statements().connection().commit();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void put(String key, long rank) throws SQLException {
    database
        .statements()
        .update(
            "insert into rejection (key, network, at, avro) values (?, 'n', ?, ?)",
            key,
            rank,
            new byte[0]);
  }

  private RowPage<String> page(Keyset order, @Nullable PageCursor after, int limit) {
    return database.read(
        sql ->
            KeysetPager.page(
                sql,
                ROWS.table(),
                DSL.noCondition(),
                order,
                List.of(),
                r -> r.get(ROWS.key()),
                after,
                limit));
  }

  @TestFactory
  Stream<DynamicTest> everyRowIsOnExactlyOnePage() {
    return Seeds.each(
        40,
        seed -> {
          empty();
          Random random = new Random(seed);
          List<Integer> ranks = random.ints(random.nextInt(60), 0, 10).boxed().toList();
          for (int i = 0; i < ranks.size(); i++) {
            put("row-" + i, ranks.get(i));
          }
          database.statements().connection().commit();
          int limit = 1 + random.nextInt(7);
          Keyset order = new Keyset(ROWS.at(), seed % 2 == 0, ROWS.key());

          RowPage<String> page = page(order, null, limit);
          List<String> seen = new ArrayList<>(page.rows());
          while (page.next() != null) {
            page = page(order, PageCursor.of(page.next().cursor()).orElseThrow(), limit);
            seen.addAll(page.rows());
          }

          assertThat(seen).as("seed %s", seed).doesNotHaveDuplicates().hasSize(ranks.size());
          assertThat(page.total()).isEqualTo(ranks.size());
          assertThat(
                  seen.stream()
                      .map(key -> ranks.get(Integer.parseInt(key.substring(4))))
                      .map(rank -> order.descending() ? -rank : rank))
              .isSorted();
        });
  }

  @Test
  void rowsThatComeOrGoBetweenPagesNeitherHideNorRepeatOthers() throws SQLException {
    for (int i = 0; i < 20; i++) {
      put("k" + i, i);
    }
    database.statements().connection().commit();
    RowPage<String> first = page(RISING, null, 10);

    put("new", -5);
    database.statements().update("delete from rejection where key in ('k3', 'k9')");
    database.statements().connection().commit();
    RowPage<String> second = page(RISING, first.next(), 10);

    Set<String> all = new HashSet<>(first.rows());
    assertThat(second.rows()).noneMatch(all::contains).hasSize(10).startsWith("k10");
    assertThat(second.next()).isNull();
  }

  @Test
  void rowsByKeyAloneAndRowsAtHandArePagedAlike() throws SQLException {
    List<PageCursor> all = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      put(String.format("k%02d", i), 25 - i);
      all.add(new PageCursor(0, String.format("k%02d", i)));
    }
    database.statements().connection().commit();
    for (int limit : new int[] {1, 7, 24, 25, 26}) {
      List<String> read = new ArrayList<>();
      List<String> atHand = new ArrayList<>();
      PageCursor after = null;
      do {
        RowPage<String> rows = page(Keyset.byKey(ROWS.key()), after, limit);
        RowPage<PageCursor> places = RowPage.of(all, p -> p, after, limit);
        assertThat(rows.rows()).hasSizeLessThanOrEqualTo(limit);
        assertThat(rows.next()).isEqualTo(places.next());
        assertThat(rows.total()).isEqualTo(places.total()).isEqualTo(25);
        read.addAll(rows.rows());
        places.rows().forEach(p -> atHand.add(p.key()));
        after = rows.next();
      } while (after != null);
      assertThat(read).as("limit %s", limit).hasSize(25).isSorted().isEqualTo(atHand);
    }
    assertThat(RowPage.of(List.<PageCursor>of(), p -> p, null, 1).next()).isNull();
  }

  @Test
  void aCursorIsReadBackOrRefused() {
    PageCursor place = new PageCursor(-1_704_067_200_000L, "tokyo23/req:1-2");

    assertThat(PageCursor.of(place.cursor())).contains(place);
    assertThat(PageCursor.of("nonsense!")).isEmpty();
    assertThat(PageCursor.of("")).isEmpty();
    assertThat(PageCursor.of("YWJj")).isEmpty();
  }
}
