package kizuna.streams.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kizuna.streams.books.DailyCount;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Draft;
import kizuna.streams.books.Fact;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.Request;
import kizuna.streams.books.RequestBook;
import org.jspecify.annotations.Nullable;

/**
 * What a decision tells other networks about requests that were passed on: the next tier is told
 * what is open, and what is not any more; whoever passed a request here is told what was found.
 */
final class Passing {

  private Passing() {}

  static List<Passed> of(Draft books) {
    List<Passed> passed = new ArrayList<>();
    for (String id : books.touchedRequestIds()) {
      RequestBook after = books.requestOf(id);
      RequestBook before = books.network().request(id);
      joined(books, before, after, passed);
      toNextTier(books, before, after, passed);
      toOrigin(before, after, passed);
    }
    return passed;
  }

  /** The disaster of a request that was passed on goes on as another: once for each network. */
  private static void joined(
      Draft books, @Nullable RequestBook before, RequestBook after, List<Passed> passed) {
    String next = after.request().escalatedTo();
    if (before == null || next == null || !next.equals(before.request().escalatedTo())) {
      return;
    }
    String from = before.request().disasterId();
    String into = after.request().disasterId();
    if (from.equals(into)) {
      return;
    }
    Passed.Joined joined = new Passed.Joined(next, from, into);
    Passed disaster = new Passed.OfDisaster(next, Candidates.disasterOf(books, after.request()));
    if (!isJoined(books, from, into)) {
      // Only this request was corrected: the network must know its disaster.
      passed.add(disaster);
    } else if (!passed.contains(joined)) {
      passed.add(disaster);
      passed.add(joined);
    }
  }

  private static boolean isJoined(Draft books, String from, String into) {
    return books.register().disasterId(from).equals(into);
  }

  /** What was corrected; nothing where all stayed. */
  private static Fact.Correction correction(Draft books, Request before, Request after) {
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
      Draft books, @Nullable RequestBook before, RequestBook after, List<Passed> passed) {
    Request request = after.request();
    String next = request.escalatedTo();
    if (next == null) {
      return;
    }
    if (before == null || !next.equals(before.request().escalatedTo())) {
      Disaster disaster = Candidates.disasterOf(books, request);
      passed.add(new Passed.OfDisaster(next, disaster));
      passed.add(new Passed.Asked(next, request, after.openFrom(books.today())));
    } else if (request.ended() && !before.request().ended()) {
      passed.add(new Passed.Cancelled(next, request.id(), RefusalReason.NEED_ENDED));
    } else if (!request.ended()) {
      List<DailyCount> open = after.missingHere(books.today());
      Fact.Correction correction = correction(books, before.request(), request);
      if (before.request().ended()
          || !open.equals(before.missingHere(books.today()))
          || !correction.equals(Fact.Correction.NONE)) {
        passed.add(
            new Passed.Amended(
                next,
                request.id(),
                open.isEmpty() ? List.of(new DailyCount(request.period(), 0)) : open,
                request.period().first(),
                request.period().last(),
                correction));
      }
    }
  }

  private static void toOrigin(
      @Nullable RequestBook before, RequestBook after, List<Passed> passed) {
    Request.EscalatedFrom origin = after.request().escalatedFrom();
    if (origin == null) {
      return;
    }
    List<DailyCount> cover = after.covered();
    if (!Objects.equals(cover, before == null ? List.of() : before.covered())) {
      passed.add(new Passed.Answered(origin.networkId(), origin.requestId(), cover));
    }
  }
}
