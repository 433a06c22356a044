package kizuna.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfferIndexTest {

  private static final LocalDate DAY = LocalDate.of(2024, 1, 2);
  private static final String LENDER = "131041";

  private final OfferIndex index = new OfferIndex();

  private static OfferUse offer(String id, Offer.End end) {
    return new OfferUse(
        new Offer(
            id,
            LENDER,
            null,
            Set.of(TaskType.LIAISON),
            Set.of(),
            2,
            new Period(DAY, DAY.plusDays(3)),
            null,
            end));
  }

  private static List<String> ids(Collection<OfferUse> offers) {
    return offers.stream().map(use -> use.offer().id()).toList();
  }

  @Test
  void daysOnWhichSomebodyIsFreeFollowTheOffers() {
    OfferUse offer = offer("a", Offer.End.NONE);
    index.put(null, offer, DAY);
    BitSet days = new BitSet();
    index.addFreeDays(LENDER, DAY.plusDays(1), days);
    assertThat(days.stream())
        .as("three days are left, the first is the day asked")
        .containsExactly(0, 1, 2);

    index.remove(offer);
    BitSet none = new BitSet();
    index.addFreeDays(LENDER, DAY, none);
    assertThat(none.isEmpty()).isTrue();
  }

  @Test
  void anOfferIsFoundByItsLenderAndItsTaskWhileSomebodyIsFree() {
    index.put(null, offer("b", Offer.End.NONE), DAY);
    index.put(null, offer("a", Offer.End.NONE), DAY);

    assertThat(index.of(LENDER)).containsExactly("a", "b");
    assertThat(ids(index.freeOf(LENDER))).containsExactly("a", "b");
    assertThat(ids(index.movableOf(LENDER, TaskType.LIAISON))).containsExactly("a", "b");
    assertThat(index.movableOf(LENDER, TaskType.SEWER)).isEmpty();
    assertThat(index.hasCurrent("131130")).isFalse();
  }

  @Test
  void aWithdrawnOfferStaysTheLendersButIsNotFree() {
    OfferUse before = offer("a", Offer.End.NONE);
    index.put(null, before, DAY);
    index.put(before, offer("a", Offer.End.WITHDRAWN), DAY);

    assertThat(index.of(LENDER)).containsExactly("a");
    assertThat(index.freeOf(LENDER)).isEmpty();
    assertThat(index.hasCurrent(LENDER)).isFalse();
  }

  /** A decision looks for the same people among these alone, however many offers there were. */
  @Test
  void aLendersCurrentOffersAreNeitherWithdrawnNorOver() {
    OfferUse first = offer("b", Offer.End.NONE);
    index.put(null, first, DAY);
    index.put(null, offer("c", Offer.End.NONE), DAY);
    index.put(null, offer("a", Offer.End.NONE), DAY);
    assertThat(ids(index.currentOf(LENDER, TaskType.LIAISON))).containsExactly("a", "b", "c");

    index.put(first, offer("b", Offer.End.WITHDRAWN), DAY);
    assertThat(ids(index.currentOf(LENDER, TaskType.LIAISON))).containsExactly("a", "c");
    index.daysPassed(DAY, DAY.plusDays(4), id -> offer(id, Offer.End.NONE));
    assertThat(ids(index.currentOf(LENDER, TaskType.LIAISON))).isEmpty();
    index.put(null, offer("d", Offer.End.NONE), DAY.plusDays(4));
    assertThat(ids(index.currentOf(LENDER, TaskType.LIAISON)))
        .as("over when it was entered")
        .isEmpty();

    index.rebuild(
        List.of(
            offer("a", Offer.End.NONE),
            offer("b", Offer.End.WITHDRAWN),
            offer("c", Offer.End.NONE)),
        DAY);
    assertThat(ids(index.currentOf(LENDER, TaskType.LIAISON))).containsExactly("a", "c");
  }

  @Test
  void anOfferEndsWithItsLastDayAndIsBackIfTheTimeIsSetBack() {
    OfferUse offer = offer("a", Offer.End.NONE);
    index.put(null, offer, DAY);
    LocalDate after = DAY.plusDays(4);

    index.daysPassed(DAY, after.minusDays(1), id -> offer);
    assertThat(ids(index.freeOf(LENDER))).as("on its last day").containsExactly("a");
    index.daysPassed(after.minusDays(1), after, id -> offer);
    assertThat(index.freeOf(LENDER)).isEmpty();
    assertThat(index.hasCurrent(LENDER)).isFalse();

    index.rebuild(List.of(offer), DAY);
    assertThat(ids(index.freeOf(LENDER))).containsExactly("a");
    assertThat(index.hasCurrent(LENDER)).isTrue();
    index.remove(offer);
    assertThat(index.of(LENDER)).isEmpty();
    assertThat(index.hasCurrent(LENDER)).isFalse();
    assertThat(index.ends().from(DAY)).isEmpty();
  }
}
