package kizuna.streams.api.json;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.AgreementState;
import kizuna.codes.Documentation;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.contract.StateTranslator;
import kizuna.streams.matching.Deadline;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The acts that are legal now for the caller's side, named by the last part of their path ({@code
 * POST /api/dispatches/{id}/confirm}). They follow from the lifecycles; the API and the admission
 * also reject all others.
 */
public final class LegalActs {

  /**
   * Days before the last day of a plan confirmation from which on a new one is due, as for the
   * notice.
   */
  static final long PLAN_CONFIRMATION_DUE_DAYS =
      Deadline.PLAN_CONFIRMATION_TOLD.days().orElseThrow();

  private LegalActs() {}

  /**
   * For one side of a dispatch. An act that skips a report is offered on its usual days only:
   * before them, the next act is meant.
   *
   * @param today the day of the network's log
   */
  public static ArrayNode of(LedgerEntry e, Role side, LocalDate today) {
    List<String> acts = new ArrayList<>();
    if (e.getState() != kizuna.codes.DispatchState.UNKNOWN) {
      Dispatch d = StateTranslator.dispatch(e);
      for (Act act : Act.values()) {
        boolean answers = act != Act.ANSWER_EXTENSION || e.getExtensionAskedTo() != null;
        boolean next = !d.implies(act) || isUsual(d, act, today);
        if (d.allows(act) && act.by().contains(side) && answers && next) {
          acts.add(word(act));
        }
      }
      if (!d.steps().isEmpty() && isBy(d.steps().get(d.steps().size() - 1), d, side)) {
        acts.add("retract");
      }
    }
    return array(acts);
  }

  /** The last day of an extension that waits for an answer; null: none does. */
  public static @Nullable LocalDate extensionToAnswer(LedgerEntry e) {
    return e.getState() != kizuna.codes.DispatchState.UNKNOWN
            && DispatchState.valueOf(e.getState().name()).allows(Act.ANSWER_EXTENSION)
        ? e.getExtensionAskedTo()
        : null;
  }

  private static boolean isUsual(Dispatch d, Act act, LocalDate today) {
    return d.usualDays(act).filter(days -> !days.contains(today)).isEmpty();
  }

  private static boolean isBy(Dispatch.Step step, Dispatch d, Role side) {
    return step.role() == side && step.body().equals(side == Role.DESK ? d.receiver() : d.lender());
  }

  /**
   * Legal acts of one side that are far from their day today, and so need {@code confirmedUnusual}.
   */
  public static ArrayNode unusual(LedgerEntry e, Role side, LocalDate today) {
    List<String> acts = new ArrayList<>();
    if (e.getState() != kizuna.codes.DispatchState.UNKNOWN) {
      Dispatch d = StateTranslator.dispatch(e);
      for (Act act : Act.values()) {
        if (d.allows(act) && act.by().contains(side) && !isUsual(d, act, today)) {
          acts.add(word(act));
        }
      }
    }
    return array(acts);
  }

  private static String word(Act act) {
    return act == Act.HAND_OVER ? "handover" : word((Enum<?>) act);
  }

  private static String word(Enum<?> act) {
    return act.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For the requesting desk. */
  public static ArrayNode of(RequestStatus r) {
    List<String> acts = new ArrayList<>();
    if (r.getState() != kizuna.codes.RequestState.UNKNOWN) {
      RequestState state = RequestState.valueOf(r.getState().name());
      for (RequestState.Act act :
          List.of(
              RequestState.Act.DOCUMENT,
              RequestState.Act.AMEND,
              RequestState.Act.CANCEL,
              RequestState.Act.MERGE)) {
        boolean documented =
            act == RequestState.Act.DOCUMENT && r.getDocumentation() == Documentation.DOCUMENTED;
        if (state.allows(act) && !documented) {
          acts.add(word(act));
        }
      }
    }
    return array(acts);
  }

  /** For coordinators: of both sides of a dispatch. */
  public static ArrayNode ofBothSides(LedgerEntry e, LocalDate today) {
    Set<String> acts = new LinkedHashSet<>();
    for (Role side : List.of(Role.WARD, Role.DESK)) {
      of(e, side, today).forEach(act -> acts.add(act.asString()));
    }
    if (!e.getSteps().isEmpty()) {
      acts.add("retract");
    }
    return array(acts);
  }

  /** For the lender of an offer. */
  public static ArrayNode of(OfferStatus o) {
    return of(o, OfferState.Act.WITHDRAW);
  }

  /** For the desk that an offer answers. */
  public static ArrayNode ofAnswer(OfferStatus o) {
    return of(o, OfferState.Act.REJECT);
  }

  /** For coordinators: of both sides of an offer. */
  public static ArrayNode ofBothSides(OfferStatus o) {
    return of(o, OfferState.Act.REJECT, OfferState.Act.WITHDRAW);
  }

  private static ArrayNode of(OfferStatus o, OfferState.Act... wanted) {
    List<String> acts = new ArrayList<>();
    for (OfferState.Act act : wanted) {
      if (o.getState() != kizuna.codes.OfferState.UNKNOWN
          && OfferState.valueOf(o.getState().name()).allows(act)) {
        acts.add(word(act));
      }
    }
    return array(acts);
  }

  /**
   * The last day to which a dispatch can be extended, and the rule that sets it; empty if the
   * agreement sets none.
   */
  public static Optional<ObjectNode> longestStay(LedgerEntry e, AgreementStatus a) {
    LocalDate end = a.getValidTo();
    Integer longest = a.getLongestTourDays();
    LocalDate tour =
        longest == null
            ? null
            : Agreement.lastDayOfTour(e.getFirstDay(), e.getTravelDays(), longest);
    if (tour == null && end == null) {
      return Optional.empty();
    }
    boolean byTour = end == null || (tour != null && !tour.isAfter(end));
    LocalDate latest = byTour ? tour : end;
    ObjectNode stay = JsonNodeFactory.instance.objectNode();
    stay.put("latest", String.valueOf(latest));
    stay.put("limit", byTour ? "TOUR" : "END");
    stay.put("agreementId", a.getAgreementId());
    if (longest != null) {
      stay.put("longestTourDays", longest);
    }
    return Optional.of(stay);
  }

  /** For a party of an agreement. */
  public static ArrayNode of(AgreementStatus a) {
    List<String> acts = new ArrayList<>();
    if (a.getState() != AgreementState.UNKNOWN
        && kizuna.streams.state.AgreementState.valueOf(a.getState().name())
            .allows(kizuna.streams.state.AgreementState.Act.CONFIRM_PLAN)) {
      acts.add("plan-confirmations");
    }
    return array(acts);
  }

  private static ArrayNode array(Collection<String> acts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    acts.forEach(array::add);
    return array;
  }
}
