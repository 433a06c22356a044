package kizuna.streams.processing;

import kizuna.streams.matching.Decider;
import org.apache.kafka.common.KafkaException;

/** A newer release decided on this state: the present one does not know its rules. */
public final class NewerStateException extends KafkaException {
  private static final long serialVersionUID = 1L;

  NewerStateException(String networkId, String version) {
    super(
        "expected a state that rules up to version "
            + Decider.RULES_VERSION
            + " decided, but version "
            + version
            + " decided network "
            + networkId
            + ": start the release that has these rules. / 規則 "
            + version
            + " で決定されたネットワーク "
            + networkId
            + " の状態です。この版の規則は "
            + Decider.RULES_VERSION
            + " までのため、続けられません。新しい版で起動してください。");
  }
}
