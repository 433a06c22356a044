package kizuna.streams.guarantees;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kizuna.codes.DispatchReport;
import kizuna.codes.DispatchState;
import kizuna.codes.OfferState;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.codes.RequestState;
import kizuna.codes.TaskType;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.StaffOffered;
import kizuna.states.DispatchStep;
import org.jspecify.annotations.Nullable;

/** What the naive model keeps of one request, offer, dispatch and agreement. */
final class NaiveRecords {

  private NaiveRecords() {}

  static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  static final class Request {
    AidRequested asked;
    Instant askedAt;
    Map<LocalDate, Integer> needs = new TreeMap<>();
    LocalDate first;
    LocalDate last;
    Priority priority;
    @Nullable Priority overridden;
    @Nullable String document;
    @Nullable RequestState ended;
    @Nullable String mergedInto;
    @Nullable String escalatedTo;
    List<DailyCount> elsewhere = List.of();
    @Nullable Instant firstProposedAt;
    long amendedAt;
    @Nullable LocalDate cancelledOn;
    final List<Dispatch> dispatches = new ArrayList<>();

    Request(AidRequested asked, Instant at, long sequence) {
      this.asked = asked;
      this.askedAt = at;
      this.first = asked.getFirstDay();
      this.last = asked.getLastDay();
      this.priority = asked.getPriority();
      this.amendedAt = sequence;
      needs.putAll(
          asked.getNeeds().isEmpty()
              ? each(first, last, asked.getHeadCount())
              : byDay(asked.getNeeds()));
    }

    String id() {
      return asked.getRequestId();
    }

    Priority servedAs() {
      return overridden == null ? priority : overridden;
    }

    int most() {
      return needs.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    List<LocalDate> days() {
      return new Days(first, last).each();
    }
  }

  static final class Offer {
    StaffOffered terms;
    final List<Dispatch> dispatches = new ArrayList<>();
    @Nullable OfferState ended;

    Offer(StaffOffered terms) {
      this.terms = terms;
    }

    String id() {
      return terms.getOfferId();
    }

    boolean has(LocalDate day) {
      return !day.isBefore(terms.getFirstDay()) && !day.isAfter(terms.getLastDay());
    }
  }

  static final class Dispatch {
    final String id;
    final Request request;
    Offer offer;
    final Signed agreement;
    final int version;
    final int head;
    LocalDate first;
    LocalDate last;
    LocalDate planned;
    TaskType task;
    String disaster;
    DispatchState state = DispatchState.PROPOSED;
    int wave;
    int travel;
    int overlap;
    int rest;
    boolean released;
    @Nullable LocalDate askedTo;
    @Nullable String override;
    @Nullable String replaces;
    Instant proposedAt = Instant.EPOCH;
    Instant holdUntil = Instant.EPOCH;
    @Nullable Instant confirmedAt;
    @Nullable Instant departedAt;
    @Nullable Instant arrivedAt;
    @Nullable Instant endedAt;
    @Nullable Instant returnedAt;
    @Nullable RefusalReason reason;
    Set<DispatchReport> implied = Set.of();
    @Nullable LocalDate releasedUntil;
    List<DispatchStep> steps = List.of();
    long changedBy;
    Instant changedAt = Instant.EPOCH;

    Dispatch(Request request, Offer offer, Signed agreement, int head, Days days) {
      this.id = request.id() + "-" + (request.dispatches.size() + 1);
      this.request = request;
      this.offer = offer;
      this.agreement = agreement;
      this.version = agreement.terms.getVersion();
      this.head = head;
      this.first = days.first;
      this.last = days.last;
      this.planned = days.last;
      this.task = request.asked.getTaskType();
      this.disaster = request.asked.getDisasterId();
    }

    String lender() {
      return offer.terms.getLender();
    }

    boolean isVoid() {
      return is(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED);
    }

    boolean isLive() {
      return !isVoid() && state != DispatchState.RETURNED;
    }

    boolean is(DispatchState... states) {
      for (DispatchState s : states) {
        if (s == state) {
          return true;
        }
      }
      return false;
    }

    boolean worksOn(LocalDate day) {
      return !isVoid() && new Days(first, last).has(day);
    }

    /** On the road or at work; until they are home, as planned. */
    boolean awayOn(LocalDate day) {
      LocalDate until = state == DispatchState.RETURNED ? last : planned;
      return !isVoid()
          && !until.isBefore(first)
          && new Days(first.minusDays(travel), until.plusDays(travel)).has(day);
    }

    boolean restsOn(LocalDate day) {
      LocalDate until = state == DispatchState.RETURNED ? last : planned;
      LocalDate home = until.plusDays(travel);
      return !isVoid()
          && !until.isBefore(first)
          && new Days(home.plusDays(1), home.plusDays(rest)).has(day);
    }

    /** Released before this day, which they were to work. */
    boolean goneOn(LocalDate day) {
      return released
          && day.isAfter(releasedUntil == null ? last : releasedUntil)
          && new Days(first, planned).has(day);
    }

    boolean endsNeed() {
      return new Days(first, planned).each().stream().anyMatch(this::goneOn);
    }

    /** The day on which they leave at the earliest, or did. */
    LocalDate leaves() {
      LocalDate leave = first.minusDays(travel).minusDays(overlap);
      LocalDate left = departedAt == null ? leave : LocalDate.ofInstant(departedAt, JAPAN);
      return left.isBefore(leave) ? left : leave;
    }

    /** How it is before something is done to it that may come to nothing. */
    Runnable kept() {
      DispatchState stateThen = state;
      LocalDate firstThen = first;
      LocalDate lastThen = last;
      int overlapThen = overlap;
      boolean releasedThen = released;
      LocalDate untilThen = releasedUntil;
      RefusalReason reasonThen = reason;
      Set<DispatchReport> impliedThen = implied;
      List<DispatchStep> stepsThen = steps;
      Instant confirmedThen = confirmedAt;
      Instant departedThen = departedAt;
      Instant arrivedThen = arrivedAt;
      Instant endedThen = endedAt;
      Instant returnedThen = returnedAt;
      long byThen = changedBy;
      Instant atThen = changedAt;
      return () -> {
        state = stateThen;
        first = firstThen;
        last = lastThen;
        overlap = overlapThen;
        released = releasedThen;
        releasedUntil = untilThen;
        reason = reasonThen;
        implied = impliedThen;
        steps = stepsThen;
        confirmedAt = confirmedThen;
        departedAt = departedThen;
        arrivedAt = arrivedThen;
        endedAt = endedThen;
        returnedAt = returnedThen;
        changedBy = byThen;
        changedAt = atThen;
      };
    }

    long personDaysFrom(LocalDate from) {
      return new Days(first, last)
              .each().stream().filter(day -> worksOn(day) && !day.isBefore(from)).count()
          * head;
    }
  }

  record Days(LocalDate first, LocalDate last) {
    boolean has(LocalDate day) {
      return !day.isBefore(first) && !day.isAfter(last);
    }

    List<LocalDate> each() {
      List<LocalDate> days = new ArrayList<>();
      for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
        days.add(day);
      }
      return days;
    }

    boolean meets(Days other) {
      return !last.isBefore(other.first) && !other.last.isBefore(first);
    }

    int count() {
      return (int) (last.toEpochDay() - first.toEpochDay()) + 1;
    }
  }

  static final class Signed {
    final AgreementSigned terms;
    final Map<String, LocalDate> confirmed = new HashMap<>();
    boolean suspended;
    @Nullable LocalDate until;

    Signed(AgreementSigned terms) {
      this.terms = terms;
      this.until = terms.getValidTo();
    }

    boolean inForceOn(LocalDate day) {
      return !day.isBefore(terms.getValidFrom()) && (until == null || !day.isAfter(until));
    }

    boolean covers(TaskType task) {
      return terms.getTaskTypes().isEmpty() || terms.getTaskTypes().contains(task);
    }
  }

  static Map<LocalDate, Integer> each(LocalDate first, LocalDate last, int head) {
    Map<LocalDate, Integer> days = new TreeMap<>();
    new Days(first, last).each().forEach(day -> days.put(day, head));
    return days;
  }

  static Map<LocalDate, Integer> byDay(List<DailyCount> counts) {
    Map<LocalDate, Integer> days = new TreeMap<>();
    counts.forEach(c -> days.putAll(each(c.getFirstDay(), c.getLastDay(), c.getHeadCount())));
    return days;
  }
}
