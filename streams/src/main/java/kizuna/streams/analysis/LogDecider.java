package kizuna.streams.analysis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.verify.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Decides a log from its first fact to its last, in the heap, without Kafka. Each network is
 * decided by one thread in the order of the log, several networks by several threads; the same log
 * gives the same hash as the topology. At most {@value #MOST_BATCHES} batches of {@value #BATCH}
 * facts wait for a thread.
 */
public final class LogDecider {

  private static final int BATCH = 200;
  private static final int MOST_BATCHES = 8;
  private static final int MOST_THREADS = 8;

  /** Answers to one fact, and to those, without end would be a loop. */
  private static final int MOST_ANSWERS = 10_000;

  /** Watches one network; called by one thread. */
  public interface Observer {

    /** Nobody watches. */
    Observer NONE = (fact, result) -> {};

    /** A fact was decided. */
    void decided(Fact fact, ProcessingResult result);

    /** Facts that people report thereupon: they are decided before the next fact of the log. */
    default List<Fact> answers() {
      return List.of();
    }
  }

  /**
   * A log that was decided.
   *
   * @param facts of the log and of those who answered
   * @param deadLetters of these, what could not be read or decided
   * @param heads hash of the last decision by network
   */
  public record Decided(long facts, long deadLetters, Duration took, Map<String, byte[]> heads) {

    /** As the summary of a drill and {@code verify} give it. */
    public String decisionHash() {
      return Verifier.decisionHash(heads);
    }

    public long factsPerSecond() {
      return Math.round(facts * 1e9 / Math.max(1, took.toNanos()));
    }
  }

  private final Topics topics;
  private final TopicSerdes formats;

  public LogDecider(Namespace namespace) {
    this.topics = Topics.of(namespace, 1);
    this.formats = TopicSerdes.of(topics, new InMemoryRegistry());
  }

  TopicSerdes formats() {
    return formats;
  }

  /**
   * Decides facts.
   *
   * @param observers makes the one of a network when its first fact comes
   */
  public Decided decide(Iterator<Fact> facts, Function<String, Observer> observers) {
    long start = System.nanoTime();
    List<Worker> workers = new ArrayList<>();
    Map<String, Worker> byNetwork = new HashMap<>();
    int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    try {
      while (facts.hasNext()) {
        Fact fact = facts.next();
        byNetwork
            .computeIfAbsent(
                fact.getNetworkId(),
                network -> {
                  if (workers.size() < most) {
                    workers.add(new Worker(observers));
                  }
                  return workers.get(byNetwork.size() % workers.size());
                })
            .add(fact);
      }
      for (Worker worker : workers) {
        worker.end();
      }
      long decided = 0;
      long deadLetters = 0;
      Map<String, byte[]> heads = new TreeMap<>();
      for (Worker worker : workers) {
        worker.await();
        for (NetworkLog network : worker.networks.values()) {
          decided += network.offset;
          deadLetters += network.deadLetters;
          heads.putAll(network.processor.state().chainHeads());
        }
      }
      return new Decided(decided, deadLetters, Duration.ofNanos(System.nanoTime() - start), heads);
    } finally {
      workers.forEach(Worker::stop);
    }
  }

  /** One network's state and place in its log. */
  private final class NetworkLog {
    private final FactProcessor processor =
        new FactProcessor(topics, formats, new InMemoryStateStore());
    private final byte[] key;
    private final Observer observer;
    private long offset;
    private long deadLetters;

    NetworkLog(String network, Observer observer) {
      this.key = network.getBytes(StandardCharsets.UTF_8);
      this.observer = observer;
    }

    void decide(Fact fact) {
      one(fact);
      Queue<Fact> answers = new ArrayDeque<>(observer.answers());
      int answered = 0;
      while (!answers.isEmpty()) {
        if (++answered > MOST_ANSWERS) {
          throw new IllegalStateException(
              "expected at most " + MOST_ANSWERS + " answers to one fact, but more");
        }
        one(answers.remove());
        answers.addAll(observer.answers());
      }
    }

    private void one(Fact fact) {
      ProcessingResult result =
          processor.process(
              key, formats.facts().encode(fact), 0, offset++, fact.getRecordedAt().toEpochMilli());
      if (result.outs().stream().anyMatch(o -> o.node().equals(Sinks.DEAD_LETTERS))) {
        deadLetters++;
      }
      observer.decided(fact, result);
    }
  }

  /** A thread that decides some of the networks. */
  private final class Worker {
    private final BlockingQueue<List<Fact>> waiting = new ArrayBlockingQueue<>(MOST_BATCHES);
    private final Map<String, NetworkLog> networks = new HashMap<>();
    private final Function<String, Observer> observers;
    private final Thread thread;
    private List<Fact> batch = new ArrayList<>(BATCH);
    private volatile @Nullable Throwable failure;

    Worker(Function<String, Observer> observers) {
      this.observers = observers;
      this.thread = new Thread(this::run, "kizuna-log-decider");
      thread.setDaemon(true);
      thread.start();
    }

    void add(Fact fact) {
      batch.add(fact);
      if (batch.size() == BATCH) {
        send();
      }
    }

    private void send() {
      try {
        while (!waiting.offer(batch, 1, TimeUnit.SECONDS)) {
          requireRunning();
        }
        batch = new ArrayList<>(BATCH);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }

    /** No more facts; an empty batch says so. */
    void end() {
      if (!batch.isEmpty()) {
        send();
      }
      send();
    }

    void await() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      requireRunning();
    }

    void stop() {
      thread.interrupt();
    }

    private void requireRunning() {
      if (failure != null) {
        throw new IllegalStateException("expected to decide a log to its end", failure);
      }
    }

    private void run() {
      try {
        for (List<Fact> next = waiting.take(); !next.isEmpty(); next = waiting.take()) {
          for (Fact fact : next) {
            networks
                .computeIfAbsent(fact.getNetworkId(), id -> new NetworkLog(id, observers.apply(id)))
                .decide(fact);
          }
        }
      } catch (InterruptedException e) {
        // The caller gave up.
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        failure = e;
        // Frees capacity: the producing thread may wait to add.
        waiting.clear();
      }
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("expected to decide a log to its end, but interrupted", e);
  }
}
