package kizuna.infra;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kizuna.streams.api.HeadlessBrowser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.json.JsonMapper;

/** What the pages of people who are at work say when parts of the platform are killed, or all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@WholePlatform.Pages
@ResourceLock(WholePlatform.PAGES_LOCK)
@Order(WholePlatform.KILLED_PARTS)
@ResourceLock(value = WholePlatform.NETWORKS, mode = ResourceAccessMode.READ)
class KilledPartsInTheBrowserTest {

  private static final int START_MILLIS = 120_000;
  private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Tokyo"));

  private final PlatformProcess kizuna;
  private @Nullable HeadlessBrowser browser;

  KilledPartsInTheBrowserTest(PlatformProcess kizuna) {
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

  @BeforeEach
  void running() {
    kizuna.bringBack();
  }

  @AfterEach
  void noScriptFailedAndNoStrangerWasAsked() {
    // What is killed on purpose cannot be reached.
    assertThat(browser().closePages())
        .filteredOn(c -> !c.startsWith("console: Failed to load resource"))
        .isEmpty();
  }

  private HeadlessBrowser browser() {
    if (browser == null) {
      throw new AssertionError("expected a browser, but none was started");
    }
    return browser;
  }

  @Test
  void killedPartsComeBackAndThePagesWithThemWithoutASignIn() throws Exception {
    Story story = new Story(browser(), kizuna, Story.ENGLISH);

    kizuna.killParts();

    for (Page page : story.all) {
      assertThat(page.locator("#link-state"))
          .hasText(
              Pattern.compile(story.say("shell.link.again") + "|" + story.say("shell.link.off")));
    }
    await("the parts are back")
        .until( // Not the health of all parts: right after a kill it may not have noticed yet.
            () ->
                kizuna.get("/api/summary").statusCode() == 200
                    && isTaken(offer("meanwhile", "131121")));
    assertThat(story.coordinator.locator("#main")).not().isEmpty();
    for (Page page : story.all) {
      assertConnected(page);
      assertThat(page.locator("#notices [data-tone=bad]")).hasCount(0);
    }
    await("the offer made meanwhile is shown")
        .until(() -> kizuna.json("/api/offers?limit=1000").toString().contains("meanwhile"));
    // Still signed in: whoever acts can act.
    story.second.locator("#offer-open").click();
    story.offerUnasked(story.second, 3);
  }

  @Test
  void aKilledMachineIsSaidAndThePagesGoOnWhereTheyWereWithoutASignIn() throws Exception {
    Story story = new Story(browser(), kizuna, Story.JAPANESE);
    story.second.locator("#offer-open").click();
    story.second.locator("#offer-headCount").fill("7");

    kizuna.killEverything();
    for (Page page : story.all) {
      assertThat(page.locator("#link-state"))
          .hasText(
              Pattern.compile(story.say("shell.link.again") + "|" + story.say("shell.link.off")));
    }
    kizuna.startAgain();
    kizuna.report("/api/disasters", disaster("穴水町の地震", "174611"));

    // Sessions outlive door and provider.
    for (Page page : story.all) {
      assertConnected(page);
    }
    assertThat(story.second.locator("#offer-headCount")).hasValue("7");
    assertThat(story.board.locator("#main")).containsText("穴水町の地震", says());
  }

  private boolean isTaken(Map<String, Object> offer) throws IOException, InterruptedException {
    return kizuna.post("/api/offers", JsonMapper.shared().writeValueAsString(offer)).statusCode()
        == 202;
  }

  private static void assertConnected(Page page) {
    assertThat(page.locator("#link-state"))
        .hasAttribute(
            "data-state",
            "on",
            new LocatorAssertions.HasAttributeOptions().setTimeout(START_MILLIS));
  }

  private static LocatorAssertions.ContainsTextOptions says() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(START_MILLIS);
  }

  private static Map<String, Object> disaster(String name, String struck) {
    return Map.of(
        "disasterId",
        "anamizu",
        "name",
        name,
        "hazard",
        "EARTHQUAKE",
        "struck",
        List.of(struck),
        "struckAt",
        TODAY + "T00:00:00+09:00",
        "confirmedNew",
        true,
        "reporter",
        Map.of("role", "DESK", "body", struck));
  }

  private static Map<String, Object> offer(String id, String lender) {
    return Map.of(
        "offerId",
        id,
        "lender",
        lender,
        "taskTypes",
        List.of("LIAISON"),
        "headCount",
        2,
        "firstDay",
        TODAY.plusDays(1).toString(),
        "lastDay",
        TODAY.plusDays(6).toString(),
        "reporter",
        Map.of("role", "WARD", "body", lender));
  }
}
