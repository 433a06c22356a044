package kizuna.streams.guarantees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.Outcome;
import kizuna.codes.RejectionCode;
import kizuna.codes.Role;
import kizuna.decisions.MatchDecision;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.StaffReturned;
import kizuna.facts.TimePassed;
import kizuna.states.LedgerEntry;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What ended leaves the books, by a rule of the log; what is decided then stays right. */
class EndedThingsLeaveTheBooks {

  private static final int HISTORIES = 60;
  private static final String NETWORK = FactBuilder.NETWORK;

  /** Tells facts after a history, each checked by the naive model. */
  private static final class Afterwards {
    final LogHarness log = new LogHarness();
    final Oracle oracle = new Oracle();
    final List<Fact> told = new ArrayList<>();
    final FactBuilder facts = new FactBuilder();

    Afterwards(long seed) {
      AssertionError difference =
          LedgerIsTheFoldOfTheLog.drawn(
              seed, watched(new DecidedByHarness(log)), oracle, new ArrayList<>());
      if (difference != null) {
        throw difference;
      }
      Instant last = told.stream().map(Fact::getRecordedAt).max(Instant::compareTo).orElseThrow();
      facts.at(last.plusSeconds(60));
    }

    private Kizuna watched(Kizuna kizuna) {
      return fact -> {
        told.add(fact);
        return kizuna.put(fact);
      };
    }

    MatchDecision tell(SpecificRecordBase body, FactKind kind, Role role, String by) {
      Histories.tell(
          watched(new DecidedByHarness(log)),
          List.of(
              Fact.newBuilder(facts.fact(role, by, kind, body))
                  .setEventId(UUID.nameUUIDFromBytes(("after " + told.size()).getBytes(UTF_8)))
                  .build()),
          oracle::check);
      return log.decisions.stream()
          .filter(d -> d.getNetworkId().equals(NETWORK))
          .reduce((a, b) -> b)
          .orElseThrow();
    }

    void coordinator(FactKind kind, SpecificRecordBase body) {
      tell(body, kind, Role.COORDINATOR, NETWORK);
    }

    void daysLater(int days) {
      // A live clock that jumps further is not believed.
      for (int left = days; left > 0; left -= 2) {
        facts.at(facts.now().plus(Duration.ofDays(Math.min(left, 2))));
        tell(new TimePassed(facts.now(), null), FactKind.TIME_PASSED, Role.SYSTEM, "kizuna");
      }
    }

    long entries(String kind) {
      return log.shelf.entries().keySet().stream()
          .filter(key -> key.startsWith(kind + "|" + NETWORK + "|"))
          .count();
    }
  }

  @TestFactory
  Stream<DynamicTest> afterRandomHistoriesNothingIsLeftAndTheNaiveModelAgrees() {
    AtomicInteger archived = new AtomicInteger();
    return Seeds.each(
        HISTORIES,
        seed -> {
          Afterwards then = new Afterwards(seed);
          assertThat(then.log.owners.keySet())
              .as("seed %s", seed)
              .isEqualTo(then.log.keysOfBooks());
          for (LedgerEntry e : List.copyOf(then.log.ledger.values())) {
            if (e.getNetworkId().equals(NETWORK) && e.getState() != DispatchState.PROPOSED) {
              then.coordinator(
                  FactKind.STAFF_RETURNED,
                  new StaffReturned(new DispatchReference(e.getDispatchId(), null, null), true));
            }
          }
          for (String id : List.of("noto", "quake-0", "quake-1", "quake-2")) {
            then.coordinator(FactKind.DISASTER_ENDED, new DisasterEnded(id, true));
          }
          then.daysLater(3);
          then.daysLater(8);
          then.daysLater(40);
          then.daysLater(1);
          then.daysLater(370);
          then.daysLater(1);
          for (String kind : List.of("r", "d", "o", "z")) {
            assertThat(then.entries(kind)).as("seed %s, %s", seed, kind).isZero();
          }
          assertThat(then.oracle.model(NETWORK).books.requests).isEmpty();
          assertThat(then.log.owners.keySet())
              .as("seed %s", seed)
              .isEqualTo(then.log.keysOfBooks());
          for (String id : then.log.requests.keySet()) {
            if (then.log.request(id).getNetworkId().equals(NETWORK)) {
              MatchDecision again =
                  then.tell(
                      new kizuna.facts.AidRequestCancelled(
                          id, kizuna.codes.RefusalReason.NEED_ENDED),
                      FactKind.AID_REQUEST_CANCELLED,
                      Role.COORDINATOR,
                      NETWORK);
              assertThat(again.getOutcome()).isEqualTo(Outcome.REJECTED);
              assertThat(again.getReasons().get(0).getCode()).isEqualTo(RejectionCode.ARCHIVED);
              archived.incrementAndGet();
            }
          }
          SameLogSameDecisions.assertSameWithoutStates(seed, then.log);
          // Whatever restarts there are, the same leaves.
          LogHarness restarted = new LogHarness();
          for (int i = 0; i < then.told.size(); i++) {
            restarted.put(then.told.get(i));
            if (i % 7 == 0 || i > then.told.size() - 30) {
              restarted.restart();
            }
          }
          assertThat(restarted.decisions).as("seed %s", seed).isEqualTo(then.log.decisions);
          assertThat(restarted.owners).as("seed %s", seed).isEqualTo(then.log.owners);
        },
        "many had left",
        () -> {
          assertThat(archived).hasValueGreaterThan(200);
        });
  }

  /** One disaster from its declaration to its archive. */
  private static void disaster(LogHarness log, FactBuilder facts, int n) {
    String disaster = "dis-" + n;
    String request = "req-" + n;
    LocalDate today = facts.now().atOffset(ZoneOffset.ofHours(9)).toLocalDate();
    log.accept(
        facts.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.DISASTER_DECLARED,
            new DisasterDeclared(
                disaster,
                "災害" + n,
                HazardType.EARTHQUAKE,
                List.of(FactBuilder.WAJIMA, FactBuilder.SUMIDA),
                facts.now(),
                true,
                true)));
    log.accept(
        facts.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.COUNTERPART_APPOINTED,
            new kizuna.facts.CounterpartAppointed(
                disaster,
                FactBuilder.WAJIMA,
                FactBuilder.SHINJUKU,
                kizuna.codes.CounterpartRole.LEAD)));
    log.accept(
        facts.fact(
            Role.DESK,
            FactBuilder.WAJIMA,
            FactKind.AID_REQUESTED,
            kizuna.facts.AidRequested.newBuilder(facts.requested(request, 4, 5).getAidRequested())
                .setDisasterId(disaster)
                .setFirstDay(today)
                .setLastDay(today.plusDays(4))
                .build()));
    log.accept(
        facts.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.OVERRIDE_MADE,
            new kizuna.facts.OverrideMade(
                "ovr-" + n,
                kizuna.codes.OverrideKind.PIN,
                request,
                FactBuilder.SHINJUKU,
                null,
                null,
                "調整")));
    log.accept(
        facts.fact(
            Role.WARD,
            FactBuilder.SHINJUKU,
            FactKind.STAFF_OFFERED,
            kizuna.facts.StaffOffered.newBuilder(
                    facts.offered("off-" + n, FactBuilder.SHINJUKU, 4, 5).getStaffOffered())
                .setFirstDay(today)
                .setLastDay(today.plusDays(4))
                .build()));
    log.accept(facts.confirmed(request, FactBuilder.SHINJUKU));
    log.accept(facts.departed(request, FactBuilder.SHINJUKU));
    log.accept(facts.arrived(request, FactBuilder.SHINJUKU));
    pass(log, facts, 5);
    log.accept(
        facts.fact(
            Role.WARD,
            FactBuilder.SHINJUKU,
            FactKind.STAFF_RETURNED,
            new StaffReturned(new DispatchReference(request + "-1", null, null), false)));
    log.accept(
        facts.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.DISASTER_ENDED,
            new DisasterEnded(disaster, false)));
    pass(log, facts, 189);
  }

  /** A live clock that jumps further is not believed. */
  private static void pass(LogHarness log, FactBuilder facts, int days) {
    for (int left = days; left > 0; left -= 2) {
      facts.at(facts.now().plus(Duration.ofDays(Math.min(left, 2))));
      log.accept(
          facts.fact(
              Role.SYSTEM, "kizuna", FactKind.TIME_PASSED, new TimePassed(facts.now(), null)));
    }
  }

  /**
   * Its archive may be written and signed as complete by then: what left is over for good, whatever
   * the time is set to.
   */
  @Test
  void whatLeftDoesNotComeBackWhenTheTimeIsSetBack() {
    LogHarness log = new LogHarness();
    FactBuilder facts = new FactBuilder();
    log.accept(facts.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    log.accept(facts.municipalities());
    log.accept(facts.agreement());
    Instant begun = facts.now();
    disaster(log, facts, 1);
    log.accept(
        facts.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.CLOCK_SET,
            new kizuna.facts.ClockSet(begun.plus(Duration.ofDays(1)), null)));

    assertThat(log.shelf.entries().keySet()).noneMatch(key -> key.startsWith("r|"));
    assertThat(
            log.put(
                    facts.fact(
                        Role.COORDINATOR,
                        NETWORK,
                        FactKind.DISASTER_REOPENED,
                        new kizuna.facts.DisasterReopened("dis-1")))
                .getReasons()
                .get(0)
                .getCode())
        .isEqualTo(RejectionCode.ARCHIVED);
    log.restart();
    assertThat(log.shelf.entries().keySet()).noneMatch(key -> key.startsWith("r|"));
  }

  @Test
  void theBooksAfterManyDisastersAreAsLargeAsAfterOne() {
    LogHarness log = new LogHarness();
    FactBuilder facts = new FactBuilder();
    log.accept(facts.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA));
    log.accept(facts.municipalities());
    log.accept(facts.agreement());
    Map<String, Integer> afterOne = Map.of();
    for (int n = 1; n <= 20; n++) {
      disaster(log, facts, n);
      Map<String, Integer> size = new TreeMap<>();
      log.shelf.entries().keySet().stream()
          // Event ids have a window of their own; of what left, only the ids stay.
          .filter(key -> !key.startsWith("e|") && !key.startsWith("x|"))
          .forEach(key -> size.merge(key.substring(0, 2), 1, Integer::sum));
      if (n == 1) {
        afterOne = size;
      }
      assertThat(size).as("after %s disasters", n).isEqualTo(afterOne);
      // What the door reads is as large as the books: nothing but that all is told.
      assertThat(log.owners).containsOnlyKeys(NETWORK);
      if (n % 5 == 0) {
        log.restart();
      }
    }
    // Half a year apart: two disasters lie within the window of a load.
    byte[] load = log.shelf.get("l|" + NETWORK + "|" + FactBuilder.SHINJUKU);
    assertThat(load).hasSize(2 * 5 * (Long.BYTES + Integer.BYTES));
    assertThat(
            log.put(
                    facts.fact(
                        Role.COORDINATOR,
                        NETWORK,
                        FactKind.DISASTER_ENDED,
                        new DisasterEnded("dis-3", true)))
                .getReasons()
                .get(0)
                .getCode())
        .isEqualTo(RejectionCode.ARCHIVED);
  }
}
