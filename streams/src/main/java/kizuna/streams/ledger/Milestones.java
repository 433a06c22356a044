package kizuna.streams.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.DispatchState;
import kizuna.codes.RequestState;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.Milestone.Kind;
import org.jspecify.annotations.Nullable;

/** Finds what a timeline shows in the rows as they change. Guarded by its owner. */
final class Milestones {

  private static final Comparator<Milestone> BY_TIME =
      Comparator.comparing(Milestone::at)
          .thenComparing(Milestone::networkId)
          .thenComparing(Milestone::sequence)
          .thenComparing(Milestone::kind)
          .thenComparing(Milestone::subject);

  private final List<Milestone> all = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  void disaster(Fact fact) {
    var declared = fact.getDisasterDeclared();
    String receiver = declared.getStruck().isEmpty() ? null : declared.getStruck().get(0);
    String network = fact.getNetworkId();
    String id = declared.getDisasterId();
    if (seen.add("struck " + id)) {
      all.add(
          new Milestone(
              declared.getStruckAt(), 0, Kind.STRUCK, network, id, receiver, null, id, 0));
    }
    all.add(
        new Milestone(fact.getRecordedAt(), 0, Kind.DECLARED, network, id, receiver, null, id, 0));
  }

  void request(@Nullable RequestStatus before, RequestStatus now) {
    if (before == null) {
      add(now, now.getAskedAt(), Kind.REQUESTED);
    }
    if (now.getFirstProposedAt() != null
        && (before == null || before.getFirstProposedAt() == null)) {
      add(now, now.getFirstProposedAt(), Kind.FIRST_PROPOSED);
    }
    if (now.getEscalatedTo() != null && (before == null || before.getEscalatedTo() == null)) {
      add(now, now.getChangedAt(), Kind.ESCALATED);
    }
    RequestState state = now.getState();
    if (before == null || before.getState() != state) {
      switch (state) {
        case FULFILLED -> add(now, now.getChangedAt(), Kind.FULFILLED);
        case CANCELLED -> add(now, now.getChangedAt(), Kind.CANCELLED);
        case EXPIRED -> add(now, now.getChangedAt(), Kind.EXPIRED);
        default -> {}
      }
    }
  }

  private void add(RequestStatus r, Instant at, Kind kind) {
    all.add(
        new Milestone(
            at,
            r.getSequence(),
            kind,
            r.getNetworkId(),
            r.getDisasterId(),
            r.getReceiver(),
            null,
            r.getRequestId(),
            r.getHeadCount()));
  }

  void dispatch(@Nullable LedgerEntry before, LedgerEntry now) {
    DispatchState state = now.getState();
    if (before != null && before.getState() == state) {
      return;
    }
    String way = state + " " + now.getNetworkId() + "/" + now.getLender() + "/" + now.getReceiver();
    switch (state) {
      case DEPARTED -> {
        if (seen.add(way)) {
          add(now, Kind.FIRST_DEPARTED);
        }
      }
      case ON_SITE -> {
        if (seen.add(way)) {
          add(now, Kind.FIRST_ARRIVED);
        }
      }
      case RECALLED -> add(now, Kind.RECALLED);
      case DECLINED -> add(now, Kind.DECLINED);
      case LAPSED -> add(now, Kind.LAPSED);
      default -> {}
    }
  }

  private void add(LedgerEntry e, Kind kind) {
    all.add(
        new Milestone(
            e.getChangedAt(),
            e.getSequence(),
            kind,
            e.getNetworkId(),
            e.getDisasterId(),
            e.getReceiver(),
            e.getLender(),
            e.getDispatchId(),
            e.getHeadCount()));
  }

  List<Milestone> taken() {
    return List.copyOf(all);
  }

  /**
   * Those of a period, oldest first: the weightiest if there are more than wanted, and of the last
   * kind that still finds room, some from all over the period.
   */
  static List<Milestone> weightiest(List<Milestone> all, Instant from, Instant to, int most) {
    List<Milestone> chosen = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<Milestone> of =
          all.stream()
              .filter(m -> m.kind() == kind && !m.at().isBefore(from) && !m.at().isAfter(to))
              .sorted(BY_TIME)
              .toList();
      int room = most - chosen.size();
      if (of.size() <= room) {
        chosen.addAll(of);
      } else {
        for (int i = 0; i < room; i++) {
          chosen.add(of.get((int) ((long) i * of.size() / room)));
        }
      }
    }
    chosen.sort(BY_TIME);
    return chosen;
  }
}
