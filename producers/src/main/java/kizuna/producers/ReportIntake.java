package kizuna.producers;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kizuna.codes.DenialCode;
import kizuna.edge.ApiException;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.producers.LoggedReports.Recorded;
import kizuna.schemas.ProblemType;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillConducts;
import kizuna.schemas.form.FactContent;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FormErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Appends reports to the log, each at most once under its Idempotency-Key. */
final class ReportIntake {

  private static final Logger LOG = LoggerFactory.getLogger(ReportIntake.class);
  private static final long APPEND_SECONDS = 20;

  private final Intake intake;
  private final LogTimes times;
  private final ResourceOwners owners;
  private final LoggedReports loggedReports;
  private final MeterRegistry meters;
  private final LessonEvidence evidence;
  private final DrillConducts conducts;
  private final String defaultNetwork;
  private final FactAssembler assembler;
  private final IdempotencyCache cache = new IdempotencyCache();

  ReportIntake(
      Intake intake,
      LogTimes times,
      ResourceOwners owners,
      LoggedReports loggedReports,
      MeterRegistry meters,
      LessonEvidence evidence,
      DrillConducts conducts,
      String defaultNetwork) {
    this.intake = intake;
    this.times = times;
    this.owners = owners;
    this.loggedReports = loggedReports;
    this.meters = meters;
    this.evidence = evidence;
    this.conducts = conducts;
    this.defaultNetwork = defaultNetwork;
    this.assembler = new FactAssembler(defaultNetwork);
  }

  /**
   * Builds a fact from a body.
   *
   * @param path path that the key is valid for
   * @param given the caller's Idempotency-Key
   * @throws FormErrors with all errors
   */
  PendingReport read(
      ReportRoute route,
      Optional<String> pathId,
      String path,
      ObjectNode json,
      Optional<String> given,
      ReportAttempt attempt)
      throws FormErrors {
    String key = given.orElseGet(() -> UUID.randomUUID().toString());
    String network = json.path("network").asString(defaultNetwork);
    // The network's time must be read before a fact gets its timestamp.
    owners.isFormed(attempt.caller.account(), attempt.namespace, network);
    FactReader.Reading reading =
        assembler.read(
            route,
            pathId,
            json,
            FactAssembler.eventId(attempt.namespace, attempt.caller.account(), path, key),
            attempt.namespace,
            times.now(attempt.namespace, network),
            attempt.caller);
    evidence.demand(reading.fact());
    return new PendingReport(
        attempt.namespace, reading, key, given.isPresent(), FactContent.digest(reading.fact()));
  }

  /**
   * Returns the earlier recording of the same report, from the memory of this process or from the
   * log. If there is none, the caller may append it, and ends that with {@link #append}, {@link
   * #acknowledged} or {@link #abandon}.
   *
   * @throws ApiException 409 if the append is still in progress, 422 if the first one differs
   */
  Optional<Recorded> before(PendingReport report, ReportAttempt attempt) {
    if (!report.keyGiven()) {
      return Optional.empty();
    }
    Optional<IdempotencyCache.Before> remembered = cache.begin(report.id(), report.digest());
    if (remembered.isPresent()) {
      Receipt place = remembered.get().receipt();
      return Optional.of(
          remembered.get().same()
              ? new Recorded(report.fact(), place)
              : same(
                  loggedReports.at(
                      attempt.caller.account(),
                      attempt.namespace,
                      place.partition(),
                      place.offset()),
                  report,
                  attempt));
    }
    boolean found = false;
    try {
      Optional<Recorded> first =
          loggedReports.find(
              attempt.caller.account(),
              attempt.namespace,
              report.fact().getNetworkId(),
              report.fact().getEventId());
      if (first.isPresent()) {
        Recorded same = same(first.get(), report, attempt);
        cache.store(report.id(), FactContent.digest(same.fact()), same.receipt());
      }
      found = true;
      return first;
    } finally {
      if (!found) {
        abandon(report);
      }
    }
  }

  private Recorded same(Recorded first, PendingReport now, ReportAttempt attempt) {
    List<FactContent.Difference> differences =
        FactContent.differences(first.fact(), now.fact(), now.reading().filled());
    if (differences.isEmpty()) {
      return first;
    }
    ApiException refused =
        IdempotencyKeyReused.refused(
            first,
            now.fact(),
            differences,
            Receipts.outcome(first.receipt(), attempt.namespace),
            NamespaceParameter.query(attempt.namespace));
    throw cache.tooManyMistakes(attempt.caller.account())
        ? refused.denied(DenialCode.KEY_REUSED)
        : refused;
  }

  /**
   * Appends one report and waits for the acknowledgement.
   *
   * @throws ApiException 503 if none came
   */
  Recorded append(PendingReport report) {
    Fact fact = report.fact();
    boolean done = false;
    try {
      Recorded recorded = acknowledged(report, send(report));
      done = true;
      return recorded;
    } catch (IntakeProducer.LogUnavailable | SchemaRegistry.RegistryUnavailable e) {
      count(fact, "log-away");
      LOG.warn("{} was not acknowledged: {}", fact.getEventId(), e.getMessage());
      throw ApiException.unacknowledged(fact.getEventId(), report.key());
    } finally {
      if (!done) {
        abandon(report);
      }
    }
  }

  /**
   * Passes a report to the producer; {@link #acknowledged} waits for it.
   *
   * @throws ApiException 410 if the drill's run is over, so that it would not be decided
   */
  CompletionStage<Receipt> send(PendingReport report) {
    if (report.namespace().isDrill()
        && conducts.read(report.namespace(), DrillConduct::ended).isPresent()) {
      throw new ApiException(ProblemType.DRILL_OVER, report.namespace().drillId());
    }
    return intake.append(report.namespace(), report.fact());
  }

  /** Waits until the log has a report, and remembers it. */
  Recorded acknowledged(PendingReport report, CompletionStage<Receipt> append) {
    Receipt receipt = await(append);
    cache.store(report.id(), report.digest(), receipt);
    count(report.fact(), "taken");
    owners.accepted(report.namespace(), report.fact());
    if (report.fact().getClockSet() != null) {
      times.set(report.namespace(), receipt.network(), report.fact().getClockSet().getTo());
    }
    return new Recorded(report.fact(), receipt);
  }

  /** The next attempt with the same key starts anew. */
  void abandon(PendingReport report) {
    cache.failed(report.id());
  }

  private void count(Fact fact, String outcome) {
    meters
        .counter("kizuna.reports", "kind", FactForm.name(fact.getKind()), "outcome", outcome)
        .increment();
  }

  private static Receipt await(CompletionStage<Receipt> append) {
    try {
      return append.toCompletableFuture().get(APPEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw IntakeProducer.LogUnavailable.unacknowledged(APPEND_SECONDS, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IntakeProducer.LogUnavailable.interrupted(e);
    }
  }
}
