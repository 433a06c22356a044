package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.schemas.access.Caller;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.LineError;
import kizuna.schemas.form.ValidBodies;
import kizuna.seeds.drill.DrillLog;
import kizuna.seeds.drill.DrillNetwork;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One description of each fact: what the HTTP door takes, a line of a drill takes and the wire
 * takes, and the other way round, for every kind and for what is wrong in one place.
 */
class EveryDoorTakesTheSameTest {

  private static final Namespace DRILL = Namespace.drill("d-1");
  private static final Caller OPERATOR = new Caller("a-1", AccountRole.OPERATOR, null);
  private static final Instant NOW = Instant.parse("2024-02-01T00:00:00Z");
  private static final List<String> WRONG = List.of("true", "\"x\"", "-1", "[]", "{}", "\"\"");

  private final WireFormat<Fact> wire =
      WireFormat.of(Topics.of(DRILL).intake, new InMemoryRegistry());

  /** What can be sent, by what it is. */
  private static Map<String, ObjectNode> bodies(FactKind kind) {
    Map<String, ObjectNode> bodies = new LinkedHashMap<>();
    ObjectNode full = ValidBodies.of(kind);
    bodies.put("full", full);
    bodies.put("minimal", minimal(kind));
    for (Schema.Field field : FactForm.schema(kind).getFields()) {
      String name = field.name();
      ObjectNode without = full.deepCopy();
      without.remove(name);
      bodies.put("without " + name, without);
      ObjectNode none = full.deepCopy();
      none.putNull(name);
      bodies.put(name + " null", none);
      for (String wrong : WRONG) {
        ObjectNode other = full.deepCopy();
        other.set(name, JsonMapper.shared().readTree(wrong));
        bodies.put(name + " " + wrong, other);
      }
    }
    for (String stranger : List.of("mode", "recordedAt", "networkId", "xyz")) {
      ObjectNode with = full.deepCopy();
      with.put(stranger, "x");
      bodies.put("with " + stranger, with);
    }
    return bodies;
  }

  /** Without all that can be left out, one field after the other. */
  private static ObjectNode minimal(FactKind kind) {
    ObjectNode body = ValidBodies.of(kind);
    for (String name : new TreeSet<>(body.propertyNames())) {
      ObjectNode less = body.deepCopy();
      less.remove(name);
      if (byTheDoor(kind, less).isEmpty()) {
        body = less;
      }
    }
    return body;
  }

  /** The errors' paths at the door; empty where it is taken. */
  private static List<String> byTheDoor(FactKind kind, ObjectNode body) {
    ObjectNode sent = body.deepCopy();
    sent.put("fact", FactForm.name(kind));
    sent.set(reporterName(kind), JsonMapper.shared().readTree("\"COORDINATOR\""));
    try {
      new FactAssembler("tokyo23")
          .read(
              FactAssembler.anyRoute(sent),
              Optional.empty(),
              sent,
              UUID.nameUUIDFromBytes(new byte[] {1}),
              DRILL,
              NOW,
              OPERATOR);
      return List.of();
    } catch (FormErrors e) {
      return e.errors().stream().map(error -> error.path() + ": " + error.expected()).toList();
    }
  }

  /** The same for a line of a drill. */
  private static List<String> byTheDrill(FactKind kind, ObjectNode body) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("at", NOW.toString());
    line.put("fact", FactForm.name(kind));
    line.setAll(body.deepCopy());
    line.put(reporterName(kind), "COORDINATOR");
    try {
      DrillLog.read(
          "d",
          List.of(new DrillNetwork("tokyo23", "特別区", List.of("131041"))),
          "f",
          line.toString());
      return List.of();
    } catch (FileErrors e) {
      return e.errors().stream()
          .map(LineError::error)
          .map(error -> error.path() + ": " + error.expected())
          .toList();
    }
  }

  private static String reporterName(FactKind kind) {
    return FactForm.schema(kind).getField("by") == null ? "by" : "reporter";
  }

  private boolean byTheWire(FactKind kind, ObjectNode body) throws Exception {
    ObjectNode filled = body.deepCopy();
    for (String field : FactReader.optional(kind)) {
      if (!filled.hasNonNull(field)) {
        filled.set(field, ValidBodies.of(kind).get(field));
      }
    }
    SpecificRecordBase record;
    try {
      record =
          AvroJson.read(
              filled,
              SpecificData.get()
                  .getClass(FactForm.schema(kind))
                  .asSubclass(SpecificRecordBase.class));
    } catch (FormErrors e) {
      return false; // It has no such record.
    }
    Fact fact =
        FactForm.envelope(
            UUID.randomUUID(),
            "tokyo23",
            NOW,
            NOW,
            new Reporter(Role.COORDINATOR, "tokyo23"),
            OperationMode.EXERCISE,
            record);
    return FactForm.check(wire.decode(wire.encode(fact))).isEmpty();
  }

  @Test
  void whatOneTakesAllTake() throws Exception {
    int taken = 0;
    int refused = 0;
    for (FactKind kind : FactKinds.kinds()) {
      if (kind == FactKind.NETWORK_FORMED) {
        continue; // A drill's networks are formed before its log.
      }
      for (Map.Entry<String, ObjectNode> body : bodies(kind).entrySet()) {
        String what = kind + " " + body.getKey() + ": " + body.getValue();
        List<String> door = byTheDoor(kind, body.getValue());
        assertThat(byTheDrill(kind, body.getValue()))
            .as("drill, %s", what)
            .containsExactlyElementsOf(door);
        assertThat(byTheWire(kind, body.getValue())).as("wire, %s", what).isEqualTo(door.isEmpty());
        if (door.isEmpty()) {
          taken++;
        } else {
          refused++;
        }
      }
      assertThat(byTheDoor(kind, ValidBodies.of(kind))).as("%s", kind).isEmpty();
    }
    assertThat(taken).isGreaterThan(100);
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void theSameLinesGoThroughTheRealDoor() throws Exception {
    try (OpenDoor door = new OpenDoor()) {
      door.lessonsAreTested();
      List<String> lines = new ArrayList<>();
      for (FactKind kind : FactAssembler.reportable()) {
        if (kind == FactKind.NETWORK_FORMED) {
          continue;
        }
        for (ObjectNode body : List.of(ValidBodies.of(kind), minimal(kind))) {
          ObjectNode line = JsonMapper.shared().createObjectNode();
          line.put("at", NOW.toString());
          line.put("fact", FactForm.name(kind));
          line.put(reporterName(kind), "COORDINATOR");
          line.setAll(body);
          lines.add(line.toString());
        }
      }
      List<Fact> drill =
          DrillLog.read(
              "d",
              List.of(new DrillNetwork("tokyo23", "特別区", List.of("131041"))),
              "f",
              String.join("\n", lines));
      for (int i = 0; i < lines.size(); i++) {
        Answer answer = door.post(ReportRoute.ANY, lines.get(i));
        assertThat(answer.status()).as("%s → %s", lines.get(i), answer.body()).isEqualTo(202);
        Fact taken = door.taken().get(i).fact();
        JsonNode expected = comparable(drill.get(i));
        assertThat((JsonNode) comparable(taken)).isEqualTo(expected);
        assertThat(taken.getReporter()).isEqualTo(drill.get(i).getReporter());
        assertThat(taken.getOccurredAt()).isEqualTo(drill.get(i).getOccurredAt());
      }
    }
  }

  /** Ids that were made up derive from the event ids, which differ. */
  private static ObjectNode comparable(Fact fact) {
    ObjectNode body = AvroJson.write(FactForm.bodyOf(fact));
    FactReader.optional(fact.getKind()).forEach(body::remove);
    return body;
  }
}
