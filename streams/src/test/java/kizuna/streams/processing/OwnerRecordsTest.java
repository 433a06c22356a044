package kizuna.streams.processing;

import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.states.Owner;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.state.Change;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Offer;
import kizuna.streams.state.Period;
import kizuna.streams.state.TaskType;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The topic of owners holds whose what is in the books is, whatever became of it before. */
class OwnerRecordsTest {

  private static final String TOLD = StateKeys.OWNERS + NETWORK;

  private final LogHarness kizuna = new LogHarness();
  private final FactBuilder facts = new FactBuilder();

  @BeforeEach
  void aRequestAnOfferAndADispatch() {
    kizuna.accept(facts.networkFormed(SHINJUKU, SUMIDA));
    kizuna.accept(facts.municipalities());
    kizuna.accept(facts.agreement());
    kizuna.accept(facts.declared("noto", WAJIMA));
    kizuna.accept(facts.requested("r1", 3, 8));
    kizuna.accept(facts.offered("o1", SHINJUKU, 3, 8));
  }

  private static String key(String rest) {
    return NETWORK + "/" + rest;
  }

  @Test
  void whoseItIsIsWrittenWithTheDecisionThatBringsIt() {
    assertThat(kizuna.owners)
        .isEqualTo(
            Map.of(
                NETWORK,
                new Owner(null, null, null),
                key("REQUEST/r1"),
                new Owner(WAJIMA, null, null),
                key("OFFER/o1"),
                new Owner(null, SHINJUKU, null),
                key("DISPATCH/r1-1"),
                new Owner(WAJIMA, SHINJUKU, null)));
    assertThat(kizuna.owners.keySet()).isEqualTo(kizuna.keysOfBooks());
    kizuna.owners.clear();

    kizuna.accept(facts.confirmed("r1", SHINJUKU));

    assertThat(kizuna.owners).as("it stays whose it was").isEmpty();
    assertThat(kizuna.log().state().pendingOwners()).isEmpty();
    kizuna.restart();
    assertThat(kizuna.log().state().pendingOwners()).as("nor after a restart").isEmpty();
  }

  @Test
  void stateOfWhichNothingWasToldIsTold() {
    Map<String, Owner> all = Map.copyOf(kizuna.owners);
    kizuna.owners.clear();
    kizuna.shelf.delete(TOLD);
    kizuna.restart();
    // What is decided before all is told is told too, and does not say that it is all.
    kizuna.accept(facts.offered("o2", SUMIDA, 1, 8));
    assertThat(kizuna.owners).containsOnlyKeys(key("OFFER/o2"));

    kizuna.read(kizuna.log().state().pendingOwners());

    assertThat(kizuna.owners).containsAllEntriesOf(all).hasSize(all.size() + 1);
    assertThat(kizuna.log().state().pendingOwners()).isEmpty();
    kizuna.restart();
    assertThat(kizuna.log().state().pendingOwners()).isEmpty();
  }

  @Test
  void aTopicThatMissedADecisionIsToldAgain() {
    kizuna.log().state().publishOwnersTo(new OwnersPartition("first", true));
    kizuna.read(kizuna.log().state().pendingOwners());
    kizuna.restart();
    kizuna.log().state().publishOwnersTo(new OwnersPartition("second", true));
    kizuna.accept(facts.offered("o2", SUMIDA, 1, 8));

    kizuna.restart();
    kizuna.log().state().publishOwnersTo(new OwnersPartition("first", false));

    assertThat(kizuna.log().state().pendingOwners()).hasSize(5);
  }

  @Test
  void aTopicThatWasLostIsToldAgainAndOneThatWasNotIsNot() {
    kizuna.log().state().publishOwnersTo(new OwnersPartition("first", true));
    assertThat(kizuna.log().state().pendingOwners()).hasSize(4);
    kizuna.restart();
    kizuna.log().state().publishOwnersTo(new OwnersPartition("first", false));
    assertThat(kizuna.log().state().pendingOwners()).isEmpty();

    kizuna.restart();
    kizuna.log().state().publishOwnersTo(new OwnersPartition("first", true));
    assertThat(kizuna.log().state().pendingOwners()).as("its records were deleted").hasSize(4);
    kizuna.restart();
    kizuna.log().state().publishOwnersTo(new OwnersPartition("second", false));
    assertThat(kizuna.log().state().pendingOwners()).as("another took its name").hasSize(4);
  }

  /** A network that is formed on an empty topic has nothing that is untold. */
  @Test
  void aNewNetworkIsToldFromItsFirstDecisionOn() {
    LogHarness fresh = new LogHarness();
    fresh.log().state().publishOwnersTo(new OwnersPartition("first", true));

    fresh.accept(facts.networkFormed(SHINJUKU));

    assertThat(fresh.owners).containsOnlyKeys(NETWORK);
    assertThat(fresh.log().state().pendingOwners()).isEmpty();
  }

  @Test
  void manyAreToldInPartsAndAtLastThatItIsAll() {
    NetworkState network = new NetworkState(NETWORK);
    OwnerRecords owners =
        new OwnerRecords(network, new InMemoryStateStore(), kizuna.formats.owners());
    for (int i = 0; i <= OwnerRecords.MAX_AT_ONCE; i++) {
      network.apply(
          new Change.OfferPut(
              new Offer(
                  "o" + i,
                  SHINJUKU,
                  null,
                  Set.of(TaskType.GENERAL_ADMIN),
                  Set.of(),
                  1,
                  new Period(LocalDate.EPOCH, LocalDate.EPOCH),
                  null,
                  Offer.End.NONE)));
    }

    List<ProcessingResult.Out> first = owners.pending(7);
    assertThat(first).hasSize(OwnerRecords.MAX_AT_ONCE);
    Set<String> told = Set.copyOf(first.stream().map(ProcessingResult.Out::key).toList());
    assertThat(told).doesNotContain(NETWORK);
    // What leaves meanwhile is not told any more.
    String last =
        IntStream.rangeClosed(0, OwnerRecords.MAX_AT_ONCE)
            .mapToObj(i -> "o" + i)
            .filter(id -> !told.contains(key("OFFER/" + id)))
            .findFirst()
            .orElseThrow();
    List<ProcessingResult.Out> gone = new ArrayList<>();
    network.apply(new Change.OfferLeft(last));
    owners.removed(ResourceType.OFFER, last, gone);
    assertThat(gone).extracting(ProcessingResult.Out::value).containsOnlyNulls();

    assertThat(owners.pending(8)).extracting(ProcessingResult.Out::key).containsExactly(NETWORK);
    assertThat(owners.pending(8)).isEmpty();
  }
}
