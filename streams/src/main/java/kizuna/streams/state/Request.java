package kizuna.streams.state;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An aid request (応援要請) in its latest form.
 *
 * @param needs persons by day, in order, within the period; no need on the other days
 * @param tourDays longest tour of one person, days including travel; the period is covered by
 *     successive tours (陣)
 * @param overlapDays days by which a wave arrives before the one it relieves leaves (引継ぎ重複日)
 * @param amendedSequence position of its last amendment, else of the request: refusals before it do
 *     not count any more
 * @param end how a report ended it, if one did
 * @param cancelledOn the day (JST) on which it was cancelled: unmet need before it stays unmet;
 *     null: it was not, or in state of earlier versions
 * @param escalatedFrom its origin, if another network could not fill it
 * @param escalatedTo the next tier's network that received the open need
 * @param coveredElsewhere persons by day that the next tier holds or has committed
 */
public record Request(
    String id,
    String disasterId,
    String receiver,
    String damage,
    TaskType taskType,
    List<DailyCount> needs,
    String place,
    String route,
    Period period,
    Set<Qualification> qualifications,
    Priority askedPriority,
    @Nullable Priority overriddenPriority,
    int tourDays,
    int overlapDays,
    Documentation documentation,
    @Nullable String documentNumber,
    Instant askedAt,
    long amendedSequence,
    @Nullable Instant firstProposedAt,
    End end,
    @Nullable LocalDate cancelledOn,
    @Nullable String mergedInto,
    @Nullable EscalatedFrom escalatedFrom,
    @Nullable String escalatedTo,
    List<DailyCount> coveredElsewhere) {

  /** How a report ended a request. */
  public enum End {
    NONE,
    CANCELLED,
    MERGED
  }

  /** The request of another network that this one represents. */
  public record EscalatedFrom(String networkId, String requestId) {}

  /** A period is at most a year: first and last day at most this many days apart. */
  public static final int LONGEST_PERIOD_DAYS = 366;

  public Request {
    needs = List.copyOf(needs);
    qualifications = Set.copyOf(qualifications);
    coveredElsewhere = List.copyOf(coveredElsewhere);
  }

  /** The priority class of the request. */
  public Priority priority() {
    return overriddenPriority == null ? askedPriority : overriddenPriority;
  }

  /** The most persons needed on any day. */
  public int headCount() {
    int most = 0;
    for (DailyCount need : needs) {
      most = Math.max(most, need.headCount());
    }
    return most;
  }

  /** Persons needed on a day, as requested. */
  public int neededOn(LocalDate day) {
    for (DailyCount need : needs) {
      if (need.days().contains(day)) {
        return need.headCount();
      }
    }
    return 0;
  }

  /** Whether a report ended it: it has no need any more. */
  public boolean ended() {
    return end != End.NONE;
  }

  /** The request as recorded in the log. */
  public Request asked(Instant at, long sequence) {
    return with(
        t -> {
          t.askedAt = at;
          t.amendedSequence = sequence;
          return t;
        });
  }

  /** The same, requested at a time at the latest: the log's time was set back before it. */
  public Request askedBy(Instant latest) {
    return with(
        t -> {
          t.askedAt = latest.isBefore(t.askedAt) ? latest : t.askedAt;
          return t;
        });
  }

  /** The same request with other values. */
  public Request amended(List<DailyCount> more, Period days, Priority priority, long sequence) {
    return with(
        t -> {
          t.needs = more;
          t.period = days;
          t.askedPriority = priority;
          t.amendedSequence = sequence;
          return t;
        });
  }

  /** The request without its cancellation. */
  public Request neededAgain() {
    return with(
        t -> {
          t.end = t.end == End.CANCELLED ? End.NONE : t.end;
          t.cancelledOn = null;
          return t;
        });
  }

  /** The same request with need for this many on those days. */
  public Request needing(List<DailyCount> more, Period days) {
    return with(
        t -> {
          t.needs = more;
          t.period = days;
          return t;
        });
  }

  /** The same need with a corrected description. */
  public Request corrected(Fact.Correction c) {
    return with(
        t -> {
          t.place = c.place() == null ? t.place : c.place();
          t.route = c.route() == null ? t.route : c.route();
          t.damage = c.damage() == null ? t.damage : c.damage();
          t.taskType = c.taskType() == null ? t.taskType : c.taskType();
          t.qualifications = c.qualifications() == null ? t.qualifications : c.qualifications();
          return t;
        });
  }

  /** The same need with the turn of another request for it, if that was earlier. */
  public Request inTurnOf(Instant otherAskedAt, Priority priority) {
    return with(
        t -> {
          t.askedAt = otherAskedAt.isBefore(t.askedAt) ? otherAskedAt : t.askedAt;
          t.askedPriority = priority;
          return t;
        });
  }

  /** The same need, in the remaining disaster. */
  public Request inDisaster(String other) {
    return with(
        t -> {
          t.disasterId = other;
          return t;
        });
  }

  public Request documented(String number) {
    return with(
        t -> {
          t.documentation = Documentation.DOCUMENTED;
          t.documentNumber = number;
          return t;
        });
  }

  public Request cancelled(LocalDate today) {
    return with(
        t -> {
          t.end = End.CANCELLED;
          t.cancelledOn = today;
          return t;
        });
  }

  public Request mergedNow(String into) {
    return with(
        t -> {
          t.end = End.MERGED;
          t.mergedInto = into;
          return t;
        });
  }

  /** When the first proposal for it was made; null: never. */
  public Request proposedAt(@Nullable Instant at) {
    return with(
        t -> {
          t.firstProposedAt = at;
          return t;
        });
  }

  /** A coordinator's class instead of the requested one; null: as requested. */
  public Request reprioritised(@Nullable Priority priority) {
    return with(
        t -> {
          t.overriddenPriority = priority;
          return t;
        });
  }

  public Request escalatedNow(String network) {
    return with(
        t -> {
          t.escalatedTo = network;
          return t;
        });
  }

  public Request coveredElsewhere(List<DailyCount> cover) {
    return with(
        t -> {
          t.coveredElsewhere = cover;
          return t;
        });
  }

  private Request with(UnaryOperator<Terms> change) {
    Terms t = change.apply(new Terms(this));
    return new Request(
        id,
        t.disasterId,
        receiver,
        t.damage,
        t.taskType,
        t.needs,
        t.place,
        t.route,
        t.period,
        t.qualifications,
        t.askedPriority,
        t.overriddenPriority,
        tourDays,
        overlapDays,
        t.documentation,
        t.documentNumber,
        t.askedAt,
        t.amendedSequence,
        t.firstProposedAt,
        t.end,
        t.cancelledOn,
        t.mergedInto,
        escalatedFrom,
        t.escalatedTo,
        t.coveredElsewhere);
  }

  /** The parts of a request that change. */
  private static final class Terms {
    String disasterId;
    String damage;
    TaskType taskType;
    String place;
    String route;
    Set<Qualification> qualifications;
    List<DailyCount> needs;
    Period period;
    Priority askedPriority;
    @Nullable Priority overriddenPriority;
    Documentation documentation;
    @Nullable String documentNumber;
    Instant askedAt;
    long amendedSequence;
    @Nullable Instant firstProposedAt;
    End end;
    @Nullable LocalDate cancelledOn;
    @Nullable String mergedInto;
    @Nullable String escalatedTo;
    List<DailyCount> coveredElsewhere;

    Terms(Request r) {
      disasterId = r.disasterId;
      damage = r.damage;
      taskType = r.taskType;
      place = r.place;
      route = r.route;
      qualifications = r.qualifications;
      needs = r.needs;
      period = r.period;
      askedPriority = r.askedPriority;
      overriddenPriority = r.overriddenPriority;
      documentation = r.documentation;
      documentNumber = r.documentNumber;
      askedAt = r.askedAt;
      amendedSequence = r.amendedSequence;
      firstProposedAt = r.firstProposedAt;
      end = r.end;
      cancelledOn = r.cancelledOn;
      mergedInto = r.mergedInto;
      escalatedTo = r.escalatedTo;
      coveredElsewhere = r.coveredElsewhere;
    }
  }
}
