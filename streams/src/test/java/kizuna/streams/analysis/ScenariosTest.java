package kizuna.streams.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.codes.FactKind;
import kizuna.codes.RefusalReason;
import kizuna.facts.Fact;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.LogFile;
import kizuna.seeds.drill.LogWriter;
import kizuna.seeds.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios from a seed, played by people from the same seed. */
class ScenariosTest {

  private static final LocalDate START = LocalDate.of(2027, 1, 15);

  @TempDir private Path folder;

  private static List<Fact> played(String id, long seed, int size) throws Exception {
    List<Fact> log = new ArrayList<>();
    new SimulatedPeople(seed).play(Scenario.of(id, seed, size, START).facts(), log::add);
    return log;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nankai", "tokyo-inland"})
  void aSeedGivesOneLogThatIsDecidedAlikeFromItsFile(String id) throws Exception {
    List<Fact> log = played(id, 7, 1_000);
    Path file = folder.resolve("log.jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      LogWriter lines = new LogWriter(out, Scenario.of(id, 7, 1_000, START).header());
      for (Fact fact : log) {
        lines.write(fact);
      }
    }

    List<Fact> read = new ArrayList<>();
    try (LogFile.Facts facts = LogFile.open(file).orElseThrow().facts()) {
      facts.forEachRemaining(read::add);
    }

    assertThat(read).isEqualTo(log);
    if (id.equals("nankai")) {
      assertThat(played(id, 7, 1_000)).isEqualTo(log);
    }
    assertThat(Scenario.of(id, 8, 1_000, START).facts())
        .toIterable()
        .isNotEqualTo(List.of(Scenario.of(id, 7, 1_000, START).facts()));
    assertThat(log.stream().map(Fact::getEventId).distinct()).hasSameSizeAs(log);
    LogFigures run = new LogQuestion(log::iterator).unchanged();
    assertThat(run.decided().deadLetters()).isZero();
    assertThat(run.rejected()).isZero();
    assertThat(run.filledPersonDays()).isPositive();
    assertThat(run.missingPersonDays()).isPositive();
    // About as many as asked for, apart from the ground and the passing of time.
    long happened =
        log.stream()
            .filter(
                f ->
                    f.getKind() != FactKind.TIME_PASSED
                        && f.getKind() != FactKind.PLAN_CONFIRMED
                        && f.getKind() != FactKind.MUNICIPALITIES_LISTED)
            .count();
    assertThat(happened).isBetween(300L, 2_000L);
  }

  @Test
  void tenPrefecturesReceiveInNetworksOfTheirOwn() throws Exception {
    List<Fact> log = played("nankai", 1, 6_000);
    LogFigures run = new LogQuestion(log::iterator).unchanged();

    Set<String> networks = new TreeSet<>();
    Set<String> receivers = new HashSet<>();
    run.requests()
        .forEach(
            r -> {
              networks.add(r.network());
              receivers.add(r.receiver());
            });
    assertThat(networks).hasSize(11).contains("nankai-aichi", "nankai-kochi", "tokyo23");
    assertThat(receivers).hasSizeGreaterThan(80);
    assertThat(receivers.stream().map(c -> c.substring(0, 2)).distinct()).hasSize(10);
    assertThat(run.requests()).anyMatch(r -> r.disaster().startsWith("nankai-aftershock-"));
    // No ward has an agreement with any of them in the reference data.
    assertThat(run.dispatches()).noneMatch(d -> d.network().equals("tokyo23"));
  }

  @Test
  void wardsAreStruckCallTheirPeopleBackAndTheirPartnersLendToThem() throws Exception {
    List<Fact> log = played("tokyo-inland", 1, 1_000);
    LogFigures run = new LogQuestion(log::iterator).unchanged();
    Set<String> struck =
        log.stream()
            .filter(f -> f.getDisasterDeclared() != null)
            .filter(f -> f.getDisasterDeclared().getDisasterId().equals("tokyo-inland"))
            .map(f -> Set.copyOf(f.getDisasterDeclared().getStruck()))
            .findFirst()
            .orElseThrow();

    assertThat(struck).hasSizeBetween(8, 14);
    assertThat(ReferenceData.wards()).containsAll(struck);
    assertThat(log)
        .filteredOn(f -> f.getStaffRecalled() != null)
        .isNotEmpty()
        .allSatisfy(
            f -> {
              assertThat(struck).contains(f.getReporter().getBody());
              assertThat(f.getStaffRecalled().getReason()).isEqualTo(RefusalReason.OWN_DISASTER);
            });
    assertThat(run.dispatches())
        .filteredOn(d -> d.network().equals(ReferenceData.TOKYO_23_PARTNERS) && !d.isVoid())
        .isNotEmpty()
        .allSatisfy(
            d -> {
              assertThat(struck).contains(d.receiver());
              assertThat(ReferenceData.partners()).contains(d.lender());
              assertThat(d.agreement()).endsWith("-mutual");
            });
  }

  @Test
  void aScenarioThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Scenario.of("moon", 1, 1_000, START))
        .hasMessage("expected one of nankai, tokyo-inland, but moon");
    assertThatThrownBy(() -> Scenario.of("nankai", 1, 10, START))
        .hasMessageContaining("expected 1000 to 2000000 facts, but 10");
  }
}
