package kizuna.streams.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ServiceWorkerPolicy;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import kizuna.codes.OperationMode;
import kizuna.codes.TaskType;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drills;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The board as people use it: in a real Chromium, at desk, laptop and phone size, in both
 * languages. Leaves its screenshots in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1)
class BoardInTheBrowserTest {

  private static final Namespace DRILL = Namespace.drill("noto-2024-sample");

  /** A whole disaster and the one that followed it: 278 dispatches. */
  private static final Namespace NOTO = Namespace.drill("noto-2024-whole");

  private static final String EARLY = "at=2024-01-05T12:00:00%2B09:00";
  private static final int AFTER_THE_SAMPLE = 200;
  private static final int NOTO_DISPATCHES = 278;
  private static final int SAMPLE_DISPATCHES = 8;
  private static final int AT_ONCE_MILLIS = 1_000;
  private static final int MENDED_MILLIS = 30_000;

  /** What nobody but a programmer should read: a constant's or a word list's name. */
  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "undefined|NaN|Invalid Date|\\b[A-Z]{2,}_[A-Z]+\\b|\\b(board|why|shell)\\.[a-z]\\w+");

  private static final String NOTHING_READ =
      """
      {"networks":[],"disasters":[],"openRequests":{"rows":[]},"ledger":{"rows":[]},"flows":[],\
      "deadLetters":0,"unreadable":0,"caughtUp":false}""";

  private BoardFixture board;
  private @Nullable HeadlessBrowser browser;

  @BeforeAll
  void open() throws Exception {
    board = new BoardFixture();
    board.namespaces.put(DRILL, "sample");
    SampleBoard.fill(board.topics.log(DRILL), OperationMode.EXERCISE);
    board.namespaces.put(NOTO, "whole");
    DecidedLog noto = board.topics.log(NOTO);
    Drills.load("noto-2024").facts().forEach(noto::put);
    await("all dispatches of the drill")
        .until(
            () ->
                board.json("/api/ledger?limit=1&drill=" + NOTO.drillId()).path("total").asInt()
                    == NOTO_DISPATCHES);
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
    assertThat(browser().closePages()).isEmpty();
  }

  private HeadlessBrowser browser() {
    if (browser == null) {
      throw new AssertionError("expected a browser, but none was started");
    }
    return browser;
  }

  private Page page(String size, String language, ColorScheme scheme) {
    return page(board, size, language, scheme);
  }

  private Page page(BoardFixture host, String size, String language, ColorScheme scheme) {
    return browser().page("http://127.0.0.1:" + host.port() + "/", size, language, scheme);
  }

  /** The sample drill in a language, with more parameters. */
  private String sample(String language, String... parameters) {
    return "http://127.0.0.1:"
        + board.port()
        + "/?ns="
        + DRILL.name()
        + "&lang="
        + language
        + (parameters.length == 0 ? "" : "&" + String.join("&", parameters));
  }

  private String noto(String language, String... parameters) {
    return sample(language, parameters).replace(DRILL.name(), NOTO.name());
  }

  private static void awaitLedger(Page page) {
    assertThat(page.locator("#ledger tr").first()).isVisible();
    assertThat(page.locator("#link-state")).hasAttribute("data-state", "on");
    assertThat(page.locator(".map .place.receiver").first()).isVisible();
    assertThat(page.locator(".chart")).isVisible();
  }

  private static void picture(Page page, String name) {
    boolean dialog = page.locator("#why").isVisible(); // As high as the window.
    HeadlessBrowser.picture(page, "board-" + name, !dialog);
  }

  private static void assertNothingHangsOver(Page page, String where) {
    for (String part : List.of("html", ".ledger-card .scroll", "#why-body")) {
      assertThat((Boolean) page.locator(part).evaluate("e => e.scrollWidth <= e.clientWidth"))
          .as("nothing hangs over the edge of %s: %s", part, where)
          .isTrue();
    }
  }

  private static void assertAccessible(Page page, String where) {
    assertThat(page.locator(".ledger.waiting")).hasCount(0); // Dimmed while it reloads.
    HeadlessBrowser.assertAccessible(page, where);
  }

  @Test
  void isReadableAtEverySizeInBothLanguagesLightAndDark() {
    for (String language : List.of("ja", "en")) {
      Page page = page("desk", language, ColorScheme.LIGHT);
      page.navigate(sample(language));
      awaitLedger(page);
      HeadlessBrowser.atEverySizeLightAndDark(
          page,
          look -> {
            String name = look.size() + "-" + language + "-" + look.theme();
            if (look.isForThePictures()) {
              picture(page, name);
            }
            assertNothingHangsOver(page, name);
            assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
            assertThat(page.locator("html")).hasAttribute("lang", language);
            assertThat(page.locator("body")).not().containsText(UNTRANSLATED);
            if (look.isForTheRules(language)) {
              assertAccessible(page, name);
            }
          });
      page.close();
    }
  }

  @Test
  void shortfallsComeFirstTheMostUrgentOnTop() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    Locator open = page.locator("#open > li");
    assertThat(open.first()).containsText("珠洲市");
    assertThat(open.first()).containsText("人命");
    double shortfalls = page.locator("#open").boundingBox().y;
    double ledger = page.locator("#ledger").boundingBox().y;
    assertThat(shortfalls).isLessThan(ledger);
  }

  @Test
  void aDrillIsUnmistakableAndTheLiveRecordIsNotOne() {
    for (String language : List.of("ja", "en")) {
      Page page = page("phone", language, ColorScheme.LIGHT);
      page.navigate(sample(language));
      awaitLedger(page);
      assertThat(page.locator("#drill")).isVisible();
      assertThat(page.locator("#drill")).isInViewport();
      assertThat(page.locator("#drill")).containsText("訓練");
      assertThat(page.title()).contains("訓練");
      page.navigate(sample(language).replace(DRILL.name(), "live"));
      assertThat(page.locator("#ledger-empty")).isVisible();
      assertThat(page.locator("#drill")).isHidden();
      assertThat(page.title()).doesNotContain("訓練");
    }
  }

  @Test
  void theReasonsAreReadableOnAPhoneInBothLanguages() {
    for (String language : List.of("ja", "en")) {
      Page page = page("phone", language, ColorScheme.LIGHT);
      page.navigate(sample(language));
      awaitLedger(page);
      page.locator("#ledger tr .why-of").first().click();
      page.locator("#why summary").click();
      assertThat(page.locator("#why .ruled li").first()).isVisible();
      String name = "why-phone-" + language;
      picture(page, name);
      assertNothingHangsOver(page, name);
      assertAccessible(page, name);
      page.locator("#why-close").click();
      assertThat(page.locator("#why")).isHidden();
    }
  }

  @Test
  void theReasonsOfAMatchOpenByMouseByKeyAndByLink() {
    Page page = page("laptop", "en", ColorScheme.LIGHT);
    page.navigate(sample("en"));
    awaitLedger(page);
    Locator why = page.locator("#why");
    page.locator("#open > li .foot button").first().click();
    assertThat(why).isVisible();
    assertThat(why).containsText("lenders fit");
    picture(page, "why-en");
    assertAccessible(page, "the reasons");
    String link = page.url();
    page.keyboard().press("Escape");
    assertThat(why).isHidden();
    assertThat(page.locator("#open > li .foot button").first()).isFocused();

    page.locator("#open > li .foot button").first().focus();
    page.keyboard().press("Enter");
    assertThat(why).isVisible();
    page.keyboard().press("Escape");

    page.navigate("about:blank");
    page.navigate(link);
    assertThat(why).isVisible();
    assertThat(why).containsText("lenders fit");
    page.reload();
    assertThat(why).isVisible();
  }

  @Test
  void whatIsChosenOnTheMapFiltersTheTablesAndTheOtherWayRound() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.locator(".map .place.receiver").filter(text("珠洲市")).locator(".dot").click();
    assertThat(page).hasURL(Pattern.compile("receiver=172057"));
    assertThat(page.locator("#filter-receiver")).hasValue("172057");
    assertThat(page.locator("#ledger tr")).hasCount(1);
    assertThat(page.locator("#ledger tr")).containsText("世田谷区");
    for (Locator line : page.locator("#open > li").all()) {
      assertThat(line).containsText("珠洲市");
    }
    assertThat(page.locator(".map .flow.dim")).not().hasCount(0);
    picture(page, "place-chosen-ja");

    page.locator("#clear").click();
    assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
    page.locator("#flows summary").click();
    Locator flow = page.locator("#flows tbody button").filter(text("杉並区 → 輪島市"));
    flow.focus();
    assertThat(page.locator(".map .flow.near")).hasCount(1);
    page.keyboard().press("Enter");
    assertThat(flow).hasAttribute("aria-pressed", "true");
    assertThat(page).hasURL(Pattern.compile("receiver=172049.*lender=131156"));
    assertThat(page.locator("#ledger td.lender").first()).hasText("杉並区");
    assertAccessible(page, "a flow is chosen");
    page.goBack();
    assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
  }

  @Test
  void filtersSearchAndOrderStandInTheAddress() {
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.locator(".state-pick[data-state=PROPOSED]").click();
    assertThat(page).hasURL(Pattern.compile("state=PROPOSED"));
    assertThat(page.locator("#ledger tr")).hasCount(4);
    for (Locator state : page.locator("#ledger td.state").all()) {
      assertThat(state).containsText("提案中");
    }
    page.locator("#q").focus();
    page.keyboard().type("しんじゅく");
    assertThat(page).hasURL(Pattern.compile("q=%E3%81%97"));
    assertThat(page.locator("#ledger td.lender").first()).hasText("新宿区");
    assertThat(page.locator("#ledger tr")).hasCount(2);
    page.reload();
    awaitLedger(page);
    assertThat(page.locator("#ledger tr")).hasCount(2);
    assertThat(page.locator("#q")).hasValue("しんじゅく");
    page.locator("#clear").click();

    page.locator("th button.sort").filter(text("人数")).click();
    assertThat(page.locator("th[aria-sort=descending]")).containsText("人数");
    assertThat(page.locator("#ledger tr").first()).containsText("8人");
    page.locator("th button.sort").filter(text("人数")).click();
    assertThat(page.locator("#ledger tr").first()).containsText("2人");

    page.navigate(sample("ja", "state=DEPARTED,ON_SITE"));
    awaitLedger(page);
    assertThat(page.locator("#ledger tr")).hasCount(2);
    page.locator("#q").fill("どこにもない");
    assertThat(page.locator("#ledger-empty")).containsText("条件に合う派遣はありません");
    assertAccessible(page, "nothing fits");
  }

  @Test
  void theLedgerOfAWholeDisasterIsReadPageByPageInLinesOfOneHeight() {
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    page.navigate(noto("ja"));
    awaitLedger(page);
    assertThat(page.locator("#ledger tr")).hasCount(10);
    assertThat(page.locator("#ledger-count")).containsText("提案の新しいものから");
    page.locator("#page-after").click();
    assertThat(page.locator("#ledger-shown")).hasText("11〜20／278件");
    assertThat(page).hasURL(Pattern.compile("page=2"));
    page.reload();
    awaitLedger(page);
    assertThat(page.locator("#ledger-shown")).hasText("11〜20／278件");
    for (String language : List.of("ja", "en")) {
      page.navigate(noto(language, "sort=lender"));
      awaitLedger(page);
      assertThat(page.locator("#ledger tr")).hasCount(10);
      assertThat(
              page.evaluate(
                  "() => Math.max(...[...document.querySelectorAll('#ledger tr')].map(e => e.getBoundingClientRect().height)) <= 40"))
          .as("lines of one height, %s", language)
          .isEqualTo(true);
      page.setViewportSize(1024, 400);
      assertThat(
              page.evaluate(
                  """
                  () => {
                    document.querySelector('#ledger tr:nth-child(6)').scrollIntoView({ block: 'start' });
                    scrollBy(0, -60);
                    const head = document.querySelector('.ledger thead th').getBoundingClientRect();
                    return head.top >= 0 && head.bottom < 140 && head.height > 0;
                  }
                  """))
          .as("the head stays in sight, %s", language)
          .isEqualTo(true);
      page.setViewportSize(1024, 768);
      assertNothingHangsOver(page, "the whole ledger, " + language);
      if (language.equals("ja")) {
        assertAccessible(page, "the whole ledger");
      }
      picture(page, "ledger-laptop-" + language);
    }
  }

  @Test
  void whatTheLedgerShowsIsCountedChosenAndKeptUnderAName() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(noto("ja", "receiver=172049"));
    awaitLedger(page);
    // What a filter says it would leave is what it leaves.
    Locator returned = page.locator(".state-pick[data-state=RETURNED]");
    assertThat(returned.locator(".n")).not().hasText("0");
    String count = returned.locator(".n").innerText();
    returned.click();
    assertThat(page.locator("#ledger-count")).containsText(count + "件");
    assertThat(page.locator("#xlsx"))
        .hasAttribute("href", Pattern.compile("ledger\\.xlsx.*receiver=172049.*state=RETURNED"));
    page.locator("[data-during=week]").click();
    assertThat(page).hasURL(Pattern.compile("during=week"));
    assertThat(page.locator("#csv")).hasAttribute("href", Pattern.compile("during=week"));
    page.locator("[data-during=week]").click();

    page.locator("#columns summary").click();
    page.locator("#columns input[value=task]").uncheck();
    page.locator("#columns input[value=changed]").uncheck();
    assertThat(page.locator(".ledger thead th")).hasCount(8);
    assertThat(page).hasURL(Pattern.compile("columns=state"));
    picture(page, "ledger-columns-ja");
    page.keyboard().press("Escape");
    assertThat(page.locator("#columns input").first()).isHidden();

    page.locator("#views summary").click();
    page.locator("#view-name").fill("輪島に来て帰った人");
    page.keyboard().press("Enter");
    assertThat(page.locator("#views [role=status]")).containsText("保存しました");
    assertAccessible(page, "a saved view");
    picture(page, "ledger-views-ja");
    page.navigate(noto("ja"));
    awaitLedger(page);
    assertThat(page.locator(".ledger thead th")).hasCount(10);
    page.locator("#views summary").click();
    page.locator("#views a").filter(text("輪島に来て帰った人")).click();
    assertThat(page).hasURL(Pattern.compile("receiver=172049.*state=RETURNED.*columns=state"));
    assertThat(page.locator("#ledger-count")).containsText(count + "件");
    assertThat(page.locator(".ledger thead th")).hasCount(8);
    page.evaluate(
        """
        () => {
          const key = Object.keys(localStorage).find(k => k.startsWith('kizuna.views.'));
          localStorage.setItem(key, JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ name: `v${i}`, query: '' }))));
        }
        """);
    page.reload();
    awaitLedger(page);
    page.locator("#views summary").click();
    assertThat(page.locator("#views li")).hasCount(20);
    page.locator("#view-name").fill("もうひとつ");
    page.keyboard().press("Enter");
    assertThat(page.locator("#views [role=status]")).containsText("20件まで");
    page.locator("#views li button").first().click();
    assertThat(page.locator("#views li")).hasCount(19);
  }

  @Test
  void twoDisastersAreToldApartAndOneCanBeChosen() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(noto("ja"));
    awaitLedger(page);
    assertThat(page.locator(".disaster-pick")).hasCount(2);
    assertThat(page.locator(".figures-of")).containsText("2つの災害の合計");
    assertThat(page.locator("#ledger .disaster-tag")).hasCount(10);
    assertThat(page.locator(".map .which")).not().hasCount(0);
    assertThat(page.locator("#figures")).containsText("3,523");
    page.locator(".disaster-pick").filter(text("奥能登豪雨")).click();
    assertThat(page).hasURL(Pattern.compile("disaster=oku-noto-2024"));
    assertThat(page.locator(".figures-of")).containsText("奥能登豪雨");
    assertThat(page.locator("#ledger-count")).containsText("15件");
    assertThat(page.locator("#figures")).not().containsText("3,523");
    for (Locator line : page.locator("#ledger td.disaster").all()) {
      assertThat(line).containsText("2");
    }
    assertAccessible(page, "one disaster of two");
    picture(page, "disaster-chosen-ja");
    page.locator("#all-disasters").click();
    assertThat(page.locator("#ledger-count")).containsText("278件");
  }

  /**
   * Everything that is asked for is asked for once, and nothing makes room for what comes late.
   * Each page is left with its timeline there: an account may ask for two answers of the past at a
   * time.
   */
  @Test
  void theBoardOfAWholeDisasterIsShortAndItsMapIsLegible() {
    for (String size : List.of("desk", "phone")) {
      Page page = page(size, "ja", ColorScheme.LIGHT);
      page.addInitScript(SHIFTS);
      List<String> asked = Collections.synchronizedList(new ArrayList<>());
      page.onRequest(r -> asked.add(r.method() + " " + r.url()));
      page.navigate(noto("ja"));
      awaitLedger(page);
      assertThat(page.locator(".state-pick .n").first()).isVisible();
      assertThat(page.locator("#timeline-title")).isVisible();
      assertThat(asked.stream().filter(a -> Collections.frequency(asked, a) > 1).distinct())
          .as("asked more than once, %s", size)
          .isEmpty();
      assertThat(((Number) page.evaluate("shifted")).doubleValue())
          .as("layout shift, %s", size)
          .isLessThan(MAX_SHIFT);

      page.navigate(noto("ja", EARLY));
      awaitLedger(page);
      assertThat(page.locator("#timeline-title")).isVisible();
      assertThat(page.locator("#open > li")).not().hasCount(0);
      assertThat(page.locator(".map .label.persons").first()).isVisible();
      assertThat((Integer) page.evaluate("document.documentElement.scrollHeight"))
          .as("height, %s", size)
          .isLessThanOrEqualTo(size.equals("desk") ? 2_700 : 5_064);
      assertThat(page.locator(".map .inset")).isVisible();
      assertThat(page.locator(".map .bundle")).not().hasCount(0);
      assertThat(page.locator(".legend .widths")).containsText("400人");
      for (String language : List.of("ja", "en")) {
        if (language.equals("en")) {
          page.navigate(noto("en", EARLY));
          awaitLedger(page);
          assertThat(page.locator("#timeline-title")).isVisible();
        }
        assertThat(page.locator(".map .label.persons").first()).isVisible();
        assertThat(page.evaluate(CROSSING)).as("names that cross, %s", size).isEqualTo("");
      }
      picture(page, "whole-" + size);
      page.close();
    }
  }

  private static final double MAX_SHIFT = 0.05;

  private static final String SHIFTS =
      """
      globalThis.shifted = 0;
      new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) shifted += e.value; })).observe({ type: 'layout-shift', buffered: true });
      """;

  /** Names and numbers on the map that cover each other or leave its picture. */
  private static final String CROSSING =
      """
      () => {
        const map = document.querySelector('.map').getBoundingClientRect();
        const labels = [...document.querySelectorAll('.map text.label')].map(e => ({ text: e.textContent, box: e.getBoundingClientRect(), inset: Boolean(e.closest('.inset')) }));
        const inset = document.querySelector('.map .inset rect.edge').getBoundingClientRect();
        const crossing = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
        const wrong = [];
        labels.forEach((a, i) => {
          if (a.box.left < map.left || a.box.right > map.right || a.box.top < map.top || a.box.bottom > map.bottom) wrong.push(`${a.text} leaves the map`);
          if (!a.inset && crossing(a.box, inset)) wrong.push(`${a.text} lies under the inset`);
          labels.slice(i + 1).forEach(b => { if (crossing(a.box, b.box)) wrong.push(`${a.text} × ${b.text}`); });
        });
        return wrong.join('; ');
      }
      """;

  @Test
  void theTimelineLeadsFromEventToEventAndReadsWhatIsTyped() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(noto("ja", EARLY));
    awaitLedger(page);
    assertThat(page.locator("#at")).hasValue("2024/01/05 12:00");
    assertThat(page.locator(".track .axis")).hasCount(2);
    assertThat(page.locator(".track .axis").first()).containsText("人日");
    assertThat(page.locator("#before")).hasAttribute("title", Pattern.compile("\\d+/\\d+ \\d"));
    String next = page.locator(".step.next").innerText();
    page.locator("#after").click();
    assertThat(page).not().hasURL(Pattern.compile("03%3A00%3A00"));
    // A board that is drawn again while one types leaves the text alone.
    String shown = page.locator(".timeline .moment").innerText();
    page.evaluate(
        """
        () => {
          document.querySelector('#before').click();
          const at = document.querySelector('#at');
          at.focus();
          at.value = '令和６年１月５日　';
          at.dispatchEvent(new Event('input', { bubbles: true }));
        }
        """);
    assertThat(page.locator(".timeline .moment")).not().hasText(shown);
    page.locator("#at").pressSequentially("１２時");
    assertThat(page.locator("#at")).hasValue("令和６年１月５日　１２時");
    page.locator("#at").press("Enter");
    assertThat(page.locator("#at")).hasValue("2024/01/05 12:00");
    assertThat(page.locator(".step.next")).hasText(next);
    page.locator("#at").fill("あした");
    page.locator("#at").press("Enter");
    assertThat(page.locator("#at-wrong")).containsText("あした");
    assertThat(page.locator("#at")).hasAttribute("aria-invalid", "true");
    assertAccessible(page, "no moment");
    // The map by keys: the next place, it alone, and all again.
    page.locator(".map .surface").focus();
    page.keyboard().press("n");
    assertThat(page.locator(".map .hint")).isVisible();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("receiver=17"));
    assertThat(page.locator(".map .place.chosen")).not().hasCount(0);
    page.locator("#map-clear").click();
    assertThat(page).not().hasURL(Pattern.compile("receiver="));
  }

  @Test
  void oneSearchLeadsToPlacesRequestsDispatchesAndPages() {
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.keyboard().press("/");
    assertThat(page.locator("#find-text")).isFocused();
    page.keyboard().type("わじま");
    assertThat(page.locator("#find h3")).hasText(new String[] {"区市町村・都道府県", "要請", "派遣"});
    assertAccessible(page, "search");
    page.keyboard().press("ArrowDown");
    assertThat(page.locator("#find .found a").first()).isFocused();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("receiver=172049"));
    awaitLedger(page);

    page.locator("#find-open").click();
    page.keyboard().type("どこにもない");
    assertThat(page.locator("#find .empty")).containsText("「どこにもない」は見つかりません");
    page.keyboard().press("Escape");
    assertThat(page.locator("#find")).isHidden();
  }

  @Test
  void theTableOfWhatIsFilteredSaysThatItIsADrills() throws IOException {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja", "state=ON_SITE"));
    awaitLedger(page);
    assertThat(page.locator("#ledger tr")).hasCount(1);
    Download download = page.waitForDownload(() -> page.locator("#csv").click());
    List<String> lines = Files.readAllLines(download.path());
    assertThat(download.suggestedFilename()).contains("訓練");
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("訓練").contains("杉並区", "活動中");
  }

  @Test
  void anyPastMomentCanBeSeenAndIsMarkedAsPast() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    Locator before = page.getByLabel("前の出来事へ");
    assertThat(before).isEnabled();
    assertThat(page.locator(".moment")).containsText("最新");
    String now = page.locator("#figures").innerText();
    for (int i = 0; i < 3; i++) {
      before.click();
    }
    assertThat(page.locator(".moment")).containsText("過去の時点を表示中");
    assertThat(page).hasURL(Pattern.compile("at=2024-01-01T"));
    assertThat(page).hasTitle(Pattern.compile("【訓練】.*【過去】"));
    assertThat(page.locator("#figures")).not().hasText(now);
    assertThat(page.locator("#csv")).hasAttribute("href", Pattern.compile("at=2024"));
    picture(page, "past-ja");
    assertAccessible(page, "the past");
    String link = page.url();
    String then = page.locator("#figures").innerText();

    page.navigate("about:blank");
    page.navigate(link);
    assertThat(page.locator(".moment")).containsText("過去の時点を表示中");
    assertThat(page.locator("#figures"))
        .hasText(then, new LocatorAssertions.HasTextOptions().setUseInnerText(true));
    page.locator("#moment").focus();
    page.keyboard().press("Home");
    assertThat(page.locator("#ledger tr")).hasCount(0);
    assertThat(page.locator("#moment")).isFocused();
    page.locator("#to-live").click();
    assertThat(page.locator(".moment")).containsText("最新");
    assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
    assertThat(page.url()).doesNotContain("at=");
  }

  @Test
  void aDispatchHasALinkOfItsOwn() {
    Page page = page("laptop", "en", ColorScheme.LIGHT);
    page.navigate(sample("en"));
    awaitLedger(page);
    Locator link = page.locator("#ledger a.dispatch").filter(text("req-wajima-shelter")).first();
    link.click();
    assertThat(page.locator("#why")).containsText("kyotei-noto");
    // The page says once that its times are Japan's, and no time by itself.
    assertThat(page.locator("#why")).not().containsText("+09:00");
    assertThat(page.locator("#drill")).containsText("JST");
    assertAccessible(page, "a dispatch");
    picture(page, "dispatch-en");
    String address = page.url();
    assertThat(address).contains("dispatch=tokyo23");
    page.keyboard().press("Escape");
    assertThat(page.locator("#why")).isHidden();
    page.navigate("about:blank");
    page.navigate(address);
    assertThat(page.locator("#why")).containsText("kyotei-noto");
  }

  @Test
  void aReportThatCouldNotBeReadIsANumberThatOpens() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.locator("#figures .alarm button").click();
    assertThat(page.locator("#why .lost li")).hasCount(1);
    assertThat(page.locator("#why")).containsText("3バイト");
    assertAccessible(page, "lost reports");
  }

  @Test
  void theMapIsMovedByKeysAndByButtons() {
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    Locator land = page.locator(".map .land");
    String fitted = land.getAttribute("transform");
    page.locator(".map .surface").focus();
    page.keyboard().press("+");
    assertThat(land).not().hasAttribute("transform", fitted);
    String near = land.getAttribute("transform");
    page.keyboard().press("ArrowLeft");
    assertThat(land).not().hasAttribute("transform", near);
    page.keyboard().press("0");
    assertThat(land).hasAttribute("transform", fitted);
    page.getByLabel("全国を表示").click();
    assertThat(land).not().hasAttribute("transform", fitted);
    page.getByLabel("関係する団体に合わせる").click();
    assertThat(land).hasAttribute("transform", fitted);
  }

  @Test
  void theDaysLedgerCanBePrinted() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.addInitScript("window.print = () => {};");
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.locator("#print").click();
    assertThat(page.locator("body")).hasClass(Pattern.compile("has-sheet"));
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator("#sheet h1")).isVisible();
    assertThat(page.locator("#sheet h1")).containsText("訓練");
    assertThat(page.locator("#sheet tbody tr")).not().hasCount(0);
    assertThat(page.locator("#sheet")).containsText("杉並区");
    assertThat(page.locator("#ledger")).isHidden();
    picture(page, "print-ja");
    byte[] paper =
        page.pdf(
            new Page.PdfOptions()
                .setPreferCSSPageSize(true)
                .setPath(Path.of("target", "screenshots", "board-print-ja.pdf")));
    assertThat(paper.length).isGreaterThan(1_000);
  }

  /** Ctrl+P: names, heads of columns and labels of figures are buttons on the screen. */
  @Test
  void theBoardItselfPrintsAsASheetOneCanHandOn() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator("#open .place-of").first()).isVisible();
    assertThat(page.locator(".loads tbody th .text").first()).isVisible();
    assertThat(page.locator("th .sort").first()).isVisible();
    assertThat(page.locator("#figures dt .text").first()).isVisible();
    assertThat(page.locator(".on-paper")).containsText("2024/1/1");
    for (String acts : List.of("#print", "#csv", ".why-of", ".state-pick", "#all-open", "#theme")) {
      for (Locator one : page.locator(acts).all()) {
        assertThat(one).isHidden();
      }
    }
    picture(page, "printed-ja");
    page.pdf(
        new Page.PdfOptions()
            .setPreferCSSPageSize(true)
            .setPath(Path.of("target", "screenshots", "board-printed-ja.pdf")));
  }

  @Test
  void daysAreReckonedWithoutALocaleAndFormattersAreMadeOnce() {
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    // An old browser writes months first in Canadian English.
    page.addInitScript(
        """
        const Real = Intl.DateTimeFormat;
        globalThis.made = 0;
        Intl.DateTimeFormat = function (locale, options) {
          made++;
          return new Real(/^(en-CA|sv-SE)$/.test(locale) ? 'en-US' : locale, options);
        };
        """);
    page.navigate(sample("ja"));
    awaitLedger(page);
    assertThat(page.locator(".today-need")).isVisible();
    assertThat(
            page.evaluate(
                """
                async () => {
                  const w = await import('/words.js');
                  const before = made;
                  for (let i = 0; i < 50; i++) { w.day('2024-01-01'); w.days('2024-01-01', '2024-02-01'); w.time('2024-01-01T00:00:00Z'); w.clock(0, true); }
                  return [w.dayOf('2023-12-31T15:00:00Z'), w.dayOf(1704034799999), w.localTime('2024-01-01T07:10:00Z'), w.plusDays('2024-02-28', 2),
                    w.daysBetween('2024-02-28', '2024-03-01'), String(made - before <= 5)].join(' ');
                }
                """))
        .isEqualTo("2024-01-01 2023-12-31 2024-01-01T16:10 2024-03-01 2 true");
    // Whatever the server says no with, people read a sentence of the page's own, in their
    // language.
    String said =
        (String)
            page.evaluate(
                """
                async () => {
                  const { load } = await import('/words.js');
                  const { Problem } = await import('/api.js');
                  const type = code => `https://kizuna.invalid/problems/${code}`;
                  const all = () => [
                    [401, { type: 'about:blank', title: 'Unauthorized', detail: 'expected somebody who is signed in … Authorization: Bearer' }],
                    [403, { type: 'about:blank', title: 'Forbidden', detail: '書き込みにはトークンをヘッダー X-CSRF-TOKEN に付ける必要があります' }],
                    [403, { type: type('not-of-role'), title: 'この報告はできません', detail: 'この報告（OverrideMade）は、DESK の権限ではできません' }],
                    [403, { type: type('a-new-one'), title: '何か', detail: '（StaffDeparted）' }],
                    [422, { type: type('idempotency-key-reused'), title: 'この Idempotency-Key は', detail: '別のキー' }],
                    [404, { type: 'about:blank', title: 'Not Found', detail: 'expected an address of Kizuna' }],
                    [429, { type: 'about:blank', title: 'Too Many Requests', detail: 'with the same Idempotency-Key' }],
                    [502, {}], [418, {}], [0, { type: type('away') }],
                  ].map(([status, body]) => { const p = new Problem(status, body); return `${p.title} / ${p.detail}`; });
                  const japanese = all();
                  await load('en');
                  return [...japanese, '--', ...all()].join('\\n');
                }
                """);
    assertThat(said)
        .doesNotContainPattern(
            "Unauthorized|Forbidden|Bearer|Idempotency-Key|X-CSRF|OverrideMade|StaffDeparted|expected|problem\\.|undefined");
    assertThat(said.split("--")[0]).doesNotContainPattern("[A-Za-z]{4}");
    assertThat(said.split("--")[1]).doesNotContainPattern("[ぁ-ん]");
  }

  @Test
  void moreViewsThanConnectionsTakeTurnsAndABrowserWithoutLocksReadsAlone() {
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    page.addInitScript(COUNT);
    page.navigate(sample("ja").replace("/?", "/desk.html?"));
    assertThat(page.locator("#link-state")).hasAttribute("data-state", "on");
    assertThat(
            page.evaluate(
                """
                async drill => {
                  const { Stream, LIMITS } = await import('/stream.js');
                  Object.assign(LIMITS, { turn: 100, check: 50, hiddenAlone: 50 });
                  const open = () => streams.filter(s => s.readyState !== EventSource.CLOSED).length;
                  const soon = async done => {
                    for (let i = 0; i < 1500 && !done(); i++) await new Promise(later => setTimeout(later, 20));
                    return done();
                  };
                  const heard = new Set();
                  const stream = view => new Stream(view, { lang: 'ja', drill }, { onSnapshot: () => heard.add(view), onChange() {}, onState() {} });
                  const views = ['a', 'b', 'c', 'd', 'e', 'f'].map(stream);
                  let most = 0;
                  await soon(() => { most = Math.max(most, open()); return heard.size === 6; });
                  views.forEach(view => view.pause());
                  Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined });
                  const before = open();
                  stream('alone');
                  const alone = await soon(() => heard.has('alone'));
                  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
                  document.dispatchEvent(new Event('visibilitychange'));
                  return [heard.size, most <= LIMITS.seats, alone, await soon(() => open() <= before)].join(' ');
                }
                """,
                DRILL.drillId()))
        .isEqualTo("7 true true true");
  }

  @Test
  void aDrillIsFoundByItsNameOrThePageSaysWhatThereIs() {
    board.namespaces.put(Namespace.drill("kumamoto-2016-1"), "one");
    board.namespaces.put(Namespace.drill("kumamoto-2016-2"), "two");
    Page page = page("laptop", "ja", ColorScheme.LIGHT);
    String home = "http://127.0.0.1:" + board.port() + "/";
    page.navigate(home + "?lang=ja&drill=kumamoto-2016");
    assertThat(page).hasURL(Pattern.compile("ns=drill.kumamoto-2016-2"));
    assertThat(page.locator("#drill")).containsText("kumamoto-2016-2");
    page.navigate(home + "coordinator.html?lang=ja&drill=there-is-none");
    assertThat(page.locator("#page-title")).containsText("訓練「there-is-none」は見つかりません");
    assertThat(page.locator("main")).not().containsText("読み込んでいます");
    assertThat(page.locator("main a").filter(text("noto-2024-sample"))).isVisible();
    assertAccessible(page, "no such drill");
    picture(page, "no-such-drill-ja");
    // One question on each page, and not one for each part of it.
    assertThat(browser().complaints().stream().filter(BoardInTheBrowserTest::isTheBrokenLine))
        .hasSizeLessThanOrEqualTo(2);
    browser().complaints().removeIf(BoardInTheBrowserTest::isTheBrokenLine);
    board.namespaces.keySet().removeIf(n -> n.name().contains("kumamoto"));
  }

  /** A browser opens six connections to a server, and every open stream would occupy one. */
  @Test
  void tenTabsOfOnePersonShareOneStreamAndNoneWaits() {
    Page first = page("laptop", "ja", ColorScheme.LIGHT);
    first.context().addInitScript(COUNT);
    first.navigate(sample("ja"));
    awaitLedger(first);
    List<Page> tabs = new ArrayList<>(List.of(first));
    for (int i = 1; i < TABS; i++) {
      Page tab = first.context().newPage();
      tab.navigate(
          sample("ja").replace("/?", "/desk.html?"),
          new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
      tabs.add(tab);
    }
    for (Page tab : tabs) {
      assertThat(tab.locator("#link-state")).hasAttribute("data-state", "on");
    }
    streamsAre(tabs, 1);
    Page last = tabs.get(TABS - 1);
    assertThat(
            last.evaluate(
                "() => Promise.race([fetch('/api/words?lang=en', { cache: 'no-store' }).then(() => 'answered'),"
                    + " new Promise(later => setTimeout(() => later('hangs'), 10000))])"))
        .isEqualTo("answered");

    // Another language is another stream.
    last.navigate(sample("en").replace("/?", "/desk.html?"));
    assertThat(last.locator("#link-state")).hasAttribute("data-state", "on");
    streamsAre(tabs, 2);

    // The tab that reads for the others is closed: another one goes on.
    first.close();
    tabs = tabs.subList(1, TABS - 1);
    streamsAre(tabs, 1);
    for (Page tab : tabs) {
      assertThat(tab.locator("#link-state")).hasAttribute("data-state", "on");
    }

    // Hidden tabs hold no connection; where somebody looks again there is one.
    for (Page tab : tabs) {
      tab.evaluate(HIDE);
    }
    streamsAre(tabs, 0);
    Page seen = tabs.get(3);
    seen.evaluate(SHOW);
    streamsAre(tabs, 1);
    seen.context().setOffline(true);
    assertThat(seen.locator("#link-state")).hasAttribute("data-state", "off", AT_ONCE);
    seen.context().setOffline(false);
    assertThat(seen.locator("#link-state")).hasAttribute("data-state", "on");

    // A sign-out in one tab cuts the others.
    seen.context()
        .route(
            "**/api/me?*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"signedIn\":false,\"signInUrl\":\"/oauth2\"}")));
    last.evaluate("() => new BroadcastChannel('kizuna.session').postMessage({ signedOut: true })");
    assertThat(seen.locator("#session")).isVisible();
    assertThat(seen.locator("#session")).containsText("別のタブでサインアウトしました");
    assertThat(seen.locator("#main")).hasCSS("visibility", "hidden");
    streamsAre(tabs, 0);
  }

  private static final int TABS = 10;
  private static final LocatorAssertions.HasAttributeOptions AT_ONCE =
      new LocatorAssertions.HasAttributeOptions().setTimeout(6_000);

  private static final String HIDE =
      """
      async () => {
        const { LIMITS } = await import('/stream.js');
        LIMITS.hidden = 50;
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
        document.dispatchEvent(new Event('visibilitychange'));
      }
      """;

  private static final String SHOW =
      """
      () => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
        document.dispatchEvent(new Event('visibilitychange'));
      }
      """;

  private static final String COUNT =
      """
      globalThis.streams = [];
      globalThis.EventSource = class extends EventSource { constructor(address) { super(address); streams.push(this); } };
      """;

  /** Streams that these tabs have open, as the browser sees it. */
  private static void streamsAre(List<Page> tabs, int wanted) {
    int open = -1;
    for (int i = 0; i < 600 && open != wanted; i++) {
      tabs.get(0).waitForTimeout(50);
      open =
          tabs.stream()
              .mapToInt(
                  tab ->
                      (Integer)
                          tab.evaluate(
                              "() => streams.filter(s => s.readyState !== EventSource.CLOSED).length"))
              .sum();
    }
    assertThat(open).isEqualTo(wanted);
  }

  private static Page.EmulateMediaOptions motion(ReducedMotion motion) {
    return new Page.EmulateMediaOptions().setReducedMotion(motion);
  }

  @Test
  void fitsAPhoneOf320PixelsAndMovesNothingForWhoWantsItStill() {
    for (String language : List.of("ja", "en")) {
      Page page = page("narrow", language, ColorScheme.LIGHT);
      page.emulateMedia(motion(ReducedMotion.NO_PREFERENCE));
      page.navigate(sample(language));
      awaitLedger(page);
      assertThat(page.locator(".pulse").first()).hasCSS("animation-name", "pulse");
      assertAccessible(page, "while it moves, " + language);
      page.emulateMedia(motion(ReducedMotion.REDUCE));
      picture(page, "narrow-" + language);
      assertNothingHangsOver(page, "narrow " + language);
      assertThat(page.locator(".pulse").first()).hasCSS("animation-name", "none");
    }
  }

  @Test
  void onAWallItShowsOnePartAtATimeAndNothingToPress() {
    Page page = page("desk", "ja", ColorScheme.DARK);
    page.navigate(sample("ja") + "&wall=1");
    assertThat(page.locator(".open-card")).isVisible();
    assertThat(page.locator("#figures")).isVisible();
    assertThat(page.locator(".ledger-card")).isHidden();
    assertThat(page.locator(".shell")).isHidden();
    assertThat(page.locator("#drill")).containsText("訓練");
    assertNothingHangsOver(page, "on a wall");
    picture(page, "wall");
    page.keyboard().press("Escape");
    assertThat(page.locator(".ledger-card")).isVisible();
    assertThat(page.locator(".shell")).isVisible();
    assertThat(page).not().hasURL(Pattern.compile("wall="));
  }

  @Test
  void theColoursThatSomebodyChoseStay() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.locator("#theme").selectOption("dark");
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.reload();
    awaitLedger(page);
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    assertAccessible(page, "dark by choice");
    page.locator("#theme").selectOption("system");
    assertThat(page.locator("html")).not().hasAttribute("data-theme", "dark");
  }

  @Test
  void whoSignsOutGoesWhereTheProviderSignsThemOutToo() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.context()
        .route(
            "**/sign-out*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"next\":\"/?signed-out-at=the-provider\"}")));
    page.navigate(sample("ja"));
    awaitLedger(page);
    page.locator(".shell-account button").click();
    assertThat(page).hasURL(Pattern.compile("signed-out-at=the-provider"));
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void aChangeIsOnThePageWithinASecond() {
    Namespace drill = Namespace.drill("live-change");
    board.namespaces.put(drill, "change");
    DecidedLog log = board.topics.log(drill);
    SampleBoard.fill(log, OperationMode.EXERCISE);
    Page page = page("desk", "en", ColorScheme.LIGHT);
    page.navigate(sample("en").replace(DRILL.name(), drill.name()));
    awaitLedger(page);
    assertThat(page.locator("#ledger")).not().containsText("Chiyoda");
    FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.EXERCISE);
    f.at(Instant.parse("2024-01-01T08:00:00Z"));
    for (int i = 0; i < AFTER_THE_SAMPLE; i++) {
      f.planConfirmed("kyotei-noto", "131041"); // Ids depend on the number of facts.
    }
    log.put(
        f.agreement(
            "kyotei-chiyoda", 1, List.of("131016"), List.of("172057"), List.of(), null, null),
        f.offered("off-chiyoda", "131016", 9, FactBuilder.DAY1, 20, TaskType.WATER_SUPPLY));
    assertThat(page.locator("#ledger"))
        .containsText(
            "Chiyoda", new LocatorAssertions.ContainsTextOptions().setTimeout(AT_ONCE_MILLIS));
  }

  @Test
  void aBrokenLineIsSaidAndMendsItself() {
    BoardFixture other = new BoardFixture();
    int port = other.port();
    Page page = page(other, "desk", "ja", ColorScheme.LIGHT);
    try {
      other.namespaces.put(DRILL, "sample");
      SampleBoard.fill(other.topics.log(DRILL), OperationMode.EXERCISE);
      page.navigate("http://127.0.0.1:" + port + "/?ns=" + DRILL.name() + "&lang=ja");
      awaitLedger(page);
      assertThat(page.locator("#notices"))
          .not()
          .containsText("見つかりません"); // It does not cover its own data.
      other.close();
      assertThat(page.locator("#link-state"))
          .hasAttribute("data-state", Pattern.compile("again|off"));
      assertThat(page.locator("#link-state")).containsText(Pattern.compile("再接続しています|切断されています"));
      assertThat(page.locator("#link-age")).containsText("秒前");
      picture(page, "line-broken-ja");
      browser().complaints().removeIf(BoardInTheBrowserTest::isTheBrokenLine);

      other = new BoardFixture(port);
      other.namespaces.put(DRILL, "sample");
      DecidedLog log = other.topics.log(DRILL);
      SampleBoard.fill(log, OperationMode.EXERCISE);
      assertThat(page.locator("#link-state"))
          .hasAttribute(
              "data-state",
              "on",
              new LocatorAssertions.HasAttributeOptions().setTimeout(MENDED_MILLIS));
      assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
      browser().complaints().removeIf(BoardInTheBrowserTest::isTheBrokenLine);
    } finally {
      page.close();
      other.close();
    }
  }

  @Test
  void aPageThatIsOpenedWithoutALineShowsWhatWasAndHowOldItIs() {
    try (BoardFixture other = new BoardFixture()) {
      other.namespaces.put(DRILL, "sample");
      SampleBoard.fill(other.topics.log(DRILL), OperationMode.EXERCISE);
      String home = "http://127.0.0.1:" + other.port() + "/";
      Page page =
          browser().visit(home, "laptop", "ja", ColorScheme.LIGHT, ServiceWorkerPolicy.ALLOW);
      page.navigate(home + "?ns=" + DRILL.name() + "&lang=ja");
      awaitLedger(page);
      page.waitForFunction(
          "async () => (await (await caches.open('kizuna-pages')).keys()).some(k => k.url.endsWith('/wall.js'))"
              + " && (await (await caches.open('kizuna-reads')).keys()).some(k => k.url.includes('/api/kept-snapshot'))");
      page.reload();
      awaitLedger(page);
      Locator open = page.locator("#open li");
      int requests = open.count();
      other.close();
      page.reload();
      assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
      assertThat(open).hasCount(requests);
      assertThat(page.locator("#notices")).containsText("接続が切れています。表示は");
      picture(page, "without-a-line-ja");
      page.close();
    }
    browser().complaints().removeIf(BoardInTheBrowserTest::isTheBrokenLine);
  }

  /** The browser itself reports a server that is away, or that does not have the drill yet. */
  private static boolean isTheBrokenLine(String complaint) {
    return complaint.startsWith("console: Failed to load resource");
  }

  /** As for the seconds in which the server reads the record of a drill from its beginning. */
  @Test
  void whatIsNotKnownYetIsADashAndNoNought() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.route(
        "**/api/stream?*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody("event: snapshot\ndata: " + NOTHING_READ + "\n\n")));

    page.navigate(sample("ja"));

    assertThat(page.locator("#open-empty")).hasText("読み込んでいます…");
    assertThat(page.locator("#figures dd span"))
        .hasText(new String[] {"–", "–", "–", "–", "–", "–"});
    assertThat(page.locator("#open-count")).isEmpty();
    assertThat(page.locator("#main").textContent()).doesNotContainPattern(UNTRANSLATED);
  }

  @Test
  void thePageIsInTheLanguageOfTheBrowserUntilSomebodyChoosesAnother() {
    Page english = page("desk", "en", ColorScheme.LIGHT);
    english.navigate(sample("en").replace("&lang=en", ""));
    assertThat(english.locator("html")).hasAttribute("lang", "en");
    english.locator(".shell-settings a[lang=ja]").click();
    assertThat(english.locator("html")).hasAttribute("lang", "ja");
    english.navigate(sample("ja").replace("&lang=ja", ""));
    assertThat(english.locator("html")).hasAttribute("lang", "ja");
  }

  /** As when the machine joins another network while the page loads. */
  @Test
  void aPageThatLosesAScriptLoadsItselfAgain() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    AtomicInteger lost = new AtomicInteger();
    page.route(
        "**/map.js",
        route -> {
          if (lost.getAndIncrement() == 0) {
            route.abort("failed");
          } else {
            route.resume();
          }
        });

    page.navigate(sample("ja"));

    assertThat(page.locator(".shell")).isVisible();
    assertThat(page.locator(".unloaded")).isHidden();
    assertThat(lost).hasValue(2);
    assertThat(browser().closePages()).allMatch(said -> said.contains("ERR_FAILED"));
  }

  @Test
  void aPageWhoseScriptsStayLostSaysSoAndCanBeLoadedAgain() {
    for (String language : List.of("ja", "en")) {
      Page page = page(language.equals("ja") ? "phone" : "desk", language, ColorScheme.LIGHT);
      AtomicInteger asked = new AtomicInteger();
      page.route(
          "**/board.js",
          route -> {
            asked.incrementAndGet();
            route.abort("failed");
          });

      page.navigate(sample(language));

      // Said 8 s after each load: on a slow machine before the page is loaded again for the last
      // time.
      page.waitForCondition(() -> asked.get() == 3);
      Locator said = page.locator(".unloaded");
      assertThat(said).isVisible();
      assertThat(said).containsText("ページを読み込めていません。");
      assertThat(said).containsText("The page has not been loaded.");
      assertThat(asked).as("loaded again twice").hasValue(3);
      assertThat(HeadlessBrowser.violations(page))
          .as("nothing but that there is no page")
          .allMatch(broken -> broken.startsWith("page-has-heading-one"));
      HeadlessBrowser.picture(page, "unloaded-" + language, false);

      page.unroute("**/board.js");
      said.getByRole(AriaRole.LINK).click();

      assertThat(page.locator(".shell")).isVisible();
      assertThat(said).isHidden();
    }
    assertThat(browser().closePages()).allMatch(said -> said.contains("ERR_FAILED"));
  }
}
