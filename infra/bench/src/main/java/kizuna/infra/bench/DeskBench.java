package kizuna.infra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A desk that reports over HTTP and waits for the answer, and a viewer with an event stream, both
 * signed in and through the door, as people are.
 */
final class DeskBench {

  private static final String DESK = "desk-mashiki";
  private static final String NETWORK = "tokyo23";
  private static final long HIGHEST_MICROS = 60_000_000L;
  private static final String WAITING = "?wait=20";
  private static final Duration LAST_CHANGE_WITHIN = Duration.ofSeconds(30);

  /** Longer than any load of these benches takes to be decided. */
  private static final Duration DECIDED_WITHIN = Duration.ofMinutes(2);

  /** As many as one account may have waiting for a decision; others are measured from when due. */
  private static final int MAX_AT_ONCE = 4;

  /**
   * From when a report was due.
   *
   * @param posted until the report was acknowledged
   * @param answered until the desk had the decision
   * @param seen until the viewer had the change
   */
  record Times(Histogram posted, Histogram answered, Histogram seen) {}

  private final FloodBrowser desk;
  private final FloodBrowser viewer;
  private final String csrf;
  private final String run = "wait-" + Long.toString(System.currentTimeMillis(), 36);
  private final Map<String, Long> dueAt = new ConcurrentHashMap<>();
  private final Map<String, Long> seenAt = new ConcurrentHashMap<>();
  private final BenchReports mashiki;
  private int reports;

  /**
   * @param door the front door
   * @param data the platform's data folder: it has the password
   */
  DeskBench(URI door, Path data) throws IOException, InterruptedException {
    String password =
        Files.readString(data.resolve("identity/password"), StandardCharsets.UTF_8).strip();
    desk = new FloodBrowser(door);
    desk.signIn(DESK, password);
    csrf = desk.csrf();
    viewer = new FloodBrowser(door);
    viewer.signIn("viewer", password);
    mashiki = new BenchReports(desk, run);
    mashiki.declare("bench");
    Thread watching = new Thread(this::watch, "bench-viewer");
    watching.setDaemon(true);
    watching.start();
  }

  /** Notes when each request is first seen, in a change or in a snapshot. */
  private void watch() {
    Pattern ours = Pattern.compile(run + "-\\d+");
    try (Stream<String> lines = viewer.lines("/api/stream?network=" + NETWORK)) {
      lines
          .filter(line -> line.startsWith("data: "))
          .forEach(
              line -> {
                long now = System.nanoTime();
                Matcher found = ours.matcher(line);
                while (found.find()) {
                  seenAt.putIfAbsent(found.group(), now);
                }
              });
    } catch (IOException | UncheckedIOException e) {
      // Then changes are missing, which is reported.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The viewer did not see what was answered: there is no time to measure. */
  static final class CannotKeepUp extends IllegalStateException {
    private static final long serialVersionUID = 1;

    CannotKeepUp(String message) {
      super(message);
    }
  }

  /**
   * Reports at a steady rate, however long the answers take.
   *
   * @throws CannotKeepUp if a report is not seen within 30 s of the last answer
   * @throws IllegalStateException if a report is not answered, or not accepted
   */
  Times measure(double perSecond, Duration lasting) throws InterruptedException {
    Times times =
        new Times(
            new ConcurrentHistogram(HIGHEST_MICROS, 3),
            new ConcurrentHistogram(HIGHEST_MICROS, 3),
            new ConcurrentHistogram(HIGHEST_MICROS, 3));
    dueAt.clear();
    ExecutorService callers = Executors.newFixedThreadPool(MAX_AT_ONCE);
    try {
      SteadyLoad.SteadyRate pace = new SteadyLoad.SteadyRate(perSecond);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < perSecond * lasting.toSeconds(); i++) {
        long due = pace.await();
        String id = run + "-" + reports++;
        calls.add(callers.submit(() -> ask(id, due, times)));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected every report to be answered, but " + e, e);
    } finally {
      callers.shutdown();
    }
    awaitSeen();
    dueAt.forEach((id, due) -> record(times.seen, due, Objects.requireNonNull(seenAt.get(id))));
    return times;
  }

  private Void ask(String id, long due, Times times) throws IOException, InterruptedException {
    JsonNode receipt = mashiki.request(id, csrf);
    record(times.posted, due, System.nanoTime());
    dueAt.put(id, due);
    HttpResponse<String> answer =
        desk.awaitOk(receipt.path("outcome").asString() + WAITING, DECIDED_WITHIN);
    record(times.answered, due, System.nanoTime());
    String outcome = JsonMapper.shared().readTree(answer.body()).path("outcome").asString("");
    if (!outcome.equals("ACCEPTED")) {
      throw new IllegalStateException("expected " + id + " to be accepted, but " + answer.body());
    }
    return null;
  }

  private void awaitSeen() throws InterruptedException {
    long end = System.nanoTime() + LAST_CHANGE_WITHIN.toNanos();
    while (!seenAt.keySet().containsAll(dueAt.keySet())) {
      if (System.nanoTime() > end) {
        long seen = dueAt.keySet().stream().filter(seenAt::containsKey).count();
        throw new CannotKeepUp(
            "expected the viewer to see %d requests, but it saw %d".formatted(dueAt.size(), seen));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void record(Histogram micros, long from, long to) {
    micros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, (to - from) / 1000)));
  }
}
