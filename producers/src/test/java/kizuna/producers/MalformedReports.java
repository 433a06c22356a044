package kizuna.producers;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import kizuna.codes.FactKind;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports that must not be taken, each wrong in one way, and good ones; the same for a seed. */
final class MalformedReports {

  /** What goes over the wire. */
  record Sent(String what, String method, String path, byte[] body, Map<String, String> headers) {

    HttpRequest request(OpenDoor door) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(door.uri(path))
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
      request.setHeader("Accept-Language", "en");
      headers.forEach(request::setHeader);
      return request.build();
    }
  }

  /** One way of being wrong. */
  private interface Way {
    Sent spoil(Good good);
  }

  /** A report that would be taken. */
  private record Good(ReportRoute route, String path, ObjectNode json) {

    Sent with(String what, String body) {
      return new Sent(
          what,
          "POST",
          path,
          body.getBytes(StandardCharsets.UTF_8),
          Map.of("Content-Type", "application/json"));
    }

    Sent with(String what, JsonNode body) {
      // Half a pair has no UTF-8; JSON can still escape it.
      return with(what, body.toString().replace("\ud800", "\\ud800"));
    }

    Sent headed(String what, Map<String, String> headers) {
      Sent sent = with(what, json);
      Map<String, String> all = new LinkedHashMap<>(sent.headers());
      all.putAll(headers);
      return new Sent(what, "POST", path, sent.body(), all);
    }

    Sent at(String what, String otherPath) {
      Sent sent = with(what, json);
      return new Sent(what, "POST", otherPath, sent.body(), sent.headers());
    }
  }

  private final Random random;
  private final ObjectNode examples;
  private final List<Way> ways =
      List.of(
          this::brokenOff,
          this::trailing,
          this::noObject,
          this::unknownField,
          this::missingField,
          this::wrongType,
          this::wrongCheckDigit,
          this::wrongPeriod,
          this::wrongHeadCount,
          this::unknownCode,
          this::wrongDate,
          this::wrongText,
          this::sameFieldTwice,
          this::notUtf8,
          this::tooDeep,
          this::wrongMediaType,
          this::tooLarge,
          this::wrongMethod,
          this::wrongPath,
          this::wrongParameter,
          this::wrongKey,
          this::wrongReporter,
          this::wrongTime,
          this::wrongEventId,
          this::wrongNetwork,
          this::wrongPathId,
          this::contradictedId,
          this::wrongKind,
          this::wrongNeeds,
          this::wrongAmendment,
          this::wrongTour,
          this::wrongLimits,
          this::wrongOverride,
          this::wrongExtensionAnswer,
          this::reasonOfKizuna,
          this::intoItself);

  MalformedReports(long seed) {
    random = new Random(seed);
    try (InputStream in =
        Objects.requireNonNull(ReportController.class.getResourceAsStream("examples.json"))) {
      examples = (ObjectNode) new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  int ways() {
    return ways.size();
  }

  Sent good() {
    Good good = anyGood();
    return good.with("good", good.json);
  }

  /** The next one, by each way in turn. */
  Sent malformed(int number) {
    return ways.get(number % ways.size()).spoil(anyGood());
  }

  private Good anyGood() {
    return good(one(ReportRoute.ALL));
  }

  private Good good(ReportRoute route) {
    ObjectNode json = (ObjectNode) examples.path(FactForm.name(route.kind())).deepCopy();
    if (route.path().contains("{id}")) {
      route.idField().ifPresent(json::remove);
    }
    String id = route.idField().equals(Optional.of("lender")) ? "131041" : "an-id";
    return new Good(route, route.path().replace("{id}", id), json);
  }

  /** A good one whose fact has the field. */
  private Good goodWith(String... fields) {
    return good(
        one(
            ReportRoute.ALL.stream()
                .filter(route -> Arrays.stream(fields).allMatch(good(route).json()::has))
                .toList()));
  }

  /** A good one whose fact has the field, as a code of a list. */
  private Good goodWithCode(String field) {
    return good(
        one(
            ReportRoute.ALL.stream()
                .filter(route -> good(route).json().has(field))
                .filter(route -> isCode(FactForm.schema(route.kind()).getField(field).schema()))
                .toList()));
  }

  private static boolean isCode(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().stream().anyMatch(MalformedReports::isCode)
        : schema.getType() == Schema.Type.ENUM;
  }

  private Good goodOf(FactKind kind) {
    return good(
        ReportRoute.ALL.stream().filter(way -> way.kind() == kind).findFirst().orElseThrow());
  }

  private Sent brokenOff(Good good) {
    String text = goodWith("headCount", "firstDay").json.toString();
    return good.with("broken off", text.substring(0, 1 + random.nextInt(text.length() - 1)));
  }

  private Sent trailing(Good good) {
    return good.with("trailing", good.json + one(List.of("x", "{}", "]", ",", "\u0000")));
  }

  private Sent noObject(Good good) {
    return good.with(
        "no object", one(List.of("[]", "null", "\"text\"", "42", "true", "[{}]", " ", "NaN")));
  }

  private Sent unknownField(Good good) {
    good.json.put(one(List.of("hedCount", "", "admin", "__proto__", "REPORTER", "受援")), 1);
    return good.with("unknown field", good.json);
  }

  private Sent missingField(Good unused) {
    Good good = goodWith(one(List.of("reason", "headCount", "documentNumber", "struck", "title")));
    Schema schema = FactForm.schema(good.route.kind());
    List<String> required =
        schema.getFields().stream()
            .filter(f -> !f.hasDefaultValue() && f.schema().getType() != Schema.Type.ARRAY)
            .map(Schema.Field::name)
            .filter(good.json::has)
            .filter(name -> !name.equals(good.route.idField().orElse("")))
            .filter(name -> !FactReader.optional(good.route.kind()).contains(name))
            .toList();
    if (required.isEmpty()) {
      return unknownField(good);
    }
    String field = one(required);
    if (random.nextBoolean()) {
      good.json.remove(field);
    } else {
      good.json.putNull(field);
    }
    return good.with("missing " + field, good.json);
  }

  private Sent wrongType(Good unused) {
    Good good = goodWith(one(List.of("reason", "headCount", "documentNumber", "struck", "title")));
    String field = one(new ArrayList<>(good.json.propertyNames()));
    JsonNode value = good.json.get(field);
    ArrayNode list = JsonMapper.shared().createArrayNode().add(7.5);
    switch (random.nextInt(3)) {
      case 0 -> good.json.putObject(field).put("x", 1);
      case 1 -> good.json.set(field, list);
      default -> {
        if (value.isNumber()) {
          good.json.put(field, "7");
        } else {
          good.json.put(field, 7);
        }
      }
    }
    return good.with("wrong type of " + field, good.json);
  }

  private Sent wrongCheckDigit(Good unused) {
    String field = one(List.of("receiver", "lender", "confirmedBy", "struck", "lenders"));
    Good good = goodWith(field);
    String wrong =
        one(List.of("131040", "13104", "1310411", "", "13104x", "１３１０４０", "000000", "-31041"));
    if (good.json.get(field) instanceof ArrayNode codes) {
      codes.removeAll();
      codes.add(wrong);
    } else {
      good.json.put(field, wrong);
    }
    return good.with("code " + wrong, good.json);
  }

  private Sent wrongPeriod(Good unused) {
    Good good = goodWith("firstDay", "lastDay", "taskTypes");
    if (random.nextBoolean()) {
      good = goodWith("firstDay", "lastDay", "receiver");
    }
    good.json.put("lastDay", one(List.of("2024-01-04", "2025-01-06", "1989-12-31", "2101-01-01")));
    return good.with("period", good.json);
  }

  private Sent wrongHeadCount(Good unused) {
    Good good = goodWith("headCount");
    good.json.set(
        "headCount",
        JsonMapper.shared()
            .readTree(one(List.of("0", "-1", "1001", "2147483648", "1.5", "1e99999", "\"3\""))));
    return good.with("head-count", good.json);
  }

  private Sent unknownCode(Good unused) {
    String field =
        one(List.of("taskType", "priority", "hazard", "costBearer", "reason", "role", "rule"));
    Good good = goodWithCode(field);
    good.json.put(field, one(List.of("UNKNOWN", "", "shelter_operation", "避難所運営", "0")));
    return good.with("code of " + field, good.json);
  }

  private Sent wrongDate(Good unused) {
    String field = one(List.of("firstDay", "lastDay", "validFrom", "validTo"));
    Good good = goodWith(field);
    good.json.put(
        field,
        one(
            List.of(
                "2024-02-30",
                "05/01/2024",
                "令和6年1月5日",
                "2024-1-5",
                "",
                "2024-01-05T00:00:00Z",
                "+999999999-12-31",
                "0001-01-01")));
    return good.with("date of " + field, good.json);
  }

  private Sent wrongText(Good unused) {
    String field = one(List.of("damage", "place", "route", "name", "title", "documentNumber"));
    Good good = goodWith(field);
    good.json.put(
        field, one(List.of("", " ", "\t", "あ".repeat(501), "a\u0007b", "a\u0000", "\ud800", "　")));
    return good.with("text of " + field, good.json);
  }

  private Sent sameFieldTwice(Good unused) {
    Good good = goodWith("headCount");
    String text = good.json.toString();
    return good.with("twice", text.substring(0, text.length() - 1) + ",\"headCount\":3}");
  }

  private Sent notUtf8(Good good) {
    byte[] body =
        one(
            List.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0},
                new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'},
                new byte[] {0, 0, 0, 0},
                "{\"damage\":\"被害\"}".getBytes(java.nio.charset.Charset.forName("Shift_JIS"))));
    return new Sent(
        "no UTF-8", "POST", good.path, body, Map.of("Content-Type", "application/json"));
  }

  private Sent tooDeep(Good good) {
    int depth = 600 + random.nextInt(20_000);
    return good.with("deep", "{\"damage\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
  }

  private Sent wrongMediaType(Good unused) {
    return goodWith("headCount")
        .headed(
            "media type",
            Map.of(
                "Content-Type",
                one(
                    List.of(
                        "text/plain",
                        "application/xml",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "application/json; charset=utf-16",
                        "nonsense"))));
  }

  private Sent tooLarge(Good unused) {
    Good good = goodWith("damage");
    good.json.put("damage", "x".repeat(JsonBody.LARGEST + random.nextInt(10_000)));
    return good.with("too large", good.json);
  }

  private Sent wrongMethod(Good good) {
    Sent sent = good.with("", good.json);
    String method = one(List.of("GET", "PUT", "DELETE", "PATCH"));
    return new Sent("method " + method, method, good.path, sent.body(), sent.headers());
  }

  private Sent wrongPath(Good good) {
    return good.at(
        "path",
        one(
            List.of(
                "/api",
                "/api/",
                "/api/nothing",
                "/api/requests/",
                "/api/requests/an-id",
                "/api/requests/an-id/nothing",
                "/api/dispatches/an-id",
                "/api/Requests",
                "/api/requests/an-id/amend/x")));
  }

  private Sent wrongParameter(Good good) {
    return good.at(
        "parameter",
        good.path
            + one(
                List.of(
                    "?drill=none-such",
                    "?drill=",
                    "?drill=NOTO",
                    "?drill=../live",
                    "?dril=x",
                    "?drill=a&drill=b",
                    "?drill=live%20",
                    "?x=y")));
  }

  private Sent wrongKey(Good good) {
    return good.headed(
        "key",
        Map.of("Idempotency-Key", one(List.of("", "\"\"", "two words", "k".repeat(256), "a\tb"))));
  }

  private Sent wrongReporter(Good good) {
    good.json.set(
        "reporter",
        JsonMapper.shared()
            .readTree(
                one(
                    List.of(
                        "\"me\"",
                        "{}",
                        "[]",
                        "{\"role\":\"WARD\"}",
                        "{\"role\":\"KING\",\"body\":\"131041\"}",
                        "{\"role\":\"UNKNOWN\",\"body\":\"131041\"}",
                        "{\"role\":\"WARD\",\"body\":\"131040\"}",
                        "{\"role\":\"DESK\",\"body\":\"tokyo23\"}",
                        "{\"role\":\"COORDINATOR\",\"body\":\"\"}",
                        "{\"role\":\"WARD\",\"body\":\"131041\",\"name\":\"x\"}"))));
    return good.with("reporter", good.json);
  }

  private Sent wrongTime(Good good) {
    good.json.set(
        "occurredAt",
        JsonMapper.shared()
            .readTree(
                one(
                    List.of(
                        "\"yesterday\"",
                        "\"2024-01-01\"",
                        "\"2024-01-01T16:10:00\"",
                        "\"2099-01-01T00:00:00+09:00\"",
                        "\"1980-01-01T00:00:00+09:00\"",
                        "\"+999999999-12-31T23:59:59-18:00\"",
                        "\"-999999999-01-01T00:00:00+18:00\"",
                        "1704092400000",
                        "{}"))));
    return good.with("time", good.json);
  }

  private Sent wrongEventId(Good good) {
    good.json.set(
        "eventId",
        JsonMapper.shared()
            .readTree(one(List.of("\"\"", "\"1-1-1-1-1\"", "\"not-a-uuid\"", "7", "[]", "{}"))));
    return good.with("event id", good.json);
  }

  private Sent wrongNetwork(Good good) {
    good.json.set(
        "network",
        JsonMapper.shared()
            .readTree(
                one(
                    List.of(
                        "\"\"",
                        "\"a b\"",
                        "\"../x\"",
                        "7",
                        "[]",
                        "\"東京\"",
                        "\"a/b\"",
                        "\"%41\""))));
    return good.with("network", good.json);
  }

  private Sent wrongPathId(Good unused) {
    ReportRoute route =
        one(ReportRoute.ALL.stream().filter(way -> way.path().contains("{id}")).toList());
    Good good = good(route);
    String id =
        one(List.of("%20", "a%20b", "x".repeat(80), "%E6%9D%B1", "-a", ".a", "a%3Cb", "a'b"));
    return good.at("path id " + id, route.path().replace("{id}", id));
  }

  private Sent contradictedId(Good unused) {
    ReportRoute route =
        one(ReportRoute.ALL.stream().filter(way -> way.path().contains("{id}")).toList());
    Good good = good(route);
    String field = route.idField().orElseThrow();
    if (field.equals("dispatch")) {
      good.json.putObject(field).put("dispatchId", "another-id");
    } else {
      good.json.put(field, "another-id");
    }
    return good.with("contradicted id", good.json);
  }

  private Sent wrongKind(Good good) {
    ObjectNode json = good.json.deepCopy();
    switch (random.nextInt(5)) {
      case 0 -> json.put("kind", "AidRequest");
      case 4 -> json.put("fact", "AidRequest");
      case 1 -> json.put("kind", 7);
      case 2 -> json.putNull("kind");
      default -> json.put("kind", "AID_REQUESTED");
    }
    return new Good(good.route, ReportRoute.ANY, json).with("kind", json);
  }

  private Sent wrongNeeds(Good unused) {
    Good good = goodOf(FactKind.AID_REQUESTED);
    String days = "{\"firstDay\":\"%s\",\"lastDay\":\"%s\",\"headCount\":%s}";
    String right = days.formatted("2024-01-05", "2024-01-10", 20);
    good.json.set(
        "needs",
        JsonMapper.shared()
            .readTree(
                one(
                    List.of(
                        "{}",
                        "[{}]",
                        "[5]",
                        "[" + days.formatted("2024-01-05", "2024-01-10", 19) + "]",
                        "[" + days.formatted("2024-01-10", "2024-01-05", 20) + "]",
                        "[" + days.formatted("2024-01-04", "2024-01-10", 20) + "]",
                        "[" + days.formatted("2024-01-05", "2024-01-21", 20) + "]",
                        "[" + right + "," + right + "]",
                        "[" + right + "," + days.formatted("2024-01-10", "2024-01-11", 1) + "]",
                        "[" + right + "," + days.formatted("2024-01-11", "2024-01-12", -1) + "]",
                        "[" + right + "," + days.formatted("2024-01-11", "2024-01-12", 1001) + "]",
                        "[" + right + "," + days.formatted("2024-01-11", "2024-01-12", 0.5) + "]",
                        java.util.Collections.nCopies(367, right).toString()))));
    return good.with("needs", good.json);
  }

  private Sent wrongAmendment(Good unused) {
    Good good = goodOf(FactKind.AID_REQUEST_AMENDED);
    good.json.set(
        "needs",
        JsonMapper.shared()
            .readTree(
                "[{\"firstDay\":\"2024-01-05\",\"lastDay\":\"2024-01-06\",\"headCount\":0}]"));
    if (random.nextBoolean()) {
      good.json.remove("headCount");
    }
    return good.with("amendment", good.json);
  }

  private Sent wrongTour(Good unused) {
    Good good = goodOf(random.nextBoolean() ? FactKind.AID_REQUESTED : FactKind.AGREEMENT_SIGNED);
    String field =
        good.json.has("overlapDays")
            ? "overlapDays"
            : one(List.of("travelDays", "recallNoticeDays", "longestTourDays"));
    good.json.put(field, one(List.of(-1, 367, Integer.MAX_VALUE)));
    return good.with("tour", good.json);
  }

  private Sent wrongLimits(Good unused) {
    Good good = goodOf(FactKind.LENDER_LIMITS_SET);
    good.json.set(
        "limits",
        JsonMapper.shared()
            .readTree(
                one(
                    List.of(
                        "{}",
                        "[{}]",
                        "[{\"headCount\":-1}]",
                        "[{\"headCount\":1001}]",
                        "[{\"headCount\":1},{\"headCount\":1}]",
                        "[{\"taskType\":\"UNKNOWN\",\"headCount\":1}]",
                        "[{\"taskType\":\"SEWER\",\"headCount\":1},"
                            + "{\"taskType\":\"SEWER\",\"headCount\":2}]"))));
    return good.with("limits", good.json);
  }

  private Sent wrongOverride(Good unused) {
    Good good = goodOf(FactKind.OVERRIDE_MADE);
    switch (random.nextInt(5)) {
      case 0 -> good.json.put("kind", one(List.of("PIN", "FORBID", "REPRIORITISE", "UNKNOWN")));
      case 1 -> good.json.remove("lender");
      case 2 -> good.json.remove("rule");
      case 3 -> good.json.put("priority", "URGENT");
      default -> good.json.put("reason", " ");
    }
    return good.with("override", good.json);
  }

  private Sent wrongExtensionAnswer(Good unused) {
    Good good = goodOf(FactKind.EXTENSION_ANSWERED);
    switch (random.nextInt(3)) {
      case 0 -> good.json.put("granted", true);
      case 1 -> good.json.remove("reason");
      default -> good.json.put("granted", "no");
    }
    return good.with("answer to an extension", good.json);
  }

  private Sent reasonOfKizuna(Good unused) {
    Good good = goodWithCode("reason");
    good.json.put("reason", "REARRANGED");
    return good.with("a reason of Kizuna itself", good.json);
  }

  private Sent intoItself(Good unused) {
    Good good = goodOf(FactKind.AID_REQUEST_MERGED);
    good.json.put("into", one(List.of("an-id", "", "a/b")));
    return good.with("merged into itself", good.json);
  }

  private <T> T one(List<T> of) {
    if (of.isEmpty()) {
      throw new IllegalStateException("expected something to choose from, but nothing");
    }
    return of.get(random.nextInt(of.size()));
  }

  static String text(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
