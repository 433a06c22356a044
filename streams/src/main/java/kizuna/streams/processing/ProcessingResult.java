package kizuna.streams.processing;

import java.util.List;
import kizuna.facts.Fact;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one record of the intake log leads to, as records ready to be written.
 *
 * @param urgent whether it is about life safety: ask for a commit at once
 * @param decided the fact that was decided; null: it is a dead letter
 */
public record ProcessingResult(List<Out> outs, boolean urgent, @Nullable Fact decided) {

  /**
   * One record.
   *
   * @param node the sink that it goes to
   * @param value null: the state of this key is deleted
   */
  public record Out(String node, String key, byte @Nullable [] value) {}
}
