package kizuna.streams.api.history;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kizuna.edge.ApiException;
import kizuna.schemas.JapanTime;
import kizuna.schemas.ProblemType;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.AccountLimiter;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.edge.ServedLedger;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.api.stream.EventStreamPublisher;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.query.HistoryQueries;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The past: the board at any time, and a timeline to find that time. Few requests run at once, one
 * for each account, so that requests for the present are not delayed.
 */
@RestController
public final class HistoryController {

  private static final int MAX_AT_ONCE = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
  private static final int TRY_AGAIN_SECONDS = 3;
  private static final int MAX_EVENTS = 300;
  private static final int MAX_BUCKETS = 1_000;
  private static final int USUAL_BUCKETS = 200;

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess callers;
  private final Semaphore turns = new Semaphore(MAX_AT_ONCE, true);
  private final AccountLimiter turnsOfAccounts = new AccountLimiter();

  HistoryController(Localizations localizations, ProjectionResolver resolver, ReadAccess callers) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.callers = callers;
  }

  /** Permits for concurrent requests: {@value #MAX_AT_ONCE} in all. */
  public Semaphore turns() {
    return turns;
  }

  /** The board's first data as of a past time. */
  @GetMapping("/api/past")
  ObjectNode past(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    Instant at = parameters.needed("at", parameters.time("at"));
    ServedLedger served = resolver.serve(parameters);
    return inTurn(parameters, () -> served.atOneMoment(() -> past(at, served, parameters)));
  }

  private static ObjectNode past(Instant at, ServedLedger served, QueryParameters parameters) {
    LedgerView view = served.view();
    LogMoment moment = view.past().at(at);
    Map<String, Instant> clocks = view.past().clocks(moment);
    JsonMappers rows =
        new JsonMappers(
            view, parameters.words(), network -> Optional.ofNullable(clocks.get(network)));
    ObjectNode answer =
        rows.changes()
            .snapshot(
                served.namespace(),
                view.past().snapshot(moment, EventStreamPublisher.ROWS_IN_SNAPSHOT));
    answer.put("at", JapanTime.format(at));
    answer.put("latest", moment.latest());
    return answer.put("complete", !at.isBefore(view.past().knownFrom()));
  }

  /** The events with their times, and the course of the sums. */
  @GetMapping("/api/timeline")
  ObjectNode timeline(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    int buckets = parameters.number("buckets", 2, MAX_BUCKETS, USUAL_BUCKETS);
    Instant askedFrom = parameters.time("from");
    Instant askedTo = parameters.time("to");
    ServedLedger served = resolver.serve(parameters);
    return inTurn(
        parameters,
        () -> served.atOneMoment(() -> timeline(parameters, served, buckets, askedFrom, askedTo)));
  }

  private static ObjectNode timeline(
      QueryParameters parameters,
      ServedLedger served,
      int buckets,
      @Nullable Instant askedFrom,
      @Nullable Instant askedTo) {
    LedgerView view = served.view();
    HistoryQueries past = view.past();
    ObjectNode answer = ResponseJson.of(served.namespace());
    ArrayNode events = answer.putArray("events");
    ArrayNode series = answer.putArray("series");
    Instant to = askedTo == null ? past.newest().orElse(null) : askedTo;
    Instant first = past.first().orElse(to);
    Instant from = askedFrom == null ? first : askedFrom;
    if (from == null || to == null) {
      return answer;
    }
    if (from.isAfter(to)) {
      from = to;
    }
    answer.put("from", JapanTime.format(from));
    answer.put("to", JapanTime.format(to));
    Instant knownFrom = past.knownFrom();
    if (!knownFrom.equals(Instant.MIN)) {
      answer.put("knownFrom", JapanTime.format(knownFrom));
    }
    JsonMappers rows = new JsonMappers(view, parameters.words());
    past.milestones(from, to, MAX_EVENTS).forEach(m -> events.add(rows.decisions().milestone(m)));
    Duration whole = Duration.between(from, to);
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < buckets; i++) {
      // The last one is the end itself.
      Instant at = from.plusNanos((long) ((double) whole.toNanos() * i / (buckets - 1)));
      times.add(i == buckets - 1 ? to : at);
    }
    past.sums(times).forEach(s -> series.add(sums(s)));
    return answer;
  }

  private static ObjectNode sums(HistoryQueries.Sums s) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("at", JapanTime.format(s.at()))
        .put("openPersonDays", s.openPersonDays())
        .put("unmetPersonDays", s.unmetPersonDays())
        .put("proposed", s.proposed())
        .put("confirmed", s.confirmed())
        .put("inTransit", s.inTransit())
        .put("onSite", s.onSite())
        .put("notReported", s.notReported());
  }

  /**
   * @throws ApiException 503 after the wait if others use all permits, or the account already has
   *     two requests
   */
  private ObjectNode inTurn(QueryParameters parameters, Supplier<ObjectNode> answer) {
    String account = callers.of(parameters.request()).account();
    boolean ofAccount = false;
    boolean mine = false;
    try {
      ofAccount = turnsOfAccounts.begin(account, LONGEST_WAIT);
      mine = ofAccount && turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw ApiException.of(
                ProblemType.TOO_MANY_LOOKING_BACK, parameters.words(), "error.past.tooMany")
            .retryAfter(TRY_AGAIN_SECONDS);
      }
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(
              ProblemType.TOO_MANY_LOOKING_BACK, parameters.words(), "error.past.tooMany")
          .retryAfter(TRY_AGAIN_SECONDS);
    } finally {
      if (mine) {
        turns.release();
      }
      if (ofAccount) {
        turnsOfAccounts.end(account);
      }
    }
  }
}
