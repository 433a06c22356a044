package kizuna.streams.api.stream;

import static kizuna.schemas.Waiting.await;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.api.BoardFixture;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader that takes nothing is cut off after a time, by itself, and costs nothing any more. */
@Timeout(120)
class StalledReaderTest {

  @Test
  void whoTakesNothingIsCutOff() throws Exception {
    try (BoardFixture board = new BoardFixture(0, "--server.tomcat.connection-timeout=1s");
        Socket stalled = new Socket()) {
      DecidedLog log = board.topics.log(Namespace.LIVE);
      FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.ACTUAL);
      log.put(
          f.networkFormed(SHINJUKU, SUMIDA),
          f.municipalities(),
          f.agreement(),
          f.declared("noto", WAJIMA));
      StreamController streams = board.bean(StreamController.class);
      stalled.setReceiveBufferSize(1_024);
      stalled.connect(new InetSocketAddress("127.0.0.1", board.port()));
      stalled
          .getOutputStream()
          .write(
              "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      await("the stalled reader").until(() -> streams.openStreams() == 1);

      // More than the machine holds for one line.
      for (int i = 0; i < 4_000; i++) {
        log.put(f.offered("many-" + i, SUMIDA, 1, 60));
      }

      await("the reader cut off").until(() -> streams.openStreams() == 0);
      await("every offer")
          .until(() -> board.json("/api/offers?limit=1").path("total").asInt() == 4_000);
    }
  }
}
