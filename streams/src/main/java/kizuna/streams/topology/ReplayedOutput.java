package kizuna.streams.topology;

import java.util.List;
import java.util.Optional;

/**
 * Of an answer, what the log keeps for good.
 *
 * @param decision the decision in wire format; empty for a dead letter
 * @param events its dispatch events in wire format, in order
 */
public record ReplayedOutput(Optional<byte[]> decision, List<byte[]> events) {

  public static ReplayedOutput of(ProcessingResult answer) {
    return new ReplayedOutput(
        answer.outs().stream()
            .filter(o -> o.node().equals(DecisionTopology.MATCH_DECISIONS))
            .map(ProcessingResult.Out::value)
            .findFirst(),
        answer.outs().stream()
            .filter(o -> o.node().equals(DecisionTopology.DISPATCH_EVENTS))
            .map(ProcessingResult.Out::value)
            .toList());
  }
}
