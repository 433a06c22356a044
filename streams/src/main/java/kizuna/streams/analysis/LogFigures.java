package kizuna.streams.analysis;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import kizuna.codes.DispatchState;
import kizuna.codes.Priority;
import kizuna.codes.TaskType;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a run: requests, missing persons by day and work, and dispatches.
 *
 * @param decided number of decisions, speed and hash
 * @param requests in the order of network and id
 * @param dispatches in their final state, in the order of network and id
 * @param rejected facts refused in substance
 */
public record LogFigures(
    LogDecider.Decided decided,
    List<RequestFigures> requests,
    List<DispatchFigures> dispatches,
    long rejected) {

  /**
   * One request in its final state.
   *
   * @param missing uncovered persons by day
   * @param firstProposedAt null: no proposal
   */
  public record RequestFigures(
      String network,
      String id,
      String disaster,
      String receiver,
      TaskType task,
      Priority priority,
      Instant askedAt,
      @Nullable Instant firstProposedAt,
      long filledPersonDays,
      SortedMap<LocalDate, Long> missing) {

    static RequestFigures of(RequestStatus r) {
      SortedMap<LocalDate, Long> missing = new TreeMap<>();
      for (List<OpenDays> some : List.of(r.getUnmet(), r.getOpen())) {
        for (OpenDays days : some) {
          days.getFirstDay()
              .datesUntil(days.getLastDay().plusDays(1))
              .forEach(day -> missing.merge(day, (long) days.getHeadCount(), Long::sum));
        }
      }
      return new RequestFigures(
          r.getNetworkId(),
          r.getRequestId(),
          r.getDisasterId(),
          r.getReceiver(),
          r.getTaskType(),
          Objects.requireNonNullElse(r.getOverriddenPriority(), r.getPriority()),
          r.getAskedAt(),
          r.getFirstProposedAt(),
          r.getCoveredPersonDays(),
          missing);
    }

    public long missingPersonDays() {
      return sum(missing.values());
    }
  }

  /**
   * One dispatch in its final state.
   *
   * @param isVoid whether it was declined, lapsed or called off
   */
  public record DispatchFigures(
      String network,
      String request,
      String receiver,
      String lender,
      String agreement,
      int headCount,
      LocalDate firstDay,
      LocalDate lastDay,
      boolean isVoid) {

    static DispatchFigures of(LedgerEntry e) {
      return new DispatchFigures(
          e.getNetworkId(),
          e.getRequestId(),
          e.getReceiver(),
          e.getLender(),
          e.getAgreementId(),
          e.getHeadCount(),
          e.getFirstDay(),
          e.getLastDay(),
          e.getState() == DispatchState.DECLINED
              || e.getState() == DispatchState.LAPSED
              || e.getState() == DispatchState.CANCELLED
              || e.getLastDay().isBefore(e.getFirstDay()));
    }

    public long personDays() {
      return isVoid ? 0 : (lastDay.toEpochDay() - firstDay.toEpochDay() + 1) * headCount;
    }
  }

  public LogFigures {
    requests =
        requests.stream()
            .sorted(Comparator.comparing(RequestFigures::network).thenComparing(RequestFigures::id))
            .toList();
    dispatches = List.copyOf(dispatches);
  }

  public long filledPersonDays() {
    return requests.stream().mapToLong(RequestFigures::filledPersonDays).sum();
  }

  public long missingPersonDays() {
    return requests.stream().mapToLong(RequestFigures::missingPersonDays).sum();
  }

  public long requestedPersonDays() {
    return filledPersonDays() + missingPersonDays();
  }

  /** Uncovered person-days of the class LIFE_SAFETY. */
  public long missingLifeSafety() {
    return requests.stream()
        .filter(r -> r.priority() == Priority.LIFE_SAFETY)
        .mapToLong(RequestFigures::missingPersonDays)
        .sum();
  }

  /** Persons missing by day. */
  public SortedMap<LocalDate, Long> missingByDay() {
    SortedMap<LocalDate, Long> byDay = new TreeMap<>();
    requests.forEach(r -> r.missing().forEach((day, n) -> byDay.merge(day, n, Long::sum)));
    return byDay;
  }

  /** Missing person-days by a property of the request: its receiver, network or work. */
  public SortedMap<String, Long> missingBy(Function<RequestFigures, String> of) {
    SortedMap<String, Long> by = new TreeMap<>();
    for (RequestFigures r : requests) {
      long missing = r.missingPersonDays();
      if (missing > 0) {
        by.merge(of.apply(r), missing, Long::sum);
      }
    }
    return by;
  }

  /** Persons sent by day, handovers counted on both sides. */
  public SortedMap<LocalDate, Long> sentByDay() {
    SortedMap<LocalDate, Long> byDay = new TreeMap<>();
    for (DispatchFigures d : sent()) {
      d.firstDay()
          .datesUntil(d.lastDay().plusDays(1))
          .forEach(day -> byDay.merge(day, (long) d.headCount(), Long::sum));
    }
    return byDay;
  }

  /** Person-days by lender. */
  public SortedMap<String, Long> sentByLender() {
    SortedMap<String, Long> byLender = new TreeMap<>();
    sent().forEach(d -> byLender.merge(d.lender(), d.personDays(), Long::sum));
    return byLender;
  }

  /** Person-days by agreement. */
  public SortedMap<String, Long> sentByAgreement() {
    SortedMap<String, Long> byAgreement = new TreeMap<>();
    sent().forEach(d -> byAgreement.merge(d.agreement(), d.personDays(), Long::sum));
    return byAgreement;
  }

  private List<DispatchFigures> sent() {
    return dispatches.stream().filter(d -> !d.isVoid()).toList();
  }

  /** The time of a request's first proposal; empty: no proposal or no such request. */
  public Optional<Instant> firstProposal(String network, String request) {
    return requests.stream()
        .filter(r -> r.network().equals(network) && r.id().equals(request))
        .findFirst()
        .flatMap(r -> Optional.ofNullable(r.firstProposedAt()));
  }

  static long sum(Collection<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  /** All of several networks. */
  static LogFigures of(LogDecider.Decided decided, Collection<FiguresObserver> networks) {
    List<RequestFigures> requests = new ArrayList<>();
    List<DispatchFigures> dispatches = new ArrayList<>();
    long rejected = 0;
    for (FiguresObserver network : networks) {
      requests.addAll(network.requests());
      dispatches.addAll(network.dispatches());
      rejected += network.rejected();
    }
    return new LogFigures(decided, requests, dispatches, rejected);
  }
}
