package kizuna.streams.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.schemas.Waiting.await;
import static kizuna.streams.api.PartnersLog.SENT_UNASKED;
import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import kizuna.codes.OperationMode;
import kizuna.drills.DrillPair;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pair of partners, and help that goes without being asked for, as people see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartnersInTheBrowserTest {

  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "undefined|NaN|Invalid Date|\\[object|\\b[A-Z]{2,}_[A-Z]+\\b|\\b(act|desk|ward|partners|board)\\.[a-z]\\w+");

  private final FactBuilder f = new FactBuilder(NETWORK, OperationMode.ACTUAL);
  private BoardFixture board;
  private HeadlessBrowser browser;

  @BeforeAll
  void open() {
    board = new BoardFixture();
    board.topics.log(Namespace.LIVE).put(PartnersLog.unaskedHelp(f));
    PartnersLog.ended(board, "late-1", "2026-10-20T06:00:00Z", new DrillPair(SHINJUKU, WAJIMA));
    browser = new HeadlessBrowser();
    await("the run and the proposal")
        .until(
            () ->
                board
                        .json("/api/partners/" + SHINJUKU + "/" + WAJIMA + "?network=" + NETWORK)
                        .at("/lastDrill/run")
                        .isString()
                    && board.json("/api/ledger").path("total").asInt() == 1);
  }

  @AfterAll
  void close() {
    browser.close();
    board.close();
  }

  private Page page(String file, String role, String body, String language) {
    String home = "http://127.0.0.1:" + board.port() + "/";
    Page page = browser.visit(home, "desk", language, ColorScheme.LIGHT);
    String me =
        "{\"account\":\"a-1\",\"signedIn\":true,\"name\":\"担当 / Officer\",\"role\":\"%s\",\"body\":\"%s\"}"
            .formatted(role, body);
    page.context()
        .route(
            "**/api/me?*",
            route ->
                route.fulfill(
                    new Route.FulfillOptions().setContentType("application/json").setBody(me)));
    page.navigate(home + file + "ns=live&lang=" + language);
    return page;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void aPairSaysBothNamesAndWhenItsLastDrillEnded(String language) {
    Page page =
        page("partners.html?body=" + WAJIMA + "&with=" + SHINJUKU + "&", "DESK", WAJIMA, language);

    Locator last = page.locator("#state-title").locator("xpath=..").locator("dl");
    assertThat(last).containsText("late-1");
    assertThat(last.locator("time[datetime='2026-10-20T15:00:00+09:00']")).hasCount(1);
    assertThat(page.locator("#page-title")).not().containsText(WAJIMA);
    assertThat(page.locator("#page-title")).containsText("輪島市");
    page.locator("main a.button").first().click();
    assertThat(page.locator("#partners-title")).isVisible();
    assertThat(page.locator("#page-title")).not().containsText(WAJIMA);
    assertThat(page.locator("#page-title")).containsText("輪島市");
    page.goBack();
    assertThat(last).isVisible();
    looked(page, "pair-" + language);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void helpThatNobodyAskedForHasAButtonThatAcceptsItAndOneThatStopsIt(String language) {
    Page page = page("desk.html?", "DESK", WAJIMA, language);
    boolean japanese = language.equals("ja");

    Locator card = page.locator("#row-req-" + NETWORK + "-" + SENT_UNASKED);
    assertThat(card).containsText(japanese ? "要請を待たずに送られる応援" : "without waiting for a request");
    assertThat(card)
        .not()
        .containsText(japanese ? "要請した人数は埋まっています" : "Everything requested is covered");
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    Locator accept = card.locator("button[id$=-accept]");
    Locator stop = card.locator("button[id$=-stop]");
    assertThat(accept).hasText(japanese ? "受け入れる" : "Accept it");
    assertThat(stop).hasText(japanese ? "応援を止める" : "Stop it");
    assertThat(card.locator("details button[id$=-accept], details button[id$=-stop]")).hasCount(0);
    stop.click();
    assertThat(card.locator("input[type=radio]").first()).isVisible();
    accept.click();
    assertThat(card.locator("input[id$=documentNumber]"))
        .hasValue(japanese ? "受入れ（文書番号なし）" : "accepted, no document number");
    assertThat(card).containsText(japanese ? "文書番号がなければ、このままで構いません" : "Leave it as it is");
    looked(page, "unasked-desk-" + language);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void whoGoesUnaskedIsToldSoAndTheLedgerShowsIt(String language) {
    boolean japanese = language.equals("ja");
    Page ward = page("ward.html?", "WARD", SHINJUKU, language);
    assertThat(ward.locator(".asked").first())
        .containsText(japanese ? "要請を待たずに派遣するもの" : "without waiting for a request");
    looked(ward, "unasked-ward-" + language);

    Page ledger = page("?", "COORDINATOR", NETWORK, language);
    Locator chip = ledger.locator("#ledger td.state .chip").nth(1);
    assertThat(chip).containsText(japanese ? "要請前（プッシュ型）" : "sent unasked");
    assertThat(
            (Boolean)
                chip.evaluate(
                    "c => c.getBoundingClientRect().right <= c.closest('td').getBoundingClientRect().right"))
        .as("its chip is not cut off")
        .isTrue();
  }

  private void looked(Page page, String name) {
    assertThat(page.locator("#main").textContent()).as(name).doesNotContainPattern(UNTRANSLATED);
    HeadlessBrowser.atEverySizeLightAndDark(
        page,
        look -> {
          String where = name + "-" + look.size() + "-" + look.theme();
          HeadlessBrowser.picture(page, where, true);
          assertThat(
                  (Boolean)
                      page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
              .as("nothing hangs over the edge: %s", where)
              .isTrue();
        });
    HeadlessBrowser.assertAccessible(page, name);
    assertThat(browser.closePages()).isEmpty();
  }
}
