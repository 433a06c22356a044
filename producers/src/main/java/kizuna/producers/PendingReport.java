package kizuna.producers;

import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactReader;

/**
 * A fact that is right in form, on its way into the log.
 *
 * @param reading the fact, and what was filled in
 * @param key the Idempotency-Key, or one that was made up, by which the caller can send it again
 * @param keyGiven whether it is the caller's own
 * @param digest of the fact's content
 */
record PendingReport(
    Namespace namespace, FactReader.Reading reading, String key, boolean keyGiven, byte[] digest) {

  Fact fact() {
    return reading.fact();
  }

  /** Under which it is remembered. */
  String id() {
    return namespace.name() + " " + fact().getEventId();
  }
}
