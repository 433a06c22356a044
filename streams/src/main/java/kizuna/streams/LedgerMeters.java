package kizuna.streams;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import kizuna.streams.ledger.database.ReadModelBusy;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.model.ReadLosses;
import kizuna.streams.ledger.model.WaitingFigures;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.projection.Projections;
import kizuna.streams.ledger.query.FigureQueries;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the live ledger as meters. One database query serves all meters of a scrape; while
 * the database is too busy to answer, the last figures remain.
 */
final class LedgerMeters implements MeterBinder {

  private static final Duration FRESH = Duration.ofSeconds(5);

  /** The result of one query. */
  private record Figures(
      List<NetworkFigures> networks, ReadLosses losses, WaitingFigures waiting, long readAt) {

    static Figures of(FigureQueries queries, long readAt) {
      return new Figures(queries.networks(), queries.losses(), queries.waiting(), readAt);
    }

    double sum(ToLongFunction<NetworkFigures> figure) {
      return networks.stream().mapToLong(figure).sum();
    }
  }

  private final Projections projections;
  private final LedgerProjection live;
  private final Clock clock;
  private final LongSupplier nanos;
  private @Nullable Figures newest;

  LedgerMeters(Projections projections, Clock clock, LongSupplier nanos) {
    this.projections = projections;
    this.live = projections.live();
    this.clock = clock;
    this.nanos = nanos;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("kizuna.ledger.lag", live, LedgerProjection::lag)
        .description("Committed records of the live namespace that its view has not read yet")
        .register(registry);
    Gauge.builder("kizuna.ledger.caught.up", live, p -> p.isCaughtUp() ? 1 : 0)
        .description("1 when the live view has read all that lay in its topics at the start")
        .register(registry);
    Gauge.builder("kizuna.drills.open", projections, p -> p.open().size() - 1)
        .description("Drills whose views are held")
        .register(registry);
    figure(
        registry,
        "kizuna.dead.letters",
        "Reports of the live namespace that nobody could act on",
        f -> f.losses().deadLetters());
    figure(
        registry,
        "kizuna.unreadable.records",
        "Records of the live state topics that are missing in the view",
        f -> f.losses().unreadable());
    figure(
        registry,
        "kizuna.persons.not.reported",
        "Persons in dispatches of which a report is due and has not come",
        f -> f.sum(n -> n.sums().notReported()));
    figure(
        registry,
        "kizuna.requests.open",
        "Aid requests with open person-days",
        f -> f.sum(n -> n.sums().openRequests()));
    figure(
        registry,
        "kizuna.person.days.open",
        "Person-days open in all requests",
        f -> f.sum(n -> n.sums().openPersonDays()));
    figure(
        registry,
        "kizuna.person.days.unmet",
        "Person-days of days that are over and were not met",
        f -> f.sum(n -> n.sums().unmetPersonDays()));
    figure(
        registry,
        "kizuna.life.safety.open",
        "Aid requests of the class LIFE_SAFETY with open person-days",
        f -> f.waiting().lifeSafety());
    figure(
        registry,
        "kizuna.life.safety.oldest.seconds",
        "How long the oldest open request of the class LIFE_SAFETY has waited; 0: there is none",
        f -> age(f.waiting().lifeSafetySince()));
    figure(
        registry,
        "kizuna.proposals.oldest.seconds",
        "How long the oldest proposal has been held without an answer; 0: there is none",
        f -> age(f.waiting().proposedSince()));
  }

  private void figure(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> figure) {
    Gauge.builder(name, this, meters -> meters.value(figure))
        .description(description)
        .register(registry);
  }

  /** Not a number until the database has answered once. */
  private double value(ToDoubleFunction<Figures> figure) {
    Figures known = figures();
    return known == null ? Double.NaN : figure.applyAsDouble(known);
  }

  private synchronized @Nullable Figures figures() {
    Figures known = newest;
    long now = nanos.getAsLong();
    if (known == null || now - known.readAt() > FRESH.toNanos()) {
      try {
        newest = Figures.of(live.view().figures(), now);
      } catch (ReadModelBusy e) {
        return known;
      }
    }
    return newest;
  }

  private double age(@Nullable Instant since) {
    return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toSeconds());
  }
}
