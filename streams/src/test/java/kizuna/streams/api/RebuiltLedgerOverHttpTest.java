package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.projection.Projections;
import kizuna.streams.ledger.query.LedgerView;
import kizuna.streams.topology.FactBuilder;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger that is read anew answers when it is whole: what is not read yet is not "not there". */
class RebuiltLedgerOverHttpTest {

  private static final String ONE_REQUEST = "/api/requests/req-suzu-water";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/ledger",
        ONE_REQUEST,
        "/api/outcomes/" + FactBuilder.NETWORK + "/0",
        "/api/stream?network=" + FactBuilder.NETWORK
      })
  void whileItIsReadAnewNobodyIsToldThatNothingIsThere(String path) {
    try (BoardFixture board = new BoardFixture()) {
      SampleBoard.fill(board.topics.log(Namespace.LIVE), OperationMode.ACTUAL);
      await("the request").until(() -> board.get(ONE_REQUEST).statusCode() == 200);
      LedgerProjection live = board.bean(Projections.class).live();
      LedgerView before = live.view();

      board.topics.hold(true);
      board.topics.becomeOtherTopics();
      board.topics.failOnce(new KafkaException("the cluster was replaced"));
      await("another view").until(() -> live.view() != before);

      HttpResponse<?> meanwhile = board.head(path);
      assertThat(meanwhile.statusCode()).isEqualTo(503);
      assertThat(meanwhile.headers().firstValue("Retry-After")).isPresent();
      board.topics.hold(false);
      await("it is read").until(() -> board.head(path).statusCode() == 200);
    }
  }
}
