package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillStarted;
import kizuna.drills.DrillText;
import kizuna.drills.Inject;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.seeds.drill.DrillOutline;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.FactSource;
import kizuna.seeds.drill.ReplayableDrill;
import org.jspecify.annotations.Nullable;

/**
 * The content and settings of a replay.
 *
 * @param facts reference data first, which is sent before the clock starts, then the log
 * @param injects injects of the master scenario events list; empty: none is sent
 * @param speed times faster than scenario time; {@link DrillClock#MAX_SPEED}: maximum speed
 * @param endsAt scenario time at which the run ends; empty: with the log
 * @param pauseAt scenario time up to which everything is sent at once, then the run waits; empty:
 *     it runs at once
 * @param joins whether people may join; such a run goes on after its log until it is ended
 * @param played bodies that are played from the beginning
 * @param takeOverAfter scenario time after which the log acts for a played body that did not
 * @param orderedBy who began the run
 * @param orderId id of the order; null: there was none
 */
public record DrillPlan(
    DrillOutline drill,
    FactSource facts,
    List<Inject> injects,
    double speed,
    Optional<Instant> endsAt,
    Optional<Instant> pauseAt,
    boolean joins,
    List<DrillOffice> played,
    Optional<Duration> takeOverAfter,
    DrillOffice orderedBy,
    @Nullable String orderId) {

  /**
   * Limit of facts of a drill with participants: the possible reports of each body are in the heap.
   */
  public static final int MAX_JOINED = 250_000;

  public DrillPlan {
    injects = List.copyOf(injects);
    played = List.copyOf(played);
    if (!(speed >= 0 && speed < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("expected a speed of 0 (max) or above, but " + speed);
    }
    if (joins && facts.size() > MAX_JOINED) {
      throw new IllegalArgumentException(
          "expected at most "
              + MAX_JOINED
              + " facts of a drill that people join, but "
              + facts.size());
    }
  }

  /** Replays the log as it is, from its first fact to its last, without participants. */
  public static DrillPlan ofLog(ReplayableDrill drill, double speed) {
    return new DrillPlan(
        drill.outline(),
        drill.facts(),
        List.of(),
        speed,
        Optional.empty(),
        Optional.empty(),
        false,
        List.of(),
        Optional.empty(),
        DrillEvents.REPLAYER,
        null);
  }

  Set<String> lenders() {
    return drill.networks().stream()
        .map(DrillNetwork::lenders)
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  /** The objectives of the drill as its file has them; empty: it has none. */
  public String objectives() {
    return Drills.objectives(drill.id()).orElse("");
  }

  DrillStarted started() {
    return DrillStarted.newBuilder()
        .setDrillId(drill.id())
        .setTitle(new DrillText(drill.titleJa(), drill.titleEn()))
        .setOrderId(orderId)
        .setNetworks(drill.networks().stream().map(DrillNetwork::id).toList())
        .setFacts(facts.size())
        .setReferenceFacts(facts.reference())
        .setInjects(injects.size())
        .setFirstAt(drill.start())
        .setLastAt(drill.end())
        .setEndsAt(endsAt.orElse(null))
        .setJoins(joins)
        .setTakeOverAfterMinutes(takeOverAfter.map(d -> (int) d.toMinutes()).orElse(null))
        .setObjectives(objectives())
        .setHistory(Drills.historyText(drill.id()).orElse(""))
        .build();
  }
}
