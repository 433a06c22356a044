package kizuna.producers;

import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactReader;

/**
 * A fact with a valid form, before it is appended to the log.
 *
 * @param reading the fact, and the filled-in fields
 * @param key the Idempotency-Key, or a generated one, that the caller can use for a retry
 * @param keyGiven whether it is the caller's own
 * @param digest digest of the fact's content
 */
record PendingReport(
    Namespace namespace, FactReader.Reading reading, String key, boolean keyGiven, byte[] digest) {

  Fact fact() {
    return reading.fact();
  }

  /** Its key in the cache. */
  String id() {
    return namespace.name() + " " + fact().getEventId();
  }
}
