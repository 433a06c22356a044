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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** What people see meanwhile is of then, and nothing is wrong with it. */
  @Test
  void aLedgerThatIsStillReadIsSaidWithItsAge() throws IOException {
    HttpServer door =
        door(
            200,
            "{\"components\":{\"streams\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\","
                + "\"ledger\":{\"asOf\":\"2026-11-28T01:32:00Z\",\"percent\":43}}");
    int port = door.getAddress().getPort();
    status(port, "--lang", "en");
    assertThat(out.toString()).contains("as of 2026-11-28T10:32:00+09:00; loading, 43 % read");
    out.getBuffer().setLength(0);
    status(port, "--lang", "ja");
    assertThat(out.toString())
        .contains("2026-11-28T10:32:00+09:00 現在。読み込み中（43 %）")
        .contains("すべて正常です。");
    out.getBuffer().setLength(0);
    status(port, "--json");
    door.stop(0);
    assertThat(JsonMapper.shared().readTree(out.toString()).path("ledger").asString())
        .isEqualTo("as of 2026-11-28T01:32:00Z; loading, 43 % read");
  }

  @Test
  void theClockOnTheScreenIsJapansAndThatForProgramsIsUtc() throws IOException {
    HttpServer door =
        door(200, "{\"components\":{\"broker\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\"}");
    int port = door.getAddress().getPort();
    status(port, "--lang", "ja");
    assertThat(out.toString()).containsPattern("時計 +20\\d\\d-\\d\\d-\\d\\dT[0-9:]{8}\\+09:00\n");
    out.getBuffer().setLength(0);
    status(port, "--json");
    door.stop(0);
    assertThat(JsonMapper.shared().readTree(out.toString()).path("clock").asString()).endsWith("Z");
  }

  @Test
  void anotherProgramAtTheDoorIsNamed() throws IOException {
    HttpServer door = door(200, "{\"ledger\":{\"asOf\":\"yesterday\",\"percent\":1}}");
    try {
      assertThat(status(door.getAddress().getPort(), "--lang", "en")).isEqualTo(1);
    } finally {
      door.stop(0);
    }
    assertThat(out.toString())
        .contains("expected the front door of Kizuna, but another program answers there.");
  }

  /** A part may have the name of a row. */
  @Test
  void aPartNamedClockAndTheClockAreBothShown() throws IOException {
    HttpServer door =
        door(200, "{\"components\":{\"clock\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\"}");
    status(door.getAddress().getPort(), "--lang", "en");
    door.stop(0);
    assertThat(out.toString()).containsPattern("clock +ready").containsPattern("clock +20");
  }

  @Test
  void whatIsNotReadyIsNamed() throws IOException {
    HttpServer door =
        door(
            503,
            "{\"components\":{\"broker\":{\"status\":\"UP\"},\"streams\":{\"status\":\"STARTING\"}},\"decisions\":\"FAILED\"}");
    try {
      assertThat(status(door.getAddress().getPort(), "--lang", "en")).isEqualTo(1);
    } finally {
      door.stop(0);
    }
    assertThat(out.toString())
        .contains("expected streams to be ready, but it is: starting.")
        .contains("expected reports to be decided, but the state is: failed (FAILED).")
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
  void aClockThatIsNotBelievedIsToldForAsLongAsThatLasts() throws IOException {
    List<String> said = new ArrayList<>();
    ClockDoubt doubt = new ClockDoubt(folder, said::add);
    String held =
        "{\"components\":{\"clock\":{\"status\":\"UP\",\"details\":"
            + "{\"tokyo23\":\"JUMPED: the machine's clock says 2027-12-31T03:00:00Z\"}}}}";
    String well = "{\"components\":{\"clock\":{\"status\":\"UP\"}}}";

    doubt.observe(Optional.of(held));
    doubt.observe(Optional.of(held));
    doubt.observe(Optional.empty());

    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains("tokyo23 JUMPED").contains("infra/kizuna clock --confirm");
    assertThat(statusOfWell()).isEqualTo(1);
    assertThat(out.toString()).contains("tokyo23 JUMPED");

    doubt.observe(Optional.of(well));
    out.getBuffer().setLength(0);
    assertThat(statusOfWell()).isZero();
    assertThat(said).hasSize(2);
  }

  private int statusOfWell() throws IOException {
    HttpServer door =
        door(200, "{\"components\":{\"broker\":{\"status\":\"UP\"}},\"decisions\":\"DECIDING\"}");
    try {
      return status(door.getAddress().getPort());
    } finally {
      door.stop(0);
    }
  }

  @Test
  void whereNothingRunsThatIsSaid() {
    int port = Ports.free();
    assertThat(status(port, "--lang", "en")).isEqualTo(3);
    assertThat(out.toString())
        .contains("Kizuna is not running here")
        .contains("Start it with infra/kizuna up.")
        .containsPattern("decisions +not known: nothing answers\n")
        .doesNotContain("UNKNOWN");

    out.getBuffer().setLength(0);
    status(port, "--lang", "ja");
    assertThat(out.toString())
        .contains("Kizuna はここでは動いていません。")
        .containsPattern("判定 +不明（応答がありません）\n")
        .doesNotContain("UNKNOWN");

    out.getBuffer().setLength(0);
    assertThat(status(port, "--json")).isEqualTo(3);
    assertThat(JsonMapper.shared().readTree(out.toString()).path("decisions").asString())
        .as("programs keep the code")
        .isEqualTo("UNKNOWN");
  }

  @Test
  void statesAreWordsOnTheScreen() throws IOException {
    HttpServer door =
        door(
            503,
            "{\"components\":{\"streams\":{\"status\":\"UP\"},\"clock\":{\"status\":\"NEW\"}},"
                + "\"decisions\":\"STALLED\"}");
    status(door.getAddress().getPort(), "--lang", "ja");
    door.stop(0);
    assertThat(out.toString())
        .containsPattern("streams +正常\n")
        .containsPattern("判定 +報告が待っていて、判定が進んでいません（STALLED）\n")
        .containsPattern("clock +NEW\n");
  }
}
