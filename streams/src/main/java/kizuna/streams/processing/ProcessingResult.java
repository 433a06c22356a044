package kizuna.streams.processing;

import java.util.List;
import kizuna.facts.Fact;
import org.jspecify.annotations.Nullable;

/**
 * All results of one record of the intake log, as records ready to be written.
 *
 * @param urgent whether it concerns life safety: it is committed whatever else waits
 * @param decided the fact that was decided; null: it is a dead letter
 */
public record ProcessingResult(List<Out> outs, boolean urgent, @Nullable Fact decided) {

  /**
   * One record.
   *
   * @param node its sink
   * @param value null: the state of this key is deleted
   */
  public record Out(String node, String key, byte @Nullable [] value) {}
}
