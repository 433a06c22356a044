package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Change;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers share while one report is decided: the draft of the state, the authority, the
 * matcher, notices, and the answers.
 */
final class DecisionContext {

  final StagedState state;
  final Report report;
  final long sequence;
  final Authority authority;
  final Matcher matcher;
  private final List<Notice> notices = new ArrayList<>();
  private final Set<List<Object>> notified = new HashSet<>();
  private final Set<String> lostBasis = new TreeSet<>();

  DecisionContext(NetworkState network, Report report, long sequence) {
    this.state = new StagedState(network);
    this.report = report;
    this.sequence = sequence;
    this.authority = new Authority(report);
    this.matcher = new Matcher(state, sequence);
  }

  // Answers.

  /**
   * Accepts the report: completes the matching, cuts proposals, and collects changes and reasons.
   */
  Decision accepted(String subject) {
    matcher.matchRest();
    GapNotices.after(this, lostBasis);
    DailyNotices.add(this);
    CutProposals cut = matcher.cut();
    List<EscalationMessage> passed = EscalationMessages.of(cut.state());
    List<Explanation> explanations = matcher.explanations(cut);
    Archiver.of(this, cut.state());
    return new Decision(
        Outcome.ACCEPTED,
        List.of(),
        List.of(),
        subject,
        cut.state().changes(),
        explanations,
        notices,
        passed);
  }

  /** Records the fact as reported, and accepts it. */
  Decision noted(Fact fact, String subject) {
    note(fact);
    return accepted(subject);
  }

  /**
   * Records a fact of the register, and calls off proposals that lose their basis by it. The next
   * matching serves the requests that this opens.
   */
  void note(Fact fact) {
    state.apply(new Change.Recorded(fact));
    if (!mayRemoveBasis(fact)) {
      return;
    }
    Set<String> freed = new HashSet<>();
    for (Dispatch held : state.network().held()) {
      Dispatch d = state.dispatchOf(held.id());
      if (d.state() == DispatchState.PROPOSED && Basis.lost(state, d).isPresent()) {
        giveUp(d, RefusalReason.NOT_IN_FORCE, freed);
        lostBasis.add(d.requestId());
      }
    }
    matcher.defer(lostBasis, freed);
  }

  private static boolean mayRemoveBasis(Fact fact) {
    return !(fact instanceof Fact.NetworkFormed
        || fact instanceof Fact.MunicipalitiesListed
        || fact instanceof Fact.PlanConfirmed
        || fact instanceof Fact.LenderLimitsSet
        || fact instanceof Fact.LenderJoined
        || fact instanceof Fact.NetworkTermsChanged
        || fact instanceof Fact.DisasterEnded
        || fact instanceof Fact.CounterpartAppointed
        || fact instanceof Fact.CounterpartRelieved);
  }

  /**
   * Removes days that are over from proposals; a proposal without any other day lapses. Runs once a
   * day, with the first report of the day.
   */
  void lapseDaysOver() {
    LocalDate today = state.today();
    if (!today.isAfter(state.network().today())) {
      return;
    }
    Set<String> freed = new HashSet<>();
    for (Dispatch held : state.network().held()) {
      Dispatch d = state.dispatchOf(held.id());
      if (d.state() != DispatchState.PROPOSED || !d.firstDay().isBefore(today)) {
        continue;
      }
      if (d.lastDay().isBefore(today)) {
        move(d, DispatchState.LAPSED, d.lastDay(), RefusalReason.DAYS_OVER);
        notice(
            new Notice(
                Notice.Code.ANSWER_MISSING, d.id(), d.lender(), d.firstDay(), d.headCount()));
        freed.addAll(freedBy(d));
      } else {
        put(d.from(today, sequence, state.clock()));
      }
    }
    matcher.defer(Set.of(), freed);
  }

  /** The same refusal, with the code for an archived item if the unknown id was archived. */
  Decision withRemovedIds(Decision refused) {
    List<Reason> reasons =
        refused.reasons().stream().map(r -> idLeft(r).isPresent() ? idLeft(r).get() : r).toList();
    return reasons.equals(refused.reasons())
        ? refused
        : Decision.rejected(refused.subject(), reasons);
  }

  private Optional<Reason> idLeft(Reason unknown) {
    return switch (unknown.code()) {
      case UNKNOWN_DISASTER, UNKNOWN_REQUEST, UNKNOWN_OFFER, UNKNOWN_DISPATCH, UNKNOWN_OVERRIDE ->
          named(unknown).flatMap(id -> idLeft(id).stream()).findFirst();
      default -> Optional.empty();
    };
  }

  private static Stream<String> named(Reason unknown) {
    Stream<String> ids = unknown instanceof Reason.Unknown u ? u.ids().stream() : Stream.empty();
    return Stream.concat(ids, Stream.of(unknown.subject()));
  }

  /** Why an id cannot be used any more: its item was archived. */
  Optional<Reason> idLeft(String id) {
    return state.hasLeft(id)
        ? Optional.of(Reason.of(RejectionCode.ARCHIVED, id))
        : Optional.empty();
  }

  /** Why nothing new is reported on a disaster: it has ended. */
  Optional<Reason> disasterOver(String subject, String disasterId) {
    Disaster d = state.register().disaster(disasterId);
    return d != null && d.endedOn() != null
        ? Optional.of(new Reason.DisasterOver(subject, d.id(), d.endedOn()))
        : Optional.empty();
  }

  /**
   * Notifies lender and network that a dispatch lost its basis; promised and absent staff stays.
   */
  void noticeBasisChanged(Dispatch d) {
    for (String addressee : List.of(d.lender(), report.networkId())) {
      notice(new Notice(Notice.Code.BASIS_CHANGED, d.id(), addressee, d.firstDay(), d.headCount()));
    }
  }

  Decision no(RejectionCode code, String subject) {
    return no(Reason.of(code, subject));
  }

  Decision no(Reason reason) {
    return Decision.rejected(reason.subject(), List.of(reason));
  }

  /** Adds a notice, once for each code, subject and addressee. */
  void notice(Notice notice) {
    if (notified.add(List.of(notice.code(), notice.subject(), notice.addressee()))) {
      notices.add(notice);
    }
  }

  // Checks that several handlers use.

  /** The request, or why an act on it is refused. */
  Optional<Reason> refusal(String requestId, RequestState.Act act) {
    RequestCoverage book = state.request(requestId);
    if (book == null) {
      return Optional.of(Reason.unknown(RejectionCode.UNKNOWN_REQUEST, requestId, requestId));
    }
    RequestState current = state.state(book);
    String into = book.request().mergedInto();
    if (into != null) {
      return Optional.of(
          new Reason.GoesOnAs(RejectionCode.REQUEST_MERGED, requestId, goesOnAs(into)));
    }
    return current.allows(act)
        ? Optional.empty()
        : Optional.of(Reason.state(RejectionCode.REQUEST_OVER, requestId, current, act));
  }

  /** The request into which a merged one was merged, over several merges. */
  private String goesOnAs(String id) {
    RequestCoverage book = state.request(id);
    String into = book == null ? null : book.request().mergedInto();
    return into == null ? id : goesOnAs(into);
  }

  Request request(String id) {
    return state.requestOf(id).request();
  }

  Optional<Reason> notPast(String subject, Period period) {
    LocalDate today = state.today();
    return period.last().isBefore(today)
        ? Optional.of(Reason.day(RejectionCode.PERIOD_PAST, subject, today, null, period.last()))
        : Optional.empty();
  }

  // Changes that several handlers make.

  void move(Dispatch d, DispatchState to, LocalDate lastDay, @Nullable RefusalReason reason) {
    put(d.moved(to, lastDay, reason, sequence, state.clock()));
  }

  void put(Dispatch d) {
    state.apply(new Change.DispatchPut(d));
  }

  /** Cancels a dispatch, and adds the offers that this frees. */
  void giveUp(Dispatch d, RefusalReason reason, Set<String> freed) {
    move(d, DispatchState.CANCELLED, d.lastDay(), reason);
    freed.addAll(freedBy(d));
  }

  /**
   * Proposals for a request that can still be called off without breaking a promise, newest first.
   */
  List<Dispatch> proposalsFor(String requestId) {
    List<Dispatch> all = state.requestOf(requestId).dispatches();
    List<Dispatch> proposals = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Dispatch d = all.get(i);
      if (d.state() == DispatchState.PROPOSED) {
        proposals.add(d);
      }
    }
    return proposals;
  }

  /**
   * Offers with free persons because of this dispatch: its own, and all of its lender if an
   * agreement or a lender limit bounds heads.
   */
  Set<String> freedBy(Dispatch d) {
    Set<String> freed = new HashSet<>();
    freed.add(d.offerId());
    Agreement agreement = state.register().agreement(d.agreementId());
    if ((agreement != null && agreement.headCountLimit() != null)
        || state.register().limits(d.lender()).limitsHeads()) {
      freed.addAll(freeOffersOf(d.lender()));
    }
    return freed;
  }

  Set<String> freeOffersOf(String lender) {
    Set<String> ids = new HashSet<>();
    state.freeOffers(lender).forEach(book -> ids.add(book.offer().id()));
    return ids;
  }
}
