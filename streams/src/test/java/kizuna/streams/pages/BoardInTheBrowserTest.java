package kizuna.streams.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final Map<String, int[]> SIZES =
      Map.of(
          "desk",
          new int[] {1440, 900},
          "laptop",
          new int[] {1024, 768},
          "phone",
          new int[] {390, 844});

  private BoardFixture board;
  private Playwright playwright;
  private Browser browser;
  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  void open() {
    board = new BoardFixture();
    board.namespaces.put(DRILL, "sample");
    SampleBoard.fill(board.topics.log(DRILL), OperationMode.EXERCISE);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        program("node", "nodejs").toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program("chromium", "chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
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
    playwright.close();
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
          if (!r.url().startsWith("http://127.0.0.1:" + board.port() + "/")
              && !r.url().startsWith("data:")) {
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
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", "board-" + name + ".png")));
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
          assertThat(
                  (Boolean)
                      page.evaluate(
                          "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
              .as("nothing hangs over the edge: %s", name)
              .isTrue();
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
    assertThat(page.locator("body")).not().containsText("undefined");
    assertThat(page.locator("body")).not().containsText("SHELTER_OPERATION");
  }

  @Test
  void aDrillIsUnmistakable() {
    Page page = page("phone", "ja", ColorScheme.LIGHT);
    page.navigate(address("?ns=" + DRILL.name() + "&lang=ja"));
    awaitLedger(page);
    assertThat(page.locator("#drill")).isVisible();
    assertThat(page.locator("#drill")).containsText("訓練");
    assertThat(page.title()).contains("訓練");
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
  void aChangeIsOnThePageWithoutAReload() {
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
    assertThat(page.locator("#ledger")).containsText("Chiyoda");
  }

  @Test
  void aBrokenLineIsSaidAndMendsItself() {
    BoardFixture other = new BoardFixture();
    int port = other.port();
    Page page = page("desk", "ja", ColorScheme.LIGHT);
    try {
      other.namespaces.put(DRILL, "sample");
      SampleBoard.fill(other.topics.log(DRILL), OperationMode.EXERCISE);
      page.navigate("http://127.0.0.1:" + port + "/?ns=" + DRILL.name() + "&lang=ja");
      awaitLedger(page);
      other.close();
      assertThat(page.locator("#link-state"))
          .hasAttribute("data-state", Pattern.compile("again|off"));
      assertThat(page.locator("#link-age")).containsText("秒前");
      picture(page, "line-broken-ja");
      other = new BoardFixture(port);
      other.namespaces.put(DRILL, "sample");
      SampleBoard.fill(other.topics.log(DRILL), OperationMode.EXERCISE);
      assertThat(page.locator("#link-state"))
          .hasAttribute(
              "data-state",
              "on",
              new com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions()
                  .setTimeout(30_000));
      assertThat(page.locator("#ledger tr").first()).isVisible();
    } finally {
      other.close();
      // The page was right to complain, and its port is another.
      complaints.clear();
    }
  }
}
