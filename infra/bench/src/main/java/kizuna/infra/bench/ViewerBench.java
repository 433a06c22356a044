package kizuna.infra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** Streams has sent no change to any viewer yet: its compilation then is measured separately. */
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private final int viewers;
  private final int stalled;
  private final int dispatches;
  private final Duration lasting;
  private final int rate;
  private final Map<String, String> headers;
  private final Consumer<String> progress;
  private final Topics topics = Topics.of(Namespace.LIVE);
  private final ArrivalTimes arrivals = new ArrivalTimes();
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
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLICKEYLOCATION",
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
    Viewer.firstView(calls); // compiles and loads the code of a first view
    long before = resident(pid);

    progress.accept(viewers + " viewers, " + stalled + " of them not reading");
    List<Socket> sockets = seat(calls);
    progress.accept("a warm-up of " + WARM_UP.toSeconds() + " s");
    send(producer, format, workload, WARM_UP, () -> {});
    Histogram cold = arrivals.restart();
    progress.accept(rate + " facts a second for " + lasting.toSeconds() + " s");
    List<double[]> firstViews = new ArrayList<>();
    double perSecond =
        send(producer, format, workload, lasting, () -> firstViews.add(Viewer.firstView(calls)));
    long with = resident(pid);
    int cutOff = Viewer.cutOff(sockets.subList(0, stalled));
    for (Socket socket : sockets) {
      socket.close();
    }
    // The server notices a closed connection at its next event.
    Thread.sleep(Duration.ofSeconds(6).toMillis());
    return result(perSecond, cold, firstViews, before, with, resident(pid), cutOff);
  }

  private interface FirstView {
    void measure() throws IOException;
  }

  /**
   * Sends facts at the rate, with a first view now and then, and waits until every viewer that
   * reads has every change. Returns the facts a second.
   */
  private double send(
      KafkaProducer<byte[], byte[]> producer,
      WireFormat<Fact> format,
      Workload workload,
      Duration duration,
      FirstView firstView)
      throws IOException, InterruptedException {
    workload.tens((int) (duration.toSeconds() * rate / 10));
    List<Fact> facts = workload.take();
    long start = System.nanoTime();
    for (int i = 0; i < facts.size(); i++) {
      long due = start + (long) (i * 1e9 / rate);
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
      send(producer, format, facts.get(i), true);
      if (i % Math.max(1, facts.size() / FIRST_VIEWS) == 0) {
        firstView.measure();
      }
    }
    producer.flush();
    double perSecond = facts.size() / ((System.nanoTime() - start) / 1e9);
    await(
        "every change at every viewer",
        ARRIVAL_LIMIT,
        () ->
            arrivals.micros().getTotalCount() >= (long) arrivals.accepted() * (viewers - stalled));
    return perSecond;
  }

  /** Opens a stream for each viewer and waits for the snapshot of those that read. */
  private List<Socket> seat(BoardCalls calls) throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    CountDownLatch seated = new CountDownLatch(viewers - stalled);
    for (int i = 0; i < viewers; i++) {
      boolean stalls = i < stalled;
      Socket socket = calls.stream(stalls);
      sockets.add(socket);
      if (!stalls) {
        Thread reader =
            new Thread(null, () -> Viewer.read(socket, seated, arrivals), "viewer-" + i, 256 << 10);
        reader.setDaemon(true);
        reader.start();
      }
    }
    if (!seated.await(ARRIVAL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "expected a snapshot at every viewer that reads, but " + seated.getCount() + " had none");
    }
    return sockets;
  }

  private ViewersResult result(
      double perSecond,
      Histogram cold,
      List<double[]> firstViews,
      long before,
      long with,
      long after,
      int cutOff) {
    Histogram micros = arrivals.micros();
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
        cold.getValueAtPercentile(50) / 1000.0,
        cold.getMaxValue() / 1000.0,
        whole[whole.length / 2],
        whole[whole.length - 1],
        sorted(firstViews, 1)[whole.length / 2],
        before,
        with,
        after,
        cutOff);
  }

  private static double[] sorted(List<double[]> views, int column) {
    double[] values = views.stream().mapToDouble(v -> v[column]).toArray();
    Arrays.sort(values);
    return values;
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
                arrivals.accepted(row);
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
                + arrivals.micros().getTotalCount()
                + " changes were seen of "
                + arrivals.accepted()
                + " that were accepted");
      }
      Thread.sleep(50);
    }
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
