package kizuna.streams.api.json;

import java.time.LocalDate;
import java.util.List;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.states.AgreementStatus;
import kizuna.states.PlanConfirmation;
import kizuna.streams.explain.AgreementSourceText;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.model.PartyAgreement;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Mutual-aid agreements. */
public final class AgreementJson {

  private final LedgerView view;
  private final MessageCatalog words;
  private final PlaceNames names;

  AgreementJson(LedgerView view, MessageCatalog words, PlaceNames names) {
    this.view = view;
    this.words = words;
    this.names = names;
  }

  /**
   * An agreement.
   *
   * @param party adds the tasks of this party; null: no particular party
   */
  public ObjectNode agreement(PartyAgreement agreement, @Nullable String party) {
    AgreementStatus a = agreement.status();
    ObjectNode row = AvroJson.write(a);
    row.put("stateLabel", words.label(a.getState()));
    row.put("sourceText", AgreementSourceText.of(a.getSource(), words.language()));
    row.set("lenderNames", named(a.getLenders()));
    row.set("receiverNames", named(a.getReceivers()));
    ArrayNode associations = row.putArray("associationNames");
    a.getAssociations().forEach(id -> associations.add(agreement.associations().get(id)));
    ArrayNode lending = row.putArray("lenderAssociationNames");
    a.getLenderAssociations().forEach(id -> lending.add(agreement.associations().get(id)));
    ArrayNode confirmations = row.putArray("planConfirmations");
    for (PlanConfirmation c : a.getPlanConfirmations()) {
      confirmations
          .addObject()
          .put("by", c.getConfirmedBy())
          .put("byName", names.municipality(c.getConfirmedBy()))
          .put("on", c.getConfirmedOn().toString())
          .put("validTo", c.getValidTo().toString());
    }
    if (party != null) {
      row.put("lends", agreement.lends());
      row.put("receives", agreement.receives());
      LocalDate until = PartyAgreement.confirmedUntil(a, party);
      row.put("dueOn", until == null ? null : until.toString());
      LocalDate today = JapanTime.dayOf(view.clock(a.getNetworkId()).orElse(a.getChangedAt()));
      row.put("confirmed", until != null && !until.isBefore(today));
      row.put(
          "due",
          until == null || until.isBefore(today.plusDays(LegalActs.PLAN_CONFIRMATION_DUE_DAYS)));
      row.set("acts", LegalActs.of(a));
    }
    return row;
  }

  private ArrayNode named(List<String> codes) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    codes.forEach(code -> list.add(names.municipality(code)));
    return list;
  }
}
