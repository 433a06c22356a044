package kizuna.streams.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.codes.TaskType;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The board as people use it: in a real Chromium, at desk, laptop and phone size, in both
 * languages. Leaves its screenshots in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoardInTheBrowserTest {

  private static final Namespace DRILL = Namespace.drill("noto-2024-sample");
  private static final int LIMIT_MILLIS = 15_000;
  private static final int AFTER_THE_SAMPLE = 200;
  private static final String BUNDLED_NODE = "/driver/linux/node"; // The jar has all systems.
  private static final int OLDEST_NODE = 20;
  private static final int SAMPLE_DISPATCHES = 8;
  private static final int AT_ONCE_MILLIS = 1_000;
  private static final int MENDED_MILLIS = 30_000;

  /** What nobody but a programmer should read: a constant's or a word list's name. */
  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "undefined|NaN|Invalid Date|\\b[A-Z]{2,}_[A-Z]+\\b|\\b(board|why)\\.[a-z]\\w+");

  private static final Route.FulfillOptions VIEWER =
      new Route.FulfillOptions()
          .setContentType("application/json")
          .setBody(
              """
              {"signedIn":true,"account":"viewer","name":"閲覧 太郎","role":"VIEWER","signInUrl":"/oauth2/authorization/kizuna","signOutUrl":"/sign-out","demonstration":true}
              """);

  private static final Map<String, int[]> SIZES =
      Map.of(
          "desk",
          new int[] {1440, 900},
          "laptop",
          new int[] {1024, 768},
          "phone",
          new int[] {390, 844});

  private BoardFixture board;
  private @Nullable Playwright playwright;
  private Browser browser;
  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  void open() throws IOException {
    board = new BoardFixture();
    board.namespaces.put(DRILL, "sample");
    SampleBoard.fill(board.topics.log(DRILL), OperationMode.EXERCISE);
    Path chromium = program("chromium", "chromium");
    Map<String, String> environment =
        new HashMap<>(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    if (BoardInTheBrowserTest.class.getResource(BUNDLED_NODE) == null) {
      environment.put("PLAYWRIGHT_NODEJS_PATH", nodeThatIsNewEnough().toString());
    }
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  private static Path nodeThatIsNewEnough() throws IOException {
    Path node = program("node", "nodejs");
    Process asked = new ProcessBuilder(node.toString(), "--version").start();
    String version = new String(asked.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(version)
        .withFailMessage(
            "expected node %d or newer for the browser's driver, but %s is %s; `infra/kizuna test` brings one (mvn -Pbundled-node).",
            OLDEST_NODE, node, version)
        .matches(v -> v.matches("v\\d+\\..*") && major(v) >= OLDEST_NODE);
    return node;
  }

  private static int major(String version) {
    return Integer.parseInt(version.substring(1, version.indexOf('.')));
  }

  /** A program of this machine: the bundled ones are 202 MB of node and a browser without fonts. */
  private static Path program(String name, String debianPackage) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "expected "
                        + name
                        + " on the PATH, but there is none; `infra/kizuna test` installs it (Debian: apt-get install "
                        + debianPackage
                        + ")."));
  }

  @AfterAll
  void close() {
    if (playwright != null) { // Without a browser there is none, and that is what the test says.
      playwright.close();
    }
    board.close();
  }

  @BeforeEach
  void nothingToComplainOf() {
    complaints.clear();
  }

  @AfterEach
  void noErrorAndNoStrangerWasAsked() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    assertThat(complaints).isEmpty();
  }

  private Page page(String size, String language, ColorScheme scheme) {
    return page(board, size, language, scheme);
  }

  private Page page(BoardFixture host, String size, String language, ColorScheme scheme) {
    String home = "http://127.0.0.1:" + host.port() + "/";
    int[] wide = SIZES.getOrDefault(size, new int[] {1440, 900});
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(wide[0], wide[1])
                .setLocale(language.equals("ja") ? "ja-JP" : "en-GB")
                .setTimezoneId("America/New_York")
                .setColorScheme(scheme));
    contexts.add(context);
    context.setDefaultTimeout(LIMIT_MILLIS);
    context.route("**/api/me?*", route -> route.fulfill(VIEWER)); // The door answers it.
    Page page = context.newPage();
    page.onConsoleMessage(
        m -> {
          if (m.type().equals("error")) {
            complaints.add("console: " + m.text());
          }
        });
    page.onPageError(e -> complaints.add("script: " + e));
    page.onRequest(
        r -> {
          if (!r.url().startsWith(home) && !r.url().startsWith("data:")) {
            complaints.add("asked a stranger: " + r.url());
          }
        });
    return page;
  }

  private String address(String query) {
    return "http://127.0.0.1:" + board.port() + "/" + query;
  }

  private static void awaitLedger(Page page) {
    assertThat(page.locator("#ledger tr").first()).isVisible();
    assertThat(page.locator("#link-state")).hasAttribute("data-state", "on");
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(!page.locator("#why").isVisible()) // A dialog is as high as the window.
            .setPath(Path.of("target", "screenshots", "board-" + name + ".png")));
  }

  private static void assertNothingHangsOver(Page page, String where) {
    for (String part : List.of("html", ".scroll", "#why-body")) {
      assertThat((Boolean) page.locator(part).evaluate("e => e.scrollWidth <= e.clientWidth"))
          .as("nothing hangs over the edge of %s: %s", part, where)
          .isTrue();
    }
  }

  private void assertAccessible(Page page, String where) {
    List<String> violations = new ArrayList<>();
    for (Rule rule : new AxeBuilder(page).analyze().getViolations()) {
      violations.add(
          rule.getId()
              + ": "
              + rule.getHelp()
              + " "
              + rule.getNodes().stream().map(n -> n.getHtml()).limit(3).toList());
    }
    assertThat(violations).as(where).isEmpty();
  }

  @Test
  void isReadableAtEverySizeInBothLanguagesLightAndDark() {
    for (String size : SIZES.keySet()) {
      for (String language : List.of("ja", "en")) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          Page page = page(size, language, scheme);
          page.navigate(address("?ns=" + DRILL.name() + "&lang=" + language));
          awaitLedger(page);
          String name = size + "-" + language + "-" + scheme.name().toLowerCase(Locale.ROOT);
          picture(page, name);
          assertNothingHangsOver(page, name);
          assertThat(page.locator("#ledger tr")).hasCount(SAMPLE_DISPATCHES);
          assertThat(page.locator("html")).hasAttribute("lang", language);
          assertThat(page.locator("body")).not().containsText(UNTRANSLATED);
          assertAccessible(page, name);
          page.close();
        }
      }
    }
  }

  @Test
  void shortfallsComeFirstTheMostUrgentOnTop() {
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    page.navigate(address("?ns=" + DRILL.name() + "&lang=ja"));
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
      page.navigate(address("?ns=" + DRILL.name() + "&lang=" + language));
      awaitLedger(page);
      assertThat(page.locator("#drill")).isVisible();
      assertThat(page.locator("#drill")).isInViewport();
      assertThat(page.locator("#drill")).containsText("訓練");
      assertThat(page.title()).contains("訓練");
      page.navigate(address("?ns=live&lang=" + language));
      assertThat(page.locator("#ledger-empty")).isVisible();
      assertThat(page.locator("#drill")).isHidden();
      assertThat(page.title()).doesNotContain("訓練");
    }
  }

  @Test
  void theReasonsAreReadableOnAPhoneInBothLanguages() {
    for (String language : List.of("ja", "en")) {
      Page page = page("phone", language, ColorScheme.LIGHT);
      page.navigate(address("?ns=" + DRILL.name() + "&lang=" + language));
      awaitLedger(page);
      page.locator("#ledger tr button").first().click();
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
    page.navigate(address("?ns=" + DRILL.name() + "&lang=en"));
    awaitLedger(page);
    Locator why = page.locator("#why");
    page.locator("#open > li button").first().click();
    assertThat(why).isVisible();
    assertThat(why).containsText("lenders fit");
    picture(page, "why-en");
    assertAccessible(page, "the reasons");
    String link = page.url();
    page.keyboard().press("Escape");
    assertThat(why).isHidden();
    assertThat(page.locator("#open > li button").first()).isFocused();

    page.locator("#open > li button").first().focus();
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
  void aChangeIsOnThePageWithinASecond() {
    Namespace drill = Namespace.drill("live-change");
    board.namespaces.put(drill, "change");
    DecidedLog log = board.topics.log(drill);
    SampleBoard.fill(log, OperationMode.EXERCISE);
    Page page = page("desk", "en", ColorScheme.LIGHT);
    page.navigate(address("?ns=" + drill.name() + "&lang=en"));
    awaitLedger(page);
    assertThat(page.locator("#ledger")).not().containsText("Chiyoda");
    FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.EXERCISE);
    f.at(Instant.parse("2024-01-01T08:00:00Z"));
    for (int i = 0; i < AFTER_THE_SAMPLE; i++) {
      f.planConfirmed("kyotei-noto", "131041"); // Ids follow the number of facts made.
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
      assertThat(page.locator("#notices")).not().containsText("見つかりません"); // Not over its own data.
      other.close();
      assertThat(page.locator("#link-state"))
          .hasAttribute("data-state", Pattern.compile("again|off"));
      assertThat(page.locator("#link-state")).containsText(Pattern.compile("再接続しています|切断されています"));
      assertThat(page.locator("#link-age")).containsText("秒前");
      picture(page, "line-broken-ja");
      complaints.removeIf(BoardInTheBrowserTest::isTheBrokenLine);

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
      complaints.removeIf(BoardInTheBrowserTest::isTheBrokenLine);
    } finally {
      page.close();
      other.close();
    }
  }

  /** The browser itself reports a server that is away, or that does not have the drill yet. */
  private static boolean isTheBrokenLine(String complaint) {
    return complaint.startsWith("console: Failed to load resource");
  }
}
