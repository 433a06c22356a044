package kizuna.infra;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import kizuna.streams.api.HeadlessBrowser;

/**
 * One disaster as the people see it who have to do with it: a desk, two wards and a coordinator who
 * act, and somebody who only watches the board. Each has a browser of its own and signs in as a
 * person does.
 */
final class Story {

  /** Who plays, in which language, and what the disaster is called. */
  record Cast(String language, String disaster, String desk, String first, String second) {}

  static final Cast JAPANESE =
      new Cast("ja", "能登半島の地震", "desk-wajima", "ward-nerima", "ward-shinjuku");
  static final Cast ENGLISH =
      new Cast("en", "Suzu earthquake", "desk-suzu", "ward-suginami", "ward-kita");

  private static final Pattern UNTRANSLATED =
      Pattern.compile(
          "undefined|NaN|Invalid Date|\\[object|\\b[A-Z]{2,}_[A-Z]+\\b|\\b(desk|ward|coord|request|act|form|part|shell|board)\\.[a-z]\\w+");

  final Page board;
  final Page desk;
  final Page first;
  final Page second;
  final Page coordinator;
  private final Cast cast;
  private final String password;
  private final Properties words = new Properties();
  final List<Page> all;
  private int pictures;

  Story(HeadlessBrowser browser, PlatformProcess kizuna, Cast cast) throws IOException {
    this.cast = cast;
    this.password = Files.readString(kizuna.data.resolve("identity/password")).strip();
    String home = kizuna.uri("/").toString();
    for (String file : List.of("words", "board", "desks")) {
      try (InputStream in =
          Story.class.getResourceAsStream(
              "/kizuna/streams/explain/" + file + "_" + cast.language + ".properties")) {
        words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    board = signIn(browser, home, "", "desk", "viewer");
    desk = signIn(browser, home, "desk.html", "laptop", cast.desk);
    first = signIn(browser, home, "ward.html", "phone", cast.first);
    second = signIn(browser, home, "ward.html", "laptop", cast.second);
    coordinator = signIn(browser, home, "coordinator.html", "desk", "coordinator");
    all = List.of(board, desk, first, second, coordinator);
  }

  private Page signIn(
      HeadlessBrowser browser, String home, String file, String size, String account) {
    Page page = browser.visit(home, size, cast.language, ColorScheme.LIGHT);
    page.navigate(home + file + "?ns=live&lang=" + cast.language);
    if (account.equals("viewer")) {
      HeadlessBrowser.assertAccessible(page, "the sign-in page");
      picture(page, "sign-in");
    }
    typePassword(page, account);
    assertThat(page.locator("#link-state")).hasAttribute("data-state", "on");
    assertThat(page.locator(".shell-account")).isAttached();
    assertThat(page.locator("html")).hasAttribute("lang", cast.language);
    return page;
  }

  void typePassword(Page page, String account) {
    page.locator("#username").fill(account);
    page.locator("#password").fill(password);
    page.locator("button[type=submit]").click();
  }

  // The story.

  /** Declared and asked for; the request's id. */
  String declareAndAsk() {
    desk.locator("#declare-name").fill(cast.disaster);
    desk.locator("#declare-hour").fill("00:00");
    send(desk, "#form-declare");
    assertThat(desk.locator(".result")).containsText(cast.disaster);
    assertThat(board.locator("#main")).containsText(cast.disaster);

    desk.locator("#request-damage").fill("断水、避難所12か所を開設");
    desk.locator("#request-taskType").selectOption("SHELTER_OPERATION");
    desk.locator("#request-headCount").fill("6");
    desk.locator("#request-place").fill("ふれあい健康センター");
    desk.locator("#request-route").fill("のと里山海道、県道1号");
    desk.locator("button", text(say("desk.period.today"))).click();
    // What it will do is said before it is sent, by those who will decide it.
    assertThat(desk.locator(".preview")).hasAttribute("data-state", "nobody");
    everyone("preview");
    desk.locator("#form-request button[type=submit]").click();
    Locator next = desk.locator("#next-step");
    assertThat(next).isVisible();
    String href = next.getAttribute("href");
    String request = href.substring(href.indexOf("id=") + 3).replaceAll("&.*", "");
    assertThat(desk.locator("#row-req-tokyo23-" + request)).containsText(say("RequestState.OPEN"));
    assertThat(board.locator("#open")).containsText(request);
    assertThat(first.locator("section[aria-labelledby=needs-title]")).containsText(request);
    assertThat(second.locator("section[aria-labelledby=needs-title]")).containsText(request);
    assertThat(coordinator.locator(".shortfall").filter(has(request)).first()).isVisible();
    everyone("requested");
    return request;
  }

  /** A ward answers a request; the dispatch that is proposed to it. */
  String offer(Page ward, String request, int people) {
    List<String> before = askedOf(ward);
    ward.locator("section[aria-labelledby=needs-title] li")
        .filter(has(request))
        .locator("button")
        .click();
    ward.locator("#offer-headCount").fill(Integer.toString(people));
    LocalDate last = LocalDate.parse(ward.locator("#offer-lastDay").inputValue());
    ward.locator("#offer-lastDay").fill(last.plusDays(7).toString());
    send(ward, "#form-offer");
    assertThat(ward.locator(".card.asked")).hasCount(before.size() + 1);
    List<String> now = new ArrayList<>(askedOf(ward));
    now.removeAll(before);
    String dispatch = now.get(0);
    assertThat(ward.locator("#row-ask-tokyo23-" + dispatch + " .why li").first()).isVisible();
    shown(dispatch, "PROPOSED");
    return dispatch;
  }

  private static List<String> askedOf(Page ward) {
    return ward.locator(".card.asked").all().stream()
        .map(card -> card.getAttribute("id").substring("row-ask-tokyo23-".length()))
        .toList();
  }

  void confirm(Page ward, String dispatch) {
    act(ward, "ask", dispatch, "confirm");
    send(ward, "ask", dispatch);
    shown(dispatch, "CONFIRMED");
    assertThat(comingRow(dispatch)).containsText(say("DispatchState.CONFIRMED"));
  }

  void depart(Page ward, String dispatch) {
    act(ward, "out", dispatch, "depart");
    shown(dispatch, "DEPARTED");
    assertThat(comingRow(dispatch)).containsText(say("DispatchState.DEPARTED"));
  }

  void arrive(Page ward, String dispatch) {
    act(desk, "coming", dispatch, "arrive");
    shown(dispatch, "ON_SITE");
    assertThat(ward.locator("#row-out-tokyo23-" + dispatch))
        .containsText(say("DispatchState.ON_SITE"));
    assertThat(siteRow(dispatch)).isVisible();
  }

  void recall(Page ward, String dispatch, LocalDate lastDay) {
    act(ward, "out", dispatch, "recall");
    Locator panel = ward.locator("#row-out-tokyo23-" + dispatch + " .panel");
    panel.locator("input[name=lastDay]").fill(lastDay.toString());
    panel.locator("input[value=OWN_DISASTER]").check();
    panel.locator("button[type=submit]").click();
    panel.locator(".ask button[type=submit]").click();
    shown(dispatch, "RECALLED");
  }

  void nothingIsMissing(String request) {
    assertThat(board.locator("#open")).not().containsText(request);
    assertThat(coordinator.locator(".shortfall").filter(has(request))).hasCount(0);
    assertThat(desk.locator("#row-req-tokyo23-" + request)).containsText(say("desk.filled"));
  }

  /** What no request asked for. */
  void offerUnasked(Page ward, int people) {
    ward.locator("#offer-headCount").fill(Integer.toString(people));
    ward.locator("#form-offer input[type=checkbox]").first().check();
    send(ward, "#form-offer");
  }

  /** Sends a form; where it asks whether that is meant, as for a second offer alike, it is. */
  private static void send(Page page, String form) {
    page.locator(form + " button[type=submit]").click();
    Locator sure = page.locator(form + " .ask button[type=submit]");
    Locator done = page.locator(".result[data-tone=good]");
    assertThat(sure.or(done).first()).isVisible();
    if (sure.isVisible()) {
      sure.click();
    }
    assertThat(done).isVisible();
  }

  void extend(Page ward, String dispatch) {
    act(desk, "site", dispatch, "ask-extension");
    // As proposed, by one day and not by three: the agreement of Noto knows no tour that is longer
    // than eight.
    siteRow(dispatch).locator(".panel button[type=submit]").click();
    Locator asked = ward.locator("#act-out-tokyo23-" + dispatch + "-answer-extension");
    assertThat(asked).isVisible();
    asked.click();
    Locator panel = ward.locator("#row-out-tokyo23-" + dispatch + " .panel");
    panel.locator("input[value=yes]").check();
    panel.locator("button[type=submit]").click();
    panel.locator(".ask button[type=submit]").click(); // A response cannot be changed.
    assertThat(ward.locator(".result[data-tone=good]")).isVisible();
    assertThat(asked).hasCount(0);
  }

  void release(String dispatch) {
    act(desk, "site", dispatch, "release");
    siteRow(dispatch).locator(".panel button[type=submit]").click();
    siteRow(dispatch).locator(".ask button[type=submit]").click();
    shown(dispatch, "RELEASED");
    assertThat(siteRow(dispatch)).hasCount(0);
  }

  void comeHome(Page ward, String dispatch) {
    Locator row = ward.locator("#row-out-tokyo23-" + dispatch);
    assertThat(row).isVisible();
    act(ward, "out", dispatch, "return");
    // Who was recalled to a later day is asked whether they are home today.
    Locator sure = row.locator(".ask button[type=submit]");
    await("the page asks, or takes it without a question")
        .until(() -> sure.isVisible() || row.count() == 0);
    if (sure.isVisible()) {
      sure.click();
    }
    shown(dispatch, "RETURNED");
    assertThat(row).hasCount(0);
  }

  // What is seen.

  /** The board of somebody who does nothing shows it. */
  void shown(String dispatch, String state) {
    assertThat(boardRow(dispatch).locator("td.state")).containsText(say("DispatchState." + state));
  }

  Locator boardRow(String dispatch) {
    return board.locator("#ledger tr:has(a.dispatch[href$=\"%2F" + dispatch + "\"])");
  }

  Locator comingRow(String dispatch) {
    return desk.locator("#row-coming-tokyo23-" + dispatch);
  }

  Locator siteRow(String dispatch) {
    return desk.locator("#row-site-tokyo23-" + dispatch);
  }

  /** What does not come next stands behind "more", until somebody else's act makes it the next. */
  private static void act(Page page, String where, String dispatch, String act) {
    Locator button = page.locator("#act-" + where + "-tokyo23-" + dispatch + "-" + act);
    Locator more = page.locator("#row-" + where + "-tokyo23-" + dispatch + " .acting > details");
    await("the button for " + act)
        .until(
            () -> {
              // Does not wait for what the row may have lost a moment ago.
              more.evaluateAll("all => all.forEach(details => { details.open = true; })");
              return button.isVisible();
            });
    button.click();
  }

  private static void send(Page page, String where, String dispatch) {
    page.locator("#row-" + where + "-tokyo23-" + dispatch + " .panel button[type=submit]").click();
  }

  /** Every page is fit to be read, and a picture of it is left. */
  void everyone(String step) {
    pictures++;
    for (int i = 0; i < all.size(); i++) {
      String who = List.of("board", "desk", "ward1", "ward2", "coordinator").get(i);
      Page page = all.get(i);
      if (cast.language.equals("ja")) { // Pages in the other language have their own pictures.
        picture(page, "%02d-%s-%s".formatted(pictures, step, who));
      }
      String where = who + " when " + step + ", " + cast.language;
      assertThat(page.locator("#main").textContent()).as(where).doesNotContainPattern(UNTRANSLATED);
      assertThat(
              (Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
          .as("nothing hangs over the edge: %s", where)
          .isTrue();
    }
  }

  void everyoneIsAccessible(String step) {
    for (Page page : all) {
      HeadlessBrowser.assertAccessible(page, step + " " + page.url());
    }
  }

  private void picture(Page page, String name) {
    HeadlessBrowser.picture(page, "story-" + cast.language + "-" + name, true);
  }

  String say(String key) {
    String text = words.getProperty(key);
    if (text == null) {
      throw new AssertionError("expected words for " + key + ", but there are none");
    }
    return text;
  }

  private static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
