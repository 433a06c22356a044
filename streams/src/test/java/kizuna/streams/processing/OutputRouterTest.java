package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.Priority;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Rejection;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.Test;

/** Step 6, route: each record goes to its sink, the decision before its consequences. */
class OutputRouterTest {

  private final Steps steps = new Steps();
  private final Out seal = new Out(Sinks.BOOK_SEALS, FactBuilder.NETWORK, new byte[0]);
  private final Out state = new Out(Sinks.REQUEST_STATUS, "tokyo23/req-1", new byte[0]);

  @Test
  void anAcceptedFactGoesToItsPublicFeedBehindTheDecisionAndTheStates() throws UnreadableRecord {
    Fact fact = steps.f.requested("req-1", 4, 8);
    RecordedDecision decision = steps.recorded(fact);

    ProcessingResult result = steps.router.route(decision, List.of(seal), List.of(state));

    assertThat(result.decided()).isEqualTo(fact);
    assertThat(result.outs())
        .extracting(Out::node)
        .containsExactly(
            Sinks.BOOK_SEALS,
            Sinks.MATCH_DECISIONS,
            Sinks.DISPATCH_EVENTS,
            Sinks.REQUEST_STATUS,
            Sinks.AID_REQUESTS);
    assertThat(result.outs().get(1).value()).isEqualTo(decision.wire());
    assertThat(result.outs().get(4).value()).isEqualTo(decision.admitted().wire());
  }

  @Test
  void aRejectedFactGoesToTheRejectionsWithItsReasons() throws UnreadableRecord {
    RecordedDecision decision = steps.recorded(steps.f.cancelledRequest("unknown"));

    ProcessingResult result = steps.router.route(decision, List.of(), List.of());

    assertThat(result.outs())
        .extracting(Out::node)
        .containsExactly(Sinks.MATCH_DECISIONS, Sinks.REJECTIONS);
    Rejection rejection = steps.kizuna.formats.rejections().decode(result.outs().get(1).value());
    assertThat(rejection.getSequence()).isEqualTo(decision.sequence());
    assertThat(rejection.getReasons()).isEqualTo(decision.outcome().reasons());
  }

  @Test
  void onlyLifeSafetyIsUrgent() throws UnreadableRecord {
    for (Priority priority : List.of(Priority.LIFE_SAFETY, Priority.NORMAL)) {
      Fact fact = steps.f.requested("req-1", 4, 8);
      fact.getAidRequested().put("priority", priority);
      ProcessingResult result = steps.router.route(steps.recorded(fact), List.of(), List.of());
      assertThat(result.urgent()).isEqualTo(priority == Priority.LIFE_SAFETY);
    }
  }

  @Test
  void aDeadLetterHoldsOfItsRecordWhatFits() throws UnreadableRecord {
    byte[] large = new byte[OutputRouter.MAX_VALUE_BYTES + 1];
    IntakeRecord record = new IntakeRecord(null, large, 0, 9, 1_000);

    ProcessingResult result =
        steps.router.deadLetter(
            record, new UnreadableRecord(DeadLetterCause.TOO_LARGE, "a".repeat(9_000)));

    assertThat(result.decided()).isNull();
    Out out = result.outs().get(0);
    assertThat(out.node()).isEqualTo(Sinks.DEAD_LETTERS);
    DeadLetter letter = steps.kizuna.formats.deadLetters().decode(out.value());
    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.TOO_LARGE);
    assertThat(letter.getOffset()).isEqualTo(9);
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue().remaining()).isEqualTo(OutputRouter.MAX_VALUE_BYTES);
    assertThat(letter.getDetail()).hasSize(2_001).endsWith("…");
  }
}
