package kizuna.streams.api.json;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.model.Flow;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Dispatches and flows between lenders and receivers. Keeps the places of work that it has read.
 */
public final class DispatchJson {

  private final LedgerView view;
  private final MessageCatalog words;
  private final PlaceNames names;

  /** Places of work by network/id of the request; null: the request is not known. */
  private final Map<String, @Nullable String> places = new HashMap<>();

  /** Aid without a request (即時応援) that is not documented yet, by network/id. */
  private final Set<String> unrequested = new HashSet<>();

  DispatchJson(LedgerView view, MessageCatalog words, PlaceNames names) {
    this.view = view;
    this.words = words;
    this.names = names;
  }

  public ObjectNode entry(LedgerEntry e) {
    ObjectNode row =
        AvroJson.write(e)
            .put("lenderName", names.municipality(e.getLender()))
            .put("receiverName", names.municipality(e.getReceiver()))
            .put("disasterName", names.disaster(e.getDisasterId()))
            .put("place", placeOfWork(e))
            .put(
                "missingReportLabel",
                e.getMissingReport() == null ? null : words.label(e.getMissingReport()));
    if (LegalActs.extensionToAnswer(e) == null) {
      // Who was released or called back meanwhile waits for no answer.
      row.remove("extensionAskedTo");
    }
    return unrequested.contains(requestKey(e)) ? row.put("unrequested", true) : row;
  }

  private static String requestKey(LedgerEntry e) {
    return e.getNetworkId() + "/" + e.getRequestId();
  }

  /** The place of work in the request; null if the request is not known. */
  private @Nullable String placeOfWork(LedgerEntry e) {
    String key = requestKey(e);
    if (!places.containsKey(key)) {
      loadPlaces(List.of(e));
    }
    return places.get(key);
  }

  /** Loads the data of all these dispatches' requests in one query. */
  void loadPlaces(Collection<LedgerEntry> entries) {
    List<String> unknown =
        entries.stream()
            .map(DispatchJson::requestKey)
            .filter(key -> !places.containsKey(key))
            .distinct()
            .toList();
    Map<String, String> found = view.requests().places(unknown);
    unknown.forEach(key -> places.put(key, found.get(key)));
    unrequested.addAll(view.requests().unrequested(unknown));
  }

  /** One state of a dispatch's history. */
  public ObjectNode state(LedgerEntry e) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("at", JapanTime.format(e.getChangedAt()));
    row.put("sequence", e.getSequence());
    row.put("state", e.getState().name());
    row.put("label", words.label(e.getState()));
    row.put("headCount", e.getHeadCount());
    row.put("firstDay", e.getFirstDay().toString());
    row.put("lastDay", e.getLastDay().toString());
    if (e.getReason() != null) {
      row.put("reason", e.getReason().name());
      row.put("reasonLabel", words.label(e.getReason()));
    }
    if (e.getExtensionAskedTo() != null) {
      row.put("extensionAskedTo", e.getExtensionAskedTo().toString());
    }
    return row;
  }

  public ObjectNode flow(Flow f) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", f.networkId());
    row.put("lender", f.lender());
    row.put("lenderName", names.municipality(f.lender()));
    row.put("receiver", f.receiver());
    row.put("receiverName", names.municipality(f.receiver()));
    row.put("disasterId", f.disasterId());
    row.put("proposed", f.proposed());
    row.put("confirmed", f.confirmed());
    row.put("inTransit", f.inTransit());
    row.put("onSite", f.onSite());
    row.put("notReported", f.notReported());
    row.put("dispatches", f.dispatches());
    return row;
  }
}
