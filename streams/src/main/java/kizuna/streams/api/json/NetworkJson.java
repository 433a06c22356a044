package kizuna.streams.api.json;

import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.DisasterFigures;
import kizuna.streams.ledger.model.LedgerFigures;
import kizuna.streams.ledger.model.LenderFigures;
import kizuna.streams.ledger.model.NetworkFigures;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Networks, disasters and lenders in figures. */
public final class NetworkJson {

  private final PlaceNames names;

  NetworkJson(PlaceNames names) {
    this.names = names;
  }

  public ObjectNode network(NetworkFigures n) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", n.networkId());
    row.put("name", n.name());
    row.setAll(figures(n.sums()));
    row.put("decisions", n.sums().decisions());
    row.put("rejections", n.sums().rejections());
    row.put("sequence", n.sequence());
    if (n.decidedAt() != null) {
      row.put("decidedAt", JapanTime.format(n.decidedAt()));
    }
    row.put("decisionHash", n.decisionHash());
    ArrayNode loads = row.putArray("loads");
    n.loads()
        .forEach(
            load ->
                loads
                    .addObject()
                    .put("lender", load.getLender())
                    .put("lenderName", names.municipality(load.getLender()))
                    .put("personDays", load.getPersonDays())
                    .put("away", n.away().getOrDefault(load.getLender(), 0)));
    return row;
  }

  public ObjectNode disaster(DisasterEntry d) {
    ObjectNode row =
        AvroJson.write(d.declared())
            .put("networkId", d.networkId())
            .put("declaredBy", d.declaredBy());
    if (d.endedOn() != null) {
      row.put("endedOn", d.endedOn().toString());
    }
    ArrayNode struck = row.putArray("struckNames");
    d.declared().getStruck().forEach(code -> struck.add(names.municipality(code)));
    return row;
  }

  /** A disaster with the figures of its requests and dispatches. */
  public ObjectNode disaster(DisasterFigures d) {
    ObjectNode row = disaster(d.disaster());
    row.setAll(figures(d.sums()));
    return row;
  }

  /** Figures of a network, a disaster or a party. The field names are given here only. */
  public static ObjectNode figures(LedgerFigures sums) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("requests", sums.requests());
    row.put("openRequests", sums.openRequests());
    row.put("requestedPersonDays", sums.requestedPersonDays());
    row.put("coveredPersonDays", sums.coveredPersonDays());
    row.put("openPersonDays", sums.openPersonDays());
    row.put("unmetPersonDays", sums.unmetPersonDays());
    row.put("personDays", sums.personDays());
    row.put("dispatches", sums.dispatches());
    row.put("proposed", sums.proposed());
    row.put("confirmed", sums.confirmed());
    row.put("inTransit", sums.inTransit());
    row.put("onSite", sums.onSite());
    row.put("notReported", sums.notReported());
    row.put("away", sums.away());
    return row;
  }

  public ObjectNode lender(LenderFigures l) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", l.networkId());
    row.put("lender", l.lender());
    row.put("lenderName", names.municipality(l.lender()));
    row.put("personDays", l.figures().personDays());
    row.put("sharePercent", Math.round(l.share() * 1_000) / 10.0);
    row.put("away", l.figures().away());
    row.put("notReported", l.figures().notReported());
    if (l.limits() != null) {
      row.set("limits", AvroJson.write(l.limits()).path("limits"));
      row.put("restDays", l.limits().getRestDays());
    }
    return row;
  }

  /** A lender without figures: code and name. */
  public ObjectNode lenderName(String code) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("lender", code)
        .put("lenderName", names.municipality(code));
  }
}
