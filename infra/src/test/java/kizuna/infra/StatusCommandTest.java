package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The status is a no until all is ready, and names what is not. */
class StatusCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  private int status(int port, String... more) {
    String[] args = new String[5 + more.length];
    System.arraycopy(
        new String[] {"status", "--data", folder.toString(), "--url", "http://127.0.0.1:" + port},
        0,
        args,
        0,
        5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Kizuna.commandLine().setOut(new PrintWriter(out, true)).execute(args);
  }

  private static HttpServer door(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/actuator/health",
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void whatIsNotReadyIsNamed() throws IOException {
    HttpServer door =
        door(
            503,
            "{\"components\":{\"broker\":{\"status\":\"UP\"},\"streams\":{\"status\":\"STARTING\"}},\"decisions\":\"FAILED\"}");
    try {
      assertThat(status(door.getAddress().getPort())).isEqualTo(1);
    } finally {
      door.stop(0);
    }
    assertThat(out.toString())
        .contains("expected streams to be UP, but it is STARTING.")
        .contains("expected reports to be decided, but that is FAILED.")
        .doesNotContain("expected broker");
  }

  @Test
  void allIsWell() throws IOException {
    HttpServer door =
        door(200, "{\"components\":{\"broker\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\"}");
    try {
      assertThat(status(door.getAddress().getPort(), "--json")).isZero();
    } finally {
      door.stop(0);
    }
    assertThat(JsonMapper.shared().readTree(out.toString()).path("parts").path("broker").asString())
        .isEqualTo("UP");
  }

  @Test
  void aStartLongAfterTheLastRecordIsAskedAboutUntilTheNextOne() throws IOException {
    Instant last = Instant.parse("2026-11-26T16:00:00Z");
    Instant start = Instant.parse("2027-12-31T03:00:00Z");
    try (DataFolder data = DataFolder.open(folder)) {
      for (Instant newest : List.of(last, start.minus(LongRest.USUAL))) {
        LongRest.keep(data, LongRest.before(start, Optional.of(newest)));
        out.getBuffer().setLength(0);
        HttpServer door =
            door(
                200,
                "{\"components\":{\"broker\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\"}");
        try {
          status(door.getAddress().getPort());
        } finally {
          door.stop(0);
        }
        String question =
            "Kizuna was started on 2027-12-31, 399 days after the last record (2026-11-27)."
                + " Was that day really 2027-12-31?";
        if (newest.equals(last)) {
          assertThat(out.toString()).contains(question);
        } else {
          assertThat(out.toString()).doesNotContain("Was that day really");
        }
      }
    }
  }

  @Test
  void whereNothingRunsThatIsSaid() {
    assertThat(status(Ports.free())).isEqualTo(3);
    assertThat(out.toString()).contains("expected the front door to answer, but it does not.");
  }
}
