package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every drill that comes with Kizuna, decided in full and compared with what was worked out. */
class DrillsLeadToWhatTheyMustTest {

  static List<String> drills() {
    return Drills.BUNDLED;
  }

  @ParameterizedTest
  @MethodSource("drills")
  void aDrillLeadsToWhatItMust(String id) throws Exception {
    Drill drill = Drills.load(id);
    Rehearsal rehearsal = Rehearsal.of(drill);

    assertThat(rehearsal.rejections).isEmpty();
    assertThat(rehearsal.kizuna.deadLetters).isEmpty();
    assertThat(rehearsal.outcome()).isEqualTo(drill.expected().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("drills")
  void theSameDrillLeadsToTheSameDecisionsByteForByte(String id) throws Exception {
    LogHarness once = Rehearsal.of(Drills.load(id)).kizuna;
    LogHarness again = Rehearsal.of(Drills.load(id)).kizuna;

    assertThat(again.decisionBytes).hasSameSizeAs(once.decisionBytes);
    for (int i = 0; i < once.decisionBytes.size(); i++) {
      assertThat(again.decisionBytes.get(i)).isEqualTo(once.decisionBytes.get(i));
    }
  }
}
