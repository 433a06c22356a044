package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * I10: no record of a drill changes anything live. What keeps a drill's topics apart on a broker is
 * tested there; this is what holds if a drill's record gets into a live topic all the same.
 */
class DrillNeverTouchesLive {

  @TestFactory
  Stream<DynamicTest> aDrillsFactInTheLiveLogIsRejectedAndChangesNothing() {
    return Seeds.each(
        20,
        seed -> {
          List<Fact> live = RandomHistory.of(seed, Histories.LENGTH);
          List<Fact> drill =
              RandomHistory.of(
                  seed + 1_000, Histories.LENGTH, FactBuilder.NETWORK, OperationMode.EXERCISE);
          LogHarness alone = new LogHarness();
          LogHarness disturbed = new LogHarness();
          for (int i = 0; i < Math.min(live.size(), drill.size()); i++) {
            alone.put(live.get(i));
            disturbed.put(live.get(i));
            var answer = disturbed.put(drill.get(i));
            assertThat(answer.getOutcome()).isEqualTo(Outcome.REJECTED);
            assertThat(answer.getReasons())
                .extracting(r -> r.getCode())
                .containsAnyOf(RejectionCode.WRONG_MODE, RejectionCode.SAME_ID_OTHER_CONTENT);
          }
          assertThat(disturbed.ledger.keySet()).isEqualTo(alone.ledger.keySet());
          alone.ledger.forEach(
              (id, e) -> assertThat(disturbed.dispatch(id).getState()).isEqualTo(e.getState()));
        });
  }

  @Test
  void aLiveFactInADrillsLogIsRejected() {
    LogHarness drill = new LogHarness(Topics.of(Namespace.drill("x"), 1));
    // Its networks are formed, and that is all.
    RandomHistory.of(1_001, Histories.LENGTH, FactBuilder.NETWORK, OperationMode.EXERCISE).stream()
        .filter(fact -> fact.getNetworkFormed() != null)
        .forEach(drill::put);
    for (Fact fact : RandomHistory.of(1, Histories.LENGTH)) {
      assertThat(drill.put(fact).getOutcome()).isNotEqualTo(Outcome.ACCEPTED);
    }
    assertThat(drill.ledger).isEmpty();
  }

  @Test
  void noNameOfADrillLeadsToALiveTopic() {
    List<String> live = names(Namespace.LIVE);
    for (String id : List.of("noto-2024", "live", "x", "first-hour-12")) {
      assertThat(names(Namespace.drill(id))).doesNotContainAnyElementsOf(live);
    }
    for (String id : List.of("", ".", "..", "live.", "../live", "a b", "A", "é", "x.live")) {
      assertThatThrownBy(() -> Namespace.drill(id)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** What conducts a drill has no place in the live namespace to go to. */
  @Test
  void theLiveNamespaceHasNoTopicOfADrillsConduct() {
    assertThatThrownBy(() -> Topics.of(Namespace.LIVE).drillEvents())
        .isInstanceOf(IllegalStateException.class);
    assertThat(Topics.of(Namespace.LIVE).all())
        .extracting(topic -> topic.schema().getNamespace())
        .doesNotContain("kizuna.drills");
    for (String id : List.of("live", "x", "noto-2024-1")) {
      assertThat(Topics.of(Namespace.drill(id)).drillEvents().name())
          .startsWith("kizuna.drill." + id + ".");
    }
  }

  /** Each run has topics, an application, groups and transactions of its own. */
  @Test
  void runsSideBySideShareNothing() {
    List<String> runs = List.of("noto-2024-1", "noto-2024-10", "noto-2024-11", "noto-2024");
    for (String one : runs) {
      for (String other : runs) {
        if (!one.equals(other)) {
          Namespace a = Namespace.drill(one);
          Namespace b = Namespace.drill(other);
          assertThat(names(a)).noneMatch(name -> name.startsWith(b.prefix()));
          assertThat(a.applicationId()).doesNotStartWith(b.prefix());
        }
      }
    }
  }

  private static List<String> names(Namespace namespace) {
    return Topics.of(namespace).all().stream().map(Topic::name).collect(Collectors.toList());
  }
}
