package kizuna.streams.processing;

import kizuna.streams.matching.Decider;
import org.apache.kafka.common.KafkaException;

/**
 * A newer release decided on this state: the present one does not support its rules, or its form.
 */
public final class NewerStateException extends KafkaException {
  private static final long serialVersionUID = 1L;

  private NewerStateException(String sentence) {
    super(sentence);
  }

  static NewerStateException ofRules(String networkId, String version) {
    return new NewerStateException(
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

  static NewerStateException ofFormat(int number) {
    return new NewerStateException(
        "expected a state of format "
            + StateFormat.NUMBER
            + " or before, but a newer release stored it in format "
            + number
            + ": start that release again, or restore the backup of before the upgrade. / 新しい版が形式 "
            + number
            + " で保存した状態です。この版が読める形式は "
            + StateFormat.NUMBER
            + " までのため、続けられません。新しい版を起動するか、更新前のバックアップを復元してください。");
  }
}
