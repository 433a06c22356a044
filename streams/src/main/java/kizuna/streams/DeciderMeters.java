package kizuna.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The state of this decider as meters: the same as its health. */
final class DeciderMeters implements MeterBinder {

  private final DecisionLifecycle live;

  DeciderMeters(DecisionLifecycle live) {
    this.live = live;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (DecisionProgress.State state : DecisionProgress.State.values()) {
      Gauge.builder("kizuna.decider.state", live, l -> l.progress().state() == state ? 1 : 0)
          .tag("state", state.name())
          .description("1 for the state that the decider is in")
          .register(registry);
    }
    Gauge.builder("kizuna.decisions.undecided", live, l -> l.progress().undecided())
        .description("Reports in the live log that are not decided yet; -1: not known")
        .register(registry);
    Gauge.builder(
            "kizuna.decisions.oldest.undecided.seconds",
            live,
            l -> l.progress().oldestUndecidedSeconds())
        .description("How long the oldest report that is not decided has waited")
        .register(registry);
    Gauge.builder("kizuna.clocks.held", live, DeciderMeters::clocksHeld)
        .description("Networks in which the machine's clock is not believed")
        .register(registry);
  }

  private static double clocksHeld(DecisionLifecycle live) {
    return live.engine().clocks().readings().values().stream()
        .filter(reading -> reading.doubt().isPresent())
        .count();
  }
}
