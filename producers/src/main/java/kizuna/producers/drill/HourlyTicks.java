package kizuna.producers.drill;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.form.FactForm;
import kizuna.seeds.drill.DrillOutline;

/**
 * The facts by which holds lapse and days begin in a drill that people joined: one {@code
 * TimePassed} for each network at every full hour of scenario time.
 */
final class HourlyTicks {

  private static final Reporter KIZUNA = new Reporter(Role.SYSTEM, "kizuna");
  private static final Duration EVERY = Duration.ofHours(1);

  private final String runId;
  private final DrillOutline drill;
  private Instant at;

  /** Ids of the created ticks, some thousands at most; read by other threads. */
  private final Set<UUID> made = ConcurrentHashMap.newKeySet();

  HourlyTicks(String runId, DrillOutline drill) {
    this.runId = runId;
    this.drill = drill;
    this.at = drill.start().truncatedTo(ChronoUnit.HOURS).plus(EVERY);
  }

  /** Scenario time of the next. */
  Instant at() {
    return at;
  }

  /** The facts of the next hour. */
  List<Fact> next() {
    Instant now = at;
    at = at.plus(EVERY);
    List<Fact> facts = drill.networks().stream().map(network -> fact(network.id(), now)).toList();
    facts.forEach(fact -> made.add(fact.getEventId()));
    return facts;
  }

  /** Whether a fact is one of these: the log has facts of passing time of its own. */
  boolean made(UUID eventId) {
    return made.contains(eventId);
  }

  private Fact fact(String network, Instant now) {
    String id = String.join("/", "kizuna/drill", runId, "time", network, now.toString());
    return FactForm.envelope(
        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)),
        network,
        now,
        now,
        KIZUNA,
        OperationMode.EXERCISE,
        new TimePassed(now, null));
  }
}
