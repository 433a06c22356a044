package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drills;
import kizuna.streams.topology.DecidedLog;
import org.junit.jupiter.api.Test;

/**
 * How quickly the pages are there and how smoothly they go on, with all dispatches of noto-2024.
 * Started by {@code infra/kizuna bench pages}; no part of the tests, for a busy machine measures
 * itself.
 */
class PagesBench {

  private static final String DRILL = "noto-2024";
  private static final int QUIET_MILLIS = 3_000;
  private static final int BURST = 60;

  /** Paints, shifts and long tasks from the very beginning; times in milliseconds. */
  private static final String OBSERVE =
      """
      globalThis.measured = { fcp: 0, lcp: 0, cls: 0, longest: 0, shifts: [] };
      const see = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
      see('paint', e => { if (e.name === 'first-contentful-paint') measured.fcp = e.startTime; });
      see('largest-contentful-paint', e => { measured.lcp = e.startTime; });
      see('layout-shift', e => {
        if (e.hadRecentInput) return;
        measured.cls += e.value;
        measured.shifts.push(`${e.value.toFixed(3)} at ${Math.round(e.startTime)} ms: ${e.sources.map(s => s.node?.className || s.node?.id || s.node?.nodeName).join(', ')}`);
      });
      see('longtask', e => { measured.longest = Math.max(measured.longest, e.duration); });
      """;

  private record Measured(
      double fcp, double lcp, double cls, double longest, double script, List<String> twice) {}

  private final BoardFixture board = new BoardFixture();

  @Test
  void pages() throws Exception {
    List<Fact> facts = Drills.load(DRILL).facts();
    DecidedLog whole = log("whole");
    facts.forEach(whole::put);
    await("all facts").until(() -> decided("whole") >= facts.size());
    DecidedLog live = log("live-changes");
    int known = facts.size() / 3;
    facts.subList(0, known).forEach(live::put);
    StringBuilder table =
        new StringBuilder(
            String.format(
                "%n%-28s %8s %8s %8s %10s %10s  %s%n",
                "page", "FCP ms", "LCP ms", "CLS", "longest ms", "script ms", "asked twice"));
    try (HeadlessBrowser browser = HeadlessBrowser.ofAUser()) {
      String network = "national-counterpart";
      Map<String, String> pages = new LinkedHashMap<>();
      pages.put("warm-up", "?");
      pages.put("board", "?");
      pages.put("desk", "desk.html?body=172049&");
      pages.put("ward", "ward.html?body=240001&");
      pages.put("coordinator", "coordinator.html?network=" + network + "&");
      pages.put("request", "request.html?network=" + network + "&id=wajima-management-mie-pref-1&");
      for (Map.Entry<String, String> page : pages.entrySet()) {
        for (String size : List.of("desk", "phone")) {
          line(table, page.getKey() + ", " + size, loaded(browser, size, page.getValue()));
        }
      }
      Page page = open(browser, "desk", "?", "whole", new HashMap<>());
      quiet(page);
      page.evaluate("measured.longest = 0; measured.cls = 0");
      for (int i = 0; i < 3; i++) {
        page.locator("#page-after").click();
        quiet(page);
      }
      acted(table, "board, 3 pages turned", page);
      page.locator("#q").pressSequentially("わじま");
      quiet(page);
      acted(table, "board, searched", page);
      Page changing = open(browser, "desk", "?", "live-changes", new HashMap<>());
      quiet(changing);
      changing.evaluate("measured.longest = 0; measured.cls = 0");
      facts.subList(known, known + BURST).forEach(live::put);
      quiet(changing);
      acted(table, "board, " + BURST + " changes", changing);
    } finally {
      board.close();
    }
    System.out.println(table);
    assertThat(table).isNotEmpty();
  }

  private long decided(String drill) {
    return board
        .json("/api/summary?drill=" + drill)
        .path("networks")
        .valueStream()
        .mapToLong(n -> n.path("decisions").asLong() + n.path("rejections").asLong())
        .sum();
  }

  private DecidedLog log(String drill) {
    Namespace namespace = Namespace.drill(drill);
    board.namespaces.put(namespace, "bench");
    return board.topics.log(namespace);
  }

  private Page open(
      HeadlessBrowser browser, String size, String file, String drill, Map<String, Integer> asked) {
    String home = "http://127.0.0.1:" + board.port() + "/";
    Page page = browser.page(home, size, "ja", ColorScheme.LIGHT);
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
    page.addInitScript(OBSERVE);
    page.onRequest(
        r -> asked.merge(r.method() + " " + r.url().substring(home.length()), 1, Integer::sum));
    page.navigate(home + file + "lang=ja&ns=drill." + drill);
    page.locator("#link-state[data-state=on]").waitFor();
    return page;
  }

  private Measured loaded(HeadlessBrowser browser, String size, String file) {
    Map<String, Integer> asked = new HashMap<>();
    Page page = open(browser, size, file, "whole", asked);
    CDPSession session = page.context().newCDPSession(page);
    session.send("Performance.enable");
    quiet(page);
    double script = 0;
    for (var metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject one = metric.getAsJsonObject();
      if (one.get("name").getAsString().equals("ScriptDuration")) {
        script = one.get("value").getAsDouble() * 1_000;
      }
    }
    List<String> twice = new ArrayList<>();
    asked.forEach(
        (what, times) -> {
          if (times > 1) {
            twice.add(times + " × " + what);
          }
        });
    Measured measured =
        new Measured(
            number(page, "fcp"),
            number(page, "lcp"),
            number(page, "cls"),
            number(page, "longest"),
            script,
            twice);
    if (measured.cls() > 0.01) {
      System.out.println(file + " " + size + " shifts: " + page.evaluate("measured.shifts"));
    }
    browser.closePages();
    return measured;
  }

  private static double number(Page page, String name) {
    return ((Number) page.evaluate("measured." + name)).doubleValue();
  }

  private static void quiet(Page page) {
    page.waitForTimeout(QUIET_MILLIS);
  }

  private static void line(StringBuilder table, String name, Measured m) {
    table.append(
        String.format(
            Locale.ROOT,
            "%-28s %8.0f %8.0f %8.3f %10.0f %10.0f  %s%n",
            name,
            m.fcp(),
            m.lcp(),
            m.cls(),
            m.longest(),
            m.script(),
            String.join("; ", m.twice())));
  }

  private static void acted(StringBuilder table, String name, Page page) {
    table.append(
        String.format(
            Locale.ROOT,
            "%-28s %8s %8s %8.3f %10.0f%n",
            name,
            "",
            "",
            number(page, "cls"),
            number(page, "longest")));
    page.evaluate("measured.longest = 0; measured.cls = 0");
  }
}
