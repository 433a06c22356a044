package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import kizuna.codes.Outcome;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisastersJoined;
import kizuna.facts.EscalatedFrom;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactForm;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Request;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Holds what a network passes to others against the naive model. */
final class EscalationCheck {

  private final NaiveModel model;
  private final Fact fact;
  private final Kizuna.Answered answered;
  private final Map<String, Told> before;
  private final Set<String> struckBefore;

  /** Before the model knows of the fact. */
  EscalationCheck(NaiveModel model, Fact fact, Kizuna.Answered answered) {
    this.model = model;
    this.fact = fact;
    this.answered = answered;
    this.before = told();
    this.struckBefore = struck();
  }

  /** What other networks know of a request, or should. */
  private record Told(
      AidRequested asked,
      @Nullable String escalatedTo,
      @Nullable String mergedInto,
      Priority servedAs,
      boolean ended,
      LocalDate first,
      LocalDate last,
      Map<LocalDate, Integer> missing,
      Map<LocalDate, Integer> elsewhere,
      List<DailyCount> covered) {}

  private Map<String, Told> told() {
    Map<String, Told> all = new LinkedHashMap<>();
    model.books.requests.values().stream()
        .sorted(Comparator.comparing(Request::id))
        .forEach(
            r ->
                all.put(
                    r.id(),
                    new Told(
                        r.asked,
                        r.escalatedTo,
                        r.mergedInto,
                        r.servedAs(),
                        r.ended != null,
                        r.first,
                        r.last,
                        Oracle.byDay(r, day -> model.coverage.missingHere(r, day)),
                        Oracle.byDay(r, day -> model.coverage.elsewhere(r, day)),
                        runs(
                            r,
                            r.first,
                            day ->
                                r.needs.getOrDefault(day, 0) - model.coverage.missing(r, day)))));
    return all;
  }

  private static List<DailyCount> runs(Request r, LocalDate first, ToIntFunction<LocalDate> count) {
    return runs(first, r.last, count);
  }

  private static List<DailyCount> runs(
      LocalDate first, LocalDate last, ToIntFunction<LocalDate> count) {
    List<DailyCount> runs = new ArrayList<>();
    for (LocalDate day : new Days(first, last).each()) {
      int now = count.applyAsInt(day);
      DailyCount run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (run != null && run.getHeadCount() == now && run.getLastDay().equals(day.minusDays(1))) {
        runs.set(runs.size() - 1, new DailyCount(run.getFirstDay(), day, now));
      } else if (now > 0) {
        runs.add(new DailyCount(day, day, now));
      }
    }
    return runs;
  }

  /** What the next tier is to find, as it was or is, seen from today. */
  private List<DailyCount> missing(Told told) {
    return runs(
        told.first,
        told.last,
        day ->
            model.coverage.missingForNextTier(
                told.missing.getOrDefault(day, 0), told.elsewhere.getOrDefault(day, 0), day));
  }

  /** What the fact's disaster struck, and whether it goes on; empty: it is about none. */
  private Set<String> struck() {
    String id =
        fact.getDisasterDeclared() == null ? "" : fact.getDisasterDeclared().getDisasterId();
    DisasterDeclared known = model.books.disasters.get(model.books.known(id));
    if (known == null) {
      return Set.of();
    }
    Set<String> struck = new HashSet<>(known.getStruck());
    struck.add(model.books.isEnded(model.books.known(id)) ? "ended" : "goes on");
    return struck;
  }

  private @Nullable String mergedInto(String id, Map<String, Told> before, Told now) {
    Told was = before.get(id);
    Told goesOn = now.mergedInto == null ? null : before.get(now.mergedInto);
    return was != null
            && goesOn != null
            && was.mergedInto == null
            && now.escalatedTo != null
            && now.escalatedTo.equals(was.escalatedTo)
            && now.escalatedTo.equals(goesOn.escalatedTo)
        ? now.mergedInto
        : null;
  }

  void check() {
    List<String> expected = new ArrayList<>();
    Set<String> goOn = new HashSet<>();
    told()
        .forEach(
            (id, now) -> {
              String into = mergedInto(id, before, now);
              if (into != null) {
                goOn.add(into);
                expected.add(
                    now.escalatedTo
                        + " "
                        + new AidRequestMerged(
                            model.books.networkId + "." + id, model.books.networkId + "." + into));
              }
            });
    told()
        .forEach(
            (id, now) -> {
              boolean cancelled = mergedInto(id, before, now) == null;
              tell(
                  model.books.request(id),
                  before.get(id),
                  now,
                  goOn.contains(id),
                  cancelled,
                  expected);
            });
    if (answered.decision().getOutcome() == Outcome.ACCEPTED) {
      ofDisaster(struckBefore, expected);
    }
    List<String> actual =
        answered.passed().stream().map(f -> f.getNetworkId() + " " + FactForm.bodyOf(f)).toList();
    if (!expected.equals(actual)) {
      throw new Broken(Promise.I4_LEDGER, "expected to pass " + expected + ", but " + actual);
    }
  }

  /** What is said of a disaster goes wherever help was asked for in it. */
  private void ofDisaster(Set<String> struckBefore, List<String> expected) {
    if (fact.getDisasterCorrected() != null) {
      DisasterCorrected c = fact.getDisasterCorrected();
      String id = model.books.known(c.getDisasterId());
      askedIn(id)
          .forEach(
              next ->
                  expected.add(
                      next
                          + " "
                          + DisasterCorrected.newBuilder(c)
                              .setDisasterId(id)
                              .setAlsoStruck(
                                  c.getAlsoStruck().stream().distinct().sorted().toList())
                              .setNotStruck(c.getNotStruck().stream().distinct().sorted().toList())
                              .build()));
    } else if (fact.getDisasterEnded() != null) {
      String id = model.books.known(fact.getDisasterEnded().getDisasterId());
      askedIn(id).forEach(next -> expected.add(next + " " + new DisasterEnded(id, false)));
    } else if (fact.getDisasterReopened() != null) {
      String id = model.books.known(fact.getDisasterReopened().getDisasterId());
      askedIn(id).forEach(next -> expected.add(next + " " + declared(id)));
    } else if (fact.getDisasterDeclared() != null
        && !struckBefore.isEmpty()
        && !struckBefore.equals(struck())) {
      String id = model.books.known(fact.getDisasterDeclared().getDisasterId());
      askedIn(id).forEach(next -> expected.add(next + " " + declared(id)));
    }
  }

  private Set<String> askedIn(String disasterId) {
    Set<String> networks = new TreeSet<>();
    for (Request r : model.books.requests.values()) {
      if (r.escalatedTo != null && r.asked.getDisasterId().equals(disasterId)) {
        networks.add(r.escalatedTo);
      }
    }
    return networks;
  }

  private void tell(
      Request r,
      @Nullable Told before,
      Told now,
      boolean tookOver,
      boolean cancelled,
      List<String> expected) {
    String next = now.escalatedTo;
    String there = model.books.networkId + "." + r.id();
    if (next != null && before != null && next.equals(before.escalatedTo)) {
      joined(next, before.asked.getDisasterId(), now.asked.getDisasterId(), expected);
    }
    if (next != null && (before == null || !next.equals(before.escalatedTo))) {
      expected.add(next + " " + declared(r.asked.getDisasterId()));
      expected.add(next + " " + asked(r, there));
    } else if (next != null && before != null && now.ended && !before.ended) {
      if (cancelled) {
        expected.add(next + " " + new AidRequestCancelled(there, RefusalReason.NEED_ENDED));
      }
    } else if (next != null
        && before != null
        && !now.ended
        && (before.ended
            || tookOver
            || now.servedAs != before.servedAs
            || !missing(now).equals(missing(before))
            || !corrected(before, now).equals(nothing()))) {
      SpecificRecordBase amended =
          AidRequestAmended.newBuilder(corrected(before, now))
              .setRequestId(there)
              .setFirstDay(r.first)
              .setLastDay(r.last)
              .setPriority(now.servedAs == before.servedAs ? null : now.servedAs)
              .setNeeds(
                  missing(now).isEmpty()
                      ? List.of(new DailyCount(r.first, r.last, 0))
                      : missing(now))
              .build();
      expected.add(next + " " + amended);
    }
    EscalatedFrom origin = r.asked.getEscalatedFrom();
    if (origin != null && !now.covered.equals(before == null ? List.of() : before.covered)) {
      expected.add(
          origin.getNetworkId()
              + " "
              + new EscalationAnswered(origin.getRequestId(), model.books.networkId, now.covered));
    }
  }

  private DisasterDeclared declared(String id) {
    return DisasterDeclared.newBuilder(Objects.requireNonNull(model.books.disasters.get(id)))
        .setConfirmedNew(true)
        .setConfirmedUnusual(true)
        .build();
  }

  private void joined(String next, String from, String into, List<String> expected) {
    String joined = next + " " + new DisastersJoined(from, into);
    if (!from.equals(into) && !model.books.known(from).equals(into)) {
      expected.add(next + " " + declared(into));
    } else if (!from.equals(into) && !expected.contains(joined)) {
      expected.add(next + " " + declared(into));
      expected.add(joined);
    }
  }

  private static AidRequestAmended nothing() {
    return AidRequestAmended.newBuilder().setRequestId("").build();
  }

  private AidRequestAmended corrected(Told before, Told now) {
    AidRequested was = before.asked;
    AidRequested is = now.asked;
    return AidRequestAmended.newBuilder(nothing())
        .setPlace(changed(was.getPlace(), is.getPlace()))
        .setRoute(changed(was.getRoute(), is.getRoute()))
        .setDamage(changed(was.getDamage(), is.getDamage()))
        .setTaskType(changed(was.getTaskType(), is.getTaskType()))
        .setQualifications(changed(was.getQualifications(), is.getQualifications()))
        .setDisasterId(
            model.books.known(was.getDisasterId()).equals(is.getDisasterId())
                ? null
                : is.getDisasterId())
        .build();
  }

  private static <T> @Nullable T changed(T was, T is) {
    return is.equals(was) ? null : is;
  }

  private AidRequested asked(Request r, String there) {
    LocalDate first = r.first.isBefore(model.books.today()) ? model.books.today() : r.first;
    List<DailyCount> open = runs(r, first, day -> model.coverage.open(r, day));
    return AidRequested.newBuilder(r.asked)
        .setRequestId(there)
        .setHeadCount(open.stream().mapToInt(DailyCount::getHeadCount).max().orElse(0))
        .setFirstDay(open.get(0).getFirstDay())
        .setLastDay(r.last)
        .setPriority(r.servedAs())
        .setDocumentation(
            r.document == null ? r.asked.getDocumentation() : kizuna.codes.Documentation.DOCUMENTED)
        .setNeeds(open)
        .setEscalatedFrom(new EscalatedFrom(model.books.networkId, r.id()))
        .build();
  }
}
