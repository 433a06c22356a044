package kizuna.producers;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.drills.DrillCommand;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillOrder;
import kizuna.drills.ObserverNote;

/** Describes how drills are ordered and conducted over HTTP. */
final class DrillDescription {

  private DrillDescription() {}

  static void describe(Paths paths, ApiSchemas schemas) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("drillId", "noto-2024");
    order.put("speed", 60);
    order.put("joins", true);
    order.put("pauseAt", "2024-04-24T09:05:00+09:00");
    Schema<?> ordered =
        schemas.object(
            DrillOrder.getClassSchema(), Set.of("orderId", "orderedAt", "office"), Set.of());
    add(
        paths,
        DrillController.ORDERS,
        "drillOrder",
        "Orders a run of a drill (訓練の開始); for directors and operators. The run says the order's id when it begins.",
        ordered,
        Map.of("DrillOrder", order));
    add(
        paths,
        DrillController.EVENTS,
        "drillEvent",
        "Conducts a run (訓練の進行): a command, the confirmation of an inject, or an observer's note; the parameter drill names the run.",
        event(schemas),
        Map.of(
            "pause", Map.of("command", Map.of("code", "PAUSE")),
            "confirm",
                Map.of(
                    "confirm",
                    Map.of("inject", "10", "body", Map.of("role", "WARD", "body", "131075"))),
            "note", Map.of("note", Map.of("kind", "IMPROVE", "text", "電話が10分つながらない"))));
  }

  private static Schema<?> event(ApiSchemas schemas) {
    ObjectSchema event = new ObjectSchema();
    event.addProperty("command", schemas.object(DrillCommand.getClassSchema(), Set.of(), Set.of()));
    ObjectSchema confirm = new ObjectSchema();
    confirm.addProperty(
        "inject", new io.swagger.v3.oas.models.media.StringSchema().description("Its number."));
    confirm.addProperty("body", schemas.object(DrillOffice.getClassSchema(), Set.of(), Set.of()));
    confirm.setRequired(List.of("inject"));
    event.addProperty("confirm", confirm);
    event.addProperty(
        "note", schemas.object(ObserverNote.getClassSchema(), Set.of(), Set.of("seenAt")));
    return event;
  }

  private static void add(
      Paths paths,
      String path,
      String id,
      String doc,
      Schema<?> body,
      Map<String, Object> examples) {
    Operation operation = WriteDescription.operation(path, doc, id);
    paths.addPathItem(
        path,
        new PathItem().post(operation.requestBody(WriteDescription.body(body, examples, true))));
  }
}
