package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.edge.ReadRoute;
import kizuna.facts.AccessDenied;
import kizuna.schemas.Namespace;
import kizuna.schemas.access.SignedTokens;
import kizuna.schemas.form.FactForm;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.ledger.database.LedgerDatabase;
import kizuna.streams.ledger.projection.Projections;
import kizuna.streams.topology.DecidedLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every address that reads × every role × its own and another's: each cell is asked over HTTP and
 * answered as the one table below says. An address that Spring serves and the table does not know
 * fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadMatrixTest {

  /** Who reads an address. */
  private enum Readers {
    /** Everybody who is signed in and no service. */
    ALL,
    /** Coordinators and the operator. */
    OVERSEERS,
    /** Coordinators, the operator, and a drill's director in a drill. */
    COORDINATING,
    /** The desk whose code is in the path, and who coordinates. */
    DESK,
    /** The ward whose code is in the path, and who coordinates. */
    WARD,
    /** As ALL; without a question the answer is 400. */
    WITH_A_QUESTION,
    /** Everybody at all: it holds no data. */
    PUBLIC
  }

  /** The table. */
  private static final Map<String, Readers> TABLE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("/api/denials", Readers.OVERSEERS),
              Map.entry("/api/ledger", Readers.ALL),
              Map.entry("/api/ledger.csv", Readers.ALL),
              Map.entry("/api/ledger.xlsx", Readers.ALL),
              Map.entry("/api/search", Readers.ALL),
              Map.entry("/api/requests", Readers.ALL),
              Map.entry("/api/requests/{id}", Readers.ALL),
              Map.entry("/api/requests/{id}/explanation", Readers.ALL),
              Map.entry("/api/requests/{id}/explanation/lenders", Readers.ALL),
              Map.entry("/api/offers", Readers.ALL),
              Map.entry("/api/outcomes/{network}/{offset}", Readers.ALL),
              Map.entry("/api/rejections", Readers.ALL),
              Map.entry(
                  "/api/dead-letters", Readers.ALL), // Their contents have a test of their own.
              Map.entry("/api/meters", Readers.ALL),
              Map.entry("/api/meters.csv", Readers.ALL),
              Map.entry("/api/meters.xlsx", Readers.ALL),
              Map.entry("/api/lenders", Readers.ALL),
              Map.entry("/api/notices", Readers.ALL),
              Map.entry("/api/namespaces", Readers.ALL),
              Map.entry("/api/disasters", Readers.ALL),
              Map.entry("/api/summary", Readers.ALL),
              Map.entry("/api/municipalities", Readers.ALL),
              Map.entry("/api/places", Readers.ALL),
              Map.entry("/api/ledger/{network}/{id}", Readers.ALL),
              Map.entry("/api/past", Readers.ALL),
              Map.entry("/api/timeline", Readers.ALL),
              Map.entry("/api/agreements", Readers.ALL),
              Map.entry("/api/counterparts", Readers.ALL),
              Map.entry(
                  "/api/drill", Readers.ALL), // How much each caller may see has a test of its own.
              Map.entry("/api/duty-desks", Readers.ALL),
              Map.entry("/api/lessons", Readers.ALL),
              Map.entry("/api/contact-tests", Readers.ALL),
              Map.entry("/api/partners/{code}", Readers.ALL),
              Map.entry("/api/partners/{code}/{other}", Readers.ALL),
              Map.entry("/api/report", Readers.ALL),
              Map.entry("/api/report.zip", Readers.ALL),
              Map.entry("/api/clock", Readers.ALL),
              Map.entry("/api/overrides", Readers.ALL),
              Map.entry("/api/escalations", Readers.ALL),
              Map.entry("/api/preview", Readers.WITH_A_QUESTION),
              Map.entry("/api/desks/{code}", Readers.DESK),
              Map.entry("/api/lenders/{code}", Readers.WARD),
              Map.entry("/api/wards/{code}", Readers.WARD),
              Map.entry("/api/what-if", Readers.COORDINATING),
              Map.entry("/api/words", Readers.ALL),
              Map.entry("/api/stream", Readers.ALL)));

  private static final String DRILL = "matrix-1";
  private static final String DESK = "172049";
  private static final String WARD = "131121";
  private static final int RAW_LETTER_BYTES = 3;

  /** An object with more members is a dictionary. */
  private static final int MAX_MEMBERS = 60;

  private static final String PREVIEW = "/api/preview";

  /** Who asks, and whether in a drill. */
  private record Who(String name, String authorization, boolean known, boolean coordinates) {}

  private static final List<Who> EVERYBODY =
      List.of(
          new Who("none", "", false, false),
          new Who("expired", BoardFixture.TOKENS.expired("OPERATOR", null), false, false),
          new Who("endless", BoardFixture.TOKENS.endless("OPERATOR", null), false, false),
          new Who("encrypted", SignedTokens.encrypted(), false, false),
          new Who("forged", new SignedTokens().bearer("OPERATOR", null), false, false),
          new Who("another's", BoardFixture.TOKENS.meantForAnother("OPERATOR", null), false, false),
          new Who("anybody's", BoardFixture.TOKENS.meantForNobody("OPERATOR", null), false, false),
          who("VIEWER", null, false),
          who("DESK", DESK, false),
          who("WARD", WARD, false),
          who("COORDINATOR", "tokyo23", true),
          who("DIRECTOR", null, false),
          new Who("DIRECTOR in a drill", BoardFixture.TOKENS.bearer("DIRECTOR", null), true, true),
          who("OPERATOR", null, true),
          who("SERVICE", null, false));

  private static Who who(String role, @Nullable String body, boolean coordinates) {
    return new Who(role, BoardFixture.TOKENS.bearer(role, body), true, coordinates);
  }

  private BoardFixture board;

  @BeforeAll
  void open() {
    board = new BoardFixture();
    board.doorIsSignedInAs(null, null);
    board.namespaces.put(Namespace.drill(DRILL), "matrix");
    SampleBoard.fill(board.topics.log(Namespace.drill(DRILL)), OperationMode.EXERCISE);
    DecidedLog live = board.topics.log(Namespace.LIVE);
    SampleBoard.fill(live, OperationMode.ACTUAL);
    live.put(
        "tokyo23".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[RAW_LETTER_BYTES]);
    live.put(denied("a-1", "/api/offers/<script>alert(1)</script>"));
    live.put(denied("a-2", "/api/desks/172057"));
  }

  private static kizuna.facts.Fact denied(String account, String path) {
    java.time.Instant at = java.time.Instant.parse("2024-01-20T00:00:00Z");
    return FactForm.envelope(
        java.util.UUID.randomUUID(),
        "tokyo23",
        at,
        at,
        new kizuna.facts.Reporter(Role.SYSTEM, "kizuna"),
        OperationMode.ACTUAL,
        AccessDenied.newBuilder()
            .setAccount(account)
            .setRole(AccountRole.WARD)
            .setBody(WARD)
            .setMethod("POST")
            .setPath(path)
            .setAttempted(FactKind.OFFER_WITHDRAWN)
            .setAbout("off-1")
            .setCode(DenialCode.NOT_YOURS)
            .setSuppressed(2)
            .build());
  }

  @AfterAll
  void close() {
    board.close();
  }

  @Test
  void aDrillIsFoundByItsNameWhereItHasOneRun() {
    String operator = BoardFixture.TOKENS.bearer("OPERATOR", null);
    HttpResponse<String> found = board.get("/api/summary?drill=matrix", "Authorization", operator);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).contains("\"drill\":\"" + DRILL + "\"");
  }

  private HttpResponse<?> ask(String path, Who who) {
    String drill =
        who.name().contains("drill") && !path.contains("drill=")
            ? (path.contains("?") ? "&" : "?") + "drill=" + DRILL
            : "";
    String[] headers =
        who.authorization().isEmpty()
            ? new String[0]
            : new String[] {"Authorization", who.authorization()};
    return path.startsWith("/api/stream")
        ? board.head(path + drill, headers)
        : board.get(path + drill, headers);
  }

  private static int expected(Who who, Readers readers, boolean own) {
    if (readers == Readers.PUBLIC) {
      return 200;
    }
    if (!who.known()) {
      return 401;
    }
    boolean may =
        switch (readers) {
          case ALL, WITH_A_QUESTION, PUBLIC -> true;
          case OVERSEERS -> who.coordinates() && !who.name().startsWith("DIRECTOR");
          case COORDINATING -> who.coordinates();
          case DESK -> who.coordinates() || (own && who.name().equals("DESK"));
          case WARD -> who.coordinates() || (own && who.name().equals("WARD"));
        };
    return !may ? 404 : readers == Readers.WITH_A_QUESTION ? 400 : 200;
  }

  @Test
  void everyCellIsAsTheTableSays() throws IOException {
    StringBuilder page =
        new StringBuilder("# Who reads what: each cell as it was answered\n\n| path | ");
    EVERYBODY.forEach(who -> page.append(who.name()).append(" | "));
    page.append("\n|---|").append("---|".repeat(EVERYBODY.size())).append("\n");
    List<String> wrong = new ArrayList<>();
    TABLE.forEach(
        (path, readers) -> {
          page.append("| `").append(path).append("` | ");
          for (Who who : EVERYBODY) {
            List<String> answers = new ArrayList<>();
            for (boolean own : new boolean[] {true, false}) {
              HttpResponse<?> answer = ask(path(path, readers, own), who);
              int expected = expected(who, readers, own);
              answers.add(Integer.toString(answer.statusCode()));
              boolean told = answer.headers().firstValue(ReadAccess.DENIED).isPresent();
              if (answer.statusCode() != expected || told != (expected == 404)) {
                wrong.add(
                    path
                        + " "
                        + who.name()
                        + (own ? " own" : " another's")
                        + ": expected "
                        + expected
                        + ", but "
                        + answer.statusCode()
                        + " "
                        + answer.body());
              }
              if (readers != Readers.DESK && readers != Readers.WARD) {
                break;
              }
            }
            page.append(String.join(" / ", answers)).append(" | ");
          }
          page.append("\n");
        });
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/access-matrix.md"), page);
    assertThat(wrong).isEmpty();
  }

  private static String path(String path, Readers readers, boolean own) {
    String code = readers == Readers.DESK ? (own ? DESK : "172057") : own ? WARD : "131041";
    return path.replace("/api/desks/{code}", "/api/desks/" + code)
        .replace("/api/wards/{code}", "/api/wards/" + code)
        .replace("/api/lenders/{code}", "/api/lenders/" + code)
        .replace("/api/ledger/{network}/{id}", "/api/ledger/tokyo23/req-wajima-shelter-1")
        .replace("/api/partners/{code}", "/api/partners/131041")
        .replace("{other}", DESK)
        .replaceFirst("^(/api/report(?:.zip)?)$", "$1?drill=" + DRILL)
        .replace("/api/past", "/api/past?at=2024-01-20T00:00:00Z")
        .replace("/api/search", "/api/search?q=wajima")
        .replace("{id}", "req-wajima-shelter")
        .replace("{network}/{offset}", "tokyo23/0");
  }

  @Test
  void noAddressIsOutsideTheTable() {
    TreeSet<String> served = new TreeSet<>();
    for (var mapping : board.beans(RequestMappingHandlerMapping.class)) {
      mapping.getHandlerMethods().keySet().forEach(info -> served.addAll(info.getPatternValues()));
    }
    served.removeIf(
        path ->
            path.startsWith("/actuator")
                || path.equals("${server.error.path:${error.path:/error}}")
                || path.equals("/error"));

    assertThat(served).isEqualTo(new TreeSet<>(TABLE.keySet()));
    assertThat(ReadRoute.ALL).extracting(ReadRoute::path).containsExactlyElementsOf(served);
    for (var mapping : board.beans(RequestMappingHandlerMapping.class)) {
      assertThat(mapping.getHandlerMethods().keySet())
          .filteredOn(info -> info.getPatternValues().stream().anyMatch(served::contains))
          .allMatch(
              info -> info.getMethodsCondition().getMethods().equals(Set.of(RequestMethod.GET)));
    }
  }

  /**
   * What an answer says together was true together. Those that ask the ledger more than once read a
   * decision from Kafka in between, which stays as it is; tables are fetched slowly, as of a moment
   * that is noted first.
   */
  @Test
  void eachAnswerAsksTheLedgerAsOfOneMoment() {
    Map<String, Long> more =
        Map.of(
            "/api/requests/{id}/explanation",
            2L,
            "/api/requests/{id}/explanation/lenders",
            2L,
            "/api/outcomes/{network}/{offset}",
            2L,
            "/api/ledger.csv",
            3L,
            "/api/ledger.xlsx",
            3L);
    String operator = BoardFixture.TOKENS.bearer("OPERATOR", null);
    LedgerDatabase live = board.bean(Projections.class).live().view().database();
    Map<String, Long> wrong = new TreeMap<>();
    for (ReadRoute route : ReadRoute.ALL) {
      if (route.path().equals("/api/stream")) {
        continue;
      }
      String path =
          path(route.path(), Readers.DESK, true)
              .replace("/api/wards/" + DESK, "/api/wards/" + WARD)
              .replace("/api/lenders/" + DESK, "/api/lenders/" + WARD);
      long before = live.answers();
      board.get(path, "Authorization", operator);
      long asked = live.answers() - before;
      if (asked > more.getOrDefault(route.path(), 1L)) {
        wrong.put(route.path(), asked);
      }
    }

    assertThat(wrong).isEmpty();
  }

  /** Each parameter is given twice: a read that reads it before it answers says so. */
  @Test
  void eachReadReadsTheParametersThatTheListNames() {
    String operator = BoardFixture.TOKENS.bearer("OPERATOR", null);
    for (ReadRoute route : ReadRoute.ALL) {
      String path = path(route.path(), Readers.DESK, true);
      String query =
          route.parameters().stream()
              .map(name -> name + "=1&" + name + "=1&")
              .collect(Collectors.joining());
      JsonNode problem =
          board.json(
              path.replaceAll("\\?.*", "") + "?" + query + "lang=en&nothing=1",
              "Authorization",
              operator);

      assertThat(problem.path("code").asString()).as(route.path()).isEqualTo("bad-query");
      TreeSet<String> twice = new TreeSet<>();
      for (JsonNode error : problem.path("errors")) {
        if (error.path("code").asString().equals("TWICE")) {
          twice.add(error.path("path").asString());
        }
      }
      assertThat(twice).as(route.path()).isEqualTo(new TreeSet<>(route.parameters()));
      assertThat(problem.at("/errors/0/code").asString()).isEqualTo("UNKNOWN_FIELD");
    }
  }

  /**
   * An example of the description has the members that the answer has. With {@code
   * -Dkizuna.examples.write=FILE} the answers are written there instead, each list cut to one row.
   */
  @Test
  void theDescriptionsExamplesHaveTheMembersOfTheAnswers() throws IOException {
    String operator = BoardFixture.TOKENS.bearer("OPERATOR", null);
    JsonMapper json = new JsonMapper();
    JsonNode examples;
    try (var in = ReadRoute.class.getResourceAsStream("read-examples.json")) {
      examples = json.readTree(in);
    }
    ObjectNode answers = json.createObjectNode();
    for (ReadRoute route : ReadRoute.ALL) {
      // A preview needs decisions, which do not run here.
      if (!route.mediaType().equals("application/json") || route.path().equals(PREVIEW)) {
        continue;
      }
      String path =
          path(route.path(), Readers.DESK, true)
              .replace("/api/wards/" + DESK, "/api/wards/" + WARD)
              .replace("/api/lenders/" + DESK, "/api/lenders/" + WARD);
      String asked = path + (path.contains("?") ? "&" : "?") + "lang=en";
      JsonNode answer = board.json(asked, "Authorization", operator);
      while (!answer.path("done").asBoolean(true)) { // Repeated until there is a response.
        answer = board.json(asked, "Authorization", operator);
      }
      answers.set(route.path(), shortened(answer));
    }
    String file = System.getProperty("kizuna.examples.write");
    if (file != null) {
      Files.writeString(
          Path.of(file), json.writerWithDefaultPrettyPrinter().writeValueAsString(answers) + "\n");
      return;
    }
    answers
        .properties()
        .forEach(
            answer ->
                assertThat(examples.path(answer.getKey()).propertyNames())
                    .as(answer.getKey())
                    .containsExactlyInAnyOrderElementsOf(answer.getValue().propertyNames()));
    assertThat(examples.size()).isEqualTo(answers.size() + 1);
  }

  /** The first row of each list, and the first members of a dictionary. */
  private static JsonNode shortened(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode one = array.arrayNode();
      array.values().stream().limit(1).forEach(row -> one.add(shortened(row)));
      return one;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode few = object.objectNode();
      object.properties().stream()
          .limit(object.size() > MAX_MEMBERS ? 3 : MAX_MEMBERS)
          .forEach(member -> few.set(member.getKey(), shortened(member.getValue())));
      return few;
    }
    return node;
  }

  @Test
  void whatNobodyMayReadIsAnsweredAsWhatIsNotThere() {
    Who viewer = EVERYBODY.get(3);
    String denied = board.get("/api/denials", "Authorization", viewer.authorization()).body();
    String missing = board.get("/api/nothing", "Authorization", viewer.authorization()).body();

    assertThat(denied.replace("/api/denials", "X")).isEqualTo(missing.replace("/api/nothing", "X"));
  }

  @Test
  void denialsAreToldInSentencesTheNewestFirst() {
    String coordinator = BoardFixture.TOKENS.bearer("COORDINATOR", "tokyo23");
    await("the denials")
        .until(
            () ->
                board.json("/api/denials", "Authorization", coordinator).path("total").asInt()
                    == 2);

    JsonNode rows = board.json("/api/denials?lang=en", "Authorization", coordinator).path("rows");
    JsonNode inJapanese =
        board.json("/api/denials?lang=ja", "Authorization", coordinator).path("rows");
    JsonNode elsewhere =
        board.json(
            "/api/denials", "Authorization", BoardFixture.TOKENS.bearer("COORDINATOR", "osaka"));

    assertThat(rows.get(0).path("account").asString()).isEqualTo("a-2");
    assertThat(rows.get(0).path("sentence").asString())
        .isEqualTo(
            "a-2 (lending ward, Setagaya Ward) tried POST /api/desks/172057 about off-1, which is"
                + " another's. 2 more like it were not recorded one by one.");
    assertThat(inJapanese.get(0).path("sentence").asString()).contains("世田谷区", "ほかに2件");
    assertThat(rows.get(1).path("path").asString()).contains("<script>");
    assertThat(elsewhere.path("total").asInt()).isZero();
    assertThat(
            board
                .get("/api/denials", "Authorization", coordinator)
                .headers()
                .firstValue("Content-Type")
                .orElse(""))
        .startsWith("application/json");
  }

  @Test
  void whatALostReportContainedIsForThoseWhoCoordinate() {
    JsonNode viewer =
        board.json(
            "/api/dead-letters", "Authorization", BoardFixture.TOKENS.bearer("VIEWER", null));
    JsonNode operator =
        board.json(
            "/api/dead-letters", "Authorization", BoardFixture.TOKENS.bearer("OPERATOR", null));

    assertThat(viewer.path("count")).isEqualTo(operator.path("count"));
    assertThat(viewer.path("rows").get(0).has("value")).isFalse();
    assertThat(viewer.path("rows").get(0).path("cause").asString()).isEqualTo("TOO_SHORT");
    assertThat(operator.path("rows").get(0).has("value")).isTrue();
  }
}
