package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.streams.api.decision.OutcomeController;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who waits for a decision holds a thread of the server: a share of them for each account. */
class OutcomesOverHttpTest {

  @Test
  void whoDeclaresADisasterAgainWithAnotherNameLearnsThatItStaysAsItWas() throws Exception {
    FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.ACTUAL);
    try (BoardFixture board = new BoardFixture()) {
      DecidedLog log = board.topics.log(Namespace.LIVE);
      log.put(f.networkFormed(FactBuilder.SHINJUKU), f.municipalities());
      Fact first = f.declared("noto", FactBuilder.WAJIMA);
      DisasterDeclared declared = first.getDisasterDeclared();
      long firstAt = log.put(first);
      long joinedAt = log.put(again(f, DisasterDeclared.newBuilder(declared)));
      long otherAt =
          log.put(
              again(
                  f,
                  DisasterDeclared.newBuilder(declared)
                      .setName("能登半島沖の津波")
                      .setHazard(HazardType.TSUNAMI)));

      assertThat(remarks(board, firstAt, "ja")).isEmpty();
      assertThat(remarks(board, joinedAt, "ja")).isEmpty();
      assertThat(remarks(board, otherAt, "ja"))
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith("災害 noto はすでに宣言されており、「地震」（地震、")
          .contains("今回の宣言は 「能登半島沖の津波」（津波、");
      assertThat(remarks(board, otherAt, "en"))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("stays as it is: “地震” (", "This declaration said “能登半島沖の津波” (");
    }
  }

  /** Suzu declares the same disaster for itself. */
  private static Fact again(FactBuilder f, DisasterDeclared.Builder declared) {
    return f.fact(
        Role.DESK,
        FactBuilder.SUZU,
        FactKind.DISASTER_DECLARED,
        declared.setStruck(List.of(FactBuilder.SUZU)).build());
  }

  private static List<String> remarks(BoardFixture board, long offset, String language) {
    JsonNode answer =
        board.json(
            "/api/outcomes/" + FactBuilder.NETWORK + "/" + offset + "?wait=30&lang=" + language);
    assertThat(answer.path("outcome").asString()).isEqualTo("ACCEPTED");
    return StreamSupport.stream(answer.path("remarks").spliterator(), false)
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void oneAccountThatWaitsForManyDecisionsLeavesPlacesForTheOthers() throws Exception {
    FactBuilder facts = new FactBuilder(FactBuilder.NETWORK, OperationMode.ACTUAL);
    ExecutorService readers = Executors.newCachedThreadPool();
    try (BoardFixture board = new BoardFixture()) {
      DecidedLog log = board.topics.log(Namespace.LIVE);
      long last = log.put(facts.networkFormed(FactBuilder.SHINJUKU), facts.municipalities());
      String next = "/api/outcomes/" + FactBuilder.NETWORK + "/" + (last + 1) + "?wait=30";
      List<CompletableFuture<HttpResponse<String>>> of = new ArrayList<>();
      for (int i = 0; i <= OutcomeController.MAX_WAITING_OF_ACCOUNT; i++) {
        of.add(CompletableFuture.supplyAsync(() -> board.get(next), readers));
      }
      HttpResponse<String> first =
          (HttpResponse<String>)
              CompletableFuture.anyOf(of.toArray(CompletableFuture[]::new))
                  .thenApply(HttpResponse.class::cast)
                  .get(60, TimeUnit.SECONDS);
      assertThat(first.statusCode()).as("one too many is told at once").isEqualTo(202);

      String viewer = BoardFixture.TOKENS.bearer("VIEWER", null);
      CompletableFuture<HttpResponse<String>> other =
          CompletableFuture.supplyAsync(() -> board.get(next, "Authorization", viewer), readers);
      log.put(facts.offered("o1", FactBuilder.SHINJUKU, 1, 1));

      assertThat(other.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      await("all are answered").until(() -> of.stream().allMatch(CompletableFuture::isDone));
      assertThat(of.stream().filter(a -> a.join().statusCode() == 200))
          .hasSize(OutcomeController.MAX_WAITING_OF_ACCOUNT);
    } finally {
      readers.shutdownNow();
    }
  }
}
