package kizuna.infra.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A caller that asks for too much holds up itself. */
class ConcurrencyLimiterTest {

  private final List<String> done = new ArrayList<>();

  @Test
  void oneCallerNeverTakesEveryPlace() {
    ConcurrencyLimiter places = ConcurrencyLimiter.withoutQueue(4, 2);
    List<Sinks.Empty<Void>> open = List.of(Sinks.empty(), Sinks.empty());
    open.forEach(work -> start(places, "greedy", work));

    run(places, "greedy");
    run(places, "other");

    assertThat(done).containsExactly("greedy: no place", "other: done");
    assertThat(places.active()).isEqualTo(2);
    open.forEach(Sinks.Empty::tryEmitEmpty);
    assertThat(places.active()).isZero();
  }

  @Test
  void whoWaitsIsServedInTurnUpToItsShare() {
    ConcurrencyLimiter places = new ConcurrencyLimiter(1, 1, 3, 2, Duration.ofMinutes(1));
    Sinks.Empty<Void> first = Sinks.empty();
    start(places, "greedy", first);

    run(places, "greedy");
    run(places, "greedy");
    run(places, "greedy");
    run(places, "other");
    run(places, "third");
    assertThat(done).containsExactly("greedy: no place", "third: no place");

    first.tryEmitEmpty();

    assertThat(done.subList(2, done.size()))
        .containsExactly("greedy: done", "greedy: done", "other: done");
    assertThat(places.active()).isZero();
  }

  @Test
  void whoGoesAwayWhileWaitingLeavesItsPlaceToTheNext() {
    ConcurrencyLimiter places = new ConcurrencyLimiter(1, 1, 3, 3, Duration.ofMinutes(1));
    Sinks.Empty<Void> first = Sinks.empty();
    start(places, "a", first);
    Disposable gone = start(places, "b", Sinks.empty());
    run(places, "c");

    gone.dispose();
    first.tryEmitEmpty();

    assertThat(done).containsExactly("c: done");
    assertThat(places.active()).isZero();
  }

  @Test
  void whoWaitsForTooLongIsTurnedAway() throws Exception {
    ConcurrencyLimiter places = new ConcurrencyLimiter(1, 1, 3, 3, Duration.ofMillis(20));
    start(places, "a", Sinks.empty());

    places
        .run("b", Mono::empty, () -> Mono.fromRunnable(() -> done.add("b: no place")))
        .toFuture()
        .get(60, TimeUnit.SECONDS);

    assertThat(done).containsExactly("b: no place");
    assertThat(places.active()).isEqualTo(1);
  }

  private static Disposable start(
      ConcurrencyLimiter places, String caller, Sinks.Empty<Void> work) {
    return places.run(caller, work::asMono, Mono::empty).subscribe();
  }

  private void run(ConcurrencyLimiter places, String caller) {
    var unused =
        places
            .run(
                caller,
                () -> Mono.fromRunnable(() -> done.add(caller + ": done")),
                () -> Mono.fromRunnable(() -> done.add(caller + ": no place")))
            .subscribe();
  }
}
