package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.codes.Role;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimitsSet;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/** Event ids are remembered for a stated window: neither heap nor store grow with the years. */
class EventIdFilterTest {

  @Test
  void theNewestAreRememberedTheOldestForgottenInTheirOrder() {
    Random random = new Random(14);
    EventIdFilter seen = new EventIdFilter(3_000);
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      assertThat(seen.find(id)).isEmpty();
      seen.add(id, 7 + i, 1 + i);
      all.add(id);
      Optional<UUID> old = seen.forgetOldest(1 + i).map(EventIdFilter.EvictedId::id);
      assertThat(old).isEqualTo(i < 3_000 ? Optional.empty() : Optional.of(all.get(i - 3_000)));
    }
    assertThat(seen.size()).isEqualTo(3_000);
    for (int i = 0; i < all.size(); i++) {
      assertThat(seen.find(all.get(i)))
          .isEqualTo(i < 37_000 ? OptionalLong.empty() : OptionalLong.of(7 + i));
    }
  }

  @Test
  void oneIsRememberedForTheStatedDaysAndNotLonger() {
    EventIdFilter seen = new EventIdFilter(3_000);
    UUID id = new UUID(1, 2);
    long day = Duration.ofDays(1).toMillis();
    seen.add(id, 5, 10 * day);

    assertThat(seen.forgetOldest(102 * day)).as("92 days later").isEmpty();
    assertThat(seen.forgetOldest(102 * day + 1))
        .contains(new EventIdFilter.EvictedId(id, 5, 10 * day, true));
  }

  /** Nothing says when; they were seen before the first of which that is known. */
  @Test
  void idsThatEarlierRulesKeptAreForgottenInTheSameWindow() {
    EventIdFilter seen = new EventIdFilter(3_000);
    long day = Duration.ofDays(1).toMillis();
    seen.add(new UUID(1, 1), 1, 0);
    assertThat(seen.forgetOldest(1_000 * day)).isEmpty();
    seen.add(new UUID(2, 2), 2, 1_000 * day);

    assertThat(seen.forgetOldest(1_092 * day)).isEmpty();
    assertThat(seen.forgetOldest(1_092 * day + 1))
        .map(EventIdFilter.EvictedId::id)
        .contains(new UUID(1, 1));
  }

  private static List<UUID> stored(LogHarness kizuna, String network) {
    return EventIdBlock.inOrderOfIds(kizuna.shelf, network).stream()
        .map(EventIdBlock.Slot::id)
        .toList();
  }

  /** Releases before stored an entry for each id; a snapshot lists them so for good. */
  @Test
  void stateOfAnEarlierReleaseIsPackedWhenItIsOpenedAndItsSnapshotStaysTheSame() {
    LogHarness kizuna = new LogHarness();
    FactBuilder f = new FactBuilder();
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));
    days(kizuna, f, 40);
    byte[] snapshot = snapshot(kizuna);
    List<UUID> ids = stored(kizuna, "tokyo23");
    List<EventIdBlock.Slot> slots = EventIdBlock.inOrderOfIds(kizuna.shelf, "tokyo23");
    new ArrayList<>(kizuna.shelf.entries().keySet())
        .stream().filter(key -> key.startsWith("e|")).forEach(kizuna.shelf::delete);
    slots.forEach(slot -> kizuna.shelf.put("e|tokyo23|" + slot.id(), EventIdBlock.single(slot)));
    assertThat(snapshot(kizuna)).isEqualTo(snapshot);

    kizuna.restart();

    assertThat(kizuna.log().state().faultWithin(0)).isEmpty();
    assertThat(kizuna.shelf.entries().keySet()).noneMatch(EventIdBlock::isSingle);
    assertThat(stored(kizuna, "tokyo23")).isEqualTo(ids);
    assertThat(snapshot(kizuna)).isEqualTo(snapshot);
    days(kizuna, f, 40);
    kizuna.restart();
    assertThat(kizuna.log().state().faultWithin(0)).isEmpty();
    assertThat(stored(kizuna, "tokyo23")).hasSize(ids.size() + 40);
  }

  private static byte[] snapshot(LogHarness kizuna) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StateSnapshot(kizuna.topics, kizuna.registry).write(kizuna.shelf, "tokyo23", out);
    return out.toByteArray();
  }

  private static Fact limits(FactBuilder f, int restDays) {
    return f.fact(
        Role.WARD,
        FactBuilder.SHINJUKU,
        FactKind.LENDER_LIMITS_SET,
        new LenderLimitsSet(FactBuilder.SHINJUKU, List.of(), restDays));
  }

  private static void days(LogHarness kizuna, FactBuilder f, int days) {
    for (int i = 0; i < days; i++) {
      kizuna.accept(f.timePassed(f.now().plus(Duration.ofDays(1))));
    }
  }

  /** A repeat within the window counts once; one behind it does no harm. */
  @Test
  void aRepeatThatComesAfterTheWindowChangesNothingBack() {
    LogHarness kizuna = new LogHarness();
    FactBuilder f = new FactBuilder();
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));
    kizuna.accept(f.municipalities());
    Fact limit = limits(f, 3);
    kizuna.accept(limit);
    kizuna.accept(limits(f, 9));
    days(kizuna, f, 91);
    assertThat(kizuna.put(limit).getOutcome()).isEqualTo(Outcome.DUPLICATE);

    days(kizuna, f, 1);
    kizuna.restart();
    MatchDecision late = kizuna.put(limit);
    assertThat(late.getOutcome()).isEqualTo(Outcome.REJECTED);
    assertThat(late.getReasons().get(0).getCode()).isEqualTo(RejectionCode.RECORDED_LONG_AGO);
    for (Language language : Language.values()) {
      assertThat(
              new ExplanationRenderer(MessageCatalog.of(language), PlaceNames.CODES)
                  .reason(late.getReasons().get(0)))
          .contains(limit.getEventId().toString())
          .doesNotContain("{", "null");
    }
    Fact anew = Fact.newBuilder(limit).setRecordedAt(f.now()).build();
    assertThat(kizuna.put(anew).getOutcome())
        .as("whoever reports it anew, says it now")
        .isEqualTo(Outcome.ACCEPTED);
    assertThat(stored(kizuna, "tokyo23")).hasSizeLessThan(97);
    kizuna.restart();
    assertThat(kizuna.log().state().faultWithin(0)).isEmpty();
  }

  @Test
  void theShelfHoldsNoMoreThanAreRememberedAlsoAfterARestart() {
    LogHarness kizuna = new LogHarness();
    FactBuilder f = new FactBuilder("tokyo23", OperationMode.ACTUAL);
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU));
    HostedNetwork kansai = new HostedNetwork("kansai", kizuna.shelf, kizuna.formats, 50);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Fact fact = f.timePassed(f.now().plusSeconds(1));
      facts.add(fact);
      kansai.store().saveEventId(fact.getEventId(), i + 1, new byte[Fingerprint.BYTES]);
    }

    assertThat(stored(kizuna, "kansai"))
        .hasSize(50)
        .contains(facts.get(199).getEventId())
        .doesNotContain(facts.get(149).getEventId());
    assertThat(kizuna.shelf.entries().keySet().stream().filter(key -> key.startsWith("e|kansai|")))
        .as("entries of %d ids", 50)
        .hasSizeLessThanOrEqualTo(50 / EventIdBlock.DECISIONS + 2);
    kansai.store().advance(200, new byte[32]);
    kansai.store().saveHead();

    PartitionState again =
        new PartitionState(
            kizuna.shelf, kizuna.formats, new FactTranslator(kizuna.topics.namespace()));

    assertThat(again.networks()).hasSize(2);
    EventIds ids = again.find("kansai").orElseThrow().store().eventIds();
    assertThat(ids.find(facts.get(199).getEventId())).isPresent();
    assertThat(ids.find(facts.get(100).getEventId())).isEmpty();
    for (String network : List.of("tokyo23", "kansai")) {
      assertThat(again.find(network).orElseThrow().store().fault()).isEmpty();
    }
  }
}
