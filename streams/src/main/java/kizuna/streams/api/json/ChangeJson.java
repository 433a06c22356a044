package kizuna.streams.api.json;

import java.util.Locale;
import kizuna.schemas.Namespace;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.model.BoardSnapshot;
import kizuna.streams.ledger.model.DisasterFigures;
import kizuna.streams.ledger.model.Flow;
import kizuna.streams.ledger.model.NetworkFigures;
import kizuna.streams.ledger.model.ReadLosses;
import kizuna.streams.ledger.query.ChangeFeed;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The data of an event stream: a snapshot first, then changes. */
public final class ChangeJson {

  private final JsonMappers rows;

  ChangeJson(JsonMappers rows) {
    this.rows = rows;
  }

  public ObjectNode snapshot(Namespace namespace, BoardSnapshot s) {
    ObjectNode answer = ResponseJson.of(namespace);
    answer.put("caughtUp", s.caughtUp());
    ArrayNode networks = answer.putArray("networks");
    s.networks().forEach(n -> networks.add(rows.networks().network(n)));
    ArrayNode disasters = answer.putArray("disasters");
    s.disasters().forEach(d -> disasters.add(rows.networks().disaster(d)));
    answer.set("openRequests", ResponseJson.page(s.openRequests(), rows.requests()::request));
    rows.dispatches().loadPlaces(s.ledger().rows());
    answer.set("ledger", ResponseJson.page(s.ledger(), rows.dispatches()::entry));
    ArrayNode flows = answer.putArray("flows");
    s.flows().forEach(f -> flows.add(rows.dispatches().flow(f)));
    answer.put("deadLetters", s.deadLetters());
    answer.put("unreadable", s.unreadable());
    return answer;
  }

  public ObjectNode change(ChangeFeed.Change change) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
    event.put("key", change.key());
    Object row = change.row();
    if (row instanceof LedgerEntry e) {
      event.set("row", rows.dispatches().entry(e));
    } else if (row instanceof RequestStatus r) {
      event.set("row", rows.requests().request(r));
    } else if (row instanceof OfferStatus o) {
      event.set("row", rows.requests().offer(o));
    } else if (row instanceof DisasterFigures d) {
      event.set("row", rows.networks().disaster(d));
    } else if (row instanceof Flow f) {
      event.set("row", rows.dispatches().flow(f));
    } else if (row instanceof NetworkFigures n) {
      event.set("row", rows.networks().network(n));
    } else if (row instanceof ReadLosses l) {
      event.set(
          "row",
          JsonNodeFactory.instance
              .objectNode()
              .put("deadLetters", l.deadLetters())
              .put("unreadable", l.unreadable()));
    } else {
      event.put("gone", true);
    }
    return event;
  }
}
