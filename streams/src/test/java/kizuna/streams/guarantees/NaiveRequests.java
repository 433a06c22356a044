package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import kizuna.codes.DispatchState;
import kizuna.codes.RefusalReason;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.states.DispatchStep;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;

/** What is asked for, amended, merged and cancelled. */
final class NaiveRequests {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveRequests(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case AID_REQUESTED -> {
        AidRequested a = f.getAidRequested();
        if (books.left.contains(a.getRequestId()) || books.isEnded(a.getDisasterId())) {
          yield false;
        }
        if (books.requests.containsKey(a.getRequestId())
            || !books.disasters.containsKey(books.known(a.getDisasterId()))
            || !books.places.containsKey(a.getReceiver())
            || a.getLastDay().isBefore(books.today())
            || !model.authority.asksForReceiver(f, a.getReceiver())) {
          yield false;
        }
        Request r =
            new Request(
                AidRequested.newBuilder(a).setDisasterId(books.known(a.getDisasterId())).build(),
                books.clock,
                books.sequence);
        r.needs.keySet().removeIf(day -> day.isBefore(books.today()));
        if (r.most() == 0 && f.getReporter().getRole() != Role.SYSTEM) {
          yield false;
        }
        books.requests.put(r.id(), r);
        yield true;
      }
      case AID_REQUEST_DOCUMENTED -> {
        Request r = books.requests.get(f.getAidRequestDocumented().getRequestId());
        if (r == null || r.ended != null || r.document != null || !model.authority.actsFor(f, r)) {
          yield false;
        }
        r.document = f.getAidRequestDocumented().getDocumentNumber();
        yield true;
      }
      case AID_REQUEST_AMENDED -> amended(f, f.getAidRequestAmended());
      case AID_REQUEST_MERGED -> {
        Request r = books.requests.get(f.getAidRequestMerged().getRequestId());
        Request into = books.requests.get(f.getAidRequestMerged().getInto());
        if (r == null
            || into == null
            || r == into
            || !isOpenToCoordination(r)
            || into.ended != null
            || !model.authority.asksForReceiver(f, r.asked.getReceiver())
            || !need(r).equals(need(into))
            || r.dispatches.stream().anyMatch(d -> d.isLive() && !d.is(DispatchState.PROPOSED))
            || !takesOver(into, r)) {
          if (r == null
              || r == into
              || r.ended != null
              || f.getReporter().getRole() != Role.SYSTEM) {
            yield false;
          }
          r.ended = RequestState.CANCELLED;
          r.cancelledOn = books.today();
          books.cancel(r.dispatches, RefusalReason.DUPLICATE_NEED);
          yield true;
        }
        r.ended = RequestState.MERGED;
        r.mergedInto = into.id();
        books.cancel(r.dispatches, RefusalReason.DUPLICATE_NEED);
        yield true;
      }
      case AID_REQUEST_CANCELLED -> {
        Request r = books.requests.get(f.getAidRequestCancelled().getRequestId());
        if (r == null
            || r.ended != null
            || !model.authority.asksForReceiver(f, r.asked.getReceiver())) {
          yield false;
        }
        r.ended = RequestState.CANCELLED;
        r.cancelledOn = books.today();
        books.cancel(r.dispatches, f.getAidRequestCancelled().getReason());
        yield true;
      }
      case ESCALATION_ANSWERED -> {
        Request r = books.requests.get(f.getEscalationAnswered().getRequestId());
        if (r == null
            || !f.getEscalationAnswered().getBy().equals(r.escalatedTo)
            || f.getReporter().getRole() != Role.SYSTEM) {
          yield false;
        }
        r.elsewhere = f.getEscalationAnswered().getCover();
        yield true;
      }
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  private static String need(Request r) {
    return r.asked.getReceiver()
        + r.asked.getDisasterId()
        + r.asked.getTaskType()
        + r.asked.getQualifications().stream().sorted().distinct().toList();
  }

  /** From today on the greater need of both, the earlier turn, the higher class, any document. */
  private boolean takesOver(Request r, Request other) {
    LocalDate first = r.first;
    LocalDate last = r.last;
    for (Map.Entry<LocalDate, Integer> need : other.needs.entrySet()) {
      LocalDate day = need.getKey();
      if (need.getValue() > 0 && !day.isBefore(books.today())) {
        first = day.isBefore(first) ? day : first;
        last = day.isAfter(last) ? day : last;
      }
    }
    if (last.isAfter(first.plusDays(366))) {
      return false;
    }
    Map<LocalDate, Integer> needs = new TreeMap<>();
    for (LocalDate day : new Days(first, last).each()) {
      int asked = r.needs.getOrDefault(day, 0);
      needs.put(
          day,
          day.isBefore(books.today())
              ? asked
              : Math.max(
                  asked,
                  model.coverage.needed(other, day) + asked - model.coverage.needed(r, day)));
    }
    r.needs = needs;
    r.first = first;
    r.last = last;
    r.askedAt = other.askedAt.isBefore(r.askedAt) ? other.askedAt : r.askedAt;
    r.priority = other.servedAs().compareTo(r.priority) < 0 ? other.servedAs() : r.priority;
    r.document = r.document == null ? other.document : r.document;
    return true;
  }

  boolean isOpenToCoordination(Request r) {
    RequestState state = model.coverage.state(r);
    return r.ended == null && state != RequestState.CLOSED && state != RequestState.EXPIRED;
  }

  private boolean amended(Fact f, AidRequestAmended a) {
    Request r = books.requests.get(a.getRequestId());
    if (r == null
        || r.ended == RequestState.MERGED
        || !model.authority.asksForReceiver(f, r.asked.getReceiver())) {
      return false;
    }
    String other = a.getDisasterId();
    if (other != null
        && (!books.disasters.containsKey(books.known(other)) || books.isEnded(other))) {
      return false;
    }
    AidRequested corrected = corrected(r.asked, a);
    if (other != null) {
      corrected = AidRequested.newBuilder(corrected).setDisasterId(books.known(other)).build();
    }
    boolean otherWork =
        corrected.getTaskType() != r.asked.getTaskType()
            || !Set.copyOf(corrected.getQualifications())
                .equals(Set.copyOf(r.asked.getQualifications()));
    boolean otherNeed =
        a.getHeadCount() != null
            || a.getNeeds() != null
            || a.getFirstDay() != null
            || a.getLastDay() != null
            || a.getPriority() != null;
    if ((otherNeed || otherWork) && books.isEnded(corrected.getDisasterId())) {
      return false;
    }
    if ((!otherWork || r.ended != null) && !otherNeed) {
      answersAnother(r, corrected);
      r.asked = corrected;
      return true;
    }
    LocalDate from = a.getFirstDay() == null ? r.first : a.getFirstDay();
    LocalDate last = a.getLastDay() == null ? r.last : a.getLastDay();
    // Days that are over stay.
    boolean begun = r.first.isBefore(books.today()) && r.first.isBefore(from);
    LocalDate first = begun ? r.first : from;
    if (last.isBefore(from) || last.isAfter(first.plusDays(366)) || last.isBefore(books.today())) {
      return false;
    }
    Map<LocalDate, Integer> needs = new TreeMap<>(r.needs);
    if (a.getHeadCount() != null) {
      needs = NaiveRecords.each(from, last, a.getHeadCount());
    } else if (a.getNeeds() != null) {
      needs =
          a.getNeeds().isEmpty()
              ? NaiveRecords.each(from, last, r.most())
              : NaiveRecords.byDay(a.getNeeds());
    } else {
      needs.putAll(NaiveRecords.each(from, r.first.minusDays(1), r.needs.getOrDefault(r.first, 0)));
      needs.putAll(NaiveRecords.each(r.last.plusDays(1), last, r.needs.getOrDefault(r.last, 0)));
    }
    needs.keySet().removeIf(day -> !new Days(from, last).has(day));
    Map<LocalDate, Integer> amended = needs;
    // Who states the need anew means all who are needed, also where some were released before.
    boolean changed =
        new Days(books.today(), last.isAfter(r.last) ? last : r.last)
            .each().stream()
                .anyMatch(
                    day -> !amended.getOrDefault(day, 0).equals(r.needs.getOrDefault(day, 0)));
    boolean stated =
        (a.getHeadCount() != null || a.getNeeds() != null)
            && (f.getReporter().getRole() != Role.SYSTEM || changed);
    boolean corrects = a.getNeeds() != null && !a.getNeeds().isEmpty();
    for (LocalDate day : new Days(first, last).each()) {
      if (day.isBefore(books.today())) {
        // Nobody can be needed anew on a day that is over, and who was there was needed.
        int wanted = corrects ? needs.getOrDefault(day, 0) : r.needs.getOrDefault(day, 0);
        int asked = r.needs.getOrDefault(day, 0);
        int net = stated ? asked - model.coverage.needed(r, day) : 0;
        int is =
            Math.max(wereThere(r, day), Math.min(wanted + (corrects ? net : 0), wasNeeded(r, day)));
        needs.put(day, Math.max(0, is - net));
      }
    }
    Predicate<LocalDate> tooMuch =
        day ->
            model.coverage.covered(r, day)
                > Math.max(
                    0, amended.getOrDefault(day, 0) - (stated ? 0 : model.coverage.gone(r, day)));
    List<Dispatch> unfit = unfit(r, corrected);
    unfit.forEach(d -> d.state = DispatchState.CANCELLED);
    List<Dispatch> given = new ArrayList<>();
    for (Dispatch d : books.proposals(r)) {
      if (otherWork || new Days(d.first, d.last).each().stream().anyMatch(tooMuch)) {
        d.state = DispatchState.CANCELLED;
        given.add(d);
      }
    }
    boolean stillTooMuch = r.days().stream().anyMatch(tooMuch);
    given.forEach(d -> d.state = DispatchState.PROPOSED);
    unfit.forEach(d -> d.state = DispatchState.PROPOSED);
    if (stillTooMuch) {
      return false;
    }
    answersAnother(r, corrected);
    books.cancel(given, RefusalReason.NEED_ENDED);
    r.asked = corrected;
    r.ended = null;
    r.cancelledOn = null;
    r.needs = needs;
    r.first = first;
    r.last = last;
    r.priority = a.getPriority() == null ? r.priority : a.getPriority();
    r.amendedAt = books.sequence;
    if (stated) {
      r.dispatches.stream().filter(Dispatch::endsNeed).forEach(this::needStated);
    }
    return true;
  }

  /** Proposals that do not fit the disaster to which a request really answers. */
  private List<Dispatch> unfit(Request r, AidRequested corrected) {
    String into = corrected.getDisasterId();
    AidRequested was = r.asked;
    if (was.getDisasterId().equals(into)) {
      return List.of();
    }
    // Only its disaster is another as yet.
    r.asked = AidRequested.newBuilder(was).setDisasterId(into).build();
    List<Dispatch> unfit =
        r.dispatches.stream()
            .filter(d -> d.is(DispatchState.PROPOSED))
            .filter(d -> model.eligibility.restsOnNothing(d) || !isFor(d.offer, into))
            .toList();
    r.asked = was;
    return unfit;
  }

  private static boolean isFor(Offer o, String disaster) {
    return o.terms.getDisasterId() == null || o.terms.getDisasterId().equals(disaster);
  }

  private void answersAnother(Request r, AidRequested corrected) {
    String into = corrected.getDisasterId();
    if (r.asked.getDisasterId().equals(into)) {
      return;
    }
    List<Dispatch> unfit = unfit(r, corrected);
    for (Dispatch d : r.dispatches) {
      if (unfit.contains(d)) {
        books.to(d, DispatchState.CANCELLED, RefusalReason.NOT_IN_FORCE);
      } else if (!d.isVoid() && !(model.eligibility.saysNo(d) && d.changedBy <= r.amendedAt)) {
        d.disaster = into;
        books.changed(d);
      }
    }
  }

  private static AidRequested corrected(AidRequested asked, AidRequestAmended a) {
    AidRequested.Builder b = AidRequested.newBuilder(asked);
    Optional.ofNullable(a.getPlace()).ifPresent(b::setPlace);
    Optional.ofNullable(a.getRoute()).ifPresent(b::setRoute);
    Optional.ofNullable(a.getDamage()).ifPresent(b::setDamage);
    Optional.ofNullable(a.getTaskType()).ifPresent(b::setTaskType);
    Optional.ofNullable(a.getQualifications()).ifPresent(b::setQualifications);
    return b.build();
  }

  /** As asked; while it was cancelled, only who was there. */
  private int wasNeeded(Request r, LocalDate day) {
    int asked = r.needs.getOrDefault(day, 0);
    return model.coverage.wasOver(r, day) ? wereThere(r, day) : asked;
  }

  private void needStated(Dispatch d) {
    d.releasedUntil = d.planned;
    d.steps =
        d.steps.stream()
            .map(
                s ->
                    s.getReleased()
                        ? DispatchStep.newBuilder(s).setReleasedLastDay(d.planned).build()
                        : s)
            .toList();
    books.changed(d);
  }

  private int wereThere(Request r, LocalDate day) {
    int asked = r.needs.getOrDefault(day, 0);
    return Math.min(asked, model.coverage.covered(r, day) + asked - model.coverage.needed(r, day));
  }
}
