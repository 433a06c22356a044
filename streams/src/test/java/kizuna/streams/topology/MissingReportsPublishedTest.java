package kizuna.streams.topology;

import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import kizuna.codes.DispatchState;
import kizuna.codes.MissingReport;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever reads the ledger's topic sees which reports are missing from the midnight (JST) on at
 * which they are.
 */
class MissingReportsPublishedTest {

  private final FactBuilder facts = new FactBuilder();
  @TempDir Path stateDir;
  private DrivenTopology kizuna;

  @BeforeEach
  void threeAreConfirmed() {
    kizuna = new DrivenTopology(stateDir);
    kizuna.put(
        facts.networkFormed(SHINJUKU, SUMIDA),
        facts.municipalities(),
        facts.agreement(),
        facts.declared("noto", WAJIMA),
        facts.requested("r1", 3, 8),
        facts.offered("o1", SHINJUKU, 3, 8),
        facts.confirmed("r1", SHINJUKU));
    kizuna.everything();
  }

  @AfterEach
  void stop() {
    kizuna.close();
  }

  private List<LedgerEntry> midnightBefore(LocalDate day) {
    kizuna.put(facts.timePassed(day.atStartOfDay().toInstant(ZoneOffset.ofHours(9))));
    return kizuna.read(kizuna.topics.dispatchLedger, kizuna.formats.ledger());
  }

  @Test
  void theRowIsWrittenAnewAtMidnightWithTheReportThatIsMissingAndOnce() {
    assertThat(midnightBefore(DAY1)).as("due on the first day, not missing").isEmpty();

    List<LedgerEntry> rows = midnightBefore(DAY1.plusDays(1));

    assertThat(rows).hasSize(1);
    LedgerEntry late = rows.get(0);
    assertThat(late.getState()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(late.getMissingReport()).isEqualTo(MissingReport.ARRIVAL);
    assertThat(late.getReportDueOn()).isEqualTo(DAY1);
    assertThat(late.getSequence()).as("the decision that wrote it").isEqualTo(9);
    assertThat(midnightBefore(DAY1.plusDays(2))).isEmpty();
  }

  @Test
  void theSummaryCountsThemAsNotReportedAndNotAsConfirmed() {
    midnightBefore(DAY1.plusDays(1));
    kizuna.tick(Duration.ofSeconds(1));

    List<NetworkSummary> summaries =
        kizuna.read(kizuna.topics.networkSummary, kizuna.formats.summaries());
    assertThat(summaries.get(summaries.size() - 1))
        .extracting(NetworkSummary::getConfirmed, NetworkSummary::getNotReported)
        .containsExactly(0, 3);
  }

  @Test
  void aDepartureThatIsReportedLateLeavesTheArrivalMissing() {
    midnightBefore(DAY1.plusDays(1));
    kizuna.put(facts.departed("r1", SHINJUKU));

    List<LedgerEntry> rows = kizuna.read(kizuna.topics.dispatchLedger, kizuna.formats.ledger());
    assertThat(rows)
        .extracting(LedgerEntry::getState, LedgerEntry::getMissingReport)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(DispatchState.DEPARTED, MissingReport.ARRIVAL));
  }
}
