package kizuna.producers;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.codes.FactKind;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
import kizuna.schemas.access.SignedTokens;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.states.Owner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every way in × every role × its own, another's and what is not there: each cell is asked over
 * HTTP and answered as the one table below says. A way in that the table does not know fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The table. Letters of a cell, for live: {@code +} taken whoever's it is, {@code o} taken if it
   * is the caller's own (another's, and what is not there: 404), {@code n} taken in the caller's
   * own name (in another's: 403), {@code -} never (403). A coordinator's own is what is of its
   * network. Not in the table, because it is the same everywhere: no token, an expired, a forged
   * and another application's get 401; VIEWER, SERVICE and, in live, DIRECTOR 403; OPERATOR and, in
   * a drill, DIRECTOR speak for anybody.
   */
  private static final String TABLE =
      """
      path                                        DESK WARD COORDINATOR
      /api/disasters                              n    n    n
      /api/disasters/{id}/join                    -    -    o
      /api/disasters/{id}/end                     +    +    o
      /api/disasters/{id}/reopen                  +    +    o
      /api/disasters/{id}/correct                 +    +    o
      /api/lenders/{id}/join                      -    -    o
      /api/lenders/{id}/leave                     -    -    o
      /api/network-terms                          -    -    o
      /api/requests                               n    -    n
      /api/requests/{id}/document                 o    -    o
      /api/requests/{id}/amend                    o    -    o
      /api/requests/{id}/cancel                   o    -    o
      /api/requests/{id}/merge                    o    -    o
      /api/offers                                 -    n    n
      /api/offers/{id}/withdraw                   -    o    o
      /api/offers/{id}/reject                     o    -    o
      /api/lenders/{id}/limits                    -    o    o
      /api/agreements                             -    -    n
      /api/agreements/{id}/plan-confirmations     o    o    o
      /api/agreements/{id}/end                    -    -    o
      /api/agreements/{id}/suspend                -    -    o
      /api/agreements/{id}/resume                 -    -    o
      /api/counterparts                           n    -    n
      /api/counterparts/relieve                   o    -    o
      /api/duty-desks                             n    n    n
      /api/lessons                                n    n    n
      /api/lessons/{id}/close                     o    o    o
      /api/contact-tests                          n    n    n
      /api/contact-tests/{id}/answer              o    o    o
      /api/clock                                  -    -    o
      /api/overrides                              -    -    o
      /api/overrides/{id}/revoke                  -    -    o
      /api/dispatches/{id}/confirm                -    o    o
      /api/dispatches/{id}/decline                -    o    o
      /api/dispatches/{id}/cancel                 o    o    o
      /api/dispatches/{id}/depart                 -    o    o
      /api/dispatches/{id}/arrive                 o    o    o
      /api/dispatches/{id}/handover               o    o    o
      /api/dispatches/{id}/ask-extension          o    -    o
      /api/dispatches/{id}/answer-extension       -    o    o
      /api/dispatches/{id}/retask                 o    -    o
      /api/dispatches/{id}/recall                 -    o    o
      /api/dispatches/{id}/release                o    -    o
      /api/dispatches/{id}/return                 -    o    o
      /api/dispatches/{id}/retract                o    o    o
      """;

  private static final String DESK = "172049";
  private static final String OTHER_DESK = "172057";
  private static final String WARD = "131041";
  private static final String OTHER_WARD = "131059";

  /** Who asks: a name of the column, and its token. */
  private record Who(String name, String role, String authorization) {

    /** Whether its token is in force and of this installation. */
    boolean isKnown() {
      return !role.equals("none");
    }
  }

  private static final String DRILL = "matrix-1";

  private static final List<Who> EVERYBODY =
      List.of(
          new Who("none", "none", OpenDoor.NOBODY),
          new Who("expired", "none", OpenDoor.TOKENS.expired("OPERATOR", null)),
          new Who("endless", "none", OpenDoor.TOKENS.endless("OPERATOR", null)),
          new Who("encrypted", "none", SignedTokens.encrypted()),
          new Who("forged", "none", new SignedTokens().bearer("OPERATOR", null)),
          new Who("another's", "none", OpenDoor.TOKENS.meantForAnother("OPERATOR", null)),
          new Who("anybody's", "none", OpenDoor.TOKENS.meantForNobody("OPERATOR", null)),
          who("VIEWER", null),
          who("DESK", DESK),
          who("WARD", WARD),
          who("COORDINATOR", "tokyo23"),
          who("DIRECTOR", null),
          new Who("DIRECTOR in a drill", "OPERATOR", OpenDoor.TOKENS.bearer("DIRECTOR", null)),
          who("OPERATOR", null),
          who("SERVICE", null));

  private enum Whose {
    OWN,
    ANOTHERS,
    NOBODYS
  }

  private static Who who(String role, @Nullable String body) {
    return new Who(role, role, OpenDoor.TOKENS.bearer(role, body));
  }

  private OpenDoor door;
  private Map<String, JsonNode> examples;

  @BeforeAll
  void open() throws IOException {
    door = new OpenDoor();
    door.lessonsAreTested();
    examples = new TreeMap<>();
    try (var in = AccessMatrixTest.class.getResourceAsStream("examples.json")) {
      JSON.readTree(in).properties().forEach(e -> examples.put(e.getKey(), e.getValue()));
    }
  }

  @AfterAll
  void shut() {
    door.close();
  }

  @BeforeEach
  void things() {
    door.log.clear();
    door.drills.add(Namespace.drill(DRILL));
    door.owned.clear();
    own("tokyo23", "own", DESK, WARD);
    own("tokyo23", "anothers", OTHER_DESK, OTHER_WARD);
    own("osaka", "osakas", DESK, WARD);
  }

  private void own(String network, String name, String receiver, String lender) {
    door.owned.put(network + "/REQUEST/req-" + name, new Owner(receiver, null, null));
    door.owned.put(network + "/OFFER/off-" + name, new Owner(null, lender, "req-" + name));
    door.owned.put(network + "/DISPATCH/dsp-" + name, new Owner(receiver, lender, null));
  }

  private static Map<String, Map<String, String>> table() {
    List<String> lines = TABLE.lines().toList();
    String[] head = lines.get(0).trim().split("\\s+", -1);
    Map<String, Map<String, String>> table = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.trim().split("\\s+", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i < cells.length; i++) {
        row.put(head[i], cells[i]);
      }
      table.put(cells[0], row);
    }
    return table;
  }

  private static int expected(Who who, String cell, Whose whose) {
    if (who.role().equals("none")) {
      return 401;
    }
    if (who.role().equals("OPERATOR")) {
      return 202;
    }
    return switch (cell) {
      case "-" -> 403;
      case "+" -> 202;
      case "n" -> whose == Whose.OWN ? 202 : 403;
      case "o" -> whose == Whose.OWN ? 202 : 404;
      default -> throw new IllegalStateException("expected a cell of the table, but " + cell);
    };
  }

  @Test
  void everyCellIsAsTheTableSays() throws Exception {
    Map<String, Map<String, String>> table = table();
    assertThat(table.keySet())
        .as("the table knows every way in, and no other")
        .containsExactlyInAnyOrderElementsOf(
            ReportRoute.ALL.stream().map(ReportRoute::path).toList());
    StringBuilder page =
        new StringBuilder("# Who may report what: each cell as it was answered\n\n");
    page.append("Own / another's / not there; live, where the column does not say otherwise.\n\n");
    page.append("| path | ");
    EVERYBODY.forEach(who -> page.append(who.name()).append(" | "));
    page.append("\n|---|").append("---|".repeat(EVERYBODY.size())).append("\n");
    List<String> wrong = new ArrayList<>();
    int cells = 0;
    for (ReportRoute route : ReportRoute.ALL) {
      Map<String, String> row = table.getOrDefault(route.path(), Map.of());
      page.append("| `").append(route.path()).append("` | ");
      for (Who who : EVERYBODY) {
        List<String> answers = new ArrayList<>();
        for (Whose whose : Whose.values()) {
          boolean through = cells++ % 3 == 0;
          int before = door.taken().size();
          Answer answer = ask(route, who, whose, through);
          int expected = expected(who, row.getOrDefault(who.role(), "-"), whose);
          answers.add(Integer.toString(answer.status()));
          boolean changed = door.taken().size() > before;
          if (answer.status() != expected || changed != (expected == 202)) {
            wrong.add(
                route.path()
                    + " "
                    + who.name()
                    + " "
                    + whose
                    + ": expected "
                    + expected
                    + ", but "
                    + answer.status()
                    + " "
                    + answer.body()
                    + (changed ? ", and it was taken" : ""));
          }
        }
        page.append(String.join(" / ", answers)).append(" | ");
      }
      page.append("\n");
    }
    page.append(
        "\nNo token, an expired, a forged and another application's: 401 at every path of this module but its health.\n");
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/access-matrix.md"), page);
    assertThat(wrong).isEmpty();
    assertThat(cells).isEqualTo(ReportRoute.ALL.size() * EVERYBODY.size() * 3);
  }

  /** What another's id and an id that is not there are told apart by: nothing. */
  @Test
  void anothersIsAnsweredWordForWordAsWhatIsNotThere() throws Exception {
    for (Who who : EVERYBODY) {
      if (!List.of("DESK", "WARD", "COORDINATOR").contains(who.name())) {
        continue;
      }
      for (ReportRoute route : ReportRoute.ALL) {
        Answer anothers = ask(route, who, Whose.ANOTHERS, false);
        Answer nobodys = ask(route, who, Whose.NOBODYS, false);
        if (anothers.status() == 404) {
          assertThat(text(anothers)).as(who.name() + " " + route.path()).isEqualTo(text(nobodys));
          assertThat(headers(anothers)).isEqualTo(headers(nobodys));
        }
      }
    }
  }

  /** Without what the connection says of itself, which changes with how often it was used. */
  private static TreeSet<String> headers(Answer answer) {
    TreeSet<String> names = new TreeSet<>(answer.response().headers().map().keySet());
    names.removeAll(List.of("connection", "keep-alive"));
    return names;
  }

  private static String text(Answer answer) {
    return answer
        .body()
        .toString()
        .replaceAll("(req|off|dsp|agr|ovr|les|con)-[a-z]+|1310[45][19]|131067", "ID");
  }

  /** Every fourth cell or so goes by the address that takes any fact: the rules are the same. */
  private Answer ask(ReportRoute route, Who who, Whose whose, boolean byAnyFact) throws Exception {
    String drill = who.name().contains("drill") ? "?drill=" + DRILL : "";
    ObjectNode body = body(route, who, whose);
    String path = route.path();
    if (byAnyFact) {
      ObjectNode any = JSON.createObjectNode();
      any.put(FactAssembler.nameOfKind(route.kind()), FactForm.name(route.kind()));
      any.setAll(body);
      return door.post(
          ReportRoute.ANY + drill, any.toString(), OpenDoor.AUTHORIZATION, who.authorization());
    }
    if (path.contains("{id}")) {
      String field = route.idField().orElseThrow();
      JsonNode id = body.remove(field);
      path = path.replace("{id}", id.isObject() ? id.path("dispatchId").asString() : id.asString());
    }
    return door.post(path + drill, body.toString(), OpenDoor.AUTHORIZATION, who.authorization());
  }

  /** The example of the description, about what is the caller's own, another's, or nobody's. */
  private ObjectNode body(ReportRoute route, Who who, Whose whose) {
    ObjectNode body =
        (ObjectNode)
            examples.getOrDefault(FactForm.name(route.kind()), JSON.createObjectNode()).deepCopy();
    boolean network = who.name().equals("COORDINATOR");
    String suffix =
        switch (whose) {
          case OWN -> "own";
          case ANOTHERS -> network ? "osakas" : "anothers";
          case NOBODYS -> "nobodys";
        };
    boolean own = whose == Whose.OWN;
    String desk = own ? DESK : OTHER_DESK;
    String ward = own ? WARD : whose == Whose.ANOTHERS ? OTHER_WARD : "131067";
    if (network && !own) {
      body.put("network", "osaka"); // Records of other networks, or of none.
    }
    for (String field : new TreeSet<>(body.propertyNames())) {
      switch (field) {
        case "requestId" -> body.put(field, "req-" + suffix);
        case "offerId" -> body.put(field, "off-" + suffix);
        case "agreementId" -> body.put(field, "agr-" + suffix);
        case "overrideId" -> body.put(field, "ovr-" + suffix);
        case "lessonId" -> body.put(field, "les-" + suffix);
        case "testId" -> body.put(field, "con-" + suffix);
        case "receiver" -> body.put(field, desk);
        case "lender" -> body.put(field, ward);
        case "body" -> body.put(field, who.role().equals("DESK") ? desk : ward);
        case "confirmedBy", "ownerBody", "sentBy", "answeredBy" ->
            body.put(field, who.role().equals("DESK") ? desk : ward);
        case "struck" -> body.putArray(field).add(who.role().equals("WARD") ? ward : desk);
        case "dispatch" -> body.putObject(field).put("dispatchId", "dsp-" + suffix);
        default -> {}
      }
    }
    if (route.kind() == FactKind.COUNTERPART_RELIEVED || route.kind() == FactKind.OVERRIDE_MADE) {
      body.remove("handsOverTo");
    }
    return body;
  }

  /** The router is asked what it serves: what is not in a table here was forgotten. */
  @Test
  void noWayInIsOutsideTheTables() throws Exception {
    TreeSet<String> served = new TreeSet<>();
    RouterFunction<?> router = door.bean(RouterFunction.class);
    router.accept(new Collected(served));
    TreeSet<String> known = new TreeSet<>(table().keySet());
    known.add(ReportRoute.ANY);
    known.add(BatchController.PATH);
    known.add(DenialController.PATH);
    known.addAll(List.of(DrillController.ORDERS, DrillController.EVENTS, DrillController.LOGS));
    known.add("/api/**"); // Answered with "no such address".

    assertThat(served).isEqualTo(known);
    for (Who who : EVERYBODY) {
      if (who.isKnown()) {
        continue;
      }
      for (String path :
          List.of(
              "/",
              "/v3/api-docs",
              "/swagger-ui/index.html",
              "/api/nothing",
              "/anything",
              BatchController.PATH,
              ReportRoute.ANY)) {
        assertThat(door.post(path, "{}", OpenDoor.AUTHORIZATION, who.authorization()).status())
            .as(who.name() + " " + path)
            .isEqualTo(401);
      }
    }
    for (Who who : EVERYBODY) {
      int expected = !who.isKnown() ? 401 : who.role().equals("SERVICE") ? 202 : 403;
      assertThat(
              door.post(
                      DenialController.PATH,
                      "{\"account\":\"a\",\"role\":\"VIEWER\",\"method\":\"GET\",\"path\":\"/x\","
                          + "\"code\":\"RESTRICTED_READ\"}",
                      OpenDoor.AUTHORIZATION,
                      who.authorization())
                  .status())
          .as(who.name())
          .isEqualTo(expected);
    }
    assertThat(door.taken()).isEmpty();
    await("what the door was told is in the log, beside what it refused itself")
        .until(() -> door.denials(1).stream().anyMatch(one -> "a".equals(one.getAccount())));
  }

  /** What Kizuna alone says can be said by nobody, in whatever name. */
  @Test
  void factsOfKizunaItselfAreReportedByNobody() throws Exception {
    List<FactKind> own = new ArrayList<>(FactKinds.kinds());
    own.removeAll(FactAssembler.reportable());
    assertThat(own)
        .containsExactlyInAnyOrder(
            FactKind.TIME_PASSED,
            FactKind.ESCALATION_ANSWERED,
            FactKind.ACCESS_DENIED,
            FactKind.RULES_ADOPTED);
    for (FactKind kind : own) {
      for (Who who : EVERYBODY) {
        if (!who.isKnown()) {
          continue;
        }
        String drill = who.name().contains("drill") ? "?drill=" + DRILL : "";
        assertThat(
                door.post(
                        ReportRoute.ANY + drill,
                        "{\"kind\":\"" + FactForm.name(kind) + "\"}",
                        OpenDoor.AUTHORIZATION,
                        who.authorization())
                    .status())
            .as(who.name() + " " + kind)
            .isEqualTo(403);
      }
    }
    assertThat(door.taken()).isEmpty();
  }

  /** Gathers the paths of a router. */
  private static final class Collected
      implements RouterFunctions.Visitor, RequestPredicates.Visitor {
    private final TreeSet<String> paths;

    Collected(TreeSet<String> paths) {
      this.paths = paths;
    }

    @Override
    public void path(String pattern) {
      paths.add(pattern);
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
      predicate.accept(this);
    }

    @Override
    public void startNested(RequestPredicate predicate) {}

    @Override
    public void endNested(RequestPredicate predicate) {}

    @Override
    public void resources(
        java.util.function.Function<
                ServerRequest, java.util.Optional<org.springframework.core.io.Resource>>
            lookup) {}

    @Override
    public void attributes(Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> router) {}

    @Override
    public void method(java.util.Set<org.springframework.http.HttpMethod> methods) {}

    @Override
    public void header(String name, String value) {}

    @Override
    @Deprecated
    public void pathExtension(String extension) {}

    @Override
    public void param(String name, String value) {}

    @Override
    public void version(String version) {}

    @Override
    public void startAnd() {}

    @Override
    public void and() {}

    @Override
    public void endAnd() {}

    @Override
    public void startOr() {}

    @Override
    public void or() {}

    @Override
    public void endOr() {}

    @Override
    public void startNegate() {}

    @Override
    public void endNegate() {}

    @Override
    public void unknown(RequestPredicate predicate) {}
  }
}
