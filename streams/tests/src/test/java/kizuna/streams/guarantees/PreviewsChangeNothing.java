package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.streams.processing.Preview;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whoever asks what would be decided changes nothing, and is told what then is decided. */
class PreviewsChangeNothing {

  private static final int HISTORIES = 40;

  @TestFactory
  Stream<DynamicTest> decisionsAndStateAreTheSameWhateverIsAskedBetweenFacts() {
    return Seeds.each(
        HISTORIES,
        seed -> {
          List<Fact> history = RandomHistory.of(seed, Histories.LENGTH);
          LogHarness left = new LogHarness();
          LogHarness asked = new LogHarness();
          Random random = new Random(seed);
          for (Fact fact : history) {
            left.put(fact);
            asked.preview(fact);
            asked.preview(history.get(random.nextInt(history.size())));
            asked.put(fact);
            asked.preview(history.get(random.nextInt(history.size())));
          }
          assertThat(asked.decisionBytes).hasSameSizeAs(left.decisionBytes);
          for (int i = 0; i < left.decisionBytes.size(); i++) {
            assertThat(Arrays.equals(asked.decisionBytes.get(i), left.decisionBytes.get(i)))
                .as("seed %s, decision %s", seed, i)
                .isTrue();
          }
          assertThat(state(asked)).as("seed %s", seed).isEqualTo(state(left));
        });
  }

  private static Map<String, String> state(LogHarness kizuna) {
    Map<String, String> values = new HashMap<>();
    kizuna.shelf.scan("", (key, value) -> values.put(key, Arrays.toString(value)));
    return values;
  }

  @TestFactory
  Stream<DynamicTest> whatIsToldIsWhatIsDecidedWhenTheFactThenComes() {
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger amendments = new AtomicInteger();
    return Seeds.each(
        HISTORIES,
        seed -> {
          LogHarness kizuna = new LogHarness();
          for (Fact fact : RandomHistory.of(seed, Histories.LENGTH)) {
            boolean first = kizuna.decisions.stream().noneMatch(d -> sameNetwork(d, fact));
            Preview told = kizuna.preview(fact);
            MatchDecision decided = kizuna.put(fact);
            if (first) {
              assertThat(told).isEqualTo(Preview.Missing.UNKNOWN_NETWORK);
            } else if (decided.getDuplicateOf() == null && !isSameIdAgain(decided)) {
              assertTold(kizuna, fact, (Preview.Decided) told, decided);
              requests.addAndGet(fact.getKind() == FactKind.AID_REQUESTED ? 1 : 0);
              amendments.addAndGet(fact.getKind() == FactKind.AID_REQUEST_AMENDED ? 1 : 0);
            }
          }
        },
        "many requests and amendments were previewed",
        () -> {
          assertThat(requests).hasValueGreaterThan(100);
          assertThat(amendments).hasValueGreaterThan(20);
        });
  }

  private static boolean sameNetwork(MatchDecision decision, Fact fact) {
    return decision.getNetworkId().equals(fact.getNetworkId());
  }

  /** That an id came before is found by its id, which a preview does not have. */
  private static boolean isSameIdAgain(MatchDecision decision) {
    return decision.getReasons().stream()
        .anyMatch(r -> r.getCode() == kizuna.codes.RejectionCode.SAME_ID_OTHER_CONTENT);
  }

  private static void assertTold(
      LogHarness kizuna, Fact fact, Preview.Decided told, MatchDecision decided) {
    assertThat(told.outcome()).as("%s", fact).isEqualTo(decided.getOutcome());
    assertThat(told.reasons()).isEqualTo(decided.getReasons());
    assertThat(told.sequence()).isEqualTo(decided.getSequence() - 1);
    assertThat(told.explanation())
        .isEqualTo(
            decided.getExplanations().stream()
                .filter(e -> e.getRequestId().equals(decided.getSubject()))
                .reduce((earlier, later) -> later));
    for (LedgerEntry proposal : told.proposals()) {
      assertThat(kizuna.dispatch(proposal.getDispatchId())).isEqualTo(proposal);
    }
    if (decided.getOutcome() == Outcome.ACCEPTED && fact.getKind() == FactKind.AID_REQUESTED) {
      assertThat(told.request())
          .isEqualTo(Optional.of(kizuna.request(fact.getAidRequested().getRequestId())));
    }
  }
}
