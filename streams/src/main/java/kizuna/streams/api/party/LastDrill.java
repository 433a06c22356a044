package kizuna.streams.api.party;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kizuna.drills.DrillEnded;
import kizuna.schemas.Namespace;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillConducts;

/**
 * The last drill of two partners: the latest ended run, still kept, with a dispatch between them.
 * Only the newest {@link DrillConducts#MAX_RUNS} runs are looked at.
 */
final class LastDrill {

  /** A run and its end in real time. */
  record Run(String run, Instant endedAt) {}

  private final Supplier<List<Namespace>> runs;
  private final DrillConducts conducts;

  /**
   * @param runs kept runs, the newest first
   */
  LastDrill(Supplier<List<Namespace>> runs, DrillConducts conducts) {
    this.runs = runs;
    this.conducts = conducts;
  }

  Optional<Run> of(String one, String other) {
    return runs.get().stream()
        .limit(DrillConducts.MAX_RUNS)
        .flatMap(run -> conducts.read(run, conduct -> ended(run, conduct, one, other)).stream())
        .max(Comparator.comparing(Run::endedAt));
  }

  private static Optional<Run> ended(
      Namespace run, DrillConduct conduct, String one, String other) {
    return conduct
        .ended()
        .filter(e -> isOfPair(e, one, other))
        .flatMap(e -> conduct.endedAt())
        .map(at -> new Run(run.drillId(), at));
  }

  private static boolean isOfPair(DrillEnded ended, String one, String other) {
    return ended.getPairs().stream()
        .anyMatch(
            p ->
                (p.getLender().equals(one) && p.getReceiver().equals(other))
                    || (p.getLender().equals(other) && p.getReceiver().equals(one)));
  }
}
