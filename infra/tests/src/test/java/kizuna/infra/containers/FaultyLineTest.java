package kizuna.infra.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The line that fault tests put before a server does what its faults are named for. */
class FaultyLineTest {

  private static final int IMPATIENT_MILLIS = 200;
  private static final int END_TRANSACTION = 26;

  private ServerSocket echo;
  private FaultyLine line;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    Thread server = new Thread(this::answer, "echo");
    server.setDaemon(true);
    server.start();
    line = new FaultyLine(() -> new InetSocketAddress("127.0.0.1", echo.getLocalPort()));
  }

  private void answer() {
    while (!echo.isClosed()) {
      try {
        Socket one = echo.accept();
        Thread talk =
            new Thread(
                () -> {
                  try (one) {
                    one.getInputStream().transferTo(one.getOutputStream());
                  } catch (IOException e) {
                    // The line was reset.
                  }
                });
        talk.setDaemon(true);
        talk.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    line.close();
    echo.close();
  }

  private Socket client() throws IOException {
    return new Socket("127.0.0.1", line.port());
  }

  private static int echoed(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    return socket.getInputStream().read();
  }

  @Test
  void aPlainLineCarriesBothWays() throws IOException {
    try (Socket socket = client()) {
      assertThat(echoed(socket)).isEqualTo(7);
    }
  }

  @Test
  void aCutResetsWhatIsOpenAndRefusesWhatComesUntilItIsMended() throws IOException {
    try (Socket open = client()) {
      assertThat(echoed(open)).isEqualTo(7);
      line.cut();

      assertThatThrownBy(() -> demandEnd(open)).isInstanceOf(IOException.class);
      assertThatThrownBy(
              () -> {
                try (Socket late = client()) {
                  demandEnd(late);
                }
              })
          .isInstanceOf(IOException.class);
    }
    line.mend();
    aPlainLineCarriesBothWays();
  }

  private static void demandEnd(Socket socket) throws IOException {
    if (echoed(socket) < 0) {
      throw new IOException("ended");
    }
  }

  @Test
  void aHalfOpenLineStaysOpenAndSaysNothingForEver() throws IOException {
    try (Socket open = client()) {
      assertThat(echoed(open)).isEqualTo(7);
      open.setSoTimeout(IMPATIENT_MILLIS);
      line.halfOpen();
      assertThatThrownBy(() -> echoed(open)).isInstanceOf(SocketTimeoutException.class);
      line.mend();
      assertThatThrownBy(() -> echoed(open)).isInstanceOf(SocketTimeoutException.class);
    }
    aPlainLineCarriesBothWays();
  }

  @Test
  void whatIsSentOnAPausedLineArrivesOnceItIsMended() throws IOException {
    try (Socket open = client()) {
      assertThat(echoed(open)).isEqualTo(7);
      open.setSoTimeout(IMPATIENT_MILLIS);
      line.pause();
      assertThatThrownBy(() -> echoed(open)).isInstanceOf(SocketTimeoutException.class);
      line.mend();
      open.setSoTimeout(0);
      assertThat(open.getInputStream().read()).isEqualTo(7);
    }
  }

  /** A request of Kafka: its size, its key, and nothing more. */
  private static byte[] request(int key) {
    return ByteBuffer.allocate(6).putInt(2).putShort((short) key).array();
  }

  @Test
  void aLineToABrokerIsCutBeforeOrAfterTheRequestThatEndsATransaction() throws IOException {
    try (FaultyLine broker =
        FaultyLine.toBroker(() -> new InetSocketAddress("127.0.0.1", echo.getLocalPort()))) {
      for (boolean reached : new boolean[] {false, true}) {
        try (Socket socket = new Socket("127.0.0.1", broker.port())) {
          broker.cutAtEndOfTransaction(1, reached);
          socket.getOutputStream().write(request(0));
          assertThat(socket.getInputStream().readNBytes(6)).isEqualTo(request(0));
          assertThat(broker.cutsToCome()).isEqualTo(1);

          socket.getOutputStream().write(request(END_TRANSACTION));
          assertThatThrownBy(() -> demandEnd(socket)).isInstanceOf(IOException.class);
          assertThat(broker.cutsToCome()).isZero();
        }
      }
    }
  }

  @Test
  void aSlowLineCarriesLate() throws IOException {
    try (Socket socket = client()) {
      assertThat(echoed(socket)).isEqualTo(7);
      line.slow(Duration.ofMillis(IMPATIENT_MILLIS));
      long began = System.nanoTime();
      assertThat(echoed(socket)).isEqualTo(7);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Duration.ofMillis(2 * IMPATIENT_MILLIS));
    }
  }
}
