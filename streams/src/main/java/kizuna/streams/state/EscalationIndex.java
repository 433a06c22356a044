package kizuna.streams.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Open requests by when they go to the next tier. */
final class EscalationIndex {

  private static final String LAST_ID = "￿";

  private record Deadline(Instant at, String requestId) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : requestId.compareTo(other.requestId);
    }
  }

  private final NavigableSet<Deadline> deadlines = new TreeSet<>();

  void add(Request request, Fact.NetworkFormed terms) {
    deadline(request, terms).ifPresent(at -> deadlines.add(new Deadline(at, request.id())));
  }

  void remove(Request request, Fact.NetworkFormed terms) {
    deadline(request, terms).ifPresent(at -> deadlines.remove(new Deadline(at, request.id())));
  }

  Optional<Instant> first() {
    return deadlines.isEmpty() ? Optional.empty() : Optional.of(deadlines.first().at());
  }

  /** Ids of requests that are due by a time, the longest due first. */
  List<String> dueBy(Instant time) {
    return deadlines.headSet(new Deadline(time, LAST_ID), true).stream()
        .map(Deadline::requestId)
        .toList();
  }

  /** When the open need of a request goes to the next tier; empty: never, or it has gone. */
  static Optional<Instant> deadline(Request request, Fact.NetworkFormed terms) {
    if (terms.escalatesTo() == null || request.escalatedTo() != null) {
      return Optional.empty();
    }
    int minutes =
        request.priority() == Priority.LIFE_SAFETY
            ? terms.lifeSafetyEscalateAfterMinutes()
            : terms.escalateAfterMinutes();
    return Optional.of(request.askedAt().plus(Duration.ofMinutes(minutes)));
  }
}
