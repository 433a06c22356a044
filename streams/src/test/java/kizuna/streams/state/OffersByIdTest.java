package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OffersByIdTest {

  private static OfferUse offer(String id) {
    LocalDate day = LocalDate.of(2024, 1, 2);
    return new OfferUse(
        new Offer(
            id,
            "131041",
            null,
            Set.of(TaskType.LIAISON),
            Set.of(),
            2,
            new Period(day, day),
            null,
            Offer.End.NONE));
  }

  @Test
  void theyStandInTheOrderOfTheirIdsAsInAMap() {
    OffersById offers = new OffersById();
    TreeMap<String, OfferUse> expected = new TreeMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String id = "o-" + random.nextInt(60);
      if (random.nextInt(3) == 0) {
        offers.remove(id);
        expected.remove(id);
      } else {
        OfferUse use = offer(id);
        offers.put(use);
        expected.put(id, use);
      }
      assertThat(offers.all()).isEqualTo(List.copyOf(expected.values()));
      assertThat(offers.isEmpty()).isEqualTo(expected.isEmpty());
    }
  }
}
