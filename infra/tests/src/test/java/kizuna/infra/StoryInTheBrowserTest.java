package kizuna.infra;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kizuna.streams.api.HeadlessBrowser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole platform as people meet it: five of them, each in a browser of its own, signed in
 * through the real page, from the declaration of a disaster to the last return; and what their
 * pages say when parts of it are killed. Leaves a picture of every step in {@code
 * target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@ResourceLock(WholePlatform.LOCK)
@WholePlatform.Untouched
@Order(WholePlatform.STORY)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoryInTheBrowserTest {

  private static final int START_MILLIS = 120_000;
  private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Tokyo"));
  private static final Story.Cast JAPANESE =
      new Story.Cast("ja", "能登半島の地震", "desk-wajima", "ward-nerima", "ward-shinjuku");
  private static final Story.Cast ENGLISH =
      new Story.Cast("en", "Suzu earthquake", "desk-suzu", "ward-suginami", "ward-kita");

  private final PlatformProcess kizuna;
  private String password;
  private @Nullable HeadlessBrowser browser;

  StoryInTheBrowserTest(PlatformProcess kizuna) {
    this.kizuna = kizuna;
  }

  @BeforeAll
  void open() throws Exception {
    password = Files.readString(kizuna.data.resolve("identity/password")).strip();
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
    if (browser != null) {
      // What is killed on purpose cannot be reached.
      assertThat(browser.closePages())
          .filteredOn(c -> !c.startsWith("console: Failed to load resource"))
          .isEmpty();
    }
  }

  static Stream<Story.Cast> casts() {
    return Stream.of(JAPANESE, ENGLISH);
  }

  private Story story(Story.Cast cast) {
    if (browser == null) {
      throw new AssertionError("expected a browser, but none was started");
    }
    return new Story(browser, kizuna.uri("/").toString(), password, cast);
  }

  @ParameterizedTest
  @MethodSource("casts")
  @Order(1)
  void fromTheDeclarationToTheLastReturnEverybodySeesEachStep(Story.Cast cast) {
    Story story = story(cast);
    String request = story.declareAndAsk();
    String four = story.offer(story.first, request, 4);
    String two = story.offer(story.second, request, 4);
    story.everyone("proposed");

    story.confirm(story.first, four);
    story.confirm(story.second, two);
    story.everyone("confirmed");
    story.depart(story.first, four);
    story.depart(story.second, two);
    story.everyone("departed");
    story.arrive(story.first, four);
    story.arrive(story.second, two);
    story.everyone("arrived");
    story.everyoneIsAccessible("arrived");

    story.recall(story.first, four, TODAY.plusDays(3));
    // Two of the four are found at once, in what the other ward had offered before.
    story.shown(request + "-3", "PROPOSED");
    story.confirm(story.second, request + "-3");
    String rest = story.offer(story.second, request, 4);
    story.confirm(story.second, rest);
    story.everyone("matched-anew");
    story.nothingIsMissing(request);

    story.extend(story.second, two);
    story.everyone("extended");
    story.release(two);
    story.everyone("released");
    story.comeHome(story.second, two);
    story.comeHome(story.first, four);
    story.everyone("returned");
    story.everyoneIsAccessible("returned");
    assertThat(browser == null ? List.of() : browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void killedPartsComeBackAndThePagesWithThemWithoutASignIn() throws Exception {
    Story story = story(ENGLISH);

    kizuna.killParts();

    for (Page page : story.all) {
      assertThat(page.locator("#link-state"))
          .hasText(
              java.util.regex.Pattern.compile(
                  story.say("shell.link.again") + "|" + story.say("shell.link.off")));
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
        .until(() -> kizuna.json("/api/offers").toString().contains("meanwhile"));
    // Still signed in: whoever acts can act.
    story.second.locator("#offer-open").click();
    story.offerUnasked(story.second, 3);
  }

  @Test
  @Order(3)
  void aKilledMachineIsSaidAndAfterASignInThePagesShowTheTruth() throws Exception {
    Story story = story(JAPANESE);
    story.second.locator("#offer-open").click();
    story.second.locator("#offer-headCount").fill("7");

    kizuna.killEverything();
    for (Page page : story.all) {
      assertThat(page.locator("#link-state"))
          .hasText(
              java.util.regex.Pattern.compile(
                  story.say("shell.link.again") + "|" + story.say("shell.link.off")));
    }
    kizuna.startAgain();
    kizuna.report("/api/disasters", disaster("穴水町の地震", "174611"));

    // The sessions were in the memory of what was killed.
    for (Page page : List.of(story.board, story.second)) {
      assertThat(page.locator("#session")).containsText(story.say("shell.session.ended"), says());
      page.locator("#session button").first().click();
      story.typePassword(page, page == story.board ? "viewer" : "ward-shinjuku", password);
      assertConnected(page);
    }
    assertThat(story.second.locator("#offer-headCount")).hasValue("7");
    assertThat(story.board.locator("#main")).containsText("穴水町の地震");
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
            new com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions()
                .setTimeout(START_MILLIS));
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions says() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
        .setTimeout(START_MILLIS);
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
