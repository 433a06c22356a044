package kizuna.streams.api.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kizuna.edge.ApiException;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.projection.Projections;
import kizuna.streams.ledger.query.LedgerView;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Resolves the namespace of a request to its projection. */
@Component
public final class ProjectionResolver {

  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(5);
  private static final int RETRY_AFTER_SECONDS = 2;
  private static final int MAX_RUNS_NAMED = 10;

  /** Header with the time of the last decision in an answer that is not current. */
  public static final String AS_OF = "Kizuna-As-Of";

  /** Header with it: the part of the log that was read, in percent. */
  public static final String PROGRESS = "Kizuna-Progress";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(JapanTime.ZONE);

  private final Projections projections;

  public ProjectionResolver(Projections projections) {
    this.projections = projections;
  }

  /**
   * Waits until the read model has caught up. If that takes too long, returns its last complete
   * state; a header contains its age.
   *
   * @throws ApiException if a parameter is wrong, there is no such drill, or it is still being read
   */
  public ServedLedger serve(QueryParameters parameters) {
    LedgerProjection projection = resolve(parameters);
    LedgerView view = projection.view();
    try {
      view = projection.awaitCaughtUp(CATCH_UP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!projection.isServing(view)) {
      throw ApiException.of(
              ProblemType.CATCHING_UP,
              parameters.words(),
              "error.catchingUp.progress",
              projection.progress())
          .retryAfter(RETRY_AFTER_SECONDS);
    }
    if (!view.isCaughtUp() || !projection.isCurrent()) {
      setAgeHeaders(projection, view);
    }
    return new ServedLedger(projection, view);
  }

  private static void setAgeHeaders(LedgerProjection projection, LedgerView view) {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request) {
      HttpServletResponse response = request.getResponse();
      if (response != null) {
        response.setHeader(PROGRESS, Integer.toString(projection.progress()));
        view.figures().decidedAt().ifPresent(at -> response.setHeader(AS_OF, JapanTime.format(at)));
      }
    }
  }

  /** Returns the projection, caught up or not. */
  public LedgerProjection resolve(QueryParameters parameters) {
    Namespace namespace = parameters.namespace();
    parameters.check();
    if (!namespace.isDrill()) {
      return projections.live();
    }
    try {
      return projections
          .drill(namespace)
          .or(() -> onlyRun(parameters, namespace.drillId()).flatMap(projections::drill))
          .orElseThrow(() -> missingDrill(parameters, namespace));
    } catch (KafkaException e) {
      throw ApiException.of(ProblemType.CATCHING_UP, parameters.words(), "error.catchingUp")
          .retryAfter(RETRY_AFTER_SECONDS);
    }
  }

  /** The error for a missing drill; for a removed one, with the time and reason. */
  private ApiException missingDrill(QueryParameters parameters, Namespace drill) {
    return projections
        .run(drill)
        .filter(DrillExpiry::isGone)
        .map(
            status ->
                ApiException.of(
                    ProblemType.DRILL_EXPIRED,
                    parameters.words(),
                    status.getExpired() ? "error.namespace.expired" : "error.namespace.removed",
                    drill.drillId(),
                    DAY.format(status.getRemovedAt()),
                    status.getExpiresAfterDays()))
        .orElseGet(
            () ->
                ApiException.of(
                    ProblemType.NO_SUCH_DRILL,
                    parameters.words(),
                    "error.namespace",
                    drill.drillId()));
  }

  /**
   * The only run of a drill; empty if none.
   *
   * @throws ApiException with the runs if there are several
   */
  private Optional<Namespace> onlyRun(QueryParameters parameters, String drill) {
    Pattern run = Pattern.compile(Pattern.quote(drill) + "-\\d{1,9}");
    List<Namespace> runs =
        projections.drills().stream().filter(d -> run.matcher(d.drillId()).matches()).toList();
    if (runs.size() > 1) {
      List<String> ids = runs.stream().map(Namespace::drillId).toList();
      int more = ids.size() - MAX_RUNS_NAMED;
      String named = String.join(", ", ids.subList(0, Math.min(ids.size(), MAX_RUNS_NAMED)));
      throw ApiException.of(
              ProblemType.SEVERAL_RUNS,
              parameters.words(),
              "error.namespace.several",
              drill,
              more > 0 ? parameters.words().sentence("error.namespace.more", named, more) : named)
          .runs(ids);
    }
    return runs.stream().findFirst();
  }

  public Projections projections() {
    return projections;
  }
}
