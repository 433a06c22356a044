package kizuna.streams.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kizuna.codes.AgreementState;
import kizuna.codes.Documentation;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.books.DispatchState;
import kizuna.streams.books.DispatchState.Act;
import kizuna.streams.books.OfferState;
import kizuna.streams.books.RequestState;
import kizuna.streams.books.Role;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Which acts are legal now for the side that looks, by the last word of the path through which they
 * are reported ({@code POST /api/dispatches/{id}/confirm}). They follow from the lifecycles; what a
 * page does not offer is refused at the door and at admission all the same.
 */
final class LegalActs {

  private LegalActs() {}

  /** Of one side of a dispatch. */
  static ArrayNode of(LedgerEntry e, Role side) {
    List<String> acts = new ArrayList<>();
    if (e.getState() != kizuna.codes.DispatchState.UNKNOWN) {
      DispatchState state = DispatchState.valueOf(e.getState().name());
      for (Act act : Act.values()) {
        boolean asked = act != Act.ANSWER_EXTENSION || e.getExtensionAskedTo() != null;
        if (state.allows(act) && act.by().contains(side) && asked) {
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

  /** Of the desk that asked. */
  static ArrayNode of(RequestStatus r) {
    List<String> acts = new ArrayList<>();
    if (r.getState() != kizuna.codes.RequestState.UNKNOWN) {
      RequestState state = RequestState.valueOf(r.getState().name());
      for (RequestState.Act act :
          List.of(
              RequestState.Act.DOCUMENT,
              RequestState.Act.AMEND,
              RequestState.Act.CANCEL,
              RequestState.Act.MERGE)) {
        boolean oral =
            act != RequestState.Act.DOCUMENT || r.getDocumentation() == Documentation.ORAL;
        if (state.allows(act) && oral) {
          acts.add(word(act));
        }
      }
    }
    return array(acts);
  }

  /** Of the lender that offers. */
  static ArrayNode of(OfferStatus o) {
    List<String> acts = new ArrayList<>();
    if (o.getState() != kizuna.codes.OfferState.UNKNOWN
        && OfferState.valueOf(o.getState().name()).allows(OfferState.Act.WITHDRAW)) {
      acts.add(word(OfferState.Act.WITHDRAW));
    }
    return array(acts);
  }

  /** Of a party of an agreement. */
  static ArrayNode of(AgreementStatus a) {
    List<String> acts = new ArrayList<>();
    if (a.getState() != AgreementState.UNKNOWN
        && kizuna.streams.books.AgreementState.valueOf(a.getState().name())
            .allows(kizuna.streams.books.AgreementState.Act.CONFIRM_PLAN)) {
      acts.add("plan-confirmations");
    }
    return array(acts);
  }

  private static ArrayNode array(List<String> acts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    acts.forEach(array::add);
    return array;
  }
}
