package kizuna.infra;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import kizuna.schemas.JapanTime;
import kizuna.streams.api.HeadlessBrowser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way of a lesson: learned in a drill, recorded by a ward, shown in the next drill and in an
 * emergency at the work, the body and the agreement that it concerns, in both languages, and gone
 * once a drill met its measure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@Order(WholePlatform.JOINT_DRILL)
class ALessonOfADrillIsKeptTest {

  private static final String NERIMA = "131202";
  private static final String WAJIMA = "172049";
  private static final String DISASTER = "lesson-noto";
  private static final String OF_THE_WORK = "給水車の集合場所を要請に書く";
  private static final String OF_THE_BODY = "輪島市には前日に電話で到着時刻を知らせる";
  private static final String OF_THE_AGREEMENT = "協定の連絡先を四半期ごとに確かめる";
  private static final double PATIENCE = 120_000;

  private final PlatformProcess kizuna;
  private @Nullable HeadlessBrowser browser;

  ALessonOfADrillIsKeptTest(PlatformProcess kizuna) {
    this.kizuna = kizuna;
  }

  @BeforeAll
  void open() {
    browser = new HeadlessBrowser();
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void noScriptFailedAndNoStrangerWasAsked() {
    assertThat(browser().closePages()).isEmpty();
  }

  private HeadlessBrowser browser() {
    if (browser == null) {
      throw new AssertionError("expected a browser, but none was started");
    }
    return browser;
  }

  private Page signIn(String file, String language, String account) throws IOException {
    String home = kizuna.uri("/").toString();
    Page page = browser().visit(home, "laptop", language, ColorScheme.LIGHT);
    page.navigate(home + file + "&lang=" + language);
    page.locator("#username").fill(account);
    page.locator("#password")
        .fill(Files.readString(kizuna.data.resolve("identity/password")).strip());
    page.locator("button[type=submit]").click();
    shown(page.locator("#main h1").first());
    return page;
  }

  private static void shown(Locator what) {
    assertThat(what).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
  }

  private static void gone(Locator what) {
    assertThat(what).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE));
  }

  private static Locator lesson(Page page, String text) {
    return page.locator("main .lessons li")
        .filter(new Locator.FilterOptions().setHasText(text))
        .first();
  }

  @Test
  void aLessonIsShownWhereItMattersUntilADrillMetItsMeasure() throws Exception {
    String first = run(Map.of("speed", 0, "joins", false), run -> run.has("ended"));
    String agreement = ofNerima();
    recordOnThePage(first);
    record(OF_THE_BODY, first, Map.of("body", WAJIMA));
    record(OF_THE_AGREEMENT, first, Map.of("agreementId", agreement));

    String second =
        run(
            Map.of("speed", 0, "joins", true, "pauseAt", "2024-01-01T16:49:00+09:00"),
            run -> run.at("/pace/state").asString().equals("PAUSED"));
    await("what the pages read of it")
        .until(() -> kizuna.get("/api/wards/" + NERIMA + "?drill=" + second).statusCode() == 200);
    for (String language : List.of("ja", "en")) {
      Page nerima = signIn("ward.html?ns=drill." + second, language, "ward-nerima");
      shown(lesson(nerima, OF_THE_WORK));
      assertThat(lesson(nerima, OF_THE_WORK))
          .containsText(language.equals("ja") ? "実際の教訓" : "real");
      HeadlessBrowser.picture(nerima, "lesson-in-the-next-drill-" + language, true);
      HeadlessBrowser.assertAccessible(nerima, "lesson in the next drill");
      shown(lesson(signIn("ward.html?ns=drill." + second, language, "ward-setagaya"), OF_THE_BODY));
    }

    strike();
    inTheEmergency();

    JsonNode refused = closing(second, "first-proposal", 400);
    assertThat(refused.at("/errors/0/code").asString())
        .as("it still runs")
        .isEqualTo("RUN_NOT_OVER");
    end(second);
    assertThat(closing(second, "nobodys", 400).at("/errors/0/code").asString())
        .isEqualTo("OBJECTIVE_UNKNOWN");
    int met = 0;
    for (JsonNode o : stand(second).at("/ended/objectives")) {
      if (o.path("met").asBoolean()) {
        met++;
      } else {
        closing(second, o.path("id").asString(), 400);
      }
    }
    closeOnThePage(first, second, met);

    Page coordinator = signIn("coordinator.html?ns=live", "en", "coordinator");
    shown(lesson(coordinator, OF_THE_BODY));
    gone(lesson(coordinator, OF_THE_WORK));
    calm();
  }

  /** Orders a run of the small drill, and waits until it stands as it should. */
  private String run(Map<String, Object> how, Predicate<JsonNode> stands) throws Exception {
    var order = new java.util.HashMap<>(how);
    order.put("drillId", "first-hour");
    String id =
        JsonMapper.shared()
            .readTree(
                kizuna.post("/api/drills", JsonMapper.shared().writeValueAsString(order)).body())
            .path("orderId")
            .asString();
    String[] found = new String[1];
    await("the run")
        .until(
            () -> {
              for (JsonNode n : kizuna.json("/api/namespaces").path("namespaces")) {
                String name = n.path("namespace").asString();
                if (name.startsWith("drill.first-hour-")) {
                  String run = name.substring("drill.".length());
                  JsonNode stand = stand(run);
                  if (stand.path("orderId").asString("").equals(id) && stands.test(stand)) {
                    found[0] = run;
                    return true;
                  }
                }
              }
              return false;
            });
    return found[0];
  }

  /** How a run stands; nothing while its records are not read yet. */
  private JsonNode stand(String run) throws Exception {
    var answer = kizuna.get("/api/drill?drill=" + run);
    return answer.statusCode() == 200
        ? JsonMapper.shared().readTree(answer.body())
        : JsonMapper.shared().createObjectNode();
  }

  private void end(String run) throws Exception {
    kizuna.post("/api/drill-events?drill=" + run, "{\"command\":{\"code\":\"END\"}}");
    await("the run").until(() -> stand(run).has("ended"));
  }

  /** An agreement of Nerima that reaches Wajima. */
  private String ofNerima() throws Exception {
    for (JsonNode a : kizuna.json("/api/partners/" + NERIMA + "/" + WAJIMA).path("agreements")) {
      return a.path("agreementId").asString();
    }
    throw new AssertionError("expected an agreement of Nerima that reaches Wajima, but none");
  }

  private void recordOnThePage(String run) throws Exception {
    Page nerima = signIn("partners.html?ns=live", "ja", "ward-nerima");
    nerima.locator("#lessons-title").click();
    nerima.locator("#lesson-open").click();
    nerima.locator("#lesson-text").fill(OF_THE_WORK);
    nerima.locator("#lesson-about").selectOption("taskType|WATER_SUPPLY");
    nerima.locator("#lesson-origin").fill(run);
    nerima.locator("#lesson-ownerOffice").fill("防災課");
    nerima.locator("#lesson-testedBy").fill("first-hour");
    nerima.locator("#form-lesson button[type=submit]").click();
    shown(nerima.locator(".result[data-tone=good]"));
  }

  private void record(String text, String run, Map<String, Object> about) throws Exception {
    var lesson = new java.util.HashMap<>(about);
    lesson.putAll(
        Map.of(
            "text",
            text,
            "origin",
            run,
            "ownerBody",
            NERIMA,
            "ownerOffice",
            "防災課",
            "dueOn",
            today().plusDays(30).toString(),
            "reporter",
            Map.of("role", "WARD", "body", NERIMA)));
    JsonNode outcome = kizuna.report("/api/lessons", lesson);
    assertThat(outcome.path("outcome").asString()).as(outcome.toString()).isEqualTo("ACCEPTED");
  }

  private static LocalDate today() {
    return JapanTime.dayOf(java.time.Instant.now());
  }

  private void strike() throws Exception {
    Map<String, Object> desk = Map.of("role", "DESK", "body", WAJIMA);
    assertThat(
            kizuna
                .report(
                    "/api/disasters",
                    Map.of(
                        "disasterId",
                        DISASTER,
                        "name",
                        "能登半島沖の地震",
                        "hazard",
                        "EARTHQUAKE",
                        "struck",
                        List.of(WAJIMA),
                        "confirmedNew",
                        true,
                        "struckAt",
                        JapanTime.format(java.time.Instant.now()),
                        "reporter",
                        desk))
                .path("outcome")
                .asString())
        .isEqualTo("ACCEPTED");
    var request =
        new java.util.HashMap<String, Object>(
            Map.of(
                "requestId",
                DISASTER + "-water",
                "disasterId",
                DISASTER,
                "receiver",
                WAJIMA,
                "damage",
                "断水",
                "place",
                "輪島市役所",
                "route",
                "金沢から陸路",
                "taskType",
                "WATER_SUPPLY",
                "headCount",
                4,
                "firstDay",
                today().plusDays(1).toString(),
                "lastDay",
                today().plusDays(3).toString()));
    request.putAll(
        Map.of("qualifications", List.of(), "priority", "URGENT", "documentation", "ORAL"));
    request.put("reporter", desk);
    assertThat(kizuna.report("/api/requests", request).path("outcome").asString())
        .isEqualTo("ACCEPTED");
  }

  /** Nothing of it is left for the classes that come after. */
  private void calm() throws Exception {
    Map<String, Object> desk = Map.of("role", "DESK", "body", WAJIMA);
    for (JsonNode outcome :
        List.of(
            kizuna.report(
                "/api/requests/" + DISASTER + "-water/cancel",
                Map.of("reason", "NEED_ENDED", "reporter", desk)),
            kizuna.report("/api/disasters/" + DISASTER + "/end", Map.of("reporter", desk)))) {
      assertThat(outcome.path("outcome").asString()).as(outcome.toString()).isEqualTo("ACCEPTED");
    }
  }

  private void inTheEmergency() throws Exception {
    for (String language : List.of("ja", "en")) {
      Page coordinator = signIn("coordinator.html?ns=live", language, "coordinator");
      shown(lesson(coordinator, OF_THE_WORK));
      shown(lesson(coordinator, OF_THE_BODY));
      HeadlessBrowser.picture(coordinator, "lesson-in-an-emergency-" + language, true);
      Page pair =
          signIn(
              "partners.html?ns=live&body=" + NERIMA + "&with=" + WAJIMA, language, "ward-nerima");
      shown(lesson(pair, OF_THE_AGREEMENT));
    }
  }

  private JsonNode closing(String run, String objective, int status) throws Exception {
    var answer =
        kizuna.post(
            "/api/lessons/" + idOf(OF_THE_WORK) + "/close",
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "ownerBody", NERIMA,
                        "run", run,
                        "objective", objective,
                        "reporter", Map.of("role", "WARD", "body", NERIMA))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }

  private String idOf(String text) throws Exception {
    for (JsonNode row : kizuna.json("/api/lessons?open=true&limit=1000").path("rows")) {
      if (row.path("text").asString().equals(text)) {
        return row.path("lessonId").asString();
      }
    }
    throw new AssertionError("expected an open lesson " + text + ", but none");
  }

  private void closeOnThePage(String first, String run, int met) throws Exception {
    String id = idOf(OF_THE_WORK);
    Page nerima = signIn("partners.html?ns=live", "ja", "ward-nerima");
    nerima.locator("#lessons-title").click();
    Locator row = nerima.locator("#row-lesson-" + id);
    row.locator("button").first().click();
    Locator evidence = row.locator("select");
    shown(evidence);
    assertThat(evidence.locator("option[value^='" + run + "|']")).hasCount(met);
    // The run in which it was learned does not close it.
    assertThat(evidence.locator("option[value^='" + first + "|']")).hasCount(0);
    evidence.selectOption(run + "|first-proposal");
    HeadlessBrowser.picture(nerima, "lesson-closing-ja", true);
    HeadlessBrowser.assertAccessible(nerima, "lesson that is being closed");
    row.locator("button[type=submit]").click();
    shown(nerima.locator(".result[data-tone=good]"));
    gone(row);
  }
}
