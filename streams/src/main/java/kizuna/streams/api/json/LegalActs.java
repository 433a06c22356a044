package kizuna.streams.api.json;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import kizuna.codes.AgreementState;
import kizuna.codes.Documentation;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.matching.Deadline;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.RequestState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

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

  /** The last day of an extension that waits for an answer; null: none does. */
  public static @Nullable LocalDate extensionToAnswer(LedgerEntry e) {
    return e.getState() != kizuna.codes.DispatchState.UNKNOWN
            && DispatchState.valueOf(e.getState().name()).allows(Act.ANSWER_EXTENSION)
        ? e.getExtensionAskedTo()
        : null;
  }

  static String word(Enum<?> act) {
    return act.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * For the requesting desk.
   *
   * @param promised whether people are promised or away for it: it cannot be merged into another
   */
  public static ArrayNode of(RequestStatus r, boolean promised) {
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
        boolean keepsPeople = act == RequestState.Act.MERGE && promised;
        if (state.allows(act) && !documented && !keepsPeople) {
          acts.add(word(act));
        }
      }
    }
    return array(acts);
  }

  /** For coordinators: also whether they may decide otherwise ("override"). */
  public static ArrayNode ofCoordinator(RequestStatus r, boolean promised) {
    ArrayNode acts = of(r, promised);
    if (r.getState() != kizuna.codes.RequestState.UNKNOWN
        && RequestState.valueOf(r.getState().name()).allows(RequestState.Act.REPRIORITISE)) {
      acts.add("override");
    }
    return acts;
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

  static ArrayNode array(Collection<String> acts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    acts.forEach(array::add);
    return array;
  }
}
