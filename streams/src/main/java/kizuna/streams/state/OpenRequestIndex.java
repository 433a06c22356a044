package kizuna.streams.state;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Requests that lack persons: by receiver and task in serving order, by their deadline of
 * escalation, and as totals. A request is removed with the values it was added with: call {@link
 * #remove} before it, the day or the terms change, and {@link #add} after.
 */
final class OpenRequestIndex {

  /** Person-days that a request lacks, from today on and before. */
  private record Missing(int open, int unmet) {}

  private final NavigableMap<String, Map<TaskType, NavigableSet<OpenRequest>>> byReceiver =
      new TreeMap<>();
  private final NavigableMap<OpenRequest, RequestCoverage> all = new TreeMap<>();
  private final EscalationIndex escalations = new EscalationIndex();

  /** The counted values of each request that lacks persons, by its id. */
  private final Map<String, Missing> missing = new HashMap<>();

  private int openRequests;
  private long openPersonDays;
  private long unmetPersonDays;

  void add(RequestCoverage coverage, LocalDate today, ReferenceState reference) {
    Request request = coverage.request();
    Missing lacks =
        new Missing(coverage.openPersonDaysFrom(today), coverage.unmetPersonDays(today));
    if (lacks.open() > 0 || lacks.unmet() > 0) {
      missing.put(request.id(), lacks);
      unmetPersonDays += lacks.unmet();
    }
    if (lacks.open() > 0) {
      openRequests++;
      openPersonDays += lacks.open();
      all.put(place(request, reference), coverage);
      byReceiver
          .computeIfAbsent(request.receiver(), r -> new EnumMap<>(TaskType.class))
          .computeIfAbsent(request.taskType(), t -> new TreeSet<>())
          .add(place(request, reference));
      escalations.add(request, reference.network());
    }
  }

  void remove(RequestCoverage coverage, ReferenceState reference) {
    Missing lacks = missing.remove(coverage.request().id());
    if (lacks == null) {
      return;
    }
    unmetPersonDays -= lacks.unmet();
    if (lacks.open() > 0) {
      openRequests--;
      openPersonDays -= lacks.open();
      removeOpen(coverage.request(), reference);
    }
  }

  private void removeOpen(Request request, ReferenceState reference) {
    Map<TaskType, NavigableSet<OpenRequest>> tasks = byReceiver.get(request.receiver());
    NavigableSet<OpenRequest> places = tasks == null ? null : tasks.get(request.taskType());
    if (tasks == null || places == null) {
      return;
    }
    OpenRequest place = place(request, reference);
    places.remove(place);
    all.remove(place);
    escalations.remove(request, reference.network());
    if (places.isEmpty()) {
      tasks.remove(request.taskType());
      if (tasks.isEmpty()) {
        byReceiver.remove(request.receiver());
      }
    }
  }

  private static OpenRequest place(Request request, ReferenceState reference) {
    return OpenRequest.of(request, reference.network().priorityClassHours());
  }

  /** Ids of all requests that lack persons, in order. */
  List<String> ids() {
    return missing.keySet().stream().sorted().toList();
  }

  /** Every open request, in serving order. */
  Collection<RequestCoverage> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  Set<String> receivers() {
    return Collections.unmodifiableSet(byReceiver.keySet());
  }

  NavigableSet<OpenRequest> of(String receiver, TaskType taskType) {
    return byReceiver
        .getOrDefault(receiver, Map.of())
        .getOrDefault(taskType, Collections.emptyNavigableSet());
  }

  EscalationIndex escalations() {
    return escalations;
  }

  int openRequests() {
    return openRequests;
  }

  long openPersonDays() {
    return openPersonDays;
  }

  long unmetPersonDays() {
    return unmetPersonDays;
  }
}
