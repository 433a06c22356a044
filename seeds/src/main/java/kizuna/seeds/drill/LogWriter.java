package kizuna.seeds.drill;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormText;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes facts as the lines that {@link DrillLog} reads: a fact read from a line is written as the
 * same bytes again. Default values of the contract are omitted.
 */
public final class LogWriter {

  private final Appendable out;
  private final LogHeader header;
  private final @Nullable RelativeTimes times;
  private @Nullable Instant previous;

  /** Writes the header. With a start in it, days and times are written relative to it. */
  public LogWriter(Appendable out, LogHeader header) throws IOException {
    this.out = out;
    this.header = header;
    this.times = header.start().map(RelativeTimes::new).orElse(null);
    out.append(header.json().toString()).append('\n');
  }

  /** Writes a fact. */
  public void write(Fact fact) throws IOException {
    SpecificRecordBase body = FactForm.bodyOf(fact);
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("at", JapanTime.format(fact.getRecordedAt()));
    if (!fact.getOccurredAt().equals(fact.getRecordedAt())) {
      line.put("occurredAt", JapanTime.format(fact.getOccurredAt()));
    }
    if (previous != null && fact.getRecordedAt().isBefore(previous)) {
      line.put("earlier", true);
    }
    previous = fact.getRecordedAt();
    line.put("fact", FactForm.name(fact.getKind()));
    line.put("by", by(fact.getReporter(), fact.getNetworkId()));
    if (!fact.getNetworkId().equals(header.network())) {
      line.put("network", fact.getNetworkId());
    }
    line.put("eventId", fact.getEventId().toString());
    JsonNode texts = FormText.read(json(body), body.getSchema(), new ArrayList<>());
    texts.properties().forEach(field -> line.set(field.getKey(), field.getValue()));
    if (times != null) {
      times.relate(line, body.getSchema());
    }
    out.append(line.toString()).append('\n');
  }

  private static String by(Reporter reporter, String network) {
    boolean known =
        reporter.getRole() == Role.SYSTEM
            ? reporter.getBody().equals("kizuna")
            : reporter.getRole() == Role.COORDINATOR && reporter.getBody().equals(network);
    return known ? reporter.getRole().name() : reporter.getRole() + " " + reporter.getBody();
  }

  private static ObjectNode json(SpecificRecordBase body) {
    ObjectNode json = AvroJson.write(body);
    for (Schema.Field field : body.getSchema().getFields()) {
      Object value = body.get(field.pos());
      boolean isDefault =
          field.hasDefaultValue()
              ? Objects.equals(SpecificData.get().getDefaultValue(field), value)
              : value instanceof List<?> list && list.isEmpty();
      if (isDefault) {
        json.remove(field.name());
      }
    }
    return json;
  }
}
