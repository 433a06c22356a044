package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;

/**
 * Lists what can be reported instead of a refused fact, and by which role: the acts that the state
 * of its subject allows today.
 */
final class NextActs {

  private final DecisionContext c;
  private final NetworkView state;
  private final Report report;

  NextActs(DecisionContext c) {
    this.c = c;
    this.state = c.state;
    this.report = c.report;
  }

  /** Acts that are possible after a refusal with this reason. */
  List<NextAct> after(Reason reason) {
    Optional<ReportKind> same = ReportKind.of(report.fact());
    Set<NextAct> next = new LinkedHashSet<>();
    if (reason instanceof Reason.NotYours theirs && !theirs.offices().isEmpty()) {
      same.ifPresent(
          kind -> theirs.offices().forEach(o -> next.add(new NextAct(kind, o.role(), o.body()))));
      return List.copyOf(next);
    }
    if (reason.code() == RejectionCode.DISASTER_OVER) {
      next.add(byCoordinator(ReportKind.DISASTER_REOPENED));
    }
    String id = reason.subject();
    Dispatch dispatch = state.dispatch(id);
    RequestCoverage request = state.request(id);
    OfferUse offer = state.offer(id);
    Agreement agreement = state.register().agreement(id);
    OverrideDecision override = state.register().override(id);
    if (dispatch != null) {
      next.addAll(of(dispatch));
    } else if (request != null) {
      next.addAll(of(request));
    } else if (offer != null) {
      next.addAll(of(offer));
    } else if (agreement != null) {
      next.addAll(of(agreement));
    } else if (override != null) {
      next.add(byCoordinator(ReportKind.OVERRIDE_REVOKED));
    } else if (state.register().disaster(id) != null) {
      next.addAll(of(state.register().disaster(id)));
    }
    if (next.isEmpty()) {
      next.addAll(ofUnknown(reason, same));
    }
    return List.copyOf(next);
  }

  /**
   * Of what does not exist: the same report, corrected. A municipality that does not lend yet can
   * only join.
   */
  private List<NextAct> ofUnknown(Reason reason, Optional<ReportKind> same) {
    List<NextAct> next = new ArrayList<>();
    boolean itself = false;
    if (reason instanceof Reason.Unknown unknown && reason.code() == RejectionCode.UNKNOWN_LENDER) {
      itself = unknown.ids().contains(report.body());
      if (unknown.ids().stream().allMatch(state.register()::knows)) {
        next.add(byCoordinator(ReportKind.LENDER_JOINED));
      }
    }
    if (!itself || next.isEmpty()) {
      same.ifPresent(kind -> next.add(new NextAct(kind, report.role(), report.body())));
    }
    return next;
  }

  private NextAct byCoordinator(ReportKind kind) {
    return new NextAct(kind, Role.COORDINATOR, report.networkId());
  }

  /** Acts on a dispatch; once it is over, the lender can offer again. */
  List<NextAct> of(Dispatch d) {
    LocalDate today = state.today();
    List<NextAct> next = new ArrayList<>();
    for (Act act : Act.values()) {
      boolean asked = act != Act.ANSWER_EXTENSION || d.extensionAskedTo() != null;
      boolean usual = d.usualDays(act).filter(days -> !days.contains(today)).isEmpty();
      Optional<ReportKind> kind = ReportKind.of(act);
      if (kind.isPresent() && asked && usual && d.allows(act) && isWorthwhile(d, act)) {
        act.by().stream()
            .sorted(Comparator.reverseOrder())
            .map(role -> new NextAct(kind.get(), role, side(d, role)))
            .forEach(next::add);
      }
    }
    if (!d.steps().isEmpty() && RetractionHandler.isPossible(c, d)) {
      Dispatch.Step last = d.steps().get(d.steps().size() - 1);
      next.add(new NextAct(ReportKind.REPORT_RETRACTED, last.role(), last.body()));
    }
    if (d.state().isVoid() || next.isEmpty()) {
      next.add(offersAgain(d.lender()));
    }
    return next;
  }

  /** A lender that left offers only after it has joined again. */
  private NextAct offersAgain(String lender) {
    return state.register().isLender(lender)
        ? new NextAct(ReportKind.STAFF_OFFERED, Role.WARD, lender)
        : byCoordinator(ReportKind.LENDER_JOINED);
  }

  /** Whether it is not refused at once: a proposal without a basis cannot be confirmed. */
  private boolean isWorthwhile(Dispatch d, Act act) {
    return switch (act) {
      case CONFIRM -> Basis.lost(state, d).isEmpty();
      case ASK_EXTENSION -> new ExtensionHandler(c).mayStayLonger(d);
      default -> true;
    };
  }

  private static String side(Dispatch d, Role role) {
    return role == Role.DESK ? d.receiver() : d.lender();
  }

  private List<NextAct> of(RequestCoverage book) {
    Request r = book.request();
    RequestState current = state.state(book);
    List<NextAct> next = new ArrayList<>();
    for (RequestState.Act act : RequestState.Act.values()) {
      if (current.allows(act)) {
        switch (act) {
          case DOCUMENT -> {
            if (r.documentation() != Documentation.DOCUMENTED) {
              next.add(byReceiver(ReportKind.AID_REQUEST_DOCUMENTED, r));
            }
          }
          case AMEND -> next.add(byReceiver(ReportKind.AID_REQUEST_AMENDED, r));
          case CANCEL -> next.add(byReceiver(ReportKind.AID_REQUEST_CANCELLED, r));
          case MERGE -> {
            if (new RequestHandler(c).hasDuplicate(r)) {
              next.add(byReceiver(ReportKind.AID_REQUEST_MERGED, r));
            }
          }
          case REPRIORITISE -> next.add(byCoordinator(ReportKind.OVERRIDE_MADE));
          case ESCALATE -> {}
        }
      }
    }
    if (next.isEmpty()) {
      next.add(byReceiver(ReportKind.AID_REQUESTED, r));
    }
    return next;
  }

  private static NextAct byReceiver(ReportKind kind, Request r) {
    return new NextAct(kind, Role.DESK, r.receiver());
  }

  private List<NextAct> of(OfferUse book) {
    OfferState current = book.state(state.today());
    String answers = book.offer().answersRequestId();
    RequestCoverage answered = answers == null ? null : state.request(answers);
    List<NextAct> next = new ArrayList<>();
    if (current.allows(OfferState.Act.WITHDRAW)) {
      next.add(new NextAct(ReportKind.OFFER_WITHDRAWN, Role.WARD, book.offer().lender()));
    }
    if (current.allows(OfferState.Act.REJECT)) {
      next.add(
          answered == null
              ? byCoordinator(ReportKind.OFFER_REJECTED)
              : byReceiver(ReportKind.OFFER_REJECTED, answered.request()));
    }
    if (next.isEmpty()) {
      next.add(offersAgain(book.offer().lender()));
    }
    return next;
  }

  /** Of a disaster: its declarer or the coordinator ends or reopens it. */
  private List<NextAct> of(@Nullable Disaster d) {
    if (d == null) {
      return List.of();
    }
    return d.ended()
        ? List.of(byCoordinator(ReportKind.DISASTER_REOPENED))
        : List.of(
            byCoordinator(ReportKind.DISASTER_CORRECTED), byCoordinator(ReportKind.DISASTER_ENDED));
  }

  private List<NextAct> of(Agreement a) {
    AgreementState current = a.state(state.today());
    List<NextAct> next = new ArrayList<>();
    for (AgreementState.Act act : AgreementState.Act.values()) {
      if (current.allows(act)) {
        switch (act) {
          case AMEND -> next.add(byCoordinator(ReportKind.AGREEMENT_SIGNED));
          case SUSPEND -> next.add(byCoordinator(ReportKind.AGREEMENT_SUSPENDED));
          case RESUME -> next.add(byCoordinator(ReportKind.AGREEMENT_RESUMED));
          case END -> next.add(byCoordinator(ReportKind.AGREEMENT_ENDED));
          case CONFIRM_PLAN -> next.add(byCoordinator(ReportKind.PLAN_CONFIRMED));
        }
      }
    }
    return next;
  }
}
