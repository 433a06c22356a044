package kizuna.streams.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotType;
import com.microsoft.playwright.options.ServiceWorkerPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The machine's own Chromium, and the one place where a page is opened: its size, language and
 * colours, who is signed in, and what it may not do. Whatever a page complains of is kept.
 */
public final class HeadlessBrowser implements AutoCloseable {

  /** Widths and heights by name, in CSS pixels. */
  public static final Map<String, int[]> SIZES =
      Map.of(
          "desk", new int[] {1440, 900},
          "laptop", new int[] {1024, 768},
          "phone", new int[] {390, 844},
          "narrow", new int[] {320, 640});

  /** A property of {@code infra/kizuna test}: whether pictures of the pages are left. */
  private static final String PICTURES = "kizuna.pictures";

  private static final int LIMIT_MILLIS = 45_000;
  private static final int TALLEST_PICTURE = 5_000;
  private static final int QUALITY = 85;
  private static final String BUNDLED_NODE =
      "/driver/linux/node"; // The jar contains the files of all systems.
  private static final int OLDEST_NODE = 20;
  private static final List<String> ACCESSIBLE =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private static final List<String> ALWAYS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /**
   * A ninth of the browser's time: what draws needs no process of its own, and a page is closed
   * before the last compiler of its scripts has paid off.
   */
  private static final List<String> SPARING =
      List.of("--in-process-gpu", "--js-flags=--no-turbofan");

  private static final String AXE = resource("/axe.min.js");

  private static final String VIOLATIONS =
      """
      async tags => {
        // What has just come in is half transparent for a fifth of a second.
        for (const moving of document.getAnimations()) {
          if (moving.effect.getComputedTiming().endTime !== Infinity) {
            moving.finish();
          }
        }
        // What stays where one looks lies before something else wherever the page is scrolled to: half
        // a button under its edge is no small button.
        const staying = [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).position === 'sticky');
        staying.forEach(e => { e.style.position = 'static'; });
        const { violations, passes, incomplete } = await axe.run(document, { runOnly: tags, resultTypes: ['violations', 'incomplete'] });
        staying.forEach(e => { e.style.position = ''; });
        if (passes.length === 0) {
          throw new Error('expected some rule of axe to look at this page, but none did');
        }
        // Text of the very colour of its ground is for axe a thing that it cannot tell.
        const unseen = incomplete.filter(rule => rule.id === 'color-contrast')
          .map(rule => ({ ...rule, nodes: rule.nodes.filter(node => node.any.some(check => check.data?.messageKey === 'equalRatio')) }))
          .filter(rule => rule.nodes.length > 0);
        return [...violations, ...unseen].map(rule =>
          `${rule.id}: ${rule.help} ${rule.nodes.slice(0, 3).map(node => node.html).join(' | ')}`);
      }
      """;

  private final Playwright playwright;
  private final Browser browser;
  private final Map<String, String> headers = new HashMap<>();
  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  public HeadlessBrowser() {
    this(SPARING);
  }

  /** One that runs scripts as a user's does, for what is measured. */
  static HeadlessBrowser ofAUser() {
    return new HeadlessBrowser(List.of());
  }

  private HeadlessBrowser(List<String> more) {
    PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
    // The one without windows starts and draws in less time.
    Path chromium =
        onThePath("chromium-headless-shell")
            .orElseGet(() -> program("chromium", "chromium-headless-shell"));
    Map<String, String> environment =
        new HashMap<>(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    if (HeadlessBrowser.class.getResource(BUNDLED_NODE) == null) {
      environment.put("PLAYWRIGHT_NODEJS_PATH", nodeThatIsNewEnough().toString());
    }
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(Stream.concat(ALWAYS.stream(), more.stream()).toList()));
  }

  /** How a page is looked at. */
  public record Look(String size, String theme) {

    public boolean isForThePictures() {
      return !size.equals("narrow");
    }

    /**
     * Contrast hangs on the theme, and what covers what on the size and on how long the words are:
     * the Japanese everywhere, the English in one theme and not at the narrowest.
     */
    public boolean isForTheRules(String language) {
      return language.equals("ja") || !size.equals("narrow") && theme.equals("light");
    }
  }

  /** The page that is open, at every size, light and dark. */
  public static void atEverySizeLightAndDark(Page page, Consumer<Look> look) {
    for (String size : List.of("desk", "laptop", "phone", "narrow")) {
      int[] wide = SIZES.getOrDefault(size, new int[0]);
      page.setViewportSize(wide[0], wide[1]);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        look.accept(new Look(size, scheme.name().toLowerCase(Locale.ROOT)));
      }
    }
  }

  /** Sends a header with every request of the pages opened from now on. */
  public void send(String header, String value) {
    headers.put(header, value);
  }

  /**
   * A page for somebody whom the door, which is not there, would call a viewer. The fixture says
   * so, not a route: with one, every request of a page goes through the driver and nothing is
   * cached.
   */
  public Page page(String home, String size, String language, ColorScheme scheme) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(BoardFixture.VIEWER_HEADER, "yes");
    return visit(home, size, language, scheme, ServiceWorkerPolicy.BLOCK, all);
  }

  /**
   * A page that may ask only this server, in a browser far away from Japan, where nobody is signed
   * in.
   */
  public Page visit(String home, String size, String language, ColorScheme scheme) {
    return visit(home, size, language, scheme, ServiceWorkerPolicy.BLOCK);
  }

  /**
   * The same.
   *
   * @param workers whether the pages' service worker is let in; tests that let answers be lost see
   *     none of the requests that it makes
   */
  public Page visit(
      String home, String size, String language, ColorScheme scheme, ServiceWorkerPolicy workers) {
    return visit(home, size, language, scheme, workers, headers);
  }

  private Page visit(
      String home,
      String size,
      String language,
      ColorScheme scheme,
      ServiceWorkerPolicy workers,
      Map<String, String> sent) {
    int[] wide = SIZES.getOrDefault(size, new int[] {1440, 900});
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(wide[0], wide[1])
                .setLocale(language.equals("ja") ? "ja-JP" : "en-GB")
                .setTimezoneId("America/New_York")
                .setServiceWorkers(workers)
                .setExtraHTTPHeaders(sent)
                // What moves for ever is drawn sixty times a second, and pages are open for
                // minutes.
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(scheme));
    contexts.add(context);
    context.setDefaultTimeout(LIMIT_MILLIS);
    Page page = context.newPage();
    page.onConsoleMessage(
        m -> {
          // Containers that start and stop beside it change the machine's networks.
          if (m.type().equals("error") && !m.text().contains("ERR_NETWORK_CHANGED")) {
            complaints.add("console: " + m.text() + " " + m.location());
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

  /**
   * Leaves a picture of the page in {@code target/screenshots}, of its first 5,000 pixels or of
   * what is on the screen. Only where somebody asks for pictures ({@value #PICTURES}): no test
   * looks at them, and each takes 0.3 s of a processor. As JPEG: PNG takes half as long again.
   */
  public static void picture(Page page, String name, boolean whole) {
    if (!Boolean.getBoolean(PICTURES)) {
      return;
    }
    page.evaluate("scrollTo(0, 0)"); // The drill banner stays visible.
    Page.ScreenshotOptions options = new Page.ScreenshotOptions();
    if (whole) {
      Object height = page.evaluate("() => document.documentElement.scrollHeight");
      int tall = Math.min(TALLEST_PICTURE, ((Number) height).intValue());
      options.setFullPage(true).setClip(0, 0, page.viewportSize().width, tall);
    }
    page.screenshot(
        options
            .setType(ScreenshotType.JPEG)
            .setQuality(QUALITY)
            .setAnimations(ScreenshotAnimations.DISABLED)
            .setPath(Path.of("target", "screenshots", name + ".jpg")));
  }

  /** Errors of scripts, refused styles, requests to strangers. */
  public List<String> complaints() {
    return complaints;
  }

  /** Closes every page and forgets what they complained of. */
  public List<String> closePages() {
    contexts.forEach(BrowserContext::cookies); // All earlier console errors arrived with it.
    List<String> all = List.copyOf(complaints);
    for (BrowserContext context : contexts) {
      // What a page still asks for while it is closed is answered by nobody, and is no error.
      context.pages().forEach(Page::unrouteAll);
      context.unrouteAll();
      context.close();
    }
    contexts.clear();
    complaints.clear();
    return all;
  }

  /**
   * Asserts that axe finds nothing. The shell is drawn before the page's data has come, and the
   * heading comes with the data: axe looks once it is there.
   */
  public static void assertAccessible(Page page, String where) {
    PlaywrightAssertions.assertThat(page.locator("h1")).not().hasCount(0);
    assertThat(violations(page)).as(where).isEmpty();
  }

  /** What breaks WCAG 2.2 AA, each with the first elements that do; empty is well. */
  static List<String> violations(Page page) {
    // axe is asked here and not through its builder, which hands every element that is well from
    // the page to this process and back: four fifths of its time, and nobody reads them.
    assertThat(page.frames()).as("the frames that axe would have to be put into").hasSize(1);
    if (!(Boolean) page.evaluate("() => 'axe' in window")) {
      page.evaluate(AXE);
    }
    List<String> broken = new ArrayList<>();
    if (page.evaluate(VIOLATIONS, ACCESSIBLE) instanceof List<?> rules) {
      rules.forEach(rule -> broken.add(String.valueOf(rule)));
    }
    return broken;
  }

  private static Path nodeThatIsNewEnough() {
    Path node = program("node", "nodejs");
    String version;
    try {
      Process asked = new ProcessBuilder(node.toString(), "--version").start();
      version = new String(asked.getInputStream().readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private static String resource(String name) {
    try (InputStream in = HeadlessBrowser.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("expected " + name + " on the class path, but it is not there");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program of this machine: the bundled ones are 202 MB of node and a browser without fonts. */
  private static Optional<Path> onThePath(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path program(String name, String debianPackage) {
    return onThePath(name)
        .orElseThrow(
            () ->
                new AssertionError(
                    "expected "
                        + name
                        + " on the PATH, but there is none; `infra/kizuna test` installs it (Debian: apt-get install "
                        + debianPackage
                        + ")."));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
