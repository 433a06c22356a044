package kizuna.streams.replay;

import java.util.List;
import java.util.Optional;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;

/**
 * The part of a result that the log keeps permanently.
 *
 * @param decision the decision in wire format; empty for a dead letter
 * @param events its dispatch events in wire format, in order
 */
public record ReplayedOutput(Optional<byte[]> decision, List<byte[]> events) {

  public static ReplayedOutput of(ProcessingResult result) {
    return new ReplayedOutput(
        result.outs().stream()
            .filter(o -> o.node().equals(Sinks.MATCH_DECISIONS))
            .map(ProcessingResult.Out::value)
            .findFirst(),
        result.outs().stream()
            .filter(o -> o.node().equals(Sinks.DISPATCH_EVENTS))
            .map(ProcessingResult.Out::value)
            .toList());
  }
}
