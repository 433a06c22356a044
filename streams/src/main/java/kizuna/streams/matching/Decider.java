package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.Books;
import kizuna.streams.books.Change;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.Documentation;
import kizuna.streams.books.Draft;
import kizuna.streams.books.Fact;
import kizuna.streams.books.Network;
import kizuna.streams.books.Offer;
import kizuna.streams.books.OfferBook;
import kizuna.streams.books.Period;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.Register;
import kizuna.streams.books.Request;
import kizuna.streams.books.RequestBook;
import org.jspecify.annotations.Nullable;

/**
 * Answers a report with a decision: reads the books, checks substance and authority, and says what
 * changes and why. Pure: the same books and the same report give the same decision, and nothing is
 * changed here.
 */
public final class Decider {

  /** Version of the rules, written into every decision. */
  public static final String RULES_VERSION = "1";

  private final Draft books;
  private final Report report;
  private final long sequence;
  private final Authority authority;
  private final Matcher matcher;

  private Decider(Network network, Report report, long sequence) {
    this.books = new Draft(network);
    this.report = report;
    this.sequence = sequence;
    this.authority = new Authority(report);
    this.matcher = new Matcher(books, sequence);
  }

  /**
   * Decides one report.
   *
   * @param sequence position of the report in the network's log
   */
  public static Decision decide(Network network, Report report, long sequence) {
    return new Decider(network, report, sequence).decide();
  }

  private Decision decide() {
    if (!report.ofThisMode()) {
      return no(
          report.networkId(), RejectionCode.WRONG_MODE, "the mode of this namespace", "another");
    }
    Fact fact = report.fact();
    if (!books.register().isFormed() && !(fact instanceof Fact.NetworkFormed)) {
      return no(
          report.networkId(),
          RejectionCode.NETWORK_NOT_FORMED,
          "NetworkFormed first",
          fact.getClass().getSimpleName());
    }
    if (report.recordedAt().isAfter(books.clock())) {
      books.apply(new Change.ClockSet(report.recordedAt()));
    }
    if (fact instanceof Fact.NetworkFormed f) {
      return networkFormed(f);
    } else if (fact instanceof Fact.MunicipalitiesListed f) {
      return authority
          .mayKeepRegister()
          .map(this::no)
          .orElseGet(() -> noted(f, report.networkId()));
    } else if (fact instanceof Fact.AssociationListed f) {
      return associationListed(f);
    } else if (fact instanceof Fact.AgreementSigned f) {
      return agreementSigned(f);
    } else if (fact instanceof Fact.PlanConfirmed f) {
      return planConfirmed(f);
    } else if (fact instanceof Fact.AgreementEnded f) {
      return agreementEnded(f);
    } else if (fact instanceof Fact.DisasterDeclared f) {
      return disasterDeclared(f);
    } else if (fact instanceof Fact.AidRequested f) {
      return aidRequested(f.request());
    } else if (fact instanceof Fact.AidRequestDocumented f) {
      return aidRequestDocumented(f);
    } else if (fact instanceof Fact.AidRequestAmended f) {
      return aidRequestAmended(f);
    } else if (fact instanceof Fact.AidRequestCancelled f) {
      return aidRequestCancelled(f);
    } else if (fact instanceof Fact.StaffOffered f) {
      return staffOffered(f.offer());
    } else if (fact instanceof Fact.OfferWithdrawn f) {
      return offerWithdrawn(f);
    } else if (fact instanceof Fact.DispatchActed f) {
      return dispatchActed(f);
    } else if (fact instanceof Fact.TimePassed f) {
      return timePassed(f);
    }
    throw new IllegalStateException("expected a handler for " + fact.getClass());
  }

  // The register.

  private Decision networkFormed(Fact.NetworkFormed f) {
    if (books.register().isFormed()) {
      return no(
          report.networkId(),
          RejectionCode.NETWORK_ALREADY_FORMED,
          "a network not yet formed",
          report.networkId());
    }
    return authority.mayKeepRegister().map(this::no).orElseGet(() -> noted(f, report.networkId()));
  }

  private Decision associationListed(Fact.AssociationListed f) {
    Optional<Reason> no = authority.mayKeepRegister();
    if (no.isPresent()) {
      return no(no.get());
    }
    books.apply(new Change.Noted(f));
    return rematchReceivers(f.associationId(), f.members());
  }

  private Decision agreementSigned(Fact.AgreementSigned f) {
    Agreement a = f.agreement();
    Optional<Reason> no = authority.mayKeepRegister();
    if (no.isPresent()) {
      return no(no.get());
    }
    List<Reason> reasons = new ArrayList<>();
    Register register = books.register();
    a.lenders().stream()
        .sorted()
        .filter(code -> !register.isLender(code))
        .forEach(
            code ->
                reasons.add(
                    new Reason(
                        RejectionCode.UNKNOWN_LENDER,
                        a.id(),
                        "a lender of " + report.networkId(),
                        code)));
    a.receivers().stream()
        .sorted()
        .filter(code -> !register.knows(code))
        .forEach(
            code ->
                reasons.add(
                    new Reason(
                        RejectionCode.UNKNOWN_MUNICIPALITY,
                        a.id(),
                        "a listed municipality",
                        code)));
    a.associations().stream()
        .filter(id -> !register.knowsAssociation(id))
        .forEach(
            id ->
                reasons.add(
                    new Reason(
                        RejectionCode.UNKNOWN_ASSOCIATION, a.id(), "a listed association", id)));
    if (a.validTo().isBefore(a.validFrom())) {
      reasons.add(
          new Reason(
              RejectionCode.PERIOD_INVALID,
              a.id(),
              "validTo from " + a.validFrom() + " on",
              a.validTo().toString()));
    }
    Agreement before = register.agreement(a.id());
    if (before != null && a.version() <= before.version()) {
      reasons.add(
          new Reason(
              RejectionCode.VERSION_NOT_NEWER,
              a.id(),
              "a version above " + before.version(),
              Integer.toString(a.version())));
    }
    if (!reasons.isEmpty()) {
      return Decision.rejected(a.id(), reasons);
    }
    books.apply(new Change.Noted(f));
    return rematchReceivers(a.id(), books.register().receiversOf(a));
  }

  private Decision planConfirmed(Fact.PlanConfirmed f) {
    if (books.register().agreement(f.agreementId()) == null) {
      return unknownAgreement(f.agreementId());
    }
    return authority
        .mayConfirmPlanOf(f.confirmedBy())
        .map(this::no)
        .orElseGet(() -> noted(f, f.agreementId()));
  }

  private Decision agreementEnded(Fact.AgreementEnded f) {
    Agreement a = books.register().agreement(f.agreementId());
    if (a == null) {
      return unknownAgreement(f.agreementId());
    }
    if (f.lastDay().isBefore(a.validFrom())) {
      return no(
          a.id(),
          RejectionCode.PERIOD_INVALID,
          "a last day from " + a.validFrom() + " on",
          f.lastDay().toString());
    }
    Optional<Reason> no = authority.mayKeepRegister();
    if (no.isPresent()) {
      return no(no.get());
    }
    books.apply(new Change.Noted(f));
    // An end that is later than the one before opens days again.
    return rematchReceivers(
        a.id(), f.lastDay().isAfter(a.validTo()) ? books.register().receiversOf(a) : Set.of());
  }

  private Decision unknownAgreement(String id) {
    return no(id, RejectionCode.UNKNOWN_AGREEMENT, "an agreement of this network", id);
  }

  private Decision rematchReceivers(String subject, Set<String> receivers) {
    Set<String> opened = new TreeSet<>();
    for (String receiver : receivers) {
      for (var taskType : kizuna.streams.books.TaskType.values()) {
        books.network().openRequests(receiver, taskType).forEach(place -> opened.add(place.id()));
      }
    }
    matcher.rematchWhatFits(opened, MatchTrigger.AGREEMENT_CAME);
    return accepted(subject);
  }

  private Decision disasterDeclared(Fact.DisasterDeclared f) {
    Set<String> unknown = new TreeSet<>(f.disaster().struck());
    unknown.removeIf(code -> books.register().knows(code));
    if (!unknown.isEmpty()) {
      return no(
          f.disaster().id(),
          RejectionCode.UNKNOWN_MUNICIPALITY,
          "listed municipalities",
          String.join(",", unknown));
    }
    return authority
        .mayDeclare(f.disaster().struck())
        .map(this::no)
        .orElseGet(() -> noted(f, f.disaster().id()));
  }

  // Aid requests.

  private Decision aidRequested(Request asked) {
    List<Reason> reasons = new ArrayList<>();
    authority.mayActForReceiver(asked.receiver()).ifPresent(reasons::add);
    if (books.request(asked.id()) != null) {
      reasons.add(
          new Reason(RejectionCode.ALREADY_EXISTS, asked.id(), "a new request id", asked.id()));
    }
    if (books.register().disaster(asked.disasterId()) == null) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_DISASTER,
              asked.id(),
              "a declared disaster",
              asked.disasterId()));
    }
    if (!books.register().knows(asked.receiver())) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_MUNICIPALITY,
              asked.id(),
              "a listed municipality",
              asked.receiver()));
    }
    notPast(asked.id(), asked.period()).ifPresent(reasons::add);
    if (!reasons.isEmpty()) {
      return Decision.rejected(asked.id(), reasons);
    }
    books.apply(new Change.RequestPut(asked.asked(books.clock(), sequence)));
    matcher.match(asked.id(), MatchTrigger.REQUEST_ASKED);
    return accepted(asked.id());
  }

  private Decision aidRequestDocumented(Fact.AidRequestDocumented f) {
    Request request = live(f.requestId());
    if (request == null) {
      return unknownRequest(f.requestId());
    }
    Optional<Reason> no = authority.mayActForReceiver(request.receiver());
    if (no.isPresent()) {
      return no(no.get());
    }
    if (request.documentation() == Documentation.DOCUMENTED) {
      return no(request.id(), RejectionCode.ALREADY_DOCUMENTED, "an ORAL request", "DOCUMENTED");
    }
    books.apply(new Change.RequestPut(request.documented(f.documentNumber())));
    return accepted(request.id());
  }

  private Decision aidRequestAmended(Fact.AidRequestAmended f) {
    Request before = live(f.requestId());
    if (before == null) {
      return unknownRequest(f.requestId());
    }
    Optional<Reason> no = authority.mayActForReceiver(before.receiver());
    if (no.isPresent()) {
      return no(no.get());
    }
    LocalDate first = f.firstDay() == null ? before.period().first() : f.firstDay();
    LocalDate last = f.lastDay() == null ? before.period().last() : f.lastDay();
    if (last.isBefore(first) || last.isAfter(first.plusDays(Request.LONGEST_PERIOD_DAYS))) {
      return no(
          before.id(),
          RejectionCode.PERIOD_INVALID,
          "a last day from " + first + " to " + first.plusDays(Request.LONGEST_PERIOD_DAYS),
          last.toString());
    }
    Request after =
        before.amended(
            f.headCount() == null ? before.headCount() : f.headCount(),
            new Period(first, last),
            f.priority() == null ? before.priority() : f.priority(),
            sequence);
    Optional<Reason> past = notPast(after.id(), after.period());
    if (past.isPresent()) {
      return no(past.get());
    }
    Set<String> freed = new TreeSet<>();
    Optional<Reason> tooSmall = giveUpProposalsBeyond(after, freed);
    if (tooSmall.isPresent()) {
      return no(tooSmall.get());
    }
    books.apply(new Change.RequestPut(after));
    matcher.rematch(Set.of(after.id()), freed, MatchTrigger.REQUEST_AMENDED);
    return accepted(after.id());
  }

  /**
   * Calls off proposals, newest first, until what is left fits the smaller need; says so if what is
   * confirmed does not fit.
   */
  private Optional<Reason> giveUpProposalsBeyond(Request after, Set<String> freed) {
    List<String> ids = books.requestOf(after.id()).dispatchIds();
    for (int i = ids.size() - 1; i >= 0; i--) {
      Dispatch d = books.dispatchOf(ids.get(i));
      if (d.state() == DispatchState.PROPOSED && excess(after, Optional.of(d)).isPresent()) {
        giveUp(d, RefusalReason.NEED_ENDED, freed);
      }
    }
    return excess(after, Optional.empty());
  }

  /**
   * The first day on which more is promised than the amended request needs; only days of {@code
   * among}, where given.
   */
  private Optional<Reason> excess(Request after, Optional<Dispatch> among) {
    RequestBook book = books.requestOf(after.id());
    Period all = book.request().period();
    for (LocalDate day = all.first(); !day.isAfter(all.last()); day = day.plusDays(1)) {
      LocalDate d = day;
      if (among.isPresent()
          && among
              .get()
              .covers()
              .filter(p -> !d.isBefore(p.first()) && !d.isAfter(p.last()))
              .isEmpty()) {
        continue;
      }
      boolean within = !day.isBefore(after.period().first()) && !day.isAfter(after.period().last());
      // What a release took off the need stays off it.
      int gone = book.request().headCount() - book.neededOn(day);
      int need = within ? Math.max(0, after.headCount() - gone) : 0;
      if (book.coveredOn(day) > need) {
        return Optional.of(
            new Reason(
                RejectionCode.BELOW_COMMITTED,
                after.id(),
                "at least " + (book.coveredOn(day) + gone) + " on " + day,
                Integer.toString(within ? after.headCount() : 0)));
      }
    }
    return Optional.empty();
  }

  private Decision aidRequestCancelled(Fact.AidRequestCancelled f) {
    Request request = live(f.requestId());
    if (request == null) {
      return unknownRequest(f.requestId());
    }
    Optional<Reason> no = authority.mayActForReceiver(request.receiver());
    if (no.isPresent()) {
      return no(no.get());
    }
    books.apply(new Change.RequestPut(request.cancelledNow()));
    Set<String> freed = new TreeSet<>();
    for (String id : List.copyOf(books.requestOf(request.id()).dispatchIds())) {
      Dispatch d = books.dispatchOf(id);
      if (d.state().after(Act.CANCEL).isPresent()) {
        giveUp(d, f.reason(), freed);
      }
    }
    matcher.rematch(Set.of(), freed, MatchTrigger.STAFF_FREED);
    return accepted(request.id());
  }

  private @Nullable Request live(String requestId) {
    RequestBook book = books.request(requestId);
    return book == null || book.request().cancelled() ? null : book.request();
  }

  private Decision unknownRequest(String id) {
    return no(
        id,
        RejectionCode.UNKNOWN_REQUEST,
        "a request that is not cancelled",
        books.request(id) == null ? id : id + " CANCELLED");
  }

  // Staff offers.

  private Decision staffOffered(Offer offer) {
    List<Reason> reasons = new ArrayList<>();
    authority.mayActForLender(offer.lender()).ifPresent(reasons::add);
    if (books.offer(offer.id()) != null) {
      reasons.add(
          new Reason(RejectionCode.ALREADY_EXISTS, offer.id(), "a new offer id", offer.id()));
    }
    if (!books.register().isLender(offer.lender())) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_LENDER,
              offer.id(),
              "a lender of " + report.networkId(),
              offer.lender()));
    }
    if (offer.disasterId() != null && books.register().disaster(offer.disasterId()) == null) {
      reasons.add(
          new Reason(
              RejectionCode.UNKNOWN_DISASTER,
              offer.id(),
              "a declared disaster",
              offer.disasterId()));
    }
    notPast(offer.id(), offer.period()).ifPresent(reasons::add);
    if (!reasons.isEmpty()) {
      return Decision.rejected(offer.id(), reasons);
    }
    books.apply(new Change.OfferPut(offer));
    matcher.rematch(Set.of(), Set.of(offer.id()), MatchTrigger.OFFER_CAME);
    return accepted(offer.id());
  }

  private Decision offerWithdrawn(Fact.OfferWithdrawn f) {
    OfferBook book = books.offer(f.offerId());
    if (book == null || book.offer().withdrawn()) {
      return no(
          f.offerId(),
          RejectionCode.UNKNOWN_OFFER,
          "an offer that is not withdrawn",
          book == null ? f.offerId() : f.offerId() + " WITHDRAWN");
    }
    Optional<Reason> no = authority.mayActForLender(book.offer().lender());
    if (no.isPresent()) {
      return no(no.get());
    }
    books.apply(new Change.OfferPut(book.offer().withdrawnNow()));
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    for (Dispatch d : books.dispatchesOfOffer(f.offerId())) {
      if (d.state().after(Act.CANCEL).isPresent()) {
        giveUp(d, f.reason(), freed);
        opened.add(d.requestId());
      }
    }
    matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    return accepted(f.offerId());
  }

  // Dispatches.

  private Decision dispatchActed(Fact.DispatchActed f) {
    Dispatch dispatch = find(f);
    if (dispatch == null) {
      String named = f.dispatchId() != null ? f.dispatchId() : f.requestId() + " " + f.lender();
      return no(named, RejectionCode.UNKNOWN_DISPATCH, "a dispatch of this network", named);
    }
    Optional<Reason> no = authority.mayDo(f.act(), dispatch);
    if (no.isPresent()) {
      return no(no.get());
    }
    Optional<DispatchState> to = dispatch.state().after(f.act());
    if (to.isEmpty()) {
      return no(
          dispatch.id(),
          RejectionCode.ILLEGAL_TRANSITION,
          f.act().legalIn().toString(),
          dispatch.state().name());
    }
    LocalDate lastDay = f.lastDay() == null ? dispatch.lastDay() : f.lastDay();
    LocalDate earliest =
        f.act() == Act.RECALL ? dispatch.firstDay().minusDays(1) : dispatch.firstDay();
    if (lastDay.isBefore(earliest) || lastDay.isAfter(dispatch.plannedLastDay())) {
      return no(
          dispatch.id(),
          RejectionCode.PERIOD_INVALID,
          earliest + "/" + dispatch.plannedLastDay(),
          lastDay.toString());
    }
    move(dispatch, to.get(), lastDay, f.reason());
    Dispatch after = books.dispatchOf(dispatch.id());
    boolean shorter = after.personDays() < dispatch.personDays();
    Set<String> opened = shorter && !after.released() ? Set.of(after.requestId()) : Set.of();
    // A tour cut short leaves heads under its agreement, though its people are not back yet.
    boolean gaveBack = shorter || after.state() == DispatchState.RETURNED;
    matcher.rematch(opened, gaveBack ? freedBy(after) : Set.of(), MatchTrigger.STAFF_FREED);
    return accepted(dispatch.id());
  }

  /**
   * The dispatch a fact is about: by its id, or the earliest wave for which the act is legal, else
   * the latest of all.
   */
  private @Nullable Dispatch find(Fact.DispatchActed f) {
    if (f.dispatchId() != null) {
      return books.dispatch(f.dispatchId());
    }
    RequestBook book = f.requestId() == null ? null : books.request(f.requestId());
    Dispatch found = null;
    if (book != null) {
      for (String id : book.dispatchIds()) {
        Dispatch d = books.dispatchOf(id);
        if (d.lender().equals(f.lender())) {
          found = d;
          if (d.state().after(f.act()).isPresent()) {
            return d;
          }
        }
      }
    }
    return found;
  }

  private Decision timePassed(Fact.TimePassed f) {
    Optional<Reason> no = authority.mayTellTime();
    if (no.isPresent()) {
      return no(no.get());
    }
    if (f.to().isAfter(books.clock())) {
      books.apply(new Change.ClockSet(f.to()));
    }
    Set<String> opened = new TreeSet<>();
    Set<String> freed = new TreeSet<>();
    for (Dispatch d : books.network().lapsedAt(books.clock())) {
      move(d, DispatchState.LAPSED, d.lastDay(), null);
      opened.add(d.requestId());
      freed.addAll(freedBy(d));
    }
    matcher.rematch(opened, freed, MatchTrigger.STAFF_FREED);
    return accepted(report.networkId());
  }

  private void giveUp(Dispatch d, RefusalReason reason, Set<String> freed) {
    move(d, DispatchState.CANCELLED, d.lastDay(), reason);
    freed.addAll(freedBy(d));
  }

  private void move(
      Dispatch d, DispatchState to, LocalDate lastDay, @Nullable RefusalReason reason) {
    books.apply(new Change.DispatchPut(d.moved(to, lastDay, reason, sequence, books.clock())));
  }

  /**
   * Offers that have somebody free because of this dispatch: its own, and all of its lender where
   * the agreement limits heads.
   */
  private Set<String> freedBy(Dispatch d) {
    Set<String> freed = new HashSet<>();
    freed.add(d.offerId());
    Agreement agreement = books.register().agreement(d.agreementId());
    if (agreement != null && agreement.headCountLimit() != null) {
      books.freeOffers(d.lender()).forEach(book -> freed.add(book.offer().id()));
    }
    return freed;
  }

  // Answers.

  private Optional<Reason> notPast(String subject, Period period) {
    LocalDate today = LocalDate.ofInstant(books.clock(), Books.JAPAN);
    return period.last().isBefore(today)
        ? Optional.of(
            new Reason(
                RejectionCode.PERIOD_PAST,
                subject,
                "a last day from " + today + " on",
                period.last().toString()))
        : Optional.empty();
  }

  private Decision noted(Fact fact, String subject) {
    books.apply(new Change.Noted(fact));
    return accepted(subject);
  }

  private Decision accepted(String subject) {
    return new Decision(
        Outcome.ACCEPTED, List.of(), subject, books.changes(), matcher.explanations());
  }

  private Decision no(String subject, RejectionCode code, String expected, String actual) {
    return no(new Reason(code, subject, expected, actual));
  }

  private Decision no(Reason reason) {
    return Decision.rejected(reason.subject(), List.of(reason));
  }
}
