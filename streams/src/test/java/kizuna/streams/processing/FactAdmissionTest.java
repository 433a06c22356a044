package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kizuna.codes.DeadLetterCause;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Step 1, admit: only a fact of the right form, in its own place, goes on. */
class FactAdmissionTest {

  private final LogHarness kizuna = new LogHarness();
  private final FactBuilder f = new FactBuilder();
  private final Fact fact = f.networkFormed(FactBuilder.SHINJUKU);
  private final byte[] key = FactBuilder.key(fact);
  private final byte[] value = kizuna.formats.facts().encode(fact);
  private final FactAdmission admission =
      new FactAdmission(
          kizuna.topics, kizuna.formats, new FactTranslator(kizuna.topics.namespace()));

  private static void refuses(DeadLetterCause cause, ThrowingCallable admitting) {
    assertThatThrownBy(admitting)
        .isInstanceOfSatisfying(UnreadableRecord.class, e -> assertThat(e.kind()).isEqualTo(cause));
  }

  @Test
  void aFactOfTheRightFormIsReadWithItsBytesAndItsOffset() throws UnreadableRecord {
    AdmittedFact admitted = admission.admit(new IntakeRecord(key, value, 0, 7, 0));

    assertThat(admitted.fact()).isEqualTo(fact);
    assertThat(admitted.wire()).isSameAs(value);
    assertThat(admitted.offset()).isEqualTo(7);
    assertThat(admitted.report().networkId()).isEqualTo(FactBuilder.NETWORK);
    assertThat(admitted.report().ofThisMode()).isTrue();
  }

  @Test
  void anotherKeyOrPartitionThanThatOfTheNetworkIsRefused() {
    refuses(
        DeadLetterCause.WRONG_KEY,
        () -> admission.admit(new IntakeRecord(new byte[] {1}, value, 0, 7, 0)));
    refuses(
        DeadLetterCause.WRONG_KEY, () -> admission.admit(new IntakeRecord(null, value, 0, 7, 0)));
    refuses(
        DeadLetterCause.WRONG_KEY, () -> admission.admit(new IntakeRecord(key, value, 1, 7, 0)));
  }

  @Test
  void whatIsTooLargeOrOfTheWrongFormIsRefused() {
    int limit = kizuna.topics.intake.maxMessageBytes();
    refuses(
        DeadLetterCause.TOO_LARGE,
        () -> admission.admit(new IntakeRecord(key, new byte[limit], 0, 7, 0)));
    Fact nobody = f.requested("req-1", 0, 8);
    refuses(
        DeadLetterCause.INVALID_FORM,
        () ->
            admission.admit(new IntakeRecord(key, kizuna.formats.facts().encode(nobody), 0, 7, 0)));
  }

  /** The first accepted fact of a network forms it. */
  @Test
  void nothingIsKeptOfANetworkThatNobodyFormed() throws UnreadableRecord {
    HostedNetwork network = new HostedNetwork("tokyo23", kizuna.shelf, kizuna.formats);
    Fact early = f.municipalities();
    AdmittedFact admitted =
        admission.admit(new IntakeRecord(key, kizuna.formats.facts().encode(early), 0, 0, 0));
    FactOutcome outcome = FactOutcome.of(Decider.decide(network.state(), admitted.report(), 1));

    refuses(
        DeadLetterCause.NETWORK_NOT_FORMED,
        () -> FactAdmission.requireFormedNetwork(network, outcome));
    assertThat(kizuna.shelf.entries()).isEmpty();
  }
}
