package kizuna.infra.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.host.Ports;
import kizuna.infra.host.ProcessMemory;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.infra.process.ManagedProcess;
import kizuna.infra.process.ServiceSpec;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Many viewers of one board: a broker, a registry and streams as users run them. */
final class ViewerBench {

  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration FILL_LIMIT = Duration.ofMinutes(5);
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final int FIRST_VIEWS = 11;
  private static final long HIGHEST_MICROS = 120_000_000L;
  private static final String KEY = "\"key\":\"";

  private final int viewers;
  private final int stalled;
  private final int dispatches;
  private final Duration lasting;
  private final int rate;
  private final Map<String, String> headers;
  private final Consumer<String> progress;
  private final Topics topics = Topics.of(Namespace.LIVE);
  private final Map<String, Long> acceptedAt = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> early = new ConcurrentHashMap<>();
  private final Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  ViewerBench(
      int viewers,
      int stalled,
      int dispatches,
      Duration lasting,
      int rate,
      Map<String, String> headers,
      Consumer<String> progress) {
    this.viewers = viewers;
    this.stalled = stalled;
    this.dispatches = dispatches;
    this.lasting = lasting;
    this.rate = rate;
    this.headers = headers;
    this.progress = progress;
  }

  ViewersResult run() {
    Path folder = temporaryFolder();
    progress.accept("starting a broker, a schema registry and streams");
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        EmbeddedRegistry registry =
            EmbeddedRegistry.start(folder.resolve("registry"), 0, broker.accounts())) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), topics);
      ViewerToken viewer = ViewerToken.make(folder);
      ServiceSpec part = streams(broker, registry, folder, viewer);
      ManagedProcess streams = ManagedProcess.start(part);
      try {
        if (!HttpHealthCheck.await(part.health(), START_LIMIT, streams::isAlive)) {
          throw new IllegalStateException(
              "expected streams to be ready within "
                  + START_LIMIT.toSeconds()
                  + " s, but it was not; its log says: "
                  + tail(part.log()));
        }
        BoardCalls calls = new BoardCalls(part.health().getPort(), viewer.headers(), headers);
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
          return measure(calls, producer, registry, streams.pid());
        }
      } finally {
        streams.stop(STOP_LIMIT);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      delete(folder);
    }
  }

  /** As the platform runs it. */
  private static ServiceSpec streams(
      EmbeddedBroker broker, EmbeddedRegistry registry, Path folder, ViewerToken viewer) {
    int port = Ports.free();
    return new ServiceSpec(
        "streams",
        Installation.javaCommand(MemoryBudget.STREAMS),
        Installation.here().classPath("streams"),
        "kizuna.streams.StreamsApplication",
        Map.of(
            "KIZUNA_BOOTSTRAP_SERVERS",
            broker.bootstrapServers(),
            ClientProperties.VARIABLE,
            broker.accounts().clientFile(Account.STREAMS).toString(),
            "KIZUNA_SCHEMA_REGISTRY",
            registry.url().toString(),
            "KIZUNA_STATE_DIR",
            folder.resolve("streams").toString(),
            "KIZUNA_ACCESS_PUBLIC_KEY",
            viewer.publicKey().toUri().toString(),
            "SERVER_ADDRESS",
            Ports.LOOPBACK,
            "SERVER_PORT",
            Integer.toString(port)),
        folder.resolve("streams.log"),
        folder.resolve("streams.pid"),
        URI.create("http://" + Ports.LOOPBACK + ":" + port + "/actuator/health"));
  }

  private ViewersResult measure(
      BoardCalls calls, KafkaProducer<byte[], byte[]> producer, EmbeddedRegistry registry, long pid)
      throws IOException, InterruptedException {
    WireFormat<Fact> format = WireFormat.of(topics.intake, registry.client(Account.LAUNCHER));
    progress.accept("putting " + dispatches + " dispatches on the ledger");
    Workload workload = new Workload(1).setUp();
    // Ten facts lead to two dispatches.
    workload.tens((dispatches + 1) / 2);
    for (Fact fact : workload.take()) {
      send(producer, format, fact, false);
    }
    producer.flush();
    await("the ledger", FILL_LIMIT, () -> total(calls) >= dispatches);
    firstView(calls); // compiles and loads what every first view needs
    long before = resident(pid);

    progress.accept(viewers + " viewers, " + stalled + " of them not reading");
    List<Socket> sockets = new ArrayList<>();
    CountDownLatch seated = new CountDownLatch(viewers - stalled);
    for (int i = 0; i < viewers; i++) {
      boolean stalls = i < stalled;
      Socket socket = calls.stream(stalls);
      sockets.add(socket);
      if (!stalls) {
        Thread reader = new Thread(null, () -> read(socket, seated), "viewer-" + i, 256 << 10);
        reader.setDaemon(true);
        reader.start();
      }
    }
    if (!seated.await(ARRIVAL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "expected a snapshot at every viewer that reads, but " + seated.getCount() + " had none");
    }
    progress.accept(rate + " facts a second for " + lasting.toSeconds() + " s");
    workload.tens((int) (lasting.toSeconds() * rate / 10));
    List<Fact> facts = workload.take();
    List<double[]> firstViews = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < facts.size(); i++) {
      long due = start + (long) (i * 1e9 / rate);
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
      send(producer, format, facts.get(i), true);
      if (i % Math.max(1, facts.size() / FIRST_VIEWS) == 0) {
        firstViews.add(firstView(calls));
      }
    }
    producer.flush();
    double perSecond = facts.size() / ((System.nanoTime() - start) / 1e9);
    long expected = (long) acceptedAt.size() * (viewers - stalled);
    await("every change at every viewer", ARRIVAL_LIMIT, () -> micros.getTotalCount() >= expected);
    long with = resident(pid);
    int cutOff = cutOff(sockets.subList(0, stalled));
    for (Socket socket : sockets) {
      socket.close();
    }
    // The next word to who has gone finds it out.
    Thread.sleep(Duration.ofSeconds(6).toMillis());
    double[] whole = sorted(firstViews, 0);
    return new ViewersResult(
        viewers,
        stalled,
        dispatches,
        perSecond,
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1000.0,
        micros.getValueAtPercentile(99) / 1000.0,
        micros.getMaxValue() / 1000.0,
        whole[whole.length / 2],
        whole[whole.length - 1],
        sorted(firstViews, 1)[whole.length / 2],
        before,
        with,
        resident(pid),
        cutOff);
  }

  private static double[] sorted(List<double[]> views, int column) {
    double[] values = views.stream().mapToDouble(v -> v[column]).toArray();
    Arrays.sort(values);
    return values;
  }

  /** Page, words, places and snapshot for one more viewer: milliseconds, and those of the last. */
  private static double[] firstView(BoardCalls calls) throws IOException {
    long start = System.nanoTime();
    for (String path : List.of("/", "/board.js", "/map.json", "/api/words", "/api/places")) {
      calls.get(path);
    }
    long asked = System.nanoTime();
    try (Socket socket = calls.stream(false);
        InputStream in = BoardCalls.reading(socket)) {
      for (String line = line(in); !line.startsWith("data: "); line = line(in)) {
        // Until the snapshot itself.
      }
    }
    long end = System.nanoTime();
    return new double[] {(end - start) / 1e6, (end - asked) / 1e6};
  }

  private void read(Socket socket, CountDownLatch seated) {
    Set<String> seen = new HashSet<>();
    boolean first = true;
    try (InputStream in = BoardCalls.reading(socket)) {
      while (true) {
        String line = line(in);
        if (!line.startsWith("data: ")) {
          continue;
        }
        if (first) {
          first = false;
          seated.countDown();
          continue;
        }
        int at = line.indexOf(KEY);
        if (at >= 0) {
          String key = line.substring(at + KEY.length(), line.indexOf('"', at + KEY.length()));
          if (seen.add(key)) {
            saw(key, System.nanoTime());
          }
        }
      }
    } catch (IOException e) {
      // The end of the measurement, or of the line: then a change is missing, and that is said.
    }
  }

  /** The acknowledgement may come after the event: then it was there at once. */
  private void saw(String key, long now) {
    Long accepted = acceptedAt.get(key);
    if (accepted == null) {
      early.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
      accepted = acceptedAt.get(key);
      if (accepted == null) {
        return;
      }
      claimEarly(key);
      return;
    }
    record(now - accepted);
  }

  private void claimEarly(String key) {
    AtomicInteger waiting = early.get(key);
    for (int i = waiting == null ? 0 : waiting.getAndSet(0); i > 0; i--) {
      record(0);
    }
  }

  private void record(long nanos) {
    micros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, nanos / 1000)));
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      WireFormat<Fact> format,
      Fact fact,
      boolean measured) {
    String network = fact.getNetworkId();
    String key = null;
    if (measured && fact.getAidRequested() != null) {
      key = network + "/" + fact.getAidRequested().getRequestId();
    } else if (measured && fact.getStaffOffered() != null) {
      key = network + "/" + fact.getStaffOffered().getOfferId();
    }
    String row = key;
    var unused =
        producer.send(
            new ProducerRecord<>(
                topics.intake.name(),
                network.getBytes(StandardCharsets.UTF_8),
                format.encode(fact)),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              } else if (row != null) {
                acceptedAt.put(row, System.nanoTime());
                claimEarly(row);
              }
            });
  }

  private int total(BoardCalls calls) {
    String answer = calls.get("/api/ledger?limit=1");
    int at = answer.indexOf("\"total\":") + "\"total\":".length();
    int end = at;
    while (Character.isDigit(answer.charAt(end))) {
      end++;
    }
    return Integer.parseInt(answer.substring(at, end));
  }

  /** Those whose line was cut: reading what is left of it comes to an end or an error. */
  private static int cutOff(List<Socket> stalled) {
    int cut = 0;
    for (Socket socket : stalled) {
      try {
        socket.setSoTimeout(200);
        InputStream in = socket.getInputStream();
        byte[] rest = new byte[64 << 10];
        while (true) {
          if (in.read(rest) < 0) {
            cut++;
            break;
          }
        }
      } catch (java.net.SocketTimeoutException e) {
        // Still there.
      } catch (IOException e) {
        cut++;
      }
    }
    return cut;
  }

  private void await(String what, Duration longest, BooleanSupplier so)
      throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!so.getAsBoolean()) {
      Exception e = failure.get();
      if (e != null) {
        throw new IllegalStateException("expected every fact to be written, but " + e, e);
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "expected "
                + what
                + " within "
                + longest.toSeconds()
                + " s, but it did not come; "
                + micros.getTotalCount()
                + " changes were seen of "
                + acceptedAt.size()
                + " that were accepted");
      }
      Thread.sleep(50);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the stream ended");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
    Map<String, Object> settings = broker.cluster(Account.LAUNCHER).settings();
    settings.put("acks", "all");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static long resident(long pid) {
    return ProcessMemory.residentBytes(pid).orElse(0);
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("kizuna-bench-viewers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(f -> f.delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
