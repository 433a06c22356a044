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
import java.util.regex.Pattern;
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

/**
 * A joint drill as people meet it: a director begins a part of {@code noto-2024} on a page, two
 * wards join, one in Japanese and one in English, an observer notes something. Leaves its pictures
 * in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@Order(WholePlatform.JOINT_DRILL)
class JointDrillTest {

  private static final String SUMIDA = "131075";
  private static final String SUGINAMI = "131156";
  private static final String REQUEST = "wajima-shelter-wards";
  private static final double PATIENCE = 120_000;

  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "undefined|NaN|Invalid Date|\\[object|\\b[A-Z]{2,}_[A-Z]+\\b|\\b(drill|desk|ward|request|act|form|part|shell|board)\\.[a-z]\\w+");

  private final PlatformProcess kizuna;
  private @Nullable HeadlessBrowser browser;

  JointDrillTest(PlatformProcess kizuna) {
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

  private Page signIn(String file, String size, String language, String account)
      throws IOException {
    String home = kizuna.uri("/").toString();
    Page page = browser().visit(home, size, language, ColorScheme.LIGHT);
    page.navigate(home + file + "&lang=" + language);
    page.locator("#username").fill(account);
    page.locator("#password")
        .fill(Files.readString(kizuna.data.resolve("identity/password")).strip());
    page.locator("button[type=submit]").click();
    assertThat(page.locator(".shell-account")).isAttached();
    shown(page.locator("#main h1").first()); // It has loaded its data.
    return page;
  }

  private static LocatorAssertions.HasAttributeOptions patient() {
    return new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE);
  }

  private static void state(Page director, String state) {
    assertThat(director.locator("#drill-state")).hasAttribute("data-state", state, patient());
  }

  private static void shown(Locator what) {
    assertThat(what).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
  }

  private void looked(Page page, String name) {
    HeadlessBrowser.picture(page, "drill-" + name, true);
    assertThat(page.locator("#main").textContent()).as(name).doesNotContainPattern(UNTRANSLATED);
    assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .as("nothing hangs over the edge: %s", name)
        .isTrue();
    HeadlessBrowser.assertAccessible(page, name);
  }

  @Test
  void aDirectorAndTwoWardsPlayAPartOfNotoTogether() throws Exception {
    int live = kizuna.json("/api/ledger").path("total").asInt();
    Page director = signIn("drill.html?ns=live", "desk", "ja", "director");
    looked(director, "begin-ja");
    director.locator("#order-log").selectOption("noto-2024");
    director.locator("#order-speed").selectOption("60");
    director.locator("#order-pause").fill("2024-04-24T09:05");
    director.locator("#begin").click();
    state(director, "PAUSED");
    String run = director.url().replaceAll(".*ns=drill\\.([a-z0-9-]+).*", "$1");
    assertThat(run).startsWith("noto-2024-");
    await("what the wards' pages read of it")
        .until(
            () ->
                kizuna.get("/api/wards/" + SUMIDA + "?drill=" + run).statusCode() == 200
                    && kizuna.get("/api/wards/" + SUGINAMI + "?drill=" + run).statusCode() == 200);

    Page sumida = signIn("ward.html?ns=drill." + run, "phone", "ja", "ward-sumida");
    Page suginami = signIn("ward.html?ns=drill." + run, "laptop", "en", "ward-suginami");
    for (Page ward : new Page[] {sumida, suginami}) {
      shown(ward.locator("#drill-join"));
      ward.locator("#drill-join").click();
      assertThat(ward.locator("#drill-join")).hasCount(0);
    }
    shown(director.locator("#played-" + SUMIDA));
    shown(director.locator("#played-" + SUGINAMI));
    looked(director, "paused-ja");

    // A message at 9:10, five seconds later at sixty times.
    director.locator("#resume").click();
    state(director, "RUNNING");
    shown(sumida.locator("#inject-10"));
    shown(suginami.locator("#inject-10"));
    assertThat(suginami.locator("#inject-10")).containsText("One person of each ward");
    looked(sumida, "inject-ja-phone");
    looked(suginami, "inject-en-laptop");
    sumida.locator("#inject-10 button").click();
    assertThat(sumida.locator("#inject-10 button")).hasCount(0);
    assertThat(director.locator("#inject-10 .became")).containsText("確認済み");

    director.locator("#pause").click();
    state(director, "PAUSED");
    offer(sumida);
    assertThat(director.locator("#inject-10 .became")).containsText("対応済み");
    looked(director, "answered-ja");

    // An injected fact, faster: a ward that plays is struck itself.
    director.locator("#speed-600").click();
    assertThat(director.locator("#speed-600")).hasAttribute("aria-pressed", "true");
    director.locator("#inject-13 button").first().click();
    shown(suginami.locator("#inject-13"));
    shown(suginami.locator("section[aria-labelledby=struck-title]"));
    suginami.locator("#inject-13 button").click();
    looked(suginami, "struck-en-laptop");
    director.locator("#played-" + SUGINAMI + " button").click();
    assertThat(director.locator("#played-" + SUGINAMI)).hasCount(0);

    Page observer = signIn("drill.html?ns=drill." + run, "phone", "en", "viewer");
    shown(observer.locator("#note-text"));
    observer.locator("#note-text").fill("The desk of Suginami answered within two minutes.");
    observer.locator("#note-send").click();
    assertThat(observer.locator("#notes-title").locator("xpath=../.."))
        .containsText("answered within two minutes");
    looked(observer, "observer-en-phone");

    director.navigate(director.url().replaceAll("lang=ja", "lang=en"));
    shown(director.locator("#end"));
    looked(director, "conducted-en");
    director.locator("#end").click();
    director.locator("#end-sure").click();
    state(director, "ENDED");
    shown(director.locator("#outcome-title")); // Objectives are measured a moment later.
    looked(director, "ended-en");
    for (Page ward : new Page[] {sumida, suginami}) {
      offersNothing(ward);
    }
    looked(sumida, "over-ja-phone");
    director.navigate(
        director.url().replace("drill.html", "coordinator.html") + "&network=tokyo23");
    offersNothing(director);

    conductIsOnRecord(run);
    assertThat(kizuna.json("/api/ledger").path("total").asInt())
        .as("nothing of it is live")
        .isEqualTo(live);
    assertThat(browser().complaints()).isEmpty();
  }

  /** The run takes no reports any more, so nothing is asked for and nothing can be pressed. */
  private void offersNothing(Page page) {
    shown(page.locator("#drill-over"));
    assertThat(page.locator(".acting button, .acts.big, #tasks-title")).hasCount(0);
    assertThat(page.locator("#duty-open, #limits-open, #appoint-open")).hasCount(0);
  }

  /** As a ward does at any time: it answers a need, and confirms what is proposed. */
  private static void offer(Page ward) {
    ward.locator("section[aria-labelledby=needs-title] li")
        .filter(new Locator.FilterOptions().setHasText(REQUEST))
        .locator("button")
        .click();
    ward.locator("#offer-headCount").fill("1");
    ward.locator("#form-offer button[type=submit]").click();
    Locator sure = ward.locator("#form-offer .ask button[type=submit]");
    Locator done = ward.locator(".result[data-tone=good]");
    shown(sure.or(done).first());
    if (sure.isVisible()) {
      sure.click();
    }
    shown(done);
  }

  private void conductIsOnRecord(String run) throws Exception {
    JsonNode conduct = kizuna.json("/api/drill?drill=" + run);
    assertThat(conduct.at("/ended/reason").asString()).isEqualTo("DIRECTOR");
    assertThat(conduct.path("injects"))
        .filteredOn(i -> i.path("number").asString().equals("10"))
        .singleElement()
        .satisfies(
            i -> {
              JsonNode sumida = i.path("recipients").get(0);
              assertThat(sumida.path("body").asString()).isEqualTo(SUMIDA);
              assertThat(sumida.path("confirmedAt").asString()).startsWith("2024-04-24T09:1");
              assertThat(sumida.path("doneAt").asString()).startsWith("2024-04-24T09:");
              assertThat(sumida.path("late").asBoolean(true)).isFalse();
            });
    assertThat(conduct.path("notes")).hasSize(1);
    assertThat(conduct.path("history"))
        .extracting(e -> e.path("kind").asString())
        .contains("BODY_JOINED", "BODY_ACTED", "BODY_TAKEN_OVER", "INJECT_SENT", "ENDED");
  }
}
