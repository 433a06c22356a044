package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static kizuna.streams.topology.FactBuilder.DAY1;
import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.StreamSupport;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.OverrideKind;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AidRequested;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.OverrideMade;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How far the need is met, what each lender bears, what somebody should know, and why, over HTTP:
 * four persons asked for twelve days, a tour of eight and its relief by one lender, one of whom
 * arrived; two more asked for and nobody left.
 */
class MetersOverHttpTest {

  private static final BoardFixture BOARD = new BoardFixture();

  @BeforeAll
  static void fill() {
    DecidedLog log = BOARD.topics.log(Namespace.LIVE);
    FactBuilder f = new FactBuilder(NETWORK, OperationMode.ACTUAL);
    log.put(
        f.networkFormed(SHINJUKU, SUMIDA),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", WAJIMA),
        f.fact(
            Role.WARD,
            SHINJUKU,
            FactKind.LENDER_LIMITS_SET,
            new LenderLimitsSet(
                SHINJUKU, List.of(new LenderLimit(TaskType.SHELTER_OPERATION, 4)), 0)),
        f.offered("off-1", SHINJUKU, 4, 12),
        inOneTour(f.requested("req-1", 4, 12)),
        f.confirmed("req-1", SHINJUKU),
        f.departed("req-1", SHINJUKU),
        f.arrived("req-1", SHINJUKU),
        f.requested("req-2", 2, 4),
        f.fact(
            Role.COORDINATOR,
            NETWORK,
            FactKind.OVERRIDE_MADE,
            new OverrideMade(
                "ov-1", OverrideKind.FORBID, "req-2", SUMIDA, null, null, "reception not ready")));
    for (int days = 0; days < 8; days++) {
      // Day by day, as the engine tells it: a longer jump is held.
      log.put(f.timePassed(f.now().plus(Duration.ofDays(1))));
    }
    await("the notices").until(() -> BOARD.json("/api/notices").path("total").asInt() > 1);
  }

  private static Fact inOneTour(Fact requested) {
    AidRequested asked = requested.getAidRequested();
    asked.put(asked.getSchema().getField("tourDays").pos(), 12);
    return requested;
  }

  @AfterAll
  static void close() {
    BOARD.close();
  }

  // Meters -------------------------------------------------------------------------------------

  @Test
  void whatIsNeededIsWhatIsMetAndWhatIsOpen() {
    JsonNode first = day(DAY1, "");

    assertThat(first.path("taskType").asString()).isEqualTo("SHELTER_OPERATION");
    assertThat(first.path("needed").asInt()).isEqualTo(6);
    assertThat(first.path("onSite").asInt()).isEqualTo(4);
    JsonNode relief = day(DAY1.plusDays(10), "");
    assertThat(relief.path("needed").asInt()).isEqualTo(4);
  }

  @Test
  void nothingIsMetTwice() {
    List<JsonNode> rows = rows("/api/meters");

    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(
                        row.path("coveredElsewhere").asInt()
                            + row.path("proposed").asInt()
                            + row.path("confirmed").asInt()
                            + row.path("inTransit").asInt()
                            + row.path("onSite").asInt()
                            + row.path("served").asInt()
                            + row.path("open").asInt())
                    .as(row.toString())
                    .isLessThanOrEqualTo(row.path("needed").asInt()));
  }

  @Test
  void filtersNarrowTheMeters() {
    assertThat(rows("/api/meters?from=2024-01-04&to=2024-01-05")).hasSize(2);
    assertThat(rows("/api/meters?task=WATER_SUPPLY")).isEmpty();
    assertThat(rows("/api/meters?disaster=noto&receiver=" + WAJIMA)).hasSize(12);
    assertThat(rows("/api/meters?receiver=172057")).isEmpty();
    assertThat(BOARD.get("/api/meters?task=COOKING").statusCode()).isEqualTo(400);
  }

  @Test
  void metersComeAsCsvToo() {
    HttpResponse<String> csv = BOARD.get("/api/meters.csv?to=2024-01-02");

    assertThat(csv.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
    assertThat(csv.body()).startsWith("\uFEFF区分,日,業務,必要,").contains("\r\n本番,2024-01-02,避難所運営,6,");
    assertThat(BOARD.get("/api/meters?lang=en", "Accept", "text/csv").body())
        .startsWith("\uFEFFMode,Day,Task,Needed,");
  }

  // Lenders ------------------------------------------------------------------------------------

  @Test
  void eachLenderHasItsShareItsLimitsAndWhoIsAway() {
    List<JsonNode> lenders = rows("/api/lenders");

    assertThat(lenders)
        .extracting(l -> l.path("lender").asString())
        .containsExactly(SHINJUKU, SUMIDA);
    JsonNode shinjuku = lenders.get(0);
    assertThat(shinjuku.path("lenderName").asString()).isEqualTo("新宿区");
    assertThat(shinjuku.path("personDays").asLong()).isPositive();
    assertThat(shinjuku.path("sharePercent").asDouble()).isEqualTo(100.0);
    assertThat(shinjuku.path("away").asInt()).isEqualTo(4);
    assertThat(shinjuku.path("limits").get(0).path("headCount").asInt()).isEqualTo(4);
    assertThat(lenders.get(1).has("limits")).isFalse();
  }

  // Notices ------------------------------------------------------------------------------------

  @Test
  void noticesAreSentencesInBothLanguagesTheNewestFirst() {
    List<JsonNode> notices = rows("/api/notices?addressee=" + WAJIMA + "&code=DOCUMENT_PENDING");

    assertThat(notices).hasSize(2);
    assertThat(notices.get(0).path("sentenceJA").asString()).contains("文書が届いていません");
    assertThat(notices.get(0).path("sentenceEN").asString()).contains("no document has come");
    assertThat(notices.get(0).path("label").asString()).isNotBlank();
    List<JsonNode> all = rows("/api/notices");
    assertThat(all).extracting(n -> -n.path("sequence").asLong()).isSorted();
    assertThat(rows("/api/notices?addressee=" + SUMIDA)).isEmpty();
  }

  // Requests, and why --------------------------------------------------------------------------

  @Test
  void aSpokenRequestSaysForHowLong() {
    JsonNode request = BOARD.json("/api/requests/req-1");

    assertThat(request.path("undocumentedHours").asInt()).isGreaterThanOrEqualTo(8 * 24);
    assertThat(request.path("undocumentedSince").asString()).endsWith("+09:00");
  }

  @Test
  void theJsonOfAnExplanationCarriesWhatTheTextSays() {
    JsonNode why = BOARD.json("/api/requests/req-2/explanation?lang=en");
    String text =
        BOARD.get("/api/requests/req-2/explanation?lang=en", "Accept", "text/plain").body();

    assertThat(why.path("explanation").path("nearestMiss").asString()).isNotBlank();
    assertThat(text).startsWith(why.path("text").path("histogram").asString());
    assertThat(why.path("text").path("ruledOut"))
        .allSatisfy(lender -> assertThat(text).contains(lender.path("change").asString()));
    assertThat(text).contains("Would fit if");
    assertThat(why.path("text").path("rearranged").isArray()).isTrue();
    assertThat(why.path("explanation").path("verdicts").get(0).has("overrides")).isTrue();
  }

  private static JsonNode day(LocalDate day, String filter) {
    return rows("/api/meters?from=" + day + "&to=" + day + filter).get(0);
  }

  private static List<JsonNode> rows(String path) {
    return StreamSupport.stream(BOARD.json(path).path("rows").spliterator(), false).toList();
  }
}
