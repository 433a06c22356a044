package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import org.junit.jupiter.api.Test;

/** Event ids are remembered for a stated window: neither heap nor store grow with the years. */
class SeenIdsTest {

  @Test
  void theNewestAreRememberedTheOldestForgottenInTheirOrder() {
    Random random = new Random(14);
    SeenIds seen = new SeenIds(3_000);
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      assertThat(seen.mayContain(id)).isFalse();
      seen.add(id);
      all.add(id);
      Optional<UUID> old = seen.forgetOldest();
      assertThat(old).isEqualTo(i < 3_000 ? Optional.empty() : Optional.of(all.get(i - 3_000)));
    }
    assertThat(seen.size()).isEqualTo(3_000);
    assertThat(all.subList(37_000, 40_000)).allMatch(seen::mayContain);
    assertThat(all.subList(0, 30_000).stream().filter(seen::mayContain)).isEmpty();
  }

  @Test
  void theShelfHoldsNoMoreThanAreRememberedAlsoAfterARestart() {
    LogHarness kizuna = new LogHarness();
    FactBuilder f = new FactBuilder("tokyo23", OperationMode.ACTUAL);
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));
    NetworkDesk desk = new NetworkDesk("kansai", kizuna.shelf, kizuna.formats, 50);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Fact fact = f.timePassed(f.now().plusSeconds(1));
      facts.add(fact);
      desk.see(fact.getEventId(), i + 1, new byte[Fingerprint.BYTES]);
    }

    assertThat(kizuna.shelf.entries().keySet().stream().filter(key -> key.startsWith("e|kansai|")))
        .hasSize(50)
        .contains(NetworkDesk.eventKey("kansai", facts.get(199).getEventId()))
        .doesNotContain(NetworkDesk.eventKey("kansai", facts.get(149).getEventId()));
    desk.advance(200, new byte[32]);

    List<NetworkDesk> again =
        NetworkDesk.rebuild(
            kizuna.shelf, kizuna.formats, new FactTranslator(kizuna.topics.namespace()));

    assertThat(again).hasSize(2).allMatch(d -> d.fault().isEmpty());
    assertThat(again)
        .filteredOn(d -> d.network().id().equals("kansai"))
        .allMatch(d -> d.mayHaveSeen(facts.get(199).getEventId()))
        .allMatch(d -> !d.mayHaveSeen(facts.get(100).getEventId()));
  }
}
