package kizuna.streams.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.analysis.AgreementSurvey;
import kizuna.streams.analysis.FiguresComparison;
import kizuna.streams.analysis.LogChanges;
import kizuna.streams.analysis.LogFigures;
import kizuna.streams.analysis.LogQuestion;
import kizuna.streams.analysis.LoggedFacts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A page asks what would have been, and says what the command says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatIfTest {

  private static final Namespace RUN = Namespace.drill("asked-1");
  private static final String OPERATOR = BoardFixture.TOKENS.bearer("OPERATOR", null);
  private static final Pattern UNTRANSLATED =
      Pattern.compile("undefined|NaN|\\[object|\\b[A-Z]{2,}_[A-Z]+\\b|\\bwhatIf\\.[a-z]\\w+");

  private static final String COORDINATOR =
      "{\"account\":\"c-1\",\"signedIn\":true,\"name\":\"調整担当 / Coordinator\","
          + "\"role\":\"COORDINATOR\",\"body\":\"tokyo23\"}";

  private final List<Fact> facts = new ArrayList<>();
  private BoardFixture board;
  private HeadlessBrowser browser;

  @BeforeAll
  void open() {
    board = new BoardFixture();
    board.namespaces.put(RUN, "asked");
    SampleBoard.fill(board.topics.log(RUN), OperationMode.EXERCISE);
    try (LoggedFacts log =
        new LoggedFacts(board.topics::open, board.topics.registry(), Topics.of(RUN, 1))) {
      log.forEachRemaining(facts::add);
    }
    browser = new HeadlessBrowser();
  }

  @AfterAll
  void close() {
    browser.close();
    board.close();
  }

  private JsonNode answer(String question) {
    String path = "/api/what-if?drill=" + RUN.drillId() + "&lang=en" + question;
    while (true) {
      JsonNode answer = board.json(path, "Authorization", OPERATOR);
      if (answer.path("done").asBoolean(true)) {
        return answer;
      }
    }
  }

  @Test
  void aChangeIsAnsweredAsTheCommandAnswersIt() {
    LogQuestion question = new LogQuestion(facts::iterator);
    LogFigures before = question.unchanged();
    FiguresComparison expected =
        FiguresComparison.of(
            before, question.with(before, List.of(() -> LogChanges.capacity("131202", 40))));
    assertThat(expected.filledMore()).as("it is worth asking").isPositive();

    JsonNode answer = answer("&capacity=131202:40");

    assertThat(answer.path("facts").asLong()).isEqualTo(before.decided().facts());
    assertThat(answer.at("/before/filledPersonDays").asLong()).isEqualTo(before.filledPersonDays());
    assertThat(answer.at("/after/filledPersonDays").asLong())
        .isEqualTo(expected.after().filledPersonDays());
    assertThat(answer.at("/after/missingPersonDays").asLong())
        .isEqualTo(expected.after().missingPersonDays());
    assertThat(answer.path("byLender")).hasSize(expected.byLender().size());
    answer
        .path("byLender")
        .forEach(
            row ->
                assertThat(expected.byLender())
                    .containsEntry(
                        row.path("code").asString(),
                        new FiguresComparison.Pair(
                            row.path("before").asLong(), row.path("after").asLong())));
    assertThat(answer.path("byDay")).hasSize(expected.missingByDay().size());
  }

  @Test
  void withoutAChangeItSaysWhichPlanShouldHaveBeenConfirmed() {
    LogQuestion question = new LogQuestion(facts::iterator);
    AgreementSurvey expected =
        AgreementSurvey.of(question, facts::iterator, question.unchanged(), trying -> {});

    JsonNode survey = answer("").path("survey");

    assertThat(survey.path("tried").asInt()).isEqualTo(expected.tried().size()).isPositive();
    assertThat(survey.path("unconfirmed").asInt()).isEqualTo(expected.unconfirmed());
    assertThat(survey.path("rows")).hasSize(expected.helpful().size());
    assertThat(survey.path("best").asString(""))
        .isEqualTo(expected.best().map(AgreementSurvey.Tried::agreement).orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "confirm, nobodys-agreement, nobodys-agreement",
    "without, nobodys-agreement, nobodys-agreement",
    "agree, 131202:999999, 131202:999999",
    "agree, 131202, LENDER:RECEIVER",
    "capacity, 131202:0, 1 to 1000",
    "capacity, 172049:5, LENDER:PERSONS",
    "holdMinutes, 0, a whole number from 1"
  })
  void whatTheLogDoesNotHaveIsRefused(String parameter, String value, String said) {
    JsonNode refused = answer("&" + parameter + "=" + value.replace(":", "%3A"));

    assertThat(refused.path("status").asInt()).isEqualTo(400);
    assertThat(refused.path("code").asString()).isEqualTo("bad-query");
    assertThat(refused.at("/errors/0/path").asString()).isEqualTo(parameter);
    assertThat(refused.path("detail").asString()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void thePageAsksAndShowsTheAnswer(String language) {
    Page page =
        browser.visit(
            "http://127.0.0.1:" + board.port() + "/", "desk", language, ColorScheme.LIGHT);
    page.context()
        .route(
            "**/api/me?*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(COORDINATOR)));
    page.navigate(
        "http://127.0.0.1:"
            + board.port()
            + "/what-if.html?ns=drill."
            + RUN.drillId()
            + "&lang="
            + language);
    page.locator("#what-if-kind").selectOption("capacity");
    page.locator("#what-if-lender").selectOption("131202");
    page.locator("#what-if-amount").fill("40");
    page.locator("#what-if-add").click();
    assertThat(page.locator("#changes li")).hasCount(1);
    assertThat(page.url()).contains("capacity=131202%3A40");
    page.locator("#what-if-ask").click();
    shown(page.locator("#by-lender"));
    assertThat(page.locator("#answer-title")).isFocused();
    looked(page, "change", language);

    page.locator("#what-if-survey").click();
    gone(page.locator("#by-lender"));
    shown(page.locator("#answer-title"));
    looked(page, "survey", language);
    assertThat(browser.closePages()).isEmpty();
  }

  private static void shown(Locator what) {
    assertThat(what).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
  }

  private static void gone(Locator what) {
    assertThat(what).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
  }

  private static void looked(Page page, String name, String language) {
    assertThat(page.locator("#main").textContent()).doesNotContainPattern(UNTRANSLATED);
    HeadlessBrowser.atEverySizeLightAndDark(
        page,
        look -> {
          String where =
              "what-if-" + name + "-" + language + "-" + look.size() + "-" + look.theme();
          if (look.isForThePictures()) {
            HeadlessBrowser.picture(page, where, true);
          }
          assertThat(
                  (Boolean)
                      page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
              .as("nothing hangs over the edge: %s", where)
              .isTrue();
          if (look.isForTheRules(language)) {
            HeadlessBrowser.assertAccessible(page, where);
          }
        });
  }
}
