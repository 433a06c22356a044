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
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Cuts proposals from a complete plan, once for each decision. If nothing was moved, the tours
 * remain as planned. Else each offer's people for each request are cut again into few tours, with
 * as many at work, away and at rest on each day as planned. A published proposal remains if the
 * plan still has all of it; the parts of the others keep the hold of those.
 */
final class ProposalCutter {

  /**
   * The persons of one offer for one request on the same terms: only their number differs by day.
   */
  private record Row(
      String requestId,
      String offerId,
      String agreementId,
      int agreementVersion,
      @Nullable String overrideId,
      int travelDays,
      int restDays) {

    static Row of(Dispatch d) {
      return new Row(
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
   * A future proposal.
   *
   * @param like a stay that becomes part of it
   * @param insteadOf the published proposal that it replaces
   * @param from published proposals with stays that become part of it
   */
  private record Piece(
      Dispatch like, DailyCount tour, @Nullable String insteadOf, Set<String> from) {}

  private final Plan plan;
  private final StagedState planned;
  private final NetworkState network;

  /** Published proposals that do not remain. */
  private final Map<String, Dispatch> moved;

  private final Map<String, Set<String>> replacedBy = new HashMap<>();

  private ProposalCutter(Plan plan) {
    this.plan = plan;
    this.planned = plan.state();
    this.network = planned.network();
    this.moved = new LinkedHashMap<>(plan.splitProposals());
  }

  static CutProposals cut(Plan plan) {
    ProposalCutter cutter = new ProposalCutter(plan);
    StagedState state = plan.isRearranged() ? cutter.cut() : plan.state();
    Map<List<String>, List<Dispatch>> proposals = new LinkedHashMap<>();
    for (Dispatch d : cutter.newIn(state)) {
      proposals.computeIfAbsent(List.of(d.requestId(), d.lender()), k -> new ArrayList<>()).add(d);
      Request request = state.requestOf(d.requestId()).request();
      if (request.firstProposedAt() == null) {
        state.apply(new Change.RequestPut(request.proposedAt(state.clock())));
      }
    }
    return new CutProposals(state, proposals, cutter.moved, cutter.replacedBy);
  }

  /** New proposals of this decision, in the order in which they were put. */
  private List<Dispatch> newIn(StagedState state) {
    Set<String> ids = new LinkedHashSet<>();
    for (Change change : state.changes()) {
      if (change instanceof Change.DispatchPut put && isNew(put.dispatch())) {
        ids.add(put.dispatch().id());
      }
    }
    List<Dispatch> proposals = new ArrayList<>(ids.size());
    for (String id : ids) {
      Dispatch d = state.dispatchOf(id);
      if (d.state() == DispatchState.PROPOSED) {
        proposals.add(d);
      }
    }
    return proposals;
  }

  private boolean isNew(Dispatch d) {
    return network.dispatch(d.id()) == null;
  }

  private StagedState cut() {
    Map<Row, List<Dispatch>> rows = new LinkedHashMap<>();
    for (Dispatch stay : newIn(planned)) {
      rows.computeIfAbsent(Row.of(stay), k -> new ArrayList<>()).add(stay);
    }
    Map<Row, List<Dispatch>> gone = new HashMap<>();
    for (Dispatch seen : plan.splitProposals().values()) {
      gone.computeIfAbsent(Row.of(seen), k -> new ArrayList<>()).add(seen);
    }
    Map<String, List<Piece>> byRequest = new LinkedHashMap<>();
    rows.forEach(
        (row, stays) ->
            byRequest
                .computeIfAbsent(row.requestId, k -> new ArrayList<>())
                .addAll(pieces(stays, gone.getOrDefault(row, List.of()))));
    return put(byRequest.values());
  }

  /**
   * One row in few tours; as planned if that would not give fewer tours or would change the days.
   */
  private List<Piece> pieces(List<Dispatch> stays, List<Dispatch> gone) {
    DayHeads heads = new DayHeads();
    stays.forEach(heads::add);
    List<Dispatch> kept = new ArrayList<>();
    for (Dispatch seen : gone) {
      if (heads.contains(seen)) {
        kept.add(seen);
        heads.remove(seen);
      }
    }
    List<Piece> pieces = new ArrayList<>();
    for (Dispatch seen : gone) {
      if (!kept.contains(seen)) {
        // Held as long as the published one.
        for (DailyCount tour : heads.within(seen).tours(Integer.MAX_VALUE)) {
          pieces.add(piece(tour, seen.id(), stays));
          heads.remove(tour);
        }
      }
    }
    String elsewhere = firstSeenElsewhere(stays, gone);
    for (DailyCount tour : heads.tours(longestWorkDays(stays.get(0)))) {
      pieces.add(piece(tour, elsewhere, stays));
    }
    if ((kept.isEmpty() && pieces.size() >= stays.size()) || !sameDays(stays, kept, pieces)) {
      return stays.stream().map(this::asPlanned).toList();
    }
    kept.forEach(seen -> moved.remove(seen.id()));
    return pieces;
  }

  private Piece piece(DailyCount tour, @Nullable String insteadOf, List<Dispatch> stays) {
    Set<String> from = new LinkedHashSet<>();
    for (Dispatch stay : stays) {
      String seen = plan.seenOf(stay);
      if (seen != null && new Period(stay.firstDay(), stay.lastDay()).overlaps(tour.days())) {
        from.add(seen);
      }
    }
    return new Piece(stays.get(0), tour, insteadOf, from);
  }

  private Piece asPlanned(Dispatch stay) {
    String seen = plan.seenOf(stay);
    return new Piece(
        stay,
        new DailyCount(new Period(stay.firstDay(), stay.lastDay()), stay.headCount()),
        seen,
        seen == null ? Set.of() : Set.of(seen));
  }

  /** A published proposal of another offer that one of these replaces. */
  private @Nullable String firstSeenElsewhere(List<Dispatch> stays, List<Dispatch> gone) {
    Set<String> here = new HashSet<>();
    gone.forEach(seen -> here.add(seen.id()));
    for (Dispatch stay : stays) {
      String seen = plan.seenOf(stay);
      if (seen != null && !here.contains(seen)) {
        return seen;
      }
    }
    return null;
  }

  /**
   * Whether the number of people away and at rest stays the same on each day. Then no other
   * dispatch changes, and no offer becomes free that the matcher did not consider.
   */
  private static boolean sameDays(List<Dispatch> stays, List<Dispatch> kept, List<Piece> pieces) {
    Dispatch like = stays.get(0);
    DayHeads away = new DayHeads();
    DayHeads resting = new DayHeads();
    stays.forEach(d -> count(like, d.headCount(), d.firstDay(), d.lastDay(), away, resting));
    kept.forEach(d -> count(like, -d.headCount(), d.firstDay(), d.lastDay(), away, resting));
    for (Piece p : pieces) {
      Period days = p.tour.days();
      count(like, -p.tour.headCount(), days.first(), days.last(), away, resting);
    }
    return away.isEmpty() && resting.isEmpty();
  }

  private static void count(
      Dispatch like,
      int persons,
      LocalDate first,
      LocalDate last,
      DayHeads away,
      DayHeads resting) {
    LocalDate home = last.plusDays(like.travelDays());
    away.add(persons, first.minusDays(like.travelDays()), home);
    resting.add(persons, home.plusDays(1), home.plusDays(like.restDays()));
  }

  private int longestWorkDays(Dispatch d) {
    Request request = planned.requestOf(d.requestId()).request();
    Agreement agreement = planned.register().agreement(d.agreementId());
    Integer limit = agreement == null ? null : agreement.longestTourDays();
    int longest = limit == null ? request.tourDays() : Math.min(limit, request.tourDays());
    return Math.max(1, longest - 2 * d.travelDays());
  }

  /** The decision with these proposals, numbered for each request by first day. */
  private StagedState put(Iterable<List<Piece>> byRequest) {
    StagedState draft = new StagedState(network);
    for (Change change : planned.changes()) {
      if (!(change instanceof Change.DispatchPut put) || stands(put.dispatch())) {
        draft.apply(change);
      }
    }
    for (List<Piece> pieces : byRequest) {
      pieces.stream()
          .sorted(Comparator.comparing(p -> p.tour.days().first()))
          .forEach(p -> put(draft, p));
    }
    return draft;
  }

  /** Whether a change of a dispatch is more than a part of the plan. */
  private boolean stands(Dispatch d) {
    boolean isMove = d.state() == DispatchState.CANCELLED && d.reason() == RefusalReason.REARRANGED;
    return !isNew(d) && (!isMove || moved.containsKey(d.id()));
  }

  private void put(StagedState draft, Piece p) {
    Dispatch d = Proposals.cut(draft, p.like, p.tour, inForce(p.insteadOf));
    draft.apply(new Change.DispatchPut(d));
    for (String seen : p.from) {
      replacedBy.computeIfAbsent(seen, k -> new LinkedHashSet<>()).add(d.id());
    }
  }

  /** A proposal that remains was not replaced. */
  private @Nullable String inForce(@Nullable String insteadOf) {
    return insteadOf != null && moved.containsKey(insteadOf) ? insteadOf : null;
  }
}
