package kizuna.streams.api.decision;

import java.time.Duration;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.streams.processing.Preview;

/** Previews decisions of a namespace. */
@FunctionalInterface
public interface PreviewService {

  /**
   * Previews the decision on a fact as the next one of the log; changes nothing.
   *
   * @param longest how long to wait for the answer
   */
  Preview ask(Namespace namespace, Fact fact, Duration longest) throws InterruptedException;
}
