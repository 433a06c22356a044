package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import kizuna.codes.MissingReport;
import kizuna.facts.Fact;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.guarantees.Broken.Promise;
import kizuna.streams.guarantees.NaiveRecords.Days;
import kizuna.streams.guarantees.NaiveRecords.Dispatch;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Request;
import org.jspecify.annotations.Nullable;

/** Holds the ledger, and what is published of requests and offers, against the naive model. */
final class PublishedCheck {

  private final NaiveModel model;
  private final Fact fact;
  private final Kizuna.Answered answered;
  private final Map<String, LedgerEntry> compared;
  private final Map<String, LedgerEntry> toldLate;

  /**
   * @param compared lines as they were when they were last compared
   * @param toldLate lines that the day or the clock told anew, without an act
   */
  PublishedCheck(
      NaiveModel model,
      Fact fact,
      Kizuna.Answered answered,
      Map<String, LedgerEntry> compared,
      Map<String, LedgerEntry> toldLate) {
    this.model = model;
    this.fact = fact;
    this.answered = answered;
    this.compared = compared;
    this.toldLate = toldLate;
  }

  void check() {
    ledger();
    Map<String, String> ours = new TreeMap<>();
    Map<String, String> theirs = new TreeMap<>();
    model.books.requests.values().forEach(r -> theirs.put(r.id(), status(r)));
    answered.requests().values().stream()
        .filter(
            s ->
                s.getNetworkId().equals(model.books.networkId)
                    && !model.books.hasLeft(s.getRequestId()))
        .forEach(s -> ours.put(s.getRequestId(), status(s)));
    same(theirs, ours);
    model.books.offers.values().forEach(o -> theirs.put(o.id(), status(o)));
    answered.offers().values().stream()
        .filter(
            s ->
                s.getNetworkId().equals(model.books.networkId)
                    && !model.books.hasLeft(s.getOfferId()))
        .forEach(s -> ours.put(s.getOfferId(), status(s)));
    same(theirs, ours);
  }

  /** Every line; what neither side has touched since it was compared is as it was. */
  @SuppressWarnings("ReferenceEquality")
  private void ledger() {
    List<String> known = new ArrayList<>();
    model
        .books
        .dispatches()
        .forEach(
            d -> {
              known.add(d.id);
              LedgerEntry actual = answered.ledger().get(d.id);
              LedgerEntry expected = entry(d);
              if (actual != null
                  && (missing(d).isPresent() || fact.getClockSet() != null)
                  && d.changedBy < model.books.sequence) {
                // The day told that a report is missing, or is not any more because the time was
                // set back, not an act: the line says when.
                toldLate.put(d.id, actual);
              }
              LedgerEntry late = toldLate.get(d.id);
              if (late != null && d.changedBy < late.getSequence()) {
                expected.put("sequence", late.getSequence());
                expected.put("changedAt", late.getChangedAt());
              }
              if ((d.changedBy == model.books.sequence || actual != compared.get(d.id))
                  && !expected.equals(actual)) {
                throw new Broken(
                    Promise.I4_LEDGER, "expected\n  " + expected + ", but\n  " + actual);
              }
              compared.put(d.id, Objects.requireNonNull(actual));
            });
    for (LedgerEntry e : answered.ledger().values()) {
      if (e.getNetworkId().equals(model.books.networkId)
          && !known.contains(e.getDispatchId())
          && !model.books.hasLeft(e.getDispatchId())) {
        throw new Broken(Promise.I4_LEDGER, "expected no line " + e);
      }
    }
  }

  private void same(Map<String, String> expected, Map<String, String> actual) {
    if (expected.equals(actual)) {
      expected.clear();
      actual.clear();
      return;
    }
    for (String id : actual.keySet()) {
      if (!Objects.equals(expected.get(id), actual.get(id))) {
        throw new Broken(
            Promise.I4_LEDGER, "expected\n  " + expected.get(id) + ", but\n  " + actual.get(id));
      }
    }
    expected.keySet().removeAll(actual.keySet());
    throw new Broken(Promise.I4_LEDGER, "expected also " + expected);
  }

  private LedgerEntry entry(Dispatch d) {
    return LedgerEntry.newBuilder()
        .setNetworkId(model.books.networkId)
        .setDispatchId(d.id)
        .setRequestId(d.request.id())
        .setOfferId(d.offer.id())
        .setDisasterId(d.disaster)
        .setLender(d.lender())
        .setReceiver(d.request.asked.getReceiver())
        .setTaskType(d.task)
        .setState(d.state)
        .setWave(d.wave)
        .setHeadCount(d.head)
        .setFirstDay(d.first)
        .setLastDay(d.last)
        .setPlannedLastDay(d.planned)
        .setReleased(d.released)
        .setAgreementId(d.agreement.terms.getAgreementId())
        .setAgreementVersion(d.version)
        .setCostBearer(d.agreement.terms.getCostBearer())
        .setProposedAt(d.proposedAt)
        .setHoldUntil(d.holdUntil)
        .setConfirmedAt(d.confirmedAt)
        .setDepartedAt(d.departedAt)
        .setArrivedAt(d.arrivedAt)
        .setEndedAt(d.endedAt)
        .setReturnedAt(d.returnedAt)
        .setReason(d.reason)
        .setSequence(d.changedBy)
        .setChangedAt(d.changedAt)
        .setTravelDays(d.travel)
        .setOverlapDays(d.overlap)
        .setRestDays(d.rest)
        .setExtensionAskedTo(d.askedTo)
        .setOverrideId(d.override)
        .setReplaces(d.replaces)
        .setImpliedReports(d.implied.stream().sorted().toList())
        .setReleasedLastDay(d.releasedUntil)
        .setSteps(d.steps)
        .setMissingReport(missing(d).orElse(null))
        .setReportDueOn(missing(d).map(report -> dueOn(d, report)).orElse(null))
        .build();
  }

  /** What should have been reported by the end of yesterday at the latest, the latest of it. */
  private Optional<MissingReport> missing(Dispatch d) {
    List<MissingReport> due =
        switch (d.state) {
          case CONFIRMED -> List.of(MissingReport.ARRIVAL, MissingReport.DEPARTURE);
          case DEPARTED -> List.of(MissingReport.ARRIVAL);
          case ON_SITE, HANDING_OVER -> List.of(MissingReport.RELEASE);
          case RELEASED, RECALLED -> List.of(MissingReport.RETURN);
          default -> List.of();
        };
    return due.stream()
        .filter(report -> dueOn(d, report).isBefore(model.books.today()))
        .findFirst();
  }

  private static LocalDate dueOn(Dispatch d, MissingReport report) {
    return switch (report) {
      case DEPARTURE -> d.first.minusDays(d.travel);
      case ARRIVAL -> d.first;
      case RELEASE -> d.last;
      default -> d.last.plusDays(d.travel);
    };
  }

  private String status(Request r) {
    int needed = r.days().stream().mapToInt(day -> model.coverage.needed(r, day)).sum();
    int missing = r.days().stream().mapToInt(day -> model.coverage.missing(r, day)).sum();
    return told(
        r.id(),
        r.first + "/" + r.last,
        model.coverage.state(r),
        "asked",
        positive(r.needs),
        r.priority,
        r.overridden,
        r.askedAt,
        r.amendedAt,
        r.firstProposedAt,
        r.document,
        r.mergedInto,
        r.escalatedTo,
        positive(NaiveRecords.byDay(r.elsewhere)),
        "needed",
        needed,
        "covered",
        needed - missing,
        "open",
        model.coverage.open(r),
        positive(
            Oracle.byDay(
                r, day -> day.isBefore(model.books.today()) ? 0 : model.coverage.open(r, day))),
        "unmet",
        model.coverage.unmet(r),
        positive(Oracle.byDay(r, day -> model.coverage.unmet(r, day))));
  }

  private static String status(RequestStatus s) {
    Map<LocalDate, Integer> open = new TreeMap<>();
    s.getOpen()
        .forEach(
            o -> open.putAll(NaiveRecords.each(o.getFirstDay(), o.getLastDay(), o.getHeadCount())));
    Map<LocalDate, Integer> unmet = new TreeMap<>();
    s.getUnmet()
        .forEach(
            o ->
                unmet.putAll(NaiveRecords.each(o.getFirstDay(), o.getLastDay(), o.getHeadCount())));
    return told(
        s.getRequestId(),
        s.getFirstDay() + "/" + s.getLastDay(),
        s.getState(),
        "asked",
        positive(
            s.getNeeds().isEmpty()
                ? NaiveRecords.each(s.getFirstDay(), s.getLastDay(), s.getHeadCount())
                : NaiveRecords.byDay(s.getNeeds())),
        s.getPriority(),
        s.getOverriddenPriority(),
        s.getAskedAt(),
        s.getAmendedSequence(),
        s.getFirstProposedAt(),
        s.getDocumentNumber(),
        s.getMergedInto(),
        s.getEscalatedTo(),
        positive(NaiveRecords.byDay(s.getCoveredElsewhere())),
        "needed",
        s.getRequestedPersonDays(),
        "covered",
        s.getCoveredPersonDays(),
        "open",
        s.getOpenPersonDays(),
        positive(open),
        "unmet",
        s.getUnmetPersonDays(),
        positive(unmet));
  }

  private String status(Offer o) {
    int promised =
        new Days(o.terms.getFirstDay(), o.terms.getLastDay())
            .each().stream().mapToInt(day -> model.use.away(o, day)).sum();
    return told(o.id(), model.use.offerState(o), "promised", promised);
  }

  private static String status(OfferStatus s) {
    return told(s.getOfferId(), s.getState(), "promised", s.getPromisedPersonDays());
  }

  private static String told(@Nullable Object... all) {
    return java.util.Arrays.toString(all);
  }

  private static Map<LocalDate, Integer> positive(Map<LocalDate, Integer> days) {
    days.values().removeIf(n -> n <= 0);
    return days;
  }
}
