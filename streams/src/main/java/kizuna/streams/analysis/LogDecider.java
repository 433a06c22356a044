package kizuna.streams.analysis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.StateStore;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.verify.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Decides a log from its first fact to its last, in the heap, without Kafka. Each network is
 * decided in the order of the log, by any free thread; the same log gives the same hash as the
 * topology. At most {@value #MAX_BATCHES} batches of {@value #BATCH} facts wait.
 */
public final class LogDecider {

  private static final int BATCH = 100;
  private static final int MAX_BATCHES = 64;
  private static final int MAX_THREADS = 8;

  /** Most answers to one fact and to its answers, against endless loops. */
  private static final int MAX_ANSWERS = 10_000;

  /** Observes one network; calls do not overlap, but may be made by several threads. */
  public interface Observer {

    /** Does nothing. */
    Observer NONE = new OfDecisions((fact, result) -> {});

    /** Called after each decision. */
    void decided(Fact fact, ProcessingResult result);

    /** Whether it reads states in the results, or else decisions and dispatch events alone. */
    default boolean readsStates() {
      return true;
    }

    /** Facts that people report in response: decided before the next fact of the log. */
    default List<Fact> answers() {
      return List.of();
    }
  }

  /** Reads no states, so that none are made. */
  record OfDecisions(BiConsumer<Fact, ProcessingResult> reader) implements Observer {

    @Override
    public void decided(Fact fact, ProcessingResult result) {
      reader.accept(fact, result);
    }

    @Override
    public boolean readsStates() {
      return false;
    }
  }

  /**
   * A decided log.
   *
   * @param facts of the log and of simulated answers
   * @param deadLetters of these, facts that could not be read or decided
   * @param heads hash of the last decision by network
   */
  public record Decided(long facts, long deadLetters, Duration took, Map<String, byte[]> heads) {

    /** As in the summary of a drill and in {@code verify}. */
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
   * @param observers creates the observer of a network at its first fact
   */
  public Decided decide(Iterator<Fact> facts, Function<String, Observer> observers) {
    long start = System.nanoTime();
    Map<String, NetworkLog> networks = new TreeMap<>();
    try (Threads threads = new Threads()) {
      while (facts.hasNext()) {
        Fact fact = facts.next();
        networks
            .computeIfAbsent(
                fact.getNetworkId(), id -> new NetworkLog(id, observers.apply(id), threads))
            .add(fact);
      }
      networks.values().forEach(NetworkLog::send);
      threads.awaitAll();
    }
    long decided = 0;
    long deadLetters = 0;
    Map<String, byte[]> heads = new TreeMap<>();
    for (NetworkLog network : networks.values()) {
      decided += network.offset;
      deadLetters += network.deadLetters;
      heads.putAll(network.processor.state().chainHeads());
    }
    return new Decided(decided, deadLetters, Duration.ofNanos(System.nanoTime() - start), heads);
  }

  /**
   * A fact that waits: its record, which takes a tenth of a fact's memory, and which the thread
   * that decides reads anyway.
   *
   * @param timestamp of the record, milliseconds
   */
  private record Waiting(byte[] wire, long timestamp) {}

  /** One network's state and place in its log. */
  private final class NetworkLog implements Runnable {
    private final FactProcessor processor;
    private final byte[] key;
    private final Observer observer;
    private final Threads threads;
    private final Queue<List<Waiting>> waiting = new ArrayDeque<>();

    /** Facts that the reader of the log has not sent yet. */
    private List<Waiting> batch = new ArrayList<>(BATCH);

    private long offset;
    private long deadLetters;

    NetworkLog(String network, Observer observer, Threads threads) {
      this.key = network.getBytes(StandardCharsets.UTF_8);
      this.observer = observer;
      StateStore store = new InMemoryStateStore();
      this.processor =
          observer.readsStates()
              ? new FactProcessor(topics, formats, store)
              : FactProcessor.ofDecisionsAlone(topics, formats, store);
      this.threads = threads;
    }

    void add(Fact fact) {
      batch.add(waiting(fact));
      if (batch.size() == BATCH) {
        send();
      }
    }

    void send() {
      if (batch.isEmpty()) {
        return;
      }
      threads.awaitRoom();
      if (queue(batch)) {
        threads.run(this);
      }
      batch = new ArrayList<>(BATCH);
    }

    /** Whether it is the only waiting batch, so that no thread is scheduled for it yet. */
    private synchronized boolean queue(List<Waiting> facts) {
      waiting.add(facts);
      return waiting.size() == 1;
    }

    private synchronized List<Waiting> first() {
      return waiting.element();
    }

    private synchronized boolean isMoreAfterFirst() {
      waiting.remove();
      return !waiting.isEmpty();
    }

    /** Decides one batch, and yields to others before the next. */
    @Override
    public void run() {
      first().forEach(this::decide);
      boolean more = isMoreAfterFirst();
      threads.decided();
      if (more) {
        threads.run(this);
      }
    }

    private Waiting waiting(Fact fact) {
      return new Waiting(formats.facts().encode(fact), fact.getRecordedAt().toEpochMilli());
    }

    private void decide(Waiting fact) {
      one(fact);
      List<Fact> first = observer.answers();
      if (!first.isEmpty()) {
        decideAnswers(new ArrayDeque<>(first));
      }
    }

    private void decideAnswers(Queue<Fact> answers) {
      int answered = 0;
      while (!answers.isEmpty()) {
        if (++answered > MAX_ANSWERS) {
          throw new IllegalStateException(
              "expected at most " + MAX_ANSWERS + " answers to one fact, but more");
        }
        one(waiting(answers.remove()));
        answers.addAll(observer.answers());
      }
    }

    private void one(Waiting next) {
      ProcessingResult result = processor.process(key, next.wire, 0, offset++, next.timestamp);
      Fact fact = result.decided();
      if (fact == null) {
        deadLetters++;
        fact = FiguresObserver.decode(formats.facts(), next.wire);
      }
      observer.decided(fact, result);
    }
  }

  /** The threads that decide, and the size of their queue. */
  private static final class Threads implements AutoCloseable {
    private final ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "kizuna-log-decider");
              thread.setDaemon(true);
              return thread;
            });
    private final Semaphore room = new Semaphore(MAX_BATCHES);
    private volatile @Nullable Throwable failure;

    void run(Runnable batch) {
      pool.execute(
          () -> {
            try {
              batch.run();
            } catch (RuntimeException | Error e) {
              failure = e;
            }
          });
    }

    void awaitRoom() {
      acquire(1);
    }

    void awaitAll() {
      acquire(MAX_BATCHES);
    }

    private void acquire(int batches) {
      try {
        boolean acquired = false;
        while (!acquired) {
          acquired = room.tryAcquire(batches, 1, TimeUnit.SECONDS);
          Throwable cause = failure;
          if (cause != null) {
            throw new IllegalStateException("expected to decide a log to its end", cause);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("expected to decide a log to its end, but interrupted", e);
      }
    }

    /** A batch is decided. */
    void decided() {
      room.release();
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }
}
