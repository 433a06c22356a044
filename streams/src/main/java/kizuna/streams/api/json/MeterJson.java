package kizuna.streams.api.json;

import java.util.List;
import kizuna.streams.ledger.model.Meter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Meters: the need of each day and its coverage. */
public final class MeterJson {

  private MeterJson() {}

  public static ObjectNode meter(Meter m) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("day", m.day().toString());
    row.put("taskType", m.taskType().name());
    row.put("needed", m.needed());
    row.put("coveredElsewhere", m.coveredElsewhere());
    row.put("proposed", m.proposed());
    row.put("confirmed", m.confirmed());
    row.put("inTransit", m.inTransit());
    row.put("onSite", m.onSite());
    row.put("notReported", m.notReported());
    row.put("served", m.served());
    row.put("open", m.open());
    row.put("unmet", m.unmet());
    row.put("handover", m.handover());
    return row;
  }

  /** Meters of one request; consecutive days with equal figures share a row. */
  public static ArrayNode days(List<Meter> meters) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Meter before = null;
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (Meter m : meters) {
      if (before == null || !sameOnTheNextDay(before, m)) {
        row = list.addObject().put("firstDay", m.day().toString());
        ObjectNode figures = meter(m);
        figures.remove(List.of("day", "taskType"));
        row.put("lastDay", m.day().toString());
        row.setAll(figures);
      }
      row.put("lastDay", m.day().toString());
      before = m;
    }
    return list;
  }

  private static boolean sameOnTheNextDay(Meter a, Meter b) {
    return b.day().equals(a.day().plusDays(1)) && a.on(b.day()).equals(b);
  }
}
