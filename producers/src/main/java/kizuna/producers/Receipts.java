package kizuna.producers;

import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.producers.LoggedReports.Recorded;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The response to a report in the log: its position, and the address of its outcome. */
final class Receipts {

  private Receipts() {}

  static ServerResponse accepted(Recorded recorded, Namespace namespace) {
    return ServerResponse.accepted()
        .header(HttpHeaders.LOCATION, outcome(recorded.receipt(), namespace))
        .contentType(MediaType.APPLICATION_JSON)
        .body(of(recorded, namespace));
  }

  static ServerResponse accepted(ObjectNode body) {
    return ServerResponse.accepted().contentType(MediaType.APPLICATION_JSON).body(body);
  }

  static ObjectNode of(Recorded recorded, Namespace namespace) {
    Fact fact = recorded.fact();
    Receipt receipt = recorded.receipt();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("eventId", fact.getEventId().toString());
    body.put("kind", FactForm.name(fact.getKind()));
    ids(FactForm.bodyOf(fact), body);
    body.put("network", receipt.network());
    body.put("topic", receipt.topic());
    body.put("partition", receipt.partition());
    body.put("offset", receipt.offset());
    body.put("recordedAt", receipt.recordedAt().toString());
    body.put("outcome", outcome(receipt, namespace));
    return body;
  }

  /** The address of a fact's outcome. */
  static String outcome(Receipt receipt, Namespace namespace) {
    return "/api/outcomes/"
        + receipt.network()
        + "/"
        + receipt.offset()
        + NamespaceParameter.query(namespace);
  }

  /** The ids of the fact's subject, for later requests of the caller. */
  private static void ids(SpecificRecordBase about, ObjectNode into) {
    for (Schema.Field field : about.getSchema().getFields()) {
      Object value = about.get(field.pos());
      if (value instanceof DispatchReference reference) {
        AvroJson.write(reference)
            .properties()
            .forEach(property -> into.set(property.getKey(), property.getValue()));
      } else if (field.name().endsWith("Id") && value != null) {
        into.put(field.name(), value.toString());
      }
    }
  }
}
