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
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.api.decision.OutcomeController;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.Test;

/** Who waits for a decision holds a thread of the server: a share of them for each account. */
class OutcomesOverHttpTest {

  @Test
  void oneAccountThatWaitsForManyDecisionsLeavesPlacesForTheOthers() throws Exception {
    FactBuilder facts = new FactBuilder(FactBuilder.NETWORK, OperationMode.ACTUAL);
    ExecutorService readers = Executors.newCachedThreadPool();
    try (BoardFixture board = new BoardFixture()) {
      DecidedLog log = board.topics.log(Namespace.LIVE);
      long last = log.put(facts.networkFormed(FactBuilder.SHINJUKU), facts.municipalities());
      String next = "/api/outcomes/" + FactBuilder.NETWORK + "/" + (last + 1) + "?wait=30";
      List<CompletableFuture<HttpResponse<String>>> of = new ArrayList<>();
      for (int i = 0; i <= OutcomeController.MOST_WAITING_OF_ACCOUNT; i++) {
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
          .hasSize(OutcomeController.MOST_WAITING_OF_ACCOUNT);
    } finally {
      readers.shutdownNow();
    }
  }
}
