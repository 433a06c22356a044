package kizuna.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Paging shows each row once, also while rows come and go. */
class PagesOfRowsTest {

  @Test
  void everyRowIsOnExactlyOnePage() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Integer> ranks = random.ints(random.nextInt(60), 0, 10).boxed().toList();
      int limit = 1 + random.nextInt(7);
      Shelf<Integer> shelf = new Shelf<>();
      for (int i = 0; i < ranks.size(); i++) {
        shelf.put("row-" + i, ranks.get(i), i);
      }

      Page<Integer> page = shelf.page(r -> true, null, limit);
      List<Integer> seen = new ArrayList<>(page.rows());
      while (page.next() != null) {
        page = shelf.page(r -> true, Place.of(page.next().cursor()).orElseThrow(), limit);
        seen.addAll(page.rows());
      }

      assertThat(seen).as("seed %s", seed).doesNotHaveDuplicates().hasSize(ranks.size());
      assertThat(page.total()).isEqualTo(ranks.size());
      assertThat(seen.stream().map(ranks::get)).isSorted();
    }
  }

  @Test
  void rowsThatComeOrGoBetweenPagesNeitherHideNorRepeatOthers() {
    Shelf<String> shelf = new Shelf<>();
    for (int i = 0; i < 20; i++) {
      shelf.put("k" + i, i, "k" + i);
    }
    Page<String> first = shelf.page(r -> true, null, 10);

    shelf.put("new", -5, "new");
    shelf.remove("k3");
    shelf.remove("k9");
    Page<String> second = shelf.page(r -> true, first.next(), 10);

    Set<String> all = new HashSet<>(first.rows());
    assertThat(second.rows()).noneMatch(all::contains).hasSize(10).startsWith("k10");
    assertThat(second.next()).isNull();
  }

  @Test
  void aNoisyNetworkHidesNothingOfAnother() {
    RecentRecords<String> recent = new RecentRecords<>(1_000);
    recent.put("quiet", "quiet/0", 0, "the only one");
    for (int i = 1; i <= 1_068; i++) {
      recent.put("noisy", "noisy/" + i, -i, "noisy " + i);
    }

    assertThat(recent.page("quiet", r -> true, null, 10).rows()).containsExactly("the only one");
    assertThat(recent.page("noisy", r -> true, null, 1).rows()).containsExactly("noisy 1068");
    assertThat(recent.page("noisy", r -> true, null, 1).total()).isEqualTo(1_000);
    assertThat(recent.page(null, r -> true, null, 2_000).rows())
        .hasSize(1_001)
        .endsWith("noisy 69", "the only one");
  }

  @Test
  void networksWithoutEndShareOneLimit() {
    RecentRecords<String> recent = new RecentRecords<>(10);
    for (int i = 0; i < 5_000; i++) {
      recent.put("made-up-" + i, "k" + i, -i, "made-up-" + i);
    }

    assertThat(recent.page(null, r -> true, null, 10_000).rows()).hasSizeLessThanOrEqualTo(210);
    assertThat(recent.page("made-up-4999", "made-up-4999"::equals, null, 10).rows()).hasSize(1);
  }

  @Test
  void aCursorIsReadBackOrRefused() {
    Place place = new Place(-1_704_067_200_000L, "tokyo23/req:1-2");

    assertThat(Place.of(place.cursor())).contains(place);
    assertThat(Place.of("nonsense!")).isEmpty();
    assertThat(Place.of("")).isEmpty();
    assertThat(Place.of("YWJj")).isEmpty();
  }

  @Test
  void onlySoManyOfTheFirstRowsAreKept() {
    Shelf<Integer> shelf = new Shelf<>();
    for (int i = 0; i < 5; i++) {
      shelf.put("k" + i, -i, i);
    }

    shelf.keep(2);

    assertThat(shelf.page(r -> true, null, 9).rows()).containsExactly(4, 3);
  }

  @Test
  void theDecisionOnEachFactIsFoundAndOnNoOther() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      TreeSet<Integer> answered =
          random
              .ints(random.nextInt(200), 0, 2_001)
              .boxed()
              .collect(Collectors.toCollection(TreeSet::new));
      Positions positions = new Positions();
      answered.forEach(offset -> positions.add(offset, offset * 2L, offset, offset));

      for (int offset = 0; offset <= 2_000; offset++) {
        assertThat(positions.decisionOn(offset).isPresent())
            .as("seed %s, offset %s", seed, offset)
            .isEqualTo(answered.contains(offset));
      }
      answered.forEach(o -> assertThat(positions.decisionOn(o)).hasValue(o * 2L));
    }
  }
}
