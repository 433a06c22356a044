package kizuna.streams.api.json;

import java.util.function.Function;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.model.RowPage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The envelope of every answer, and pages of rows. */
public final class ResponseJson {

  private ResponseJson() {}

  /** A response with its namespace, so that a drill is not mistaken for live data. */
  public static ObjectNode of(Namespace namespace) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("namespace", namespace.name());
    if (namespace.isDrill()) {
      answer.put("drill", namespace.drillId());
    }
    answer.put("mode", namespace.mode().name());
    return answer;
  }

  /** A page of rows, with the cursor of the next page. */
  public static <R> ObjectNode page(
      Namespace namespace, RowPage<R> page, Function<R, ObjectNode> row) {
    ObjectNode answer = of(namespace);
    answer.setAll(page(page, row));
    return answer;
  }

  public static <R> ObjectNode page(RowPage<R> page, Function<R, ObjectNode> row) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("total", page.total());
    ArrayNode rows = answer.putArray("rows");
    page.rows().forEach(r -> rows.add(row.apply(r)));
    if (page.next() != null) {
      answer.put("next", page.next().cursor());
    }
    return answer;
  }
}
