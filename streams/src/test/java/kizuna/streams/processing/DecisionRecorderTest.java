package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.Outcome;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Reason;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import kizuna.streams.topology.RandomRecords;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/**
 * Step 4, record: each decision is chained to the one before. One that is larger than its topic
 * takes tells less, and is a dead letter where that does not help: none stops deciding.
 */
class DecisionRecorderTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final int MOST = DecisionRecorder.MAX_DECISION_BYTES;

  private final LogHarness kizuna = new LogHarness();
  private final DecisionRecorder recorder =
      new DecisionRecorder(
          kizuna.formats, new StateSeals(kizuna.topics, kizuna.formats, kizuna.shelf));
  private final RandomRecords records = new RandomRecords(new Random(3), true);
  private final MatchDecision decision = bare();

  private MatchDecision bare() {
    MatchDecision bare = records.next(MatchDecision.class);
    for (String list : List.of("explanations", "notices", "reasons")) {
      put(bare, list, List.of());
    }
    put(bare, "outcome", Outcome.ACCEPTED);
    put(bare, "subject", "");
    return bare;
  }

  private static void put(SpecificRecordBase record, String field, Object value) {
    record.put(record.getSchema().getField(field).pos(), value);
  }

  private <R extends SpecificRecordBase> R with(Class<R> type, String field, Object value) {
    R record = records.next(type);
    put(record, field, value);
    return record;
  }

  private MatchDecision written() throws UnreadableRecord {
    byte[] wire = recorder.encode(decision);
    assertThat(wire.length).isLessThanOrEqualTo(MOST);
    return kizuna.formats.decisions().decode(wire);
  }

  /** Twice what fits, of something. */
  private static <T> List<T> tooMany(T megabyte) {
    return Collections.nCopies(14, megabyte);
  }

  private static String megabyte() {
    return "a".repeat(MEBIBYTE);
  }

  @Test
  void whatFitsToTheLastByteIsWholeAndOneByteMoreLeavesVerdictsOut() throws UnreadableRecord {
    Explanation why =
        with(
            Explanation.class,
            "verdicts",
            List.of(with(LenderVerdict.class, "lender", "a".repeat(MOST / 2))));
    put(decision, "explanations", List.of(why));
    int missing = MOST - kizuna.formats.decisions().encode(decision).length;
    put(why.getVerdicts().get(0), "lender", "a".repeat(MOST / 2 + missing));
    assertThat(recorder.encode(decision)).hasSize(MOST);
    assertThat(written().getExplanations().get(0).getVerdicts()).hasSize(1);

    put(why.getVerdicts().get(0), "lender", "a".repeat(MOST / 2 + missing + 1));
    assertThat(written().getExplanations().get(0).getVerdicts()).isEmpty();
  }

  @Test
  void explanationsThatAreTooLargeWithoutVerdictsAreLeftOutAndNoticesStay()
      throws UnreadableRecord {
    put(decision, "notices", List.of(records.next(Notice.class)));
    put(decision, "explanations", tooMany(with(Explanation.class, "requestId", megabyte())));

    assertThat(written().getExplanations()).isEmpty();
    assertThat(written().getNotices()).hasSize(1);
  }

  @Test
  void noticesThatAreTooLargeAreLeftOut() throws UnreadableRecord {
    put(decision, "notices", tooMany(with(Notice.class, "subject", megabyte())));

    assertThat(written().getNotices()).isEmpty();
  }

  @Test
  void whatIsTooLargeWithoutAllThatIsADeadLetterThatSaysSo() {
    put(decision, "reasons", tooMany(with(Reason.class, "actual", megabyte())));

    assertThatThrownBy(() -> recorder.encode(decision))
        .isInstanceOfSatisfying(
            UnreadableRecord.class, e -> assertThat(e.kind()).isEqualTo(DeadLetterCause.TOO_LARGE))
        .hasMessageContaining(String.valueOf(MOST))
        .hasMessageContaining("14 reasons");
  }

  /** Its reasons lie on the topic of rejections too, which takes less. */
  @Test
  void aRejectionFitsItsOwnTopic() {
    put(decision, "outcome", Outcome.REJECTED);
    put(decision, "reasons", List.of(with(Reason.class, "actual", megabyte())));

    assertThat(DecisionRecorder.MAX_REJECTION_BYTES)
        .isLessThan(kizuna.topics.rejections.maxMessageBytes());
    assertThatThrownBy(() -> recorder.encode(decision)).isInstanceOf(UnreadableRecord.class);
  }

  /** A compressed batch of a few bytes holds records of any size. */
  @Test
  void aRecordThatOnlyFitsCompressedIsADeadLetterThatFits() {
    byte[] key = "a".repeat(5 * MEBIBYTE).getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[9 * MEBIBYTE];
    value[5] = 1;

    kizuna.put(key, value);

    DeadLetter letter = kizuna.deadLetters.get(0);
    assertThat(letter.getCause()).isEqualTo(DeadLetterCause.TOO_LARGE);
    assertThat(letter.getDetail()).contains("1047552", String.valueOf(9 * MEBIBYTE));
    assertThat(letter.getValue().remaining()).isEqualTo(OutputRouter.MAX_VALUE_BYTES);
    assertThat(kizuna.formats.deadLetters().encode(letter).length)
        .isLessThan(kizuna.topics.deadLetters.maxMessageBytes() / 2);
    kizuna.accept(new FactBuilder().networkFormed(FactBuilder.SHINJUKU));
  }

  /** The longest list that the form takes, each entry refused. */
  @Test
  void theLargestReportIsRefusedAndTheNextOneDecided() {
    FactBuilder f = new FactBuilder();
    kizuna.accept(f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    kizuna.accept(f.municipalities());
    String[] unknown =
        IntStream.range(0, 2_000).mapToObj(i -> String.format("%06d", i)).toArray(String[]::new);
    var report = f.declared("noto", unknown);
    int answers = kizuna.decisions.size() + kizuna.deadLetters.size();

    kizuna.put("tokyo23".getBytes(StandardCharsets.UTF_8), kizuna.formats.facts().encode(report));

    assertThat(kizuna.decisions.size() + kizuna.deadLetters.size()).isEqualTo(answers + 1);
    kizuna.restart();
    kizuna.accept(f.declared("noto", FactBuilder.WAJIMA));
  }

  @Test
  void eachDecisionIsChainedToTheOneBeforeAndRecordingChangesNothing() throws UnreadableRecord {
    Steps steps = new Steps();
    HashChain.Head head = steps.network().head();
    var entries = new java.util.TreeMap<>(steps.kizuna.shelf.entries());

    RecordedDecision recorded = steps.recorded(steps.f.requested("req-1", 4, 8));

    MatchDecision record = steps.kizuna.formats.decisions().decode(recorded.wire());
    assertThat(record.getSequence()).isEqualTo(head.sequence() + 1);
    assertThat(record.getPreviousHash().bytes()).isEqualTo(head.hash());
    assertThat(record.getHash()).isEqualTo(recorded.hash());
    assertThat(HashChain.isSealed(recorded.wire(), recorded.admitted().offset())).isTrue();
    assertThat(HashChain.isOfEvents(record, recorded.events())).isTrue();
    assertThat(HashChain.isOfFact(record, recorded.admitted().wire())).isTrue();
    assertThat(steps.network().head()).isSameAs(head);
    assertThat(steps.kizuna.shelf.entries()).isEqualTo(entries);
  }
}
