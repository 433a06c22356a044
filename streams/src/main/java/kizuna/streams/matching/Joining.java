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
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.StagedState;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import org.jspecify.annotations.Nullable;

/**
 * What people see of a decision that moved something: moves try one chain after the other and leave
 * splinters. What was proposed and called off within the decision never was. What came back to
 * where it was, never moved. The other proposals of one offer for one request are joined into fewer
 * tours, with the same persons at work, away and at rest on each day.
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

  /**
   * A proposal as it will be.
   *
   * @param like one of those that go into it
   * @param replaces the proposal from before the decision that it stands in for
   */
  private record Planned(
      Dispatch like, int headCount, Period days, @Nullable String replaces, Set<String> from) {}

  private final StagedState before;
  private final NetworkState network;
  private final StagedState after;

  /** What stands in the end, by the id of each proposal that went into it. */
  private final Map<String, List<Dispatch>> standing = new HashMap<>();

  /** Proposals from before the decision that were called off by moves, and were not taken back. */
  private final Map<String, Dispatch> moved = new LinkedHashMap<>();

  private final Map<String, Set<String>> replacedBy = new HashMap<>();

  private Joining(StagedState before) {
    this.before = before;
    this.network = before.network();
    this.after = movedAnything() ? joined() : before;
  }

  static Joining of(StagedState books) {
    return new Joining(books);
  }

  /** The books with the decision as people see it. */
  StagedState books() {
    return after;
  }

  /** What these proposals became; nothing where they were called off again. */
  List<Dispatch> standing(List<Dispatch> proposals) {
    if (isAsItWas()) {
      return proposals;
    }
    Set<Dispatch> all = new LinkedHashSet<>();
    proposals.forEach(d -> all.addAll(standing.getOrDefault(d.id(), List.of())));
    return List.copyOf(all);
  }

  /** The moves that there were in the end, each of a proposal that people had seen. */
  List<Rearrangement> standingMoves(List<Rearrangement> moves) {
    if (isAsItWas()) {
      return moves;
    }
    Set<Rearrangement> all = new LinkedHashSet<>();
    for (Rearrangement move : moves) {
      Dispatch root = moved.get(String.valueOf(rootOf(move.dispatch())));
      if (root != null) {
        all.add(
            new Rearrangement(
                root,
                move.forRequestId(),
                List.copyOf(replacedBy.getOrDefault(root.id(), Set.of()))));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Whether there is anything to explain to the request: not where it only stepped aside for a
   * moment.
   */
  boolean isWorthTelling(Explanation explanation) {
    return isAsItWas()
        || explanation.trigger() != MatchTrigger.REARRANGED
        || explanation.openBefore() != explanation.openAfter()
        || !explanation.rearrangements().isEmpty()
        || explanation.verdicts().stream()
            .flatMap(v -> v.proposals().stream())
            .anyMatch(this::isNew);
  }

  private boolean isAsItWas() {
    return after.equals(before);
  }

  private boolean movedAnything() {
    return before.changes().stream().anyMatch(Joining::isMove);
  }

  private static boolean isMove(Change change) {
    return change instanceof Change.DispatchPut put
        && put.dispatch().state() == DispatchState.CANCELLED
        && put.dispatch().reason() == RefusalReason.REARRANGED;
  }

  private boolean isNew(Dispatch d) {
    return network.dispatch(d.id()) == null;
  }

  private StagedState joined() {
    Map<Alike, List<Dispatch>> groups = new LinkedHashMap<>();
    Map<Alike, List<Dispatch>> gone = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Change change : before.changes()) {
      if (!(change instanceof Change.DispatchPut put) || !seen.add(put.dispatch().id())) {
        continue;
      }
      Dispatch d = before.dispatchOf(put.dispatch().id());
      if (!isNew(d)) {
        if (isMove(new Change.DispatchPut(d))) {
          Dispatch was = network.dispatchOf(d.id());
          moved.put(d.id(), was);
          gone.computeIfAbsent(Alike.of(d), k -> new ArrayList<>()).add(was);
        }
      } else if (d.state() == DispatchState.PROPOSED) {
        groups.computeIfAbsent(Alike.of(d), k -> new ArrayList<>()).add(d);
      }
    }
    List<Planned> planned = new ArrayList<>();
    groups.forEach((alike, of) -> planned.addAll(plan(of, gone.getOrDefault(alike, List.of()))));
    return put(planned);
  }

  /** What these become: as they are, or fewer tours that take as many persons on each day. */
  private List<Planned> plan(List<Dispatch> members, List<Dispatch> gone) {
    TreeMap<LocalDate, Integer> heads = new TreeMap<>();
    members.forEach(d -> add(heads, d.headCount(), d.firstDay(), d.lastDay(), 1));
    List<Dispatch> stays = new ArrayList<>();
    for (Dispatch was : gone) {
      if (isWithin(was, heads)) {
        stays.add(was);
        add(heads, was.headCount(), was.firstDay(), was.lastDay(), -1);
      }
    }
    List<Planned> planned = new ArrayList<>();
    for (Dispatch was : gone) {
      if (!stays.contains(was)) {
        planned.addAll(keptOf(was, members, heads));
      }
    }
    String root = firstRootElsewhere(members, gone);
    Dispatch like = members.get(0);
    for (DailyCount tour : tours(heads, longestWorkDays(like))) {
      planned.add(planned(like, tour, root, members));
    }
    if ((stays.isEmpty() && planned.size() >= members.size())
        || !sameDays(members, stays, planned)) {
      return members.stream().map(this::asItIs).toList();
    }
    stays.forEach(was -> moved.remove(was.id()));
    for (Dispatch member : members) {
      for (Dispatch was : stays) {
        if (overlaps(member, new Period(was.firstDay(), was.lastDay()))) {
          standing.computeIfAbsent(member.id(), k -> new ArrayList<>()).add(was);
        }
      }
    }
    return planned;
  }

  /** As many of a moved proposal as are still, or again, where it was: held as long as that was. */
  private List<Planned> keptOf(
      Dispatch was, List<Dispatch> members, TreeMap<LocalDate, Integer> heads) {
    TreeMap<LocalDate, Integer> kept = new TreeMap<>();
    heads.forEach(
        (day, n) -> {
          if (!day.isBefore(was.firstDay()) && !day.isAfter(was.lastDay())) {
            kept.put(day, Math.min(n, was.headCount()));
          }
        });
    List<Planned> planned = new ArrayList<>();
    for (DailyCount tour : tours(kept, Integer.MAX_VALUE)) {
      planned.add(planned(members.get(0), tour, was.id(), members));
      add(heads, tour.headCount(), tour.days().first(), tour.days().last(), -1);
    }
    return planned;
  }

  private static Planned planned(
      Dispatch like, DailyCount tour, @Nullable String replaces, List<Dispatch> members) {
    Set<String> from = new LinkedHashSet<>();
    for (Dispatch member : members) {
      if (overlaps(member, tour.days())) {
        from.add(member.id());
      }
    }
    return new Planned(like, tour.headCount(), tour.days(), replaces, from);
  }

  private Planned asItIs(Dispatch d) {
    return new Planned(
        d, d.headCount(), new Period(d.firstDay(), d.lastDay()), rootOf(d), Set.of(d.id()));
  }

  private static boolean overlaps(Dispatch d, Period days) {
    return new Period(d.firstDay(), d.lastDay()).overlaps(days);
  }

  private static boolean isWithin(Dispatch was, TreeMap<LocalDate, Integer> heads) {
    for (LocalDate day = was.firstDay(); !day.isAfter(was.lastDay()); day = day.plusDays(1)) {
      if (heads.getOrDefault(day, 0) < was.headCount()) {
        return false;
      }
    }
    return true;
  }

  /** A proposal of another offer that one of these stands in for. */
  private @Nullable String firstRootElsewhere(List<Dispatch> members, List<Dispatch> gone) {
    for (Dispatch member : members) {
      String root = rootOf(member);
      if (root != null && gone.stream().noneMatch(was -> was.id().equals(root))) {
        return root;
      }
    }
    return null;
  }

  /** The proposal from before the decision that it is, or stands in for, over all moves. */
  private @Nullable String rootOf(Dispatch d) {
    Dispatch at = d;
    while (isNew(at)) {
      if (at.replaces() == null) {
        return null;
      }
      at = before.dispatchOf(at.replaces());
    }
    return at.id();
  }

  /**
   * Whether as many are away, and as many away or at rest, on each day: then nobody else is
   * touched, and nobody is left free whom the matcher did not see.
   */
  private static boolean sameDays(
      List<Dispatch> members, List<Dispatch> stays, List<Planned> planned) {
    Dispatch like = members.get(0);
    TreeMap<LocalDate, Integer> away = new TreeMap<>();
    TreeMap<LocalDate, Integer> resting = new TreeMap<>();
    members.forEach(d -> count(like, d.headCount(), d.firstDay(), d.lastDay(), 1, away, resting));
    stays.forEach(d -> count(like, d.headCount(), d.firstDay(), d.lastDay(), -1, away, resting));
    planned.forEach(
        p -> count(like, p.headCount, p.days.first(), p.days.last(), -1, away, resting));
    return away.isEmpty() && resting.isEmpty();
  }

  private static void count(
      Dispatch like,
      int persons,
      LocalDate first,
      LocalDate last,
      int sign,
      TreeMap<LocalDate, Integer> away,
      TreeMap<LocalDate, Integer> resting) {
    LocalDate home = last.plusDays(like.travelDays());
    add(away, persons, first.minusDays(like.travelDays()), home, sign);
    add(resting, persons, home.plusDays(1), home.plusDays(like.restDays()), sign);
  }

  private static void add(
      TreeMap<LocalDate, Integer> heads, int persons, LocalDate first, LocalDate last, int sign) {
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      if (heads.merge(day, sign * persons, Integer::sum) == 0) {
        heads.remove(day);
      }
    }
  }

  /** The same heads by day in long tours: as many as all days share first, then what is on top. */
  private static List<DailyCount> tours(TreeMap<LocalDate, Integer> headsByDay, int longest) {
    TreeMap<LocalDate, Integer> heads = new TreeMap<>(headsByDay);
    List<DailyCount> tours = new ArrayList<>();
    while (!heads.isEmpty()) {
      LocalDate first = heads.firstKey();
      LocalDate last = first;
      int least = heads.getOrDefault(first, 0);
      while (heads.containsKey(last.plusDays(1))
          && new Period(first, last.plusDays(1)).days() <= longest) {
        last = last.plusDays(1);
        least = Math.min(least, heads.getOrDefault(last, 0));
      }
      tours.add(new DailyCount(new Period(first, last), least));
      add(heads, least, first, last, -1);
    }
    return tours;
  }

  private int longestWorkDays(Dispatch d) {
    Request request = before.requestOf(d.requestId()).request();
    Agreement agreement = before.register().agreement(d.agreementId());
    Integer limit = agreement == null ? null : agreement.longestTourDays();
    int longest = limit == null ? request.tourDays() : Math.min(limit, request.tourDays());
    return Math.max(1, longest - 2 * d.travelDays());
  }

  /**
   * The decision with these proposals, numbered as if nothing had been tried in between: for each
   * request by first day.
   */
  private StagedState put(List<Planned> planned) {
    Map<String, List<Planned>> byRequest = new LinkedHashMap<>();
    planned.forEach(
        p -> byRequest.computeIfAbsent(p.like.requestId(), k -> new ArrayList<>()).add(p));
    StagedState draft = new StagedState(network);
    for (Change change : before.changes()) {
      if (change instanceof Change.RequestPut put) {
        draft.apply(new Change.RequestPut(asSeen(put.request(), byRequest.keySet())));
      } else if (!(change instanceof Change.DispatchPut put)
          || (!isNew(put.dispatch())
              && (!isMove(change) || moved.containsKey(put.dispatch().id())))) {
        draft.apply(change);
      }
    }
    byRequest.forEach(
        (id, some) ->
            some.stream()
                .sorted(Comparator.comparing(p -> p.days.first()))
                .forEach(p -> put(draft, id, p)));
    return draft;
  }

  /** What was proposed and called off again was never proposed. */
  private Request asSeen(Request request, Set<String> proposedFor) {
    RequestCoverage known = network.request(request.id());
    boolean wasProposedFor = known != null && known.request().firstProposedAt() != null;
    return wasProposedFor || proposedFor.contains(request.id())
        ? request
        : request.proposedAt(null);
  }

  private void put(StagedState draft, String requestId, Planned p) {
    RequestCoverage book = draft.requestOf(requestId);
    String lender = p.like.lender();
    String replaces = p.replaces != null && moved.containsKey(p.replaces) ? p.replaces : null;
    Dispatch d =
        p.like.unseenAs(
            requestId + "-" + (book.dispatchIds().size() + 1),
            Proposals.wave(draft, book, lender),
            p.headCount,
            p.days,
            Proposals.overlapDays(
                draft, book, p.like.offerId(), p.days.first(), p.like.travelDays()),
            replaces,
            Proposals.holdUntil(draft, book.request(), lender, replaces));
    draft.apply(new Change.DispatchPut(d));
    for (String from : p.from) {
      standing.computeIfAbsent(from, k -> new ArrayList<>()).add(d);
      String root = rootOf(before.dispatchOf(from));
      if (root != null) {
        replacedBy.computeIfAbsent(root, k -> new LinkedHashSet<>()).add(d.id());
      }
    }
  }
}
