package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.SUZU;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import kizuna.codes.CounterpartRole;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.OperationMode;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AssociationListed;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisasterReopened;
import kizuna.facts.DisastersJoined;
import kizuna.facts.ExtensionRequested;
import kizuna.facts.OverrideMade;
import kizuna.facts.OverrideRevoked;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.RulesAdopted;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * What a desk, a ward and the coordinators read: Wajima asked for six persons; Shinjuku's four are
 * on site, Sumida has not answered for its one; Suzu asked for others, whom nobody can send.
 */
class PartiesOverHttpTest {

  private static final BoardFixture BOARD = new BoardFixture();

  private static final DecidedLog LOG = BOARD.topics.log(Namespace.LIVE);

  @BeforeAll
  static void fill() {
    BOARD.decides((namespace, fact, longest) -> LOG.preview(fact));
    FactBuilder f = new FactBuilder(NETWORK, OperationMode.ACTUAL);
    LOG.put(
        f.networkFormed(SHINJUKU, SUMIDA),
        f.municipalities(),
        f.fact(
            Role.SYSTEM,
            "kizuna",
            FactKind.ASSOCIATION_LISTED,
            new AssociationListed("ishikawa", "石川県市長会", List.of(WAJIMA, SUZU), "test")),
        f.agreement(),
        f.agreement(
            "only-sumida", 1, List.of(SUMIDA), List.of(SUZU), List.of(TaskType.SEWER), 3, null),
        f.planConfirmed("kyotei", SHINJUKU),
        f.fact(
            Role.DESK,
            WAJIMA,
            FactKind.PLAN_CONFIRMED,
            new PlanConfirmed("kyotei", WAJIMA, LocalDate.of(2024, 1, 20))),
        f.declared("noto", WAJIMA),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.COUNTERPART_APPOINTED,
            new CounterpartAppointed("noto", WAJIMA, SHINJUKU, CounterpartRole.LEAD)),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.COUNTERPART_APPOINTED,
            new CounterpartAppointed("noto", SUZU, SHINJUKU, CounterpartRole.LEAD)),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.COUNTERPART_RELIEVED,
            new CounterpartRelieved("noto", SUZU, SHINJUKU, SUMIDA)),
        f.offered("off-1", SHINJUKU, 4, 8),
        f.offered("off-2", SUMIDA, 1, 4),
        f.requested("req-1", 6, 8),
        f.confirmed("req-1", SHINJUKU),
        f.departed("req-1", SHINJUKU),
        f.arrived("req-1", SHINJUKU),
        f.fact(
            Role.DESK,
            WAJIMA,
            FactKind.EXTENSION_REQUESTED,
            new ExtensionRequested(
                new kizuna.facts.DispatchReference(null, "req-1", SHINJUKU), DAY1.plusDays(9))),
        f.requested("req-2", SUZU, 2, DAY1, 3, Priority.URGENT, TaskType.SEWER),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.OVERRIDE_MADE,
            new OverrideMade(
                "ov-1", OverrideKind.FORBID, "req-2", SUMIDA, null, null, "reception not ready")),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.OVERRIDE_MADE,
            new OverrideMade(
                "ov-2",
                OverrideKind.REPRIORITISE,
                "req-2",
                null,
                Priority.LIFE_SAFETY,
                null,
                "断水")),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.OVERRIDE_REVOKED,
            new OverrideRevoked("ov-1", "ready now")));
    await("the last override is gone")
        .until(() -> BOARD.json("/api/overrides").path("total").asInt() == 1);
  }

  @AfterAll
  static void close() {
    BOARD.close();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }

  private static List<String> texts(JsonNode rows, String field) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(r -> r.path(field).asString())
        .toList();
  }

  // The desk -----------------------------------------------------------------------------------

  @Test
  void aDeskSeesItsRequestsWithGapsAndWhoComesWhen() {
    JsonNode desk = BOARD.json("/api/desks/" + WAJIMA);

    assertThat(desk.path("name").asString()).isEqualTo("輪島市");
    assertThat(texts(desk.path("disasters"), "disasterId")).containsExactly("noto");
    assertThat(texts(desk.path("requests"), "requestId")).containsExactly("req-1");
    JsonNode request = desk.path("requests").path(0);
    assertThat(request.path("gaps")).hasSize(2);
    assertThat(request.path("gaps").path(0).path("headCount").asInt()).isEqualTo(1);
    assertThat(request.path("gaps").path(1).path("headCount").asInt()).isEqualTo(2);
    assertThat(texts(request.path("acts")))
        .as("whose people are there is not merged into another")
        .containsExactly("document", "amend", "cancel");
    assertThat(request.path("days")).hasSize(2);
    JsonNode first = request.path("days").path(0);
    assertThat(first.path("firstDay").asString()).isEqualTo("2024-01-02");
    assertThat(first.path("lastDay").asString()).isEqualTo("2024-01-05");
    assertThat(first.path("needed").asInt()).isEqualTo(6);
    assertThat(first.path("onSite").asInt()).isEqualTo(4);
    assertThat(first.path("proposed").asInt()).isEqualTo(1);
    assertThat(first.path("open").asInt()).isEqualTo(1);
    assertThat(request.path("dispatches")).hasSize(2);
  }

  @Test
  void aDeskSeesWhoIsComingAndWhoIsThereAndWhatItMayDo() {
    JsonNode desk = BOARD.json("/api/desks/" + WAJIMA);

    assertThat(texts(desk.path("coming"), "lender")).containsExactly(SUMIDA);
    assertThat(texts(desk.path("coming").path(0).path("acts"))).containsExactly("cancel");
    assertThat(texts(desk.path("onSite"), "lenderName")).containsExactly("新宿区");
    assertThat(texts(desk.path("onSite").path(0).path("acts")))
        .containsExactly("handover", "release", "retask", "ask-extension");
    assertThat(texts(desk.path("counterparts"), "lender")).containsExactly(SHINJUKU);
    assertThat(desk.path("networks").path(0).path("networkId").asString()).isEqualTo(NETWORK);
    assertThat(desk.path("networks").path(0).path("today").asString()).isEqualTo("2024-01-01");
  }

  @Test
  void aCoordinatorReadsWhatMayBeDoneToEachRowAndOthersDoNot() {
    JsonNode requests = BOARD.json("/api/requests?state=OPEN,PARTIALLY_MATCHED");
    JsonNode offers = BOARD.json("/api/offers");
    JsonNode one = BOARD.json("/api/requests/req-1");

    assertThat(requests.path("rows"))
        .hasSize(2)
        .anySatisfy(
            r -> {
              assertThat(r.path("requestId").asString()).isEqualTo("req-2");
              assertThat(texts(r.path("acts")))
                  .containsExactly("document", "amend", "cancel", "merge", "override");
            })
        .as("whose people are there is not merged into another")
        .anySatisfy(
            r -> {
              assertThat(r.path("requestId").asString()).isEqualTo("req-1");
              assertThat(texts(r.path("acts")))
                  .containsExactly("document", "amend", "cancel", "override");
            });
    assertThat(texts(one.path("acts"))).doesNotContain("merge").contains("override");
    assertThat(texts(one.path("dispatches").path(0).path("acts"))).isNotEmpty();
    assertThat(offers.path("rows"))
        .anySatisfy(
            o -> {
              assertThat(o.path("offerId").asString()).isEqualTo("off-2");
              assertThat(texts(o.path("acts"))).containsExactly("reject", "withdraw");
            })
        .as("who is there is not turned away")
        .anySatisfy(
            o -> {
              assertThat(o.path("offerId").asString()).isEqualTo("off-1");
              assertThat(texts(o.path("acts"))).containsExactly("withdraw");
            });
    assertThat(body("/api/requests", "VIEWER", null)).doesNotContain("\"acts\"");
    assertThat(body("/api/offers", "WARD", SUMIDA)).doesNotContain("\"acts\"");
  }

  @Test
  void aDeskThatIsNotThereIsNotFound() {
    assertThat(BOARD.get("/api/desks/999999").statusCode()).isEqualTo(404);
    assertThat(BOARD.json("/api/desks/999999?lang=en").path("detail").asString())
        .contains("999999");
  }

  // The ward -----------------------------------------------------------------------------------

  @Test
  void aWardIsToldWhyItIsAskedInOneSentenceThatNamesItsAgreement() {
    JsonNode ward = BOARD.json("/api/wards/" + SUMIDA + "?lang=ja");

    assertThat(texts(ward.path("asked"), "requestId")).containsExactly("req-1");
    JsonNode asked = ward.path("asked").path(0);
    assertThat(texts(asked.path("acts"))).containsExactly("confirm", "decline", "cancel");
    assertThat(asked.path("holdUntil").asString()).endsWith("+09:00");
    assertThat(asked.path("request").path("damage").asString()).isEqualTo("断水");
    List<String> why = texts(asked.path("why"));
    assertThat(why).containsExactly("協定「協定」により、応援の候補となる2団体のうち、いま条件に合うのは私たちだけです。");
    assertThat(
            texts(
                BOARD.json("/api/wards/" + SUMIDA + "?lang=en").path("asked").path(0).path("why")))
        .containsExactly("Under the agreement “協定”, of 2 lenders only we can send people now.");
  }

  @Test
  void aWardSeesWhatItSentAndWhatItIsAskedToAnswer() {
    JsonNode ward = BOARD.json("/api/wards/" + SHINJUKU);

    assertThat(ward.path("asked")).isEmpty();
    assertThat(texts(ward.path("dispatches"), "state")).containsExactly("ON_SITE");
    assertThat(texts(ward.path("dispatches").path(0).path("acts")))
        .containsExactly("handover", "recall", "return", "answer-extension");
    assertThat(texts(ward.path("offers"), "offerId")).containsExactly("off-1");
    assertThat(texts(ward.path("offers").path(0).path("acts"))).containsExactly("withdraw");
  }

  @Test
  void aWardSeesItsLoadBesideThatOfTheOthers() {
    JsonNode ward = BOARD.json("/api/wards/" + SHINJUKU);

    assertThat(ward.path("load").path("personDays").asInt()).isEqualTo(32);
    assertThat(ward.path("load").path("away").asInt()).isEqualTo(4);
    assertThat(texts(ward.path("fairness"), "lender")).containsExactly(SHINJUKU, SUMIDA);
    assertThat(ward.path("fairness").path(1).path("personDays").asInt()).isEqualTo(4);
    assertThat(ward.path("fairness").path(1).path("sharePercent").asDouble()).isEqualTo(11.1);
  }

  @Test
  void whoLendsNowhereIsNoWard() {
    assertThat(BOARD.get("/api/wards/" + WAJIMA).statusCode()).isEqualTo(404);
  }

  // Agreements ---------------------------------------------------------------------------------

  @Test
  void agreementsOfAPartyThoseToBeConfirmedFirst() {
    JsonNode sumida = BOARD.json("/api/agreements?party=" + SUMIDA);
    JsonNode shinjuku = BOARD.json("/api/agreements?party=" + SHINJUKU);

    assertThat(texts(sumida.path("rows"), "agreementId")).containsExactly("kyotei", "only-sumida");
    assertThat(sumida.path("rows").path(0).path("dueOn").isNull()).isTrue();
    assertThat(sumida.path("rows").path(0).path("due").asBoolean()).isTrue();
    assertThat(texts(shinjuku.path("rows"), "agreementId")).containsExactly("kyotei");
    assertThat(shinjuku.path("rows").path(0).path("dueOn").asString()).isEqualTo("2030-01-01");
    assertThat(shinjuku.path("rows").path(0).path("due").asBoolean()).isFalse();
    assertThat(texts(shinjuku.path("rows").path(0).path("acts")))
        .containsExactly("plan-confirmations");
  }

  @Test
  void anAgreementNamesBothSidesAndWhenTheyConfirmed() {
    JsonNode row = BOARD.json("/api/agreements?party=" + WAJIMA).path("rows").path(0);

    assertThat(row.path("receives").asBoolean()).isTrue();
    assertThat(row.path("lends").asBoolean()).isFalse();
    assertThat(texts(row.path("receiverNames"))).containsExactly("輪島市", "珠洲市");
    assertThat(texts(row.path("planConfirmations"), "byName")).containsExactly("新宿区", "輪島市");
    assertThat(row.path("planConfirmations").path(1).path("on").asString()).isEqualTo("2024-01-01");
    assertThat(row.path("due").asBoolean()).as("within thirty days").isTrue();
    assertThat(row.path("confirmed").asBoolean()).isTrue();
    assertThat(row.path("stateLabel").asString()).isEqualTo("有効");
  }

  // Coordination -------------------------------------------------------------------------------

  @Test
  void whoLeadsWhereAlsoAfterAHandover() {
    JsonNode all = BOARD.json("/api/counterparts");
    JsonNode suzu = BOARD.json("/api/counterparts?receiver=" + SUZU);

    assertThat(all.path("total").asInt()).isEqualTo(2);
    assertThat(texts(suzu.path("rows"), "lenderName")).containsExactly("墨田区");
    assertThat(texts(suzu.path("rows"), "role")).containsExactly("LEAD");
  }

  @Test
  void overridesThatStandSayWhoAndWhy() {
    JsonNode rows = BOARD.json("/api/overrides?request=req-2").path("rows");

    assertThat(texts(rows, "overrideId")).containsExactly("ov-2");
    assertThat(rows.path(0).path("reason").asString()).isEqualTo("断水");
    assertThat(rows.path(0).path("by").asString()).isEqualTo(NETWORK);
    assertThat(BOARD.json("/api/overrides?request=req-1").path("total").asInt()).isZero();
  }

  /** Lists whose length something else than a page bounds. */
  private static final Map<String, String> NOT_PAGED =
      Map.of("/api/places", "the municipalities of Japan, for the map, which shows all");

  /** Addresses that want more than filters. */
  private static final Set<String> NO_LISTS =
      Set.of("/api/stream", "/api/preview", "/api/past", "/api/search");

  private static JsonNode page(String path, String query) {
    HttpResponse<String> answer = BOARD.get(path + (path.contains("?") ? "&" : "?") + query);
    assertThat(answer.statusCode()).as("%s %s: %s", path, query, answer.body()).isEqualTo(200);
    return BOARD.json(path + (path.contains("?") ? "&" : "?") + query);
  }

  /** A list that is added later is found here by itself. */
  @Test
  void everyListComesPageByPageAndHasAMost() {
    TreeSet<String> paths = new TreeSet<>();
    for (var mapping : BOARD.beans(RequestMappingHandlerMapping.class)) {
      mapping.getHandlerMethods().keySet().forEach(info -> paths.addAll(info.getPatternValues()));
    }
    paths.removeIf(
        p ->
            !p.startsWith("/api/")
                || p.matches(".*(\\{.*|\\.csv|\\.xlsx)")
                || NO_LISTS.contains(p));
    paths.addAll(
        List.of(
            "/api/agreements?party=" + SUMIDA,
            "/api/agreements?party=" + WAJIMA,
            "/api/agreements?state=IN_FORCE",
            "/api/counterparts?receiver=" + SUZU));
    Set<String> lists = new TreeSet<>();
    for (String path : paths) {
      if (!BOARD.json(path).has("rows") || NOT_PAGED.containsKey(path)) {
        continue;
      }
      lists.add(path);
      JsonNode all = page(path, "limit=1000");
      List<JsonNode> walked = new ArrayList<>();
      JsonNode one = page(path, "limit=1");
      while (true) {
        assertThat(one.path("rows").size()).as(path).isLessThanOrEqualTo(1);
        assertThat(one.path("total").asInt()).as(path).isEqualTo(all.path("total").asInt());
        one.path("rows").forEach(walked::add);
        if (!one.has("next")) {
          break;
        }
        one = page(path, "limit=1&after=" + one.path("next").asString());
      }
      assertThat(walked)
          .as(path)
          .doesNotHaveDuplicates()
          .hasSize(all.path("total").asInt())
          .containsExactlyElementsOf(all.path("rows"));
      for (String wrong : List.of("limit=0", "limit=1001", "limit=x", "after=nonsense!")) {
        HttpResponse<String> answer = BOARD.get(path + (path.contains("?") ? "&" : "?") + wrong);
        assertThat(answer.statusCode()).as("%s %s", path, wrong).isEqualTo(400);
      }
    }
    assertThat(lists)
        .contains(
            "/api/agreements",
            "/api/counterparts",
            "/api/disasters",
            "/api/duty-desks",
            "/api/escalations",
            "/api/lenders",
            "/api/meters",
            "/api/municipalities",
            "/api/overrides");
  }

  @Test
  void whatAPartysPageShowsFirstGoesOnUnderItsOwnAddress() {
    JsonNode desk = BOARD.json("/api/desks/" + WAJIMA);

    assertThat(desk.path("agreementsTotal").asInt()).isEqualTo(desk.path("agreements").size());
    assertThat(desk.has("agreementsNext")).isFalse();
    assertThat(desk.path("counterpartsTotal").asInt()).isEqualTo(desk.path("counterparts").size());
    assertThat(desk.path("noticesTotal").asInt()).isGreaterThanOrEqualTo(0);
  }

  // What happened ------------------------------------------------------------------------------

  @Test
  void whatBecameOfDisastersAndOfTheRulesStandsOnTheTimeline() {
    Namespace drill = Namespace.drill("milestones");
    BOARD.namespaces.put(drill, "one");
    FactBuilder f = new FactBuilder(NETWORK, OperationMode.EXERCISE);
    BOARD
        .topics
        .log(drill)
        .put(
            f.networkFormed(SHINJUKU, SUMIDA),
            f.municipalities(),
            f.declared("noto", WAJIMA),
            f.fact(
                Role.COORDINATOR,
                NETWORK,
                FactKind.DISASTER_DECLARED,
                DisasterDeclared.newBuilder()
                    .setDisasterId("again")
                    .setName("地震")
                    .setHazard(HazardType.EARTHQUAKE)
                    .setStruck(List.of(WAJIMA))
                    .setStruckAt(Instant.parse("2024-01-01T07:10:00Z"))
                    .setConfirmedNew(true)
                    .build()),
            f.fact(
                Role.COORDINATOR,
                NETWORK,
                FactKind.DISASTER_CORRECTED,
                new DisasterCorrected("noto", "能登の地震", null, null, List.of(), List.of())),
            f.fact(
                Role.COORDINATOR,
                NETWORK,
                FactKind.DISASTERS_JOINED,
                new DisastersJoined("again", "noto")),
            f.fact(
                Role.COORDINATOR,
                NETWORK,
                FactKind.DISASTER_ENDED,
                new DisasterEnded("noto", true)),
            f.fact(
                Role.COORDINATOR,
                NETWORK,
                FactKind.DISASTER_REOPENED,
                new DisasterReopened("noto")),
            f.fact(Role.SYSTEM, "kizuna", FactKind.RULES_ADOPTED, new RulesAdopted(5, 6, 9L)));
    String of = "drill=milestones&lang=";
    await("the last fact")
        .until(
            () -> {
              HttpResponse<String> answer =
                  BOARD.get("/api/notices?" + of + "ja&code=RULES_ADOPTED");
              return answer.statusCode() == 200 && answer.body().contains("RULES_ADOPTED");
            });

    for (String language : List.of("ja", "en")) {
      JsonNode notice =
          BOARD.json("/api/notices?" + of + language + "&code=RULES_ADOPTED").path("rows").path(0);
      assertThat(texts(notice.path("changes"))).isNotEmpty().doesNotContain("");
      assertThat(
              texts(BOARD.json("/api/timeline?" + of + language).path("events"), "text").stream())
          .anyMatch(t -> t.matches(".*(第 6 版の規則|version 6 of the rules).*"));
    }
    assertThat(texts(BOARD.json("/api/timeline?" + of + "ja").path("events"), "kind"))
        .contains("CORRECTED", "JOINED", "ENDED", "REOPENED", "RULES_ADOPTED");
  }

  @Test
  void nothingWasPassedOn() {
    assertThat(BOARD.json("/api/escalations").path("total").asInt()).isZero();
  }

  // Who may read -------------------------------------------------------------------------------

  @Test
  void aDeskIsReadByItselfAndByThoseWhoCoordinateAndIsNotThereForOthers() {
    String url = "/api/desks/" + WAJIMA;
    assertThat(status(url, "DESK", WAJIMA)).isEqualTo(200);
    assertThat(status(url, "COORDINATOR", NETWORK)).isEqualTo(200);
    assertThat(status(url, "OPERATOR", null)).isEqualTo(200);
    assertThat(status(url, "DESK", SUZU)).isEqualTo(404);
    assertThat(status(url, "WARD", SHINJUKU)).isEqualTo(404);
    assertThat(status(url, "VIEWER", null)).isEqualTo(404);
    assertThat(status(url, "DIRECTOR", null)).isEqualTo(404);
  }

  @Test
  void aWardIsReadByItselfAndByThoseWhoCoordinateAndIsNotThereForOthers() {
    String url = "/api/wards/" + SHINJUKU;
    assertThat(status(url, "WARD", SHINJUKU)).isEqualTo(200);
    assertThat(status(url, "COORDINATOR", NETWORK)).isEqualTo(200);
    assertThat(status(url, "WARD", SUMIDA)).isEqualTo(404);
    assertThat(status(url, "DESK", WAJIMA)).isEqualTo(404);
    assertThat(status(url, "VIEWER", null)).isEqualTo(404);
  }

  private static String body(String url, String role, @Nullable String body) {
    return BOARD.get(url, "Authorization", BoardFixture.TOKENS.bearer(role, body)).body();
  }

  private static int status(String url, String role, @Nullable String body) {
    return BOARD.get(url, "Authorization", BoardFixture.TOKENS.bearer(role, body)).statusCode();
  }

  // Previews -----------------------------------------------------------------------------------

  private static final String NEW_REQUEST =
      "/api/preview?network=tokyo23&disaster=noto&receiver=172049&task=SHELTER_OPERATION"
          + "&firstDay=2024-01-02&lastDay=2024-01-05&headCount=";

  @Test
  void whatARequestWouldLeadToIsToldBeforeItIsMade() {
    JsonNode ja = BOARD.json(NEW_REQUEST + "3&lang=ja");
    JsonNode en = BOARD.json(NEW_REQUEST + "3&lang=en");

    assertThat(ja.path("outcome").asString()).isEqualTo("ACCEPTED");
    assertThat(ja.path("lenders").asInt()).isEqualTo(2);
    assertThat(ja.path("couldBeAsked").asInt()).isEqualTo(2);
    assertThat(ja.path("requestedPersonDays").asInt()).isEqualTo(12);
    assertThat(ja.path("couldFillPersonDays").asInt() + ja.path("openPersonDays").asInt())
        .isEqualTo(12);
    assertThat(ja.path("sentence").asString())
        .isEqualTo("いますぐ動ける申出は0件です。要請すると、2団体の画面に「いま足りない要請」として届きます。");
    assertThat(en.path("sentence").asString()).startsWith("No offer can be sent right now.");
    assertThat(texts(ja.path("reasons"), "code")).containsOnly("CAPACITY_LEFT");
    assertThat(BOARD.json("/api/requests?receiver=" + WAJIMA).path("total").asInt()).isEqualTo(1);
  }

  @Test
  void whatAChangeOfARequestWouldLeadToIsToldToo() {
    JsonNode less = BOARD.json("/api/preview?request=req-1&headCount=5&lang=ja");
    JsonNode tooFew = BOARD.json("/api/preview?request=req-1&headCount=3&lang=ja");

    assertThat(less.path("outcome").asString()).isEqualTo("ACCEPTED");
    assertThat(less.path("requestedPersonDays").asInt()).isEqualTo(40);
    assertThat(less.path("openPersonDays").asInt()).isEqualTo(4);
    assertThat(tooFew.path("outcome").asString()).isEqualTo("REJECTED");
    assertThat(tooFew.path("problems").path(0).path("code").asString())
        .isEqualTo("BELOW_COMMITTED");
    assertThat(tooFew.path("sentence").asString()).startsWith("このままでは受理されません。");
  }

  @Test
  void aPreviewOfWhatIsWrongSaysWhatIsWrong() {
    JsonNode missing = BOARD.json("/api/preview?network=tokyo23&lang=en");
    JsonNode unknown = BOARD.json(NEW_REQUEST.replace("noto", "nowhere") + "3&lang=en");

    assertThat(texts(missing.path("errors"), "path"))
        .contains("receiver", "disaster", "task", "headCount", "firstDay", "lastDay");
    assertThat(unknown.path("problems").path(0).path("code").asString())
        .isEqualTo("UNKNOWN_DISASTER");
    assertThat(BOARD.get(NEW_REQUEST.replace("tokyo23", "nowhere") + "3").statusCode())
        .isEqualTo(404);
  }

  /** One preview of an account at a time, and one that waits; others are not held up by it. */
  @Test
  void anAccountThatAsksForManyPreviewsIsToldSoAndTheOthersAreAnswered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    BOARD.decides(
        (namespace, fact, longest) -> {
          if (fact.getReporter().getBody().equals(SUZU)) {
            asked.countDown();
            answer.await();
          }
          return LOG.preview(fact);
        });
    String desk = BoardFixture.TOKENS.bearer("DESK", SUZU);
    Supplier<HttpResponse<String>> ofSuzu =
        () -> BOARD.get(NEW_REQUEST.replace(WAJIMA, SUZU) + "3&lang=en", "Authorization", desk);
    try {
      List<CompletableFuture<HttpResponse<String>>> two =
          List.of(CompletableFuture.supplyAsync(ofSuzu), CompletableFuture.supplyAsync(ofSuzu));
      asked.await();
      // Whoever waits for its turn does so for two seconds at most, and is told the same then.
      HttpResponse<String> refused = ofSuzu.get();
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("2");
      assertThat(refused.body()).contains("One account asks for too many previews at once");
      assertThat(BOARD.get(NEW_REQUEST + "3").statusCode()).isEqualTo(200);
      answer.countDown();
      assertThat(two.get(0).get().statusCode()).isIn(200, 503);
    } finally {
      answer.countDown();
      BOARD.decides((namespace, fact, longest) -> LOG.preview(fact));
    }
    assertThat(ofSuzu.get().statusCode()).isEqualTo(200);
  }
}
