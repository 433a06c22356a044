package kizuna.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.TimePassed;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.Test;

/** What is over leaves the books, and no decision grows with how much that is. */
class ArchiverTest {

  @Test
  void whatIsTooMuchForOneDayLeavesOnTheNext() {
    LogHarness log = new LogHarness();
    FactBuilder facts = new FactBuilder();
    log.accept(facts.networkFormed(FactBuilder.SHINJUKU));
    int more = 3;
    for (int i = 0; i < Archiver.MAX_LEAVING + more; i++) {
      log.accept(facts.offered("o" + i, FactBuilder.SHINJUKU, 1, 10));
    }
    List<Integer> left = new ArrayList<>();
    int before = log.owners.size();
    for (int day = 0; day <= Archiver.OFFER_STAYS_DAYS + 15; day++) {
      facts.at(facts.now().plus(Duration.ofDays(1)));
      log.accept(
          facts.fact(
              Role.SYSTEM, "kizuna", FactKind.TIME_PASSED, new TimePassed(facts.now(), null)));
      if (log.owners.size() < before) {
        left.add(before - log.owners.size());
        before = log.owners.size();
      }
    }

    assertThat(left).containsExactly(Archiver.MAX_LEAVING, more);
    assertThat(log.owners.keySet()).isEqualTo(log.keysOfBooks());
  }
}
