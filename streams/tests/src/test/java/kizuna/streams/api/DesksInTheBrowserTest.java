package kizuna.streams.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.streams.api.HeadlessBrowser.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.DailyCount;
import kizuna.facts.Fact;
import kizuna.schemas.LogClock;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drills;
import kizuna.streams.processing.Preview;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The pages where people act, in a real Chromium: each act becomes a fact, is really decided, and
 * its outcome is said in words. Leaves its screenshots in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(2)
class DesksInTheBrowserTest {

  private static final String WAJIMA = "172049";
  private static final String SUZU = "172057";
  private static final String SUMIDA = "131075";
  private static final String SHINJUKU = "131041";
  private static final Instant AFTER_THE_SAMPLE = Instant.parse("2024-01-01T12:00:00Z");

  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "undefined|NaN|Invalid Date|\\[object|\\b[A-Z]{2,}_[A-Z]+\\b|\\b(desk|ward|coord|request|act|form|part|shell|board)\\.[a-z]\\w+");

  private static final String MORE_SHELTERS =
      """
      {"disasterId":"noto","receiver":"172049","damage":"避難所を増設","taskType":"SHELTER_OPERATION","headCount":2,
       "place":"%s","route":"のと里山海道、県道1号","firstDay":"2024-01-02","lastDay":"2024-01-07","qualifications":[],
       "priority":"URGENT","documentation":"ORAL"}
      """;

  private static final String AT_ONE_HEIGHT =
      "() => Math.abs(document.querySelector('%s').getBoundingClientRect().top"
          + " - document.querySelector('%s').getBoundingClientRect().top) < 1";

  /** What of the header lies on something else of it, or has no room to be read. */
  private static final String CROWDED =
      """
      () => {
        const parts = [...document.querySelectorAll('.shell a, .shell button, .shell .who')].filter(e => e.offsetParent);
        const boxes = parts.map(e => e.getBoundingClientRect());
        return parts.filter((e, i) => boxes[i].width < 32 && [...e.children].some(c => c.scrollWidth > c.clientWidth) || boxes.some((other, j) => j > i && boxes[i].left < other.right - 1
          && other.left < boxes[i].right - 1 && boxes[i].top < other.bottom - 1 && other.top < boxes[i].bottom - 1)).map(e => e.textContent).join();
      }
      """;

  private BoardFixture board;
  private @Nullable HeadlessBrowser browser;

  private static final Optional<LogClock.Doubt> JUMPED = Optional.of(LogClock.Doubt.JUMPED);
  private static final Optional<LogClock.Doubt> BEHIND = Optional.of(LogClock.Doubt.BEHIND);

  @BeforeAll
  void open() {
    board = new BoardFixture();
    browser = new HeadlessBrowser();
  }

  @AfterAll
  void close() {
    if (browser != null) { // Empty without a browser; the test reports that.
      browser.close();
    }
    board.close();
  }

  @AfterEach
  void noErrorAndNoStrangerWasAsked() {
    if (browser != null) {
      // What only the door or a coordinator's part has is not there, and an answer is lost on
      // purpose.
      assertThat(browser.closePages())
          .filteredOn(c -> !c.startsWith("console: Failed to load resource"))
          .isEmpty();
    }
  }

  /** A drill of its own, with the sample in it. */
  private ReportingDoor drill(String id) {
    Namespace drill = Namespace.drill(id);
    board.namespaces.put(drill, "sample");
    var log = board.topics.log(drill);
    SampleBoard.fill(log, OperationMode.EXERCISE);
    ReportingDoor door = new ReportingDoor(drill, log, AFTER_THE_SAMPLE);
    for (String place : List.of("ふれあい健康センター", "三井公民館")) {
      door.report("/api/requests", "DESK", WAJIMA, MORE_SHELTERS.formatted(place));
    }
    return door;
  }

  private Page page(String size, String language, ColorScheme scheme) {
    if (browser == null) {
      throw new AssertionError("expected a browser, but none was started");
    }
    return browser.page("http://127.0.0.1:" + board.port() + "/", size, language, scheme);
  }

  private String address(String file, String drill, String language, String more) {
    return "http://127.0.0.1:"
        + board.port()
        + "/"
        + file
        + "?ns=drill."
        + drill
        + "&lang="
        + language
        + more;
  }

  private Page desk(ReportingDoor door, String drill, String language, String code) {
    Page page = page("phone", language, ColorScheme.LIGHT);
    door.signIn(page, "DESK", code, "受援の担当");
    page.navigate(address("desk.html", drill, language, "&body=" + code));
    assertThat(page.locator("#page-title")).isVisible();
    return page;
  }

  private Page ward(ReportingDoor door, String drill, String language, String code) {
    Page page = page("laptop", language, ColorScheme.LIGHT);
    door.signIn(page, "WARD", code, "応援の担当");
    page.navigate(address("ward.html", drill, language, "&body=" + code));
    assertThat(page.locator("#page-title")).isVisible();
    return page;
  }

  private Page coordinator(ReportingDoor door, String drill, String file, String more) {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    door.signIn(page, "COORDINATOR", "tokyo23", "調整の担当");
    page.navigate(address(file, drill, "ja", more));
    assertThat(page.locator("#page-title")).isVisible();
    return page;
  }

  private static void picture(Page page, String name) {
    HeadlessBrowser.picture(page, name, true);
  }

  private static void assertNothingHangsOver(Page page, String where) {
    assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .as("nothing hangs over the edge: %s", where)
        .isTrue();
  }

  /** All that is read, but for the ids of rules, which are the same everywhere. */
  private static String wordsOf(Page page) {
    return (String)
        page.evaluate(
            "() => { const all = document.getElementById('main').cloneNode(true);"
                + " all.querySelectorAll('code').forEach(c => c.remove()); return all.textContent; }");
  }

  /** Opens a section that is one line until somebody does. */
  private static void unfold(Page page, String section) {
    page.locator("#" + section + "-title").click();
  }

  /** What is not offered at once, because it ends something or is seldom done. */
  private static Locator other(Locator row, String name) {
    row.locator(".acting > details > summary:visible").first().click();
    return row.locator(
            ".acting > details button:visible", new Locator.LocatorOptions().setHasText(name))
        .first();
  }

  private static Locator button(Page page, String name) {
    return page.locator("button:visible", new Page.LocatorOptions().setHasText(name)).first();
  }

  @Test
  void theRulesOfAccessibilityAreReallyAsked() {
    Page page = page("phone", "ja", ColorScheme.LIGHT);
    page.setContent(
        "<html lang=ja><title>見本</title><main><h1 style='background:#fff;color:#ddd'>読めない</h1>"
            + "<p style='background:#b00;color:#b00'>見えない</p><button></button></main></html>");
    assertThat(String.join("\n", HeadlessBrowser.violations(page)))
        .contains("color-contrast: ")
        .contains("<h1 style=")
        .contains("<p style=")
        .contains("button-name: ");
    page.evaluate("() => document.querySelector('h1').style.color = '#000'");
    page.evaluate("() => document.querySelector('p').style.color = '#fff'");
    page.evaluate("() => document.querySelector('button').textContent = '送る'");
    assertThat(HeadlessBrowser.violations(page)).isEmpty();
  }

  @Test
  void eachPageIsReadableAtEverySizeInBothLanguagesLightAndDark() {
    ReportingDoor door = drill("looks");
    Map<String, String> pages =
        Map.of(
            "desk",
            "desk.html &body=" + WAJIMA + " DESK " + WAJIMA,
            "ward",
            "ward.html &body=" + SUMIDA + " WARD " + SUMIDA,
            "coordinator",
            "coordinator.html &network=tokyo23 COORDINATOR tokyo23",
            "request",
            "request.html &network=tokyo23&id=req-wajima-shelter COORDINATOR tokyo23");
    pages.forEach(
        (name, how) -> {
          String[] part = how.split(" ", -1);
          for (String language : List.of("ja", "en")) {
            Page page = page("desk", language, ColorScheme.LIGHT);
            door.signIn(page, part[2], part[3], "担当");
            page.navigate(address(part[0], "looks", language, part[1]));
            assertThat(page.locator("#page-title")).isVisible();
            assertThat(page.locator("#link-state")).hasAttribute("data-state", "on");
            assertThat(page.locator("#drill")).containsText("訓練");
            if (name.equals("desk")) {
              page.locator("#ask-open").click();
            } else if (name.equals("ward")) {
              page.locator("#offer-open").click();
            }
            HeadlessBrowser.atEverySizeLightAndDark(
                page,
                look -> {
                  String where = name + "-" + look.size() + "-" + language + "-" + look.theme();
                  if (look.isForThePictures()
                      && (language.equals("ja") || look.theme().equals("light"))) {
                    picture(page, where);
                  }
                  assertNothingHangsOver(page, where);
                  assertThat(
                          (Double)
                              page.evaluate(
                                  "() => { const h = document.querySelector('h1').getBoundingClientRect(); return h.height / Math.max(1, h.width); }"))
                      .as("the title stands in lines and not in a column: %s", where)
                      .isLessThan(1);
                  assertThat(wordsOf(page)).as(where).doesNotContainPattern(UNTRANSLATED);
                  assertThat(wordsOf(page).split("\\+09:00", -1))
                      .as("says once that times are Japan's: %s", where)
                      .hasSizeLessThanOrEqualTo(2);
                  headIsShort(page, look, where);
                  if (look.isForTheRules(language)) {
                    assertAccessible(page, where);
                  }
                });
            page.close();
          }
        });
  }

  /** The banner of a drill and its line come to the 100 pixels of a live page. */
  private static void headIsShort(Page page, HeadlessBrowser.Look look, String where) {
    int top =
        (int)
            page.evaluate(
                "() => Math.round(document.getElementById('main').getBoundingClientRect().top + scrollY)");
    if (look.size().equals("phone")) {
      assertThat(top).as("where the page begins: %s", where).isLessThanOrEqualTo(120);
    } else if (look.size().equals("laptop")) {
      assertThat(page.locator(".shell-more")).isHidden();
      assertThat(page.evaluate(CROWDED)).as("crowded in the header: %s", where).isEqualTo("");
      assertThat(top).as("where the page begins: %s", where).isLessThanOrEqualTo(150);
    }
  }

  @Test
  void aDeskDeclaresAndAsksByKeyboardAloneAndSeesWhatWasDecided() {
    ReportingDoor door = drill("asks");
    Page page = desk(door, "asks", "ja", "174611");
    page.locator("#ask-open").focus();
    page.keyboard().press("Enter");
    page.locator("#request-damage").fill("町内の半数が断水");
    page.locator("#request-taskType").selectOption("SHELTER_OPERATION");
    // In full width, as a Japanese keyboard types it; the look-ahead takes it too.
    page.locator("#request-headCount").fill("３");
    assertThat(page.locator("#request-headCount")).hasValue("3");
    page.locator("#request-place").fill("穴水中学校");
    page.locator("#request-route").fill("のと里山海道");
    page.keyboard().press("Enter");
    Locator result = page.locator(".result");
    assertThat(result).containsText("要請を受け付けました");
    assertThat(result).containsText("団体のうち");
    assertThat(result).containsText("まだ足りないのは");
    assertThat(page.locator("#result-title")).isFocused();
    assertThat(page.locator("#spoken")).containsText("要請を受け付けました");
    assertThat(page.locator("#next-step")).hasAttribute("href", Pattern.compile("request.html"));
    assertThat(page.locator(".card.request")).hasCount(2);
    assertThat(door.taken).hasSize(1);
    assertAccessible(page, "after asking");
    picture(page, "desk-asked");
  }

  @Test
  void whatIsMissingIsSaidBesideItsFieldAndFocused() {
    ReportingDoor door = drill("missing");
    Page page = desk(door, "missing", "ja", WAJIMA);
    page.locator("#ask-open").click();
    page.locator("#request-headCount").fill("たくさん");
    button(page, "訓練の要請を送る").click();
    assertThat(page.locator("#request-damage")).isFocused();
    assertThat(page.locator("#request-damage-error")).isVisible();
    assertThat(page.locator("#request-headCount-error")).containsText("1から1000までの数を、数字で");
    assertThat(page.locator("#request-damage"))
        .hasAttribute("aria-describedby", Pattern.compile("request-damage-error"));
    assertThat(door.keys).isEmpty();
    assertAccessible(page, "what is missing");
    picture(page, "desk-missing");
  }

  @Test
  void aDraftSurvivesAReloadAndALostAnswerIsNotCountedTwice() {
    ReportingDoor door = drill("twice");
    Page page = desk(door, "twice", "ja", WAJIMA);
    page.locator("#ask-open").click();
    page.locator("#request-damage").fill("道路が寸断");
    page.locator("#request-taskType").selectOption("LIAISON");
    page.locator("#request-headCount").fill("2");
    page.reload();
    assertThat(page.locator("#request-damage")).hasValue("道路が寸断");
    assertThat(page.locator("#request-headCount")).hasValue("2");
    assertThat(page.locator("#form-request .preview:not([data-state=none])")).isVisible();
    page.locator("#request-place").fill("市役所");
    page.locator("#request-route").fill("県道1号");
    door.loseTheNextAnswer();
    button(page, "訓練の要請を送る").click();
    assertThat(page.locator("#form-request .refused")).containsText("二重に受け付けることはありません");
    assertThat(page.locator("#request-place")).hasValue("市役所");
    assertThat(page.locator("#unsent")).containsText("送信待ち 1件");
    assertNothingHangsOver(page, "a report on its way");
    page.reload(); // Sent automatically, with the same key.
    assertThat(page.locator(".result")).containsText("要請を受け付けました");
    assertThat(page.locator("#unsent")).hasCount(0);
    assertThat(door.taken).hasSize(1);
    assertThat(door.keys).hasSize(2);
    assertThat(door.keys.get(0)).isEqualTo(door.keys.get(1));
  }

  @Test
  void aWardConfirmsInTwoClicksAndDeclinesInTwo() {
    ReportingDoor door = drill("answers");
    Page page = ward(door, "answers", "ja", SUMIDA);
    Locator asked = page.locator(".card.asked").first();
    assertThat(asked).containsText("なぜ私たちか");
    assertThat(asked.locator(".why li")).hasCount(1);
    assertThat(asked.locator(".why li")).containsText("協定「");
    assertThat(asked).containsText("あと");
    int before = page.locator(".card.asked").count();
    asked.locator("button", new Locator.LocatorOptions().setHasText("派遣を決定する")).first().click();
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("派遣を決定しました");
    assertThat(page.locator(".card.asked")).hasCount(before - 1);
    assertThat(door.taken.get(0).getKind()).isEqualTo(FactKind.DISPATCH_CONFIRMED);
    assertThat(page.locator(".result")).containsText("出発の予定は 1/");
    assertThat(page.locator("#next-step")).containsText(Pattern.compile("出発を報告する|件の派遣の求めに回答する"));
    page.locator(".card.row button", new Page.LocatorOptions().setHasText("出発した")).first().click();
    assertThat(page.locator(".result")).containsText("出発を報告しました");
    assertThat(page.locator(".result")).containsText("から活動の予定です");
    if (before > 1) {
      page.locator(".card.asked")
          .first()
          .locator("button", new Locator.LocatorOptions().setHasText("辞退する"))
          .click();
      page.locator(".panel button", new Page.LocatorOptions().setHasText("職員の余力なし")).click();
      assertThat(page.locator(".result")).containsText("辞退しました");
    }
    assertAccessible(page, "after answering");
    picture(page, "ward-answered");
  }

  @Test
  void aWardOffersForARequestAndConfirmsItsPlan() {
    ReportingDoor door = drill("offers");
    Page page = ward(door, "offers", "en", SHINJUKU);
    Locator needs = page.locator(".tasks li:has(a[href='#needs-title'])");
    assertThat(needs).containsText("can you help?");
    assertThat(needs.locator("xpath=following-sibling::li").first()).containsText("to confirm");
    button(page, "Offer for this request").click();
    assertThat(page.locator("#offer-title")).isFocused();
    assertThat(
            (boolean) page.evaluate(AT_ONE_HEIGHT.formatted("#offer-headCount", "#offer-firstDay")))
        .as("boxes in one line of fields, of which only the first has a hint")
        .isTrue();
    button(page, "Send the drill’s offer").click();
    assertThat(page.locator(".result")).containsText("Offered");
    assertThat(page.locator(".result")).containsText("You are asked to send");
    page.locator("#next-step").click();
    assertThat(page.locator("#asked-title")).isFocused();
    assertThat(page.locator(".result")).hasCount(0);
    unfold(page, "agreements");
    button(page, "Confirm our plan").click();
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("Plan confirmed");
    assertThat(
            page.locator("#agreements-title ~ *, section[aria-labelledby=agreements-title]")
                .first())
        .isVisible();
    unfold(page, "load");
    button(page, "Change limits and rest").click();
    button(page, "Add a limit").click();
    page.locator("#form-limits .needs input").fill("40");
    page.locator("#limits-restDays").fill("3");
    button(page, "Set the limits").click();
    assertThat(page.locator(".result")).containsText("limits are set");
    assertThat(door.taken.stream().map(f -> f.getKind()))
        .containsExactly(
            FactKind.STAFF_OFFERED, FactKind.PLAN_CONFIRMED, FactKind.LENDER_LIMITS_SET);
  }

  @Test
  void aLenderSaysThatItWasStruckTooAfterAQuestionAndTakesItBack() {
    ReportingDoor door = drill("struck");
    Page page = ward(door, "struck", "ja", SUMIDA);
    page.locator(".head a.button", new Page.LocatorOptions().setHasText("私たちも被災した")).click();
    assertThat(page.locator("#struck-title")).isFocused();
    Locator row = page.locator("#row-struck-tokyo23-noto");
    act(row, "私たちも被災した").click();
    row.locator(".panel button[type=submit]").click();
    assertThat(row.locator(".ask")).containsText("回答待ちの派遣は取りやめとなり");
    assertThat(row.locator(".ask")).containsText("よろしいですか");
    Locator asked = page.locator("section[aria-labelledby=asked-title]");
    assertThat(asked).hasCount(1);
    assertThat(door.taken).isEmpty();
    assertAccessible(page, "before a lender is struck");
    picture(page, "ward-struck");
    row.locator(".ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("被災を届け出ました");
    assertThat(page.locator("#main p.notice")).containsText("被災団体です");
    assertThat(asked).hasCount(0); // The request is cancelled, so nobody is asked to decline.
    assertThat(page.locator("#result-title")).not().containsText("回答待ち");
    assertThat(door.taken.get(0).getDisasterDeclared().getStruck()).containsExactly(SUMIDA);
    page.locator("#take-back").click();
    assertThat(page.locator(".result")).containsText("元に戻しました");
    assertThat(page.locator("#main p.notice", new Page.LocatorOptions().setHasText("被災団体です")))
        .hasCount(0);
    assertThat(door.taken.get(1).getDisasterCorrected().getNotStruck()).containsExactly(SUMIDA);

    page.locator("#declare-open").click();
    page.locator("#declare-name").fill("墨田区の水害");
    page.locator("#declare-hazard").selectOption("STORM_FLOOD");
    page.locator("#declare-date").fill("2024-01-01");
    page.locator("#declare-hour").fill("12:00");
    page.locator("#form-declare button[type=submit]").click();
    assertThat(page.locator("#form-declare .ask")).containsText("私たちを被災団体とします");
    page.locator("#form-declare .ask button[type=submit]").click();
    assertThat(page.locator("#main p.notice")).containsText("墨田区の水害の被災団体です");
    page.locator("#take-back").click();
    assertThat(page.locator(".result")).containsText("災害を終了しました");
    assertThat(page.locator("#main p.notice", new Page.LocatorOptions().setHasText("被災団体です")))
        .hasCount(0);
    assertThat(door.taken.stream().map(f -> f.getKind()))
        .containsExactly(
            FactKind.DISASTER_DECLARED,
            FactKind.DISASTER_CORRECTED,
            FactKind.DISASTER_DECLARED,
            FactKind.DISASTER_ENDED);
  }

  @Test
  void aListThatEndsBeforeItsTotalSaysSoAndLeadsToTheRest() {
    ReportingDoor door = drill("cut");
    Page page = page("laptop", "en", ColorScheme.LIGHT);
    door.signIn(page, "WARD", SUMIDA, "応援の担当");
    page.route(
        "**/api/wards/*",
        route -> {
          APIResponse answer = route.fetch();
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(answer.text().replaceAll("\"askedTotal\":\\d+", "\"askedTotal\":1200")));
        });
    page.navigate(address("ward.html", "cut", "en", "&body=" + SUMIDA));
    Locator asked = page.locator("section[aria-labelledby=asked-title]");
    assertThat(asked).containsText("of 1,200 shown");
    assertThat(asked.getByText("See the rest on the board"))
        .hasAttribute("href", Pattern.compile("lender=" + SUMIDA));
    asked.getByText("See the rest on the board").click();
    assertThat(page.locator("#ledger-title")).isInViewport();
  }

  @Test
  void whatCannotBeUndoneIsAskedOnceMoreAndARejectionSaysWhy() {
    ReportingDoor door = drill("ends");
    Page page = desk(door, "ends", "ja", WAJIMA);
    Locator card = page.locator(".card.request").first();
    assertThat(card.locator("button:visible")).hasCount(1); // The button that ends it is elsewhere.
    other(card, "要請を取り消す").click();
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".ask")).containsText("よろしいですか");
    assertThat(door.keys).isEmpty();
    assertAccessible(page, "asked once more");
    page.keyboard().press("Escape");
    assertThat(page.locator(".panel")).hasCount(0);
    Locator large = page.locator("#row-req-tokyo23-req-wajima-shelter");
    large.locator("button", new Locator.LocatorOptions().setHasText("要請を変える")).click();
    large.locator(".panel input[name=headCount]").fill("1");
    large.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".panel .refused")).containsText("受け付けられませんでした");
    assertThat(page.locator(".panel .refused li").first()).isVisible();
    picture(page, "desk-rejected");
  }

  @Test
  void whatIsBeingTypedIsNotDisturbedByWhatHappens() {
    ReportingDoor door = drill("typing");
    Page page = desk(door, "typing", "ja", WAJIMA);
    page.locator("#ask-open").click();
    page.locator("#request-damage").fill("書きかけ");
    page.locator("#request-place").fill("役場");
    page.locator("#request-place").focus();
    Page other = ward(door, "typing", "ja", SUMIDA);
    other
        .locator(".card.asked button", new Page.LocatorOptions().setHasText("派遣を決定する"))
        .first()
        .click();
    other.locator(".panel button[type=submit]").click();
    assertThat(other.locator(".result")).containsText("派遣を決定しました");
    assertThat(page.locator("section[aria-labelledby=coming-title]")).containsText("墨田区");
    assertThat(
            page.locator("section[aria-labelledby=coming-title] .row")
                .filter(
                    new Locator.FilterOptions()
                        .setHasText(Pattern.compile("墨田区.*派遣決定", Pattern.DOTALL)))
                .first())
        .isVisible();
    assertThat(page.locator("#request-place")).isFocused();
    assertThat(page.locator("#request-damage")).hasValue("書きかけ");
  }

  @Test
  void aCoordinatorPinsWithAReasonTheExplanationNamesItAndItCanBeRevoked() {
    ReportingDoor door = drill("decides");
    Page page = coordinator(door, "decides", "coordinator.html", "&network=tokyo23");
    Locator first = page.locator(".shortfall").first();
    assertThat(first).containsText("人命");
    first.locator("button", new Locator.LocatorOptions().setHasText("候補と理由を見る")).click();
    Locator candidates = first.locator(".candidates .row");
    assertThat(candidates.filter(new Locator.FilterOptions().setHasText("新宿区"))).isVisible();
    assertAccessible(page, "candidates beside the request that waits");
    picture(page, "coordinator-candidates");
    candidates
        .filter(new Locator.FilterOptions().setHasText("新宿区"))
        .locator("button", new Locator.LocatorOptions().setHasText("優先する"))
        .click();
    assertThat(page.locator("#override-lender")).hasValue(SHINJUKU);
    assertThat(page.locator("#override-reason")).isFocused();
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator("#override-reason-error")).isVisible();
    page.locator("#override-reason").fill("給水車を運転できる職員がいるため");
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("記録しました");
    Locator standing = page.locator("section[aria-labelledby=overrides-title]");
    unfold(page, "overrides");
    assertThat(standing).containsText("給水車");
    assertAccessible(page, "after a decision");
    standing.locator("button", new Locator.LocatorOptions().setHasText("決定を取り消す")).click();
    standing.locator("textarea").fill("足りたため");
    standing.locator("button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("取り消しました");
    assertThat(standing).hasCount(0);
    assertThat(page.locator("main")).containsText("有効な決定変更");
    unfold(page, "leads");
    button(page, "団体を割り当てる").click();
    page.locator("#appoint-place").selectOption("noto|" + SUZU);
    page.locator("#appoint-lender").selectOption(SHINJUKU);
    page.locator("#form-appoint button[type=submit]").click();
    assertThat(page.locator("section[aria-labelledby=leads-title]")).containsText("新宿区");
  }

  @Test
  void aRequestsReasonsAreAPageThatPrints() {
    ReportingDoor door = drill("reasons");
    Page page =
        coordinator(door, "reasons", "request.html", "&network=tokyo23&id=req-wajima-shelter");
    assertThat(page.locator(".histogram")).containsText("団体のうち");
    assertThat(page.locator(".ruled li").first()).isVisible();
    assertThat(page.locator("table.rank")).containsText("杉並区");
    assertThat(page.locator(".change").first()).isVisible();
    page.locator(".ruled summary").first().click();
    button(page, "に適用しない").click();
    assertThat(page.locator("#override-reason")).isFocused();
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator("#form-override")).isHidden();
    assertThat(page.locator(".ruled li").first()).isVisible();
    assertThat(page.locator(".acts:visible")).hasCount(0);
    picture(page, "request-print");
  }

  @Test
  void whatBecameOfAnActIsSmallAndCoversNothingThatCannotBeScrolledOut() {
    ReportingDoor door = drill("small");
    Page page = desk(door, "small", "ja", WAJIMA);
    button(page, "到着を確認").click();
    Locator result = page.locator(".result");
    assertThat(result).containsText("到着を確認しました");
    assertThat(page.locator("#result-title")).isFocused();
    assertThat(result).isInViewport();
    assertThat(
            (Double)
                page.evaluate(
                    "() => document.querySelector('.result').getBoundingClientRect().height / innerHeight"))
        .as("share of the screen")
        .isLessThan(1 / 6.0);
    assertThat(page.locator("#next-step")).containsText("次へ: ");
    HeadlessBrowser.picture(page, "desk-result-phone", false);
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)");
    assertThat(
            (Boolean)
                page.evaluate(
                    "() => document.querySelector('.foot').getBoundingClientRect().bottom"
                        + " <= document.querySelector('.result').getBoundingClientRect().top"))
        .as("the end of the page is to be seen above it")
        .isTrue();
    page.locator("a, button").first().focus();
    page.keyboard().press("End");
    page.locator(".result > button.end").press("Enter");
    assertThat(result).hasCount(0);
  }

  private static final String KYOTEI =
      """
      {"agreementId":"%s","version":%d,"title":"%s","lenders":["131041","131156"],"receivers":["172049"],"associations":[],
       "hazards":[],"taskTypes":[],"longestTourDays":%d,"costBearer":"RECEIVER","validFrom":"2020-01-01","source":"test",
       "certainty":"ILLUSTRATIVE"}
      """;

  @Test
  void noLongerStayIsProposedThanTheAgreementAllowsAndIfNoneThatIsSaidBeforeAsking() {
    ReportingDoor door = drill("stays");
    Page page = desk(door, "stays", "ja", WAJIMA);
    Locator there = page.locator("section[aria-labelledby=site-title] .row").first();
    there.locator("button", new Locator.LocatorOptions().setHasText("延長を頼む")).click();
    Locator day = there.locator("input[name=lastDay]");
    String proposed = day.inputValue();
    LocalDate last = LocalDate.parse(proposed).minusDays(3);
    there.locator(".panel button", new Locator.LocatorOptions().setHasText("やめる")).click();

    int days = (int) java.time.temporal.ChronoUnit.DAYS.between(LocalDate.of(2024, 1, 2), last) + 1;
    door.report(
        "/api/agreements",
        "COORDINATOR",
        "tokyo23",
        KYOTEI.formatted("kyotei-noto", 2, "協定", days + 1));
    page.reload();
    there.locator("button", new Locator.LocatorOptions().setHasText("延長を頼む")).click();
    assertThat(day).hasValue(last.plusDays(1).toString());
    assertThat(there.locator(".hint")).containsText("1回の派遣は%d日までです。延長できるのは".formatted(days + 1));
    day.fill(last.plusDays(2).toString());
    there.locator(".panel button[type=submit]").click();
    assertThat(there.locator(".wrong")).containsText("延長できるのは");
    assertThat(door.keys).isEmpty();
    assertAccessible(page, "a limit of the stay");

    door.report(
        "/api/agreements",
        "COORDINATOR",
        "tokyo23",
        KYOTEI.formatted("kyotei-noto", 3, "協定", days));
    page.reload();
    Locator ask = there.locator("button", new Locator.LocatorOptions().setHasText("延長を頼む"));
    assertThat(there).containsText("延長できません");
    assertThat(ask).hasCount(0);

    door.report(
        "/api/agreements",
        "COORDINATOR",
        "tokyo23",
        KYOTEI.formatted("kyotei-noto", 4, "協定", days + 9));
    page.reload();
    assertThat(ask.first()).isVisible();
    door.report(
        "/api/requests/req-wajima-shelter/cancel", "DESK", WAJIMA, "{\"reason\":\"NEED_ENDED\"}");
    page.reload();
    assertThat(there).containsText("延長できません。要請は終わっています。");
    assertThat(ask).hasCount(0);
    picture(page, "desk-cannot-stay");
    Page request =
        coordinator(door, "stays", "request.html", "&network=tokyo23&id=req-wajima-shelter");
    assertThat(request.locator("#coord-title")).isVisible();
    assertThat(request.locator("button", new Page.LocatorOptions().setHasText("決定を変える")))
        .hasCount(0);
  }

  @Test
  void aChangeOfARequestStartsFromWhoIsNeededNowAndStatesAllWhoAre() {
    ReportingDoor door = drill("restated");
    Page page = desk(door, "restated", "ja", WAJIMA);
    Locator there = page.locator("section[aria-labelledby=site-title] .row").first();
    int gone =
        Integer.parseInt(
            there.locator(".row-head > span").first().innerText().replaceAll("\\D", ""));
    String dispatch = there.getAttribute("id").replace("row-site-tokyo23-", "");
    door.report(
        "/api/dispatches/" + dispatch + "/release", "DESK", WAJIMA, "{\"lastDay\":\"2024-01-01\"}");
    page.reload();
    Locator card = page.locator("#row-req-tokyo23-req-wajima-shelter");
    Locator open =
        card.locator("button[aria-expanded]", new Locator.LocatorOptions().setHasText("要請を変える"));
    open.click();
    // They were to stay for their wave: of the days behind it nobody was released.
    Locator count = card.locator(".needs li").first().locator("input[type=text]");
    assertThat(count).hasValue(String.valueOf(12 - gone));
    assertThat(card.locator(".panel")).containsText("要請したのは12人");
    assertAccessible(page, "a change of a request after a release");
    picture(page, "desk-amend-released");

    count.fill("12");
    card.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("要請を変えました");
    assertThat(door.taken.get(0).getAidRequestAmended().getNeeds())
        .isNotEmpty()
        .allMatch(need -> need.getHeadCount() == 12);
    page.reload(); // The result is said before the row is read again.
    open.click();
    assertThat(card.locator(".panel")).isVisible();
    assertThat(card.locator(".panel")).not().containsText("要請したのは12人");
  }

  @Test
  void aNeedThatDiffersByDayIsChangedByDay() {
    ReportingDoor door = drill("bydays");
    door.report(
        "/api/requests",
        "DESK",
        SUZU,
        """
        {"disasterId":"noto","receiver":"172057","damage":"罹災証明","taskType":"VICTIM_CERTIFICATE","headCount":9,
         "needs":[{"firstDay":"2024-01-03","lastDay":"2024-01-05","headCount":4},{"firstDay":"2024-01-06","lastDay":"2024-01-07","headCount":9}],
         "place":"市役所","route":"県道","firstDay":"2024-01-03","lastDay":"2024-01-08","qualifications":[],
         "priority":"NORMAL","documentation":"ORAL"}
        """);
    Page page = desk(door, "bydays", "ja", SUZU);
    Locator card =
        page.locator(".card.request").filter(new Locator.FilterOptions().setHasText("市役所"));
    card.locator("button", new Locator.LocatorOptions().setHasText("要請を変える")).click();
    Locator lines = card.locator(".needs li");
    assertThat(lines).hasCount(2);
    assertThat(lines.nth(1).locator("input[type=text]")).hasValue("9");
    lines.nth(1).locator("input[type=text]").fill("7");
    lines.nth(0).locator("input[type=date]").first().fill("2024-01-02");
    card.locator(".panel button[type=submit]").click();
    assertThat(card.locator(".wrong")).containsText("1行目が要請の期間から外れています");
    assertAccessible(page, "needs by day");
    picture(page, "desk-amend-by-day");
    lines.nth(0).locator("input[type=date]").first().fill("2024-01-03");
    card.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("要請を変えました");
    AidRequestAmended amended = door.taken.get(0).getAidRequestAmended();
    assertThat(amended.getHeadCount()).isNull();
    assertThat(amended.getFirstDay()).isNull();
    assertThat(amended.getNeeds())
        .containsExactly(
            new DailyCount(LocalDate.of(2024, 1, 3), LocalDate.of(2024, 1, 5), 4),
            new DailyCount(LocalDate.of(2024, 1, 6), LocalDate.of(2024, 1, 7), 7));
  }

  @Test
  void anOfferIsTurnedAwayByTheDeskThatItAnswersAndByTheCoordinator() {
    ReportingDoor door = drill("turned");
    door.report(
        "/api/offers",
        "WARD",
        "131121",
        """
        {"lender":"131121","answersRequestId":"req-wajima-shelter","disasterId":"noto","taskTypes":["PUBLIC_RELATIONS"],
         "qualifications":[],"headCount":1,"firstDay":"2024-01-03","lastDay":"2024-01-06"}
        """);
    Page page = desk(door, "turned", "ja", WAJIMA);
    Locator card = page.locator("#row-req-tokyo23-req-wajima-shelter");
    card.locator("summary", new Locator.LocatorOptions().setHasText("この要請への申出（1件）")).click();
    other(
            card.locator(".row").filter(new Locator.FilterOptions().setHasText("世田谷区")).first(),
            "申出を断る")
        .click();
    card.locator(".panel .pick", new Locator.LocatorOptions().setHasText("受入態勢が整わない"))
        .first()
        .click();
    card.locator(".panel button[type=submit]").click();
    card.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("申出を断りました");
    assertThat(door.taken.get(0).getKind()).isEqualTo(FactKind.OFFER_REJECTED);
    assertThat(card.locator("summary", new Locator.LocatorOptions().setHasText("この要請への申出")))
        .hasCount(0);

    Page other = coordinator(door, "turned", "coordinator.html", "&network=tokyo23");
    Locator offers = other.locator("section[aria-labelledby=offers-title]");
    unfold(other, "offers");
    Locator ota = offers.locator(".row").filter(new Locator.FilterOptions().setHasText("off-ota"));
    assertThat(ota).isVisible();
    assertAccessible(other, "offers");
    other(ota, "申出を断る").click();
    ota.locator(".panel .pick").first().click();
    ota.locator(".panel button[type=submit]").click();
    ota.locator(".panel button[type=submit]").click();
    assertThat(other.locator(".result")).containsText("申出を断りました");
    assertThat(ota).hasCount(0);
  }

  @Test
  void aWardWithManyAgreementsSeesFirstWhatIsDueAndConfirmsThemTogether() {
    ReportingDoor door = drill("plans");
    for (int i = 1; i <= 7; i++) {
      door.report(
          "/api/agreements",
          "COORDINATOR",
          "tokyo23",
          KYOTEI.formatted("kyotei-" + i, 1, "特別区長会と青森県町村会との連携協定その" + i, 9));
    }
    Page page = ward(door, "plans", "ja", SHINJUKU);
    page.setViewportSize(390, 844);
    Locator section = page.locator("section[aria-labelledby=agreements-title]");
    unfold(page, "agreements");
    assertThat(section.locator(".row:visible")).hasCount(5);
    assertThat(section).containsText("ほかの協定を見る（3件）");
    assertNothingHangsOver(page, "ward with many agreements");
    picture(page, "ward-plans-phone");
    button(page, "8件をまとめて「計画を確認する」").click();
    assertThat(page.locator("#plans-validTo")).hasValue("2024-03-31");
    assertThat(section).containsText("8件のうち8件を選択");
    section.locator(".pick", new Locator.LocatorOptions().setHasText("協定その3")).click();
    assertAccessible(page, "several plans");
    picture(page, "ward-plans-phone-open");
    // One of them arrives, but its answer is lost: which one it was is said by its title.
    door.loseTheNextAnswer();
    button(page, "選んだ7件を「計画を確認する」として送る").click();
    assertThat(page.locator(".result")).containsText("7件のうち6件を「計画を確認する」として受け付けました");
    assertThat(page.locator(".result")).containsText(Pattern.compile("協定(その\\d)?: サーバーにつながりません。"));
    assertThat(page.locator("main")).not().containsText("[object");
    assertThat(page.locator("#result-title")).isFocused();
    assertThat(door.taken)
        .hasSize(7)
        .allMatch(f -> f.getKind() == FactKind.PLAN_CONFIRMED)
        .noneMatch(f -> f.getPlanConfirmed().getAgreementId().equals("kyotei-3"));
    assertThat(section.locator(".row:visible")).hasCount(1);
    assertThat(section.locator(".row:visible")).containsText("協定その3");
  }

  @Test
  void whatALenderBearsComesToTheBoardWithTheChangeItselfAndAnAccountIsNamedOnce() {
    ReportingDoor door = drill("bears");
    String dispatch =
        board
            .json("/api/ledger?drill=bears&lender=131121&state=CONFIRMED")
            .path("rows")
            .path(0)
            .path("dispatchId")
            .asString();
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    door.signIn(page, "VIEWER", "nobody", "閲覧");
    page.navigate(address("", "bears", "ja", ""));
    Locator row =
        page.locator(".loads tbody tr").filter(new Locator.FilterOptions().setHasText("世田谷区"));
    assertThat(row).containsText("–");
    assertThat(page.locator(".shell-account .who")).hasText("閲覧のみ");
    page.route(
        url -> java.net.URI.create(url).getPath().equals("/api/lenders"), route -> route.abort());

    door.report("/api/dispatches/" + dispatch + "/depart", "WARD", "131121", "{}");

    assertThat(row).containsText("3人");
  }

  @Test
  void whoAsksInADrillThatIsOverIsToldThatNobodyWillAnswer() {
    ReportingDoor door = drill("over");
    board.decides((namespace, fact, longest) -> door.log.preview(fact));
    Page asks = desk(door, "over", "ja", WAJIMA);
    asks.locator("#ask-open").click();
    asks.locator("#request-taskType").selectOption("SEWER");
    asks.locator("#request-headCount").fill("2");
    Locator outlook = asks.locator(".preview[data-state=nobody]");
    assertThat(outlook).containsText("いますぐ動ける申出は0件です。");
    assertThat(outlook).containsText("「いま足りない要請」として届きます");
    assertThat(outlook.locator("li", new Locator.LocatorOptions().setHasText("申出なし"))).hasCount(0);
    asks.close();
    board.decides(
        (namespace, fact, longest) ->
            namespace.equals(Namespace.drill("over"))
                ? Preview.Missing.NOT_RUNNING
                : Preview.Missing.NOT_DECIDED_HERE);
    Page page = desk(door, "over", "ja", WAJIMA);
    page.locator("#ask-open").click();
    page.locator("#request-taskType").selectOption("LIAISON");
    page.locator("#request-headCount").fill("2");
    Locator preview = page.locator(".preview");
    assertThat(preview).containsText("この訓練は終わっていて");
    assertThat(preview).not().containsText("このまま要請できます");
    assertAccessible(page, "a drill that is over");
  }

  /** What nobody but a programmer should read. */
  private static final Pattern FOR_PROGRAMS =
      Pattern.compile(
          "Unauthorized|Forbidden|Bearer|Idempotency-Key|X-CSRF-TOKEN|OverrideMade|/api/|HTTP ?\\d");

  private static Locator act(Locator row, String name) {
    return row.locator("button", new Locator.LocatorOptions().setHasText(name)).first();
  }

  @Test
  void escapeOfAnInputMethodClosesNothingAndTextIsNotThrownAwayUnasked() {
    ReportingDoor door = drill("composing");
    Page page = desk(door, "composing", "ja", WAJIMA);
    Locator card = page.locator("#row-req-tokyo23-req-wajima-shelter");
    act(card, "要請を変える").click();
    card.locator(".panel summary").click();
    Locator number = card.locator("input[name=place]");
    number.fill("");
    number.pressSequentially("輪総第");
    var devtools = page.context().newCDPSession(page);
    com.google.gson.JsonObject composition = new com.google.gson.JsonObject();
    composition.addProperty("text", "じゅうに");
    composition.addProperty("selectionStart", 4);
    composition.addProperty("selectionEnd", 4);
    devtools.send("Input.imeSetComposition", composition);
    // Chromium on Linux swallows the key; on macOS it comes to the page like this.
    number.dispatchEvent("keydown", Map.of("key", "Escape", "isComposing", true, "keyCode", 229));
    number.dispatchEvent("keydown", Map.of("key", "Escape"));
    assertThat(card.locator(".panel")).isVisible();
    assertThat(card.locator(".ask")).hasCount(0);
    com.google.gson.JsonObject text = new com.google.gson.JsonObject();
    text.addProperty("text", "12号");
    devtools.send("Input.insertText", text);
    assertThat(number).hasValue("輪総第12号");
    page.waitForTimeout(60); // A key within 50 ms of a composition still belongs to it.

    number.press("Escape");
    assertThat(card.locator(".ask")).containsText("書きかけを捨てますか");
    assertAccessible(page, "asked before text is thrown away");
    picture(page, "desk-leave");
    act(card.locator(".ask"), "戻る").click();
    assertThat(number).hasValue("輪総第12号");
    act(card, "要請を変える").click(); // Closing by the button asks as well.
    act(card.locator(".ask"), "捨てる").click();
    assertThat(card.locator(".panel")).hasCount(0);
    assertThat(door.keys).isEmpty();
  }

  @Test
  void twoTabsWriteTwoDraftsAndWhatAClosedTabLeftIsOffered() {
    ReportingDoor door = drill("tabs");
    Page first = desk(door, "tabs", "ja", WAJIMA);
    Page second = first.context().newPage();
    door.signIn(second, "DESK", WAJIMA, "受援の担当");
    second.navigate(first.url());
    for (Page page : List.of(first, second)) {
      page.locator("#ask-open").click();
      page.locator("#request-taskType").selectOption("LIAISON");
      page.locator("#request-place").fill("市役所");
      page.locator("#request-route").fill("県道1号");
    }
    first.locator("#request-damage").fill("一つ目");
    first.locator("#request-headCount").fill("1");
    second.locator("#request-damage").fill("二つ目");
    second.locator("#request-headCount").fill("2");
    first.reload();
    assertThat(first.locator("#request-damage")).hasValue("一つ目");
    for (Page page : List.of(first, second)) {
      button(page, "訓練の要請を送る").click();
      assertThat(page.locator(".result")).containsText("要請を受け付けました");
    }
    assertThat(door.taken).hasSize(2);
    assertThat(door.keys).doesNotHaveDuplicates();

    second.locator("#ask-open").click();
    second.locator("#request-damage").fill("閉じたタブの書きかけ");
    second.close();
    first.reload();
    Locator left = first.locator("#form-request .restored");
    assertThat(left).containsText("書きかけがあります");
    assertThat(first.locator("#request-damage")).hasValue("");
    act(left, "続きから書く").click();
    assertThat(first.locator("#request-damage")).hasValue("閉じたタブの書きかけ");
  }

  @Test
  void aFigureCorrectedAfterALostAnswerChangesTheFirstRequestOrIsAnother() {
    ReportingDoor door = drill("corrected");
    Page page = desk(door, "corrected", "ja", WAJIMA);
    page.locator("#ask-open").click();
    page.locator("#request-damage").fill("断水");
    page.locator("#request-taskType").selectOption("LIAISON");
    page.locator("#request-place").fill("市役所");
    page.locator("#request-route").fill("県道1号");
    page.locator("#request-headCount").fill("4");
    door.loseTheNextAnswer();
    button(page, "訓練の要請を送る").click();
    assertThat(page.locator("#form-request .refused")).isVisible();
    page.locator("#request-headCount").fill("6");
    button(page, "もう一度送る").click();
    Locator second = page.locator("#form-request .ask");
    assertThat(second).containsText("はじめの内容（4人）は受け付け済みです");
    assertThat(page.locator("main")).not().containsText(FOR_PROGRAMS);
    assertThat(act(second, "別の要請として送る")).isVisible();
    assertAccessible(page, "a second, different sending");
    picture(page, "desk-second");
    act(second, "4人を6人に変える").click();
    assertThat(page.locator(".result")).containsText("要請を受け付けました");
    assertThat(door.taken.stream().map(f -> f.getKind()))
        .containsExactly(FactKind.AID_REQUESTED, FactKind.AID_REQUEST_AMENDED);
    AidRequestAmended amended = door.taken.get(1).getAidRequestAmended();
    assertThat(amended.getHeadCount()).isEqualTo(6);
    assertThat(amended.getFirstDay()).isNull();
  }

  @Test
  void whoseSessionEndsSignsInAgainAndGoesOnWithTheTextOfAnAct() {
    ReportingDoor door = drill("session");
    Page page = coordinator(door, "session", "coordinator.html", "&network=tokyo23");
    Locator first = page.locator(".shortfall").first();
    act(first, "決定を変える").click();
    page.locator(".panel .pick", new Page.LocatorOptions().setHasText("優先する団体の指定")).click();
    page.locator("#override-lender").selectOption(SHINJUKU);
    page.locator("#override-reason").fill("給水車を運転できる職員がいるため");
    door.sessionEndsWithTheNextReport();
    page.locator(".panel button[type=submit]").click();
    Locator dialog = page.locator("#session");
    assertThat(dialog).isVisible();
    assertThat(dialog).containsText("サインインの期限が切れました");
    assertThat(page.locator("body")).not().containsText(FOR_PROGRAMS);
    assertThat(page.locator("#override-reason")).hasValue("給水車を運転できる職員がいるため");
    assertAccessible(page, "a session that is over");
    HeadlessBrowser.picture(page, "session-over", false);
    page.route(
        "**/oauth2/**",
        route -> {
          door.sessionBegins();
          String back = java.net.URI.create(route.request().url()).getQuery();
          route.fulfill(
              new com.microsoft.playwright.Route.FulfillOptions()
                  .setStatus(302)
                  .setHeaders(Map.of("Location", back.substring("return=".length()))));
        });
    String before = page.url();
    act(dialog, "もう一度サインインする").click();
    assertThat(page.locator("#override-reason")).hasValue("給水車を運転できる職員がいるため");
    assertThat(page).hasURL(before);
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("記録しました");
  }

  @Test
  void pagesOfOthersSayWhatOneMayDoAndRefuseNobody() {
    ReportingDoor door = drill("others");
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    door.signIn(page, "DESK", WAJIMA, "輪島市");
    List<String> refused = new java.util.ArrayList<>();
    page.onResponse(
        r -> {
          if (r.status() >= 400) {
            refused.add(r.status() + " " + r.url());
          }
        });
    page.navigate(address("coordinator.html", "others", "ja", "&network=tokyo23"));
    assertThat(page.locator(".notice:visible").first()).containsText("閲覧のみ（輪島市）");
    assertThat(page.locator(".shortfall").first()).isVisible();
    // A long list is turned by whoever reads it.
    assertThat(page.locator("main button:visible:not(.list-tools *)")).hasCount(0);
    assertAccessible(page, "a coordinator's page, read by a desk");
    picture(page, "coordinator-read-only");
    // What waits there waits for somebody else.
    assertThat(page.locator(".tasks")).hasCount(0);
    page.navigate(
        address("request.html", "others", "en", "&network=tokyo23&id=req-wajima-shelter"));
    assertThat(page.locator(".notice:visible").first()).containsText("Read only (輪島市)");
    page.navigate(address("ward.html", "others", "ja", "&body=" + SUMIDA));
    assertThat(page.locator("#page-title")).containsText("応援団体の担当者");
    assertThat(page.locator("main a").first()).hasAttribute("href", Pattern.compile("desk.html"));
    picture(page, "ward-not-yours");
    page.navigate(address("desk.html", "others", "ja", "&body=" + SUZU));
    assertThat(page.locator("#page-title")).containsText("受援団体の担当者");
    assertThat(refused).isEmpty();
  }

  @Test
  void whatIsFarFromItsDayIsAskedAboutAndAWrongPressCanBeTakenBack() {
    ReportingDoor door = drill("early");
    door.report(
        "/api/requests",
        "DESK",
        WAJIMA,
        MORE_SHELTERS
            .formatted("門前公民館")
            .replace("2024-01-02", "2024-01-19")
            .replace("2024-01-07", "2024-01-24")
            .replace("SHELTER_OPERATION", "RELIEF_GOODS"));
    door.report(
        "/api/offers",
        "WARD",
        "131105",
        """
        {"lender":"131105","disasterId":"noto","taskTypes":["RELIEF_GOODS"],"qualifications":[],"headCount":2,
         "firstDay":"2024-01-19","lastDay":"2024-01-24"}
        """);
    Page page = ward(door, "early", "ja", "131105");
    Locator asked = page.locator(".card.asked").first();
    act(asked, "派遣を決定する").click();
    page.locator(".panel button[type=submit]").click();
    Locator row = page.locator("section[aria-labelledby=out-title] .card").first();
    act(row, "出発した").click();
    assertThat(row.locator(".ask")).containsText("出発の予定です。今日出発しましたか");
    assertThat(door.keys).hasSize(1);
    assertAccessible(page, "far from its day");
    picture(page, "ward-early");
    act(row, "出発した").click(); // A double click does not answer the question.
    assertThat(row.locator(".ask")).hasCount(0);
    act(row, "出発した").click();
    row.locator(".ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("出発を報告しました");
    assertThat(door.bodies.get(1).path("confirmedUnusual").asBoolean()).isTrue();
    page.locator("#take-back").click();
    assertThat(page.locator(".result")).containsText("報告を取り消しました");
    assertThat(act(row, "出発した")).isVisible();
  }

  @Test
  void theSecondDeskJoinsTheDisasterThatAnotherDeclared() {
    ReportingDoor door = drill("joins");
    Page page = desk(door, "joins", "ja", "131202");
    Locator known =
        page.locator("section[aria-labelledby=declare-title] .row")
            .filter(new Locator.FilterOptions().setHasText("令和6年能登半島地震"));
    assertThat(known).isVisible();
    page.locator("#declare-name").fill("石川県の地震");
    page.locator("#declare-hour").fill("16:10");
    page.locator("#declare-date").fill("2024-01-01");
    assertThat(known).containsText("同じ災害かもしれません");
    button(page, "訓練の災害を宣言する").click();
    assertThat(page.locator("#form-declare .ask")).containsText("もう宣言されています");
    assertAccessible(page, "a disaster that is known");
    picture(page, "desk-join");
    act(known, "この災害に加わる").click();
    assertThat(page.locator(".result")).containsText("加わりました");
    assertThat(door.taken).hasSize(1);
    assertThat(door.taken.get(0).getDisasterDeclared().getDisasterId()).isEqualTo("noto");
    assertThat(page.locator("#ask-title")).isVisible();
    // What sounds like a drill is asked about in the live record only.
    assertThat(
            page.evaluate(
                """
                async () => {
                  const { soundsLikeADrill: asked } = await import('/parts.js');
                  const live = ['これは訓練です', 'ｔｅｓｔ', 'Test only', '総合防災演習', 'テスト送信'].every(text => asked({ drill: null }, '断水', text));
                  const real = ['令和8年9月豪雨', 'contested slope', '能登半島地震'].some(text => asked({ drill: null }, text));
                  return [live, real, Boolean(asked({ drill: 'x' }, '訓練'))].join(' ');
                }
                """))
        .isEqualTo("true false false");
  }

  @Test
  void aCoordinatorLetsTwoDeclarationsOfOneDisasterGoOnAsOne() {
    ReportingDoor door = drill("joined");
    door.report(
        "/api/disasters",
        "DESK",
        SUZU,
        """
        {"disasterId":"noto-2","name":"珠洲の地震","hazard":"EARTHQUAKE","struck":["%s"],
         "struckAt":"2024-01-01T16:12:00+09:00","confirmedNew":true}
        """
            .formatted(SUZU));
    Page page = coordinator(door, "joined", "coordinator.html", "&network=tokyo23");
    assertThat(page.locator(".tasks")).containsText("災害が同じものでないか確かめる");
    Locator second = page.locator("#row-dis-noto-2");
    page.locator(".tasks a[href='#disasters-title']")
        .click(); // A link to a closed section opens it.
    assertThat(page.locator("#disasters-title")).isFocused();
    assertThat(second).containsText("同じ災害かもしれません");
    act(second, "ほかの災害に統合する").click();
    assertThat(second.locator(".panel")).containsText("この災害の要請と申出は、選んだ災害のものとして続きます。");
    second.locator(".panel button[type=submit]").click();
    assertThat(second.locator(".ask")).containsText("取り消せません");
    assertAccessible(page, "two disasters that are joined");
    picture(page, "coordinator-join");
    second.locator(".ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("災害を統合しました（珠洲の地震）");
    assertThat(second).hasCount(0);
    assertThat(page.locator(".tasks")).not().containsText("災害が同じものでないか確かめる");
    assertThat(door.taken)
        .singleElement()
        .satisfies(f -> assertThat(f.getDisastersJoined().getInto()).isEqualTo("noto"));
  }

  /** Of the live log: nothing is held in a drill. */
  @Test
  void aClockThatIsNotUsedIsShownConfirmedAfterAQuestionAndSetBack() {
    var log = board.topics.log(Namespace.LIVE);
    SampleBoard.fill(log, OperationMode.ACTUAL);
    ReportingDoor door = new ReportingDoor(Namespace.LIVE, log, AFTER_THE_SAMPLE);
    Instant ahead = AFTER_THE_SAMPLE.plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MINUTES);
    board.clocks.put("tokyo23", new LogClock.Reading(AFTER_THE_SAMPLE, ahead, JUMPED));
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    door.signIn(page, "COORDINATOR", "tokyo23", "調整の担当");
    String at = "http://127.0.0.1:" + board.port() + "/coordinator.html?network=tokyo23&lang=";
    page.navigate(at + "ja");
    Locator strip = page.locator("#clock-strip");

    assertThat(strip).containsText("実際に経過した時間と合わないため、この時刻は使っていません。");
    strip.locator("button[type=submit]").click();
    assertThat(strip.locator(".ask")).containsText("失効したものは元に戻りません。");
    assertThat(door.taken).isEmpty();
    HeadlessBrowser.atEverySizeLightAndDark(
        page,
        look -> {
          assertNothingHangsOver(page, "a clock that is not used, " + look);
          if (look.isForTheRules("ja")) {
            assertAccessible(page, "a clock that is not used, " + look);
          }
        });
    picture(page, "coordinator-clock-held");
    board.clocks.clear();
    strip.locator(".ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("時刻を設定しました。");
    assertThat(strip).hasCount(0);
    assertThat(door.taken)
        .singleElement()
        .satisfies(f -> assertThat(f.getClockSet().getTo()).isEqualTo(ahead));
    assertThat(page.locator("main")).containsText("まで進めました（29日）");

    page.locator("#network-title").click();
    assertThat(page.locator("main")).containsText("墨田区、");

    // The machine's clock was wrong, and is put right.
    Instant right = AFTER_THE_SAMPLE.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MINUTES);
    board.clocks.put("tokyo23", new LogClock.Reading(ahead, right, BEHIND));
    page.navigate(at + "en");
    assertThat(strip).containsText("is before the log’s time");
    strip.locator("button[type=submit]").click();
    assertThat(strip.locator(".ask")).containsText("The log’s time is set back to");
    assertAccessible(page, "a clock that is behind the log");
    board.clocks.clear();
    strip.locator(".ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("The time was set.");
    assertThat(strip).hasCount(0);

    JsonNode timeline = board.json("/api/timeline?lang=ja");
    assertThat(timeline.path("events").toString())
        .contains("に進めました")
        .contains("に戻しました")
        .doesNotContain("\"kind\":\"ENDED\"");
    assertThat(timeline.path("to").asString())
        .as("the timeline ends at the time that is right")
        .startsWith(right.atOffset(ZoneOffset.ofHours(9)).toString().substring(0, 10));
  }

  @Test
  void whatWaitsIsDoneAtOnePressAndTakenBackAtOnePress() {
    ReportingDoor door = drill("several");
    Page page = ward(door, "several", "ja", SUMIDA);
    int asked = page.locator(".card.asked").count();
    assertThat(asked).isGreaterThan(1);
    assertThat(page.locator(".tasks li").first()).containsText(asked + " 件の派遣の求めに回答する");
    assertThat(page).hasTitle(Pattern.compile("^\\(\\d+\\) "));
    button(page, asked + "件をまとめて「派遣を決定する」").click();
    assertThat(page.locator(".several .pick :checked")).hasCount(asked);
    assertAccessible(page, "several at once");
    picture(page, "ward-several");
    button(page, "選んだ" + asked + "件を「派遣を決定する」として送る").click();
    assertThat(page.locator(".result"))
        .containsText(asked + "件のうち" + asked + "件を「派遣を決定する」として受け付けました");
    assertThat(page.locator(".card.asked")).hasCount(0);
    page.locator("#take-back").click();
    assertThat(page.locator(".result")).containsText(asked + "件のうち" + asked + "件の報告を取り消しました");
    assertThat(page.locator(".card.asked")).hasCount(asked);
    assertThat(door.taken.stream().filter(f -> f.getKind() == FactKind.REPORT_RETRACTED))
        .hasSize(asked);
  }

  @Test
  void whoLooksElsewhereIsCalledAndWhatTheLineKeptBackGoesOutByItself() {
    ReportingDoor door = drill("calls");
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    page.addInitScript(
        """
        window.called = [];
        window.Notification = class {
          static permission = 'granted';
          constructor(title, { body }) { called.push(`${title}: ${body}`); }
          close() {}
        };
        """);
    door.signIn(page, "COORDINATOR", "tokyo23", "調整の担当");
    page.navigate(address("coordinator.html", "calls", "ja", "&network=tokyo23"));
    page.locator("#calls").click();
    assertThat(page.locator("#calls")).hasAttribute("aria-pressed", "true");
    page.evaluate(
        "() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })");
    door.report("/api/requests", "DESK", WAJIMA, MORE_SHELTERS.formatted("別の避難所"));
    page.waitForCondition(() -> page.evaluate("() => called.join()").toString().contains("要請"));

    Page desk = desk(door, "calls", "ja", WAJIMA);
    desk.locator("#ask-open").click();
    desk.locator("#request-damage").fill("断水");
    desk.locator("#request-taskType").selectOption("LIAISON");
    desk.locator("#request-headCount").fill("1");
    desk.locator("#request-place").fill("市役所");
    desk.locator("#request-route").fill("県道1号");
    door.loseTheNextAnswer();
    button(desk, "訓練の要請を送る").click();
    assertThat(desk.locator("#form-request .refused")).containsText("つながりしだい自動で送ります");
    desk.evaluate("() => dispatchEvent(new Event('online'))");
    assertThat(desk.locator(".result")).containsText("要請を受け付けました");
    assertThat(door.keys).hasSize(2);
    assertThat(door.keys.get(0)).isEqualTo(door.keys.get(1));
    assertThat(door.taken).hasSize(1);
  }

  @Test
  void whatWasOnItsWayGoesOutAfterAReloadAndWhatIsDoneCanBePutRight() {
    ReportingDoor door = drill("undo");
    Page page = ward(door, "undo", "ja", SUMIDA);
    Object stays =
        page.evaluate(
            """
            async () => Object.entries((await import('/acts.js')).corrections())
              .filter(([, how]) => how === 'not').map(([act]) => act).join()
            """);
    assertThat((String) stays).isEmpty();

    page.locator("#duty-title").click();
    page.locator("#duty-open").click();
    page.locator("#duty-desk-office").fill("防災課");
    page.locator("#duty-desk-phone").fill("110");
    button(page, "連絡窓口を届け出る").click();
    assertThat(page.locator("#duty-desk-phone-error")).isVisible();
    page.locator("#duty-desk-phone").fill("０３-５６０８-６２０６ 内線12");
    button(page, "連絡窓口を届け出る").click();
    assertThat(page.locator(".result")).containsText("連絡窓口を届け出ました");
    assertThat(page.locator(".contact a")).hasAttribute("href", "tel:0356086206");
    assertAccessible(page, "a duty desk");
    picture(page, "ward-duty-desk");
    page.locator("#take-back").click();
    assertThat(page.locator(".result")).containsText("元に戻しました");
    assertThat(page.locator(".contact")).hasCount(0);
    assertThat(door.taken.get(1).getDutyDeskPublished().getPhone()).isEmpty();

    act(page.locator(".card.asked").first(), "派遣を決定する").click();
    page.locator(".panel button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("派遣を決定しました");
    door.loseTheNextAnswer();
    act(page.locator(".card.row").first(), "出発した").click();
    assertThat(page.locator("#unsent")).containsText("送信待ち 1件");
    page.reload();
    assertThat(page.locator(".result")).containsText("送信待ちだった報告を送りました");
    assertThat(page.locator("#unsent")).hasCount(0);
    assertThat(door.keys.get(4)).isEqualTo(door.keys.get(3));
    assertThat(door.taken).hasSize(4);

    // What was pressed long ago may be another thing by now: it is said, and not sent.
    door.loseTheNextAnswer();
    other(page.locator(".card.row").first(), "報告を取り消す").click();
    page.locator(".ask button[type=submit]").first().click();
    assertThat(page.locator("#unsent")).containsText("送信待ち 1件");
    page.evaluate(
        "() => Object.keys(localStorage).filter(k => k.includes('.sending.')).forEach(k => {"
            + " const kept = JSON.parse(localStorage[k]); kept.at -= 7_200_000;"
            + " localStorage[k] = JSON.stringify(kept); })");
    int sent = door.keys.size();
    page.reload();
    assertThat(page.locator(".result")).containsText("届いたかどうか分からないままです");
    assertThat(page.locator("#unsent")).hasCount(0);
    assertThat(door.keys).hasSize(sent);
  }

  @Test
  void helpIsWhereOneNeedsIt() {
    ReportingDoor door = drill("help");
    Page page = desk(door, "help", "ja", WAJIMA);
    assertThat(page.locator(".welcome")).containsText("はじめに");
    button(page, "わかりました").click();
    assertThat(page.locator(".welcome")).hasCount(0);
    page.reload();
    assertThat(page.locator(".tasks")).isVisible();
    assertThat(page.locator(".welcome")).hasCount(0);
    page.keyboard().press("?");
    assertThat(page.locator("#help")).containsText("1人が1日働く分");
    assertAccessible(page, "help");
    HeadlessBrowser.picture(page, "help", false);
    page.keyboard().press("Escape");
    assertThat(page.locator("#help")).isHidden();

    // What changed while nobody looked, until it was seen.
    assertThat(page.locator(".since")).hasCount(0);
    page.addInitScript(
        "if (!sessionStorage.getItem('early')) { sessionStorage.setItem('early', 'yes');"
            + " Object.keys(localStorage).filter(k => k.startsWith('kizuna.seen.'))"
            + ".forEach(k => localStorage.setItem(k, '2024-01-01T00:00:00Z')); }");
    page.reload();
    assertThat(page.locator(".since .chip").first()).isVisible();
    page.locator(".since summary").click();
    assertThat(page.locator(".since li").first()).containsText("→ 輪島市");
    assertAccessible(page, "since");
    HeadlessBrowser.picture(page, "since", false);
    button(page, "確認しました").click();
    assertThat(page.locator(".since")).hasCount(0);
    page.reload();
    assertThat(page.locator(".tasks")).isVisible();
    assertThat(page.locator(".since")).hasCount(0);

    page.locator("#ask-open").click();
    page.locator("#request-damage").fill("");
    page.locator("#request-damage").pressSequentially("断水?");
    assertThat(page.locator("#help")).isHidden();
    assertThat(page.locator("#request-damage")).hasValue("断水?");
  }

  @Test
  void theSamePeopleOfferedTwiceAreSaidAndOnePressWithdrawsTheSecond() {
    ReportingDoor door = drill("twins");
    Page page = ward(door, "twins", "ja", "131113");
    page.locator("#offer-open").click();
    page.locator("#offer-headCount").fill("5");
    page.locator("#offer-firstDay").fill("2024-01-06");
    page.locator("#offer-lastDay").fill("2024-01-10");
    page.locator("#form-offer input[value=PUBLIC_HEALTH]").check();
    assertThat(page.locator("#form-offer .preview")).containsText("off-ota");
    button(page, "訓練の申出を送る").click();
    page.locator("#form-offer .ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("同じような申出 off-ota");
    unfold(page, "offers");
    assertThat(
            page.locator("section[aria-labelledby=offers-title] .row .chip[data-tone=amber]")
                .first())
        .isVisible();
    picture(page, "ward-twins");
    page.locator("#take-back").click();
    assertThat(page.locator(".result")).containsText("申出を取り下げました");
    assertThat(door.taken.stream().map(f -> f.getKind()))
        .containsExactly(FactKind.STAFF_OFFERED, FactKind.OFFER_WITHDRAWN);
    assertThat(door.taken.get(1).getOfferWithdrawn().getOfferId())
        .isEqualTo(door.taken.get(0).getStaffOffered().getOfferId());
  }

  private static final String MIE_TO_WAJIMA =
      "request.html &network=national-counterpart&id=wajima-shelter-mie-pref-1 COORDINATOR national-counterpart";

  /** Forty days into the disaster of 2024. */
  private ReportingDoor busy(String id) throws Exception {
    Namespace drill = Namespace.drill(id);
    board.namespaces.put(drill, "busy");
    var log = board.topics.log(drill);
    List<Fact> facts = Drills.load("noto-2024").facts();
    List<Fact> told = facts.subList(0, facts.size() * 45 / 100);
    told.forEach(log::put);
    return new ReportingDoor(drill, log, told.get(told.size() - 1).getRecordedAt());
  }

  /** Whether what has the focus lies under something that stays in sight. */
  private static final String LIES_UNDER_A_HEAD =
      """
      () => {
        const at = document.activeElement.getBoundingClientRect();
        return [...document.querySelectorAll('.title.stays, .drill')].some(head => {
          const h = head.getBoundingClientRect();
          return !head.contains(document.activeElement) && at.top < h.bottom - 1 && at.bottom > h.top + 1 && at.right > h.left && at.left < h.right;
        });
      }
      """;

  @Test
  void aBusyMonthFitsOnThreeScreensAndOnSixOfAPhone() throws Exception {
    ReportingDoor door = busy("busy");
    List<Page> pages = new java.util.ArrayList<>();
    for (String how :
        List.of(
            "desk.html &body=172049 DESK 172049",
            "ward.html &body=240001 WARD 240001",
            "coordinator.html &network=national-counterpart COORDINATOR national-counterpart",
            MIE_TO_WAJIMA)) {
      String[] part = how.split(" ", -1);
      // English words are longer: of the longest page they are looked at too.
      for (String language : part[0].equals("desk.html") ? List.of("ja", "en") : List.of("ja")) {
        Page page = page("desk", language, ColorScheme.LIGHT);
        door.signIn(page, part[2], part[3], "担当");
        page.navigate(address(part[0], "busy", language, part[1]));
        assertThat(page.locator(".foot")).containsText("America/New_York");
        assertThat(tall(page)).as(how + " on a laptop, " + language).isLessThanOrEqualTo(2_700);
        page.setViewportSize(390, 844);
        page.waitForCondition(
            () -> tall(page) <= 5_064); // Lists are rendered again with fewer rows.
        assertNothingHangsOver(page, how);
        if (language.equals("ja")) {
          pages.add(page);
        } else {
          page.close();
        }
      }
    }
    assertThat(pages.get(0).locator("dt a[href*='notReported=true'][href*='receiver=172049']"))
        .isVisible();
    headsStayAndCoverNoFocus(pages.get(2));
    documentNumbersAreFilledInOneGo(pages.get(0), door);
    whatIsPrintedCanBeHandedOn(pages.get(3));
  }

  private static int tall(Page page) {
    return (int) page.evaluate("() => document.documentElement.scrollHeight");
  }

  private static void headsStayAndCoverNoFocus(Page page) {
    unfold(page, "documents");
    assertAccessible(page, "documents on a phone");
    Locator lines = page.locator(".document input");
    assertThat(lines).hasCount(5);
    lines.last().evaluate("e => scrollTo(0, e.getBoundingClientRect().bottom + scrollY - 250)");
    assertThat(
            (Boolean)
                page.evaluate(
                    "() => Math.abs(document.querySelector('.folded .title.stays').getBoundingClientRect().top"
                        + " - document.getElementById('drill').getBoundingClientRect().bottom) < 2"))
        .as("the head of the list stands below the banner of the drill")
        .isTrue();
    lines.last().focus();
    for (int i = 0; i < 5; i++) {
      page.keyboard().press("Shift+Tab");
      assertThat((Boolean) page.evaluate(LIES_UNDER_A_HEAD)).as("focus under a head").isFalse();
    }
  }

  private void documentNumbersAreFilledInOneGo(Page page, ReportingDoor door) {
    page.locator(".tasks a[href='#documents-title']").click();
    Locator lines = page.locator(".document input:visible");
    String more = page.locator("#documents-title + .count").textContent();
    lines.nth(0).fill("輪総第12号");
    lines.nth(1).fill("輪総第13号");
    picture(page, "desk-documents");
    page.reload(); // The input stays visible.
    assertThat(lines.nth(1)).hasValue("輪総第13号");
    button(page, "入力した2件の文書番号を登録する").click();
    assertThat(page.locator("#documents-ask")).containsText("あとから変えられません");
    assertThat(page.locator("#documents-ask")).isFocused();
    page.locator("#documents-ask button[type=submit]").click();
    assertThat(page.locator(".result")).containsText("2件の文書番号を登録しました");
    assertThat(page.locator("#next-step")).containsText("件の要請に文書番号を登録する");
    assertThat(page.locator("#documents-title + .count")).not().hasText(more);
    assertThat(door.taken.stream().map(f -> f.getKind()))
        .containsExactly(FactKind.AID_REQUEST_DOCUMENTED, FactKind.AID_REQUEST_DOCUMENTED);
  }

  private static void whatIsPrintedCanBeHandedOn(Page page) {
    assertThat(page.locator(".paper-only")).isHidden();
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator(".paper-only")).containsText("印刷: 2024/");
    assertThat(page.locator(".paper-only")).containsText("担当");
    assertThat(page.locator("main button:visible")).hasCount(0);
    assertThat(page.locator("main input:visible")).hasCount(0);
    assertThat(page.locator("section[aria-labelledby=history-title] li").last()).isVisible();
    assertThat(page.locator("section[aria-labelledby=dispatches-title] .row:visible")).hasCount(9);
    assertThat(page.locator("section[aria-labelledby=what-title] dd").first()).isVisible();
    picture(page, "request-print");
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
  }
}
