package kizuna.producers;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.facts.AccessDenied;
import kizuna.facts.Fact;
import kizuna.schemas.AvroLimits;
import kizuna.schemas.Namespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Denials are recorded, in bounds, and nobody waits for it. */
@Timeout(60)
class DenialRecorderTest {

  private static final int OF_ACCOUNT = 3;
  private static final int OF_NETWORK = 10;

  static {
    AvroLimits.apply();
  }

  private final Hands hands = new Hands();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<Fact> log = new LinkedBlockingQueue<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private Intake intake =
      (namespace, fact) -> {
        log.add(fact);
        return CompletableFuture.completedFuture(
            new IntakeProducer.Receipt(fact.getNetworkId(), "t", 0, 0, fact.getRecordedAt()));
      };
  private DenialRecorder denials = denials(new DenialRecorder.Limits(OF_ACCOUNT, OF_NETWORK));

  private DenialRecorder denials(DenialRecorder.Limits limits) {
    return new DenialRecorder(
        (n, f) -> intake.append(n, f), hands, (n, network) -> hands.instant(), limits, meters);
  }

  @AfterEach
  void end() {
    never.countDown();
    denials.close();
  }

  @Test
  void ofOneAccountAFewAreRecordedAndTheRestAreANumberWithItsNextOne() throws Exception {
    tries("ward-nerima", OF_ACCOUNT + 40);

    assertThat(recorded(OF_ACCOUNT)).allMatch(d -> d.getSuppressed() == 0);
    hands.move(Duration.ofMinutes(1));
    tries("ward-nerima", 1);
    assertThat(recorded(1).get(0).getSuppressed()).isEqualTo(40);
    assertThat(counted("suppressed")).isEqualTo(40);
  }

  @Test
  void whoHasStoppedTryingIsRecordedToo() throws Exception {
    tries("ward-nerima", OF_ACCOUNT + 5);
    recorded(OF_ACCOUNT);

    denials.recordSuppressed();

    AccessDenied last = recorded(1).get(0);
    assertThat(last.getAccount()).isEqualTo("ward-nerima");
    assertThat(last.getSuppressed() + 1).as("the last one and those before").isEqualTo(5);
    denials.recordSuppressed();
    assertThat(log).as("told once").isEmpty();
  }

  /** Years of attempts would fill the log and the database otherwise. */
  @Test
  void whoTriesAllDayIsRecordedTenTimesAsOftenAsInAMinuteAndThenCounted() throws Exception {
    for (int minute = 0; minute < 24 * 60 - 1; minute++) {
      tries("ward-nerima", 2 * OF_ACCOUNT);
      denials.recordSuppressed();
      hands.move(Duration.ofMinutes(1));
    }
    assertThat(recorded(DenialRecorder.MINUTES_OF_DAY * OF_ACCOUNT)).isNotEmpty();
    assertThat(log).isEmpty();

    hands.move(Duration.ofMinutes(1));
    denials.recordSuppressed();
    assertThat(recorded(1).get(0).getSuppressed())
        .as("what a full day did not take is told on the next one")
        .isGreaterThan(8_000);
  }

  @Test
  void oneAccountTakesNothingFromAnotherButAllTogetherAreBounded() throws Exception {
    tries("a", 100);
    tries("b", 1);
    assertThat(recorded(OF_ACCOUNT + 1)).extracting(AccessDenied::getAccount).contains("b");

    for (int i = 0; i < 1_000; i++) {
      tries("crowd-" + i, 1);
    }
    assertThat(recorded(OF_NETWORK - OF_ACCOUNT - 1)).hasSize(OF_NETWORK - OF_ACCOUNT - 1);
    assertThat(log).isEmpty();
    assertThat(counted("suppressed")).isEqualTo(97 + 1_000 - (OF_NETWORK - OF_ACCOUNT - 1));
  }

  /** One network, or one stranger who tries in it, pushes out nothing of another. */
  @Test
  void whatIsTriedInOneNetworkTakesNothingFromAnother() throws Exception {
    for (int i = 0; i < 2 * DenialRecorder.MAX_ACCOUNTS_OF_NETWORK; i++) {
      tries("stranger-" + i, 1);
    }
    recorded(OF_NETWORK);

    tries(Namespace.LIVE, "osaka", "stranger-1", 1);
    tries(Namespace.drill("first-hour-1"), "tokyo23", "stranger-1", 1);

    assertThat(log.poll(20, TimeUnit.SECONDS)).extracting("networkId").isEqualTo("osaka");
    assertThat(log.poll(20, TimeUnit.SECONDS))
        .extracting("mode")
        .isEqualTo(kizuna.codes.OperationMode.EXERCISE);
  }

  /** The oldest account is forgotten, with the number of its denials. */
  @Test
  void ofTooManyAccountsTheOneThatTriedLastIsRemembered() throws Exception {
    tries("first", OF_ACCOUNT + 5);
    recorded(OF_ACCOUNT);
    for (int i = 0; i < DenialRecorder.MAX_ACCOUNTS_OF_NETWORK; i++) {
      tries("crowd-" + i, 1);
    }
    recorded(OF_NETWORK - OF_ACCOUNT);
    hands.move(Duration.ofMinutes(1));

    tries("first", 1);

    assertThat(recorded(1).get(0).getSuppressed()).isZero();
  }

  @Test
  void ofTooManyNetworksTheOneThatWasTriedLastIsRemembered() throws Exception {
    tries("a", OF_ACCOUNT + 1);
    recorded(OF_ACCOUNT);
    for (int i = 0; i < DenialRecorder.MAX_NETWORKS; i++) {
      tries(Namespace.LIVE, "n" + i, "a", 1);
      recorded(1);
    }

    tries("a", 1);

    assertThat(recorded(1)).hasSize(1);
  }

  /** A log that hangs holds up nobody; what does not fit is counted as lost. */
  @Test
  void whileTheLogHangsNobodyWaitsAndMemoryIsBounded() throws Exception {
    intake =
        (namespace, fact) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return CompletableFuture.failedFuture(new IllegalStateException("hung"));
        };
    denials = denials(new DenialRecorder.Limits(1_000_000, 1_000_000));

    tries("a", 5_000);

    // One is being written, the others of its network wait.
    assertThat(counted("lost")).isEqualTo(5_000 - DenialRecorder.MAX_WAITING_OF_NETWORK);
    for (int i = 0; i < 10; i++) {
      tries(Namespace.LIVE, "n" + i, "a", 5_000);
    }
    assertThat(counted("lost")).as("of all networks a thousand wait").isEqualTo(11 * 5_000 - 1_001);
  }

  @Test
  void aLogThatRefusesIsCountedAndTheNextIsRecorded() throws Exception {
    Intake good = intake;
    intake =
        (namespace, fact) -> {
          throw new IllegalStateException("away");
        };
    tries("a", 1);
    await("it is counted").until(() -> counted("lost") >= 1);
    intake = good;
    tries("a", 1);
    assertThat(recorded(1)).hasSize(1);
  }

  private void tries(String account, int times) {
    tries(Namespace.LIVE, "tokyo23", account, times);
  }

  private void tries(Namespace namespace, String network, String account, int times) {
    for (int i = 0; i < times; i++) {
      denials.record(
          namespace,
          network,
          AccessDenied.newBuilder()
              .setAccount(account)
              .setRole(AccountRole.WARD)
              .setBody("131041")
              .setMethod("POST")
              .setPath("/api/requests/req-1/amend")
              .setAttempted(FactKind.AID_REQUEST_AMENDED)
              .setCode(DenialCode.NOT_YOURS)
              .build());
    }
  }

  private List<AccessDenied> recorded(int howMany) throws InterruptedException {
    List<AccessDenied> facts = new ArrayList<>();
    while (facts.size() < howMany) {
      Fact fact = log.poll(20, TimeUnit.SECONDS);
      assertThat(fact).as("denial %d of %d", facts.size() + 1, howMany).isNotNull();
      facts.add(fact.getAccessDenied());
    }
    return facts;
  }

  private int counted(String outcome) {
    return (int)
        meters.find("kizuna.denials").tag("outcome", outcome).counters().stream()
            .mapToDouble(c -> c.count())
            .sum();
  }

  /** A clock that is moved by hand. */
  private static final class Hands extends Clock {
    private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
