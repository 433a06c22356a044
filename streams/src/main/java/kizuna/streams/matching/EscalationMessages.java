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
 * Messages to other networks about escalated requests (上位への要請): the next tier learns what is open
 * and what is not any more; the network that escalated a request here learns what was found.
 */
final class EscalationMessages {

  private EscalationMessages() {}

  static List<EscalationMessage> of(StagedState books) {
    List<EscalationMessage> passed = new ArrayList<>();
    Set<String> goOn = merged(books, passed);
    for (String id : books.touchedRequestIds()) {
      RequestCoverage after = books.requestOf(id);
      RequestCoverage before = books.network().request(id);
      joined(books, before, after, passed);
      toNextTier(books, before, after, goOn.contains(id), passed);
      toOrigin(before, after, passed);
    }
    for (Change change : books.changes()) {
      if (change instanceof Change.Noted noted) {
        ofDisaster(books, noted.fact(), passed);
      }
    }
    return passed;
  }

  /** Requests that end as another that the same network knows; says the ids of those others. */
  private static Set<String> merged(StagedState books, List<EscalationMessage> passed) {
    Set<String> goOn = new TreeSet<>();
    for (String id : books.touchedRequestIds()) {
      String into = mergedThere(books, id);
      if (into != null) {
        String next = Objects.requireNonNull(books.requestOf(id).request().escalatedTo());
        passed.add(new EscalationMessage.Merged(next, id, into));
        goOn.add(into);
      }
    }
    return goOn;
  }

  /** Into which request one was merged that both the next tier knows; null: into none. */
  private static @Nullable String mergedThere(StagedState books, String id) {
    RequestCoverage before = books.network().request(id);
    Request after = books.requestOf(id).request();
    String into = after.mergedInto();
    RequestCoverage goesOn = into == null ? null : books.network().request(into);
    return before != null
            && goesOn != null
            && before.request().mergedInto() == null
            && after.escalatedTo() != null
            && after.escalatedTo().equals(before.request().escalatedTo())
            && after.escalatedTo().equals(goesOn.request().escalatedTo())
        ? into
        : null;
  }

  /** What is said of a disaster goes to each network that was asked for help in it. */
  private static void ofDisaster(StagedState books, Fact fact, List<EscalationMessage> passed) {
    if (fact instanceof Fact.DisasterCorrected f) {
      String id = books.register().disasterId(f.disasterId());
      askedIn(books, id)
          .forEach(next -> passed.add(new EscalationMessage.Corrected(next, f.of(id))));
    } else if (fact instanceof Fact.DisasterEnded f) {
      String id = books.register().disasterId(f.disasterId());
      askedIn(books, id).forEach(next -> passed.add(new EscalationMessage.Ended(next, id)));
    } else if (fact instanceof Fact.DisasterReopened f) {
      goesOn(books, f.disasterId(), passed);
    } else if (fact instanceof Fact.DisasterDeclared f) {
      Disaster before = books.network().register().disaster(f.disaster().id());
      Disaster after = books.register().disaster(f.disaster().id());
      if (before != null && !before.equals(after)) {
        goesOn(books, f.disaster().id(), passed);
      }
    }
  }

  private static void goesOn(StagedState books, String disasterId, List<EscalationMessage> passed) {
    Disaster disaster = Objects.requireNonNull(books.register().disaster(disasterId));
    askedIn(books, disaster.id())
        .forEach(next -> passed.add(new EscalationMessage.OfDisaster(next, disaster)));
  }

  /** Networks that requests of a disaster were passed to. */
  private static Set<String> askedIn(StagedState books, String disasterId) {
    Set<String> networks = new TreeSet<>();
    for (RequestCoverage known : books.network().requests()) {
      Request request = books.requestOf(known.request().id()).request();
      if (request.escalatedTo() != null && request.disasterId().equals(disasterId)) {
        networks.add(request.escalatedTo());
      }
    }
    return networks;
  }

  /** The disaster of a request that was passed on goes on as another: once for each network. */
  private static void joined(
      StagedState books,
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
        new EscalationMessage.OfDisaster(next, RankedLenders.disasterOf(books, after.request()));
    if (!isJoined(books, from, into)) {
      // Only this request was corrected: the network must know its disaster.
      passed.add(disaster);
    } else if (!passed.contains(joined)) {
      passed.add(disaster);
      passed.add(joined);
    }
  }

  private static boolean isJoined(StagedState books, String from, String into) {
    return books.register().disasterId(from).equals(into);
  }

  /** What was corrected; empty where nothing was. */
  private static Fact.Correction correction(StagedState books, Request before, Request after) {
    return new Fact.Correction(
        changed(before.place(), after.place()),
        changed(before.route(), after.route()),
        changed(before.damage(), after.damage()),
        changed(before.taskType(), after.taskType()),
        changed(before.qualifications(), after.qualifications()),
        isJoined(books, before.disasterId(), after.disasterId())
            ? null
            : changed(before.disasterId(), after.disasterId()));
  }

  private static <T> @Nullable T changed(T before, T after) {
    return after.equals(before) ? null : after;
  }

  private static void toNextTier(
      StagedState books,
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
      Disaster disaster = RankedLenders.disasterOf(books, request);
      passed.add(new EscalationMessage.OfDisaster(next, disaster));
      passed.add(new EscalationMessage.Asked(next, request, after.openFrom(books.today())));
    } else if (request.ended() && !before.request().ended()) {
      if (mergedThere(books, request.id()) == null) {
        passed.add(new EscalationMessage.Cancelled(next, request.id(), RefusalReason.NEED_ENDED));
      }
    } else if (!request.ended()) {
      List<DailyCount> open = after.missingHere(books.today());
      Fact.Correction correction = correction(books, before.request(), request);
      if (before.request().ended()
          || tookOver
          || request.priority() != before.request().priority()
          || !open.equals(before.missingHere(books.today()))
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
    List<DailyCount> cover = after.covered();
    if (!Objects.equals(cover, before == null ? List.of() : before.covered())) {
      passed.add(new EscalationMessage.Answered(origin.networkId(), origin.requestId(), cover));
    }
  }
}
