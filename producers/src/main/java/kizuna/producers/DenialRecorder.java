package kizuna.producers;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.constraints.Positive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.codes.Role;
import kizuna.facts.AccessDenied;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * Records denials as facts. Repeated attempts do not fill the log: an account's denials are
 * recorded one by one up to a limit, the rest as a number with its next one; and there is a limit
 * for each network. Attempts in one network do not use up the limit of another. No response waits
 * for it.
 */
@Component
class DenialRecorder implements AutoCloseable {

  /**
   * Limits of single records; for a day, ten times as many.
   *
   * @param ofAccount in a minute, of one account in one network
   * @param ofNetwork in a minute, of all accounts in one network
   */
  @Validated
  @ConfigurationProperties("kizuna.denials")
  public record Limits(@Positive int ofAccount, @Positive int ofNetwork) {}

  private static final Logger LOG = LoggerFactory.getLogger(DenialRecorder.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** A day's limit as a multiple of the minute's: bounds what years of attempts add to a log. */
  static final int MINUTES_OF_DAY = 10;

  static final int MAX_NETWORKS = 100;
  static final int MAX_ACCOUNTS_OF_NETWORK = 1_000;
  private static final int MAX_WAITING = 1_000;
  static final int MAX_WAITING_OF_NETWORK = 200;
  private static final int MAX_OF_NETWORK_AT_ONCE = 50;

  /** A network of a namespace: each drill has its own. */
  private record Where(Namespace namespace, String network) {}

  /** A denial and where it belongs. */
  private record Denial(Where where, AccessDenied what) {}

  /** The number of records within a time window. */
  private static final class Window {
    private final Duration length;
    private @Nullable Instant since;
    private int recorded;

    Window(Duration length) {
      this.length = length;
    }

    /** Starts a new window after its length, and if the clock was set back. */
    boolean isFull(int limit, Instant now) {
      if (since == null || now.isBefore(since) || !now.isBefore(since.plus(length))) {
        since = now;
        recorded = 0;
      }
      return recorded >= limit;
    }
  }

  /** The numbers of records within a minute and within a day. */
  private static class Recorded {
    private final Window minute = new Window(WINDOW);
    private final Window day = new Window(DAY);

    boolean takes(int limit, Instant now) {
      boolean full = minute.isFull(limit, now);
      return !isDayFull(limit, now) && !full;
    }

    boolean isDayFull(int limit, Instant now) {
      return day.isFull(limit * MINUTES_OF_DAY, now);
    }

    void add() {
      minute.recorded++;
      day.recorded++;
    }
  }

  private static final class Account extends Recorded {
    int suppressed;
    @Nullable Denial last;
  }

  private static final class Network extends Recorded {
    final Map<String, Account> accounts = new Newest<>(MAX_ACCOUNTS_OF_NETWORK);
    final AtomicInteger waiting = new AtomicInteger();
  }

  /** Entries that were used last. */
  private static final class Newest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Newest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }

  private final Intake intake;
  private final Clock clock;
  private final LogTimes times;
  private final Limits limits;
  private final MeterRegistry meters;
  private final Map<Where, Network> networks = new Newest<>(MAX_NETWORKS);
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_WAITING),
          task -> {
            Thread thread = new Thread(task, "denials");
            thread.setDaemon(true);
            return thread;
          });

  DenialRecorder(Intake intake, Clock clock, LogTimes times, Limits limits, MeterRegistry meters) {
    this.intake = intake;
    this.clock = clock;
    this.times = times;
    this.limits = limits;
    this.meters = meters;
  }

  /** Records a denial, or counts it. Returns at once. */
  void record(Namespace namespace, String network, AccessDenied what) {
    Denial denial = new Denial(new Where(namespace, network), what);
    Instant now = Instant.ofEpochMilli(clock.millis());
    int suppressed;
    synchronized (this) {
      Network all = network(denial.where());
      Account account =
          all.accounts.computeIfAbsent(String.valueOf(what.getAccount()), a -> new Account());
      if (!account.takes(limits.ofAccount(), now) || !all.takes(limits.ofNetwork(), now)) {
        account.suppressed++;
        account.last = denial;
        count(denial, "suppressed");
        return;
      }
      account.add();
      all.add();
      suppressed = account.suppressed;
      account.suppressed = 0;
    }
    write(denial, suppressed);
  }

  private synchronized Network network(Where where) {
    return networks.computeIfAbsent(where, w -> new Network());
  }

  /**
   * Records accounts without new attempts too: the last denial with the number of denials. Denials
   * over a day's limit wait for the next day.
   */
  @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
  void recordSuppressed() {
    List<Denial> due = new ArrayList<>();
    List<Integer> suppressed = new ArrayList<>();
    Instant now = Instant.ofEpochMilli(clock.millis());
    synchronized (this) {
      for (Network network : networks.values()) {
        int before = due.size();
        for (Account account : network.accounts.values()) {
          Denial last = account.last;
          if (account.suppressed > 0
              && last != null
              && due.size() < before + MAX_OF_NETWORK_AT_ONCE
              && !account.isDayFull(limits.ofAccount(), now)
              && !network.isDayFull(limits.ofNetwork(), now)) {
            account.add();
            network.add();
            due.add(last);
            suppressed.add(account.suppressed - 1);
            account.suppressed = 0;
          }
        }
      }
    }
    for (int i = 0; i < due.size(); i++) {
      write(due.get(i), suppressed.get(i));
    }
  }

  private void write(Denial denial, int suppressed) {
    Where where = denial.where();
    Instant now = times.now(where.namespace(), where.network());
    Fact fact =
        FactForm.envelope(
            UUID.randomUUID(),
            where.network(),
            now,
            now,
            new Reporter(Role.SYSTEM, "kizuna"),
            where.namespace().mode(),
            AccessDenied.newBuilder(denial.what())
                .setSuppressed(denial.what().getSuppressed() + suppressed)
                .build());
    if (!FactForm.check(fact).isEmpty()) {
      LOG.error("a denial is of no form: {}", FactForm.check(fact));
      return;
    }
    AtomicInteger waiting = network(where).waiting;
    if (waiting.incrementAndGet() > MAX_WAITING_OF_NETWORK) {
      waiting.decrementAndGet();
      count(denial, "lost");
      return;
    }
    try {
      writer.execute(
          () -> {
            append(denial, fact);
            waiting.decrementAndGet();
          });
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      count(denial, "lost");
    }
  }

  private void append(Denial denial, Fact fact) {
    try {
      var unused =
          intake
              .append(denial.where().namespace(), fact)
              .whenComplete((receipt, e) -> count(denial, e == null ? "recorded" : "lost"));
    } catch (RuntimeException e) {
      LOG.warn("a denial could not be recorded: {}", e.toString());
      count(denial, "lost");
    }
  }

  private void count(Denial denial, String outcome) {
    meters
        .counter("kizuna.denials", "code", denial.what().getCode().name(), "outcome", outcome)
        .increment();
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
