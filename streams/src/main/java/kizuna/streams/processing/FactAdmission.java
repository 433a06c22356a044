package kizuna.streams.processing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.contract.TopicSerdes;

/**
 * Step 1, admit: reads a record of the intake log and checks its size, form, key and partition.
 * Every refusal here is a dead letter.
 */
final class FactAdmission {

  /**
   * Reserve in the intake's limit for a record's key and headers. A compressed batch may contain
   * records far over the limit, and no output topic takes those.
   */
  private static final int RECORD_OVERHEAD_BYTES = 1024;

  private final Topics topics;
  private final TopicSerdes serdes;
  private final FactTranslator translator;

  FactAdmission(Topics topics, TopicSerdes serdes, FactTranslator translator) {
    this.topics = topics;
    this.serdes = serdes;
    this.translator = translator;
  }

  AdmittedFact admit(IntakeRecord record) throws UnreadableRecord {
    byte[] value = record.value();
    int limit = topics.intake.maxMessageBytes() - RECORD_OVERHEAD_BYTES;
    if (value != null && value.length > limit) {
      throw new UnreadableRecord(
          DeadLetterCause.TOO_LARGE,
          "expected a fact of at most " + limit + " bytes, but " + value.length);
    }
    Fact fact = serdes.facts().decode(value);
    List<FormError> errors = FactForm.check(fact);
    if (!errors.isEmpty()) {
      throw new UnreadableRecord(DeadLetterCause.INVALID_FORM, errors.get(0).message());
    }
    requireHome(record, fact.getNetworkId());
    return new AdmittedFact(
        fact, translator.report(fact), value == null ? new byte[0] : value, record.offset());
  }

  /**
   * One network has one key and one partition: two partitions would be two writers of one state.
   */
  private void requireHome(IntakeRecord record, String networkId) throws UnreadableRecord {
    byte[] key = networkId.getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(record.key(), key)) {
      throw new UnreadableRecord(
          DeadLetterCause.WRONG_KEY,
          "expected the key " + networkId + ", the fact's networkId, but another");
    }
    int home = topics.intake.partitionOf(key);
    if (record.partition() != home) {
      throw new UnreadableRecord(
          DeadLetterCause.WRONG_KEY,
          "expected partition "
              + home
              + " for network "
              + networkId
              + " (murmur2, as Kafka's own clients), but "
              + record.partition());
    }
  }

  /**
   * Checks that a network is formed once the fact is applied. A network that is not formed is not
   * saved: no chain, no event id, no summary.
   */
  static void requireFormedNetwork(HostedNetwork network, FactOutcome outcome)
      throws UnreadableRecord {
    if (outcome.code() != Outcome.ACCEPTED && !network.state().register().isFormed()) {
      throw new UnreadableRecord(
          DeadLetterCause.NETWORK_NOT_FORMED,
          "expected a fact of a network that is formed, but nothing of network "
              + network.id()
              + " is accepted before that: "
              + outcome.reasons().get(0).getCode());
    }
  }
}
