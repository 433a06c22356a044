package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.Outcome;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * I5: every record of the intake log is accepted, rejected with reasons, the same as before, or a
 * dead letter.
 */
class OneOutcomeForEachReport {

  @TestFactory
  Stream<DynamicTest> alsoWhereHalfOfTheLogIsRubbish() {
    AtomicInteger rejected = new AtomicInteger();
    AtomicInteger duplicates = new AtomicInteger();
    AtomicInteger dead = new AtomicInteger();
    return Seeds.each(
        100,
        seed -> {
          LogHarness kizuna = new LogHarness();
          Random random = new Random(seed);
          for (Fact fact : RandomHistory.of(seed, Histories.LENGTH)) {
            byte[] good = kizuna.formats.facts().encode(fact);
            kizuna.put(FactBuilder.key(fact), good);
            kizuna.put(FactBuilder.key(fact), damaged(good, random));
          }
          Set<Long> answered = new HashSet<>();
          Map<UUID, Long> firstAnswers = new HashMap<>();
          for (MatchDecision d : kizuna.decisions) {
            assertThat(answered.add(d.getIntakeOffset())).isTrue();
            assertThat(d.getReasons().isEmpty()).isEqualTo(d.getOutcome() != Outcome.REJECTED);
            if (d.getOutcome() == Outcome.DUPLICATE) {
              assertThat(d.getDuplicateOf()).isEqualTo(firstAnswers.get(d.getEventId()));
              duplicates.incrementAndGet();
            } else {
              assertThat(d.getDuplicateOf()).isNull();
              rejected.addAndGet(d.getOutcome() == Outcome.REJECTED ? 1 : 0);
            }
            firstAnswers.putIfAbsent(d.getEventId(), d.getSequence());
          }
          for (DeadLetter letter : kizuna.deadLetters) {
            assertThat(answered.add(letter.getOffset())).isTrue();
            assertThat(letter.getDetail()).isNotBlank();
            dead.incrementAndGet();
          }
          assertThat(answered).hasSize(kizuna.intake.size());
        },
        "every outcome came often",
        () -> {
          assertThat(List.of(rejected.get(), duplicates.get(), dead.get())).allMatch(n -> n > 500);
        });
  }

  /** Cut short, or with one byte changed: which may still be a good fact, or a duplicate. */
  private static byte[] damaged(byte[] good, Random random) {
    if (random.nextInt(3) == 0) {
      return java.util.Arrays.copyOf(good, random.nextInt(good.length));
    }
    byte[] bad = good.clone();
    bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
    return bad;
  }
}
