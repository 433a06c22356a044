package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Fact;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Messages to other networks about escalated requests (上位への要請): the next tier gets changes of the
 * open need; the network that escalated a request here gets the cover found.
 */
final class EscalationMessages {

  private EscalationMessages() {}

  static List<EscalationMessage> of(StagedState state) {
    List<EscalationMessage> passed = new ArrayList<>();
    Set<String> goOn = merged(state, passed);
    for (String id : state.touchedRequestIds()) {
      RequestCoverage after = state.requestOf(id);
      RequestCoverage before = state.network().request(id);
      joined(state, before, after, passed);
      toNextTier(state, before, after, goOn.contains(id), passed);
      toOrigin(before, after, passed);
    }
    for (Change change : state.changes()) {
      if (change instanceof Change.Recorded noted) {
        ofDisaster(state, noted.fact(), passed);
        AdvanceDispatch.after(state, noted.fact(), passed);
      }
    }
    return passed;
  }

  /** Requests merged into another request of the same network; returns the ids of those others. */
  private static Set<String> merged(StagedState state, List<EscalationMessage> passed) {
    Set<String> goOn = new TreeSet<>();
    for (String id : state.touchedRequestIds()) {
      String into = mergedInto(state, id);
      if (into != null) {
        String next = Objects.requireNonNull(state.requestOf(id).request().escalatedTo());
        passed.add(new EscalationMessage.Merged(next, id, into));
        goOn.add(into);
      }
    }
    return goOn;
  }

  /** The request into which one was merged, if the next tier has both; else null. */
  private static @Nullable String mergedInto(StagedState state, String id) {
    RequestCoverage before = state.network().request(id);
    Request after = state.requestOf(id).request();
    String into = after.mergedInto();
    RequestCoverage goesOn = into == null ? null : state.network().request(into);
    return before != null
            && goesOn != null
            && before.request().mergedInto() == null
            && after.escalatedTo() != null
            && after.escalatedTo().equals(before.request().escalatedTo())
            && after.escalatedTo().equals(goesOn.request().escalatedTo())
        ? into
        : null;
  }

  /** Messages on a disaster go to each network with a request for help in it. */
  private static void ofDisaster(StagedState state, Fact fact, List<EscalationMessage> passed) {
    if (fact instanceof Fact.DisasterCorrected f) {
      String id = state.register().disasterId(f.disasterId());
      askedIn(state, id)
          .forEach(next -> passed.add(new EscalationMessage.Corrected(next, f.of(id))));
    } else if (fact instanceof Fact.DisasterEnded f) {
      String id = state.register().disasterId(f.disasterId());
      askedIn(state, id).forEach(next -> passed.add(new EscalationMessage.Ended(next, id)));
    } else if (fact instanceof Fact.DisasterReopened f) {
      addToNetworksAsked(state, f.disasterId(), passed);
    } else if (fact instanceof Fact.DisasterDeclared f) {
      Disaster before = state.network().register().disaster(f.disaster().id());
      Disaster after = state.register().disaster(f.disaster().id());
      if (before != null && !before.equals(after)) {
        addToNetworksAsked(state, f.disaster().id(), passed);
      }
    }
  }

  private static void addToNetworksAsked(
      StagedState state, String disasterId, List<EscalationMessage> passed) {
    Disaster disaster = Objects.requireNonNull(state.register().disaster(disasterId));
    askedIn(state, disaster.id())
        .forEach(next -> passed.add(new EscalationMessage.OfDisaster(next, disaster)));
  }

  /** Networks that have requests of a disaster. */
  private static Set<String> askedIn(StagedState state, String disasterId) {
    Set<String> networks = new TreeSet<>();
    for (RequestCoverage known : state.network().requests()) {
      Request request = state.requestOf(known.request().id()).request();
      if (request.escalatedTo() != null && request.disasterId().equals(disasterId)) {
        networks.add(request.escalatedTo());
      }
    }
    return networks;
  }

  /** A request's disaster was joined into another: one message for each network. */
  private static void joined(
      StagedState state,
      @Nullable RequestCoverage before,
      RequestCoverage after,
      List<EscalationMessage> passed) {
    String next = after.request().escalatedTo();
    if (before == null || next == null || !next.equals(before.request().escalatedTo())) {
      return;
    }
    String from = before.request().disasterId();
    String into = after.request().disasterId();
    if (from.equals(into)) {
      return;
    }
    EscalationMessage.Joined joined = new EscalationMessage.Joined(next, from, into);
    EscalationMessage disaster =
        new EscalationMessage.OfDisaster(next, RankedLenders.disasterOf(state, after.request()));
    if (!isJoined(state, from, into)) {
      // Only this request was corrected: the network must have its disaster.
      passed.add(disaster);
    } else if (!passed.contains(joined)) {
      passed.add(disaster);
      passed.add(joined);
    }
  }

  private static boolean isJoined(StagedState state, String from, String into) {
    return state.register().disasterId(from).equals(into);
  }

  /** The correction; empty if there was none. */
  private static Fact.Correction correction(StagedState state, Request before, Request after) {
    return new Fact.Correction(
        changed(before.place(), after.place()),
        changed(before.route(), after.route()),
        changed(before.damage(), after.damage()),
        changed(before.taskType(), after.taskType()),
        changed(before.qualifications(), after.qualifications()),
        isJoined(state, before.disasterId(), after.disasterId())
            ? null
            : changed(before.disasterId(), after.disasterId()));
  }

  private static <T> @Nullable T changed(T before, T after) {
    return after.equals(before) ? null : after;
  }

  private static void toNextTier(
      StagedState state,
      @Nullable RequestCoverage before,
      RequestCoverage after,
      boolean tookOver,
      List<EscalationMessage> passed) {
    Request request = after.request();
    String next = request.escalatedTo();
    if (next == null) {
      return;
    }
    if (before == null || !next.equals(before.request().escalatedTo())) {
      Disaster disaster = RankedLenders.disasterOf(state, request);
      passed.add(new EscalationMessage.OfDisaster(next, disaster));
      passed.add(new EscalationMessage.Requested(next, request, after.openFrom(state.today())));
    } else if (request.ended() && !before.request().ended()) {
      if (mergedInto(state, request.id()) == null) {
        passed.add(new EscalationMessage.Cancelled(next, request.id(), RefusalReason.NEED_ENDED));
      }
    } else if (!request.ended()) {
      List<DailyCount> open = after.missingHere(state.today());
      Fact.Correction correction = correction(state, before.request(), request);
      if (before.request().ended()
          || tookOver
          || request.priority() != before.request().priority()
          || !open.equals(before.missingHere(state.today()))
          || !correction.equals(Fact.Correction.NONE)) {
        passed.add(
            new EscalationMessage.Amended(
                next,
                request.id(),
                open.isEmpty() ? List.of(new DailyCount(request.period(), 0)) : open,
                request.period().first(),
                request.period().last(),
                changed(before.request().priority(), request.priority()),
                correction));
      }
    }
  }

  private static void toOrigin(
      @Nullable RequestCoverage before, RequestCoverage after, List<EscalationMessage> passed) {
    Request.EscalatedFrom origin = after.request().escalatedFrom();
    if (origin == null) {
      return;
    }
    List<DailyCount> cover = after.settled();
    if (!Objects.equals(cover, before == null ? List.of() : before.settled())) {
      passed.add(new EscalationMessage.Answered(origin.networkId(), origin.requestId(), cover));
    }
  }
}
