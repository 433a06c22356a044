package kizuna.infra.door;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether facts are being decided, according to the health of streams. A start or restart does not
 * count as a failure until it lasts too long: reports of that time are decided afterwards.
 */
public final class DecisionStatus {

  /** Longer than a restart of streams takes. */
  static final Duration GRACE = Duration.ofSeconds(15);

  /** Longer than its start takes, also where it restores its state. */
  static final Duration START_GRACE = Duration.ofMinutes(2);

  private static final Set<String> BEGINNING = Set.of("STARTING", "RESTORING");
  private static final Set<String> NOT_DECIDING = Set.of("STALLED", "FAILED", "STOPPED");

  private final LongSupplier nanos;
  private long lastDeciding;
  private String state = "DECIDING";
  private Optional<Reading> reading = Optional.empty();

  /**
   * The ledger is still being rebuilt from the log and shows an earlier state.
   *
   * @param asOf time of the newest decision in it; empty before the first
   * @param percent read part of the log
   */
  public record Reading(String asOf, int percent) {}

  DecisionStatus(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastDeciding = nanos.getAsLong();
  }

  /**
   * Records a response of the health endpoint of streams.
   *
   * @param health its body; empty if there was no answer
   */
  public synchronized void update(Optional<String> health) {
    state = health.map(DecisionStatus::stateIn).orElse("UNREACHABLE");
    reading = health.flatMap(DecisionStatus::readingIn);
    if (isDeciding()) {
      lastDeciding = nanos.getAsLong();
    }
  }

  /** The same, with the time for which nothing has been decided. */
  synchronized void update(Optional<String> health, Duration silent) {
    update(health);
    lastDeciding = nanos.getAsLong() - silent.toNanos();
  }

  private static String stateIn(String health) {
    try {
      JsonNode decisions =
          JsonMapper.shared().readTree(health).path("components").path("decisions");
      return decisions.path("details").path("state").asString("DECIDING");
    } catch (JacksonException e) {
      return "UNREACHABLE";
    }
  }

  private static Optional<Reading> readingIn(String health) {
    try {
      JsonNode ledger =
          JsonMapper.shared().readTree(health).path("components").path("ledger").path("details");
      return ledger.path("current").asBoolean(true)
          ? Optional.empty()
          : Optional.of(
              new Reading(
                  ledger.path("asOf").asString(""), ledger.path("progressPercent").asInt(0)));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** The state of the ledger; empty if it is current or unknown. */
  public synchronized Optional<Reading> reading() {
    return reading;
  }

  /** The last state that streams reported, or UNREACHABLE. */
  public synchronized String state() {
    return state;
  }

  private boolean isDeciding() {
    return !state.equals("UNREACHABLE")
        && !BEGINNING.contains(state)
        && !NOT_DECIDING.contains(state);
  }

  /** How long deciding has been stopped; empty while a restart can explain it. */
  synchronized Optional<Duration> silence() {
    Duration silent = Duration.ofNanos(nanos.getAsLong() - lastDeciding);
    Duration grace = BEGINNING.contains(state) ? START_GRACE : GRACE;
    return isDeciding() || silent.compareTo(grace) <= 0 ? Optional.empty() : Optional.of(silent);
  }
}
