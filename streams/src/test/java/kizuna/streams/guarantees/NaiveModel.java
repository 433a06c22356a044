package kizuna.streams.guarantees;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.facts.Fact;

/**
 * One network once more, as simply as it can be said: lists, no indexes, every question answered by
 * looking at everything. It judges each fact by itself and says what follows from it; what is
 * proposed then is told to it. Knows nothing of the code that it checks. Each promise and each
 * subject has a part of its own.
 */
final class NaiveModel {

  final NaiveBooks books;
  final NaiveArchive archive;
  final NaiveDisasters disasters;
  final NaiveRegister register;
  final NaiveTime time;
  final NaiveAuthority authority;
  final NaiveRequests requests;
  final NaiveCoverage coverage;
  final NaiveOffers offers;
  final NaiveUse use;
  final NaiveReports reports;
  final NaiveRetractions retractions;
  final NaiveExtensions extensions;
  final NaiveCoordination coordination;
  final NaiveEligibility eligibility;
  final NaiveRanking ranking;
  final NaiveProposals proposals;

  NaiveModel(String networkId) {
    this.books = new NaiveBooks(networkId);
    this.archive = new NaiveArchive(this);
    this.disasters = new NaiveDisasters(this);
    this.register = new NaiveRegister(this);
    this.time = new NaiveTime(this);
    this.authority = new NaiveAuthority(this);
    this.requests = new NaiveRequests(this);
    this.coverage = new NaiveCoverage(this);
    this.offers = new NaiveOffers(this);
    this.use = new NaiveUse(this);
    this.reports = new NaiveReports(this);
    this.retractions = new NaiveRetractions(this);
    this.extensions = new NaiveExtensions(this);
    this.coordination = new NaiveCoordination(this);
    this.eligibility = new NaiveEligibility(this);
    this.ranking = new NaiveRanking(this);
    this.proposals = new NaiveProposals(this);
  }

  /** What a fact is answered, and what follows from it but for proposals. */
  Outcome put(Fact fact) {
    books.sequence++;
    books.timeTold = false;
    if (!books.answered.add(fact.getEventId())) {
      return Outcome.DUPLICATE;
    }
    Instant before = books.clock;
    List<Runnable> undo = new ArrayList<>();
    if (books.formed != null || fact.getKind() == FactKind.NETWORK_FORMED) {
      books.clock = time.latest(books.clock, time.believed(fact.getRecordedAt()));
      time.daysAreOver(undo);
      if (accept(fact)) {
        eligibility.callOffWhatRestsOnNothing(fact);
        LocalDate was = LocalDate.ofInstant(before, NaiveRecords.JAPAN);
        books.newDay = books.today().isAfter(was) && !books.today().isAfter(was.plusDays(31));
        return Outcome.ACCEPTED;
      }
    }
    books.clock = before;
    undo.forEach(Runnable::run);
    return Outcome.REJECTED;
  }

  private boolean accept(Fact f) {
    return switch (f.getKind()) {
      case NETWORK_FORMED,
          MUNICIPALITIES_LISTED,
          ASSOCIATION_LISTED,
          AGREEMENT_SIGNED,
          PLAN_CONFIRMED,
          AGREEMENT_SUSPENDED,
          AGREEMENT_RESUMED,
          AGREEMENT_ENDED,
          LENDER_LIMITS_SET,
          DUTY_DESK_PUBLISHED,
          LESSON_RECORDED,
          LESSON_CLOSED,
          CONTACT_TEST_SENT,
          CONTACT_TEST_ANSWERED,
          LENDER_JOINED,
          LENDER_LEFT,
          NETWORK_TERMS_CHANGED,
          ACCESS_DENIED,
          RULES_ADOPTED ->
          register.accept(f);
      case DISASTER_DECLARED,
          DISASTERS_JOINED,
          DISASTER_ENDED,
          DISASTER_REOPENED,
          DISASTER_CORRECTED,
          COUNTERPART_APPOINTED,
          COUNTERPART_RELIEVED ->
          disasters.accept(f);
      case AID_REQUESTED,
          AID_REQUEST_DOCUMENTED,
          AID_REQUEST_AMENDED,
          AID_REQUEST_MERGED,
          AID_REQUEST_CANCELLED,
          ESCALATION_ANSWERED ->
          requests.accept(f);
      case STAFF_OFFERED, OFFER_WITHDRAWN, OFFER_REJECTED -> offers.accept(f);
      case OVERRIDE_MADE, OVERRIDE_REVOKED -> coordination.accept(f);
      case DISPATCH_CONFIRMED,
          DISPATCH_DECLINED,
          DISPATCH_CANCELLED,
          STAFF_DEPARTED,
          STAFF_ARRIVED,
          HANDOVER_STARTED,
          STAFF_RECALLED,
          STAFF_RELEASED,
          STAFF_RETURNED,
          STAFF_RETASKED ->
          reports.accept(f);
      case REPORT_RETRACTED -> retractions.accept(f);
      case EXTENSION_REQUESTED, EXTENSION_ANSWERED -> extensions.accept(f);
      case TIME_PASSED, CLOCK_SET -> time.accept(f);
      case UNKNOWN -> throw new IllegalStateException("expected a known kind of fact");
    };
  }
}
