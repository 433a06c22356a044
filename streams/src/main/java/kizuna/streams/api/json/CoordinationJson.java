package kizuna.streams.api.json;

import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.model.ActiveOverride;
import kizuna.streams.ledger.model.CounterpartEntry;
import kizuna.streams.ledger.model.DutyDeskEntry;
import tools.jackson.databind.node.ObjectNode;

/** Counterparts, duty desks and overrides. */
public final class CoordinationJson {

  private final MessageCatalog words;
  private final PlaceNames names;

  CoordinationJson(MessageCatalog words, PlaceNames names) {
    this.words = words;
    this.names = names;
  }

  public ObjectNode counterpart(CounterpartEntry c) {
    return AvroJson.write(c.appointed())
        .put("networkId", c.networkId())
        .put("lenderName", names.municipality(c.appointed().getLender()))
        .put("receiverName", names.municipality(c.appointed().getReceiver()))
        .put("disasterName", names.disaster(c.appointed().getDisasterId()))
        .put("roleLabel", words.label(c.appointed().getRole()))
        .put("since", JapanTime.format(c.since()))
        .put("by", c.by());
  }

  public ObjectNode dutyDesk(DutyDeskEntry d) {
    String body = d.desk().getBody();
    return AvroJson.write(d.desk())
        .put("networkId", d.networkId())
        .put("bodyName", names.municipality(body))
        .put("since", JapanTime.format(d.since()));
  }

  public ObjectNode override(ActiveOverride o) {
    ObjectNode row =
        AvroJson.write(o.made())
            .put("networkId", o.networkId())
            .put("kindLabel", words.label(o.made().getKind()))
            .put("at", JapanTime.format(o.at()))
            .put("by", o.by());
    if (o.made().getLender() != null) {
      row.put("lenderName", names.municipality(o.made().getLender()));
    }
    row.putArray("acts").add("revoke");
    return row;
  }
}
