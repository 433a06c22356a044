package kizuna.infra;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Stream;
import kizuna.streams.api.HeadlessBrowser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole platform as people meet it: five of them, each in a browser of its own, signed in
 * through the real page, from the declaration of a disaster to the last return. Leaves a picture of
 * every step in {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WholePlatform.class)
@WholePlatform.Pages
@ResourceLock(WholePlatform.PAGES_LOCK)
@Order(WholePlatform.STORY)
class StoryInTheBrowserTest {

  private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Tokyo"));

  private final PlatformProcess kizuna;
  private @Nullable HeadlessBrowser browser;

  StoryInTheBrowserTest(PlatformProcess kizuna) {
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

  static Stream<Story.Cast> casts() {
    return Stream.of(Story.JAPANESE, Story.ENGLISH);
  }

  private HeadlessBrowser browser() {
    if (browser == null) {
      throw new AssertionError("expected a browser, but none was started");
    }
    return browser;
  }

  @ParameterizedTest
  @MethodSource("casts")
  void fromTheDeclarationToTheLastReturnEverybodySeesEachStep(Story.Cast cast) throws Exception {
    Story story = new Story(browser(), kizuna, cast);
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
    assertThat(browser().complaints()).isEmpty();
  }
}
