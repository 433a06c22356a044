package kizuna.streams.matching;

import java.time.Instant;
import java.util.Optional;
import kizuna.streams.state.Change;
import kizuna.streams.state.Fact;
import kizuna.streams.state.NetworkState;

/**
 * Answers a report with a decision: reads the state, checks substance and authority, and returns
 * the changes with their reasons. Pure: the same state and the same report give the same decision,
 * and nothing is changed here.
 */
public final class Decider {

  /** Version of the rules, written into every decision. */
  public static final String RULES_VERSION = "7";

  private Decider() {}

  /**
   * Decides one report.
   *
   * @param sequence position of the report in the network's log
   */
  public static Decision decide(NetworkState network, Report reported, long sequence) {
    Report report = reported.recordedAt(ClockHandler.believed(network, reported));
    DecisionContext c = new DecisionContext(network, report, sequence);
    ClockHandler.noticeHeldClock(c, reported.recordedAt());
    if (!report.ofThisMode()) {
      return c.no(RejectionCode.WRONG_MODE, report.networkId());
    }
    Fact fact = report.fact();
    if (!c.state.register().isFormed() && !(fact instanceof Fact.NetworkFormed)) {
      return c.no(RejectionCode.NETWORK_NOT_FORMED, report.networkId());
    }
    begin(c);
    Decision decision = decide(c, fact);
    return decision.outcome() == Outcome.ACCEPTED
        ? decision
        : withNextActs(c, c.withRemovedIds(decision), sequence);
  }

  /** The log's time at which a report is decided. */
  public static Instant timeOf(NetworkState network, Report report) {
    Instant believed = ClockHandler.believed(network, report);
    return network.clock().isAfter(believed) ? network.clock() : believed;
  }

  /** Advances the log's clock; what ends with a new day lapses before anything is decided on it. */
  static void begin(DecisionContext c) {
    if (c.report.recordedAt().isAfter(c.state.clock())) {
      c.state.apply(new Change.ClockSet(c.report.recordedAt()));
      c.lapseDaysOver();
    }
  }

  /** Adds the acts that are possible instead, in the state without the report. */
  private static Decision withNextActs(DecisionContext c, Decision refused, long sequence) {
    DecisionContext without = new DecisionContext(c.state.network(), c.report, sequence);
    begin(without);
    return refused.with(new NextActs(without).after(refused.reasons().get(0)));
  }

  private static Decision decide(DecisionContext c, Fact fact) {
    if (fact instanceof Fact.NetworkFormed f) {
      return new RegisterHandler(c).networkFormed(f);
    } else if (fact instanceof Fact.MunicipalitiesListed f) {
      return new RegisterHandler(c).municipalitiesListed(f);
    } else if (fact instanceof Fact.AssociationListed f) {
      return new RegisterHandler(c).associationListed(f);
    } else if (fact instanceof Fact.LenderLimitsSet f) {
      return new RegisterHandler(c).lenderLimitsSet(f);
    } else if (fact instanceof Fact.DutyDeskPublished f) {
      return new RegisterHandler(c).dutyDeskPublished(f);
    } else if (fact instanceof Fact.LessonRecorded f) {
      return new PreparednessHandler(c).recorded(f);
    } else if (fact instanceof Fact.LessonClosed f) {
      return new PreparednessHandler(c).closed(f);
    } else if (fact instanceof Fact.ContactTestSent f) {
      return new PreparednessHandler(c).sent(f);
    } else if (fact instanceof Fact.ContactTestAnswered f) {
      return new PreparednessHandler(c).answered(f);
    } else if (fact instanceof Fact.DisasterDeclared f) {
      return new DisasterHandler(c).declared(f);
    } else if (fact instanceof Fact.DisastersJoined f) {
      return new DisasterEndHandler(c).joined(f);
    } else if (fact instanceof Fact.DisasterEnded f) {
      return new DisasterEndHandler(c).ended(f);
    } else if (fact instanceof Fact.DisasterReopened f) {
      return new DisasterEndHandler(c).reopened(f);
    } else if (fact instanceof Fact.DisasterCorrected f) {
      return new DisasterHandler(c).corrected(f);
    } else if (fact instanceof Fact.LenderJoined f) {
      return new RegisterHandler(c).lenderJoined(f);
    } else if (fact instanceof Fact.LenderLeft f) {
      return new RegisterHandler(c).lenderLeft(f);
    } else if (fact instanceof Fact.NetworkTermsChanged f) {
      return new RegisterHandler(c).termsChanged(f);
    } else if (fact instanceof Fact.AgreementSigned f) {
      return new AgreementHandler(c).signed(f);
    } else if (fact instanceof Fact.PlanConfirmed f) {
      return new AgreementHandler(c).planConfirmed(f);
    } else if (fact instanceof Fact.AgreementSuspended f) {
      return new AgreementHandler(c).suspended(f);
    } else if (fact instanceof Fact.AgreementResumed f) {
      return new AgreementHandler(c).resumed(f);
    } else if (fact instanceof Fact.AgreementEnded f) {
      return new AgreementHandler(c).ended(f);
    } else if (fact instanceof Fact.AidRequested f) {
      return new RequestHandler(c).requested(f.request());
    } else if (fact instanceof Fact.AidRequestDocumented f) {
      return new RequestHandler(c).documented(f);
    } else if (fact instanceof Fact.AidRequestAmended f) {
      return new RequestHandler(c).amended(f);
    } else if (fact instanceof Fact.AidRequestMerged f) {
      return new RequestHandler(c).merged(f);
    } else if (fact instanceof Fact.AidRequestCancelled f) {
      return new RequestHandler(c).cancelled(f);
    } else if (fact instanceof Fact.EscalationAnswered f) {
      return new RequestHandler(c).escalationAnswered(f);
    } else if (fact instanceof Fact.StaffOffered f) {
      return new OfferHandler(c).offered(f.offer());
    } else if (fact instanceof Fact.OfferRejected f) {
      return new OfferHandler(c).rejected(f);
    } else if (fact instanceof Fact.OfferWithdrawn f) {
      return new OfferHandler(c).withdrawn(f);
    } else if (fact instanceof Fact.DispatchActed f) {
      return new DispatchHandler(c).acted(f);
    } else if (fact instanceof Fact.ReportRetracted f) {
      return new RetractionHandler(c).retracted(f);
    } else if (fact instanceof Fact.ExtensionRequested f) {
      return new ExtensionHandler(c).extensionRequested(f);
    } else if (fact instanceof Fact.ExtensionAnswered f) {
      return new ExtensionHandler(c).extensionAnswered(f);
    } else if (fact instanceof Fact.StaffRetasked f) {
      return new DispatchHandler(c).retasked(f);
    } else if (fact instanceof Fact.CounterpartAppointed f) {
      return new CoordinationHandler(c).appointed(f);
    } else if (fact instanceof Fact.CounterpartRelieved f) {
      return new CoordinationHandler(c).relieved(f);
    } else if (fact instanceof Fact.OverrideMade f) {
      return new CoordinationHandler(c).overridden(f);
    } else if (fact instanceof Fact.OverrideRevoked f) {
      return new CoordinationHandler(c).revoked(f);
    } else if (fact instanceof Fact.TimePassed f) {
      return new TimePassedHandler(c).passed(f);
    } else if (fact instanceof Fact.ClockSet f) {
      return new ClockHandler(c).set(f);
    } else if (fact instanceof Fact.RulesAdopted f) {
      return rulesAdopted(c, f);
    } else if (fact instanceof Fact.AccessDenied f) {
      return accessDenied(c, f);
    }
    throw new IllegalStateException("expected a handler for " + fact.getClass());
  }

  /**
   * The fact in the log is the record; the coordinator gets a notice. The program determines the
   * rules: such a fact in a log of earlier rules changes nothing.
   */
  private static Decision rulesAdopted(DecisionContext c, Fact.RulesAdopted f) {
    Optional<Reason> no = c.authority.mayReportTime();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.notice(
        new Notice(
            Notice.Code.RULES_ADOPTED,
            c.report.networkId(),
            c.report.networkId(),
            c.state.today(),
            f.to(),
            Integer.toString(f.from())));
    return c.accepted(c.report.networkId());
  }

  /** The fact in the log is the record; the state does not contain accounts. */
  private static Decision accessDenied(DecisionContext c, Fact.AccessDenied f) {
    return c.authority
        .mayReportDenials()
        .map(c::no)
        .orElseGet(() -> c.accepted(f.account() == null ? c.report.networkId() : f.account()));
  }
}
