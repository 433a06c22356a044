package kizuna.streams.books;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aid request (応援要請) as it was last put.
 *
 * @param headCount persons needed on each day of the period
 * @param tourDays longest tour of one person; the period is covered by successive tours (陣)
 * @param amendedSequence position of its last amendment, else of the request: refusals before it do
 *     not count any more
 */
public record Request(
    String id,
    String disasterId,
    String receiver,
    String damage,
    TaskType taskType,
    int headCount,
    String place,
    String route,
    Period period,
    Set<Qualification> qualifications,
    Priority priority,
    int tourDays,
    Documentation documentation,
    @Nullable String documentNumber,
    Instant askedAt,
    long amendedSequence,
    @Nullable Instant firstProposedAt,
    boolean cancelled) {

  /** A period is at most a year: first and last day at most this many days apart. */
  public static final int LONGEST_PERIOD_DAYS = 366;

  public Request {
    qualifications = Set.copyOf(qualifications);
  }

  /** The request as the log took it. */
  public Request asked(Instant at, long sequence) {
    return new Request(
        id,
        disasterId,
        receiver,
        damage,
        taskType,
        headCount,
        place,
        route,
        period,
        qualifications,
        priority,
        tourDays,
        documentation,
        documentNumber,
        at,
        sequence,
        null,
        false);
  }

  public Request amended(int headCount, Period period, Priority priority, long sequence) {
    return new Request(
        id,
        disasterId,
        receiver,
        damage,
        taskType,
        headCount,
        place,
        route,
        period,
        qualifications,
        priority,
        tourDays,
        documentation,
        documentNumber,
        askedAt,
        sequence,
        firstProposedAt,
        cancelled);
  }

  public Request documented(String number) {
    return new Request(
        id,
        disasterId,
        receiver,
        damage,
        taskType,
        headCount,
        place,
        route,
        period,
        qualifications,
        priority,
        tourDays,
        Documentation.DOCUMENTED,
        number,
        askedAt,
        amendedSequence,
        firstProposedAt,
        cancelled);
  }

  public Request cancelledNow() {
    return new Request(
        id,
        disasterId,
        receiver,
        damage,
        taskType,
        headCount,
        place,
        route,
        period,
        qualifications,
        priority,
        tourDays,
        documentation,
        documentNumber,
        askedAt,
        amendedSequence,
        firstProposedAt,
        true);
  }

  public Request proposedAt(Instant at) {
    return new Request(
        id,
        disasterId,
        receiver,
        damage,
        taskType,
        headCount,
        place,
        route,
        period,
        qualifications,
        priority,
        tourDays,
        documentation,
        documentNumber,
        askedAt,
        amendedSequence,
        at,
        cancelled);
  }
}
