package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.codes.CounterpartRole;
import kizuna.codes.MatchRule;
import kizuna.codes.TaskType;
import kizuna.codes.Verdict;
import kizuna.decisions.LenderVerdict;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.Fact;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.states.LedgerEntry;
import org.junit.jupiter.api.Test;

/** What the drill of Noto tells of history beyond its sums: leads, other work, a longer stay. */
class NotoTellsHistoryTest {

  private static final String QUAKE = "noto-2024";
  private static final String RAIN = "oku-noto-2024";
  private static final String WAJIMA = "172049";
  private static final String MIE = "240001";
  private static final String OSAKA = "271004";
  private static final String NAGANO = "200000";

  private final Drill noto;
  private final Rehearsal rehearsal;

  NotoTellsHistoryTest() throws Exception {
    this.noto = Drills.load("noto-2024");
    this.rehearsal = Rehearsal.of(noto);
  }

  @Test
  void bothDisastersCompeteForThePeopleOfOneNetwork() {
    // 三重 offered for any disaster; the rain took all, and the quake was told so.
    List<LenderVerdict> mie =
        rehearsal.kizuna.decisions.stream()
            .filter(d -> d.getNetworkId().equals("national-counterpart"))
            .flatMap(d -> d.getExplanations().stream())
            .filter(e -> e.getRequestId().equals("wajima-reassessment") && e.getOpenAfter() > 0)
            .filter(e -> e.getDisasterId().equals(QUAKE))
            .flatMap(e -> e.getVerdicts().stream())
            .filter(v -> v.getLender().equals(MIE) && v.getVerdict() == Verdict.RULED_OUT)
            .toList();
    assertThat(mie.get(mie.size() - 1).getFindings())
        .extracting("rule")
        .containsExactly(MatchRule.CAPACITY_LEFT);

    assertThat(disastersOn(LocalDate.of(2024, 10, 15))).containsExactlyInAnyOrder(QUAKE, RAIN);
  }

  private Set<String> disastersOn(LocalDate day) {
    return rehearsal.kizuna.ledger.values().stream()
        .filter(e -> e.getNetworkId().equals("national-counterpart"))
        .filter(e -> !day.isBefore(e.getFirstDay()) && !day.isAfter(e.getLastDay()))
        .map(LedgerEntry::getDisasterId)
        .collect(Collectors.toSet());
  }

  @Test
  void fourReceiversHaveALead() {
    assertThat(
            noto.log().stream()
                .map(Fact::getCounterpartAppointed)
                .filter(a -> a != null && a.getRole() == CounterpartRole.LEAD)
                .map(CounterpartAppointed::getLender))
        .containsExactlyInAnyOrder(MIE, "221309", "231002", "250007");
  }

  @Test
  void naganoWasGivenTheGoodsBase() {
    assertThat(
            rehearsal.kizuna.ledger.values().stream()
                .filter(e -> e.getLender().equals(NAGANO) && e.getReceiver().equals(WAJIMA)))
        .hasSize(2)
        .allSatisfy(e -> assertThat(e.getTaskType()).isEqualTo(TaskType.RELIEF_GOODS));
  }

  @Test
  void osakaStayedToTheEndOfMay() {
    assertThat(
            rehearsal.kizuna.ledger.values().stream()
                .filter(e -> e.getRequestId().equals("wajima-shelter-osaka-1")))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.getLender()).isEqualTo(OSAKA);
              assertThat(e.getLastDay()).isEqualTo(LocalDate.of(2024, 5, 31));
            });
  }
}
