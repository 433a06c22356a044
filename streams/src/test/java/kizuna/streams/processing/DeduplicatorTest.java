package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;

import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import org.junit.jupiter.api.Test;

/** Step 2, deduplicate: the rules decide each fact once. {@link EventIdFilterTest} has the rest. */
class DeduplicatorTest {

  private final Steps steps = new Steps();
  private final Fact fact = steps.f.requested("req-1", 4, 8);

  private java.util.Optional<FactOutcome> find(Fact other) throws UnreadableRecord {
    return steps.deduplicator.find(steps.admitted(other), steps.network());
  }

  @Test
  void aFactIsNewUntilItIsRemembered() throws UnreadableRecord {
    assertThat(find(fact)).isEmpty();
    RecordedDecision decision = steps.recorded(fact);
    assertThat(find(fact)).as("recorded only").isEmpty();

    steps.deduplicator.remember(decision);

    FactOutcome repeated = find(fact).orElseThrow();
    assertThat(repeated.code()).isEqualTo(Outcome.DUPLICATE);
    assertThat(repeated.duplicateOf()).isEqualTo(decision.sequence());
    assertThat(repeated.changes()).isEmpty();
  }

  @Test
  void theSameIdWithOtherContentIsRejected() throws UnreadableRecord {
    steps.deduplicator.remember(steps.recorded(fact));
    Fact other = steps.f.requested("req-1", 5, 8);
    other.put(other.getSchema().getField("eventId").pos(), fact.getEventId());

    FactOutcome outcome = find(other).orElseThrow();

    assertThat(outcome.code()).isEqualTo(Outcome.REJECTED);
    assertThat(outcome.reasons().get(0).getFound()).isEqualTo(6);
    assertThat(outcome.duplicateOf()).isNull();
  }

  @Test
  void anotherModeTakesNoIdAwayFromThisOne() throws UnreadableRecord {
    Fact exercise = Fact.newBuilder(fact).setMode(OperationMode.EXERCISE).build();
    RecordedDecision decision = steps.recorded(exercise);
    assertThat(decision.outcome().reasons().get(0).getCode()).isEqualTo(RejectionCode.WRONG_MODE);

    steps.deduplicator.remember(decision);

    assertThat(find(fact)).isEmpty();
  }
}
