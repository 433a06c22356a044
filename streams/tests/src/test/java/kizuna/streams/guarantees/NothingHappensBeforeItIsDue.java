package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.streams.matching.Deadline;
import kizuna.streams.matching.Decider;
import kizuna.streams.matching.Decision;
import kizuna.streams.matching.Outcome;
import kizuna.streams.matching.Report;
import kizuna.streams.state.Change;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Role;
import kizuna.streams.topology.LogHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The time need not be told before something is due: until then it changes the clock and nothing
 * else. And what is due is done when it is told: nothing stays due.
 */
class NothingHappensBeforeItIsDue {

  private static final int HISTORIES = 60;

  @TestFactory
  Stream<DynamicTest> untilTheNextDeadlineTheTimeChangesTheClockOnly() {
    AtomicInteger early = new AtomicInteger();
    AtomicInteger due = new AtomicInteger();
    return Seeds.each(
        HISTORIES,
        seed -> {
          Random random = new Random(seed);
          List<Fact> history = RandomHistory.of(seed, Histories.LENGTH);
          Set<String> networks =
              history.stream().map(Fact::getNetworkId).collect(Collectors.toSet());
          LogHarness kizuna = new LogHarness();
          for (Fact fact : history) {
            kizuna.put(fact);
            for (String id : networks) {
              NetworkState network = kizuna.log().state().network(id);
              if (network == null || !network.register().isFormed()) {
                continue;
              }
              Instant next = Deadline.next(network);
              long rest = Duration.between(network.clock(), next).toMillis();
              if (rest > 0) {
                for (long wait : new long[] {rest - 1, (long) (random.nextDouble() * rest)}) {
                  Decision told = tell(network, network.clock().plusMillis(wait));
                  assertThat(told.changes())
                      .as("seed %s, before %s", seed, next)
                      .allMatch(Change.ClockSet.class::isInstance);
                  assertThat(told.notices()).as("seed %s", seed).isEmpty();
                  assertThat(told.passed()).as("seed %s", seed).isEmpty();
                  early.incrementAndGet();
                }
              }
              Decision told = tell(network, next);
              due.addAndGet(told.changes().size() > 1 ? 1 : 0);
            }
          }
          for (String id : networks) {
            NetworkState network = kizuna.log().state().network(id);
            if (network != null && network.register().isFormed()) {
              nothingStaysDue(seed, network);
            }
          }
        },
        "much was early and much was due",
        () -> {
          assertThat(early).hasValueGreaterThan(1_000);
          assertThat(due).hasValueGreaterThan(100);
        });
  }

  /** Each moment that is told is the last of its kind: the next is later. */
  private static void nothingStaysDue(long seed, NetworkState network) {
    for (int i = 0; i < 20; i++) {
      Instant next = Deadline.next(network);
      tell(network, next).changes().forEach(network::apply);
      assertThat(Deadline.next(network)).as("seed %s", seed).isAfter(next);
    }
  }

  private static Decision tell(NetworkState network, Instant to) {
    Decision decision =
        Decider.decide(
            network,
            new Report(
                network.id(),
                to,
                Role.SYSTEM,
                "kizuna",
                true,
                new kizuna.streams.state.Fact.TimePassed(to)),
            1_000_000);
    assertThat(decision.outcome()).isEqualTo(Outcome.ACCEPTED);
    return decision;
  }
}
