package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Change;
import kizuna.streams.books.DailyCount;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.Draft;
import kizuna.streams.books.Network;
import kizuna.streams.books.Period;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.Request;
import org.jspecify.annotations.Nullable;

/**
 * What people see of a decision that moved something: moves try one chain after the other and leave
 * splinters. What was proposed and called off within the decision never was; proposals of one offer
 * for one request are joined into the fewest tours; and what came back to where it was, never
 * moved.
 */
final class Joining {

  /** Proposals that may be joined: nobody sees a difference but by day and head-count. */
  private record Alike(
      String requestId,
      String offerId,
      String agreementId,
      int agreementVersion,
      @Nullable String overrideId,
      int travelDays,
      int restDays) {

    static Alike of(Dispatch d) {
      return new Alike(
          d.requestId(),
          d.offerId(),
          d.agreementId(),
          d.agreementVersion(),
          d.overrideId(),
          d.travelDays(),
          d.restDays());
    }
  }

  private final Draft before;
  private final Network network;
  private final Draft after;

  /** What stands in the end, by the id of each proposal that went into it. */
  private final Map<String, List<Dispatch>> standing = new HashMap<>();

  /** Ids of proposals from before the decision that were moved in the end. */
  private final Set<String> moved = new LinkedHashSet<>();

  private final Map<String, Set<String>> replacedBy = new HashMap<>();

  private Joining(Draft before) {
    this.before = before;
    this.network = before.network();
    this.after = movedAnything() ? joined() : before;
  }

  static Joining of(Draft books) {
    return new Joining(books);
  }

  /** The books with the decision as people see it. */
  Draft books() {
    return after;
  }

  /** The proposals that these became; none where they were called off again. */
  List<Dispatch> standing(List<Dispatch> proposals) {
    if (after == before) {
      return proposals;
    }
    Set<Dispatch> all = new LinkedHashSet<>();
    proposals.forEach(d -> all.addAll(standing.getOrDefault(d.id(), List.of())));
    return List.copyOf(all);
  }

  /** The moves that there were in the end. */
  List<Rearrangement> standingMoves(List<Rearrangement> moves) {
    if (after == before) {
      return moves;
    }
    Map<String, Rearrangement> last = new LinkedHashMap<>();
    for (Rearrangement move : moves) {
      String id = move.dispatch().id();
      if (moved.contains(id)) {
        last.putIfAbsent(
            id,
            new Rearrangement(
                move.dispatch(),
                move.forRequestId(),
                List.copyOf(replacedBy.getOrDefault(id, Set.of()))));
      }
    }
    return List.copyOf(last.values());
  }

  private boolean movedAnything() {
    return before.changes().stream()
        .anyMatch(
            c ->
                c instanceof Change.DispatchPut put
                    && put.dispatch().reason() == RefusalReason.REARRANGED);
  }

  private boolean isNew(Dispatch d) {
    return network.dispatch(d.id()) == null;
  }

  private Draft joined() {
    List<Dispatch> survivors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Change change : before.changes()) {
      if (change instanceof Change.DispatchPut put
          && isNew(put.dispatch())
          && seen.add(put.dispatch().id())) {
        Dispatch last = before.dispatchOf(put.dispatch().id());
        if (last.state() == DispatchState.PROPOSED) {
          survivors.add(last);
        }
      }
    }
    Set<String> unmoved = new HashSet<>();
    List<Dispatch> proposals = numbered(joined(survivors, unmoved));
    Draft draft = new Draft(network);
    for (Change change : before.changes()) {
      if (!(change instanceof Change.DispatchPut put)) {
        draft.apply(change);
      } else if (!isNew(put.dispatch()) && !unmoved.contains(put.dispatch().id())) {
        draft.apply(change);
        if (put.dispatch().reason() == RefusalReason.REARRANGED) {
          moved.add(put.dispatch().id());
        }
      }
    }
    proposals.forEach(d -> draft.apply(new Change.DispatchPut(d)));
    return draft;
  }

  /** Groups of what may be joined, joined where that gives fewer tours. */
  private List<Dispatch> joined(List<Dispatch> survivors, Set<String> unmoved) {
    Map<Alike, List<Dispatch>> groups = new LinkedHashMap<>();
    survivors.forEach(d -> groups.computeIfAbsent(Alike.of(d), k -> new ArrayList<>()).add(d));
    List<Dispatch> all = new ArrayList<>();
    groups.forEach(
        (alike, members) -> {
          List<Dispatch> joined = new ArrayList<>();
          for (DailyCount tour : tours(members)) {
            joined.add(tourOf(members, tour));
          }
          if (joined.size() >= members.size()) {
            joined = new ArrayList<>(members.stream().map(this::withRoot).toList());
          }
          cameBack(members, joined, unmoved);
          for (Dispatch member : members) {
            standing.put(member.id(), joined);
            String root = rootOf(member);
            if (root != null) {
              replacedBy.computeIfAbsent(root, r -> new LinkedHashSet<>());
            }
          }
          all.addAll(joined);
        });
    return all;
  }

  /** A proposal that is again what it was: then it never moved. */
  private void cameBack(List<Dispatch> members, List<Dispatch> joined, Set<String> unmoved) {
    for (Dispatch member : members) {
      String root = rootOf(member);
      Dispatch was = root == null ? null : network.dispatch(root);
      if (was == null || !Alike.of(was).equals(Alike.of(member)) || unmoved.contains(root)) {
        continue;
      }
      boolean again =
          joined.removeIf(
              d ->
                  isNew(d)
                      && d.headCount() == was.headCount()
                      && d.firstDay().equals(was.firstDay())
                      && d.lastDay().equals(was.lastDay()));
      if (again) {
        unmoved.add(was.id());
        joined.add(was);
      }
    }
  }

  /** The proposal from before the decision that it stands in for, over all moves. */
  private @Nullable String rootOf(Dispatch d) {
    String root = d.replaces();
    while (root != null && network.dispatch(root) == null) {
      root = before.dispatchOf(root).replaces();
    }
    return root;
  }

  private Dispatch withRoot(Dispatch d) {
    return d.joined(
        d.id(),
        d.headCount(),
        new Period(d.firstDay(), d.lastDay()),
        d.overlapDays(),
        rootOf(d),
        d.holdUntil());
  }

  private Dispatch tourOf(List<Dispatch> members, DailyCount tour) {
    Dispatch first = members.get(0);
    String root = null;
    int overlap = 0;
    for (Dispatch d : members) {
      boolean begins = d.firstDay().equals(tour.days().first());
      overlap = begins ? Math.max(overlap, d.overlapDays()) : overlap;
      root = root == null ? rootOf(d) : root;
    }
    return first.joined(
        first.id(),
        tour.headCount(),
        tour.days(),
        overlap,
        root,
        members.stream().map(Dispatch::holdUntil).min(Comparator.naturalOrder()).orElseThrow());
  }

  /** The same heads by day in long tours: as many as all days share first, then what is on top. */
  private List<DailyCount> tours(List<Dispatch> members) {
    TreeMap<LocalDate, Integer> heads = new TreeMap<>();
    for (Dispatch d : members) {
      for (LocalDate day = d.firstDay(); !day.isAfter(d.lastDay()); day = day.plusDays(1)) {
        heads.merge(day, d.headCount(), Integer::sum);
      }
    }
    List<DailyCount> tours = new ArrayList<>();
    while (!heads.isEmpty()) {
      LocalDate first = heads.firstKey();
      LocalDate last = first;
      int least = heads.getOrDefault(first, 0);
      int longest = longestWorkDays(members.get(0));
      while (heads.containsKey(last.plusDays(1))
          && new Period(first, last.plusDays(1)).days() <= longest) {
        last = last.plusDays(1);
        least = Math.min(least, heads.getOrDefault(last, 0));
      }
      tours.add(new DailyCount(new Period(first, last), least));
      for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
        int left = heads.getOrDefault(day, 0) - least;
        if (left == 0) {
          heads.remove(day);
        } else {
          heads.put(day, left);
        }
      }
    }
    tours.sort(Comparator.comparing(t -> t.days().first()));
    return tours;
  }

  private int longestWorkDays(Dispatch d) {
    Request request = before.requestOf(d.requestId()).request();
    Agreement agreement = before.register().agreement(d.agreementId());
    Integer limit = agreement == null ? null : agreement.longestTourDays();
    int longest = limit == null ? request.tourDays() : Math.min(limit, request.tourDays());
    return Math.max(1, longest - 2 * d.travelDays());
  }

  /** Ids without gaps, as if nothing had been tried in between. */
  private List<Dispatch> numbered(List<Dispatch> proposals) {
    List<Dispatch> fresh = new ArrayList<>(proposals.stream().filter(this::isNew).toList());
    fresh.sort(Comparator.comparing(Dispatch::requestId).thenComparing(Dispatch::number));
    Map<String, Integer> numbers = new HashMap<>();
    Map<Dispatch, Dispatch> renamed = new HashMap<>();
    List<Dispatch> all = new ArrayList<>();
    for (Dispatch d : fresh) {
      var known = network.request(d.requestId());
      int number =
          numbers.merge(
              d.requestId(),
              (known == null ? 0 : known.dispatchIds().size()) + 1,
              (n, one) -> n + 1);
      Dispatch named =
          d.joined(
              d.requestId() + "-" + number,
              d.headCount(),
              new Period(d.firstDay(), d.lastDay()),
              d.overlapDays(),
              d.replaces(),
              d.holdUntil());
      renamed.put(d, named);
      all.add(named);
    }
    standing.replaceAll(
        (id, became) -> became.stream().map(d -> renamed.getOrDefault(d, d)).toList());
    standing.forEach(
        (id, became) -> {
          String root = rootOf(before.dispatchOf(id));
          if (root != null) {
            became.forEach(
                d -> replacedBy.computeIfAbsent(root, r -> new LinkedHashSet<>()).add(d.id()));
          }
        });
    return all;
  }
}
