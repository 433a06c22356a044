package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.streams.topology.DecidedLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Each figure is the same wherever it stands: in the answers on a network, its receivers and its
 * lenders, in the lines of the ledger, the ways, and the meters, and on every page. Looked at in
 * ten states of each of the three drills.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FiguresAgreeTest {

  private static final int STATES = 10;

  private static final List<String> PERSONS =
      List.of("proposed", "confirmed", "inTransit", "onSite", "notReported");

  /** Where a state of the ledger is counted, unless a report is missing. */
  private static final Map<String, String> COUNTED =
      Map.of(
          "PROPOSED", "proposed",
          "CONFIRMED", "confirmed",
          "DEPARTED", "inTransit",
          "ON_SITE", "onSite",
          "HANDING_OVER", "onSite");

  private static final Set<String> HOMEWARD = Set.of("RELEASED", "RECALLED");

  /** What a way calls the same. */
  private static final Map<String, String> ON_A_WAY =
      Map.of(
          "proposed", "proposed",
          "confirmed", "confirmed",
          "inTransit", "inTransit",
          "onSite", "onSite",
          "notReported", "notReported");

  /** Waits until a page shows every figure as it is; says which one stays another. */
  private static final String DIFFERENCE =
      """
      async right => {
        const shown = () => [...document.querySelectorAll('[data-figure]')];
        const wrong = () => shown().filter(e => e.dataset.figure in right && e.textContent !== right[e.dataset.figure]);
        for (let tries = 0; tries < 450 && (!shown().length || wrong().length); tries++) {
          await new Promise(later => setTimeout(later, 100));
        }
        return shown().length
          ? wrong().map(e => `${e.dataset.figure} is ${e.textContent}, not ${right[e.dataset.figure]}`).join('; ')
          : 'no figure';
      }
      """;

  private BoardFixture board;
  private HeadlessBrowser browser;

  /** Whose pages are looked at. */
  record Case(String drill, String desk, String ward, String network) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case("first-hour", "172049", "131041", "tokyo23"),
        new Case("kumamoto-2016", "432148", "440001", "kyushu-yamaguchi"),
        new Case("noto-2024", "172049", "240001", "national-counterpart"));
  }

  @BeforeAll
  void open() {
    board = new BoardFixture();
    browser = new HeadlessBrowser();
  }

  @AfterAll
  void close() {
    browser.close();
    board.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inEveryStateOfADrill(Case looked) throws Exception {
    Namespace namespace = Namespace.drill("figures-" + looked.drill);
    board.namespaces.put(namespace, "first");
    DecidedLog log = board.topics.log(namespace);
    Drill drill = Drills.load(looked.drill);
    List<Fact> facts = drill.facts();
    String query = "drill=" + namespace.drillId();
    Map<String, Page> pages = Map.of();
    for (int state = 1; state <= STATES; state++) {
      int from = facts.size() * (state - 1) / STATES;
      int to = facts.size() * state / STATES;
      facts.subList(from, to).forEach(log::put);
      JsonNode networks = decided(query, to);
      String where = looked.drill + " after " + to + " facts";
      answersAgree(query, networks, where);
      if (state == 1) {
        pages = pages(looked, query);
      }
      pagesAgree(pages, looked, query, networks, where);
    }
    browser.closePages();
  }

  /** The networks, as soon as all that was put is read, from whichever topic it came. */
  private JsonNode decided(String query, int facts) {
    return await("all decisions and states")
        .until(
            () -> {
              JsonNode summary = board.json("/api/summary?" + query);
              // Rejections are among the decisions.
              boolean all =
                  sum(summary.path("networks"), "decisions") >= facts
                      && summary.path("lag").asLong(-1) == 0
                      && summary.equals(board.json("/api/summary?" + query));
              return all ? Optional.of(summary.path("networks")) : Optional.<JsonNode>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private void answersAgree(String query, JsonNode networks, String where) {
    Map<String, Long> ledger = new HashMap<>();
    Map<String, Long> outbound = new HashMap<>();
    TreeSet<String> receivers = new TreeSet<>();
    TreeSet<String> lenders = new TreeSet<>();
    for (JsonNode line : board.json("/api/ledger?limit=1000&" + query).path("rows")) {
      receivers.add(line.path("receiver").asString());
      lenders.add(line.path("lender").asString());
      String counted =
          line.path("missingReport").isNull() || line.path("missingReport").isMissingNode()
              ? COUNTED.get(line.path("state").asString())
              : "notReported";
      if (counted != null) {
        long persons = line.path("headCount").asLong();
        ledger.merge(counted, persons, Long::sum);
        // The map shows who goes there or is there, not who is on the way home.
        if (!HOMEWARD.contains(line.path("state").asString())) {
          outbound.merge(counted, persons, Long::sum);
        }
      }
    }
    JsonNode requests = board.json("/api/requests?limit=1000&" + query).path("rows");
    requests.forEach(r -> receivers.add(r.path("receiver").asString()));
    Map<String, Long> desks = figures("/api/desks/", receivers, query);
    Map<String, Long> wards = figures("/api/wards/", lenders, query);
    String newest =
        networks
            .valueStream()
            .map(n -> n.path("decidedAt").asString())
            .max(String::compareTo)
            .orElse("");
    JsonNode ways =
        board
            .json("/api/past?at=" + URLEncoder.encode(newest, StandardCharsets.UTF_8) + "&" + query)
            .path("flows");
    ArrayNode meters = JsonNodeFactory.instance.arrayNode();
    String next = "";
    do {
      JsonNode found = board.json("/api/meters?limit=1000" + next + "&" + query);
      found.path("rows").forEach(meters::add);
      JsonNode after = found.path("next");
      next =
          after.isString()
              ? "&after=" + URLEncoder.encode(after.asString(), StandardCharsets.UTF_8)
              : "";
    } while (!next.isEmpty());
    for (String figure : PERSONS) {
      long persons = sum(networks, figure);
      assertThat(ledger.getOrDefault(figure, 0L))
          .as("ledger, %s, %s", figure, where)
          .isEqualTo(persons);
      assertThat(desks.getOrDefault(figure, 0L))
          .as("desks, %s, %s", figure, where)
          .isEqualTo(persons);
      assertThat(wards.getOrDefault(figure, 0L))
          .as("wards, %s, %s", figure, where)
          .isEqualTo(persons);
      assertThat(sum(ways, ON_A_WAY.getOrDefault(figure, figure)))
          .as("ways, %s, %s", figure, where)
          .isEqualTo(outbound.getOrDefault(figure, 0L));
    }
    for (String figure : List.of("openRequests", "openPersonDays", "unmetPersonDays")) {
      assertThat(desks.getOrDefault(figure, 0L))
          .as("desks, %s, %s", figure, where)
          .isEqualTo(sum(networks, figure));
    }
    assertThat(sum(meters, "open"))
        .as("meters, %s", where)
        .isEqualTo(sum(networks, "openPersonDays"));
    assertThat(sum(meters, "unmet"))
        .as("meters, %s", where)
        .isEqualTo(sum(networks, "unmetPersonDays"));
    assertThat(wards.getOrDefault("away", 0L)).as(where).isEqualTo(sum(networks, "away"));
    assertThat(wards.getOrDefault("personDays", 0L))
        .as(where)
        .isEqualTo(sum(networks, "personDays"));
  }

  private Map<String, Long> figures(String path, TreeSet<String> codes, String query) {
    Map<String, Long> sums = new TreeMap<>();
    for (String code : codes) {
      board
          .json(path + code + "?" + query)
          .path("figures")
          .forEachEntry((name, value) -> sums.merge(name, value.asLong(), Long::sum));
    }
    return sums;
  }

  private static long sum(JsonNode rows, String figure) {
    return rows.valueStream().mapToLong(r -> r.path(figure).asLong()).sum();
  }

  private Map<String, Page> pages(Case looked, String query) {
    Map<String, Page> pages = new TreeMap<>();
    Map.of(
            "board", "",
            "desk", "desk.html",
            "ward", "ward.html",
            "coordinator", "coordinator.html")
        .forEach(
            (name, file) -> {
              String home = "http://127.0.0.1:" + board.port() + "/";
              Page page = browser.visit(home, "desk", "en", ColorScheme.LIGHT);
              String whose =
                  Map.of(
                          "desk", "&body=" + looked.desk,
                          "ward", "&body=" + looked.ward,
                          "coordinator", "&network=" + looked.network)
                      .getOrDefault(name, "");
              page.navigate(home + file + "?lang=en&ns=drill." + query.substring(6) + whose);
              pages.put(name, page);
            });
    return pages;
  }

  private void pagesAgree(
      Map<String, Page> pages, Case looked, String query, JsonNode networks, String where) {
    JsonNode all = networks;
    pages.forEach(
        (name, page) -> {
          Map<String, Long> right =
              switch (name) {
                case "board" -> {
                  Map<String, Long> sums = new TreeMap<>();
                  all.forEach(
                      n -> values(n).forEach((f, value) -> sums.merge(f, value, Long::sum)));
                  yield sums;
                }
                case "coordinator" ->
                    all.valueStream()
                        .filter(n -> n.path("networkId").asString().equals(looked.network))
                        .findFirst()
                        .map(FiguresAgreeTest::values)
                        .orElseThrow();
                case "desk" ->
                    values(board.json("/api/desks/" + looked.desk + "?" + query).path("figures"));
                default ->
                    values(board.json("/api/wards/" + looked.ward + "?" + query).path("figures"));
              };
          right.put(
              "coming", right.getOrDefault("confirmed", 0L) + right.getOrDefault("inTransit", 0L));
          Map<String, String> texts = new TreeMap<>();
          right.forEach(
              (figure, value) ->
                  texts.put(figure, NumberFormat.getInstance(Locale.UK).format(value)));
          assertThat((String) page.evaluate(DIFFERENCE, texts)).as("%s, %s", name, where).isEmpty();
        });
  }

  private static Map<String, Long> values(JsonNode figures) {
    Map<String, Long> values = new TreeMap<>();
    figures.forEachEntry(
        (name, value) -> {
          if (value.isNumber()) {
            values.put(name, value.asLong());
          }
        });
    return values;
  }
}
