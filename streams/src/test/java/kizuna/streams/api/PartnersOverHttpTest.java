package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static kizuna.streams.api.PartnersLog.SENT_UNASKED;
import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.SUZU;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.drills.DrillPair;
import kizuna.facts.AidRequestDocumented;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What two partners did together: their last drill, and help that nobody asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartnersOverHttpTest {

  private final FactBuilder f = new FactBuilder(NETWORK, OperationMode.ACTUAL);
  private BoardFixture board;
  private DecidedLog log;

  @BeforeAll
  void open() {
    board = new BoardFixture();
    log = board.topics.log(Namespace.LIVE);
    log.put(PartnersLog.unaskedHelp(f));
    log.put(f.confirmed(SENT_UNASKED, SHINJUKU));
    PartnersLog.ended(board, "early-1", "2026-05-20T06:00:00Z", new DrillPair(SHINJUKU, WAJIMA));
    PartnersLog.ended(board, "late-1", "2026-10-20T06:00:00Z", new DrillPair(SHINJUKU, WAJIMA));
    PartnersLog.ended(board, "others-1", "2026-11-20T06:00:00Z", new DrillPair(SUMIDA, WAJIMA));
    board.namespaces.put(Namespace.drill("going-1"), "going-1");
  }

  @AfterAll
  void close() {
    board.close();
  }

  private JsonNode lastDrill(String one, String other) {
    return board
        .json("/api/partners/" + one + "/" + other + "?network=" + NETWORK)
        .get("lastDrill");
  }

  @Test
  void theLastDrillOfAPairIsTheOneThatEndedLastWithPeopleOfOneAtTheOther() {
    await("the runs that are there").until(() -> lastDrill(SUMIDA, WAJIMA).has("run"));
    for (JsonNode last : List.of(lastDrill(SHINJUKU, WAJIMA), lastDrill(WAJIMA, SHINJUKU))) {
      assertThat(last.path("run").asString()).isEqualTo("late-1");
      assertThat(last.path("endedAt").asString()).isEqualTo("2026-10-20T15:00:00+09:00");
    }
    assertThat(lastDrill(SHINJUKU, SUZU).isEmpty()).as("they had none").isTrue();
  }

  @Test
  void aDispatchThatWasSentUnaskedSaysSoUntilTheReceiverDocumentsIt() {
    await("the ledger shows the dispatch")
        .until(() -> board.json("/api/ledger?lender=" + SHINJUKU).at("/rows/0").has("state"));
    JsonNode line = board.json("/api/ledger?lender=" + SHINJUKU).at("/rows/0");
    JsonNode ward = board.json("/api/wards/" + SHINJUKU).at("/dispatches/0");

    assertThat(line.path("requestId").asString()).isEqualTo(SENT_UNASKED);
    assertThat(line.path("state").asString()).isEqualTo("CONFIRMED");
    assertThat(line.path("unrequested").asBoolean()).isTrue();
    assertThat(ward.path("unrequested").asBoolean()).isTrue();

    log.put(
        f.fact(
            Role.DESK,
            WAJIMA,
            FactKind.AID_REQUEST_DOCUMENTED,
            new AidRequestDocumented(SENT_UNASKED, "輪総第1号")));

    await("the ledger shows the document")
        .until(
            () -> !board.json("/api/ledger?lender=" + SHINJUKU).at("/rows/0").has("unrequested"));
  }
}
