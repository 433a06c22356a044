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
import java.util.Set;
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
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the pages of people who are at work say when parts of the platform are killed, or all, and
 * that nothing of what was decided is lost. Nothing of it is left for the story, which may come
 * after.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@WholePlatform.Pages
@ResourceLock(WholePlatform.PAGES_LOCK)
@Order(WholePlatform.KILLED_PARTS)
class KilledPartsInTheBrowserTest {

  private static final String MAIZURU = "262021";
  private static final String ANAMIZU = "174611";
  private static final Set<String> OWN_DISASTERS = Set.of("killed", "anamizu");
  private static final String MEGURO = "131105";
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
  void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
    calm();
  }

  private void calm() throws Exception {
    for (JsonNode offer : kizuna.json("/api/offers?state=AVAILABLE&limit=1000").path("rows")) {
      accepted(
          "/api/offers/" + offer.path("offerId").asString() + "/withdraw",
          Map.of("reason", "OTHER"));
    }
    for (JsonNode disaster : kizuna.json("/api/disasters?limit=1000").path("rows")) {
      String id = disaster.path("disasterId").asString();
      // That of the story, if it came before, goes on.
      if (OWN_DISASTERS.contains(id) && !disaster.has("endedOn")) {
        accepted("/api/disasters/" + id + "/end", Map.of());
      }
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
                    && isTaken(ReportBodies.offer("meanwhile", "131121", "LIAISON", 2)));
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
  void aKilledMachineIsSaidAndThePagesGoOnWhereTheyWereAndEverythingIsStillThere()
      throws Exception {
    Story story = new Story(browser(), kizuna, Story.JAPANESE);
    accepted("/api/disasters", disaster("killed", "丹後地方の地震", MAIZURU));
    accepted("/api/requests", request("r-killed", "killed", MAIZURU));
    accepted("/api/offers", ReportBodies.offer("o-killed", MEGURO, "LIAISON", 2));
    accepted("/api/dispatches/r-killed-1/confirm", Map.of());
    String ledger = ledger();
    assertThat(ledger).contains("r-killed-1");
    String why = why();
    assertThat(why).contains("Meguro");
    story.second.locator("#offer-open").click();
    story.second.locator("#offer-headCount").fill("7");

    kizuna.killEverything();
    for (Page page : story.all) {
      assertThat(page.locator("#link-state"))
          .hasText(
              Pattern.compile(story.say("shell.link.again") + "|" + story.say("shell.link.off")));
    }
    kizuna.startAgain();
    await("the ledger as it was").until(() -> ledger().equals(ledger));
    assertThat(why()).isEqualTo(why);
    accepted("/api/requests/r-killed/cancel", Map.of("reason", "NEED_ENDED"));
    assertThat(kizuna.verify()).isZero();
    accepted("/api/disasters", disaster("anamizu", "穴水町の地震", ANAMIZU));

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

  private void accepted(String path, Map<String, Object> report)
      throws IOException, InterruptedException {
    JsonNode outcome = kizuna.report(path, report);
    assertThat(outcome.path("outcome").asString()).as("%s", outcome).isEqualTo("ACCEPTED");
  }

  private String ledger() throws IOException, InterruptedException {
    return kizuna.json("/api/ledger?limit=100").path("rows").toString();
  }

  private String why() throws IOException, InterruptedException {
    return kizuna.get("/api/requests/r-killed/explanation", "text/plain", "en").body();
  }

  private static Map<String, Object> disaster(String id, String name, String struck) {
    return Map.of(
        "disasterId",
        id,
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

  private static Map<String, Object> request(String id, String disaster, String receiver) {
    return Map.ofEntries(
        Map.entry("requestId", id),
        Map.entry("disasterId", disaster),
        Map.entry("receiver", receiver),
        Map.entry("damage", "避難所12か所を開設"),
        Map.entry("taskType", "LIAISON"),
        Map.entry("headCount", 2),
        Map.entry("place", "文化公園体育館"),
        Map.entry("route", "京都から陸路"),
        Map.entry("firstDay", TODAY.plusDays(1).toString()),
        Map.entry("lastDay", TODAY.plusDays(6).toString()),
        Map.entry("priority", "URGENT"),
        Map.entry("documentation", "ORAL"),
        Map.entry("reporter", Map.of("role", "DESK", "body", receiver)));
  }
}
