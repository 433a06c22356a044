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
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Finds the projection that answers a caller, complete where an answer must be. */
@Component
public final class ProjectionResolver {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int TRY_AGAIN_SECONDS = 2;
  private static final int MOST_RUNS_NAMED = 10;

  /** Header that says up to which decision an answer is, where it is not of now. */
  public static final String AS_OF = "Kizuna-As-Of";

  /** Header beside it: how much of the log was read, percent. */
  public static final String PROGRESS = "Kizuna-Progress";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(JapanTime.ZONE);

  private final Projections projections;

  public ProjectionResolver(Projections projections) {
    this.projections = projections;
  }

  /**
   * The projection of the namespace that was asked for, caught up; where that takes long, as it was
   * when it was last whole, which a header says.
   *
   * @throws ApiException if a parameter was wrong, there is no such drill, or it is still being
   *     read
   */
  public LedgerProjection at(QueryParameters asked) {
    LedgerProjection projection = anyway(asked);
    try {
      if (projection.awaitCaughtUp(LONGEST_WAIT)) {
        if (!projection.isCurrent()) {
          sayHowOld(projection);
        }
        return projection;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (projection.isServing()) {
      sayHowOld(projection);
      return projection;
    }
    throw ApiException.of(
            ProblemType.CATCHING_UP,
            asked.words(),
            "error.catchingUp.progress",
            projection.progress())
        .retryAfter(TRY_AGAIN_SECONDS);
  }

  private static void sayHowOld(LedgerProjection projection) {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request) {
      HttpServletResponse response = request.getResponse();
      if (response != null) {
        response.setHeader(PROGRESS, Integer.toString(projection.progress()));
        projection
            .view()
            .figures()
            .decidedAt()
            .ifPresent(at -> response.setHeader(AS_OF, JapanTime.format(at)));
      }
    }
  }

  /** The same, caught up or not. */
  public LedgerProjection anyway(QueryParameters asked) {
    Namespace namespace = asked.namespace();
    asked.check();
    if (!namespace.isDrill()) {
      return projections.live();
    }
    try {
      return projections
          .drill(namespace)
          .or(() -> onlyRun(asked, namespace.drillId()).flatMap(projections::drill))
          .orElseThrow(() -> absent(asked, namespace));
    } catch (KafkaException e) {
      throw ApiException.of(ProblemType.CATCHING_UP, asked.words(), "error.catchingUp")
          .retryAfter(TRY_AGAIN_SECONDS);
    }
  }

  /** Says that a drill is not there; of one that was, since when and why. */
  private ApiException absent(QueryParameters asked, Namespace drill) {
    return projections
        .run(drill)
        .filter(DrillExpiry::isGone)
        .map(
            status ->
                ApiException.of(
                    ProblemType.DRILL_EXPIRED,
                    asked.words(),
                    status.getExpired() ? "error.namespace.expired" : "error.namespace.removed",
                    drill.drillId(),
                    DAY.format(status.getRemovedAt()),
                    status.getExpiresAfterDays()))
        .orElseGet(
            () ->
                ApiException.of(
                    ProblemType.NO_SUCH_DRILL, asked.words(), "error.namespace", drill.drillId()));
  }

  /**
   * The one run of a drill whose name was given; empty if it has none.
   *
   * @throws ApiException if there are several, naming them
   */
  private Optional<Namespace> onlyRun(QueryParameters asked, String drill) {
    Pattern run = Pattern.compile(Pattern.quote(drill) + "-\\d{1,9}");
    List<Namespace> runs =
        projections.drills().stream().filter(d -> run.matcher(d.drillId()).matches()).toList();
    if (runs.size() > 1) {
      List<String> ids = runs.stream().map(Namespace::drillId).toList();
      throw ApiException.of(
              ProblemType.SEVERAL_RUNS,
              asked.words(),
              "error.namespace.several",
              drill,
              String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_RUNS_NAMED))))
          .runs(ids);
    }
    return runs.stream().findFirst();
  }

  public Projections projections() {
    return projections;
  }
}
