package kizuna.streams.api;

import static kizuna.schemas.Waiting.await;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.streams.api.stream.StreamController;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Readers of the event stream miss nothing, whatever happens to their line, and hold up nobody. */
@Timeout(60)
class EventStreamTest {

  private final BoardFixture board = new BoardFixture();
  private final DecidedLog log = board.topics.log(Namespace.LIVE);
  private final FactBuilder f = new FactBuilder(FactBuilder.NETWORK, OperationMode.ACTUAL);

  @AfterEach
  void close() {
    board.close();
  }

  private void firstHour() {
    log.put(
        f.networkFormed(SHINJUKU, SUMIDA),
        f.municipalities(),
        f.agreement(),
        f.declared("noto", WAJIMA),
        f.offered("off-1", SHINJUKU, 4, 8),
        f.offered("off-2", SUMIDA, 2, 8));
    await("the offers").until(() -> board.json("/api/offers").path("total").asInt() == 2);
  }

  /** One event as a browser would hand it over. */
  private record Event(String name, @Nullable String id, JsonNode data) {}

  private static final class Reader implements AutoCloseable {
    private final BufferedReader lines;
    private final JsonMapper json = new JsonMapper();

    Reader(int port, @Nullable String lastId) throws Exception {
      this(port, "/api/stream", lastId);
    }

    Reader(int port, String path, @Nullable String lastId) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
      if (lastId != null) {
        request.header("Last-Event-ID", lastId);
      }
      HttpResponse<java.io.InputStream> answer =
          HttpClient.newHttpClient()
              .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.headers().firstValue("content-type").orElse(""))
          .startsWith("text/event-stream");
      lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next event. */
    Event next() throws IOException {
      String name = "";
      String id = null;
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !name.isEmpty()) {
          return new Event(name, id, json.readTree(data));
        }
      }
      throw new IOException("the stream ended");
    }

    /** Reads on until a dispatch is in a state; says the last id and keeps what each row was. */
    String until(Map<String, String> states, String dispatch, String state) throws IOException {
      while (true) {
        Event event = next();
        if (event.name().equals("change")
            && event.data().path("kind").asString().equals("ledger")) {
          JsonNode row = event.data().path("row");
          states.put(row.path("dispatchId").asString(), row.path("state").asString());
        } else if (event.name().equals("snapshot")) {
          event
              .data()
              .path("ledger")
              .path("rows")
              .forEach(
                  row ->
                      states.put(row.path("dispatchId").asString(), row.path("state").asString()));
        }
        if (state.equals(states.get(dispatch)) && event.id() != null) {
          return event.id();
        }
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  @Test
  void aSnapshotComesFirstAndThenWhatChanges() throws Exception {
    firstHour();
    try (Reader reader = new Reader(board.port(), null)) {
      Event snapshot = reader.next();
      assertThat(snapshot.name()).isEqualTo("snapshot");
      assertThat(snapshot.id()).isNotNull();
      assertThat(snapshot.data().path("mode").asString()).isEqualTo("ACTUAL");
      assertThat(snapshot.data().path("disasters")).hasSize(1);
      assertThat(snapshot.data().path("ledger").path("total").asInt()).isZero();

      log.put(f.requested("req-1", 6, 8));

      Map<String, String> states = new HashMap<>();
      reader.until(states, "req-1-2", "PROPOSED");
      reader.until(states, "req-1-1", "PROPOSED");
      assertThat(states).containsOnlyKeys("req-1-1", "req-1-2");
    }
  }

  /** A busy network costs those nothing who look at another. */
  @Test
  void ofOneNetworkOnlyWhatIsAboutItIsTold() throws Exception {
    firstHour();
    FactBuilder kansai = new FactBuilder("kansai", OperationMode.ACTUAL);
    log.put(kansai.networkFormed(SHINJUKU), kansai.municipalities());
    await("the network").until(() -> board.json("/api/summary").toString().contains("kansai"));
    assertThat(board.get("/api/stream?network=osaka").statusCode()).isEqualTo(404);
    try (Reader reader = new Reader(board.port(), "/api/stream?network=kansai", null)) {
      JsonNode snapshot = reader.next().data();
      assertThat(snapshot.path("networks")).hasSize(1);
      assertThat(snapshot.path("disasters")).isEmpty();

      log.put(f.requested("req-1", 6, 8), kansai.declared("quake", WAJIMA));

      List<String> keys = new ArrayList<>();
      while (!keys.contains("kansai/quake")) {
        Event event = reader.next();
        if (event.name().equals("change")) {
          keys.add(event.data().path("key").asString());
        }
      }
      assertThat(keys).allMatch(key -> key.startsWith("kansai"));
    }
    try (Reader reader = new Reader(board.port(), "/api/stream?network=tokyo23", null)) {
      JsonNode snapshot = reader.next().data();
      assertThat(snapshot.path("networks")).hasSize(1);
      assertThat(snapshot.path("ledger").path("total").asInt()).isEqualTo(2);
      assertThat(snapshot.path("openRequests").path("rows").toString()).doesNotContain("kansai");
    }
  }

  @Test
  void whoComesBackWithTheLastIdMissesNothing() throws Exception {
    firstHour();
    log.put(f.requested("req-1", 6, 8));
    Map<String, String> states = new HashMap<>();
    String last;
    try (Reader reader = new Reader(board.port(), null)) {
      last = reader.until(states, "req-1-1", "PROPOSED");
    }

    log.put(f.confirmed("req-1", SHINJUKU), f.confirmed("req-1", SUMIDA));
    log.put(f.departed("req-1", SHINJUKU));
    await("the departure")
        .until(() -> board.json("/api/ledger?state=DEPARTED").path("total").asInt() == 1);

    try (Reader reader = new Reader(board.port(), last)) {
      Event first = reader.next();
      assertThat(first.name()).as("goes on without a snapshot").isEqualTo("change");
    }
    try (Reader reader = new Reader(board.port(), last)) {
      String departed =
          board
              .json("/api/ledger?state=DEPARTED")
              .path("rows")
              .get(0)
              .path("dispatchId")
              .asString();
      String other = departed.equals("req-1-1") ? "req-1-2" : "req-1-1";
      reader.until(states, departed, "DEPARTED");
      if (!"CONFIRMED".equals(states.get(other))) {
        reader.until(states, other, "CONFIRMED");
      }
      assertThat(states).containsEntry(departed, "DEPARTED").containsEntry(other, "CONFIRMED");
    }
  }

  @Test
  void anIdOfAnotherTimeLeadsToASnapshot() throws Exception {
    firstHour();

    for (String id : new String[] {"deadbeef-7", "x", "deadbeef-"}) {
      try (Reader reader = new Reader(board.port(), id)) {
        assertThat(reader.next().name()).isEqualTo("snapshot");
      }
    }
  }

  @Test
  void whoWasAwayTooLongGetsASnapshot() throws Exception {
    firstHour();
    String first;
    try (Reader reader = new Reader(board.port(), null)) {
      first = String.valueOf(reader.next().id());
    }

    // More changes than the ring holds.
    for (int i = 0; i < 11_000; i++) {
      log.put(f.offered("many-" + i, SUMIDA, 1, 60));
    }
    await("the offers")
        .until(() -> board.json("/api/offers?limit=1").path("total").asInt() == 11_002);

    try (Reader reader = new Reader(board.port(), first)) {
      assertThat(reader.next().name()).isEqualTo("snapshot");
    }
  }

  @Test
  void aReaderThatDoesNotReadHoldsUpNobodyAndIsLetGo() throws Exception {
    firstHour();
    StreamController streams = board.bean(StreamController.class);
    try (Socket stalled = new Socket()) {
      stalled.setReceiveBufferSize(1_024);
      stalled.connect(new java.net.InetSocketAddress("127.0.0.1", board.port()));
      stalled
          .getOutputStream()
          .write(
              "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      await("the stalled reader").until(() -> streams.openStreams() == 1);
      try (Reader reader = new Reader(board.port(), null)) {
        assertThat(reader.next().name()).isEqualTo("snapshot");
        for (int i = 0; i < 3_000; i++) {
          log.put(f.offered("more-" + i, SUMIDA, 1, 60));
        }
        log.put(f.requested("req-1", 6, 8), f.confirmed("req-1", SHINJUKU));

        Map<String, String> states = new HashMap<>();
        String confirmed = "";
        while (!states.containsValue("CONFIRMED")) {
          Event event = reader.next();
          JsonNode row = event.data().path("row");
          if (row.has("dispatchId")) {
            states.put(row.path("dispatchId").asString(), row.path("state").asString());
            confirmed = row.path("dispatchId").asString();
          }
        }
        assertThat(confirmed).startsWith("req-1-");
      }
    }
    // Both have gone; the next word to them finds that out.
    log.put(f.requested("req-2", 1, 2));
    await("no reader left").until(() -> sayAnything(streams) == 0);
  }

  @Test
  void oneAccountTakesItsShareOfTheStreamsAndLeavesTheRest() throws Exception {
    StreamController streams = board.bean(StreamController.class);
    List<Socket> greedy = new ArrayList<>();
    String ofOne = stream(BoardFixture.TOKENS.bearer("VIEWER", null));
    try {
      for (int i = 0; i < StreamController.MAX_STREAMS_OF_ACCOUNT; i++) {
        greedy.add(asked(ofOne));
      }
      await("the share is taken")
          .until(() -> streams.openStreams() == StreamController.MAX_STREAMS_OF_ACCOUNT);

      try (Socket more = asked(ofOne);
          Socket other = asked(stream(BoardFixture.TOKENS.bearer("DESK", WAJIMA)))) {
        assertThat(firstLine(more)).startsWith("HTTP/1.1 429 ");
        assertThat(firstLine(other)).startsWith("HTTP/1.1 200 ");
      }
      Socket gone = greedy.remove(0);
      gone.close();
      log.put(f.networkFormed(SHINJUKU, SUMIDA)); // the next event detects closed connections
      await("a place is free again")
          .until(() -> streams.openStreams() < StreamController.MAX_STREAMS_OF_ACCOUNT);
      try (Socket again = asked(ofOne)) {
        assertThat(firstLine(again)).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (Socket socket : greedy) {
        socket.close();
      }
    }
  }

  private static String stream(String authorization) {
    return "GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
        + authorization
        + "\r\n\r\n";
  }

  private Socket asked(String request) throws IOException {
    Socket socket = new Socket("127.0.0.1", board.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String firstLine(Socket socket) throws IOException {
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  private int sayAnything(StreamController streams) {
    log.put(f.offered("again-" + f.now().toEpochMilli(), SUMIDA, 1, 60));
    return streams.openStreams();
  }

  @Test
  void silenceIsFilledWithHeartbeatsThatSayHowOldTheDataIs() throws Exception {
    firstHour();
    try (Reader reader = new Reader(board.port(), null)) {
      assertThat(reader.next().name()).isEqualTo("snapshot");
      Event heartbeat = reader.next();
      assertThat(heartbeat.name()).isEqualTo("heartbeat");
      assertThat(heartbeat.data().path("lag").asLong()).isZero();
      assertThat(heartbeat.data().path("current").asBoolean()).isTrue();
      assertThat(heartbeat.data().path("progress").asInt()).isEqualTo(100);
      assertThat(heartbeat.data().path("ageMillis").asLong()).isBetween(0L, 5_000L);
      assertThat(heartbeat.data().path("decidedAt").asString()).endsWith("+09:00");
    }
  }

  @Test
  void whoGoesWhereIsInTheSnapshotAndChangesAreTold() throws Exception {
    firstHour();
    log.put(f.requested("req-1", 4, 8));
    await("the proposal").until(() -> board.json("/api/ledger").path("total").asInt() > 0);
    try (Reader reader = new Reader(board.port(), null)) {
      JsonNode flow = reader.next().data().path("flows").get(0);
      assertThat(flow.path("receiver").asString()).isEqualTo(WAJIMA);
      assertThat(flow.path("proposed").asInt()).isEqualTo(4);
      String lender = flow.path("lender").asString();

      log.put(f.confirmed("req-1", lender));

      while (true) {
        JsonNode told = reader.next().data();
        if (told.path("kind").asString().equals("flow")) {
          assertThat(told.path("key").asString())
              .isEqualTo(
                  String.join(
                      "/",
                      FactBuilder.NETWORK,
                      lender,
                      WAJIMA,
                      flow.path("disasterId").asString()));
          assertThat(told.path("row").path("confirmed").asInt()).isEqualTo(4);
          assertThat(told.path("row").path("proposed").asInt()).isZero();
          break;
        }
      }
      log.put(f.declined("req-1", lender));
      log.put(f.requested("req-2", 2, 8));
    }
  }
}
