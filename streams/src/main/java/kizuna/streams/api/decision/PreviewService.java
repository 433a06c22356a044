package kizuna.streams.api.decision;

import java.time.Duration;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.streams.processing.Preview;

/** Says what would be decided in a namespace. */
@FunctionalInterface
public interface PreviewService {

  /**
   * What would be decided if this fact came next; changes nothing.
   *
   * @param longest how long to wait for the answer
   */
  Preview ask(Namespace namespace, Fact fact, Duration longest) throws InterruptedException;
}
