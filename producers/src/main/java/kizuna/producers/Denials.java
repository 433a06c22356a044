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
 * Puts denials on record, as facts like any other. Whoever tries without end fills no log with it:
 * an account's denials are recorded one by one up to a limit, the rest as a number with its next
 * one; and there is a limit for all together. Nobody's answer ever waits for it.
 */
@Component
class Denials implements AutoCloseable {

  /**
   * How many are recorded one by one.
   *
   * @param ofAccount in a minute, of one account
   * @param inAll in a minute, of all
   */
  @Validated
  @ConfigurationProperties("kizuna.denials")
  public record Limits(@Positive int ofAccount, @Positive int inAll) {}

  private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_ACCOUNTS = 10_000;
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_AT_ONCE = 50;

  /** A denial and where it belongs. */
  private record Denial(Namespace namespace, String network, AccessDenied what) {}

  private static final class Account {
    Instant since = Instant.MIN;
    int recorded;
    int suppressed;
    @Nullable Denial last;
  }

  private final Intake intake;
  private final Clock clock;
  private final LogTimes times;
  private final Limits limits;
  private final MeterRegistry meters;
  private final Map<String, Account> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
          return size() > MOST_ACCOUNTS;
        }
      };
  private final Account all = new Account();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "denials");
            thread.setDaemon(true);
            return thread;
          });

  Denials(Intake intake, Clock clock, LogTimes times, Limits limits, MeterRegistry meters) {
    this.intake = intake;
    this.clock = clock;
    this.times = times;
    this.limits = limits;
    this.meters = meters;
  }

  /** Records a denial, or counts it. Returns at once. */
  void record(Namespace namespace, String network, AccessDenied what) {
    Denial denial = new Denial(namespace, network, what);
    Instant now = Instant.ofEpochMilli(clock.millis());
    int suppressed;
    synchronized (this) {
      Account account =
          accounts.computeIfAbsent(String.valueOf(what.getAccount()), a -> new Account());
      if (!takes(account, limits.ofAccount(), now) || !takes(all, limits.inAll(), now)) {
        account.suppressed++;
        account.last = denial;
        count(denial, "suppressed");
        return;
      }
      account.recorded++;
      all.recorded++;
      suppressed = account.suppressed;
      account.suppressed = 0;
    }
    write(denial, suppressed);
  }

  private static boolean takes(Account account, int limit, Instant now) {
    if (!now.isBefore(account.since.equals(Instant.MIN) ? now : account.since.plus(WINDOW))) {
      account.since = now;
      account.recorded = 0;
    }
    return account.recorded < limit;
  }

  /** Who has stopped trying is recorded too: the last denial with how many there were. */
  @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
  void tellSuppressed() {
    List<Denial> due = new ArrayList<>();
    List<Integer> suppressed = new ArrayList<>();
    synchronized (this) {
      for (Account account : accounts.values()) {
        Denial last = account.last;
        if (account.suppressed > 0 && last != null && due.size() < MOST_AT_ONCE) {
          due.add(last);
          suppressed.add(account.suppressed - 1);
          account.suppressed = 0;
        }
      }
    }
    for (int i = 0; i < due.size(); i++) {
      write(due.get(i), suppressed.get(i));
    }
  }

  private void write(Denial denial, int suppressed) {
    Instant now = times.now(denial.namespace(), denial.network());
    Fact fact =
        FactForm.envelope(
            UUID.randomUUID(),
            denial.network(),
            now,
            now,
            new Reporter(Role.SYSTEM, "kizuna"),
            denial.namespace().mode(),
            AccessDenied.newBuilder(denial.what())
                .setSuppressed(denial.what().getSuppressed() + suppressed)
                .build());
    if (!FactForm.check(fact).isEmpty()) {
      LOG.error("a denial is of no form: {}", FactForm.check(fact));
      return;
    }
    try {
      writer.execute(() -> append(denial, fact));
    } catch (RejectedExecutionException e) {
      count(denial, "lost");
    }
  }

  private void append(Denial denial, Fact fact) {
    try {
      var unused =
          intake
              .append(denial.namespace(), fact)
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
