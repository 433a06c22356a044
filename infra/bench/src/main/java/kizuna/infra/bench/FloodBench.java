package kizuna.infra.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kizuna.infra.host.ProcessMemory;

/**
 * Floods a platform on this machine, one way after the other, while a desk reports and others stay
 * signed in; reports the effect on them.
 */
public final class FloodBench {

  private static final String DESK = "desk-mashiki";
  private static final List<String> OTHERS =
      List.of("viewer", "ward-edogawa", "ward-shinjuku", "coordinator", "director");
  private static final List<String> PARTS = List.of("door", "registry", "streams", "producers");
  private static final long REPORT_EVERY_MILLIS = 250;
  private static final int LARGEST_HEAD_COUNT = 5;

  private final URI door;
  private final Path data;
  private final long launcher;
  private final Consumer<String> progress;
  private final List<FloodBrowser> people = new ArrayList<>();
  private final FloodBrowser desk;
  private final String request;

  /**
   * @param door the front door; on this machine
   * @param data the platform's data folder: it has the password and the pids
   * @param launcher pid of the process that has the broker
   * @param progress receives the next flooded way
   */
  public FloodBench(URI door, Path data, long launcher, Consumer<String> progress) {
    if (!List.of("localhost", "127.0.0.1").contains(door.getHost())) {
      throw new IllegalArgumentException("expected a platform on this machine, but " + door);
    }
    this.door = door;
    this.data = data;
    this.launcher = launcher;
    this.progress = progress;
    this.desk = new FloodBrowser(door);
    this.request = "flood-" + Long.toString(System.currentTimeMillis(), 36);
  }

  /**
   * Floods each way in.
   *
   * @param wanted names of the selected ways
   * @param lasting duration of each
   * @param each receives each result
   */
  public List<FloodResult> run(
      Predicate<String> wanted, Duration lasting, Consumer<FloodResult> each)
      throws IOException, InterruptedException {
    String password =
        Files.readString(data.resolve("identity/password"), StandardCharsets.UTF_8).strip();
    signIn(desk, DESK, password);
    people.add(desk);
    for (String account : OTHERS) {
      FloodBrowser browser = new FloodBrowser(door);
      signIn(browser, account, password);
      people.add(browser);
    }
    ask();
    List<FloodWay> ways = new ArrayList<>(FloodWay.anonymous(door, new FloodBrowser(door)));
    ways.addAll(FloodWay.signedIn(door, people.get(1), people.get(2)));
    List<FloodResult> results = new ArrayList<>();
    try {
      for (FloodWay way : ways) {
        if (wanted.test(way.name())) {
          progress.accept(way.name());
          FloodResult result = flood(way, lasting);
          results.add(result);
          each.accept(result);
        }
      }
    } finally {
      desk.report("/api/requests/" + request + "/cancel", Map.of("reason", "OTHER"), desk.csrf());
    }
    return results;
  }

  private static void signIn(FloodBrowser browser, String account, String password)
      throws IOException, InterruptedException {
    String who = browser.signIn(account, password).path("account").asString("");
    if (!who.equals(account)) {
      throw new IllegalStateException("expected " + account + " to be signed in, but " + who);
    }
  }

  /** The need that the desk changes again and again. */
  private void ask() throws IOException, InterruptedException {
    BenchReports mashiki = new BenchReports(desk, request);
    mashiki.declare("bench flood");
    mashiki.request(request, desk.csrf());
  }

  private FloodResult flood(FloodWay way, Duration lasting)
      throws IOException, InterruptedException {
    Map<String, Long> before = resident();
    Map<String, Long> peak = new LinkedHashMap<>(before);
    Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    AtomicInteger tries = new AtomicInteger();
    long start = System.nanoTime();
    long end = start + lasting.toNanos();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < way.atOnce(); i++) {
      Thread caller = new Thread(() -> call(way, end, tries, answers), "flood-" + i);
      caller.setDaemon(true);
      caller.start();
      callers.add(caller);
    }
    List<Double> reports = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    do {
      long asked = System.nanoTime();
      report(reports.size()).ifPresent(failures::add);
      reports.add((System.nanoTime() - asked) / 1e6);
      resident().forEach((part, bytes) -> peak.merge(part, bytes, Math::max));
      Thread.sleep(REPORT_EVERY_MILLIS);
    } while (System.nanoTime() < end);
    double seconds = (System.nanoTime() - start) / 1e9;
    int signedIn = 0;
    for (FloodBrowser browser : people) {
      signedIn += browser.isSignedIn() ? 1 : 0;
    }
    for (Thread caller : callers) {
      caller.join(Duration.ofSeconds(30).toMillis());
    }
    way.hits().end();
    Map<String, Long> after = resident();
    Map<String, FloodResult.Bytes> memory = new LinkedHashMap<>();
    before.forEach(
        (part, bytes) ->
            memory.put(
                part,
                new FloodResult.Bytes(
                    bytes, peak.getOrDefault(part, 0L), after.getOrDefault(part, 0L))));
    reports.sort(null);
    Map<Integer, Integer> counted = new TreeMap<>();
    answers.forEach((status, count) -> counted.put(status, count.get()));
    return new FloodResult(
        way.name(),
        tries.get() / seconds,
        counted,
        reports.size(),
        failures,
        percentile(reports, 50),
        percentile(reports, 99),
        percentile(reports, 100),
        signedIn,
        people.size(),
        memory,
        !pids.equals(pids()));
  }

  private static void call(
      FloodWay way, long end, AtomicInteger tries, Map<Integer, AtomicInteger> answers) {
    while (System.nanoTime() < end) {
      int status;
      try {
        status = way.hits().hit(tries.getAndIncrement());
      } catch (IOException e) {
        status = 0; // a cut connection counts as a response
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    }
  }

  /** Why a report was not accepted; empty if it was. */
  private Optional<String> report(int number) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          desk.report(
              "/api/requests/" + request + "/amend",
              Map.of("headCount", 1 + number % LARGEST_HEAD_COUNT),
              deskCsrf());
      return answer.statusCode() == 202
          ? Optional.empty()
          : Optional.of(answer.statusCode() + " " + answer.body());
    } catch (IOException e) {
      return Optional.of(Instant.now() + " " + e);
    }
  }

  private String deskCsrf = "";

  private String deskCsrf() throws IOException, InterruptedException {
    if (deskCsrf.isEmpty()) {
      deskCsrf = desk.csrf();
    }
    return deskCsrf;
  }

  private static double percentile(List<Double> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private final Map<String, Long> pids = new LinkedHashMap<>();

  /** The processes by name. */
  private Map<String, Long> pids() throws IOException {
    Map<String, Long> now = new LinkedHashMap<>();
    for (String part : PARTS) {
      Path file = data.resolve("run").resolve(part + ".pid");
      if (Files.exists(file)) {
        String[] words = Files.readString(file, StandardCharsets.UTF_8).split(" ", 2);
        now.put(part, Long.parseLong(words[0].strip()));
      }
    }
    now.put("launcher and broker", launcher);
    return now;
  }

  private Map<String, Long> resident() throws IOException {
    if (pids.isEmpty()) {
      pids.putAll(pids());
    }
    Map<String, Long> bytes = new LinkedHashMap<>();
    pids.forEach((part, pid) -> bytes.put(part, ProcessMemory.residentBytes(pid).orElse(0)));
    return bytes;
  }
}
